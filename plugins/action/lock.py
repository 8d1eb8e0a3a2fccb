# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lock of writing verbs on the RWS hosts: they are asked from here, and all is decided here for all together."""

from typing import Any

from ansible.plugins.action import ActionBase
from ansible_collections.gir.multidc.plugins.module_utils._ledger import lock
from ansible_collections.gir.multidc.plugins.plugin_utils._hosts import Hosts
from ansible_collections.gir.multidc.plugins.plugin_utils._lock import inputs, protocol

MODULE = "gir.multidc.lock"


class ActionModule(ActionBase):
    """See the documentation of the module."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        task_vars = task_vars or {}
        result: dict[str, Any] = super().run(tmp, task_vars)
        _result, options = self.validate_argument_spec(argument_spec=lock.OPTIONS)
        hosts = Hosts(self, MODULE, task_vars)

        def ask(requests: protocol.Requests) -> protocol.Answers:
            state = options["state"]
            answers: protocol.Answers = hosts.run({h: {"state": state, "_request": requests[h]} for h in requests})
            return answers

        try:
            self._refuse_many(options, task_vars)
            task = inputs.task_of(options, task_vars, self._task.check_mode)
            result.update(protocol.drive(protocol.STATES[options["state"]](task), ask))
        except protocol.Refused as refused:
            result.update(refused.result)
        return result

    def _refuse_many(self, options: dict[str, Any], task_vars: dict[str, Any]) -> None:
        """A task that runs for each host would claim against itself."""
        many = len(task_vars.get("ansible_play_hosts_all") or ()) > 1 and not self._task.run_once
        if many and options["state"] == "claimed":
            text = "lock: the task deals with all hosts by itself; run it in a play for one host, such as localhost."
            raise protocol.Refused(text)
