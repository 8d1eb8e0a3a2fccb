# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a planned failover does besides: it drains the active data center first, and turns back where something fails.

Until the ledger says that it is done everything is undone while the other data center lives. When that one dies on the
way, only a forced failover goes on, and for that a person has to attest the loss.
"""

from __future__ import annotations

from . import ending, switching
from .case import Case
from .diagnosis import LOST, SILENT_TOO_SHORT
from .observed import ABSENT, BLOCKED, IN_EFFECT, NEEDED, NOBODY, PERSON, RUNNING, UNCLEAR
from .outcomes import STOPPED, TO_ATTEST
from .run import FAILED, REFUSED, Act, Command, Decision, Turn, Wait
from .steps import (
    BY_NAME,
    CHECK_ALL,
    DRAIN,
    EXCLUSIVE,
    INTENT,
    KINDS,
    PROFILES,
    QUEUES,
    SETTINGS,
    STOP,
    SWITCH,
    VERIFY,
)

# How long to wait before the queues are asked for again.
PAUSE = 10.0
# What new recordings take with them: where their metadata goes.
INTAKE = (PROFILES, SETTINGS)
NOBODY_CAN = "no run can do it."


def under_way(case: Case) -> bool:
    """Whether it goes forward, has begun, and may still be undone: the other one is the active data center."""
    leaves = case.seen.ledger.active == case.seen.origin.name
    return case.asked.planned and case.begun and leaves and not case.run.back


def died(case: Case) -> Decision | None:
    """Nothing of the data center that is given up answers any more."""
    if not under_way(case) or case.seen.origin.answers:
        return None
    origin, name = case.seen.origin.name, case.diagnosis.name
    if name == SILENT_TOO_SHORT:
        left = case.asked.lost_seconds - case.asked.silent_before - case.seen.quiet_for
        return Wait(DRAIN, min(max(left, 0.5), PAUSE), f"{origin} does not answer; it may be back in a moment.")
    if name != LOST:
        text = f"{origin} has gone silent on the way, and nobody can tell from here that it is lost: {name}."
        return ending.end(case, DRAIN, STOPPED, text)
    text = (f"{origin} has gone silent on the way. From here on only a forced failover goes on, and for that a person"
            f" has to attest the loss.")  # fmt: skip
    return ending.end(case, DRAIN, TO_ATTEST, text, rules=("GIR613",))


def turned_back(case: Case) -> Decision | None:
    """The first thing that failed for good, while nothing forces anybody to go on."""
    if not under_way(case) or _is_to_adopt(case):
        return None
    why = _failure(case)
    return Turn(SWITCH, why) if why else None


def _is_to_adopt(case: Case) -> bool:
    """Whether an earlier run began it, and this one has not said yet that it goes on: else nobody would undo that."""
    return case.own_intent is not None and not case.run.did(INTENT) and not case.run.gave_up(INTENT)


def _failure(case: Case) -> str:
    for component in EXCLUSIVE:
        runs = [one.host for one in case.rivals(component) if one.heard and one.state == RUNNING]
        if runs and case.run.gave_up(f"{STOP}:{component}"):
            return f"{component} of {', '.join(runs)} could not be stopped."
    for kind in KINDS:
        text = _of_step(case, kind.name) if kind.essential else ""
        if text:
            return f"{kind.what}: {text}"
    if _is_over(case) and not case.asked.lifts("GIR667"):
        return f"The queues of {case.seen.origin.name} are not empty. {_text(case, QUEUES)}".strip()
    if case.run.did(CHECK_ALL):
        return " ".join(one.text for one in ending.failed(case))
    return f"Nothing could be verified. {_text(case, CHECK_ALL)}" if case.run.gave_up(CHECK_ALL) else ""


def _of_step(case: Case, name: str) -> str:
    """Why a step will not be done in this run; empty where it was, or may be."""
    found, last = case.seen.step(name), case.run.last(name)
    if found.state != IN_EFFECT and last is not None and not case.run.did(name) and case.run.gave_up(name):
        return last.text
    if found.state == BLOCKED and not case.asked.lifts("GIR666"):
        return found.text
    if found.state in (PERSON, ABSENT) and not BY_NAME[name].optional:
        return found.text or NOBODY_CAN
    if found.state not in (NEEDED, UNCLEAR):
        return ""
    # What has not been asked to stop yet hinders nobody yet.
    if name in EXCLUSIVE and all(case.run.tried(f"{STOP}:{name}") or one.fenced for one in case.rivals(name)):
        return case.hindrance(name)
    return ""


def _text(case: Case, name: str) -> str:
    last = case.run.last(name)
    return "" if last is None else last.text


def drained(case: Case) -> Decision | None:
    """New recordings take the target's Interaction Receiver with them; then what was there before has to be done."""
    if not under_way(case):
        return None
    first = [name for name in switching.pending(case) if name in INTAKE]
    if first:
        return Act(DRAIN, tuple(Command(name) for name in first), "New recordings go where the map says.")
    last = case.run.last(QUEUES)
    if last is None:
        return Act(DRAIN, (Command(QUEUES),), "What waits is done before its processors stop.")
    if last.outcome not in (FAILED, REFUSED) or _is_over(case):
        return None
    if case.run.now - last.at >= PAUSE:
        return Act(DRAIN, (Command(QUEUES),), "The queues were not empty.")
    return Wait(DRAIN, max(0.5, PAUSE - (case.run.now - last.at)), "The queues are not empty yet.")


def _is_over(case: Case) -> bool:
    """Whether the queues were not empty for as long as they may take."""
    last = case.run.last(QUEUES)
    if last is None or last.outcome not in (FAILED, REFUSED):
        return False
    first = next(one.at for one in case.run.results if one.command == QUEUES)
    return last.at - first + PAUSE > case.asked.drain_seconds


def proved(case: Case) -> Decision | None:
    """What can be proven is proven before it is recorded as done: until then it can be undone."""
    if not under_way(case) or case.run.did(CHECK_ALL) or list(switching.left_over(case)):
        return None
    return Act(VERIFY, (Command(CHECK_ALL),), "It can be undone until it is recorded.")


# -- rollback ----------------------------------------------------------------------------------------------------


def stuck(case: Case) -> Decision | None:
    """Nobody undoes anything towards a data center that does not answer."""
    target = case.seen.target
    if not case.run.back or target.answers:
        return None
    if not case.seen.ledger.heard or case.seen.lock.state == NOBODY:
        return None
    text = f"{case.run.back} It was to be undone, and {target.name} does not answer any more."
    return ending.end(case, SWITCH, TO_ATTEST, text, rules=("GIR613",))
