# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a rejoin as one JSON document, and its lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from ...module_utils._common.observation import NOT_OBSERVABLE
from .._failover.moments import stamp
from .._failover.run import Command, End, Run
from .._topology.values import listed, printable
from . import outcomes, steps
from .asked import Asked
from .blocking import blocking
from .case import Case
from .observed import AREAS, Seen

FORMAT = 1
_MOST_LINES = 60


@dataclass(frozen=True)
class About:
    """Who runs it, and when: `started` in seconds since 1970, `seconds` of the run, `stages` to their seconds.

    `commands`: those that were sent, with the seconds of the run at which they were. `lines`: what went wrong beside.
    """

    started: float = 0
    seconds: float = 0
    user: str = ""
    controller: str = ""
    collection: str = ""
    limit: str = ""
    stages: Mapping[str, float] = field(default_factory=dict)
    commands: Sequence[tuple[float, Command]] = ()
    problems: Sequence[str] = ()


def report(asked: Asked, first: Seen | None, run: Run, end: End, about: About) -> dict[str, Any]:
    """`first`: what was seen before anything was done; the list is of it. None where nobody looked."""
    known = outcomes.OUTCOMES[end.outcome]
    case = None if first is None else Case(asked, first, run)
    return {
        "format": FORMAT,
        "outcome": end.outcome,
        "ok": known.ok,
        "means": known.means,
        "why": [*end.why, *about.problems],
        "data_center": asked.data_center,
        "active": "" if first is None else first.ledger.active,
        "need": "" if first is None else first.need,
        "check": asked.check,
        "operation": run.lock if run.did(steps.DONE) else "",
        "user": about.user,
        "controller": about.controller,
        "collection": about.collection,
        "limit": about.limit,
        "repaired_by": asked.repaired_by,
        "reason": asked.reason,
        "change_id": asked.change_id,
        "times": {
            "began": stamp(about.started),
            "ended": stamp(about.started + about.seconds),
            "seconds": round(about.seconds, 1),
            "away_seconds": None if first is None else first.hints.away,
            "hint_window_seconds": None if first is None else first.hints.window,
        },
        "stages": [{"stage": name, "seconds": round(seconds, 1)} for name, seconds in about.stages.items()],
        "rules": [] if case is None or not end.rules else [asdict(one) for one in blocking(_unbegun(case))],
        "list": _list(first),
        "commands": list(_commands(asked, run, about)),
        "open_points": [asdict(one) for one in end.open_points],
        "next": end.next,
    }


def _unbegun(case: Case) -> Case:
    return Case(case.asked, case.seen, Run(case.run.lock))


def _list(first: Seen | None) -> dict[str, Any]:
    """All areas, always."""
    if first is None:
        return {"digest": "", "areas": [], "items": []}
    found = first.listing
    items = sorted(found.items, key=lambda one: (AREAS.index(one.area), one.where, one.what, one.side))
    return {
        "digest": found.digest,
        "areas": [asdict(one) for one in found.areas],
        "items": [{"id": one.id, **asdict(one)} for one in items],
    }


def _commands(asked: Asked, run: Run, about: About) -> Iterator[dict[str, Any]]:
    left = list(run.results)
    for at, command in about.commands:
        result = next((one for one in left if one.command == command.key), None)
        if result is not None:
            left.remove(result)
        yield {
            "name": command.name,
            "what": steps.WHAT[command.name].format(asked.data_center),
            "hosts": list(command.hosts if result is None else result.hosts or command.hosts),
            "at": round(at, 1),
            "ended": None if result is None else round(result.at, 1),
            "outcome": "" if result is None else result.outcome,
            "text": "" if result is None else result.text,
            "changed": None if result is None else result.changed,
        }


def headline(found: Mapping[str, Any]) -> str:
    """How it ended, in one sentence."""
    points = len(found["open_points"])
    left = f" {points} point{' is' if points == 1 else 's are'} open." if points else ""
    word = str(found["outcome"]).replace("_", " ")
    who = f"Rejoin of {found['data_center']}" if found["data_center"] else "Rejoin"
    return f"{who}: {word} after {found['times']['seconds']:.0f} s. {found['means']}{left}"


def list_lines(found: Mapping[str, Any]) -> list[str]:
    """The list, area by area."""
    return [printable(" ".join(line.split())) for line in _list_lines(found["list"])]


def _list_lines(known: Mapping[str, Any]) -> Iterator[str]:
    if not known["areas"]:
        return
    digest = f" (digest {known['digest']})" if known["digest"] else ""
    yield f"What was written since the data centers were apart{digest}:"
    for area in known["areas"]:
        own = [one for one in known["items"] if one["area"] == area["name"]]
        if area["answer"] == NOT_OBSERVABLE:
            yield f"{area['name']}: not observable. {area['text']}"
        else:
            yield f"{area['name']}: {area['text']}"
        for one in own[:_MOST_LINES]:
            yield f"{area['name']}: {_line(one)}"
        if len(own) > _MOST_LINES:
            yield f"{area['name']}: {len(own) - _MOST_LINES} more; the report has all of them."


def _line(one: Mapping[str, Any]) -> str:
    values = "".join(
        (f"; there is {one['has']}" if one["has"] else "", f"; becomes {one['becomes']}" if one["becomes"] else "")
    )
    side = f" ({one['side']})" if one["side"] else ""
    then = f": {one['command']}" if one["command"] else ""
    return f"{one['where']}{side}: {one['what']}{values}. {one['does']}{then}"


def final_lines(found: Mapping[str, Any], paths: Mapping[str, str]) -> list[str]:
    """The list first, then how it ended, what is open, the next command, where the report is."""
    return [*list_lines(found), *(printable(" ".join(line.split())) for line in _final(found, paths))]


def _final(found: Mapping[str, Any], paths: Mapping[str, str]) -> Iterator[str]:
    yield headline(found)
    yield from found["why"]
    for one in found["commands"]:
        if not one["outcome"]:
            yield f"Nobody knows what became of this: {one['what']}."
    for one in found["open_points"]:
        yield f"Open, for {one['who']}: {one['text']}"
    if found["next"]:
        yield f"Next: {found['next']}"
    if paths:
        yield f"Report: {listed(list(paths.values()))}"
