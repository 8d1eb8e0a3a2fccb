# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ledger, locks, holds and maintenance markers: who is active, who is at work, and what is left alone."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from ...module_utils._ledger.lock import OPTIONS
from .._drift.maintenance import markers
from .._drift.observed import Answer
from .._failover import past
from .._ledger.chain import Judgement
from .._ledger.questions import plain, questions, values
from .._ledger.rejoining import needs_rejoin
from .._lock import sentences
from .._topology.values import listed
from . import history, holds
from .area import PLANNED, Point
from .hosts import BOTH, NEEDED
from .seen import Seen

LEDGER, LOCKS, MAINTENANCE = "ledger", "locks", "maintenance"
# Of the ledger: a data center that is no standby yet.
REJOIN = "rejoin"
_END = "ansible-playbook gir.multidc.maintenance -e gir_maintenance_state=end -e gir_maintenance_hosts="
_SHOW = "ansible-playbook gir.multidc.ledger"
# Verbs that a failover sends away.
_GIVE_WAY = tuple(OPTIONS["preempts"]["default"])


def points(seen: Seen, now: datetime) -> list[Point]:
    """The ledger first: all else is judged by what it says."""
    of_ledger = (*_of_ledger(seen), *history.points(seen, now))
    return [*of_ledger, *_of_locks(seen), *holds.points(seen), *_of_markers(seen, now)]


def _of_ledger(seen: Seen) -> Iterator[Point]:
    found = seen.ledger
    standby = seen.model["standby"]
    asked = questions(found)
    for kind, sentence, remedy in asked:
        yield Point(LEDGER, kind, FAILED, sentence, remedy, standby, prevents=BOTH, component="rws")
    if seen.question and not asked:
        # A person who attests that the other data center is lost answers it.
        text = " ".join(seen.question)
        yield Point(LEDGER, "question", NOT_OBSERVABLE, text, _SHOW, standby, prevents=BOTH, component="rws")
    for host, operation in found.lagging.items():
        text = f"Its ledger ends with {plain(operation)}, and that of others with {_head(found)}."
        yield Point(LEDGER, "behind", FAILED, text, _SHOW, seen.center_of(host), host, "rws")
    for host in found.missing if found.head is not None else ():
        yield Point(LEDGER, "missing", FAILED, "It holds no ledger.", _SHOW, seen.center_of(host), host, "rws")
    for need in needs_rejoin(found, {host: seen.center_of(host) for host in found.held}):
        yield Point(LEDGER, REJOIN, FAILED, f"{need.data_center} is no standby yet: {need.reason}", need.command,
                    need.data_center, prevents=(PLANNED,), component="rws")  # fmt: skip
    readable = [*found.held, *found.missing]
    if not readable and not found.unreadable:
        text = "No RWS host showed its ledger, so nobody knows which data center is active."
        yield Point(LEDGER, "ledger", NOT_OBSERVABLE, text, "Bring an RWS host up, or repair ssh to it.", standby,
                    prevents=BOTH, component="rws")  # fmt: skip
    elif not asked and not seen.question:
        yield Point(LEDGER, "ledger", CONFIRMED, _clear(found), component="rws")


def _head(found: Judgement) -> str:
    return plain(found.head.operation) if found.head is not None else "none"


def _clear(found: Judgement) -> str:
    if found.head is None:
        return "No RWS host holds a ledger: nobody has moved anything yet."
    return f"Epoch {found.head.epoch}, {values(found.head)}; on {len(found.held) - len(found.lagging)} RWS hosts."


# -- the last operation ----------------------------------------------------------------------------------------------


def last_operation(found: Judgement) -> dict[str, Any] | None:
    """The newest entry that moved something, and how many seconds it took by the clock of its controller, or None."""
    last = past.last_done(found, past.MOVES)
    return None if last is None else {
        "operation": plain(last.operation),
        "verb": plain(last.verb),
        "active_datacenter": plain(last.active_datacenter),
        "eservices_site": plain(last.eservices_site),
        "seconds": past.took(last),
        "at": plain(last.controller_time),
        "user": plain(last.user),
        "reason": plain(last.reason),
    }


# -- locks -----------------------------------------------------------------------------------------------------------


def _of_locks(seen: Seen) -> Iterator[Point]:
    held: dict[str, list[str]] = {}
    free = 0
    for host, answer in seen.answers.items():
        lock = answer.get("lock")
        if lock is None:
            reason = seen.problem(host, "lock")
            if reason:
                yield Point(LOCKS, "lock", FAILED, reason, "Look at it on the host.", seen.center_of(host), host, "rws")
            continue
        if lock.get("problem"):
            yield Point(LOCKS, "lock", FAILED, str(lock["problem"]), "", seen.center_of(host), host, "rws", BOTH)
        elif lock.get("held") is None:
            free += 1
        else:
            held.setdefault(str(lock["held"]["operation"]), []).append(host)
    for hosts in held.values():
        yield _held(seen, hosts, seen.answers[hosts[0]]["lock"]["held"])
    if free and not held:
        yield Point(LOCKS, "lock", CONFIRMED, f"No run is at work: the lock is free on {free} RWS hosts.")


def _held(seen: Seen, hosts: list[str], lock: dict[str, Any]) -> Point:
    text = f"{sentences.holder(lock)}, {sentences.since(lock)}, on {listed(hosts, 3)}."
    if lock["stale"]:
        text = f"Stale lock: {text}"
        return Point(LOCKS, "stale lock", FAILED, text, sentences.command(lock), data_center=seen.model["standby"],
                     prevents=BOTH)  # fmt: skip
    if lock["verb"] in _GIVE_WAY:
        return Point(LOCKS, "lock", CONFIRMED, f"At work: {text} A failover may send it away.")
    return Point(LOCKS, "lock", FAILED, f"At work: {text}", "Wait until it ends.", seen.model["standby"],
                 prevents=BOTH)  # fmt: skip


# -- maintenance -----------------------------------------------------------------------------------------------------


def known_markers(seen: Seen, now: datetime) -> list[dict[str, str]]:
    """Every marker, with its host and whether its time has passed."""
    return markers([Answer(host, maintenance=one.get("maintenance")) for host, one in seen.answers.items()], now)


def _of_markers(seen: Seen, now: datetime) -> Iterator[Point]:
    for host in seen.answers:
        reason = seen.problem(host, "maintenance")
        if reason:
            yield Point(MAINTENANCE, "marker", FAILED, reason, "", seen.center_of(host), host)
    for marker in known_markers(seen, now):
        host, component = marker["host"], marker["component"]
        what = f"{component} on this host" if component else "This host"
        why = marker["why"] or "no reason given"
        text = f"{what} is under maintenance by {marker['who'] or 'somebody unknown'} until"
        text = f"{text} {marker['until'] or 'an unknown time'}: {why}."
        if marker["ended"] == "yes":
            end = f"{_END}{host}"
            end += f" -e gir_maintenance_component={shlex.quote(component)}" if component else ""
            yield Point(MAINTENANCE, "ended marker", FAILED, f"{text} That time has passed.", end,
                        seen.center_of(host), host, component)  # fmt: skip
            continue
        duties = {one.component for one in seen.duties if one.host == host}
        needed = (component in NEEDED) if component else bool(duties & set(NEEDED))
        yield Point(MAINTENANCE, "marker", NOT_OBSERVABLE, text, "", seen.center_of(host), host, component,
                    BOTH if needed else (), facts=_plain(marker))  # fmt: skip


def _plain(marker: Mapping[str, str]) -> dict[str, str]:
    return {key: str(value) for key, value in marker.items()}


def last_text(last: Mapping[str, Any] | None) -> str:
    """The last operation in one line; empty without one."""
    if last is None:
        return ""
    took = f" in {timedelta(seconds=last['seconds'])}" if last["seconds"] is not None else ", in an unknown time"
    by = f" by {last['user']}" if last["user"] else ""
    why = f": {last['reason']}" if last["reason"] else ""
    where = f"{last['active_datacenter']}, eServices site {last['eservices_site']}"
    return f"{last['verb']} to {where}{took}, {last['at'] or 'at an unknown time'}{by}{why}"
