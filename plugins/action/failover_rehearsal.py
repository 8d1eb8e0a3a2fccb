# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rehearses a failover on the running system. It asks all hosts by itself, and changes nothing but its report."""

from __future__ import annotations

from typing import Any

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.rehearsal_task import RehearsalTask
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.task_outcome import result_of

display = Display()


class ActionModule(ActionBase):
    _requires_connection = False

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        self.validate_argument_spec(argument_spec={})
        task = RehearsalTask(self, task_vars or {})
        result.update(result_of(task))
        for warning in task.warnings:
            display.warning(warning)
        return result
