# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lock of the RWS hosts, decided for all of them together.

Knows nothing of connections. Each function yields what hosts are asked, {host: request}, and is sent what they answer,
{host: answer}, so that anything may happen in between. What it returns is the result of the task.

Claims go through the hosts in one order, one after the other: of runs that see the same hosts, the one that gets the
first gets all of them. Runs that see different hosts exclude each other only where they meet.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import holds, sentences

Answer = dict[str, Any]
Requests = dict[str, dict[str, Any]]
Answers = dict[str, Answer]
Result = dict[str, Any]
Asking = Generator[Requests, Answers, Result]


@dataclass(frozen=True)
class Task:
    """What is asked for. `paths`: host to its lock file; `silent`: hosts that are known not to answer.

    `ledgers`: host to the digest of its ledger, None without one, as this run read it; other hosts are not compared.
    `hold_paths`: host to the file of its holds. `process`: see process.py.
    `fresh`: the operation was made for this task, so that no host can hold its lock from before. `asked_at`: seconds of
    the controller's clock when the lock was last asked for, `every`: how long that is good enough for `kept`.
    """

    paths: Mapping[str, str]
    operation: str
    verb: str = ""
    user: str = ""
    controller: str = ""
    process: str = ""
    limit_minutes: int = 240
    silent: frozenset[str] = frozenset()
    ledgers: Mapping[str, str | None] = field(default_factory=dict)
    ledger_paths: Mapping[str, str] = field(default_factory=dict)
    hold_paths: Mapping[str, str] = field(default_factory=dict)
    fresh: bool = False
    running: bool = False
    reason: str = ""
    preempts: tuple[str, ...] = ()
    check: bool = False
    asked_at: float = 0
    every: int = 0

    @property
    def hosts(self) -> list[str]:
        """Those that are asked, in the order in which everybody asks."""
        return sorted(host for host in self.paths if host not in self.silent)

    def ask(self, hosts: list[str], step: str, **more: Any) -> Requests:
        return {host: {"step": step, "path": self.paths[host], **more} for host in hosts}

    def ask_with_holds(self, hosts: list[str], step: str, **more: Any) -> Requests:
        """The same of hosts that also say which holds are in force."""
        asked = self.ask(hosts, step, **more)
        return {host: {**request, "hold": self.hold_paths.get(host)} for host, request in asked.items()}

    @property
    def lock(self) -> dict[str, Any]:
        names = ("operation", "verb", "user", "controller", "limit_minutes")
        found = {name: getattr(self, name) for name in names}
        return {**found, "process": self.process} if self.process else found

    @property
    def due(self) -> bool:
        """Whether it is time to ask again; a clock that went back is no reason to wait."""
        return not 0 <= time.time() - self.asked_at < self.every


class Refused(Exception):
    """Why the task failed, in one sentence, and what its result says besides."""

    def __init__(self, message: str, **result: Any) -> None:
        super().__init__(message)
        self.result: Result = {"changed": False, **result, "failed": True, "msg": message}


def drive(steps: Asking, ask: Callable[[Requests], Answers]) -> Result:
    """Ask the hosts until there is a result."""
    try:
        requests = next(steps)
        while True:
            requests = steps.send(ask(requests))
    except StopIteration as end:
        result: Result = end.value
        return result


def claimed(task: Task) -> Asking:
    """Claim the lock on every host that answers, or on none."""
    had: list[str] = []
    made: list[str] = []
    held_back: dict[str, str] = {}
    lost: dict[str, str] = {}
    for host in task.hosts:
        request = task.ask_with_holds([host], "claim", lock=task.lock, ledger=_ledger(task, host))
        answer = (yield request)[host]
        if answer.get("unreachable"):
            lost[host] = sentences.first_line(answer["msg"])
            continue
        if answer.get("changed"):
            made.append(host)
        problem = _conflict(task, host, answer) or holds.refusal(task.verb, host, answer)
        if problem:
            left = yield from _give_back(task, made, lost)
            raise Refused(f"{problem}{left}", silent=lost, holder=answer.get("held"), holder_host=host)
        had.append(host)
        if holds.sentence(answer):
            held_back[host] = holds.sentence(answer)
    if task.paths and not had:
        # A lock that nobody holds excludes nobody. One of them may have claimed it, and the answer was lost.
        left = yield from _give_back(task, [], lost)
        raise Refused(_nobody(task, lost) + left, silent=lost)
    return {
        "changed": bool(made),
        "operation": task.operation,
        "hosts": had,
        "silent": lost,
        "holds": held_back,
        "asked_at": time.time(),
        "diff": _diff(task, made),
    }


def _ledger(task: Task, host: str) -> str | None:
    if host not in task.ledgers:
        return None
    return task.ledger_paths.get(host) or f"{task.paths[host].rpartition('/')[0]}/ledger.json"


def _conflict(task: Task, host: str, answer: Answer) -> str:
    """Why this host cannot be had, or nothing."""
    if answer.get("failed"):
        return f"{host}: {sentences.first_line(answer['msg'])}."
    if answer["problem"]:
        return f"{host}: the lock is held by somebody unknown: {answer['problem']}"
    lock = answer["held"]
    if lock["operation"] != task.operation:
        return sentences.held(host, lock)
    if lock["preempted_by"]:
        return f"{host}: {sentences.marked(lock['preempted_by'])}: stop here."
    if host in task.ledgers:
        if answer["ledger_problem"]:
            return f"{host}: {answer['ledger_problem']}"
        if answer["ledger_digest"] != task.ledgers[host]:
            return f"{host}: the ledger changed while this run began: run it again."
    return ""


def _give_back(task: Task, made: list[str], lost: Mapping[str, str]) -> Generator[Requests, Answers, str]:
    """Give back what this task has claimed; what to say when that cannot be done.

    A host whose answer was lost may hold it too. One that this operation held before keeps it.
    """
    hosts = [] if task.check else sorted([*made, *(lost if task.fresh else ())])
    if not hosts:
        return ""
    answers = yield task.ask(hosts, "release", operation=task.operation)
    stuck = [host for host in made if answers[host].get("failed") or answers[host].get("unreachable")]
    if not stuck:
        return ""
    breaks = f"ansible-playbook gir.multidc.lock -e gir_lock_break={task.operation} -e gir_lock_break_running=true"
    return f" What this run had claimed on {', '.join(stuck)} could not be given back; break it with: {breaks}"


def _nobody(task: Task, lost: Mapping[str, str]) -> str:
    return nobody(task.paths, task.silent, lost, "so none could hold the lock")


def nobody(hosts: Iterable[str], silent: Iterable[str], lost: Mapping[str, str], so: str) -> str:
    """What is said when no host answered. `silent`: those that were not asked, because they had not answered before."""
    named = [*(f"{host} ({reason})" for host, reason in lost.items()), *sorted(set(silent) & set(hosts))]
    return f"no RWS host answered, {so}: {', '.join(named)}. Bring one up, and run this again."


def _diff(task: Task, hosts: list[str], before: bool = False) -> list[dict[str, str]]:
    text = f"held by {sentences.holder(task.lock)}\n" if task.verb else f"held (operation {task.operation})\n"
    pair = (text, "") if before else ("", text)
    head = [f"lock of {host}" for host in hosts]
    return [{"before_header": one, "after_header": one, "before": pair[0], "after": pair[1]} for one in head]


def kept(task: Task) -> Asking:
    """Whether the run still has the lock, on every host that answers. One word from one of them is enough to stop."""
    if task.check or not task.paths or not task.due:
        return {
            "changed": False,
            "operation": task.operation,
            "hosts": [],
            "silent": {},
            "asked_at": task.asked_at,
        }
    now = time.time()
    answers, lost = heard((yield task.ask_with_holds(task.hosts, "look")) if task.hosts else {})
    for host, answer in answers.items():
        if answer.get("failed"):
            raise Refused(f"{host}: {sentences.first_line(answer['msg'])}: stop here.", silent=lost)
        lock = answer["held"]
        if answer["problem"]:
            raise Refused(f"{host}: the lock was replaced: {answer['problem']} Stop here.", silent=lost)
        if lock is None:
            text = f"{host}: the lock of this run (operation {task.operation}) was broken: stop here."
            raise Refused(text, silent=lost)
        if lock["operation"] != task.operation:
            text = f"{host}: the lock was broken or taken by {sentences.holder(lock)}: stop here."
            raise Refused(text, silent=lost, holder=lock, holder_host=host)
        if lock["preempted_by"]:
            text = f"{host}: {sentences.marked(lock['preempted_by'])}: stop here."
            raise Refused(text, silent=lost, preempted_by=lock["preempted_by"])
        problem = holds.refusal(lock["verb"], host, answer, at_work=True)
        if problem:
            raise Refused(problem, silent=lost)
    if not answers:
        raise Refused(f"{_nobody(task, lost)} Nobody can tell whether this run was told to stop.", silent=lost)
    return {"changed": False, "operation": task.operation, "hosts": list(answers), "silent": lost, "asked_at": now}


def heard(answers: Answers) -> tuple[Answers, dict[str, str]]:
    """Those that answered, and {host: why not} of the others."""
    lost = {host: sentences.first_line(one["msg"]) for host, one in answers.items() if one.get("unreachable")}
    return {host: answer for host, answer in answers.items() if host not in lost}, lost


def released(task: Task) -> Asking:
    """Give back the lock of this operation, on every host that answers."""
    answers, lost = heard((yield task.ask(task.hosts, "release", operation=task.operation)) if task.hosts else {})
    result = _removal(task, answers, lost)
    result["others"] = {
        host: sentences.line(host, answer).partition(": ")[2]
        for host, answer in answers.items()
        if not answer.get("failed") and not answer["changed"] and (answer["held"] or answer["problem"])
    }
    return result


def _removal(task: Task, answers: Answers, lost: dict[str, str]) -> Result:
    """The result of taking locks away; raises Refused when a host that answers could not."""
    removed = [host for host, answer in answers.items() if answer.get("changed")]
    result: Result = {"changed": bool(removed), "operation": task.operation, "hosts": removed, "silent": lost}
    result["diff"] = _diff(task, removed, before=True)
    failed = {host: sentences.first_line(one["msg"]) for host, one in answers.items() if one.get("failed")}
    if failed:
        raise Refused(" ".join(f"{host}: {reason}." for host, reason in failed.items()), **result)
    return result


def broken(task: Task) -> Asking:
    """Take the lock of exactly one operation from every host that answers."""
    answers, lost = heard((yield task.ask(task.hosts, "look")) if task.hosts else {})
    if not answers:
        raise Refused(_nobody(task, lost), silent=lost)
    locks = {host: answer["held"] for host, answer in answers.items() if answer.get("held")}
    mine = {host: lock for host, lock in locks.items() if lock["operation"] == task.operation}
    if not mine:
        held = [sentences.line(host, answer) for host, answer in answers.items()]
        raise Refused(f"no RWS host that answered holds the lock {task.operation}: {'; '.join(held)}.", silent=lost)
    fresh = next(((host, lock) for host, lock in mine.items() if not lock["stale"]), None)
    if fresh and not task.running:
        host, lock = fresh
        raise Refused(
            f"{host}: {sentences.holder(lock)} runs within its limit until {lock['until']} by the clock of that host, "
            f"{since_start(lock)}. Only when that run is certainly dead: {sentences.command(lock)}",
            silent=lost, holder=lock, holder_host=host,
        )  # fmt: skip
    answers, more = heard((yield task.ask(sorted(mine), "break", operation=task.operation, running=task.running)))
    return _removal(task, answers, {**lost, **more})


def since_start(lock: sentences.Lock) -> str:
    """How long a lock is held already."""
    return f"and holds the lock for {sentences.duration(lock['age_seconds'])}"


def marked(task: Task) -> Asking:
    """Write into the lock of whoever holds it that this operation has the right of way."""
    mark = {"operation": task.operation, "verb": task.verb, "user": task.user, "reason": task.reason}
    requests = task.ask(task.hosts, "mark", mark=mark, verbs=list(task.preempts))
    answers, lost = heard((yield requests) if requests else {})
    if not answers:
        raise Refused(_nobody(task, lost), silent=lost)
    failed = {host: sentences.first_line(one["msg"]) for host, one in answers.items() if one.get("failed")}
    told = [host for host, one in answers.items() if one.get("held") and one["held"]["preempted_by"]]
    changed = [host for host in told if answers[host]["changed"]]
    result: Result = {"changed": bool(changed), "operation": task.operation, "hosts": told, "silent": lost}
    result["others"] = {
        host: sentences.line(host, one).partition(": ")[2]
        for host, one in answers.items()
        if host not in told and not one.get("failed") and (one["held"] or one["problem"])
    }
    text = f"{sentences.marked(mark)}\n"
    result["diff"] = [
        {"before_header": f"lock of {host}", "before": "", "after_header": f"lock of {host}", "after": text}
        for host in changed
    ]
    if failed:
        raise Refused(" ".join(f"{host}: {reason}." for host, reason in failed.items()), **result)
    return result


def looked(task: Task) -> Asking:
    """What every host holds."""
    answers = (yield task.ask(task.hosts, "look")) if task.hosts else {}
    for host in sorted(task.silent & set(task.paths)):
        answers[host] = {"unreachable": True, "msg": "it did not answer before in this run"}
    hosts = {host: _state(answers[host]) for host in sorted(answers)}
    return {
        "changed": False,
        "hosts": hosts,
        "lines": [sentences.line(host, answers[host]) for host in hosts],
        "silent": heard(answers)[1],
        "observed": any(one["state"] not in ("no answer", "failed") for one in hosts.values()),
    }


def _state(answer: Answer) -> dict[str, Any]:
    if answer.get("unreachable") or answer.get("failed"):
        return {
            "state": "no answer" if answer.get("unreachable") else "failed",
            "msg": sentences.first_line(answer["msg"]),
        }
    if answer["problem"]:
        return {"state": "unknown", "msg": answer["problem"]}
    if answer["held"] is None:
        return {"state": "free"}
    return {"state": "stale" if answer["held"]["stale"] else "held", **answer["held"]}


STATES: dict[str, Callable[[Task], Asking]] = {
    "claimed": claimed,
    "kept": kept,
    "released": released,
    "broken": broken,
    "marked": marked,
}
