# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Between the roles of playbook remediate: its plan, what is looked at before and after each host, and its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.drift_run import Refused
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.remediation_host import HostGate
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.remediation_task import RemediationTask
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import published_model

display = Display()
_SPEC = {
    "stage": {"type": "str", "required": True, "choices": ["begin", "before", "after", "end", "wait"]},
    "operation": {"type": "str", "default": ""},
    "begun": {"type": "dict"},
    "host": {"type": "str"},
    "components": {"type": "list", "elements": "str"},
    "results": {"type": "dict", "default": {}},
    "stopped": {"type": "dict", "default": {}},
}
_NEEDS = [
    ("stage", "before", ["begun", "host"]),
    ("stage", "after", ["begun", "host", "components"]),
    ("stage", "end", ["begun"]),
    ("stage", "wait", ["begun"]),
]


class ActionModule(ActionBase):
    """See the documentation of the module."""

    _requires_connection = False

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        _result, args = self.validate_argument_spec(argument_spec=_SPEC, required_if=_NEEDS)
        result["changed"] = False
        if args["stage"] == "wait":
            # No host is away: Ansible has no other way to end with a status that is not that of a failure.
            result.update(unreachable=True, msg=" ".join(args["begun"]["lines"]))
            return result
        task = RemediationTask(self, task_vars or {}, display.display)
        try:
            result.update(self._done(task, args, task_vars or {}))
        except Refused as refused:
            result.update(failed=True, msg=str(refused))
        for warning in task.warnings:
            display.warning(warning)
        return result

    def _done(self, task: RemediationTask, args: Mapping[str, Any], task_vars: Mapping[str, Any]) -> dict[str, Any]:
        if args["stage"] == "begin":
            return task.begin(args["operation"])
        begun = args["begun"]
        if args["stage"] == "end":
            return task.end(begun, args["results"], args["stopped"])
        model = published_model(task_vars)
        if model is None:
            return {"failed": True, "msg": "The topology is not known. Run gir.multidc.topology first."}
        host = args["host"]
        gate = HostGate(self, task_vars, model, begun["active"], host, begun["steps"][host])
        return gate.before(task.asked) if args["stage"] == "before" else gate.after(args["components"])
