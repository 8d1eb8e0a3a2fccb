# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes one report of several, of slices or of several controllers. Asks no host, and changes nothing of the system."""

from __future__ import annotations

from typing import Any

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.reading import Refused
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.merge_run import merged


class ActionModule(ActionBase):
    """See the documentation of the module."""

    _requires_connection = False

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        result: dict[str, Any] = {**super().run(tmp, task_vars), "changed": False}
        self.validate_argument_spec(argument_spec={})
        try:
            found, warnings = merged(self, task_vars or {})
        except Refused as refused:
            return {**result, "failed": True, "msg": str(refused)}
        for warning in warnings:
            Display().warning(warning)
        return {**result, **found}
