# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of playbook failover: observe, decide, carry out, and again, until the decision is to end.

What is decided is in _failover/decide.py. Whatever happens, the lock is given back and there is a report.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._failover import outcomes, steps
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.asked import Asked
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.case import Case
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.decide import decide
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.journal import of_decision
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.observed import NEEDED, OURS, Seen
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.plan import digest, plan_of
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.run import (
    APPLIED,
    FAILED,
    SUPERSEDED,
    Act,
    Command,
    Decision,
    End,
    Result,
    Run,
    Turn,
    Wait,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_commands import Commands
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_models import NoModel
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_records import Records
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_system import LOOK_SECONDS, System
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_writing import (
    Answers,
    Became,
    Requests,
    Work,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.status_run import Refused
from ansible_collections.gir.multidc.plugins.plugin_utils._lock.caller import new_operation

# For so long a look at the locks and ledgers holds; who was held up for longer looks again before he writes.
_TOKEN_SECONDS = 3.0
# So old the last look at the other data center may be when a Muxer or a processor starts, however long the run itself
# stood still: it is asked for within case.FRESH of the look.
_LOOK_SECONDS = 60.0
# What asks one API, in check mode as well.
_PREDICTED = (steps.SETTINGS, steps.PROFILES, steps.DESKTOPS, steps.ADDRESS)
PREDICT_SECONDS = 20.0
# What is written to the RWS hosts under the lock.
_RECORDED = (steps.INTENT, steps.DONE, steps.ABANDON, steps.HOLD)
_OVERTAKEN = Became(SUPERSEDED, "A newer run holds the lock or the ledger.")
# What changes nothing of the system.
_HARMLESS = (steps.LOCK, steps.MARK, steps.TAKE_OVER, steps.LOOK, steps.CHECK_ALL, steps.QUEUES)

Note = Callable[..., None]
Work_ = Callable[[Command], Became]


class Failover:
    """`note` takes the lines of the journal: a kind, and its members. `more`: commands that others carry out."""

    def __init__(
        self, system: System, asked: Asked, note: Note, limit_minutes: int, more: Mapping[str, Work_] | None = None
    ) -> None:
        self._system, self._asked, self._note = system, asked, note
        self._commands, self._records = Commands(system), Records(system, limit_minutes)
        self._more = dict(more or {})
        self.run = Run(new_operation())
        self.seen: Seen | None = None
        self.plan: dict[str, Any] = {}
        self.stages: list[tuple[str, float]] = []

    def go(self) -> End:
        """Until it ends. What breaks on the way ends it, too, and is said in one sentence."""
        self._system.own = self.run.lock
        try:
            return self._go()
        except (Refused, NoModel):
            # The map is wrong, which is found before anything is asked.
            raise
        except Exception as error:  # whatever breaks, the run ends with a report and gives its lock back
            text = f"The run broke off: {type(error).__name__}: {error}."
            end = End(self._stage, outcomes.STOPPED, (text,), next=outcomes.again(self._asked))
            self._note_end(end)
            return end
        finally:
            self._commands.end()
            self._give_back()

    def _go(self) -> End:
        self._enter(steps.PLAN)
        self.seen = self._observed()
        while True:
            decision = self._decided(self.seen)
            if isinstance(decision, End):
                self._enter(steps.REPORT)
                self._note_end(decision)
                return decision
            self.seen = self._next(decision)

    def _next(self, decision: Act | Wait | Turn) -> Seen:
        if isinstance(decision, Turn):
            return self._turned(decision)
        return self._waited(decision) if isinstance(decision, Wait) else self._acted(decision)

    def _turned(self, decision: Turn) -> Seen:
        """Origin and target change places; what an earlier run did is not known, so all of it is undone."""
        sent = [one.command for one in self.run.results]
        adopted = bool(self.run.operation) and self.run.operation != self.run.lock
        self.run = self.run.turned(decision.why)
        return self._system.turn(sent, adopted)

    def _observed(self) -> Seen:
        """Everything there is to see."""
        seen = self._system.observe()
        if not self._system.compared:
            return seen
        self._predict(seen)
        return self._system.seen()

    def _predict(self, seen: Seen) -> None:
        """What was compared and not seen to be equal may be so: its module tells, in check mode."""
        left = [name for name in _PREDICTED if seen.step(name).state == NEEDED]
        works = {name: self._commands.work(Command(name)) for name in left}
        asked = {name: next(work) for name, work in works.items()}
        requests = {
            f"{name} {key}": replace(one, check=True) for name, some in asked.items() for key, one in some.items()
        }
        answers = self._system.ask(requests, PREDICT_SECONDS) if requests else {}
        for name, some in asked.items():
            said = [answers[f"{name} {key}"] for key in some]
            if not any(one.get("changed") or one.get("failed") or one.get("unreachable") for one in said):
                self._system.note_step(name)

    def _decided(self, seen: Seen) -> Decision:
        self.run = replace(self.run, now=self._system.now)
        decision = decide(self._asked, seen, self.run)
        if not self.plan or not self.run.results:
            self.plan = plan_of(Case(self._asked, seen, self.run))
        if not isinstance(decision, End):
            self._enter(decision.stage)
        self._note("decision", **of_decision(self._asked, seen, self.run, decision))
        return decision

    @property
    def digest(self) -> str:
        """Of the plan that was made before anything was changed."""
        return digest(self.plan) if self.plan else ""

    @property
    def _stage(self) -> str:
        return self.stages[-1][0] if self.stages else steps.PLAN

    def _enter(self, stage: str) -> None:
        """A stage that has begun goes on until another one does."""
        if self._stage != stage or not self.stages:
            self.stages.append((stage, self._system.now))
            self._note("stage", stage=stage, at=round(self._system.now, 1))

    def _note_end(self, end: End) -> None:
        self._note("end", **{name: value for name, value in asdict(end).items() if name != "kind"})

    def _waited(self, decision: Wait) -> Seen:
        # What has passed since the last look counts, and so does the time in which the next one is not answered.
        time.sleep(max(0.0, decision.seconds - self._system.since_look - LOOK_SECONDS))
        seen = self._system.look_again(silent=True)
        # Nothing was begun, and what comes back may be well: a look at some of it would take it for half of it.
        return self._observed() if decision.stage == steps.PRECHECK and seen.origin.answers else seen

    # -- carrying out --------------------------------------------------------------------------------------------

    def _acted(self, decision: Act) -> Seen:
        for command in decision.commands:
            self._note("command", key=command.key, at=round(self._system.now, 1), **asdict(command))
        became = self._carry_out(decision.commands)
        results = [became[command.key] for command in decision.commands]
        if steps.CHECK_ALL in became:
            results += self._collected()
        for one in results:
            self._note("result", **asdict(one))
        self.run = replace(self.run, results=(*self.run.results, *results))
        if all(one.name in _RECORDED for one in decision.commands):
            # Nothing but the RWS hosts has changed, and each look delays the switch.
            self._system.read_ledgers()
            return self._system.seen()
        return self._system.look_again()

    def _collected(self) -> list[Result]:
        """What became of what goes on beside the run; nothing that is judged comes after it."""
        became = self._commands.collect()
        return [] if became is None else [self._result(Command(steps.REINDEX), became)]

    def _result(self, command: Command, became: Became) -> Result:
        changed = became.changed and command.name not in _HARMLESS
        return Result(command.key, became.outcome, round(self._system.now, 2), became.text, changed, became.hosts)

    def _carry_out(self, commands: Sequence[Command]) -> dict[str, Result]:
        found: dict[str, Result] = {}
        together: dict[str, Command] = {}
        for command in commands:
            if self._commands.knows(command):
                together[command.key] = command
            else:
                found[command.key] = self._result(command, self._alone(command))
        works = {key: self._commands.work(command) for key, command in together.items()}
        for key, became in self._rounds(works):
            found[key] = self._result(together[key], became)
        return found

    def _alone(self, command: Command) -> Became:
        """What is written to the RWS hosts under the lock, and what others carry out."""
        if command.name in _RECORDED and self._is_overtaken():
            return _OVERTAKEN
        if not self._records.knows(command):
            return self._more[command.name](command)
        if command.name == steps.INTENT:
            self.run = replace(self.run, operation=command.argument or self.run.lock)
        return self._records.carry_out(command, self.run)

    def _rounds(self, works: Mapping[str, Work]) -> Iterator[tuple[str, Became]]:
        """All of them in step, each with what became of it when it ended.

        Before each round that writes, the lock and the ledger are known to be this run's.
        """
        asked: dict[str, Requests] = {}
        said: dict[str, Answers | None] = dict.fromkeys(works)
        while True:
            for key, answers in said.items():
                further = _advanced(works[key], answers)
                if isinstance(further, Became):
                    yield key, further
                else:
                    asked[key] = further
            if not asked:
                return
            if self._is_overtaken():
                yield from dict.fromkeys(asked, _OVERTAKEN).items()
                return
            for key in self._put_off(asked):
                del asked[key]
                yield key, Became(FAILED, "The last look at the other data center is too old to start it.")
            requests = {f"{key} {name}": one for key, some in asked.items() for name, one in some.items()}
            answers = self._system.ask(requests) if requests else {}
            said = {key: {name: answers[f"{key} {name}"] for name in some} for key, some in asked.items()}
            asked = {}

    def _is_overtaken(self) -> bool:
        """Whether this run may not write any more; asked anew where the last look is not of this moment."""
        if self._system.ledger_age > _TOKEN_SECONDS:
            self._system.read_ledgers()
        seen = self._system.seen()
        if seen.lock.state != OURS:
            return True
        operation, ledger = self.run.operation, seen.ledger
        # Once the intent was taken back the ledger is at another operation, and what was stopped starts again.
        if not operation or self.run.did(steps.ABANDON):
            return False
        newest = ledger.intent.operation if ledger.intent is not None else ledger.operation
        return newest != operation and any(one.command == steps.INTENT and one.outcome == APPLIED
                                           for one in self.run.results)  # fmt: skip

    def _put_off(self, keys: Iterable[str]) -> list[str]:
        """What may run in one data center only, where nobody has looked for long whether it runs in the other one."""
        case = Case(self._asked, self._system.seen(), self.run)
        if self._system.now - case.seen.origin.looked_at <= _LOOK_SECONDS:
            return []
        return [key for key in keys if key in steps.EXCLUSIVE and case.rivals(key)]

    def _give_back(self) -> None:
        held = any(one.command in (steps.LOCK, steps.TAKE_OVER) for one in self.run.results)
        if not held:
            return
        problem = self._records.release(self.run)
        if problem:
            self._note("problem", text=f"The lock could not be given back: {problem}")


def _advanced(work: Work, answers: Answers | None) -> Requests | Became:
    """The next round of one command, or what became of it."""
    try:
        return next(work) if answers is None else work.send(answers)
    except StopIteration as end:
        became: Became = end.value
        return became
    except Exception as error:  # one command that breaks leaves the others alone
        return Became(FAILED, f"{type(error).__name__}: {error}")
