# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Validates the inventory as a map of data centers and returns the model, once, for all hosts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import Violation
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import errors
from ansible_collections.gir.multidc.plugins.plugin_utils._components.rule import RULES
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import judgement, observing
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._hosts import Hosts
from ansible_collections.gir.multidc.plugins.plugin_utils._topology import engine, evaluation, partial
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.placement import CONTROLLER
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.rule import ROLE, VERBS
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable, is_blank
from ansible_collections.gir.multidc.plugins.plugin_utils._variables import tags
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.summary import of_the_map, summary

# Variables as Ansible has them, and as plain values.
Vars = Mapping[str, Any]
Values = dict[str, Any]

display = Display()
_SPEC = {
    "read_ledger": {"type": "bool", "default": False, "aliases": ["record_read"]},
    "probe_hosts": {"type": "bool", "default": False},
    "operation": {"type": "str"},
    "resume": {"type": "dict"},
    "verb": {"type": "str", "default": ROLE, "choices": list(VERBS)},
    "of_playbook": {"type": "bool", "default": False},
}
# Of the playbooks: evaluated here, because what a task is given has to be evaluated before it can be judged.
_READ, _OPERATION, _RESUME = "gir_read_record", "__topology_operation", "__topology_resume"
# What AWX and its predecessor tell a job that sees a slice of the inventory.
_SLICE_COUNTS = ("awx_job_slice_count", "tower_job_slice_count")
_SLICE_NUMBERS = ("awx_job_slice_number", "tower_job_slice_number")


class ActionModule(ActionBase):
    _requires_connection = False

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        _result, args = self.validate_argument_spec(argument_spec=_SPEC)
        task_vars = task_vars or {}
        wrong = self._take_of_playbook(args, task_vars) if args["of_playbook"] else []
        groups = evaluation.evaluated(task_vars.get("groups"), lambda text: text)
        variables = self._variables(task_vars, groups)
        observed = self._observed(task_vars, groups, args)
        sight = self._sight(task_vars, args["read_ledger"])
        of_hosts = self._rws_hosts(task_vars, groups, observed)
        operation = args["operation"] or _begun(args["resume"] or {}, variables, observed)
        found = engine.evaluate(groups, variables, of_hosts, args["verb"], sight, operation)
        violations = of_the_map(found.violations) + wrong
        if args["verb"] != ROLE:
            violations += judgement.beside(violations, self._judge(args["verb"], groups, found.model, task_vars))
        result.update(changed=False)
        result.update(silent=observed.silent, ledger_digests=observed.digests)
        result["seen"] = {
            "verb": args["verb"],
            "operation": operation,
            "check_mode": bool(self._task.check_mode),
            "limit": str(task_vars.get("ansible_limit") or ""),
            "slice": _slice(task_vars),
            "unseen": found.unseen,
            "silent": observed.silent,
        }
        violations = judgement.used(args["verb"], violations)
        result["violations"] = [asdict(violation) for violation in violations]
        if errors(violations):
            result.update(failed=True, msg=summary(violations))
            return result
        if violations:
            display.warning(summary(violations))
        result["model"] = found.model
        if found.model is not None:
            result["exported"] = partial.export(found.model)
            result["expected_hosts"] = partial.expected_hosts(found.model)
        return result

    def _take_of_playbook(self, args: Values, task_vars: Vars) -> list[Violation]:
        """Take options from the variables of the playbook; one that cannot be evaluated is judged with the others."""
        values = _evaluate(task_vars, (_READ, _OPERATION, _RESUME), self._templar)
        operation, resume = values.get(_OPERATION), values.get(_RESUME)
        args["operation"] = operation if isinstance(operation, str) and operation else None
        args["resume"] = resume if isinstance(resume, dict) else None
        args["read_ledger"], wrong = judgement.switch(_READ, values.get(_READ), args["verb"], True)
        return wrong

    def _observed(self, task_vars: Values, groups: Any, args: Vars) -> observing.Observed:
        """What the hosts answer now, and nothing that a cache may have kept."""

        def ask(module: str | None, arguments: Mapping[str, Any]) -> Any:
            return Hosts(self, module, task_vars, private=False).run(arguments)

        hostvars = task_vars.get("hostvars") or {}
        roots = {host: self._root(task_vars, host) for host in _members(groups, "gir_rws") if host in hostvars}
        observed = observing.ledgers(ask, roots) if args["read_ledger"] and roots else observing.Observed()
        if args["probe_hosts"]:
            chosen = task_vars.get("ansible_play_hosts_all") or ()
            others = [host for host in chosen if host not in observed.of_hosts and host != CONTROLLER]
            observed.silent.update(observing.not_answering(ask, others))
        return observed

    def _root(self, task_vars: Vars, host: str) -> str:
        root = self._of_host(task_vars, host, ["gir_root"]).get("gir_root")
        return root if isinstance(root, str) and not is_blank(root) else ""

    def _sight(self, task_vars: Vars, asked: bool) -> partial.Sight:
        """What this run sees of the inventory."""
        known = self._of_anyone(task_vars, (partial.MODEL_VARIABLE, partial.FILE_VARIABLE, partial.EXPECTED_VARIABLE))
        given = {name: value for name, value in known.items() if value is not None and not is_blank(value)}
        export = given.get(partial.MODEL_VARIABLE)
        if export is None and partial.FILE_VARIABLE in given:
            export = self._read_export(given[partial.FILE_VARIABLE])
        count = next((task_vars[name] for name in _SLICE_COUNTS if name in task_vars), 1)
        slices = int(count) if str(count).isdigit() else 1
        return partial.Sight(slices, asked, export, given.get(partial.EXPECTED_VARIABLE))

    def _read_export(self, path: object) -> Any:
        """The exported model in a file of the controller, or why it cannot be read."""
        if not isinstance(path, str):
            return Unusable(f"{partial.FILE_VARIABLE} is no path")
        try:
            with open(self._loader.path_dwim(path), encoding="utf-8") as stream:
                return partial.read_export(json.load(stream))
        except OSError as error:
            return Unusable(f"{path}: {error.strerror}")
        except (ValueError, RecursionError):
            return Unusable(f"{path} is no JSON")

    def _judge(self, verb: str, groups: Any, model: Any, task_vars: dict[str, Any]) -> list[Violation]:
        """What is wrong with the variables of the components, of all hosts at once."""
        members = groups if isinstance(groups, dict) else {}
        gatherer = Gatherer(self._templar, task_vars)
        foreign = judgement.foreign_names(gatherer.value(CONTROLLER, tags.KNOWN_TAGS))
        found = tags.violations(verb, *tags.of_run(task_vars), foreign)
        found += judgement.violations(members, model, gatherer, verb)
        found = [replace(one, severity=RULES[one.id].severity_for(verb)) for one in found]
        return found + judgement.of_playbooks_alone(verb, members, gatherer)

    def _variables(self, task_vars: Vars, groups: Any) -> Values:
        """The variables of the current host; the controller may see none, then those of the first host of gir."""
        if "gir_datacenters" not in task_vars:
            for host in _members(groups, "gir"):
                return self._of_host(task_vars, host, engine.VARIABLES)
        return _evaluate(task_vars, engine.VARIABLES, self._templar)

    def _of_anyone(self, task_vars: Vars, names: Iterable[str]) -> Values:
        """Variables of the system: of the current host, or of the first host of gir."""
        groups = evaluation.evaluated(task_vars.get("groups"), lambda text: text)
        own = _evaluate(task_vars, names, self._templar)
        first = next(iter(_members(groups, "gir")), None)
        return own if first is None else {**self._of_host(task_vars, first, names), **own}

    def _rws_hosts(self, task_vars: Vars, groups: Any, observed: observing.Observed) -> dict[str, Values]:
        """What only the RWS hosts can say; the variables of no other host are asked for."""
        hosts = _members(groups, "gir_rws")
        of_hosts = {host: self._of_host(task_vars, host, engine.HOST_VARIABLES) for host in hosts}
        return {host: {**known, **observed.of_hosts.get(host, {})} for host, known in of_hosts.items()}

    def _of_host(self, task_vars: Vars, host: str, names: Iterable[str]) -> Values:
        hostvars = task_vars.get("hostvars")
        if hostvars is None or host not in hostvars:
            return {}
        # raw_get does not evaluate the other variables of the host, which nobody asked for.
        known = dict(hostvars.raw_get(host), hostvars=hostvars)
        return _evaluate(known, names, self._templar.copy_with_new_env(available_variables=known))


def _members(groups: Any, name: str) -> list[str]:
    """The hosts of a group when the groups are readable, without the controller."""
    hosts = groups.get(name) if isinstance(groups, dict) else None
    return [host for host in hosts if isinstance(host, str) and host != CONTROLLER] if isinstance(hosts, list) else []


def _evaluate(known: Vars, names: Iterable[str], templar: Any) -> Values:
    template = evaluation.explaining(templar.template, known)
    return {name: evaluation.evaluated(known[name], template) for name in names if name in known}


def _begun(resume: Mapping[str, Any], variables: Mapping[str, Any], observed: observing.Observed) -> str | None:
    """The operation that the same command began before: of `verb`, to the site of `data_center`."""
    centers = variables.get("gir_datacenters")
    center = centers.get(str(resume.get("data_center"))) if isinstance(centers, dict) else None
    site = center.get("site_name") if isinstance(center, dict) else None
    return observing.begun(observed, str(resume.get("verb")), site) if isinstance(site, str) else None


def _slice(task_vars: Mapping[str, Any]) -> str:
    """Such as 1 of 3; empty for a job that sees the whole inventory."""
    number, count = (
        next((task_vars[name] for name in names if name in task_vars), None)
        for names in (_SLICE_NUMBERS, _SLICE_COUNTS)
    )
    return f"{number or '?'} of {count}" if count is not None and str(count) != "1" else ""
