# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What would stop a failover now, by its own rules. Of those that every rehearsal breaks it is said why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .._components.rule import rule
from .._failover.asked import FORCED, Asked
from .._failover.blocking import blocking
from .._failover.case import Case
from .._failover.observed import BY_HAND, Seen
from .._failover.plan import plan_of
from .._failover.rules import Blocking, broken
from .._failover.run import Run

# STOPS: a failover would be refused. EXPECTED: it would not be at its hour. LIFTED: a person overrides it.
STOPS, EXPECTED, LIFTED = "stops", "expected", "lifted"

GIR670 = rule(
    670,
    "What a failover checks of its target was looked at.",
    "Run gir.multidc.status, and look why nothing of the target is seen.",
)
# Given with the failover itself.
_OF_THE_HOUR = {
    "GIR612": "it is given with the failover itself",
    "GIR613": "it is given with the failover itself",
}
# Broken only because the data center that would be given up is alive.
_OF_LIFE = ("GIR622", "GIR624")


@dataclass(frozen=True)
class Ruling:
    """A rule that is broken. `state`: STOPS, EXPECTED or LIFTED. `why`: for the last two. `modes`: in which it is."""

    rule: str
    text: str
    remedy: str
    state: str = STOPS
    why: str = ""
    modes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judged:
    """Of one mode: what stops it, the plan, and the diagnosis behind it."""

    mode: str
    rulings: tuple[Ruling, ...]
    plan: Mapping[str, Any]
    case: Case

    @property
    def ready(self) -> bool:
        return not any(one.state == STOPS for one in self.rulings)


def judge(asked: Asked, seen: Seen, run: Run) -> Judged:
    """The mode of `asked`. `asked.to` names the target that was observed."""
    case = Case(replace(asked, check=True), seen, run)
    rulings = tuple(replace(one, modes=(asked.mode,)) for one in _rulings(case))
    return Judged(asked.mode, rulings, plan_of(case), case)


def merged(judged: Sequence[Judged]) -> list[Ruling]:
    """Each once, with all modes in which it is so; what stops first."""
    found: dict[Ruling, tuple[str, ...]] = {}
    for one in judged:
        for ruling in one.rulings:
            key = replace(ruling, modes=())
            found[key] = (*found.get(key, ()), *ruling.modes)
    every = [replace(key, modes=modes) for key, modes in found.items()]
    return sorted(every, key=lambda one: (STOPS, LIFTED, EXPECTED).index(one.state))


def _rulings(case: Case) -> Iterator[Ruling]:
    ledger = case.seen.ledger
    if ledger.question:
        yield _stops(broken("GIR615", ledger.text))
    if ledger.intent is not None:
        one = ledger.intent
        yield _stops(broken("GIR616", f"The operation {one.operation} ({one.verb} to {one.active}) was begun and has"
                                      " not ended."))  # fmt: skip
    name = case.seen.target.name
    if not case.seen.checks:
        yield Ruling(GIR670.id, f"Nothing of {name} was checked.", GIR670.remedy)
    if not case.seen.target.answers:
        yield _stops(broken("GIR619", f"Nothing of {name} answers."))
    # An operation that was begun would hide what is wrong with the target.
    whole = replace(case, seen=replace(case.seen, ledger=replace(ledger, intent=None)))
    for found in blocking(whole):
        if found.rule != "GIR619":
            yield _ruling(found, whole)
    yield from _lifted(whole)


def _stops(one: Blocking) -> Ruling:
    return Ruling(one.rule, one.text, one.remedy)


def _ruling(one: Blocking, case: Case) -> Ruling:
    why = _OF_THE_HOUR.get(one.rule, "")
    if case.asked.mode == FORCED and one.rule in _OF_LIFE:
        why = f"it is broken because {case.seen.origin.name} is alive"
    if one.rule == "GIR638" and one.service in _stopped_by_hand(case):
        why = "stop it yourself before the failover, and say so with gir_failover_accept"
    return replace(_stops(one), state=EXPECTED, why=why) if why else _stops(one)


def _stopped_by_hand(case: Case) -> set[tuple[str, str]]:
    """What answers and is not managed: that it stands still can only be said at the hour."""
    return {(one.component, one.host) for one in case.seen.origin.services if one.heard and one.state == BY_HAND}


def _lifted(case: Case) -> Iterator[Ruling]:
    reasons = {one.rule: one.reason for one in case.asked.overrides}
    for one in blocking(replace(case, asked=replace(case.asked, overrides=()))):
        if one.may_be_lifted and one.rule in reasons:
            yield replace(_stops(one), state=LIFTED, why=reasons[one.rule])
