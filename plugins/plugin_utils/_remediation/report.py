# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan of a remediation, and what became of it, as one JSON document, and its lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from .._failover.moments import seconds_of, stamp
from .._topology.values import listed, printable
from .approved import GONE, Skipped
from .guard import Broken
from .outcomes import (
    BACK,
    BEGUN,
    IN_PART,
    NOTHING,
    OUTCOMES,
    PREDICTED,
    REFUSED,
    REPAIRED,
    STOPPED,
    TO_APPROVE,
    approves,
)
from .selection import Left

FORMAT = 1
# Of a step: it is done, was not begun, was left out when its turn came, or failed.
DONE, NOT_BEGUN, LEFT_OUT, FAILED = "done", "not_begun", "left_out", "failed"
_MOST_LINES = 60


@dataclass(frozen=True)
class Asked:
    """Who runs it and with what: `moments` are its begin and end in seconds since 1970."""

    check: bool = False
    user: str = ""
    controller: str = ""
    collection: str = ""
    reason: str = ""
    change_id: str = ""
    operation: str = ""
    moments: tuple[float, float] = (0, 0)


@dataclass(frozen=True)
class Course:
    """What became of the steps. `results`: (host, component) to what became of it, and a sentence.

    `stopped`: why nothing more was touched. `back`: lines of findings that differ again.
    """

    results: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    stopped: str = ""
    back: Sequence[str] = ()


@dataclass(frozen=True)
class Planned:
    """`plan`: what plan.plan_of makes, with its `hash` and when it was `made`. `approved`: whether it is applied.

    `rules` are broken ones, `left` what is left to a person, `skipped` what of an approved plan does not hold.
    """

    plan: Mapping[str, Any] = field(default_factory=dict)
    hash: str = ""
    made: float = 0
    approved: bool = False
    steps: Sequence[Mapping[str, Any]] = ()
    rules: Sequence[Broken] = ()
    left: Sequence[Left] = ()
    skipped: Sequence[Skipped] = ()


def report(known: Planned, asked: Asked) -> dict[str, Any]:
    """All of it, before anything is done."""
    began, ended = asked.moments
    name = _before(known)
    return {
        "format": FORMAT,
        **_meaning(name),
        "why": [],
        "check": asked.check,
        "plan": {
            "hash": known.hash,
            "made": stamp(known.made) if known.made else "",
            "environment": known.plan.get("environment"),
            "model": known.plan.get("model", ""),
            "active": known.plan.get("active", ""),
            "seconds": sum(one["seconds"] for one in known.steps),
            "restarts": sum(bool(one["restarts"]) for one in known.steps),
        },
        "steps": [{**one, "outcome": "", "text": ""} for one in known.steps],
        "skipped": [asdict(one) for one in known.skipped],
        "left": [one.as_dict() for one in known.left],
        "rules": [asdict(one) for one in known.rules],
        "operation": asked.operation,
        "user": asked.user,
        "controller": asked.controller,
        "collection": asked.collection,
        "reason": asked.reason,
        "change_id": asked.change_id,
        "times": {"began": stamp(began), "ended": stamp(ended), "seconds": round(ended - began, 1)},
        "next": approves(known.hash) if name == TO_APPROVE else "",
    }


def _before(known: Planned) -> str:
    if known.rules:
        return REFUSED
    if not known.approved:
        return TO_APPROVE if known.steps else NOTHING
    if known.steps:
        return BEGUN
    return IN_PART if any(one.why != GONE for one in known.skipped) else REPAIRED


def _meaning(name: str) -> dict[str, Any]:
    return {"outcome": name, "ok": OUTCOMES[name].ok, "waits": name == TO_APPROVE, "means": OUTCOMES[name].means}


def ended(before: Mapping[str, Any], course: Course, now: float) -> dict[str, Any]:
    """`before`: the report of the same run before anything was done; `now`: seconds since 1970."""
    steps = []
    for one in before["steps"]:
        what, text = course.results.get((one["host"], one["component"]), (NOT_BEGUN, ""))
        steps.append({**one, "outcome": what, "text": text})
    began = seconds_of(before["times"]["began"]) or now
    times = {"began": before["times"]["began"], "ended": stamp(now), "seconds": round(now - began, 1)}
    name = _after(before, course, [one["outcome"] for one in steps])
    why = [text for text in (course.stopped, *course.back) if text]
    following = approves(before["plan"]["hash"]) if name == PREDICTED else ""
    return {**before, **_meaning(name), "why": why, "steps": steps, "times": times, "next": following}


def _after(before: Mapping[str, Any], course: Course, became: Sequence[str]) -> str:
    if course.stopped:
        return STOPPED
    if course.back:
        return BACK
    if before["check"]:
        return PREDICTED
    whole = all(one == DONE for one in became) and all(one["why"] == GONE for one in before["skipped"])
    return REPAIRED if whole else IN_PART


def headline(found: Mapping[str, Any]) -> str:
    """How it ended, in one sentence."""
    number = sum(len(one["findings"]) for one in found["steps"])
    word = str(found["outcome"]).replace("_", " ")
    plan = found["plan"]
    size = f"{_many(number, 'finding')} in {_many(len(found['steps']), 'step')}" if number else "no finding to repair"
    time = f", {_many(plan['restarts'], 'restart')}, about {_minutes(plan['seconds'])}" if number else ""
    return f"Remediation: {word}. {found['means']} {size[0].upper()}{size[1:]}{time}; {len(found['left'])} left."


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _minutes(seconds: int) -> str:
    return _many(max(1, round(seconds / 60)), "minute")


def lines(found: Mapping[str, Any], paths: Mapping[str, str]) -> list[str]:
    """The plan, what is left, how it ended, and what to do next."""
    return [printable(" ".join(line.split())) for line in _lines(found, paths)]


def _lines(found: Mapping[str, Any], paths: Mapping[str, str]) -> Iterator[str]:
    for number, step in enumerate(found["steps"], 1):
        restart = ", restarts it" if step["restarts"] else ""
        became = ": ".join(part.replace("_", " ") for part in (step["outcome"], step["text"]) if part)
        yield f"Step {number}: {step['component']} of {step['host']}{restart}, {step['seconds']} s{_behind(became)}"
        yield from (f"  {one['line']}" for one in step["findings"][:_MOST_LINES])
        if len(step["findings"]) > _MOST_LINES:
            yield f"  {len(step['findings']) - _MOST_LINES} more; the report has all of them."
    for one in found["skipped"]:
        yield f"Left out ({one['why']}): {one['line']}. {one['text']}"
    for one in found["left"][:_MOST_LINES]:
        yield f"Left ({one['why']}): {one['line']}. {one['text']} {one['remedy']}"
    if len(found["left"]) > _MOST_LINES:
        yield f"{len(found['left']) - _MOST_LINES} more are left; the report has all of them."
    for one in found["rules"]:
        yield f"{one['rule']}: {one['text']} {one['remedy']}"
    yield headline(found)
    yield from found["why"]
    if found["plan"]["hash"] and found["steps"]:
        yield f"Hash of the plan: {found['plan']['hash']}"
    if found["next"]:
        yield f"Next: {found['next']}"
    if paths:
        yield f"Report: {listed(list(paths.values()))}"


def _behind(text: str) -> str:
    return f": {text}" if text else ""
