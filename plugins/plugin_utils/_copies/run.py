# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask all hosts for their copies, decide for all together, then remove.

Knows nothing of connections: `ask` takes {host: request} and returns {host: answer}.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from . import report
from .inputs import Refused, Task

Answers = Mapping[str, Mapping[str, Any]]
Ask = Callable[[dict[str, dict[str, Any]]], Answers]


class Heard:
    """What the hosts said; `unheard` are those that said nothing, each with the reason."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.copies: dict[str, list[report.Copy]] = {}
        self.removed: dict[str, list[report.Copy]] = {}
        self.problems: dict[str, list[str]] = {}
        self.unheard = {host: task.silent[host] for host in task.places if host in task.silent}
        self.unheard.update({host: place.problem for host, place in task.places.items() if place.problem})
        self.diff: list[dict[str, str]] = []

    @property
    def hosts(self) -> list[str]:
        """Those that can be asked."""
        return [host for host in self.task.places if host not in self.unheard]

    def take(self, answers: Answers) -> None:
        for host, answer in answers.items():
            if answer.get("unreachable") or answer.get("failed"):
                self.unheard[host] = _first_line(answer.get("msg"))
                continue
            self.copies[host] = [{"host": host, **copy} for copy in answer["copies"]]
            self.removed[host] = [{"host": host, **copy} for copy in answer.get("removed", ())]
            self.problems[host] = list(answer["problems"])
            # The same path is another one on another host.
            self.diff += [
                {**one, **{key: f"{host}: {one[key]}" for key in ("before_header", "after_header")}}
                for one in answer.get("diff", ())
            ]

    def result(self) -> dict[str, Any]:
        heard = [host for host in self.task.places if host in self.copies]
        copies = [copy for host in heard for copy in self.copies[host]]
        removed = [copy for host in heard for copy in self.removed[host]]
        found = report.findings(copies, self.problems, self.unheard)
        partial = report.partial(self.task.left_out, self.task.limit)
        return {
            "changed": bool(removed),
            "copies": copies,
            "removed": removed,
            "findings": found,
            "lines": report.lines(heard, copies, removed, found, partial, self.task.check),
            "unheard": self.unheard,
            "left_out": list(self.task.left_out),
            "heard": heard,
        }


def look(task: Task, ask: Ask) -> dict[str, Any]:
    """The copies of all hosts."""
    heard = Heard(task)
    heard.take(ask({host: task.places[host].request("look") for host in heard.hosts}))
    result = heard.result()
    del result["removed"]
    return result


def remove(task: Task, ask: Ask) -> dict[str, Any]:
    """Remove copies, when no host refuses one of those that are named. Raises Refused."""
    problems = [_misplaced(wish.host, task) for wish in task.wishes if wish.host not in task.places]
    if problems:
        raise Refused(list(dict.fromkeys(problems)))
    heard, refused = Heard(task), []
    answers = ask({host: _request(task, host) for host in heard.hosts})
    heard.take(answers)
    for host, answer in answers.items():
        refused += [f"{host}: {text}." for text in answer.get("refused", ())]
    for host in dict.fromkeys(wish.host for wish in task.wishes):
        if host in heard.unheard:
            refused.append(f"{host} was not heard: {heard.unheard[host]}; name copies of hosts that answer.")
    if refused:
        raise Refused(refused)
    if not task.check:
        _carry_out(task, heard, ask)
    return {**heard.result(), "diff": heard.diff}


def _request(task: Task, host: str) -> dict[str, Any]:
    wishes = [{"path": wish.path, "sha256": wish.sha256} for wish in task.wishes if wish.host == host]
    return task.places[host].request("remove", remove=wishes, older_than_days=task.older_than_days, dry=True)


def _carry_out(task: Task, heard: Heard, ask: Ask) -> None:
    """What was judged is removed, and nothing else: each copy by its path and by what it held."""
    requests = {}
    for host, copies in heard.removed.items():
        if copies:
            wishes = [{"path": copy["path"], "sha256": copy["sha256"]} for copy in copies]
            requests[host] = task.places[host].request("remove", remove=wishes, older_than_days=None, dry=False)
    heard.diff = []
    answers = ask(requests)
    heard.take(answers)
    problems = []
    for host, answer in answers.items():
        problems += [f"{host}: {text}." for text in answer.get("refused", ())]
        if host in heard.unheard:
            problems.append(f"{host}: {heard.unheard[host]}.")
            del heard.copies[host]
    if problems:
        done = [f"{copy['host']}:{copy['path']}" for copy in heard.result()["removed"]]
        text = f"Removed before: {', '.join(done) or 'none'}. Run this again."
        raise Refused([*problems, text])


def _misplaced(host: str, task: Task) -> str:
    if host in task.left_out:
        why = f"--limit is {task.limit}, which hides it" if task.limit else "it is not part of this run"
        return f"{host}: {why}, so that nothing was removed anywhere; run this with that host."
    return f"{host} is no host of the group gir in this inventory; give a host that the list of copies shows."


def _first_line(text: object) -> str:
    parts = [part.strip() for part in str(text or "").splitlines() if part.strip()]
    return parts[0].rstrip(".") if parts else "no reason is known"
