# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The status as a report: points become items, and what everybody asks first stands at its top."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from .._ledger.questions import plain
from .._report.document import COMMANDS, PERSON, Case, Document, Item, Level, Site, SiteHost
from .._report.outcomes import DRIFT, EQUAL, NOT_CHECKED
from .._report.outcomes import NOT_OBSERVABLE as UNSEEN
from .._topology.published import Model
from .._topology.values import listed
from . import history, holds, takeover
from .area import FORCED, PLANNED, Point
from .keys import INDEXES
from .records import last_text
from .seen import Seen

KIND = "status"
PREVENTS = "prevents_failover"
FORMAT = 1
LEVELS = (
    Level(PREVENTS, "prevents a failover", "!!"),
    Level(FAILED, "failed", "!"),
    Level(NOT_OBSERVABLE, "not observable", "?"),
    Level(CONFIRMED, "confirmed", "+", bad=False),
)
_OUTCOMES = {FAILED: DRIFT, NOT_OBSERVABLE: UNSEEN, CONFIRMED: EQUAL}
_ORDER = {level.name: number for number, level in enumerate(LEVELS)}


@dataclass(frozen=True)
class Run:
    """The run itself: UTC texts, its limit and slice, the version of the collection, how many seconds it took."""

    started: str
    ended: str
    seconds: float
    collection: str
    limit: str = ""
    slice: str = ""
    notes: Sequence[str] = field(default_factory=list)


def raw(seen: Seen, points: Sequence[Point], fit: Mapping[str, Any], last: Mapping[str, Any] | None,
        markers: Sequence[Mapping[str, str]], run: Run) -> dict[str, Any]:  # fmt: skip
    """The JSON report. Lists are sorted worst first; nothing in it is secret."""
    model = seen.model
    head = seen.ledger.head
    every = sorted(points, key=lambda point: _ORDER[_level(point, model)])
    counts = {answer: sum(one.answer == answer for one in points) for answer in _OUTCOMES}
    return {
        "format": FORMAT,
        "started": run.started,
        "ended": run.ended,
        "seconds": run.seconds,
        "collection": run.collection,
        "limit": run.limit,
        "slice": run.slice,
        "verdict": _verdict(counts),
        "active": model["active"],
        "active_source": model["active_source"],
        "standby": model["standby"],
        "eservices_site": model["eservices_site"],
        "eservices_source": model["eservices_source"],
        "epoch": None if head is None else head.epoch,
        "operation": None if head is None else plain(head.operation),
        "sites": {name: _site(seen, name) for name in model["data_centers"]},
        "last_operation": None if last is None else dict(last),
        "operations": history.raw(history.operations(seen), seen),
        "takeover": dict(fit),
        "maintenance": [dict(one) for one in markers],
        "holds": holds.known(seen.answers),
        "counts": {"prevent": sum(_level(one, model) == PREVENTS for one in points), **_named(counts)},
        "points": [_given(one, model) for one in every],
        "notes": [*run.notes, *history.notes(seen)],
    }


def _verdict(counts: Mapping[str, int]) -> str:
    return FAILED if counts[FAILED] else NOT_OBSERVABLE if counts[NOT_OBSERVABLE] else CONFIRMED


def _named(counts: Mapping[str, int]) -> dict[str, int]:
    return {name.replace(" ", "_"): number for name, number in counts.items()}


def _site(seen: Seen, name: str) -> dict[str, Any]:
    center = seen.model["data_centers"][name]
    hosts = [host for host in seen.hosts_of(name) if host in seen.answers]
    answered = sum(map(seen.has_answered, hosts))
    return {"state": center["state"], "site_name": center["site_name"], "hosts": len(hosts), "answered": answered}


def _given(one: Point, model: Model) -> dict[str, Any]:
    """A point as the report has it, with an id that stays the same from run to run."""
    return {"id": _id(one), "level": _level(one, model), **asdict(one), "prevents": list(one.prevents)}


def _id(one: Point) -> str:
    parts = [one.area, one.name, one.data_center, one.host, one.component]
    return hashlib.sha256(json.dumps(parts).encode("utf-8")).hexdigest()[:16]


def _level(one: Point, model: Model) -> str:
    """What fails and keeps the standby from taking over stands first."""
    if one.answer == FAILED and one.prevents and one.data_center == model["standby"]:
        return PREVENTS
    return one.answer


# -- what people read ------------------------------------------------------------------------------------------------


def document(report: Mapping[str, Any], seen: Seen) -> Document:
    """The report as every writer takes it."""
    items = [_item(one) for one in report["points"]]
    return Document(
        kind=KIND,
        title="Status report",
        verdict=str(report["verdict"]),
        good=report["verdict"] == CONFIRMED,
        headline=headline(report),
        levels=LEVELS,
        raw=report,
        facts=[(label, text) for label, text in _facts(report) if text],
        notes=list(report["notes"]),
        items=items,
        sites=list(_sites(items, seen)),
        sections=history.section(report["operations"]),
        cases=[Case(item.component or "system", item.data_center or "system", f"{item.host} {item.place}".strip(),
                    item.outcome, item.level if item.outcome != EQUAL else "", item.reason, item.reason)
               for item in items],
        made=str(report["ended"]),
    )  # fmt: skip


def headline(report: Mapping[str, Any]) -> str:
    """How it stands, in one sentence."""
    fit, counts = report["takeover"], report["counts"]
    state = f"{report['active']} is active, eServices site {report['eservices_site']}"
    could = f"{fit['data_center']} could take over: planned {fit['planned']['fit']}, forced {fit['forced']['fit']}"
    could += takeover.left(fit)
    number = counts["failed"]
    wrong = f"{number} thing{'' if number == 1 else 's'} failed" if number else "nothing failed"
    unseen = f", {counts['not_observable']} not observable" if counts["not_observable"] else ""
    return f"{state}; {could}; {wrong}{unseen}."


def _facts(report: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    epoch = f", epoch {report['epoch']}" if report["epoch"] is not None else ""
    yield "Active data center", f"{report['active']} (from {report['active_source']}{epoch})"
    yield "eServices site", f"{report['eservices_site']} (from {report['eservices_source']})"
    for name, site in report["sites"].items():
        yield f"Data center {name}", f"{site['state']}, {site['answered']} of {site['hosts']} hosts answer"
    yield "Planned failover", takeover.text(report["takeover"], PLANNED)
    yield "Forced failover", takeover.text(report["takeover"], FORCED)
    planned, forced = (_steps(report, kind) for kind in (PLANNED, FORCED))
    if planned == forced:
        yield "A failover now", planned
    else:
        yield "A planned failover now", planned
        yield "A forced failover now", forced
    yield "Index update", next((one["text"] for one in report["points"] if one["area"] == INDEXES), "")
    yield "Last operation", last_text(report["last_operation"])
    yield "Maintenance", listed([_marker(one) for one in report["maintenance"]], 4)
    yield "On hold", "; ".join(holds.in_force(one) for one in report["holds"] if not one["ended"])
    yield "Limit", report["limit"]
    yield "Slice", report["slice"]
    yield "Started", report["started"]
    yield "Ended", f"{report['ended']}, after {report['seconds']:.1f} s"
    yield "Collection", report["collection"]


def _steps(report: Mapping[str, Any], kind: str) -> str:
    return "; ".join(_step(one) for one in report["takeover"]["steps"] if kind in one["kinds"])


def _step(one: Mapping[str, Any]) -> str:
    what = str(one["what"])
    return f"{what[:1].lower()}{what[1:]}: {takeover.WORDS[one['answer']]}"


def _marker(one: Mapping[str, str]) -> str:
    what = f"{one['component']} on {one['host']}" if one["component"] else one["host"]
    return f"{what}, until {one['until'] or 'an unknown time'}, by {one['who'] or 'somebody unknown'}"


def _item(one: Mapping[str, Any]) -> Item:
    remedy = str(one["remedy"])
    return Item(
        id=str(one["id"]),
        level=str(one["level"]),
        outcome=_OUTCOMES[str(one["answer"])],
        data_center=str(one["data_center"]),
        host=str(one["host"]),
        component=str(one["component"] or one["area"]),
        object=str(one["name"]),
        reason=str(one["text"]),
        repair=remedy if one["answer"] == FAILED else "",
        repair_by="command" if remedy.startswith(COMMANDS) else PERSON,
    )


def _sites(items: Iterable[Item], seen: Seen) -> Iterator[Site]:
    """Each data center with its hosts by component, and how each host stands."""
    by_host: dict[str, list[Item]] = {}
    for item in items:
        by_host.setdefault(item.host, []).append(item)
    for name, center in seen.model["data_centers"].items():
        components: dict[str, list[SiteHost]] = {}
        for host in seen.hosts_of(name):
            known = seen.model["hosts"][host]["components"]
            first = str(known[0]).removeprefix("gir_") if known else "hosts"
            components.setdefault(first, []).append(_host(host, by_host.get(host, []), seen))
        yield Site(name, center["state"], components)


def _host(name: str, items: Sequence[Item], seen: Seen) -> SiteHost:
    if name not in seen.answers:
        return SiteHost(name, NOT_CHECKED)
    bad = [item for item in items if item.outcome != EQUAL]
    if not bad:
        return SiteHost(name) if seen.has_answered(name) else SiteHost(name, DRIFT, FAILED, 1)
    worst = min(bad, key=lambda item: _ORDER[item.level])
    return SiteHost(name, worst.outcome, worst.level, len(bad))
