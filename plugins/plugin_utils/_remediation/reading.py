# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the variables of a remediation to what a person asked for. All that cannot be used is said at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from .._components.registry import COMPONENTS
from .._drift.finding import SEVERITIES
from .._failover.reading import Values
from .._failover.variables import CHANGE_ID, REASON, Variable
from .._report import asked as reports
from .._topology.values import did_you_mean, kind, listed, show
from . import variables as of
from .plan import Budget
from .selection import Wishes
from .window_reading import windows
from .windows import Calendar

VERB = "remediate"
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Asked:
    """`plan_hash`: empty where a plan is to be made. `problems`: sentences that stop the run before it asks anybody."""

    plan_hash: str = ""
    plan: str = ""
    plan_seconds: int = 86400
    report: str = ""
    wishes: Wishes = Wishes()
    budget: Budget = Budget()
    calendar: Calendar = Calendar()
    reason: str = ""
    change_id: str = ""
    check: bool = False
    problems: tuple[str, ...] = ()


def read(values: Mapping[str, object], check: bool = False) -> Asked:
    """What was asked for. `values`: variable to plain value, for those of variables.READ."""
    found = Values(values)
    return Asked(
        plan_hash=_hash(found),
        plan=found.text(of.PLAN),
        plan_seconds=3600 * found.number(of.PLAN_HOURS, 24),
        report=found.text(of.REPORT),
        wishes=Wishes(_names(found, of.SEVERITIES, SEVERITIES) or SEVERITIES, _names(found, of.COMPONENTS, COMPONENTS)),
        budget=Budget(_limit(found, of.MAX_HOSTS), _limit(found, of.MAX_RESTARTS), _limit(found, of.MAX_MINUTES)),
        calendar=Calendar(
            windows(of.WINDOWS, found.given(of.WINDOWS), found.problems),
            windows(of.DENY_WINDOWS, found.given(of.DENY_WINDOWS), found.problems),
        ),
        reason=found.text(REASON),
        change_id=found.text(CHANGE_ID),
        check=check,
        # The last, when all of them have been read.
        problems=tuple(found.problems),
    )


def settings(values: Mapping[str, object]) -> tuple[reports.Asked, tuple[str, ...]]:
    """The reports, and what is wrong with their variables."""
    asked, wrong = reports.of(VERB, values.get)
    return asked, tuple(f"{one.sentence} {one.remedy}" for one in wrong)


def _hash(found: Values) -> str:
    text = found.text(of.PLAN_HASH).lower()
    if text and not _HASH.fullmatch(text):
        name = of.PLAN_HASH.name
        found.problems.append(f"{name} is {show(text)}; give the 64 digits that the plan ends with, in quotes.")
        return ""
    return text


def _limit(found: Values, variable: Variable) -> int | None:
    return None if found.given(variable) is None else found.number(variable, variable.most)


def _names(found: Values, variable: Variable, known: Collection[str]) -> tuple[str, ...]:
    value = found.given(variable)
    some = value.split(",") if isinstance(value, str) else value
    if some is None:
        return ()
    if not isinstance(some, list):
        found.problems.append(f"{variable.name} is {kind(value)}; give a list of {listed(known)}.")
        return ()
    names = [str(one).strip() for one in some if str(one).strip()]
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known) or f" Give some of {listed(known)}."
            found.problems.append(f"{variable.name} has {show(name)}, which is not known.{hint}")
    return tuple(name for name in known if name in names)
