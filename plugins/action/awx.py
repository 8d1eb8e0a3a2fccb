# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes AWX ready for the playbooks of this collection, from the inventory."""

from __future__ import annotations

from typing import Any

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.awx_task import AwxTask
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.task_outcome import result_of
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import published_model

display = Display()


class ActionModule(ActionBase):
    """See the documentation of the module."""

    _requires_connection = False

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        self.validate_argument_spec(argument_spec={})
        task_vars = task_vars or {}
        model = published_model(task_vars)
        if model is None:
            result.update(failed=True, msg="The topology is not known. Run gir.multidc.topology first.")
            return result
        result.update(result_of(AwxTask(self, task_vars, model, display.display)))
        return result
