# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who holds the lock on the RWS hosts, of all of them together."""

from typing import Any

from ansible.plugins.action import ActionBase
from ansible_collections.gir.multidc.plugins.module_utils._ledger import lock
from ansible_collections.gir.multidc.plugins.plugin_utils._hosts import Hosts
from ansible_collections.gir.multidc.plugins.plugin_utils._lock import inputs, protocol

MODULE = "gir.multidc.lock_info"


class ActionModule(ActionBase):
    """See the documentation of the module."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        task_vars = task_vars or {}
        result: dict[str, Any] = super().run(tmp, task_vars)
        _result, options = self.validate_argument_spec(argument_spec=lock.HOSTS)
        hosts = Hosts(self, MODULE, task_vars)
        try:
            task = inputs.task_of(options, task_vars, self._task.check_mode)
            asked = protocol.looked(task)
            result.update(
                protocol.drive(asked, lambda requests: hosts.run({h: {"_request": requests[h]} for h in requests}))
            )
        except protocol.Refused as refused:
            result.update(refused.result)
        return result
