# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Earlier operations: journals and reports of rehearsals on RWS hosts, and what only the ledger knows.

Every controller sees the same ones. Each operation counts once, however many hosts keep its journal.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from typing import Any

from ...module_utils._common.observation import NOT_OBSERVABLE
from .._ledger.chain import Judgement
from .._ledger.entry import DONE, Entry
from .._ledger.questions import plain
from .._ledger.rejoining import is_planned
from .._topology.values import printable
from . import objectives, outcomes
from .asked import FORCED, PLANNED, Asked
from .expected import is_whole
from .moments import seconds_of, stamp
from .objectives import MISSED, Judged, Objectives

MOST = 10
FAILOVER, REHEARSAL, EARLIER = "failover", "rehearsal", "ledger"
# Verbs that move something, and those that show that a failover works.
MOVES = ("failover", "failback", "eservices_switch", "rejoin")
TRIED = ("failover", "failback")
_STARTED = re.compile(r"\d{8}T\d{6}Z")
_ATTESTED = ", attested by "
_LONGEST = 200

# RWS host to what it said of its ledger, with `operations`; none of these where it did not say them.
Ledgers = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Operation:
    """One of them. `kind`: what it is known from, FAILOVER (its journal), REHEARSAL (its report) or EARLIER.

    `began`, `ended`: UTC texts, None where nobody knows. `ended` is None and `killed` true where it did not come to its
    end; `stage`: where it stood. `seconds`: None where nobody knows. `outcome`: empty without a journal or report.
    """

    operation: str
    kind: str = FAILOVER
    verb: str = FAILOVER
    mode: str = ""
    origin: str = ""
    target: str = ""
    user: str = ""
    attested_by: str = ""
    reason: str = ""
    began: str | None = None
    ended: str | None = None
    outcome: str = ""
    ok: bool = False
    killed: bool = False
    seconds: float | None = None
    stage: str = ""
    stages: Mapping[str, float] = field(default_factory=dict)
    next: str = ""

    @property
    def moment(self) -> str:
        """When it began, as far as anybody knows; sorts by time."""
        return self.began or _began(self.operation) or self.ended or ""


def of_hosts(ledgers: Ledgers) -> list[Operation]:
    """Those of which any host has a journal or report, the newest first. Of two versions the later one counts."""
    found: dict[tuple[str, str], Operation] = {}
    for known in ledgers.values():
        for one in (known.get("operations") or {}).get("found") or ():
            made = _read(one)
            before = found.get((made.kind, made.operation))
            if before is None or _age(made) > _age(before):
                found[made.kind, made.operation] = made
    return in_order(found.values())


def in_order(every: Iterable[Operation]) -> list[Operation]:
    """The newest first."""
    return sorted(every, key=lambda one: (one.moment, one.operation), reverse=True)


def _age(one: Operation) -> tuple[bool, str, str, float]:
    """A run that went on with an operation has replaced its journal, but not on hosts that were away."""
    return not one.killed, one.ended or "", one.began or "", one.seconds or 0.0


def _read(one: Mapping[str, Any]) -> Operation:
    """A summary of module_utils/_ledger/operations.py."""
    texts = {name: _shown(str(one[name])) for name in ("mode", "user", "attested_by", "reason", "outcome", "stage")}
    known = outcomes.OUTCOMES.get(texts["outcome"])
    is_rehearsal = one["kind"] == REHEARSAL
    ended = one["ended"]
    return Operation(
        operation=str(one["operation"]),
        kind=REHEARSAL if is_rehearsal else FAILOVER,
        verb=_shown(str(one["verb"])),
        origin=_shown(str(one["from"])),
        target=_shown(str(one["to"])),
        began=one["began"],
        ended=ended,
        ok=bool(one["ok"]) if is_rehearsal else known is not None and known.ok,
        killed=not texts["outcome"] and ended is None,
        seconds=float(one["seconds"]) or _between(one["began"], ended),
        stages={_shown(str(each["stage"])): float(each["seconds"]) for each in one["stages"]},
        **texts,
    )


def _shown(text: str) -> str:
    return printable(" ".join(text.split()))[:_LONGEST]


def problems(ledgers: Ledgers) -> list[tuple[str, str, list[str]]]:
    """(file, why it could not be read, hosts), each pair of the first two once. The file is empty for the directory."""
    found: dict[tuple[str, str], list[str]] = {}
    for host, known in ledgers.items():
        for one in (known.get("operations") or {}).get("problems") or ():
            found.setdefault((_shown(str(one["name"])), _shown(str(one["reason"]))), []).append(host)
    return [(name, reason, hosts) for (name, reason), hosts in found.items()]


# -- with the ledger -------------------------------------------------------------------------------------------------


def with_ledger(known: Sequence[Operation], found: Judgement) -> list[Operation]:
    """The newest first, with those that moved something and left no journal: older ones, other verbs, killed runs.

    One that the ledger still has as begun, and the last one where it was killed, has the
    command that goes on.
    """
    by_name = {one.operation: one for one in known if one.kind == FAILOVER}
    entries = {name: one for name, one in found.entries.items() if _moved(one, MOVES) and name not in found.void}
    joined = [*by_name.values()]
    joined += [_of_entry(one) for name, one in entries.items() if name not in by_name]
    every = in_order([*joined, *(one for one in known if one.kind == REHEARSAL)])
    moves = [one for one in every if one.kind != REHEARSAL]
    open_ones = {one.operation for one in found.intents}
    last = moves[0].operation if moves else ""
    left = [one for one in moves if one.operation in open_ones or (one.killed and one.operation == last)]
    return [replace(one, next=_next(one)) if one in left else one for one in every]


def _moved(entry: Entry, verbs: Collection[str]) -> bool:
    """A verb that finds no ledger first writes what is active already: that entry follows from none."""
    return entry.verb in verbs and entry.parent is not None


def _of_entry(entry: Entry) -> Operation:
    done = entry.state == DONE
    reason, _separator, attested_by = entry.reason.partition(_ATTESTED)
    return Operation(
        operation=entry.operation,
        kind=EARLIER,
        verb=plain(entry.verb),
        mode="" if entry.verb not in TRIED else PLANNED if is_planned(entry) else FORCED,
        target=plain(entry.active_datacenter),
        user=plain(entry.user),
        attested_by=_shown(attested_by),
        reason=plain(reason),
        began=_began(entry.operation) or None,
        ended=entry.controller_time if done and seconds_of(entry.controller_time) is not None else None,
        ok=done,
        killed=not done,
        seconds=took(entry) if done else None,
    )


def _next(one: Operation) -> str:
    """What goes on."""
    if one.verb not in TRIED:
        return outcomes.LEDGER
    failback = one.verb == "failback"
    return outcomes.again(Asked(one.target, mode=one.mode, attested_by=one.attested_by, failback=failback))


def took(entry: Entry) -> int | None:
    """How many seconds an entry took: it is named after the moment it began, by the clock that says when it ended."""
    seconds = _between(_began(entry.operation), entry.controller_time)
    return None if seconds is None else int(seconds)


def _began(operation: str) -> str:
    """When an operation began, by its name; empty where that says nothing."""
    found = _STARTED.match(operation)
    try:
        return "" if found is None else stamp(
            datetime.strptime(found[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc).timestamp())  # fmt: skip
    except ValueError:
        return ""


def _between(began: str | None, ended: str | None) -> float | None:
    first, last = seconds_of(began), seconds_of(ended)
    return None if first is None or last is None or last < first else last - first


# -- what follows from them ------------------------------------------------------------------------------------------


def measured(every: Iterable[Operation], mode: str) -> list[dict[str, float]]:
    """Stage to seconds of failovers in this mode that did what was asked, each once, the newest first.

    A failback is a planned failover with the same stages; a rehearsal has none of them.
    """
    found: dict[str, Operation] = {}
    for one in in_order(every):
        if one.kind == FAILOVER and one.ok and one.mode == mode and is_whole(one.stages):
            found.setdefault(one.operation, one)
    return [dict(one.stages) for one in found.values()]


def last_done(found: Judgement, verbs: Collection[str]) -> Entry | None:
    """The newest entry of these verbs that is done and in force."""
    done = [one for one in found.entries.values() if one.state == DONE and _moved(one, verbs)]
    done = [one for one in done if one.operation not in found.void]
    return max(done, key=lambda one: (one.epoch, one.operation), default=None)


def rehearsed(wanted: Objectives, found: Judgement, ledgers: Ledgers, now: float) -> Judged | None:
    """Whether the last failover, failback or rehearsal is recent enough; None where nobody asked for that.

    `ledgers`: of the hosts that answered. Where something that could show a newer one was not read, it is not overdue
    but not observable.
    """
    entry = last_done(found, TRIED)
    moments = [seconds_of(entry.controller_time)] if entry is not None else []
    moments += [seconds_of(one.ended or one.began) for one in of_hosts(ledgers) if one.kind == REHEARSAL and one.ok]
    last = max((one for one in moments if one is not None), default=None)
    judged = objectives.rehearsal(wanted, last, now)
    if judged is None or judged.answer != MISSED:
        return judged
    unread = next(_unread(found, ledgers), "")
    return replace(judged, answer=NOT_OBSERVABLE, measured=unread) if unread else judged


def _unread(found: Judgement, ledgers: Ledgers) -> Iterator[str]:
    """What nobody could read that could show a rehearsal."""
    if not any(known.get("operations") is not None for known in ledgers.values()):
        yield "no RWS host showed one"
    yield from (f"the ledger of {host} cannot be read" for host in found.unreadable)
    for name, reason, hosts in problems(ledgers):
        if not name or name.endswith(f".{REHEARSAL}.json"):
            yield f"{name or 'what failovers left'} on {hosts[0]} could not be read: {reason.rstrip('.')}"
