# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a data center was away longer than Cassandra keeps writes for it: then it is repaired before a failback.

Since when a node is down no command of Cassandra tells, so that the site says it (operations.md D6).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from ...module_utils._common.observation import CONFIRMED, FAILED
from .._topology.values import Unusable, listed, show
from .._variables.datastores import SINCE, UNTIL, time_of
from .area import PLANNED, Context, Point
from .datastore_hosts import AREA, Host, members, one_of, reasons, unseen

_NAME, _COMPONENT = "hint window", "Cassandra"
_FORM = "Write a time with its zone, such as 2026-11-27T22:15:00Z."
_REPAIR = (
    "Repair before failback: run a full nodetool repair (since Cassandra 2.2 with -full) on each of its nodes, one "
    "after the other."
)


class _Flaw(Exception):
    """A variable that is no time; the message says why."""


def hints(context: Context, center: str, hosts: Sequence[Host], down: Sequence[str], windows: Sequence[int]) -> Point:
    """`down`: the addresses of nodes of the data center that are down. `windows`: what the nodes tell, milliseconds."""
    try:
        since, until = (_time(context, center, variable) for variable in (SINCE, UNTIL))
    except _Flaw as flaw:
        return unseen(_COMPONENT, _NAME, str(flaw), _FORM, center, (PLANNED,))
    if not windows:
        text = f"For how long Cassandra keeps writes for {center} is not known: {reasons(hosts, 'hint_window')}."
        return unseen(_COMPONENT, _NAME, text, "Make nodetool getmaxhintwindow work there.", center, (PLANNED,))
    window = timedelta(milliseconds=min(windows))
    facts = {"hint_window_seconds": int(window.total_seconds())}
    kept = f"Cassandra keeps writes for {_long(window)}"
    if since is None:
        if down:
            text = f"Since when {listed(down, 4)} of {center} {_are(down)} down nobody tells. {kept}."
            remedy = f"Give {SINCE}, the time at which {center} went away, to learn whether it needs a repair."
            return unseen(_COMPONENT, _NAME, text, remedy, center, (PLANNED,))
        text = f"No node of {center} is down. {kept} for a node that is."
        return Point(AREA, _NAME, CONFIRMED, text, "", center, component=_COMPONENT, facts=facts)
    end = until or context.now
    if not since <= end <= context.now:
        span = f"{since:%Y-%m-%dT%H:%MZ} to {end:%Y-%m-%dT%H:%MZ}"
        text = f"{SINCE} and {UNTIL} of {center} are no time that has passed: {span}."
        return unseen(_COMPONENT, _NAME, text, "Correct them.", center, (PLANNED,))
    away = end - since
    facts["away_seconds"] = int(away.total_seconds())
    if away > window:
        text = f"{center} was away for {_long(away)}, but {kept}: newer ones are missing there."
        prevents = () if center == context.model["active"] else (PLANNED,)
        return Point(AREA, _NAME, FAILED, text, _REPAIR, center, component=_COMPONENT, prevents=prevents, facts=facts)
    text = f"{center} was away for {_long(away)}, and {kept}."
    return Point(AREA, _NAME, CONFIRMED, text, "", center, component=_COMPONENT, facts=facts)


def _time(context: Context, center: str, variable: str) -> datetime | None:
    value = one_of(context, [*members(context, center), "localhost"], variable)
    if value is None:
        return None
    if isinstance(value, Unusable):
        raise _Flaw(f"{variable} of {center} cannot be evaluated: {value.reason}.")
    found = time_of(value)
    if found is None:
        raise _Flaw(f"{variable} of {center} is {show(value)}, which is no time with a zone.")
    return found


def _are(some: Sequence[str]) -> str:
    return "is" if len(some) == 1 else "are"


def _long(time: timedelta) -> str:
    minutes = int(time.total_seconds() // 60)
    if minutes >= 2 * 24 * 60:
        return f"{minutes // (24 * 60)} days"
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"
