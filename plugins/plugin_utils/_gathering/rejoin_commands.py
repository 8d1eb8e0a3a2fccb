# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How each command of a rejoin is carried out, round by round; the lock and the ledger are written apart."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._bundle.run import pack
from ansible_collections.gir.multidc.plugins.module_utils._common.observation import NOT_OBSERVABLE
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.moments import stamp
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.run import (
    APPLIED,
    FAILED,
    UNKNOWN,
    WAITED,
    Command,
    Run,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import rejoin_left as differing
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import status_requests
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_background import Background
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_records import Records
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_steps import UPDATE
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_writing import (
    API_SECONDS,
    SERVICE_SECONDS,
    Became,
    Work,
    Writer,
    sentence,
    summed,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.rejoin_keystores import KeystoreWork
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.rejoin_system import RejoinSystem
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.states import State
from ansible_collections.gir.multidc.plugins.plugin_utils._hosts import Request
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.keeping import CAUGHT_UP, RECORDED
from ansible_collections.gir.multidc.plugins.plugin_utils._lock import protocol
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin import steps

VERB = "rejoin"
# Beside the ledgers, for whoever looks when the controller is gone.
ON_HOSTS = "/var/lib/gir-ledger/rejoin"
_REINDEX_SECONDS, _WINDOW = 900.0, "6h"
_BY_HAND = "Index what is left with module rws_force_index."


class RejoinRecords(Records):
    """The lock and the ledger, under the verb of a rejoin."""

    def __init__(self, system: RejoinSystem, limit_minutes: int) -> None:
        super().__init__(system, limit_minutes, VERB)
        self._rejoin = system

    def claim(self, command: Command, run: Run) -> Became:
        """Claim the lock; of a run that is dead it is broken first."""
        try:
            if command.name == steps.TAKE_OVER:
                self.locked("broken", command.argument, running=True)
            known = {host: one for host, one in self._rejoin.ledgers.digests.items() if host in self._rejoin.heard}
            self.locked("claimed", run.lock, ledger_digests=known)
        except protocol.Refused as refused:
            return Became(FAILED, str(refused))
        return Became()

    def catch_up(self) -> Became:
        """Give the newest history to the hosts that lack it."""
        return self.kept(CAUGHT_UP, "")

    def record(self, run: Run) -> Became:
        """Say that the data center has rejoined."""
        asked = self._rejoin.rejoin
        text = f"{asked.data_center} is the standby"
        text += f": {asked.reason}" if asked.reason else ""
        text += f"; Cassandra repaired by {asked.repaired_by}" if asked.repaired_by else ""
        return self.kept(RECORDED, run.lock, reason=text, change_id=asked.change_id or None)


class RejoinCommands:
    """Everything but the lock and the ledger."""

    def __init__(self, system: RejoinSystem) -> None:
        self._system = system
        self._writer = Writer(system.action, system.gatherer)
        self._indexing: Background | None = None
        self.keystores = KeystoreWork(system)
        self._work: dict[str, Callable[[Command], Work]] = {
            steps.KEEP_LIST: self._keep_list,
            steps.STOP: self._stop,
            steps.KEYSTORES: lambda command: self.keystores.work(),
            steps.REINDEX: self._reindex,
            steps.WRITE: self._write,
            steps.COMPARE: self._compare,
            steps.RUN: self._run,
        }

    def work(self, command: Command) -> Work:
        """The rounds of a command."""
        return self._work[command.name](command)

    # -- the list ------------------------------------------------------------------------------------------------

    def read_list(self) -> None:
        """The ids of the list that was accepted before, where an RWS host keeps it."""
        digest = self._system.rejoin.listed
        if not digest:
            return
        requests = {}
        for host in self._rws():
            root = self._system.inventory.root(host)
            files = {"root": root, "files": [{"path": f"{ON_HOSTS}/{digest}.json"}]}
            requests[host] = Request(host, "gir.multidc.file_texts_info", files, True, None, API_SECONDS)
        for answer in self._system.ask(requests).values():
            for file in answer.get("files") or ():
                found = _kept(str(file.get("content") or ""))
                if found is not None:
                    self._system.kept, self._system.kept_unseen = found

    def _keep_list(self, command: Command) -> Work:
        found = self._system.listing
        document = {"format": 1, "data_center": self._system.models.origin, "digest": found.digest,
                    "ids": sorted(found.ids), "items": [asdict(one) for one in found.items],
                    "areas": [asdict(one) for one in found.areas]}  # fmt: skip
        text = json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        became = summed((yield self.files(f"{ON_HOSTS}/{found.digest}.json", text)))
        if became.hosts:
            # One host that keeps it is enough to go on.
            self._system.kept, self._system.kept_unseen = tuple(sorted(found.ids)), found.unseen
            return Became(APPLIED, became.text, False, became.hosts)
        return became

    def files(self, path: str, text: str) -> dict[str, Request]:
        """What puts a text beside the ledgers of the RWS hosts that answer."""
        file = {"path": path, "format": "text", "content": text, "owner": None, "group": None, "mode": "0644",
                "validate": None, "secret": False}  # fmt: skip
        directory = {"path": ON_HOSTS, "owner": None, "group": None, "mode": "0755"}
        found = {}
        for host in self._rws():
            bundle = {"root": self._system.inventory.root(host), "backup": False, "backup_directory": None,
                      "backup_pending": False, "secret_keys": [], "absent": [], "host": host,
                      "directories": [directory], "files": [file]}  # fmt: skip
            given = {"_payload": pack(bundle)}
            found[host] = Request(host, "gir.multidc.config_bundle", given, False, None, API_SECONDS)
        return found

    def _rws(self) -> list[str]:
        return [host for host in self._system.rws_hosts if host in self._system.pair_heard]

    # -- hosts ---------------------------------------------------------------------------------------------------

    def _stop(self, command: Command) -> Work:
        """One component after the other: a host has one request at a time."""
        system = self._system
        rivals = [one for one in system.seen().origin.services if one.heard and not one.fenced]
        units = {(one.host, one.component): one.unit for one in system.duties if one.unit}
        changed, hosts = False, set[str]()
        for component in dict.fromkeys(one.component for one in rivals):
            own = [one.host for one in rivals if one.component == component and (one.host, component) in units]
            requests = {
                host: Request(host, "gir.multidc.gated_service",
                              {"name": units[host, component], "state": "stopped", "host": host}, False, None,
                              SERVICE_SECONDS)
                for host in own
            }  # fmt: skip
            became = summed((yield requests))
            changed, hosts = changed or became.changed, {*hosts, *became.hosts}
            if became.outcome != APPLIED:
                return Became(became.outcome, became.text, changed, tuple(sorted(hosts)))
        return Became(APPLIED, "", changed, tuple(sorted(hosts)))

    def _write(self, command: Command) -> Work:
        """Everything that differs there but the services of Muxer and processors, and the index update elsewhere."""
        left = {(one.component, one.host) for one in self._system.left}
        own = [differing.fenced(one) for one in self._states() if (one.component.name, one.host) in left]
        # Of a host that never ran it there is no unit that could be stopped.
        hosts = self._system.update_left
        elsewhere = [one for one in self._states() if one.component.name == UPDATE and one.host in hosts]
        became = yield from self._applied([*own, *(one for one in elsewhere if one not in own)])
        return became

    def _run(self, command: Command) -> Work:
        to_run = {(one.component, one.host) for one in self._system.to_run}
        became = yield from self._applied([one for one in self._states() if (one.component.name, one.host) in to_run])
        self._system.compare()
        return became

    def _applied(self, some: list[State]) -> Work:
        changed, hosts = False, set[str]()
        for name in dict.fromkeys(state.component.name for state in some):
            became = yield from self._writer.apply([state for state in some if state.component.name == name])
            changed, hosts = changed or became.changed, {*hosts, *became.hosts}
            if became.outcome != APPLIED:
                return Became(became.outcome, became.text, changed, tuple(sorted(hosts)))
        return Became(APPLIED, "", changed, tuple(sorted(hosts)))

    def _states(self) -> list[State]:
        compared = self._system.compared_now
        answers = {} if compared is None else compared.answers
        return differing.on_host([one for one in self._system.models.states if one.host != CONTROLLER], answers)

    def _compare(self, command: Command) -> Work:
        yield {}
        self._system.compare()
        return Became()

    # -- the index -----------------------------------------------------------------------------------------------

    def _reindex(self, command: Command) -> Work:
        """It goes on beside everything else; `collect` says later what became of it."""
        system = self._system
        options = status_requests.options_of(system.models.states, "contact_center")
        urls = [one.url for one in system.answering_nodes() if one.data_center == system.models.target]
        since, until = system.outage
        if options is None or not (options.gir_rws_ops_username and options.gir_rws_ops_password) or not urls:
            yield {}
            return Became(FAILED, f"RWS of {system.models.target} cannot be asked to index. {_BY_HAND}", False)
        account = {name: value for name, value in options.rws_connection().items() if value is not None}
        arguments = {**account, "url": urls, "from": stamp(since) if since is not None else "-2d", "to": stamp(until),
                     "window": _WINDOW, "rounding": "outward", "on_failure": "continue"}  # fmt: skip
        if options.gir_contact_center_id:
            arguments["contact_center_id"] = options.gir_contact_center_id
        request = Request(CONTROLLER, "gir.multidc.rws_force_index", arguments, False)
        self._indexing = Background(lambda: system.ask({CONTROLLER: request})[CONTROLLER])
        yield {}
        return Became(WAITED, "It is under way.", True)

    def collect(self, stops: Callable[[], bool]) -> Became | None:
        """What became of the index; None where none was begun. `stops`: whether the run has to make way."""
        if self._indexing is None:
            return None
        answer, self._indexing = self._indexing.wait(_REINDEX_SECONDS, stops), None
        if answer is None and stops():
            return Became(UNKNOWN, "This run made way before it had ended; RWS goes on with it.", True)
        if answer is None:
            return Became(UNKNOWN, f"It took more than {_REINDEX_SECONDS / 60:.0f} minutes; RWS goes on with it.", True)
        if answer.get("failed"):
            return Became(FAILED, f"{sentence(answer)} {_BY_HAND}", True)
        return Became(APPLIED, "", True)

    def end(self) -> None:
        """Nothing goes on after the run."""
        if self._indexing is not None:
            self._indexing.end()


def _kept(text: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The ids of a list, and its areas that nobody could ask; None where there is none."""
    try:
        found: Mapping[str, Any] = json.loads(text)
        unseen = sorted(str(one["name"]) for one in found["areas"] if one["answer"] == NOT_OBSERVABLE)
        return tuple(str(one) for one in found["ids"]), tuple(unseen)
    except (ValueError, KeyError, TypeError):
        return None
