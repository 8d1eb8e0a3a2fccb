# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a failover is recorded, verified and ended, and what is left open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...module_utils._common.observation import FAILED, NOT_OBSERVABLE
from .._ledger.rejoining import command as rejoin_command
from . import outcomes
from .asked import FORCED
from .case import Case
from .observed import BLOCKED, INPUT, NEEDED, PERSON, UNCLEAR, Check
from .run import APPLIED, REFUSED, UNKNOWN, WAITED, Act, Command, Decision, End, OpenPoint
from .run import FAILED as WENT_WRONG
from .steps import (
    ABANDON,
    BY_NAME,
    CHECK_ALL,
    DESKTOPS,
    DONE,
    EXCLUSIVE,
    HOLD,
    INDEX_UPDATE,
    KINDS,
    PROFILES,
    QUEUES,
    REPORT,
    RESTORE,
    SETTINGS,
    SWITCH,
    VERIFY,
)
from .switching import is_undone_by, left_over

LATER, ANYBODY = "a later run", "a person"
# Which step a point of the verification shows the effect of.
_PROVED_BY = {
    "desktops": DESKTOPS,
    "receiver_in_profiles": PROFILES,
    "receiver_in_rws": SETTINGS,
    "index": INDEX_UPDATE,
}


def recorded(case: Case) -> Decision | None:
    """The ledger says that it took place once everything was done that it may not be recorded without."""
    if case.moved:
        return None
    left = list(left_over(case))
    if left:
        why = f"{BY_NAME[left[0]].what}: {_said(case, left[0])}"
        return end(case, SWITCH, outcomes.STOPPED, why)
    if case.run.back:
        return _taken_back(case)
    if case.run.did(DONE) or case.run.gave_up(DONE):
        return end(case, SWITCH, outcomes.STOPPED, f"The switch could not be recorded. {_said(case, DONE)}")
    return Act(SWITCH, (Command(DONE),), "Everything that can be done was done.")


def _taken_back(case: Case) -> Decision:
    """The ledger forgets the intent, and what was stopped may start again."""
    if case.run.did(ABANDON) or case.run.gave_up(ABANDON):
        why = f"{case.run.back} The intent could not be taken back. {_said(case, ABANDON)}"
        return end(case, SWITCH, outcomes.STOPPED, why)
    return Act(SWITCH, (Command(ABANDON),), f"{case.seen.target.name} stays the active data center.")


def verified(case: Case) -> Decision | None:
    """Prove what can be proven; then, after a switch, hold back whoever else writes, for a while.

    The lock of this run holds them back until then.
    """
    commands = []
    if not case.run.did(CHECK_ALL) and not case.run.gave_up(CHECK_ALL):
        commands.append(Command(CHECK_ALL))
    if case.run.did(DONE) and case.asked.hold_minutes and not case.run.did(HOLD) and not case.run.gave_up(HOLD):
        commands.append(Command(HOLD))
    return Act(VERIFY, tuple(commands), "Only what was seen counts.") if commands else None


def ended(case: Case) -> End:
    """The target is active."""
    bad = tuple(f"{one.rule}: {one.text}" for one in failed(case))
    points = tuple(open_points(case))
    if case.run.back:
        stays = f"{case.seen.target.name} is active, as before."
        return end(case, REPORT, outcomes.UNDONE, case.run.back, stays, *bad)
    if bad or case.run.gave_up(CHECK_ALL):
        why = bad or (f"Nothing could be verified. {_said(case, CHECK_ALL)}",)
        return end(case, REPORT, outcomes.NOT_VERIFIED, *why)
    if not case.run.changed and not case.begun:
        return end(case, REPORT, outcomes.UNCHANGED, f"{case.seen.target.name} is active, and nothing was left to do.")
    name = outcomes.DONE_OPEN if points else outcomes.DONE
    return end(case, REPORT, name, f"{case.seen.target.name} is active.")


def failed(case: Case) -> Iterator[Check]:
    """What is not as it should be; what an open step leaves as it was is open already, and no surprise."""
    left = {one.name for one in _of_steps(case)}
    for proof in case.seen.proofs:
        if proof.answer == FAILED and _PROVED_BY.get(proof.rule) not in left:
            yield proof


def undone(case: Case, text: str) -> End:
    """What this run had stopped was started again, as far as that could be done."""
    bad = [one for one in case.run.results if one.command.startswith(f"{RESTORE}:") and one.outcome != "applied"]
    more = [f"Start it again by hand: {one.command.partition(':')[2]}. {one.text}" for one in bad]
    return end(case, SWITCH, outcomes.UNDONE, text, *more)


def gave_back(case: Case) -> bool:
    """Whether this run has taken its own intent back."""
    return case.run.did(ABANDON)


def end(case: Case, stage: str, outcome: str, *why: str, rules: tuple[str, ...] = ()) -> End:
    """With the points that are open where anything was begun, and the next command of this outcome."""
    silent = outcome in (outcomes.REFUSED, outcomes.QUESTION, outcomes.SUPERSEDED, outcomes.UNDONE)
    shows = not silent or (outcome == outcomes.UNDONE and bool(case.run.back))
    points = tuple(open_points(case)) if shows else ()
    return End(stage, outcome, tuple(one for one in why if one), rules, points, _next(case, outcome, rules, points))


def _next(case: Case, outcome: str, rules: tuple[str, ...], points: tuple[OpenPoint, ...]) -> str:
    if outcome == outcomes.QUESTION:
        if "GIR617" in rules:
            return outcomes.again(case.asked, f"gir_failover_take_over={case.seen.lock.operation}")
        if case.seen.ledger.question == INPUT:
            return outcomes.again(case.asked, f"gir_active_datacenter={case.seen.origin.name}")
        return outcomes.LEDGER
    if outcome == outcomes.TO_ATTEST:
        return outcomes.again(replace(case.asked, mode=FORCED, attested_by=""))
    if outcome == outcomes.SUPERSEDED:
        return outcomes.STATUS
    if outcome in (outcomes.DONE, outcomes.UNCHANGED):
        return ""
    if outcome == outcomes.DONE_OPEN and not any(one.who == LATER for one in points):
        return ""
    return outcomes.again(case.asked)


def open_points(case: Case) -> Iterator[OpenPoint]:
    """What is left for a person or for a later run, in the order of the steps."""
    yield from _of_steps(case)
    if case.asked.planned and not case.run.back:
        yield from _of_queues(case)
    for proof in case.seen.proofs:
        if proof.answer == NOT_OBSERVABLE:
            yield OpenPoint(proof.rule, f"{proof.text} {proof.remedy}".strip(), ANYBODY)
    for text in case.seen.holds:
        yield OpenPoint("hold", text, ANYBODY)
    yield from _of_origin(case)


def _of_steps(case: Case) -> Iterator[OpenPoint]:
    for kind in KINDS:
        if case.run.back and not is_undone_by(case, kind.name):
            continue
        found = case.seen.step(kind.name)
        if found.state == PERSON:
            yield OpenPoint(kind.name, f"{kind.what}: {found.text}", ANYBODY)
        elif found.state == BLOCKED:
            yield OpenPoint(kind.name, f"{kind.what}: {found.text}", LATER)
        elif found.state in (NEEDED, UNCLEAR):
            yield from _of_step(case, kind.name)


def _of_step(case: Case, name: str) -> Iterator[OpenPoint]:
    what, last = BY_NAME[name].what, case.run.last(name)
    if last is not None and last.outcome == WAITED:
        yield OpenPoint(name, f"{what}: done, and nobody can see it. {last.text}".strip(), ANYBODY)
    elif last is not None and last.outcome in (WENT_WRONG, REFUSED, UNKNOWN):
        yield OpenPoint(name, f"{what}: {last.text}", LATER)
    elif name in EXCLUSIVE and case.hindrance(name):
        yield OpenPoint(name, f"{what}: {case.hindrance(name)}", ANYBODY)
    elif last is None and not (case.moved and case.seen.step(name).state == UNCLEAR):
        yield OpenPoint(name, f"{what}: not done.", LATER)


def _of_queues(case: Case) -> Iterator[OpenPoint]:
    last = case.run.last(QUEUES)
    if last is not None and last.outcome != APPLIED:
        yield OpenPoint(QUEUES, f"Whether nothing waits in {case.seen.origin.name} any more: {last.text}", ANYBODY)


def _of_origin(case: Case) -> Iterator[OpenPoint]:
    origin = case.seen.origin
    for one in origin.services:
        if one.heard and one.active and not one.fenced:
            text = f"{one.component} of {one.host} must not run, and is {one.state}."
            yield OpenPoint("fence", text, ANYBODY)
    is_whole = case.asked.planned and origin.heard == origin.hosts
    if case.moved and case.seen.needs_rejoin and not case.run.back and not is_whole:
        text = (f"{origin.name} is no standby yet: what it wrote since, and what it lacks, has to be settled, once it"
                f" answers as a whole. {rejoin_command(origin.name)}")  # fmt: skip
        yield OpenPoint("rejoin", text, ANYBODY)


def _said(case: Case, name: str) -> str:
    found = case.run.last(name)
    return "it was not done." if found is None else found.text
