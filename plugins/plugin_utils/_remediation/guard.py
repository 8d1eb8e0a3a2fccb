# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stops a remediation: before it begins, all rules that are broken; before each host, a window that closes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .._failover.moments import stamp
from .._failover.rules import Rule
from .reading import Asked

_ROWS = (
    Rule("GIR671", "The values of the remediation's variables can be used.", "Correct them."),
    Rule("GIR672", "The plan with the approved hash is at hand.",
         "Give its file in gir_remediate_plan, or make a new plan: run it without gir_remediate_plan_hash."),
    Rule("GIR673", "The plan is not older than gir_remediate_plan_hours.", "Make a new plan, and approve it."),
    Rule("GIR674", "The plan is of this system, and the same data center is active.",
         "Make a new plan, and approve it."),
    Rule("GIR675", "It is within gir_remediate_windows, and outside of gir_remediate_deny_windows.",
         "Run it when the window is open."),
)  # fmt: skip
RULES = {rule.id: rule for rule in _ROWS}


@dataclass(frozen=True)
class Broken:
    """A rule that is broken: what was found, and what to do."""

    rule: str
    text: str
    remedy: str


@dataclass(frozen=True)
class Approved:
    """A plan that was read: its age in seconds, and what of it does not fit this system, as a sentence."""

    age: float
    foreign: str = ""


def broken(rule: str, text: str) -> Broken:
    """With the remedy of the rule."""
    return Broken(rule, text, RULES[rule].remedy)


def begins(asked: Asked, now: float, approved: Approved | None, missing: str) -> list[Broken]:
    """All that stops a run that repairs. `now`: seconds since 1970; `missing`: why the plan is not at hand."""
    return list(_begins(asked, now, approved, missing))


def _begins(asked: Asked, now: float, approved: Approved | None, missing: str) -> Iterator[Broken]:
    for problem in asked.problems:
        yield broken("GIR671", problem)
    if approved is None:
        yield broken("GIR672", missing)
    else:
        if approved.age > asked.plan_seconds:
            text = f"The plan is {approved.age / 3600:.1f} hours old, and holds for {asked.plan_seconds // 3600}."
            yield broken("GIR673", text)
        if approved.foreign:
            yield broken("GIR674", approved.foreign)
    if not asked.calendar.allows(now, 0):
        yield broken("GIR675", _closed(asked, now))


def _closed(asked: Asked, now: float) -> str:
    opens = asked.calendar.opens(now)
    when = "and it does not open within a week" if opens is None else f"and it opens at {stamp(opens)}"
    return f"It is {stamp(now)}, when a remediation may not work, {when}."


def stops(asked: Asked, now: float, seconds: int, name: str) -> str:
    """Why nothing more is touched, as a sentence, before something that takes so long; empty where it may be done."""
    if asked.calendar.allows(now, seconds):
        return ""
    closes = asked.calendar.closes(now)
    until = "now" if closes is None else f"at {stamp(closes)}"
    return f"The window closes {until}, and {name} is planned to take {seconds} s."
