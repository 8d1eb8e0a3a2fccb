# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The index of the standby data center beside that of the active one, by day and location.

The two are independent: recordings reach the standby through Cassandra, and its index by the daily index update. So the
last days may lack there; older ones may not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from ...module_utils._common.observation import CONFIRMED, FAILED
from .._topology.values import Unusable, show
from .._variables.datastores import DAYS_BEHIND, number
from .area import PLANNED, Context, Point
from .datastore_hosts import AREA, Host, one_of, reasons, unseen

_COMPONENT = "Elasticsearch"
_MOST_DIFFERENCES = 50
_UPDATE = "Update the index of the standby data center: docs/index-update.md."
_NAMES = (
    "Give gir_elasticsearch_index and gir_elasticsearch_time_field, and gir_elasticsearch_location_field to tell "
    "locations apart: docs/data-stores.md."
)
# Location to recordings; empty where no field of locations is given.
Locations = Mapping[str, int]


def compared(context: Context, asked: Sequence[Host]) -> list[Point]:
    """Where the index of the standby ends, and on which days it differs."""
    active, standby = context.model["active"], context.model["standby"]
    here = {center: [host for host in asked if host.data_center == center] for center in (active, standby)}
    told = {center: _counts(hosts) for center, hosts in here.items()}
    silent = [center for center, counts in told.items() if counts is None]
    if silent:
        hosts = here[silent[0]]
        why = reasons(hosts, "counts") if hosts else f"gir_elasticsearch has no host in {silent[0]}"
        text = f"The indexes of {active} and {standby} cannot be compared: {why}."
        return [unseen(_COMPONENT, "index", text, _NAMES, standby, (PLANNED,))]
    given = one_of(context, ["localhost", *(host.name for host in asked)], DAYS_BEHIND)
    allowed = 1 if given is None else number(given)
    if allowed is None or isinstance(given, Unusable):
        text = f"{DAYS_BEHIND} is {show(given)}, not a number of days."
        return [unseen(_COMPONENT, "index", text, "Correct the variable.", standby, (PLANNED,))]
    days = {center: _by_day(counts) for center, counts in told.items()}
    if not days[active] and not days[standby]:
        text = f"Neither {active} nor {standby} has a recording in the days that were counted."
        return [unseen(_COMPONENT, "index", text, "Give more days: gir_elasticsearch_days.", standby, (PLANNED,))]
    today = context.now.date()
    return [_end(active, standby, days, allowed), _differences(active, standby, days, today - timedelta(days=allowed))]


def _counts(hosts: Sequence[Host]) -> Any:
    return next((host.get("counts") for host in hosts if host.get("counts")), None)


def _by_day(counts: Any) -> dict[date, Locations]:
    found: dict[date, Locations] = {}
    for one in counts["days"]:
        total = {"": one["count"]}
        found[date.fromisoformat(one["day"])] = dict(one["locations"]) or total
    return found


def _point(center: str, name: str, answer: str, text: str, remedy: str, prevents: Sequence[str], **facts: Any) -> Point:
    return Point(AREA, name, answer, text, remedy, center, component=_COMPONENT, prevents=tuple(prevents), facts=facts)


def _end(active: str, standby: str, days: Mapping[str, Mapping[date, Locations]], allowed: int) -> Point:
    """The newest day of the standby is not too far behind."""
    newest = {center: max(some, default=None) for center, some in days.items()}
    facts = {f"newest_{center}": str(day) for center, day in newest.items() if day}
    last, other = newest[active], newest[standby]
    if last is None:
        text = f"The index of {active} has no recording in the days that were counted, but that of {standby} has."
        return _point(standby, "index", FAILED, text, f"Look at the index of {active}.", (), **facts)
    if other is None:
        text = f"The index of {standby} has no recording in the days counted; that of {active} ends on {last}."
        return _point(standby, "index", FAILED, text, _UPDATE, (PLANNED,), **facts)
    behind = (last - other).days
    facts["days_behind"] = str(max(0, behind))
    if behind > allowed:
        text = f"The index of {standby} is {behind} days behind: it ends on {other}, that of {active} on {last}."
        return _point(standby, "index", FAILED, text, _UPDATE, (PLANNED,), **facts)
    text = f"The index of {standby} ends on {other}, that of {active} on {last}."
    return _point(standby, "index", CONFIRMED, text, "", (), **facts)


def _differences(active: str, standby: str, days: Mapping[str, Mapping[date, Locations]], settled: date) -> Point:
    """Days that were to be alike have as many recordings of each location in both."""
    found = []
    for day in sorted({day for some in days.values() for day in some}):
        one, other = days[active].get(day, {}), days[standby].get(day, {})
        for location in sorted({*one, *other}):
            if one.get(location, 0) != other.get(location, 0):
                numbers = {active: one.get(location, 0), standby: other.get(location, 0)}
                found.append({"day": str(day), "location": location, "settled": day < settled, **numbers})
    late = [one for one in found if one["settled"]]
    facts = {"differences": found[:_MOST_DIFFERENCES], "different": len(found)}
    if late:
        first = late[0]
        where = f" of {first['location']}" if first["location"] else ""
        more = f", and {len(late) - 1} more such differences" if len(late) > 1 else ""
        text = (
            f"On {first['day']} the index of {active} has {first[active]} recordings{where}, that of {standby} "
            f"{first[standby]}{more}."
        )
        return _point(standby, "counts", FAILED, text, _UPDATE, (), **facts)
    fresh = f" {len(found)} differences are of the last days, which the next update brings." if found else ""
    text = f"The indexes of {active} and {standby} have the same recordings on each day before {settled}.{fresh}"
    return _point(standby, "counts", CONFIRMED, text, "", (), **facts)
