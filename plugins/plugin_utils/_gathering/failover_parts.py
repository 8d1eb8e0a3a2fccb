# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What hosts answered, as the decisions of a failover take it: the lock, the ledger, Muxer and processors."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._ledger.lock import OPTIONS
from ansible_collections.gir.multidc.plugins.plugin_utils._eservices import nodes as rws_nodes
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.moments import seconds_of
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.observed import (
    BY_HAND,
    FREE,
    HELD,
    NOBODY,
    OURS,
    RUNNING,
    STOPPED,
    UNSEEN,
    Intent,
    Ledger,
    Lock,
    Service,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.steps import EXCLUSIVE, MUXER
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.judged import CERTIFICATE
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.states import State
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.chain import Judgement
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.questions import UNFINISHED, questions
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.rejoining import needs_rejoin
from ansible_collections.gir.multidc.plugins.plugin_utils._lock import process, sentences
from ansible_collections.gir.multidc.plugins.plugin_utils._status import holds
from ansible_collections.gir.multidc.plugins.plugin_utils._status.seen import Duty, Seen
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model

Answers = Mapping[str, Mapping[str, Any]]
# Verbs that look at their lock before each host, and stop there for a failover.
YIELDING: tuple[str, ...] = tuple(OPTIONS["preempts"]["default"])
_RUNS = ("active", "reloading", "activating", "deactivating")
_BOOTS = ("enabled", "enabled-runtime")


def monitoring_delay(gatherer: Gatherer, hosts: Sequence[str]) -> int | None:
    """The longest drMonitoringDelay of these RWS hosts, in seconds; None where none is given."""
    names = rws_nodes.VARIABLES
    return rws_nodes.monitoring_delay({host: {name: gatherer.value(host, name) for name in names} for host in hosts})


def has_answered(answer: Mapping[str, Any] | None) -> bool:
    """Whether a host said anything."""
    return answer is not None and not answer.get("unreachable") and not answer.get("failed")


def lock_of(answers: Answers, own: str) -> Lock:
    """What the RWS hosts say together. One that holds another lock is enough; `own`: the lock of this run."""
    views = {host: one.get("lock") for host, one in answers.items() if has_answered(one)}
    known = {host: view for host, view in views.items() if view}
    if not known:
        return Lock(NOBODY)
    ours = told = False
    for host, view in sorted(known.items()):
        if view.get("problem"):
            return Lock(HELD, "", "unknown", text=f"on {host} by somebody unknown: {view['problem']}")
        held = view.get("held")
        if held is None:
            continue
        if held["operation"] == own:
            ours = True
            told = told or held.get("preempted_by") is not None
            continue
        marked = held.get("preempted_by") is not None
        return Lock(HELD, held["operation"], held["verb"], held["verb"] in YIELDING, marked,
                    process.is_gone(str(held.get("process") or "")),
                    f"{sentences.holder(held)}, {sentences.since(held)}")  # fmt: skip
    return Lock(OURS, own, marked=told) if ours else Lock(FREE)


def ledger_of(judged: Judgement, active: str, eservices_site: str) -> Ledger:
    """What the ledgers say together. `active` and `eservices_site` count where nobody holds an entry."""
    heard = tuple(sorted({*judged.held, *judged.missing, *judged.unreadable}))
    asks = [one for one in questions(judged) if one.kind != UNFINISHED]
    kind, text = "", ""
    if asks:
        kind, text = asks[0].kind, " ".join(f"{one.sentence} {one.remedy}" for one in asks)
    elif len(judged.intents) > 1:
        kind, text = "fork", f"{len(judged.intents)} operations were begun and have not ended."
    intent = None
    if not kind and judged.intents:
        one = judged.intents[0]
        intent = Intent(one.operation, one.verb, one.active_datacenter, one.eservices_site, one.epoch)
    head = judged.head
    if head is None:
        return Ledger(heard, active, eservices_site, intent=intent, question=kind, text=text)
    return Ledger(heard, head.active_datacenter, head.eservices_site, head.operation, head.epoch, intent, kind, text)


def certificates(some: Sequence[State]) -> dict[str, object]:
    """The variables of what the controller writes that hold certificates."""
    own = [state.given for state in some if state.component.group is None]
    return {name: value for given in own for name, value in given.items() if CERTIFICATE in str(value)}


def has_to_rejoin(judged: Judgement, model: Model, center: str) -> bool:
    """Whether a data center is no standby yet, as far as the ledgers tell."""
    centers = {host: one["data_center"] for host, one in model["hosts"].items()}
    return any(one.data_center == center for one in needs_rejoin(judged, centers))


def holds_of(answers: Answers, operation: str) -> tuple[str, ...]:
    """Why other verbs are held back, a sentence for each hold in force, but the one that this operation has set."""
    return tuple(
        holds.sentence(one)
        for one in holds.known({host: answer for host, answer in answers.items() if has_answered(answer)})
        if not one["ended"] and one["id"] != operation
    )


def services_of(duties: Sequence[Duty], answers: Answers, active: Collection[tuple[str, str]]) -> tuple[Service, ...]:
    """Muxer and processors. `active`: (host, component) that do the work of an active data center when they run."""
    return tuple(
        _service(duty, answers.get(duty.host), (duty.host, duty.component) in active)
        for duty in duties
        if duty.component in EXCLUSIVE
    )


def works(component: str, standby: bool) -> bool:
    """Whether a component that runs does the work of an active data center. `standby`: it was seen to be that of one.

    A Muxer works wherever it runs, and so may whatever nobody has seen.
    """
    return component == MUXER or not standby


def _service(duty: Duty, answer: Mapping[str, Any] | None, active: bool) -> Service:
    heard = has_answered(answer)
    if not duty.unit or not duty.managed:
        return Service(duty.component, duty.host, heard, BY_HAND, None, active)
    unit = ((answer or {}).get("units") or {}).get(duty.component) if heard else None
    if unit is None:
        return Service(duty.component, duty.host, heard, UNSEEN, None, active)
    if unit["load"] == "not-found":
        return Service(duty.component, duty.host, heard, STOPPED, False, active)
    state = RUNNING if unit["active"] in _RUNS else STOPPED
    return Service(duty.component, duty.host, heard, state, unit["enabled"] in _BOOTS, active)


def newest(seen: Seen, target: str) -> dict[str, float | None]:
    """Kind of data to when the newest of it at the target was made, in seconds since 1970; None where nothing shows it.

    The index is as new as the oldest part of it, as far as the daily update of the target has read.
    """
    known = seen.index_update
    if known is None or seen.center_of(known.host) != target:
        return {}
    answer = seen.answers.get(known.host, {}).get("index_update") or {}
    try:
        indexes = json.loads(answer.get("status") or "{}")["indexes"]
        found = [seconds_of(one["covered_until"]) for one in indexes.values()]
    except (ValueError, AttributeError, KeyError, TypeError):
        found = []
    moments = [one for one in found if one is not None]
    return {"index": min(moments) if moments and len(moments) == len(found) else None}
