# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of an approved plan may still be done: a finding that vanished or changed since is left out, and said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .._drift.finding import Finding
from .plan import Step
from .selection import place_of

GONE, CHANGED, MORE, UNSEEN = "gone", "changed", "more", "unseen"


@dataclass(frozen=True)
class Skipped:
    """What a plan holds and a run leaves out.

    `why`: GONE, CHANGED, MORE where the same write would do more, or UNSEEN where nobody answered.
    """

    host: str
    component: str
    line: str
    why: str
    text: str


@dataclass(frozen=True)
class Present:
    """What differs now. `steps`: those that a plan of now has. `left`: what is left to a person now, whose component on
    a host is not written. `places`: id to host, of what an API holds. `silent`: hosts and APIs that gave no answer, and
    why."""

    steps: Sequence[Step] = ()
    left: Sequence[Finding] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    silent: Mapping[str, str] = field(default_factory=dict)


def still(plan: Mapping[str, Any], now: Present) -> tuple[list[Step], list[Skipped]]:
    """The steps of the plan that hold now, in its order."""
    present = {(one.host, one.component): one for one in now.steps}
    kept: list[Step] = []
    skipped: list[Skipped] = []
    for planned in plan["steps"]:
        place = (planned["host"], planned["component"])
        step = present.get(place)
        own = {one.id: one for one in now.left if place_of(one, now.places) == place}
        same, out = _compared(planned, step, own, now.silent)
        skipped += out
        if step is None or not same:
            continue
        approved = {one["id"] for one in planned["findings"]}
        more = [one for one in step.findings if one.id not in approved]
        if more or any(one.why != GONE for one in out):
            # A component is written as a whole: what nobody approved would be changed with it.
            skipped += [_skipped(planned, one, MORE, "It is written with what nobody has approved.") for one in
                        planned["findings"] if one["id"] in same]  # fmt: skip
            continue
        kept.append(replace(step, findings=tuple(one for one in step.findings if one.id in same)))
    return kept, skipped


def _compared(
    planned: Mapping[str, Any], step: Step | None, left: Mapping[str, Finding], silent: Mapping[str, str]
) -> tuple[set[str], list[Skipped]]:
    there = {one.id: one for one in (step.findings if step is not None else ())}
    same: set[str] = set()
    out: list[Skipped] = []
    for one in planned["findings"]:
        found = there.get(one["id"]) or left.get(one["id"])
        if found is None and one["where"] in silent:
            out.append(_skipped(planned, one, UNSEEN, f"{one['where']}: {silent[one['where']]}"))
        elif found is None:
            out.append(_skipped(planned, one, GONE, "Nothing differs there any more."))
        elif one["id"] not in there:
            out.append(_skipped(planned, one, CHANGED, "It is left to a person now."))
        elif (found.actual, found.expected) != (one["before"], one["after"]):
            out.append(_skipped(planned, one, CHANGED, _change(one, found)))
        else:
            same.add(one["id"])
    return same, out


def _change(planned: Mapping[str, Any], found: Finding) -> str:
    values = (planned["before"], planned["after"], found.actual, found.expected)
    old, wanted, now, will = ("nothing" if value is None else value for value in values)
    return f"It was approved from {old} to {wanted}, and is now {now}, to become {will}."


def _skipped(planned: Mapping[str, Any], one: Mapping[str, Any], why: str, text: str) -> Skipped:
    return Skipped(planned["host"], planned["component"], one["line"], why, text)
