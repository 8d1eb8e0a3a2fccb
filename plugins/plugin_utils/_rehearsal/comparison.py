# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has changed since the last rehearsal of the same direction: two reports, beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ...module_utils._common.observation import CONFIRMED, FAILED
from .._failover.plan import changes
from .._topology.values import printable
from .judge import EXPECTED
from .outcomes import WORDS

Report = Mapping[str, Any]

NEW, GONE, CHANGED, SLOWER = "new", "gone", "changed", "slower"
# More than so much slower, and so many seconds at the least: probes vary by themselves.
_TIMES, _STAGE_SECONDS, _PROBE_SECONDS = 1.5, 5.0, 1.0
# What two answers of the forms that were kept once or may come make of code that expects this one.
SURPRISES = (KeyError, TypeError, ValueError, AttributeError, IndexError)


@dataclass(frozen=True)
class Difference:
    """`kind`: NEW and GONE are of what is wrong or open. `about`: rule, check, probe, stage or plan."""

    kind: str
    about: str
    text: str


def compared(old: Report | None, new: Report, place: str = "") -> dict[str, Any]:
    """The member `compared` of a report. `place`: where the old one was found; None where there is none."""
    found: dict[str, Any] = {"id": "", "ended": None, "place": "", "problem": "", "differences": []}
    if old is None:
        return found
    found.update(id=str(old["id"]), place=place)
    try:
        found["ended"] = old["times"]["ended"]
        found["differences"] = [asdict(one) for one in differences(old, new)]
    except SURPRISES as error:
        found["problem"] = f"it is of another form ({type(error).__name__})"
    return found


def differences(old: Report, new: Report) -> list[Difference]:
    """In the order of a report: what ends otherwise, what is wrong, what takes longer, what the plan would do.

    Check mode stores nothing, so its outcome and its probes say nothing of what has changed.
    """
    found = [
        *([] if new["check"] else _outcomes(old, new)),
        *_rules(old, new),
        *_checks(old["checks"], new["checks"]),
        *([] if new["check"] else _probes(old["probes"], new["probes"])),
        *_stages(old["stages"], new["stages"]),
        *_plans(old["plan"], new["plan"]),
    ]
    return [Difference(one.kind, one.about, printable(one.text)) for one in dict.fromkeys(found)]


def _outcomes(old: Report, new: Report) -> Iterator[Difference]:
    was, now = (str(one["outcome"]) for one in (old, new))
    if was != now:
        yield Difference(CHANGED, "outcome", f"It was {WORDS.get(was, was)}, and is {WORDS.get(now, now)}.")


def _rules(old: Report, new: Report) -> Iterator[Difference]:
    """By rule: the sentences hold numbers that change. A failed check is named as such."""
    def broken(report: Report) -> dict[str, str]:
        of_checks = {one["name"] for one in report["checks"] if one["answer"] == FAILED}
        return {str(one["rule"]): str(one["text"]) for one in report["rules"]
                if one["state"] != EXPECTED and one["rule"] not in of_checks}  # fmt: skip

    was, now = broken(old), broken(new)
    for rule, text in now.items():
        if rule not in was:
            yield Difference(NEW, "rule", f"{rule}: {text}")
    for rule, text in was.items():
        if rule not in now:
            yield Difference(GONE, "rule", f"{rule}: {text}")


def _checks(old: Sequence[Report], new: Sequence[Report]) -> Iterator[Difference]:
    def wrong(checks: Sequence[Report]) -> dict[tuple[str, str, str], str]:
        return {(one["name"], one["answer"], one["subject"] or one["text"]): str(one["text"]) for one in checks
                if one["answer"] != CONFIRMED}  # fmt: skip

    yield from _come_and_gone("check", wrong(old), wrong(new))


def _come_and_gone(
    about: str, was: Mapping[tuple[str, str, str], str], now: Mapping[tuple[str, str, str], str]
) -> Iterator[Difference]:
    for kind, own, others in ((NEW, now, was), (GONE, was, now)):
        for key, text in own.items():
            if key not in others:
                yield Difference(kind, about, f"{key[0]} {key[1]}: {text}")


def _probes(old: Sequence[Report], new: Sequence[Report]) -> Iterator[Difference]:
    def by_name(probes: Sequence[Report]) -> dict[str, Report]:
        return {" ".join(str(one[key]) for key in ("host", "name", "url") if one[key]): one for one in probes}

    was, now = by_name(old), by_name(new)
    for name, one in now.items():
        before = was.get(name)
        if before is None:
            yield Difference(NEW, "probe", f"{name}: {one['answer']}.")
        elif before["answer"] != one["answer"]:
            text = "" if one["answer"] == CONFIRMED else f" {one['text']}"
            yield Difference(CHANGED, "probe", f"{name} was {before['answer']}, and is {one['answer']}.{text}")
        elif _is_slower(before["seconds"], one["seconds"], _PROBE_SECONDS):
            yield Difference(SLOWER, "probe", _took(name, before["seconds"], one["seconds"]))
    for name in was:
        if name not in now:
            yield Difference(GONE, "probe", f"{name} was not tried any more.")


def _stages(old: Sequence[Report], new: Sequence[Report]) -> Iterator[Difference]:
    was = {(one["mode"], one["stage"]): one["expected"] for one in old}
    for one in new:
        before = was.get((one["mode"], one["stage"]))
        if _is_slower(before, one["expected"], _STAGE_SECONDS):
            yield Difference(SLOWER, "stage", _took(f"Stage {one['stage']}, {one['mode']}", before, one["expected"]))


def _is_slower(before: float | None, now: float | None, least: float) -> bool:
    return before is not None and now is not None and now > before * _TIMES and now - before >= least


def _took(name: str, before: float | None, now: float | None) -> str:
    return f"{name}: {before:.1f} s before, {now:.1f} s now."


def _plans(old: Report, new: Report) -> Iterator[Difference]:
    for mode in dict.fromkeys([*old, *new]):
        was, now = old.get(mode), new.get(mode)
        if was is None or now is None:
            yield Difference(NEW if was is None else GONE, "plan", f"Mode {mode} was judged {_once(was is None)}.")
        elif was["digest"] != now["digest"]:
            yield Difference(CHANGED, "plan", f"Plan {mode}: {'; '.join(changes(was['document'], now['document']))}.")


def _once(first: bool) -> str:
    return "for the first time" if first else "the last time, and not now"
