# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep the ledger of the RWS hosts: they are asked from here, and all is decided here for all together."""

from typing import Any

from ansible.plugins.action import ActionBase
from ansible_collections.gir.multidc.plugins.module_utils._ledger.options import OPTIONS
from ansible_collections.gir.multidc.plugins.plugin_utils._hosts import Hosts
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger import inputs
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.changes import Refused
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.keeping import keep

MODULE = "gir.multidc.ledger"
_SPEC = {name: option for name, option in OPTIONS.items() if not name.startswith("_")}


class ActionModule(ActionBase):
    """See the documentation of the module."""

    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        task_vars = task_vars or {}
        result: dict[str, Any] = super().run(tmp, task_vars)
        _result, options = self.validate_argument_spec(argument_spec=_SPEC)
        try:
            many = len(task_vars.get("ansible_play_hosts_all") or ()) > 1 and not self._task.run_once
            task = inputs.task_of(options, task_vars, self._task.check_mode, many)
            result.update(keep(task, Hosts(self, MODULE, task_vars).run))
        except Refused as refused:
            result.update(failed=True, changed=False, msg=str(refused), problems=refused.problems)
        return result
