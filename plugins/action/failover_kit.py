# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the failover kits on the controller, from the whole inventory."""

from __future__ import annotations

from typing import Any

from ansible.plugins.action import ActionBase
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_kit import KitRun, Refused
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import published_model


class ActionModule(ActionBase):
    """See the documentation of the module."""

    _requires_connection = False

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        spec = {"read_ledger": {"type": "bool", "default": True}}
        _result, args = self.validate_argument_spec(argument_spec=spec)
        task_vars = task_vars or {}
        result["changed"] = False
        model = published_model(task_vars)
        if model is None:
            result.update(failed=True, msg="The topology is not known. Run gir.multidc.topology first.")
            return result
        try:
            found = KitRun(self, task_vars, model).result(args["read_ledger"])
        except Refused as refused:
            result.update(failed=True, msg=str(refused))
            return result
        shown = []
        for one in found["kits"]:
            before, after = one.pop("before"), one.pop("after")
            if one["changed"]:
                path = one["path"]
                shown.append({"before_header": path, "after_header": path, "before": before, "after": after})
        result.update(found)
        if self._task.diff and shown:
            result["diff"] = shown
        return result
