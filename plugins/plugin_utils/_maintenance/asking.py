# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the actions about maintenance markers have in common: options, the hosts that are asked, one result."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from ansible.plugins.action import ActionBase

from .._copies.places import root_of
from .._gathering.requests import MAINTENANCE
from .._gathering.values import Gatherer, published_model
from .._hosts import Hosts
from . import run
from .inputs import Inventory, Place, Refused, Task, request_of

_UNKNOWN = "the topology is not known; run gir.multidc.topology before this task."
_MANY = "the task deals with all hosts by itself; run it once, with run_once."


class MaintenanceAction(ActionBase):
    """An action decides for all hosts together; the module of its name does it on each of them."""

    module = ""
    options: dict[str, Any] = {}

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        variables = task_vars or {}
        result: dict[str, Any] = super().run(tmp, variables)
        base: Any = super()
        _result, options = base.validate_argument_spec(argument_spec=self.options)
        now = datetime.now(timezone.utc)
        try:
            task = self._task_of(options, variables, now)
            # A marker is for everybody, and why a host does not answer is worth knowing.
            hosts = Hosts(self, self.module, variables, private=False)
            result.update(run.carry_out(task, MAINTENANCE, lambda requests: hosts.run(_arguments(requests)), now))
        except Refused as refused:
            result.update(failed=True, changed=False, msg=str(refused), problems=refused.problems)
        return result

    def _task_of(self, options: dict[str, Any], variables: dict[str, Any], now: datetime) -> Task:
        task: Any = self._task
        model = published_model(variables)
        if model is None:
            raise Refused([_UNKNOWN])
        if len(variables.get("ansible_play_hosts_all") or ()) > 1 and not task.run_once:
            raise Refused([_MANY])
        groups = variables.get("groups") or {}
        unseen = tuple((variables.get("__gir_run") or {}).get("unseen") or ())
        members = [host for host in groups.get("gir") or () if host != "localhost"]
        within = members if options["within"] is None else [host for host in members if host in options["within"]]
        limit = str(variables.get("ansible_limit") or "")
        gatherer = Gatherer(self._templar, variables)
        # Nothing of this collection is ever written on Windows.
        windows = tuple(host for host in within if gatherer.is_windows(host))
        inventory = Inventory(groups, model, tuple(within), unseen, limit, windows)
        hosts, marker = request_of(options, variables, inventory, now)
        return Task(
            places={host: Place(*root_of(host, gatherer)) for host in hosts},
            silent={str(host): str(reason) for host, reason in options["silent"].items()},
            left_out=(*sorted(set(members) - set(within)), *unseen),
            limit=limit,
            windows=windows,
            state=options.get("state", ""),
            marker=marker,
        )


def _arguments(requests: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {host: {"_request": request} for host, request in requests.items()}
