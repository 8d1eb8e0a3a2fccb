# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of playbook rejoin: observe, decide, carry out, and again, until the decision is to end.

What is decided is in _rejoin/decide.py. Whatever happens, the lock is given back and there is a report.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._failover.run import (
    APPLIED,
    FAILED,
    SUPERSEDED,
    Act,
    Command,
    End,
    Result,
    Run,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_models import NoModel
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_writing import Became
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.rejoin_commands import (
    RejoinCommands,
    RejoinRecords,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.rejoin_system import RejoinSystem
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.status_run import Refused
from ansible_collections.gir.multidc.plugins.plugin_utils._lock.caller import new_operation
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin import outcomes, steps
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin.asked import Asked
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin.decide import decide
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin.observed import Seen

# For so long a look at the locks and ledgers holds; who was held up for longer looks again before he writes.
_TOKEN_SECONDS = 3.0
_OVERTAKEN = Became(SUPERSEDED, "A newer run holds the lock, or a failover told this one to make way.")
_LIMIT_MINUTES = 240
_FREE = (steps.LOCK, steps.TAKE_OVER, steps.COMPARE)


class Rejoin:
    """`note` takes the lines of the journal: a kind, and its members."""

    def __init__(self, system: RejoinSystem, asked: Asked, note: Callable[..., None]) -> None:
        self._system, self._asked, self._note = system, asked, note
        self.commands = RejoinCommands(system)
        self._records = RejoinRecords(system, _LIMIT_MINUTES)
        self.run = Run(new_operation())
        self.first: Seen | None = None
        self.sent: list[tuple[float, Command]] = []
        self.stages: list[tuple[str, float]] = []
        self.problems: list[str] = []

    def go(self) -> End:
        """Until it ends. What breaks on the way ends it, too, and is said in one sentence."""
        self._system.own = self.run.lock
        try:
            end = self._go()
        except (Refused, NoModel):
            # The map is wrong, which is found before anything is asked.
            raise
        except Exception as error:  # whatever breaks, the run ends with a report and gives its lock back
            text = f"The run broke off: {type(error).__name__}: {error}."
            end = End(self._stage, outcomes.STOPPED, (text,), next=outcomes.again(self._asked))
        finally:
            self.commands.end()
            self._give_back()
        self._note("end", **{name: value for name, value in asdict(end).items() if name != "kind"})
        return end

    def _go(self) -> End:
        self._enter(steps.PLAN)
        seen = self._system.look()
        if self._system.compared_now is not None:
            self._system.keystores = self.commands.keystores.predicted()
            self.commands.read_list()
            seen = self._system.rejoin_seen()
        self.first = seen
        while True:
            self.run = replace(self.run, now=self._system.now)
            decision = decide(self._asked, seen, self.run)
            self._note("decision", asked=asdict(self._asked), seen=asdict(seen), run=asdict(self.run),
                       decision=asdict(decision))  # fmt: skip
            if isinstance(decision, End):
                if self._collected():
                    continue
                self._enter(steps.REPORT)
                return decision
            self._enter(decision.stage)
            seen = self._acted(decision)

    @property
    def _stage(self) -> str:
        return self.stages[-1][0] if self.stages else steps.PLAN

    def _enter(self, stage: str) -> None:
        if not self.stages or self._stage != stage:
            self.stages.append((stage, self._system.now))
            self._note("stage", stage=stage, at=round(self._system.now, 1))

    # -- carrying out --------------------------------------------------------------------------------------------

    def _acted(self, decision: Act) -> Seen:
        for command in decision.commands:
            self.sent.append((self._system.now, command))
            self._note("command", key=command.key, at=round(self._system.now, 1), **asdict(command))
            self._take(command, self._carried_out(command))
        self._system.look_again()
        return self._system.rejoin_seen()

    def _take(self, command: Command, became: Became) -> None:
        changed = became.changed and command.name not in steps.HARMLESS
        result = Result(command.key, became.outcome, round(self._system.now, 2), became.text, changed, became.hosts)
        self._note("result", **asdict(result))
        self.run = replace(self.run, results=(*self.run.results, result))

    def _collected(self) -> bool:
        """Whether something that went on beside the run has ended now."""
        became = self.commands.collect(self._is_overtaken)
        if became is not None:
            self._take(Command(steps.REINDEX), became)
        return became is not None

    def _carried_out(self, command: Command) -> Became:
        if command.name not in _FREE and self._is_overtaken():
            return _OVERTAKEN
        if command.name in (steps.LOCK, steps.TAKE_OVER):
            return self._records.claim(command, self.run)
        if command.name == steps.LEDGER:
            return self._records.catch_up()
        if command.name == steps.DONE:
            return self._records.record(self.run)
        return self._rounds(command)

    def _rounds(self, command: Command) -> Became:
        """Before each round that writes, the lock is known to be this run's."""
        work = self.commands.work(command)
        answers: Any = None
        while True:
            try:
                asked = next(work) if answers is None else work.send(answers)
            except StopIteration as stop:
                became: Became = stop.value
                if became.outcome == APPLIED and command.name == steps.KEYSTORES:
                    self._system.keystores = self.commands.keystores.predicted()
                return became
            except (Refused, NoModel):
                raise
            except Exception as error:  # one command that breaks is a result of it
                return Became(FAILED, f"{type(error).__name__}: {error}")
            if command.name not in _FREE and self._is_overtaken():
                return _OVERTAKEN
            answers = self._system.ask(asked) if asked else {}

    def _is_overtaken(self) -> bool:
        """Whether this run may not write any more; asked anew where the last look is not of this moment."""
        if self._system.ledger_age > _TOKEN_SECONDS:
            self._system.read_ledgers()
        lock = self._system.rejoin_seen().lock
        return lock.state != "ours" or lock.marked

    def _give_back(self) -> None:
        if not any(one.command in (steps.LOCK, steps.TAKE_OVER) for one in self.run.results):
            return
        problem = self._records.release(self.run)
        if problem:
            self.problems.append(f"The lock could not be given back: {problem}")
