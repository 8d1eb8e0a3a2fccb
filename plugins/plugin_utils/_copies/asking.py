# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the actions about copies have in common: options, the hosts that are asked, one result."""

from __future__ import annotations

from typing import Any

from ansible.plugins.action import ActionBase

from .._gathering.values import Gatherer, published_model
from .._hosts import Hosts
from . import run
from .inputs import Refused, Task, chosen_hosts, wishes_of
from .places import place_of

_UNKNOWN = "the topology is not known; run gir.multidc.topology before this task."
_MANY = "the task deals with all hosts by itself; run it once, with run_once."


class CopiesAction(ActionBase):
    """An action decides for all hosts together; the module of its name does it on each of them."""

    module = ""
    options: dict[str, Any] = {}
    removes = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        variables = task_vars or {}
        result: dict[str, Any] = super().run(tmp, variables)
        base: Any = super()
        _result, options = base.validate_argument_spec(argument_spec=self.options)
        try:
            task = self._task_of(options, variables)
            hosts = Hosts(self, self.module, variables)

            def ask(requests: dict[str, dict[str, Any]]) -> run.Answers:
                given = {
                    host: {"_request": requests[host], "_password": task.places[host].password} for host in requests
                }
                return hosts.run(given)

            result.update(run.remove(task, ask) if self.removes else run.look(task, ask))
        except Refused as refused:
            result.update(failed=True, changed=False, msg=str(refused), problems=refused.problems)
        return result

    def _task_of(self, options: dict[str, Any], variables: dict[str, Any]) -> Task:
        task: Any = self._task
        model = published_model(variables)
        if model is None:
            raise Refused([_UNKNOWN])
        if len(variables.get("ansible_play_hosts_all") or ()) > 1 and not task.run_once:
            raise Refused([_MANY])
        wishes, days = wishes_of(options, variables) if self.removes else ((), None)
        hosts, left_out = chosen_hosts(options, variables.get("groups") or {}, variables.get("hostvars") or {})
        gatherer = Gatherer(self._templar, variables)
        # Nothing of this collection is ever written on Windows.
        hosts = [host for host in hosts if not gatherer.is_windows(host)]
        unseen = (variables.get("__gir_run") or {}).get("unseen") or ()
        return Task(
            places={host: place_of(host, model, gatherer) for host in hosts},
            silent={str(host): str(reason) for host, reason in options["silent"].items()},
            left_out=(*left_out, *unseen),
            limit=str(variables.get("ansible_limit") or ""),
            wishes=wishes,
            older_than_days=days,
            check=bool(task.check_mode),
        )
