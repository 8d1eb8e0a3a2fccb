# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objectives of a failover, from gir_recovery_objectives, and whether it met them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from ...module_utils._common.observation import NOT_OBSERVABLE
from .._components.desired import Violation
from .._components.report import Report
from .._components.rule import rule
from .._topology.values import Unusable, did_you_mean, is_blank, kind, listed, plain, show

VARIABLE = "gir_recovery_objectives"
TIME, DATA, REHEARSAL = "time_minutes", "data_minutes", "rehearsal_days"
# Key to its least and its largest number.
_LIMITS = {TIME: (1, 10080), DATA: (0, 10080), REHEARSAL: (1, 3650)}
MET, MISSED = "met", "missed"

GIR640 = rule(
    640,
    f"{VARIABLE} is a dictionary with the keys {listed(_LIMITS)}, each of which may be left out.",
    "Correct it, or leave it out.",
)
GIR641 = rule(
    641,
    f"Each objective is a whole number: {listed(f'{key} from {low} to {top}' for key, (low, top) in _LIMITS.items())}.",
    "Correct the number, or leave it out.",
)


@dataclass(frozen=True)
class Objectives:
    """What is wanted; None where nothing is."""

    time_minutes: int | None = None
    data_minutes: int | None = None
    rehearsal_days: int | None = None


@dataclass(frozen=True)
class Times:
    """Of one failover, in seconds since 1970, None where nobody knows.

    `outage`: since when the data center was gone; `is_estimate`: that is when a run first found it silent, and no
    person has said it. `verified`: when the target was proven to work. `ended`: until when the run had looked.
    """

    outage: float | None = None
    is_estimate: bool = False
    verified: float | None = None
    ended: float | None = None


@dataclass(frozen=True)
class Judged:
    """One objective. `answer`: MET, MISSED or NOT_OBSERVABLE; `wanted` and `measured` are for people."""

    objective: str
    wanted: str
    measured: str
    answer: str


def read(given: object) -> tuple[Objectives, list[Violation]]:
    """The objectives, and what is wrong with them. Blank is not given; what cannot be evaluated is judged apart."""
    value = plain(given)
    if value is None or isinstance(value, Unusable) or is_blank(value):
        return Objectives(), []
    report = Report("")
    if not isinstance(value, dict):
        report.add(GIR640, VARIABLE, f"{VARIABLE} is {kind(value)}, not a dictionary.")
        return Objectives(), report.violations
    found: dict[str, int] = {}
    for key, one in value.items():
        if key not in _LIMITS:
            hint = did_you_mean(str(key), _LIMITS) or f" Its keys are {listed(_LIMITS)}."
            report.add(GIR640, VARIABLE, f"{VARIABLE} has {show(key)}, which nobody reads.{hint}")
        elif one is not None and not isinstance(one, Unusable) and not is_blank(one):
            number = _number(one, *_LIMITS[key])
            if number is None:
                text = f"{VARIABLE}.{key} is {show(one)}, no whole number from {{}} to {{}}.".format(*_LIMITS[key])
                report.add(GIR641, VARIABLE, text)
            else:
                found[key] = number
    return Objectives(**found), report.violations


def _number(value: object, least: int, largest: int) -> int | None:
    """A template gives text where a number is meant."""
    text = str(value).strip() if isinstance(value, (int, str)) and not isinstance(value, bool) else ""
    if not (text.isascii() and text.isdigit()):
        return None
    return int(text) if len(text) < 10 and least <= int(text) <= largest else None


# -- what became of them ---------------------------------------------------------------------------------------------

_BEFORE = "it may have been gone before: give gir_failover_outage_since"


def judge(wanted: Objectives, times: Times, newest: Mapping[str, float | None]) -> list[Judged]:
    """One answer for the time, and one for each kind of data.

    `newest`: what is recorded, indexed or kept, to when the newest of it at the survivor was made; None where nothing
    shows it.
    """
    found = []
    if wanted.time_minutes is not None:
        found.append(Judged("time", f"{wanted.time_minutes} min", *_time(wanted.time_minutes, times)))
    if wanted.data_minutes is not None:
        found += _data(wanted.data_minutes, times, newest)
    return found


def _time(minutes: int, times: Times) -> tuple[str, str]:
    """Not verified is not met; it is missed when the time has passed. An outage may be older than its estimate."""
    if times.outage is None:
        return "nobody knows when the outage began", NOT_OBSERVABLE
    end = times.verified if times.verified is not None else times.ended
    if end is None:
        return "nothing was verified", NOT_OBSERVABLE
    took = end - times.outage
    if took < 0:
        return "it was verified before the outage began: a clock is wrong", NOT_OBSERVABLE
    seen = times.verified is not None and not times.is_estimate
    answer = MISSED if took > 60 * minutes else MET if seen else NOT_OBSERVABLE
    text = _text(took) if times.verified is not None else f"{_text(took)} and not verified yet"
    return f"{text}, since it was found silent; {_BEFORE}" if times.is_estimate else text, answer


def _data(minutes: int, times: Times, newest: Mapping[str, float | None]) -> Iterator[Judged]:
    limit = f"at most {minutes} min before the outage"
    if not newest:
        yield Judged("data", limit, "nothing shows what the survivor has", NOT_OBSERVABLE)
    for what, moment in newest.items():
        yield Judged(f"data: {what}", limit, *_age(minutes, times, moment))


def _age(minutes: int, times: Times, moment: float | None) -> tuple[str, str]:
    """The older the outage, the less is lost: an estimate of its begin can show that it is met, and no more."""
    if moment is None:
        return "nothing shows the newest at the survivor", NOT_OBSERVABLE
    if times.outage is None:
        return "nobody knows when the outage began", NOT_OBSERVABLE
    lost = times.outage - moment
    if lost <= 0:
        return "the survivor has what was made after the outage began", MET
    text = f"the newest at the survivor was made {_text(lost)} before the outage"
    if lost <= 60 * minutes:
        return text, MET
    return (f"{text} was noticed; {_BEFORE}", NOT_OBSERVABLE) if times.is_estimate else (text, MISSED)


def rehearsal(wanted: Objectives, last: float | None, now: float) -> Judged | None:
    """Whether the last failover or failback is recent enough; None where nobody asked for that. Times as in Times."""
    if wanted.rehearsal_days is None:
        return None
    limit = f"every {wanted.rehearsal_days} days"
    if last is None:
        return Judged("rehearsal", limit, "none is recorded", MISSED)
    days = int((now - last) // 86400)
    answer = MISSED if days > wanted.rehearsal_days else MET
    return Judged("rehearsal", limit, f"the last one was {days} days ago", answer)


def _text(seconds: float) -> str:
    return str(timedelta(seconds=round(seconds)))
