# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the actions about the lock and the holds have in common: options, hosts that are asked, one result."""

from __future__ import annotations

from typing import Any

from ansible.plugins.action import ActionBase

from .._hosts import Hosts
from . import holds, inputs, protocol


class AskingAction(ActionBase):
    """An action decides what is asked; the module of its name does it on each host."""

    module = ""
    options: dict[str, Any] = {}

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        variables = task_vars or {}
        result: dict[str, Any] = super().run(tmp, variables)
        base: Any = super()
        _result, options = base.validate_argument_spec(argument_spec=self.options)
        # Nothing here is secret, and why a host does not answer is worth knowing.
        hosts = Hosts(self, self.module, variables, private=False)
        # The module has to be given what a task has to give.
        always = {"state": options["state"]} if "state" in options else {}

        def ask(requests: protocol.Requests) -> protocol.Answers:
            return hosts.run({host: {**always, "_request": requests[host]} for host in requests})

        try:
            result.update(protocol.drive(self.begin(options, variables), ask))
            if holds.told(result):
                result["warnings"] = holds.told(result)
        except protocol.Refused as refused:
            result.update(refused.result)
        return result

    def begin(self, options: dict[str, Any], variables: dict[str, Any]) -> protocol.Asking:
        """What is asked. Raises Refused when the task stands where it may not, or is given what it cannot use."""
        raise NotImplementedError

    def is_alone(self, variables: dict[str, Any]) -> bool:
        """Whether the task runs once, and not for each host of a play."""
        task: Any = self._task
        return len(variables.get("ansible_play_hosts_all") or ()) <= 1 or bool(task.run_once)


class LockAction(AskingAction):
    """About the lock."""

    def begin(self, options: dict[str, Any], variables: dict[str, Any]) -> protocol.Asking:
        self.refuse(options, variables)
        return self.steps(options, inputs.task_of(options, variables, self._task.check_mode))

    def refuse(self, options: dict[str, Any], variables: dict[str, Any]) -> None:
        """Raise Refused when the task stands where it may not."""

    def steps(self, options: dict[str, Any], task: protocol.Task) -> protocol.Asking:
        """What is asked."""
        raise NotImplementedError
