# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON report of a remediation as a document that every writer takes: the steps first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .._remediation.report import DONE, headline
from .document import PERSON, Document, Item, Level, Section
from .of_failover import identifier
from .outcomes import DRIFT, EQUAL

Known = Mapping[str, Any]

KIND = "remediate"
_STOPS, _PLANNED, _LEFT, _REPAIRED = "stops", "planned", "left", "repaired"
LEVELS = (
    Level(_STOPS, "stops it", "!"),
    Level(_PLANNED, "planned", "+"),
    Level(_LEFT, "left to a person", "?"),
    Level(_REPAIRED, "repaired", "+", bad=False),
)
_ORDER = {level.name: number for number, level in enumerate(LEVELS)}


def from_remediation(report: Known) -> Document:
    """`report`: what _remediation/report.py makes."""
    return Document(
        kind=KIND,
        title="Remediation",
        verdict=str(report["outcome"]),
        good=bool(report["ok"]),
        headline=headline(report),
        levels=LEVELS,
        raw=report,
        facts=[(label, text) for label, text in _facts(report) if text],
        items=sorted(_items(report), key=lambda item: _ORDER[item.level]),
        made=str(report["times"]["ended"]),
        sections=[one for one in _sections(report) if one.rows],
        open_title="What is repaired, and what is left",
    )


def _facts(report: Known) -> Iterator[tuple[str, str]]:
    yield "Outcome", str(report["outcome"]).replace("_", " ") + (", check mode" if report["check"] else "")
    yield "Why", " ".join(report["why"])
    yield "Hash of the plan", report["plan"]["hash"]
    yield "Plan made", report["plan"]["made"]
    yield "Active data center", report["plan"]["active"]
    yield "Planned to take", f"{report['plan']['seconds']} s, restarts: {report['plan']['restarts']}"
    yield "Reason", report["reason"]
    yield "Ticket", report["change_id"]
    yield "Run by", f"{report['user']} on {report['controller']}" if report["user"] else ""
    yield "Lock", report["operation"]
    yield "Started", report["times"]["began"]
    yield "Ended", report["times"]["ended"]
    yield "Next command", report["next"]
    yield "Collection", report["collection"]


def _items(report: Known) -> Iterator[Item]:
    for one in report["rules"]:
        yield Item(identifier("rule", one["rule"], one["text"]), _STOPS, object=one["rule"], reason=one["text"],
                   repair=one["remedy"].rstrip("."), repair_by=PERSON)  # fmt: skip
    for step in report["steps"]:
        done = step["outcome"] == DONE
        for one in step["findings"]:
            yield Item(one["id"], _REPAIRED if done else _PLANNED, EQUAL if done else DRIFT,
                       actual=one["before"], expected=one["after"], data_center=step["data_center"], host=one["where"],
                       component=step["component"], object=one["object"], key=one["key"], check=one["check"],
                       restarts=step["restarts"], repair_by="site")  # fmt: skip
    for one in report["left"]:
        yield Item(one["id"], _LEFT, host=one["host"], component=one["component"], what=one["why"],
                   reason=f"{one['line']}. {one['text']}", repair=one["remedy"].rstrip("."),
                   repair_by=PERSON)  # fmt: skip


def _sections(report: Known) -> Iterator[Section]:
    rows = [_row(number, one) for number, one in enumerate(report["steps"], 1)]
    head = ("Step", "Host", "Component", "Findings", "Restart", "Seconds", "Result")
    yield Section("Steps, in their order", head, rows)
    skipped = [(one["host"], one["component"], one["line"], one["why"], one["text"]) for one in report["skipped"]]
    yield Section("Of the approved plan, left out", ("Host", "Component", "Finding", "Why", "What is so now"), skipped)


def _row(number: int, one: Known) -> tuple[str, ...]:
    result = ": ".join(part.replace("_", " ") for part in (one["outcome"], one["text"]) if part)
    restart = "yes" if one["restarts"] else "no"
    return str(number), one["host"], one["component"], str(len(one["findings"])), restart, str(one["seconds"]), result
