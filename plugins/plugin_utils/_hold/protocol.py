# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The holds of the RWS hosts, decided for all of them together.

Knows nothing of connections: as in _lock/protocol.py each function yields what hosts are asked, is sent what they
answer, and returns the result of the task.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._lock import caller
from .._lock.diffs import of_hosts
from .._lock.protocol import Answer, Answers, Asking, Refused, Requests, Result, heard, nobody
from .._lock.sentences import first_line
from . import sentences


@dataclass(frozen=True)
class Task:
    """`paths`: host to the file of its holds; `silent`: hosts that are known not to answer.

    `identity`: of the hold; without one, that of the same user and reason, or a new one; of what is lifted, all.
    """

    paths: Mapping[str, str]
    user: str
    controller: str
    silent: frozenset[str] = frozenset()
    identity: str = ""
    reason: str = ""
    minutes: int = 0

    @property
    def hosts(self) -> list[str]:
        """Those that are asked."""
        return sorted(host for host in self.paths if host not in self.silent)

    def ask(self, step: str, **more: Any) -> Requests:
        return {host: {"step": step, "path": self.paths[host], **more} for host in self.hosts}


def shown(task: Task) -> Asking:
    """What every host holds."""
    answers = (yield task.ask("look")) if task.hosts else {}
    return {"changed": False, **_found(task, answers)}


def held(task: Task) -> Asking:
    """Have every host that answers hold writing verbs back."""
    if not task.paths:
        raise Refused("gir_rws is empty, and a hold has no other place; add the RWS hosts.")
    identity = task.identity or (yield from _known(task)) or caller.new_operation()
    hold = {"id": identity, "minutes": task.minutes}
    hold.update(reason=task.reason, user=task.user, controller=task.controller)
    answers = (yield task.ask("set", hold=hold)) if task.hosts else {}
    return {**_changed(task, answers, "so nothing is held back"), "id": identity}


def _known(task: Task) -> Any:
    """The id of a hold in force that says the same, so that a second run changes nothing; empty without one."""
    answers = heard((yield task.ask("look")) if task.hosts else {})[0]
    found = [one for answer in answers.values() for one in answer.get("holds") or () if not one["ended"]]
    same = [one["id"] for one in found if (one["user"], one["reason"]) == (task.user, task.reason)]
    return min(same, default="")


def lifted(task: Task) -> Asking:
    """Lift one hold, or all of them, on every host that answers."""
    answers = (yield task.ask("lift", id=task.identity or None)) if task.hosts else {}
    return _changed(task, answers, "so nothing was lifted")


def _changed(task: Task, answers: Answers, nothing: str) -> Result:
    """The result of a change. Raises Refused when no host answers, or when one that answers could not change it."""
    told, lost = heard(answers)
    failed = {host: first_line(one["msg"]) for host, one in told.items() if one.get("failed")}
    result: Result = {"changed": any(one.get("changed") for one in told.values()), "diff": of_hosts(told)}
    result.update(_found(task, answers))
    if task.paths and not told:
        raise Refused(nobody(task.paths, task.silent, lost, nothing), **result)
    if failed:
        raise Refused(" ".join(f"{host}: {reason}." for host, reason in failed.items()), **result)
    return result


def _found(task: Task, answers: Answers) -> Result:
    for host in sorted(task.silent & set(task.paths)):
        answers[host] = {"unreachable": True, "msg": "it did not answer before in this run"}
    hosts = {host: _state(answers[host]) for host in sorted(answers)}
    return {
        "hosts": hosts,
        "lines": [line for host in hosts for line in sentences.lines(host, answers[host])],
        "silent": heard(answers)[1],
        "observed": any(one["state"] not in ("no answer", "failed") for one in hosts.values()),
    }


def _state(answer: Answer) -> dict[str, Any]:
    if answer.get("unreachable") or answer.get("failed"):
        return {"state": "no answer" if answer.get("unreachable") else "failed", "msg": first_line(answer["msg"])}
    if answer["problem"]:
        return {"state": "unknown", "msg": answer["problem"]}
    in_force = any(not one["ended"] for one in answer["holds"])
    return {"state": "held" if in_force else "free", "holds": answer["holds"]}


STATES = {"present": held, "absent": lifted}
