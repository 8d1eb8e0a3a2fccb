# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask all hosts for their maintenance markers, or to change them, and say what became of it.

Knows nothing of connections: `ask` takes {host: request} and returns {host: answer}.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from .._drift import maintenance
from .._drift.observed import Answer
from .._lock.diffs import of_hosts
from .._topology.values import listed, printable
from .inputs import ABSENT, PRESENT, SHOWN, Task, stranger

Answers = Mapping[str, Mapping[str, Any]]
Ask = Callable[[dict[str, dict[str, Any]]], Answers]
_STEPS = {PRESENT: "set", ABSENT: "end", SHOWN: "look"}
_SHOWN_LETTERS = 400


def carry_out(task: Task, path: str, ask: Ask, now: datetime) -> dict[str, Any]:
    """The result of the task."""
    unheard = {host: task.silent[host] for host in task.places if host in task.silent}
    unheard.update({host: place.problem for host, place in task.places.items() if place.problem})
    answers = ask({host: _request(task, host, path) for host in task.places if host not in unheard})
    heard: dict[str, Mapping[str, Any]] = {}
    for host, answer in answers.items():
        if answer.get("unreachable") or answer.get("failed") or not isinstance(answer.get("markers"), list):
            unheard[host] = _first_line(answer.get("msg"))
        else:
            heard[host] = answer
    marked = [Answer(host, maintenance={"markers": answer["markers"]}) for host, answer in heard.items()]
    found = sorted(maintenance.markers(marked, now), key=lambda one: (one["host"], one["component"]))
    result: dict[str, Any] = {
        "changed": any(answer.get("changed") for answer in heard.values()),
        "markers": found,
        "lines": _lines(task, found, sorted(heard), unheard),
        "unheard": dict(sorted(unheard.items())),
        "left_out": list(task.left_out),
        "heard": sorted(heard),
    }
    if task.state == SHOWN:
        return result
    return {**result, **_change(task, heard, unheard)}


def _request(task: Task, host: str, path: str) -> dict[str, Any]:
    request: dict[str, Any] = {"step": _STEPS[task.state], "root": task.places[host].root, "path": path}
    if task.marker is None:
        return request
    # Without a component it is about the host.
    named = {name: text for name, text in task.marker.items() if text}
    return {**request, "component": task.marker["component"], "marker": {"host": host, **named}}


def _change(task: Task, heard: Mapping[str, Mapping[str, Any]], unheard: Mapping[str, str]) -> dict[str, Any]:
    result: dict[str, Any] = {"diff": of_hosts(heard), "unmarked": dict(sorted(unheard.items()))}
    doubt = stranger("The component", task.marker["component"]) if task.marker and task.marker["component"] else ""
    if doubt and not any(answer.get("changed") for answer in heard.values()):
        result.update(failed=True, msg=f"{doubt} No host that was heard has a marker of that name.")
    if unheard:
        what = "set" if task.state == PRESENT else "ended"
        reasons = "; ".join(f"{host}: {reason}" for host, reason in sorted(unheard.items()))
        done = listed(sorted(heard), 40) or "none"
        text = f"The marker was not {what} on {reasons}. Done: {done}. Run this again for them."
        result.update(failed=True, msg=text)
    return result


def _lines(task: Task, found: list[dict[str, str]], heard: list[str], unheard: Mapping[str, str]) -> list[str]:
    lines = [_line(one) for one in found]
    without = [host for host in heard if not any(one["host"] == host for one in found)]
    if without:
        lines.append(f"No marker on {listed(without)}.")
    lines += [f"{host} was not heard: {reason}." for host, reason in sorted(unheard.items())]
    if task.left_out:
        why = f"because --limit is {task.limit}" if task.limit else "because they are not part of this run"
        lines.append(f"Not asked, {why}: {listed(task.left_out)}.")
    if task.windows:
        lines.append(f"Hosts of Windows carry no marker: {listed(task.windows)}.")
    return lines


def _line(one: Mapping[str, str]) -> str:
    ends = {"yes": f"ended {one['until']}", "no": f"until {one['until']}"}.get(one["ended"], "no end is given")
    by = f" ({one['who']})" if one["who"] else ""
    return f"{one['host']}: {one['component'] or 'the host'}, {ends}{by}: {one['why'] or 'no reason is given'}"


def _first_line(text: object) -> str:
    parts = [part.strip() for part in str(text or "").splitlines() if part.strip()]
    return printable(parts[0]).rstrip(".")[:_SHOWN_LETTERS] if parts else "no reason is known"
