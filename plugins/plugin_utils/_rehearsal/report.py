# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a rehearsal as one JSON document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from ...module_utils._common.observation import FAILED, NOT_OBSERVABLE
from .._failover import expected as times
from .._failover.asked import FORCED
from .._failover.expected import MEASURED, Expected
from .._failover.moments import stamp
from .._failover.objectives import MET, MISSED, Objectives
from .._failover.objectives import Judged as Objective
from .._failover.observed import BLOCKED, BY_HAND, HELD, Seen
from .._failover.plan import digest
from .._failover.plan_file import name_of
from .._failover.rules import RULES
from .._failover.steps import BY_NAME
from .._topology.values import listed
from .judge import STOPS, Judged, merged
from .outcomes import NOT_READY, OUTCOMES, READY, READY_OPEN, WORDS
from .probes import Probe

FORMAT = 1
# So many open points of one kind are enough to read; the checks are listed in whole.
_NAMED = 6


@dataclass(frozen=True)
class About:
    """What a run knows of itself. Times are seconds since 1970; `slice`: such as 1 of 3. `silent`: host to why.

    `unasked`: hosts that this run asks nothing, such as those of Windows. `trouble`: why it broke off, empty where it
    did not.
    """

    id: str
    began: float
    ended: float
    by: str = ""
    notes: str = ""
    user: str = ""
    controller: str = ""
    collection: str = ""
    check: bool = False
    limit: str = ""
    slice: str = ""
    silent: Mapping[str, str] = field(default_factory=dict)
    unasked: Sequence[str] = ()
    trouble: str = ""


def report(
    about: About,
    judged: Sequence[Judged],
    probes: Sequence[Probe],
    stages: Mapping[str, Mapping[str, Expected]],
    wanted: Objectives,
) -> dict[str, Any]:
    """`judged`: one for each mode, of the same look. Without any nothing was seen, and `about.trouble` says why.
    `stages`: mode to what each stage is expected to take."""
    seen = judged[0].case.seen if judged else None
    rulings = merged(judged)
    objectives = list(_objectives(wanted, stages.get(FORCED) or {}))
    points = [] if seen is None else list(_open(about, judged, seen, probes, objectives))
    outcome = _outcome(about, judged, probes, points)
    return {
        "format": FORMAT,
        "id": about.id,
        "outcome": outcome,
        "ok": OUTCOMES[outcome].ok,
        "means": OUTCOMES[outcome].means,
        "why": [about.trouble] if about.trouble else [],
        "check": about.check,
        "from": "" if seen is None else seen.origin.name,
        "to": "" if seen is None else seen.target.name,
        "times": {"began": stamp(about.began), "ended": stamp(about.ended),
                  "seconds": round(about.ended - about.began, 1)},
        "by": about.by,
        "notes": about.notes,
        "user": about.user,
        "controller": about.controller,
        "collection": about.collection,
        "limit": about.limit,
        "modes": [{"mode": one.mode, "ready": one.ready, "diagnosis": one.case.diagnosis.name} for one in judged],
        "observations": [] if not judged else list(judged[0].case.diagnosis.because),
        "stages": [{"mode": mode, "stage": name, "expected": round(one.seconds, 1), "source": one.source,
                    "runs": one.runs} for mode, some in stages.items() for name, one in some.items()],
        "expected": {mode: _total(some) for mode, some in stages.items() if some},
        "objectives": [asdict(one) for one in objectives],
        "rules": [{**asdict(one), "modes": list(one.modes)} for one in rulings],
        "checks": [] if seen is None else list(_checks(seen)),
        "probes": [asdict(one) for one in probes],
        "plan": {one.mode: {"name": name_of(one.plan, about.began), "digest": digest(one.plan), "document": one.plan}
                 for one in judged},
        "open_points": points,
        "lock": "" if seen is None or seen.lock.state != HELD else seen.lock.text,
        "holds": [] if seen is None else list(seen.holds),
        "silent": dict(about.silent),
    }  # fmt: skip


def _outcome(
    about: About, judged: Sequence[Judged], probes: Sequence[Probe], points: Sequence[Mapping[str, str]]
) -> str:
    """What nobody judged is not ready."""
    failed = any(one.answer == FAILED for one in probes)
    if about.trouble or not judged or failed or not all(one.ready for one in judged):
        return NOT_READY
    return READY_OPEN if points else READY


def _total(stages: Mapping[str, Expected]) -> dict[str, Any]:
    found = times.total(stages)
    return {"seconds": round(found.seconds, 1), "source": found.source, "runs": found.runs}


def _objectives(wanted: Objectives, stages: Mapping[str, Expected]) -> Iterator[Objective]:
    """The expected time of a forced failover against the time objective: in a planned one nothing is down while it
    drains. What was only guessed can show that it is missed, and no more."""
    if wanted.time_minutes is None or not stages:
        return
    found = times.total(stages)
    answer = MISSED if found.seconds > 60 * wanted.time_minutes else MET if found.source == MEASURED else NOT_OBSERVABLE
    how = f"measured in {found.runs}" if found.source == MEASURED else "a guess: no failover was measured"
    yield Objective("time", f"{wanted.time_minutes} min", f"{found.seconds:.0f} s expected, {how}", answer)


def _checks(seen: Seen) -> Iterator[dict[str, str]]:
    for one in seen.checks:
        yield {"name": one.rule, "what": RULES[one.rule].holds if one.rule in RULES else "", "answer": one.answer,
               "text": one.text, "remedy": one.remedy, "subject": one.subject}  # fmt: skip


# -- what is open ----------------------------------------------------------------------------------------------------


def _open(
    about: About, judged: Sequence[Judged], seen: Seen, probes: Sequence[Probe], objectives: Sequence[Objective]
) -> Iterator[dict[str, str]]:
    for name, text in dict.fromkeys(_points(about, judged, seen, probes, objectives)):
        yield {"name": name, "text": text}


def _points(
    about: About, judged: Sequence[Judged], seen: Seen, probes: Sequence[Probe], objectives: Sequence[Objective]
) -> Iterator[tuple[str, str]]:
    yield from _sight(about)
    for check in seen.checks:
        if check.answer == NOT_OBSERVABLE:
            yield check.rule, f"{check.text} {check.remedy}".strip()
    for probe in probes:
        if probe.answer == NOT_OBSERVABLE:
            yield "storage", " ".join(part for part in (probe.host, probe.name, probe.url) if part) + f": {probe.text}"
    for step in (step for one in judged for step in one.case.seen.steps):
        if step.state == BLOCKED:
            what = BY_NAME[step.name].what if step.name in BY_NAME else step.name
            yield step.name, f"{what}: {step.text or 'it cannot be done now.'}"
    yield from _by_hand(judged, seen)
    for objective in objectives:
        if objective.answer != MET:
            yield "objective", f"{objective.objective}: {objective.wanted} wanted, {objective.measured}."


def _sight(about: About) -> Iterator[tuple[str, str]]:
    """What this run did not see of the world."""
    if about.slice:
        yield "sight", f"This run saw slice {about.slice} of the inventory. Run it as one job, without slices."
    if about.silent:
        named = [f"{host} ({why})" for host, why in about.silent.items()]
        yield "sight", f"{len(named)} hosts were not heard: {listed(named, _NAMED)}."
    if about.unasked:
        yield "sight", f"Hosts that nobody asks: {listed(about.unasked, _NAMED)}. Look at them yourself."


def _by_hand(judged: Sequence[Judged], seen: Seen) -> Iterator[tuple[str, str]]:
    """What nobody can stop from here while its data center lives."""
    asked = judged[0].case.asked
    names = dict.fromkeys(one.component for one in seen.origin.services if one.active and one.state == BY_HAND)
    left = [f"{seen.origin.name}/{name}" for name in names if not asked.accepts(seen.origin.name, name)]
    if left:
        why = "the inventory does not manage the services. While the data center lives, stop them yourself, and say so"
        yield "accept", f"Nobody can stop {listed(left)}: {why} with gir_failover_accept."


# -- for a terminal --------------------------------------------------------------------------------------------------


def headline(found: Mapping[str, Any]) -> str:
    """How it ended, in one sentence."""
    way = f" from {found['from']} to {found['to']}" if found["to"] else ""
    points = len(found["open_points"])
    left = f" {points} point{' is' if points == 1 else 's are'} open." if points else ""
    mode = ", check mode" if found["check"] else ""
    return (f"Rehearsal of a failover{way}: {WORDS[found['outcome']]}{mode} after {found['times']['seconds']:.0f} s."
            f" {found['means']}{left}")  # fmt: skip


def stopping(found: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The rules that would stop a failover."""
    return [one for one in found["rules"] if one["state"] == STOPS]
