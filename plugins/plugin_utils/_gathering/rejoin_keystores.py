# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The keystores of the pair for a rejoin: predicted, made equal without losing a key, and read by RCS."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._keystore import options as options_of
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.run import APPLIED, FAILED
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_writing import (
    SERVICE_SECONDS,
    Became,
    Requests,
    Work,
    summed,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.rejoin_system import RejoinSystem
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.states import State
from ansible_collections.gir.multidc.plugins.plugin_utils._hosts import Hosts, Request
from ansible_collections.gir.multidc.plugins.plugin_utils._keystore_run import Refused, Sync
from ansible_collections.gir.multidc.plugins.plugin_utils._keystores.plan import VARIABLES, Plan, plan, rcs_of
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin.observed import (
    DIVERGED,
    EQUAL,
    MERGEABLE,
    NONE,
    UNSEEN,
    Keystores,
)

_MODULE = "gir.multidc.rcs_keystore_sync"
_RESTART = "gir.multidc.rcs_keystore_restart"
# What both sides have of their own is kept: nothing is ever taken away.
_STATE = "merged"


class KeystoreWork:
    """Of the RCS hosts of the pair; those of a third data center are caught up by keystore_sync."""

    def __init__(self, system: RejoinSystem) -> None:
        self._system = system

    def predicted(self) -> Keystores:
        """What a merge would do, without doing it."""
        made = self._plan()
        if not made.targets or not self._system.key_views:
            return Keystores(NONE)
        if made.problems:
            return Keystores(UNSEEN, "; ".join(made.problems))
        try:
            done = self._synced(made, True)
        except Refused as refused:
            stale = any(one.get("state") == "stale" for one in refused.hosts.values())
            return Keystores(UNSEEN if stale else DIVERGED, " ".join(refused.problems))
        # Where a person starts RCS, nobody knows whether he has done it.
        owed = {host for host in done.get("restart", ()) if host not in made.unmanaged}
        hosts = tuple(sorted({*done.get("written", ()), *owed}))
        return Keystores(MERGEABLE if done.get("changed") or hosts else EQUAL, "", hosts)

    def work(self) -> Work:
        """Merge, and have RCS read it: the data center that rejoins first, one host after the other."""
        made = self._plan()
        try:
            done = self._synced(made, False)
        except Refused as refused:
            return Became(FAILED, " ".join(refused.problems))
        owed = set(done.get("restart", ()))
        changed, hosts = bool(done.get("changed")), tuple(done.get("written", ()))
        for host in made.order:
            if host not in owed or host in made.unmanaged:
                continue
            became = summed((yield self._restart(host)))
            changed = changed or became.changed
            if became.outcome != APPLIED:
                return Became(became.outcome, became.text, changed, hosts)
        by_hand = [host for host in made.order if host in owed and host in made.unmanaged]
        text = f"Restart RCS by hand on {', '.join(by_hand)}: it reads its keystore at its start." if by_hand else ""
        return Became(APPLIED, text, changed, hosts)

    def _plan(self) -> Plan:
        system = self._system
        heard = set(system.pair_heard)
        model = _only(system.models.after, heard)
        names = [host for one in model["data_centers"].values() for host in one["hosts"].get("gir_rcs", ())]
        known = {host: rcs_of({name: system.gatherer.value(host, name) for name in VARIABLES}) for host in names}
        views = self._system.key_views
        # One of the active data center, where any of them has a keystore.
        source = next((host for host, one in views.items() if one["exists"] and host in names), None)
        made = plan(model, known, source)
        # Where nobody gives a path, nobody has a keystore to be made equal.
        return made if made.paths else Plan(None, [], {}, [], [], [])

    def _synced(self, made: Plan, check: bool) -> dict[str, Any]:
        system = self._system
        source = str(made.source)
        password = str(system.gatherer.value(source, "rcs_keystore_password") or "")
        arguments = {
            "path": made.paths[source],
            "paths": made.paths,
            "source_host": source,
            "targets": made.targets,
            "state": _STATE,
            "unreachable": "fail",
        }
        if password:
            arguments["password"] = password
        read: Any = options_of.read
        options, problems = read(arguments, system.task_vars.get("hostvars", {}))
        if problems:
            raise Refused(problems)
        found: dict[str, Any] = Sync(options, Hosts(system.action, _MODULE, dict(system.task_vars)).run, check).run()
        return found

    def _restart(self, host: str) -> Requests:
        state = self._state(host)
        service = None if state is None else state.desired.service
        keystore = None if state is None else state.desired.keystore
        if service is None or keystore is None:
            return {}
        arguments = {"name": service.name, "path": keystore.path, "health": service.health, "host": host}
        if keystore.password is not None:
            arguments["password"] = keystore.password
        return {host: Request(host, _RESTART, arguments, False, None, SERVICE_SECONDS)}

    def _state(self, host: str) -> State | None:
        own = (one for one in self._system.models.states if one.host == host and one.component.name == "rcs")
        return next(own, None)


def _only(model: Any, hosts: set[str]) -> Any:
    """The model with these RCS hosts alone."""
    centers: Mapping[str, Any] = model["data_centers"]
    return {**model, "data_centers": {
        name: {**one, "hosts": {group: [host for host in some if host in hosts] if group == "gir_rcs" else some
                                for group, some in one["hosts"].items()}}
        for name, one in centers.items()
    }}  # fmt: skip
