# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks everybody at once how the system stands, and what a failover could do now. Changes nothing."""

from __future__ import annotations

from typing import Any

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.status_run import Refused, StatusRun

display = Display()


class ActionModule(ActionBase):
    _requires_connection = False

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        self.validate_argument_spec(argument_spec={})
        result["changed"] = False
        try:
            run = StatusRun(self, task_vars or {})
            result.update(run.result())
        except Refused as refused:
            result.update(failed=True, msg=str(refused))
            return result
        for warning in run.warnings:
            display.warning(warning)
        return result
