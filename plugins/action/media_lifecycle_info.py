# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells how the rules of media lifecycle stand, and whether backup folders are shared. Changes nothing."""

from __future__ import annotations

from typing import Any

from ansible.plugins.action import ActionBase
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.lifecycle_look import look, refusal
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import published_model

_SPEC: dict[str, Any] = {
    "hosts": {"type": "list", "elements": "str"},
    "refuse": {"type": "bool", "default": False},
    "timeout": {"type": "int", "default": 10},
}


class ActionModule(ActionBase):
    _requires_connection = False

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        _validation, args = self.validate_argument_spec(argument_spec=_SPEC)
        task_vars = task_vars or {}
        model = published_model(task_vars)
        result["changed"] = False
        problem = ""
        if model is None:
            problem = "The topology is not known. Run gir.multidc.topology first."
        elif args["timeout"] < 1:
            problem = f"timeout is {args['timeout']}; give at least 1."
        if model is None or problem:
            result.update(failed=True, msg=problem)
            return result
        hosts = task_vars.get("ansible_play_hosts_all") or () if args["hosts"] is None else args["hosts"]
        result["results"] = look(self, task_vars, model, hosts, float(args["timeout"]))
        refused = refusal(result["results"]) if args["refuse"] else ""
        if refused:
            result.update(failed=True, msg=refused)
        return result
