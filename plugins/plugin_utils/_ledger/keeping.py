# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One task about the ledgers of all RWS hosts: ask them, decide for all together, write, and say what became of each.

Knows nothing of connections: `ask` takes {host: module arguments} and returns {host: answer}.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from . import changes
from .chain import Judgement, in_order, judge
from .changes import Change, Refused
from .entry import DONE, LONGEST_TEXT, Entry, Ledger, Unreadable, read_ledger
from .picture import picture
from .questions import answers, plain, questions, some
from .report import report, unanswered

READ, PRESENT, INTENT, ABANDONED, CHOSEN = "read", "present", "intent", "abandoned", "chosen"
# Of playbook rejoin alone; no task of a user has them.
CAUGHT_UP, RECORDED = "caught_up", "recorded"
_OWN = (INTENT, DONE, ABANDONED)
_LARGEST_OLD_EPOCH = 10**15
_LONGEST_REASON = 300

Answers = Mapping[str, Mapping[str, Any]]
Ask = Callable[[Mapping[str, Mapping[str, Any]]], Answers]


@dataclass(frozen=True)
class Task:
    """What is asked for. `roots`: host to its gir_root; `silent`: hosts that are known not to answer, with the reason.

    `entry`: who, why and what, to be put into its place; empty values are as before. `operation`: the one that a state
    is about, or the choice. `check`: predict only. `remembered`: others may remember an intent that goes away.
    """

    state: str
    roots: Mapping[str, str]
    entry: Entry
    operation: str = ""
    silent: Mapping[str, str] = field(default_factory=dict)
    check: bool = False
    remembered: bool = False


@dataclass
class Observed:
    """What the hosts hold: `answers` of those that answered, and what they mean together."""

    answers: dict[str, Mapping[str, Any]]
    unreachable: dict[str, str]
    judgement: Judgement


def keep(task: Task, ask: Ask) -> dict[str, Any]:
    """The result of the task; raises Refused when nothing was written."""
    observed = _observe(task, ask)
    change = None if task.state == READ else _decide(task, observed)
    result = {"changed": False, "written": [], "failed_hosts": {}, "silent": observed.unreachable}
    if change is None or not change.hosts:
        return {**result, **_summary(observed.judgement, observed), "operation": task.operation or None}
    _check_document(change.ledger)
    result.update(changed=True, operation=change.entry.operation, diff=_diff(observed.judgement, change))
    after = _write(task, observed, change, ask, result)
    return {**result, **_summary(after, observed)}


# -- asking ----------------------------------------------------------------------------------------------------------


def _observe(task: Task, ask: Ask) -> Observed:
    asked = {host: {"state": READ, "root": root} for host, root in task.roots.items() if host not in task.silent}
    said = ask(asked) if asked else {}
    known = {host: answer for host, answer in said.items() if _is_answer(answer)}
    away = {host: plain(reason, _LONGEST_REASON) for host, reason in task.silent.items() if host in task.roots}
    away.update({host: _reason(answer) for host, answer in said.items() if host not in known})
    own = task.operation if task.state in _OWN else None
    return Observed(known, away, _judged(known, own))


def _is_answer(answer: Mapping[str, Any]) -> bool:
    return not answer.get("unreachable") and not answer.get("failed") and "digest" in answer


def _judged(known: Answers, operation: str | None) -> Judgement:
    ledgers: dict[str, Ledger | None] = {}
    unreadable: dict[str, str] = {}
    for host, answer in known.items():
        try:
            if answer.get("unreadable"):
                raise Unreadable(str(answer["unreadable"]))
            ledgers[host] = None if answer.get("ledger") is None else read_ledger(answer["ledger"])
        except Unreadable as error:
            unreadable[host] = str(error)
    return judge(ledgers, operation, unreadable)


def _reason(answer: Mapping[str, Any]) -> str:
    """One line: what a connection says can be many."""
    lines = [line.strip() for line in str(answer.get("msg") or "").splitlines() if line.strip()]
    return plain(lines[0] if lines else "it gave no answer", _LONGEST_REASON)


# -- deciding --------------------------------------------------------------------------------------------------------


def _decide(task: Task, observed: Observed) -> Change | None:
    found, entry = observed.judgement, task.entry
    if not observed.answers:
        raise Refused([f"No RWS host answered, so no ledger can be written: {_listed(observed.unreachable)}."])
    if task.state == PRESENT:
        return changes.present(found, _first(task, observed), lambda: secrets.token_hex(16))
    if task.state == CHOSEN:
        return changes.repair(found, task.operation, replace(entry, verb=entry.verb or "ledger"))
    if task.state == INTENT:
        head = found.head
        filled = replace(
            entry,
            operation=task.operation,
            verb=entry.verb or INTENT,
            active_datacenter=entry.active_datacenter or (head.active_datacenter if head else ""),
            eservices_site=entry.eservices_site or (head.eservices_site if head else ""),
        )
        return changes.begin(found, filled)
    if task.state == CAUGHT_UP:
        return changes.caught_up(found)
    if task.state == RECORDED:
        return changes.recorded(found, replace(entry, operation=task.operation))
    if task.state == DONE:
        return changes.end(found, task.operation, entry.controller_time, entry.reason)
    complete = not observed.unreachable and not found.unreadable and not task.remembered
    return changes.abandon(found, task.operation, replace(entry, verb=entry.verb or ABANDONED), complete)


def _first(task: Task, observed: Observed) -> Entry:
    """The first entry, above whatever the records of earlier releases say."""
    old = [epoch for answer in observed.answers.values() for epoch in _old_epochs(answer.get("legacy") or {})]
    entry = replace(task.entry, reason=task.entry.reason or changes.FIRST)
    if old:
        return replace(entry, epoch=max(old) + 1, verb=changes.MIGRATED)
    return replace(entry, epoch=1, verb=entry.verb or PRESENT)


def _old_epochs(legacy: Mapping[str, Any]) -> list[int]:
    """Of the records that a host holds; one that is unusable counts as of epoch 0."""
    records = [record for name, record in legacy.items() if name != "unreadable" and record is not None]
    found = []
    for record in records:
        epoch = record.get("epoch") if isinstance(record, Mapping) else None
        text = str(epoch) if isinstance(epoch, (int, str)) and not isinstance(epoch, bool) else ""
        found.append(
            int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(_LARGEST_OLD_EPOCH)) else 0
        )
    return found


def _check_document(ledger: Ledger) -> None:
    """What no host could read again is not written."""
    try:
        read_ledger(ledger.document)
    except Unreadable as error:
        raise Refused([f"The ledger would be one that cannot be read: {error}. Correct what is written."]) from error


# -- writing ---------------------------------------------------------------------------------------------------------


def _write(task: Task, observed: Observed, change: Change, ask: Ask, result: dict[str, Any]) -> Judgement:
    """Write the ledger to its hosts; fills the result, and returns what all hosts hold afterwards."""
    requests = {host: _request(task, observed, change, host) for host in change.hosts}
    said = ask(requests)
    failed = {host: answer for host, answer in said.items() if not _is_answer(answer)}
    written = [host for host in said if host not in failed]
    result["written"] = written
    result["silent"] = dict(observed.unreachable)
    for host, answer in failed.items():
        result["silent" if answer.get("unreachable") else "failed_hosts"][host] = _reason(answer)
    kept = {host: said[host]["kept"] for host in written if said[host].get("kept")}
    if kept:
        result["kept"] = kept
    missed = {host: _reason(answer) for host, answer in failed.items()}
    overtaken = any(answer.get("overtaken") for answer in failed.values())
    if not written:
        raise Refused([f"The ledger could not be written to any host: {_listed(missed)}."])
    if missed:
        text = f"The ledger was written to {some(written)}, but not to {_listed(missed)}."
        if overtaken and task.state == INTENT:
            # Somebody else is at work although this run holds the lock; nothing has been done yet.
            result.update(failed=True, msg=f"{text} Nothing else was done; see gir.multidc.ledger.")
        result["warnings"] = [text]
    return _afterwards(task, observed, change, said, written)


def _request(task: Task, observed: Observed, change: Change, host: str) -> dict[str, Any]:
    answer = observed.answers[host]
    legacy = answer.get("legacy") or {}
    old = [name for name, record in legacy.items() if name != "unreadable" and record is not None]
    asked = {
        "ledger": change.ledger.document,
        "digest": answer["digest"],
        "stamp": change.entry.operation if change.clocked else None,
        "keep": task.state == CHOSEN,
        "forget": old if task.state in (PRESENT, CHOSEN) else [],
    }
    return {"state": READ, "root": task.roots[host], "_request": asked}


def _afterwards(task: Task, observed: Observed, change: Change, said: Answers, written: list[str]) -> Judgement:
    """By what the hosts hold now; in check mode by what they would hold."""
    new = {host: {**said[host], "ledger": change.ledger.document, "unreadable": None} for host in written}
    now = {**observed.answers, **(new if task.check else {host: said[host] for host in written})}
    return _judged(now, task.operation if task.state == INTENT else None)


# -- what is said ----------------------------------------------------------------------------------------------------


def _summary(found: Judgement, observed: Observed) -> dict[str, Any]:
    held = {host: ledger.entries[-1].operation for host, ledger in found.held.items()}
    return {
        "entry": None if found.head is None else found.head.document,
        "lagging": found.lagging,
        "ledger": {
            "environment": None if found.ledger is None else found.ledger.environment,
            "entries": [entry.document for entry in in_order(found.entries)],
            "picture": picture(found),
            "questions": [question._asdict() for question in questions(found)],
            "answers": [{"command": one.command, "meaning": one.meaning} for one in answers(found)],
            "hosts": {**held, **dict.fromkeys(found.missing, "no ledger"), **found.unreadable},
            "report": report(found, observed.unreachable),
            "unanswered": unanswered(found, len(observed.answers)),
        },
    }


def _diff(found: Judgement, change: Change) -> dict[str, str]:
    """Of the entries; without times, which nobody can predict."""
    header = f"ledger of {some(change.hosts)}"
    before = "".join(f"{_line(entry)}\n" for entry in in_order(found.entries))
    after = "".join(f"{_line(entry)}\n" for entry in change.ledger.entries)
    return {"before_header": header, "after_header": header, "before": before, "after": after}


def _line(entry: Entry) -> str:
    said = [f"active={plain(entry.active_datacenter)}", f"eservices_site={plain(entry.eservices_site)}"]
    said += [f"reason={plain(entry.reason)}"] if entry.reason else []
    rejects = f" rejects={','.join(entry.rejects)}" if entry.rejects else ""
    return f"{entry.operation} epoch={entry.epoch} {entry.state} {plain(entry.verb)} {' '.join(said)}{rejects}"


def _listed(hosts: Mapping[str, str]) -> str:
    return "; ".join(f"{host}: {reason.rstrip('.')}" for host, reason in hosts.items()) or "the group gir_rws has none"


def text_of(value: object) -> str:
    """An optional text of a task, as an entry holds it."""
    return plain(str(value), LONGEST_TEXT) if value is not None else ""
