# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lock and the ledger of a failover: what is written to the RWS hosts before, and after, anything else is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._failover import steps
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.run import (
    APPLIED,
    FAILED,
    SUPERSEDED,
    UNKNOWN,
    Command,
    Run,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_models import VERB
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_parts import YIELDING
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_system import System
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_writing import Became
from ansible_collections.gir.multidc.plugins.plugin_utils._hosts import Hosts
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger import inputs as ledger_inputs
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.changes import Refused as LedgerRefused
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.entry import DONE
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.keeping import ABANDONED, INTENT, PRESENT, keep
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.rejoining import planned_reason
from ansible_collections.gir.multidc.plugins.plugin_utils._lock import holds, process, protocol
from ansible_collections.gir.multidc.plugins.plugin_utils._lock import inputs as lock_inputs

_LOCK, _LEDGER = "gir.multidc.lock", "gir.multidc.ledger"


class Records:
    """`run` has the id under which the lock is held, and that of the intent. `verb`: under which both are kept."""

    def __init__(self, system: System, limit_minutes: int, verb: str = VERB) -> None:
        self._system, self._limit, self._verb = system, limit_minutes, verb
        self._work: dict[str, Callable[[Command, Run], Became]] = {
            steps.LOCK: self._claim,
            steps.MARK: self._mark,
            steps.TAKE_OVER: self._take_over,
            steps.INTENT: self._intent,
            steps.DONE: self._done,
            steps.ABANDON: self._abandon,
        }

    def knows(self, command: Command) -> bool:
        return command.name in self._work

    def carry_out(self, command: Command, run: Run) -> Became:
        """What became of it."""
        return self._work[command.name](command, run)

    # -- the lock ------------------------------------------------------------------------------------------------

    def locked(self, state: str, operation: str, **more: Any) -> dict[str, Any]:
        """What the RWS hosts say of the lock after it. Raises protocol.Refused."""
        options = {"hosts": None, "silent": self._silent(), "state": state, "operation": operation, "verb": self._verb,
                   "limit_minutes": self._limit, **more}  # fmt: skip
        task = lock_inputs.task_of(options, self._system.task_vars, False)
        task = replace(task, fresh=state == "claimed", process=process.own())
        hosts = Hosts(self._system.action, _LOCK, dict(self._system.task_vars), private=False)

        def ask(requests: protocol.Requests) -> protocol.Answers:
            return hosts.run({host: {"state": state, "_request": one} for host, one in requests.items()})

        return protocol.drive(protocol.STATES[state](task), ask)

    def _silent(self) -> list[str]:
        return [host for host in self._system.rws_hosts if host not in self._system.heard]

    def _claim(self, command: Command, run: Run) -> Became:
        # Whatever is in the ledgers by now, the next look shows.
        known = {host: digest for host, digest in self._system.ledgers.digests.items() if host in self._system.heard}
        try:
            done = self.locked("claimed", run.lock, ledger_digests=known)
        except protocol.Refused as refused:
            return Became(FAILED, str(refused))
        return Became(text="; ".join(holds.told(done)))

    def _mark(self, command: Command, run: Run) -> Became:
        try:
            reason = f"failover to {self._system.models.target}"
            self.locked("marked", run.lock, reason=reason, preempts=list(YIELDING))
        except protocol.Refused as refused:
            return Became(FAILED, str(refused))
        return Became()

    def _take_over(self, command: Command, run: Run) -> Became:
        try:
            self.locked("broken", command.argument, running=True)
        except protocol.Refused as refused:
            # Somebody else may have broken it; then the claim says so.
            if "no RWS host that answered holds" not in str(refused):
                return Became(FAILED, str(refused))
        return self._claim(command, run)

    def release(self, run: Run) -> str:
        """Give the lock back; why not, where that fails."""
        try:
            self.locked("released", run.lock)
        except protocol.Refused as refused:
            return str(refused)
        return ""

    # -- the ledger ----------------------------------------------------------------------------------------------

    def _kept(self, state: str, operation: str, **more: Any) -> dict[str, Any]:
        silent = dict.fromkeys(self._silent(), "it did not answer")
        names = ("active_datacenter", "eservices_site", "reason", "change_id")
        options: Mapping[str, Any] = {
            "state": state,
            "operation": operation,
            "root": None,
            "verb": self._verb,
            "silent": silent,
            **dict.fromkeys(names),
            **more,
        }
        task = ledger_inputs.task_of(options, self._system.task_vars, False, False)
        # A guard that has met an intent lets nothing start until it meets what rejects it.
        task = replace(task, remembered=self._system.asked.guard_seconds is not None)
        hosts = Hosts(self._system.action, _LEDGER, dict(self._system.task_vars))
        return keep(task, hosts.run)

    def kept(self, state: str, operation: str, **more: Any) -> Became:
        """What became of a change of the ledger."""
        try:
            result = self._kept(state, operation, **more)
        except LedgerRefused as refused:
            text = str(refused)
            return Became(SUPERSEDED if "written by somebody else" in text else FAILED, text)
        if result.get("failed"):
            return Became(UNKNOWN, str(result.get("msg")), True)
        text = " ".join(result.get("warnings") or ())
        return Became(APPLIED, text, bool(result["changed"]), tuple(result["written"]))

    def _intent(self, command: Command, run: Run) -> Became:
        system, asked = self._system, self._system.asked
        judged = system.judgement
        if judged.head is None and not judged.held:
            model = system.found.seen.model
            first = self.kept(PRESENT, "", active_datacenter=model["active"], eservices_site=model["eservices_site"])
            if first.outcome != APPLIED:
                return first
        return self.kept(
            INTENT,
            command.argument or run.lock,
            active_datacenter=system.models.target,
            eservices_site=system.models.site,
            reason=self._reason(),
            change_id=asked.change_id or None,
        )

    def _reason(self) -> str:
        """Whoever goes on with a planned failover without the other data center says so; rejoining.py reads it."""
        asked = self._system.asked
        if asked.planned:
            return planned_reason(asked.reason)
        by = f", attested by {asked.attested_by}" if asked.attested_by else ""
        return f"{asked.reason or 'failover'}{by}"

    def _done(self, command: Command, run: Run) -> Became:
        return self.kept(DONE, run.operation, reason=self._reason())

    def _abandon(self, command: Command, run: Run) -> Became:
        return self.kept(ABANDONED, run.operation, reason=run.back or "RWS refused")
