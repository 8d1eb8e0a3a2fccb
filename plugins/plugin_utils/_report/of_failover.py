# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON report of a failover as a document that every writer takes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from .._failover.outcomes import REFUSED
from .._failover.report import headline
from .._failover.run import APPLIED, WAITED
from .document import PERSON, Bar, Document, Item, Level, Section
from .outcomes import DRIFT, EQUAL
from .outcomes import NOT_OBSERVABLE as UNSEEN

Known = Mapping[str, Any]

KIND = "failover"
LEVELS = (
    Level(FAILED, "failed", "!"),
    Level(NOT_OBSERVABLE, "not observable", "?"),
    Level(CONFIRMED, "confirmed", "+", bad=False),
)
OUTCOMES = {FAILED: DRIFT, NOT_OBSERVABLE: UNSEEN, CONFIRMED: EQUAL}
ORDER = {level.name: number for number, level in enumerate(LEVELS)}
# How a command is drawn by what became of it, and the sign that says the same.
_GOOD, _BAD, _UNKNOWN = ("good", "\u2713"), ("bad", "!"), ("unknown", "?")
_DRAWN = {APPLIED: _GOOD, WAITED: _UNKNOWN, "unknown": _UNKNOWN, "": _UNKNOWN}


def from_failover(report: Known) -> Document:
    """`report`: what _failover/report.py makes."""
    return Document(
        kind=KIND,
        title="Failover report",
        verdict=str(report["outcome"]),
        good=bool(report["ok"]),
        headline=headline(report),
        levels=LEVELS,
        raw=report,
        facts=[(label, text) for label, text in _facts(report) if text],
        items=sorted(_items(report), key=lambda item: ORDER[item.level]),
        made=str(report["times"]["ended"] or report["times"]["began"] or ""),
        sections=[one for one in _sections(report) if one.rows or one.sentences],
        open_title="What failed, worst first",
    )


def _facts(report: Known) -> Iterator[tuple[str, str]]:
    times = report["times"]
    yield "Outcome", str(report["outcome"]).replace("_", " ") + (", check mode" if report["check"] else "")
    yield "Why", " ".join(report["why"])
    yield "From", report["from"]
    yield "To", report["to"]
    yield "Loss attested by", report["attested_by"]
    yield "Reason", report["reason"]
    yield "Ticket", report["change_id"]
    yield "Run by", f"{report['user']} on {report['controller']}" if report["user"] else ""
    yield "Operation", report["operation"] or report["lock"]
    estimate = " (first seen by this run; it may have begun earlier)" if report["times"]["outage_is_estimate"] else ""
    yield "Outage since", f"{times['outage_since']}{estimate}" if times["outage_since"] else ""
    yield "Started", times["began"] or ""
    yield "Verified", times["verified"] or ""
    yield "Ended", times["ended"] or ""
    yield "Next command", report["next"]
    yield "Plan", report["plan"]["name"]
    yield "Accepted as stopped", ", ".join(report["accepted"])
    yield "Limit", report["limit"]
    yield "Collection", report["collection"]


def _items(report: Known) -> Iterator[Item]:
    """Rules that stop it, and what was looked at."""
    for one in report["rules"]:
        if not one["lifted"]:
            yield Item(identifier("rule", one["rule"], one["text"]), FAILED, object=one["rule"], reason=one["text"],
                       repair=one["remedy"].rstrip("."), repair_by=PERSON)  # fmt: skip
    broken = {one["rule"] for one in report["rules"]}
    for kind in ("proofs", "checks"):
        for one in report[kind]:
            if one["name"] not in broken:
                yield _looked_at(kind, one)


def _looked_at(kind: str, one: Known) -> Item:
    answer = str(one["answer"])
    return Item(
        id=identifier(kind, one["name"], one["text"]),
        level=answer,
        outcome=OUTCOMES[answer],
        component="verify" if kind == "proofs" else "precheck",
        object=one["name"],
        what=one["what"] if one["what"] != one["name"] else "",
        reason=one["text"] if answer != NOT_OBSERVABLE else f"{one['text']} {one['remedy']}".strip(),
        repair=one["remedy"].rstrip(".") if answer == FAILED else "",
        repair_by=PERSON,
    )


def identifier(*parts: str) -> str:
    """The same from run to run."""
    return hashlib.sha256(json.dumps(parts).encode("utf-8")).hexdigest()[:16]


def _sections(report: Known) -> Iterator[Section]:
    points = [(one["name"], one["who"], one["text"]) for one in report["open_points"]]
    yield Section("Open points", ("Point", "Who", "What"), points)
    stages = [(one["stage"], _seconds(one["seconds"]), f"{_seconds(one['expected'])} {one['expected_source']}".strip())
              for one in report["stages"]]  # fmt: skip
    yield Section("Timeline", ("Stage", "Seconds", "Expected"), stages, bars=list(_bars(report)))
    diagnosis = report["diagnosis"]
    if diagnosis["name"]:
        observations = [(text,) for text in diagnosis["because"]]
        # What to do about it was decided where the run was not refused.
        advice = [diagnosis["do"]] if report["outcome"] == REFUSED else []
        sentences = [f"{diagnosis['name']}: {diagnosis['means']}", *advice]
        yield Section("Diagnosis", ("Observation",), observations, sentences)
    lifted = [(one["rule"], one["text"], one["reason"]) for one in report["rules"] if one["lifted"]]
    yield Section("Rules that a person lifted", ("Rule", "What was found", "Reason"), lifted)
    objectives = [(one["objective"], str(one["wanted"]), str(one["measured"]), one["answer"])
                  for one in report["objectives"]]  # fmt: skip
    yield Section("Objectives", ("Objective", "Wanted", "Measured", "Answer"), objectives)
    yield Section("Commands", ("Command", "Hosts", "From", "Until", "Result", "Before", "After"),
                  [_command(one) for one in report["commands"]])  # fmt: skip
    plan = list(plan_rows(report["plan"]["document"]))
    yield Section("Plan", ("Step", "State", "Before", "After", "Can be undone"), plan)
    yield Section("Hosts that were not heard", ("Host", "Why"), list(report["silent"].items()))


def plan_rows(document: Known) -> Iterable[tuple[str, ...]]:
    """The steps of a plan, a row each."""
    for one in document.get("steps") or ():
        yield one["what"], one["state"], one["before"], one["after"], "yes" if one["reversible"] else "no"


def _command(one: Known) -> tuple[str, ...]:
    result = ": ".join(part for part in (one["outcome"] or "nobody knows", one["text"]) if part)
    until = "" if one["ended"] is None else f"{one['ended']:.0f} s"
    return (one["what"], ", ".join(one["hosts"]), f"{one['at']:.0f} s", until, result, one["before"], one["after"])


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.1f} s"


def _bars(report: Known) -> Iterator[Bar]:
    """Each stage with the commands that were sent in it; those of a stage that took no time come last."""
    expected = {one["stage"]: one["expected"] for one in report["stages"]}
    left = list(report["commands"])
    for number, one in enumerate(report["timeline"]):
        name, than = one["stage"], expected.get(one["stage"])
        label = f"{one['end'] - one['start']:.0f} s" + ("" if than is None else f" (expected {than:.0f} s)")
        yield Bar(name, one["start"], one["end"], label=label)
        # Its time alone does not tell, because it is rounded.
        comes_again = any(other["stage"] == name for other in report["timeline"][number + 1 :])
        mine = [sent for sent in left if sent["stage"] == name and (not comes_again or sent["at"] < one["end"])]
        left = [sent for sent in left if sent not in mine]
        yield from (_bar(sent, report) for sent in mine)
    yield from (_bar(sent, report) for sent in left)


def _bar(sent: Known, report: Known) -> Bar:
    level, mark = _DRAWN.get(sent["outcome"], _BAD)
    end = report["times"]["seconds"] if sent["ended"] is None else sent["ended"]
    return Bar(sent["what"], sent["at"], end, level, mark, sent["outcome"] or "nobody knows", inner=True)
