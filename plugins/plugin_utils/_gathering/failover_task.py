# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task of playbook failover: what was asked for, the run, and its report, whatever became of it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import SURPRISES
from ansible_collections.gir.multidc.plugins.plugin_utils._failover import past, plan_file, reading, steps, variables
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.asked import Asked
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.case import GUARD_MARGIN
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.expected import Expected, Limits, expected
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.history import BEGIN, EXPECTED, About
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.progress import final_lines
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.report import report
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.run import APPLIED, FAILED, Command
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import failover_parts as parts
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_journal import (
    FILE,
    Journal,
    earlier_operations,
    failures,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_proofs import Given, proofs
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_run import Failover
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_steps import KEEPER, UPDATE
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_system import System
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_writing import Became
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.inventory import Inventory
from ansible_collections.gir.multidc.plugins.plugin_utils._hold import automatic
from ansible_collections.gir.multidc.plugins.plugin_utils._hold import protocol as hold
from ansible_collections.gir.multidc.plugins.plugin_utils._hosts import Hosts
from ansible_collections.gir.multidc.plugins.plugin_utils._lock import caller
from ansible_collections.gir.multidc.plugins.plugin_utils._lock.protocol import Refused as NotHeld
from ansible_collections.gir.multidc.plugins.plugin_utils._lock.protocol import drive
from ansible_collections.gir.multidc.plugins.plugin_utils._report import outputs
from ansible_collections.gir.multidc.plugins.plugin_utils._report.of_failover import from_failover
from ansible_collections.gir.multidc.plugins.plugin_utils._report.version import version
from ansible_collections.gir.multidc.plugins.plugin_utils._takeover.proofs import LEDGER

_LOCK_MINUTES = 240
_HOLD = "gir.multidc.hold"
# First guesses, until a failover was measured.
_START_SECONDS, _VERIFY_SECONDS, _DRAIN_SECONDS = 10.0, 20.0, 60.0
_PLAN = "plan.json"


def limits_of(system: System, asked: Asked, look: float) -> Limits:
    """What a failover may wait for."""
    return Limits(
        look,
        silence=max(0.0, asked.lost_seconds - asked.silent_before),
        guard=max(0.0, asked.guard_seconds + GUARD_MARGIN - asked.silent_before) if asked.guard_seconds else 0,
        monitoring=parts.monitoring_delay(system.gatherer, system.rws_hosts) or 0,
        start=_START_SECONDS,
        verify=_VERIFY_SECONDS,
        drain=_DRAIN_SECONDS if asked.planned else 0,
    )


def stages_of(system: System, asked: Asked, look: float, here: Sequence[past.Operation]) -> dict[str, Expected]:
    """How long each stage will take, by earlier failovers in the same mode.

    `here`: those of this controller. Once the RWS hosts were heard, those that they keep count, too.
    """
    # Further looks do not ask for them.
    said = {host: system.found.answers.get(host) or {} for host in system.rws_hosts} if system.answers else {}
    kept = past.of_hosts({host: one["ledger"] for host, one in said.items() if one.get("ledger")})
    return expected(past.measured([*kept, *here], asked.mode), limits_of(system, asked, look))


class FailoverTask:
    """`say` shows a line while the run is at work. `failback`: it is one."""

    def __init__(
        self, action: Any, task_vars: Mapping[str, Any], say: Callable[[str], None], failback: bool = False
    ) -> None:
        self._failback = failback
        self._action, self._task_vars, self._say = action, task_vars, say
        self._inventory = Inventory(action._templar, action._loader, task_vars)
        self._started, self._began = time.time(), time.monotonic()
        self.warnings: list[str] = []

    def result(self) -> dict[str, Any]:
        """What the task returns. The run is judged by its report, whatever became of it."""
        values = self._inventory.of_anyone(variables.READ)
        asked = replace(reading.read(values, self._started, self._failback), check=bool(self._action._task.check_mode))
        settings = reading.settings(values)
        self.warnings += settings.notes
        self._reports = settings.reports
        self._system = System(self._action, self._task_vars, asked, settings.seconds, self._began)
        self._earlier = earlier_operations(settings.reports.directory)
        self._look, self._heard = settings.seconds, False
        stages = self._expected()
        self._journal = Journal(settings.reports.directory, self._say, self._now, _seconds(stages))
        self._about = self._made(settings, stages)
        self._journal.note(BEGIN, **asdict(self._about))
        more = {steps.HOLD: self._hold, steps.CHECK_ALL: self._verify}
        self._failover = Failover(self._system, asked, self._note, _LOCK_MINUTES, more)
        self._failover.go()
        return self._reported()

    def _now(self) -> float:
        return time.monotonic() - self._began

    def _expected(self) -> dict[str, Expected]:
        return stages_of(self._system, self._system.asked, self._look, self._earlier)

    def _note(self, kind: str, **members: Any) -> None:
        """A line of the journal. The first look shows what the RWS hosts keep of earlier failovers."""
        if self._system.answers and not self._heard:
            self._heard = True
            self._expect()
        self._journal.note(kind, **members)

    def _expect(self) -> None:
        """Nothing that hosts keep stops the run."""
        try:
            stages = self._expected()
        except SURPRISES:
            return
        if _seconds(stages) != {name: one["seconds"] for name, one in (self._about.expected or {}).items()}:
            self._about = replace(self._about, expected={name: asdict(one) for name, one in stages.items()})
            self._journal.expect(_seconds(stages))
            self._journal.note(EXPECTED, stages=self._about.expected)

    def _made(self, settings: reading.Settings, stages: Mapping[str, Expected]) -> About:
        limit = str(self._task_vars.get("ansible_limit") or "")
        return About(
            self._started,
            caller.user(self._task_vars),
            caller.controller(),
            version(),
            limit,
            expected={name: asdict(one) for name, one in stages.items()},
            objectives=settings.objectives,
        )

    # -- commands of others ------------------------------------------------------------------------------------

    def _hold(self, command: Command) -> Became:
        hosts = [host for host in self._system.rws_hosts if host in self._system.heard]
        asked, operation = self._system.asked, self._failover.run.operation
        task = automatic.task_of(hosts, self._task_vars, "failover", asked.to, operation, asked.hold_minutes)
        on_hosts = Hosts(self._action, _HOLD, dict(self._task_vars), private=False)

        def ask(requests: Mapping[str, Any]) -> Any:
            return on_hosts.run({host: {"_request": one} for host, one in requests.items()})

        try:
            done = drive(hold.held(task), ask)
        except NotHeld as refused:
            return Became(FAILED, str(refused))
        return Became(APPLIED, "", bool(done["changed"]))

    def _verify(self, command: Command) -> Became:
        """Check mode proves nothing: it would have to write probe recordings.

        Of what a timer starts nothing is compared: site takes away what is left of it where it was before.
        """
        system = self._system
        if not system.asked.check:
            given = Given(self._action, self._task_vars, system.models.after, system.models.origin,
                          system.models.states, system.heard, system.answering_nodes(),
                          apart=[UPDATE, KEEPER], whole=system.asked.planned)  # fmt: skip
            # A planned failover is proven before the ledger says that it is done.
            recorded = system.ledger().intent is None
            found = proofs(given, system.ask)
            system.proofs = tuple(one for one in found if recorded or one.rule != LEDGER)
        return Became()

    # -- what is said ------------------------------------------------------------------------------------------

    def _reported(self) -> dict[str, Any]:
        self._journal.end_stage()
        system = self._system
        # Without a first look nobody knows what the target has.
        newest = parts.newest(system.found.seen, system.models.target) if system.answers else {}
        found = report(self._journal.lines, replace(self._about, silent=system.silent(), newest=newest))
        document = from_failover(found)
        self._keep()
        self._journal.close()
        # The last, because a server of files may be away.
        also = {FILE: self._journal.text, **({_PLAN: self._plan()} if self._failover.plan else {})}
        written = outputs.write(document, self._reports, also)
        self.warnings += [*self._journal.problems, *written.problems, *written.notes]
        return {
            "changed": self._failover.run.changed,
            "report": found,
            "lines": final_lines(found, written.paths),
            "written": dict(written.paths),
        }

    def _keep(self) -> None:
        """The plan beside the reports; and the journal on the RWS hosts where anything was begun."""
        if self._failover.plan and self._reports.directory:
            path = os.path.join(os.path.abspath(os.path.expanduser(self._reports.directory)), _PLAN)
            try:
                with open(path, "w", encoding="utf-8") as file:
                    file.write(self._plan())
            except OSError as error:
                self.warnings.append(f"{path} cannot be written: {error.strerror}.")
        operation = self._failover.run.operation
        if not operation or self._system.asked.check:
            return
        hosts = {host: self._inventory.root(host) for host in self._system.rws_hosts if host in self._system.heard}
        bad = failures(self._system.ask(self._journal.for_hosts(hosts, operation)))
        if bad:
            self.warnings.append(f"The journal could not be kept on {', '.join(bad)}.")

    def _plan(self) -> str:
        return plan_file.text(self._failover.plan, self._started)


def _seconds(stages: Mapping[str, Expected]) -> dict[str, float]:
    return {name: one.seconds for name, one in stages.items()}
