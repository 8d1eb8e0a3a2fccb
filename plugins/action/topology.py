# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Validates the inventory as a map of data centers and returns the model, once, for all hosts."""

from dataclasses import asdict, replace
from typing import Any

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import Violation
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import errors
from ansible_collections.gir.multidc.plugins.plugin_utils._components.rule import RULES
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import judgement
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._topology import engine, evaluation
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.placement import CONTROLLER
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.rule import ROLE, VERBS
from ansible_collections.gir.multidc.plugins.plugin_utils._variables import tags
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.summary import of_the_map, summary

display = Display()
_SPEC = {
    "record_read": {"type": "bool", "default": False},
    "verb": {"type": "str", "default": ROLE, "choices": list(VERBS)},
}


class ActionModule(ActionBase):
    _requires_connection = False

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        _result, args = self.validate_argument_spec(argument_spec=_SPEC)
        task_vars = task_vars or {}
        self._record_read = args["record_read"]
        groups = evaluation.evaluated(task_vars.get("groups"), lambda text: text)
        variables = self._variables(task_vars, groups)
        found = engine.evaluate(groups, variables, self._rws_hosts(task_vars, groups), args["verb"])
        violations = of_the_map(found.violations)
        if args["verb"] != ROLE:
            violations += self._judge(args["verb"], groups, found.model, task_vars)
        result.update(changed=False, violations=[asdict(violation) for violation in violations])
        if errors(violations):
            result.update(failed=True, msg=summary(violations))
            return result
        if violations:
            display.warning(summary(violations))
        result["model"] = found.model
        return result

    def _judge(self, verb: str, groups: Any, model: Any, task_vars: dict[str, Any]) -> list[Violation]:
        """What is wrong with the variables of the components, of all hosts at once."""
        members = groups if isinstance(groups, dict) else {}
        gatherer = Gatherer(self._templar, task_vars)
        foreign = judgement.foreign_names(gatherer.value(CONTROLLER, tags.KNOWN_TAGS))
        found = tags.violations(verb, *tags.of_run(task_vars), foreign)
        found += judgement.violations(members, model, gatherer)
        return [replace(one, severity=RULES[one.id].severity_for(verb)) for one in found]

    def _variables(self, task_vars, groups):
        """The variables of the current host; the controller may see none, then those of the first host of gir."""
        if "gir_datacenters" not in task_vars:
            for host in _members(groups, "gir"):
                return self._of_host(task_vars, host, engine.VARIABLES)
        return _evaluate(task_vars, engine.VARIABLES, self._templar)

    def _rws_hosts(self, task_vars, groups):
        """What only the RWS hosts can say; the variables of no other host are asked for."""
        found = {}
        for host in _members(groups, "gir_rws"):
            found[host] = self._of_host(task_vars, host, engine.HOST_VARIABLES, with_record=True)
        return found

    def _of_host(self, task_vars, host, names, with_record=False):
        hostvars = task_vars.get("hostvars")
        if hostvars is None or host not in hostvars:
            return {}
        # raw_get does not evaluate the other variables of the host, which nobody asked for.
        known = dict(hostvars.raw_get(host), hostvars=hostvars)
        found = _evaluate(known, names, self._templar.copy_with_new_env(available_variables=known))
        if with_record:
            local = _local_facts(known)
            if isinstance(local, dict) and engine.RECORD in local:
                found[engine.RECORD] = evaluation.evaluated(local[engine.RECORD], lambda text: text)
            if self._record_read:
                found[engine.ANSWERED] = local is not None
        return found


def _members(groups, name):
    """The hosts of a group when the groups are readable, without the controller."""
    hosts = groups.get(name) if isinstance(groups, dict) else None
    return [host for host in hosts if isinstance(host, str) and host != CONTROLLER] if isinstance(hosts, list) else []


def _evaluate(known, names, templar):
    return {name: evaluation.evaluated(known[name], templar.template) for name in names if name in known}


def _local_facts(known):
    """Where a failover leaves its record on RWS hosts; None when nobody has asked the host, or it did not answer."""
    facts = known.get("ansible_facts")
    return facts.get("ansible_local") if isinstance(facts, dict) else None
