# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON report of a rehearsal as a document that every writer takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from .document import PERSON, Document, Item, Section
from .of_failover import LEVELS, ORDER, OUTCOMES, identifier, plan_rows

Known = Mapping[str, Any]

KIND = "failover_rehearsal"
_EXPECTED, _LIFTED, _STOPS = "expected", "lifted", "stops"


def from_rehearsal(report: Known, headline: str) -> Document:
    """`report`: what _rehearsal/report.py makes, with the member `compared`."""
    return Document(
        kind=KIND,
        title="Rehearsal of a failover",
        verdict=str(report["outcome"]),
        good=bool(report["ok"]),
        headline=headline,
        levels=LEVELS,
        raw=report,
        facts=[(label, text) for label, text in _facts(report) if text],
        items=sorted(_items(report), key=lambda item: ORDER[item.level]),
        made=str(report["times"]["ended"]),
        sections=[one for one in _sections(report) if one.rows or one.sentences],
        open_title="What failed, worst first",
    )


def _facts(report: Known) -> Iterator[tuple[str, str]]:
    yield "Outcome", str(report["outcome"]).replace("_", " ") + (", check mode" if report["check"] else "")
    yield "Why", " ".join(report["why"])
    yield "From", report["from"]
    yield "To", report["to"]
    yield "By", report["by"]
    yield "Notes", report["notes"]
    yield "Run by", f"{report['user']} on {report['controller']}"
    yield "Rehearsal", report["id"]
    yield "Started", report["times"]["began"]
    yield "Ended", report["times"]["ended"]
    for mode, total in report["expected"].items():
        yield f"Expected time, {mode}", f"{total['seconds']:.0f} s ({total['source']})"
    for mode, plan in report["plan"].items():
        yield f"Plan, {mode}", plan["name"]
    yield "Lock", report["lock"]
    yield "On hold", " ".join(report["holds"])
    yield "Limit", f"{report['limit']} (all hosts were asked all the same)" if report["limit"] else ""
    yield "Collection", report["collection"]


def _items(report: Known) -> Iterator[Item]:
    broken = set()
    for one in report["rules"]:
        if one["state"] == _STOPS:
            broken.add(one["rule"])
            yield Item(identifier("rule", one["rule"], one["text"]), FAILED, object=one["rule"],
                       what=", ".join(one["modes"]), reason=one["text"], repair=one["remedy"].rstrip("."),
                       repair_by=PERSON)  # fmt: skip
    for one in report["checks"]:
        if one["name"] not in broken or one["answer"] != FAILED:
            yield _item("precheck", one["name"], one["what"], one["answer"], one["text"], one["remedy"])
    for one in report["probes"]:
        name = " ".join(part for part in (one["name"], one["url"]) if part)
        yield _item("storage", name, "", one["answer"], one["text"], "", one["host"], one["data_center"])


def _item(
    component: str, name: str, what: str, answer: str, text: str, remedy: str, host: str = "", center: str = ""
) -> Item:
    return Item(
        id=identifier(component, name, host, text),
        level=answer,
        outcome=OUTCOMES[answer],
        data_center=center,
        host=host,
        component=component,
        object=name,
        what=what,
        reason=text if answer != NOT_OBSERVABLE else f"{text} {remedy}".strip(),
        repair=remedy.rstrip(".") if answer == FAILED else "",
        repair_by=PERSON,
    )


def _sections(report: Known) -> Iterator[Section]:
    modes = [(one["mode"], "ready" if one["ready"] else "not ready", one["diagnosis"]) for one in report["modes"]]
    yield Section("Modes", ("Mode", "Ready", "Diagnosis"), modes)
    points = [(one["name"], one["text"]) for one in report["open_points"]]
    yield Section("Open points", ("Point", "What"), points)
    compared = report.get("compared")
    if compared:
        rows = [(one["kind"], one["about"], one["text"]) for one in compared["differences"]]
        yield Section("Since the last rehearsal", ("What", "About", "Text"), rows, [_against(compared)])
    probes = [(one["data_center"], one["host"], f"{one['name']} {one['url']}".strip(), one["answer"],
               _seconds(one["seconds"])) for one in report["probes"] if one["answer"] == CONFIRMED]  # fmt: skip
    yield Section("Probe recordings that were written, read back and deleted",
                  ("Data center", "Host", "Storage", "Answer", "Took"), probes)  # fmt: skip
    stages = [(one["mode"], one["stage"], _seconds(one["expected"]), one["source"]) for one in report["stages"]]
    yield Section("Expected times", ("Mode", "Stage", "Seconds", "Source"), stages)
    objectives = [(one["objective"], one["wanted"], one["measured"], one["answer"]) for one in report["objectives"]]
    yield Section("Objectives", ("Objective", "Wanted", "Expected", "Answer"), objectives)
    aside = [(one["rule"], one["state"], one["text"], one["why"]) for one in report["rules"]
             if one["state"] in (_EXPECTED, _LIFTED)]  # fmt: skip
    yield Section("Broken rules that are no failure of it", ("Rule", "State", "What was found", "Why"), aside)
    yield Section("Diagnosis", ("Observation",), [(text,) for text in report["observations"]])
    for mode, plan in report["plan"].items():
        yield Section(f"Plan, {mode}", ("Step", "State", "Before", "After", "Can be undone"),
                      list(plan_rows(plan["document"])))  # fmt: skip
    yield Section("Hosts that were not heard", ("Host", "Why"), list(report["silent"].items()))


def _against(compared: Known) -> str:
    if not compared["id"]:
        return "There is no earlier rehearsal of this direction."
    if compared["problem"]:
        return f"The last one, {compared['id']}, cannot be compared: {compared['problem']}."
    changed = "" if compared["differences"] else " Nothing has changed."
    return f"Compared with {compared['id']}, found at {compared['place']}.{changed}"


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.1f} s"
