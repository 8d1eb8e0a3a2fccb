# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the variables of a rejoin to what a person asked for. All that cannot be used is said at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .._failover import lists
from .._failover.moments import seconds_of
from .._failover.reading import Values
from .._failover.variables import CHANGE_ID, REASON, Variable
from .._report import asked as reports
from .._topology.values import show
from . import variables as of
from .asked import Asked

VERB = "rejoin"
_DIGEST = re.compile(r"[0-9a-f]{16}")
_EXAMPLE = "Give a time with its zone, as in 2027-01-31T02:10:00+01:00"


@dataclass(frozen=True)
class Settings:
    """What else a run needs: `seconds` of one look, and the reports. `notes`: what is wrong with these."""

    seconds: int
    reports: reports.Asked
    notes: tuple[str, ...] = ()


def read(values: Mapping[str, object], now: float, check: bool = False) -> Asked:
    """What was asked for. `values`: variable to plain value, for those of variables.READ; `now`: seconds since 1970."""
    found = Values(values)
    found.number(of.SECONDS, 10)
    since, until = _time(found, of.OUTAGE_SINCE, now), _time(found, of.OUTAGE_UNTIL, now)
    if since is not None and until is not None and since > until:
        found.problems.append(f"{of.OUTAGE_UNTIL.name} is before {of.OUTAGE_SINCE.name}; correct one of them.")
    return Asked(
        data_center=found.text(of.DATA_CENTER),
        confirm=found.text(of.CONFIRM),
        listed=_digest(found),
        repaired_by=_name(found),
        since=since,
        until=until,
        accepted=lists.accepted(found.given(of.ACCEPT), found.problems, of.ACCEPT.name),
        take_over=found.text(of.TAKE_OVER),
        reindex=found.switch(of.REINDEX, True),
        reason=found.text(REASON),
        change_id=found.text(CHANGE_ID),
        check=check,
        # The last, when all of them have been read.
        problems=tuple(found.problems),
    )


def settings(values: Mapping[str, object]) -> Settings:
    """What is wrong with the seconds, `read` says."""
    seconds = Values(values).number(of.SECONDS, 10)
    asked, wrong = reports.of(VERB, values.get)
    return Settings(seconds, asked, tuple(f"{one.sentence} {one.remedy}" for one in wrong))


def _digest(found: Values) -> str:
    text = found.text(of.LISTED).lower()
    if text and not _DIGEST.fullmatch(text):
        name = of.LISTED.name
        found.problems.append(f"{name} is {show(text)}; give the 16 digits that the list ends with, in quotes.")
        return ""
    return text


def _name(found: Values) -> str:
    """What the printed command has in the place of a name is none."""
    text = found.text(of.REPAIRED_BY)
    if text.startswith("<"):
        found.problems.append(f"{of.REPAIRED_BY.name} is {show(text)}; give the name of who repaired Cassandra.")
        return ""
    return text


def _time(found: Values, variable: Variable, now: float) -> float | None:
    value = found.given(variable)
    if value is None:
        return None
    moment = seconds_of(value)
    if moment is None:
        found.problems.append(f"{variable.name} is {show(value)}, which is no time with a zone. {_EXAMPLE}.")
    elif moment > now:
        found.problems.append(f"{variable.name} is {show(value)}, which is still to come. {_EXAMPLE}, or leave it out.")
        return None
    return moment
