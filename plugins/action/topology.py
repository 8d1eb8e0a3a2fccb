# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Validates the inventory as a map of data centers and returns the model, once, for all hosts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import Violation
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import errors
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import judgement, observing
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.inventory import Inventory, Values, Vars
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.whole import Whole
from ansible_collections.gir.multidc.plugins.plugin_utils._hosts import Hosts
from ansible_collections.gir.multidc.plugins.plugin_utils._topology import partial
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.rule import ROLE, VERBS
from ansible_collections.gir.multidc.plugins.plugin_utils._variables import tags
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.summary import of_the_map, summary

display = Display()
_SPEC = {
    "read_ledger": {"type": "bool", "default": False, "aliases": ["record_read"]},
    "operation": {"type": "str"},
    "resume": {"type": "dict"},
    "verb": {"type": "str", "default": ROLE, "choices": list(VERBS)},
    "of_playbook": {"type": "bool", "default": False},
    "compare": {"type": "bool", "default": False},
}
# Of the playbooks: evaluated here, because what a task is given has to be evaluated before it can be judged.
_READ, _OPERATION, _RESUME = "gir_read_record", "__topology_operation", "__topology_resume"


class ActionModule(ActionBase):
    _requires_connection = False

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        _result, args = self.validate_argument_spec(argument_spec=_SPEC)
        task_vars = task_vars or {}
        inventory = Inventory(self._templar, self._loader, task_vars)
        wrong = self._take_of_playbook(args, inventory) if args["of_playbook"] else []
        operation, values = None, None
        if args["compare"]:
            whole = Whole(self, task_vars, args["verb"], args["read_ledger"])
            observed, found, values = whole.observed, whole.evaluation, whole.violations
        else:
            observed = self._observed(task_vars, inventory, args)
            operation = args["operation"] or _begun(args["resume"] or {}, inventory.variables(), observed)
            found = inventory.evaluate(args["verb"], args["read_ledger"], observed, operation)
        violations = of_the_map(found.violations) + wrong
        if args["verb"] != ROLE:
            gatherer = Gatherer(self._templar, task_vars)
            run = tags.of_run(task_vars)
            judged = judgement.of_verb(args["verb"], inventory.groups, found.model, gatherer, run, values)
            violations += judgement.beside(violations, judged)
        result.update(changed=False)
        result.update(silent=observed.silent, ledger_digests=observed.digests)
        result["seen"] = {
            "verb": args["verb"],
            "operation": operation,
            "check_mode": bool(self._task.check_mode),
            "limit": str(task_vars.get("ansible_limit") or ""),
            "slice": inventory.slice,
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
        if args["compare"]:
            result.update(whole.result())
        return result

    def _take_of_playbook(self, args: Values, inventory: Inventory) -> list[Violation]:
        """Take options from the variables of the playbook; one that cannot be evaluated is judged with the others."""
        values = inventory.of_task((_READ, _OPERATION, _RESUME))
        operation, resume = values.get(_OPERATION), values.get(_RESUME)
        args["operation"] = operation if isinstance(operation, str) and operation else None
        args["resume"] = resume if isinstance(resume, dict) else None
        args["read_ledger"], wrong = judgement.switch(_READ, values.get(_READ), args["verb"], True)
        return wrong

    def _observed(self, task_vars: Values, inventory: Inventory, args: Vars) -> observing.Observed:
        """What the hosts answer now, and nothing that a cache may have kept."""

        def ask(module: str | None, arguments: Mapping[str, Any]) -> Any:
            return Hosts(self, module, task_vars, private=False).run(arguments)

        hostvars = task_vars.get("hostvars") or {}
        roots = {host: inventory.root(host) for host in inventory.members("gir_rws") if host in hostvars}
        return observing.ledgers(ask, roots) if args["read_ledger"] and roots else observing.Observed()


def _begun(resume: Mapping[str, Any], variables: Mapping[str, Any], observed: observing.Observed) -> str | None:
    """The operation that the same command began before: of `verb`, to the site of `data_center`."""
    centers = variables.get("gir_datacenters")
    center = centers.get(str(resume.get("data_center"))) if isinstance(centers, dict) else None
    site = center.get("site_name") if isinstance(center, dict) else None
    return observing.begun(observed, str(resume.get("verb")), site) if isinstance(site, str) else None
