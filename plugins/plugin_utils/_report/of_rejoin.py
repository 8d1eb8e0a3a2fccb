# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON report of a rejoin as a document that every writer takes: the list first."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from .._rejoin.report import headline
from .document import PERSON, Document, Item, Level, Section
from .outcomes import DRIFT, EQUAL
from .outcomes import NOT_OBSERVABLE as UNSEEN

Known = Mapping[str, Any]

KIND = "rejoin"
LEVELS = (
    Level(FAILED, "to be read", "!"),
    Level(NOT_OBSERVABLE, "not observable", "?"),
    Level(CONFIRMED, "nothing was written", "+", bad=False),
)
_ORDER = {level.name: number for number, level in enumerate(LEVELS)}


def from_rejoin(report: Known) -> Document:
    """`report`: what _rejoin/report.py makes."""
    return Document(
        kind=KIND,
        title="Rejoin report",
        verdict=str(report["outcome"]),
        good=bool(report["ok"]),
        headline=headline(report),
        levels=LEVELS,
        raw=report,
        facts=[(label, text) for label, text in _facts(report) if text],
        items=sorted(_items(report), key=lambda item: _ORDER[item.level]),
        made=str(report["times"]["ended"]),
        sections=[one for one in _sections(report) if one.rows or one.sentences],
        open_title="What both sides wrote, and rules that stop it",
    )


def _facts(report: Known) -> Iterator[tuple[str, str]]:
    yield "Outcome", str(report["outcome"]).replace("_", " ") + (", check mode" if report["check"] else "")
    yield "Why", " ".join(report["why"])
    yield "Data center", report["data_center"]
    yield "Active data center", report["active"]
    yield "Why it has to rejoin", report["need"]
    yield "Digest of the list", report["list"]["digest"]
    yield "Cassandra repaired by", report["repaired_by"]
    yield "Reason", report["reason"]
    yield "Ticket", report["change_id"]
    yield "Run by", f"{report['user']} on {report['controller']}" if report["user"] else ""
    yield "Operation", report["operation"]
    yield "Started", report["times"]["began"]
    yield "Ended", report["times"]["ended"]
    yield "Next command", report["next"]
    yield "Limit", report["limit"]
    yield "Collection", report["collection"]


def _items(report: Known) -> Iterator[Item]:
    for one in report["rules"]:
        yield Item(_id("rule", one["rule"], one["text"]), FAILED, object=one["rule"], reason=one["text"],
                   repair=one["remedy"].rstrip("."), repair_by=PERSON)  # fmt: skip
    for one in report["list"]["items"]:
        yield Item(one["id"], FAILED, DRIFT, data_center=one["side"], host=one["where"], component=one["area"],
                   object=one["what"], actual=one["has"] or None, expected=one["becomes"] or None, what=one["does"],
                   repair=one["command"].rstrip("."), repair_by=PERSON)  # fmt: skip
    for one in report["list"]["areas"]:
        if one["answer"] == NOT_OBSERVABLE:
            yield Item(_id("area", one["name"]), NOT_OBSERVABLE, UNSEEN, component=one["name"], reason=one["text"])
        elif one["answer"] == CONFIRMED:
            yield Item(_id("area", one["name"]), CONFIRMED, EQUAL, component=one["name"], reason=one["text"])


def _id(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode("utf-8")).hexdigest()[:16]


def _sections(report: Known) -> Iterator[Section]:
    points = [(one["name"], one["who"], one["text"]) for one in report["open_points"]]
    yield Section("Open points", ("Point", "Who", "What"), points)
    stages = [(one["stage"], f"{one['seconds']:.1f} s") for one in report["stages"]]
    yield Section("Stages", ("Stage", "Seconds"), stages)
    rows = [_row(one) for one in report["commands"]]
    yield Section("Commands", ("Command", "Hosts", "From", "Until", "Result"), rows)


def _row(one: Known) -> tuple[str, ...]:
    result = ": ".join(part for part in (one["outcome"] or "nobody knows", one["text"]) if part)
    until = "" if one["ended"] is None else f"{one['ended']:.0f} s"
    return one["what"], ", ".join(one["hosts"]), f"{one['at']:.0f} s", until, result
