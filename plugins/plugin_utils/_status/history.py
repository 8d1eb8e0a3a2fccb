# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The last operations, with how long each stage took, and whether a failover was tried lately."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from .._failover import objectives, past
from .._failover.past import Operation
from .._report.document import Section
from .._topology.values import listed
from .area import Point
from .seen import Seen

TITLE = "Last operations"
HEAD = ("Began", "What", "From", "To", "Who", "Outcome", "Seconds", "Seconds by stage")
REHEARSE = "ansible-playbook gir.multidc.failover_rehearsal"
NO_END = "did not come to its end"
_ASK = "Bring an RWS host up, or repair ssh to it."
_MOST_NOTES = 10
_AREA = "ledger"


def ledgers(seen: Seen) -> dict[str, Mapping[str, Any]]:
    """RWS host to what it said of its ledger."""
    return {host: one["ledger"] for host, one in seen.answers.items() if one.get("ledger")}


def operations(seen: Seen) -> list[Operation]:
    """The last ones, the newest first."""
    return past.with_ledger(past.of_hosts(ledgers(seen)), seen.ledger)[:past.MOST]


def notes(seen: Seen) -> list[str]:
    """A sentence for each file that could not be read; it stops nothing."""
    found = [_note(*one) for one in past.problems(ledgers(seen))]
    left = len(found) - _MOST_NOTES
    return found[:_MOST_NOTES] + ([f"{left} more files of earlier failovers cannot be read."] if left > 0 else [])


def _note(name: str, reason: str, hosts: Sequence[str]) -> str:
    what = f"{name} of an earlier failover or rehearsal" if name else "What earlier failovers left"
    return f"{what} on {listed(hosts, 3)} is not in the history. {reason}"


def points(seen: Seen, now: datetime) -> Iterator[Point]:
    """A failover is as good as its last one, real or rehearsed."""
    found = past.rehearsed(seen.objectives, seen.ledger, ledgers(seen), now.timestamp())
    if found is None:
        return
    text = f"A failover is to be tried {found.wanted}; {found.measured}."
    if found.answer == objectives.MET:
        yield Point(_AREA, "rehearsal", CONFIRMED, text)
    elif found.answer == objectives.MISSED:
        yield Point(_AREA, "rehearsal", FAILED, text, REHEARSE)
    else:
        yield Point(_AREA, "rehearsal", NOT_OBSERVABLE, text, _ASK)


# -- what people and machines read -----------------------------------------------------------------------------------


def raw(every: Sequence[Operation], seen: Seen) -> list[dict[str, Any]]:
    """As the JSON report has them."""
    running = _running(seen)
    return [
        {
            "operation": one.operation,
            "verb": one.verb,
            "mode": one.mode,
            "from": one.origin,
            "to": one.target,
            "user": one.user,
            "reason": one.reason,
            "began": one.moment or None,
            "ended": one.ended,
            "seconds": one.seconds,
            "state": _state(one, running),
            "outcome": one.outcome,
            "ok": one.ok,
            "stage": one.stage,
            "stages": [{"stage": name, "seconds": seconds} for name, seconds in one.stages.items()],
            "next": "" if one.operation in running else one.next,
        }
        for one in every
    ]


def _running(seen: Seen) -> list[str]:
    """Intents whose run is at work: somebody holds a lock of their verb that is not stale."""
    held = [(answer.get("lock") or {}).get("held") for answer in seen.answers.values()]
    verbs = {one["verb"] for one in held if one and not one["stale"]}
    return [one.operation for one in seen.ledger.intents if one.verb in verbs]


def _state(one: Operation, running: Sequence[str]) -> str:
    return "running" if one.operation in running else "killed" if one.killed else "ended"


def section(given: Sequence[Mapping[str, Any]]) -> list[Section]:
    """The table of reports, and the lines of the terminal; nothing without an operation."""
    rows = [
        (one["began"] or "unknown", _what(one), one["from"], one["to"], one["user"], _outcome(one), _whole(one),
         _stages(one))
        for one in given
    ]  # fmt: skip
    go_on = [f"Go on with {one['operation']}: {one['next']}" for one in given if one["next"]]
    lines = [text for one in given for text in _lines(one)]
    return [Section(TITLE, HEAD, rows, go_on, lines=lines)] if rows else []


def _lines(one: Mapping[str, Any]) -> Iterator[str]:
    where = f"{one['from']} to {one['to']}" if one["from"] else f"to {one['to']}"
    who = f" by {one['user']}" if one["user"] else ""
    took = f" in {timedelta(seconds=round(one['seconds']))}" if one["seconds"] else ""
    stages = f" ({_stages(one)})" if one["stages"] else ""
    yield f"{one['began'] or 'at an unknown time'} {_what(one)} {where}{who}: {_outcome(one)}{took}{stages}"
    if one["next"]:
        yield f"Go on: {one['next']}"


def _what(one: Mapping[str, Any]) -> str:
    return f"{one['mode']} {one['verb']}".strip().replace("_", " ")


def _outcome(one: Mapping[str, Any]) -> str:
    if one["state"] == "running":
        return "at work"
    if one["state"] == "killed":
        return f"{NO_END}, last stage {one['stage']}" if one["stage"] else NO_END
    return str(one["outcome"] or "done").replace("_", " ")


def _whole(one: Mapping[str, Any]) -> str:
    return "" if one["seconds"] is None else f"{one['seconds']:.0f}"


def _stages(one: Mapping[str, Any]) -> str:
    """Those that took any time."""
    return ", ".join(f"{each['stage']} {each['seconds']:.0f}" for each in one["stages"] if each["seconds"] >= 0.5)
