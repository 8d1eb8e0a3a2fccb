# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a failover does next: a function of what was asked, what is seen and what was done, and of nothing else.

It knows no clock, no host and no file. Whoever calls it observes, does what it says, and calls it again, until it says
that the run ends. What was done by a run that died is seen, not remembered, so that another run goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Union

from . import ending, planned, switching
from .asked import Asked
from .blocking import blocking
from .case import Case
from .diagnosis import SILENT_TOO_SHORT
from .observed import BY_HAND, HELD, NOBODY, OURS, Seen, Service
from .outcomes import PREDICTED, QUESTION, REFUSED, STOPPED, SUPERSEDED
from .run import REFUSED as TURNED_DOWN
from .run import SUPERSEDED as OVERTAKEN
from .run import Act, Command, Decision, Run, Wait
from .steps import ABANDON, FENCE, INTENT, LOCK, MARK, PLAN, PRECHECK, RESTORE, RWS, STOP, SWITCH, TAKE_OVER, VALIDATE

Judge = Callable[[Case], Union[Decision, None]]
# How long to wait before the next look, where only time helps.
PAUSE = 5.0


def decide(asked: Asked, seen: Seen, run: Run) -> Decision:
    """The next thing to do. `run` has the results of all that this returned before in the same run."""
    case = Case(asked, seen, run)
    for judge in _JUDGES:
        decision = judge(case)
        if decision is not None:
            return decision
    return ending.ended(case)


def _overtaken(case: Case) -> Decision | None:
    """A newer run has the lock or the ledger: nothing of this one may be written any more."""
    run, seen = case.run, case.seen
    told = next((one for one in run.results if one.outcome == OVERTAKEN), None)
    if told is not None:
        return ending.end(case, SWITCH, SUPERSEDED, told.text)
    if not case.begun:
        return None
    if not seen.ledger.heard or seen.lock.state == NOBODY:
        return ending.end(case, SWITCH, STOPPED, "No RWS host answers any more, so nothing can be recorded.")
    if seen.lock.state != OURS:
        text = f"The lock is held by another run: {seen.lock.text}." if seen.lock.state == HELD else "The lock is gone."
        return ending.end(case, SWITCH, SUPERSEDED, text)
    if run.operation and not _is_in_force(case):
        return ending.end(case, SWITCH, SUPERSEDED, f"The ledger is at {seen.ledger.operation}, of another run.")
    return None


def _is_in_force(case: Case) -> bool:
    """Whether the operation of this run is the newest one, begun or done."""
    ledger = case.seen.ledger
    if case.run.back and ending.gave_back(case):
        return case.moved
    if ending.gave_back(case):
        # The entry that closes it has an id of its own.
        return not case.moved
    if ledger.intent is not None:
        return ledger.intent.operation == case.run.operation
    return ledger.operation == case.run.operation or not case.run.did(INTENT)


def _asked_a_question(case: Case) -> Decision | None:
    """Only a person can say what is true."""
    ledger = case.seen.ledger
    if ledger.question:
        return ending.end(case, VALIDATE, QUESTION, ledger.text, rules=("GIR615",))
    return None


def _met_an_intent(case: Case) -> Decision | None:
    """Somebody began something else, and nobody knows how far it came."""
    intent = case.seen.ledger.intent
    if intent is not None and case.own_intent is None:
        text = (f"The operation {intent.operation} ({intent.verb} to {intent.active}, eServices site"
                f" {intent.eservices_site}) was begun and has not ended.")  # fmt: skip
        return ending.end(case, VALIDATE, QUESTION, text, rules=("GIR616",))
    return None


def _refused(case: Case) -> Decision | None:
    """All rules that stop it at once; a silence that is too short only has to last."""
    if case.begun:
        return None
    found = blocking(case)
    if found:
        why = tuple(f"{one.rule}: {one.text} {one.remedy}" for one in found)
        return ending.end(case, PRECHECK, REFUSED, *why, rules=tuple(one.rule for one in found))
    waits = case.own_intent is None or case.asked.planned
    if waits and not case.moved and case.diagnosis.name == SILENT_TOO_SHORT:
        left = case.asked.lost_seconds - case.asked.silent_before - case.seen.quiet_for
        return Wait(PRECHECK, max(left, 0.5), "The silence has to last before it counts as a loss.")
    return None


def _already_there(case: Case) -> Decision | None:
    """With nothing to write no lock is claimed."""
    if case.begun or not case.moved or case.own_intent is not None or _to_stop(case):
        return None
    if switching.pending(case) and not case.asked.check:
        return None
    if switching.pending(case):
        return ending.end(case, PLAN, PREDICTED, "The target is active; the steps listed are left.")
    return ending.verified(case) or ending.ended(case)


def _predicted(case: Case) -> Decision | None:
    if not case.asked.check:
        return None
    return ending.end(case, PLAN, PREDICTED, "The plan is what would be done.")


def _locked(case: Case) -> Decision | None:
    """Claim the lock. Who yields is told to stop, and waited for; a run that is dead is taken over."""
    if case.begun:
        return None
    run, lock, asked = case.run, case.seen.lock, case.asked
    for name in (LOCK, TAKE_OVER):
        if run.gave_up(name):
            found = run.last(name)
            text = "" if found is None else found.text
            return ending.end(case, FENCE, REFUSED, f"GIR617: The lock cannot be had. {text}", rules=("GIR617",))
    if lock.state != HELD:
        return Act(FENCE, (Command(LOCK),), "One run at a time.")
    if lock.dead or asked.take_over == lock.operation:
        why = "The run that holds the lock is dead." if lock.dead else "A person says that its run is dead."
        return Act(FENCE, (Command(TAKE_OVER, argument=lock.operation),), why)
    if not lock.marked and not run.gave_up(MARK):
        return Act(FENCE, (Command(MARK, argument=lock.operation),), f"{lock.verb} stops for a failover.")
    told = run.last(MARK)
    if told is not None and run.now - told.at < asked.preempt_seconds:
        return Wait(FENCE, PAUSE, f"{lock.verb} was told to stop, and does so before its next host.")
    text = f"{lock.verb} was told to stop, and still holds the lock: {lock.text}."
    return ending.end(case, FENCE, QUESTION, text, rules=("GIR617",))


def _to_stop(case: Case) -> dict[str, list[Service]]:
    """By component, what answers at the origin and has to be stopped, as long as stopping it helps."""
    found: dict[str, list[Service]] = {}
    for one in case.seen.origin.services:
        if one.heard and not one.fenced and one.state != BY_HAND:
            found.setdefault(one.component, []).append(one)
    return {component: some for component, some in found.items() if not case.run.gave_up(f"{STOP}:{component}")}


def _fenced(case: Case) -> Decision | None:
    """What answers is stopped before anything else, and again whenever it was seen to run."""
    if _refusal_of_rws(case):
        return None
    if case.run.back and not case.run.did(INTENT) and case.own_intent is None:
        # A planned failover that turned back before the ledger said anything has nothing to stop.
        return None
    left = _to_stop(case)
    if not left:
        return None
    commands = tuple(
        Command(STOP, tuple(sorted(one.host for one in some)), component) for component, some in sorted(left.items())
    )
    return Act(FENCE, commands, f"What answers of {case.seen.origin.name} must not run beside the target.")


def _intended(case: Case) -> Decision | None:
    """The ledger says what is begun before it is."""
    if case.moved or case.run.back or case.run.did(INTENT) or case.run.did(ABANDON):
        return None
    if case.run.gave_up(INTENT):
        found = case.run.last(INTENT)
        return ending.end(case, SWITCH, STOPPED, f"The ledger cannot be written. {found.text if found else ''}")
    own = case.own_intent
    operation = "" if own is None else own.operation
    why = "An earlier run began it." if operation else "Whoever comes next has to know what was begun."
    return Act(SWITCH, (Command(INTENT, argument=operation),), why)


def _refusal_of_rws(case: Case) -> bool:
    """Whether RWS refused. Once the intent was taken back no run goes on, whatever RWS shows later."""
    if planned.under_way(case):
        # It turns back instead, and undoes what else it has done.
        return False
    if case.run.tried(ABANDON) and not case.moved and not case.run.back:
        return True
    found = case.run.last(RWS)
    return found is not None and found.outcome == TURNED_DOWN and not case.rws_switched


def _undone(case: Case) -> Decision | None:
    """RWS refused, and nothing else was done: start again what this run stopped, and forget the intent.

    What an earlier run did is not known well enough to be undone, so then the intent stays.
    """
    if not _refusal_of_rws(case):
        return None
    run = case.run
    found = run.last(RWS)
    text = f"RWS refused to switch. {found.text if found else ''}".strip()
    if case.run.back or case.moved or switching.begun_elsewhere(case):
        return ending.end(case, SWITCH, STOPPED, text)
    if not run.did(ABANDON):
        if run.gave_up(ABANDON):
            return ending.end(case, SWITCH, STOPPED, f"{text} The intent could not be taken back.")
        return Act(SWITCH, (Command(ABANDON),), text)
    back = tuple(
        Command(RESTORE, hosts, component)
        for component, hosts in sorted(_stopped_by_this_run(case).items())
        if not run.did(f"{RESTORE}:{component}") and not run.gave_up(f"{RESTORE}:{component}")
    )
    if back:
        return Act(FENCE, back, f"{case.seen.origin.name} stays active.")
    return ending.undone(case, text)


def _stopped_by_this_run(case: Case) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for one in case.run.results:
        if one.command.startswith(f"{STOP}:") and one.hosts:
            found.setdefault(one.command.partition(":")[2], set()).update(one.hosts)
    return {component: tuple(sorted(hosts)) for component, hosts in found.items()}


def _of_forced(judge: Judge) -> Judge:
    """A judge that has nothing to say of a planned failover, which is recorded before anything is stopped."""

    @wraps(judge)
    def judged(case: Case) -> Decision | None:
        return None if case.asked.planned else judge(case)

    return judged


# In this order: the first that has something to say decides. A planned failover has all that is called planned.
_JUDGES = (_asked_a_question, _overtaken, _met_an_intent, _refused, _already_there, _predicted, _locked,
           planned.died, planned.stuck, planned.turned_back, _of_forced(_fenced), _intended, planned.drained, _fenced,
           _undone, switching.switched, planned.proved, ending.recorded, ending.verified)  # fmt: skip
