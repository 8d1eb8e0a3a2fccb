# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs on the hosts of a data center, part by part; what nobody has seen to be equal counts as different."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._drift import platform
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.finding import Finding, line_of
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.steps import EXCLUSIVE
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.comparing import Compared
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.requests import checks_of
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.states import State
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.todo import EQUAL, PARTS
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin.observed import Left

SERVICE = "service"
_NOT_COMPARED = "not compared"

Parts = Mapping[tuple[str, str], Sequence[str]]


def parts_left(compared: Compared, hosts: Collection[str]) -> dict[tuple[str, str], list[str]]:
    """(component, host) to the parts of it that were not seen to be equal. Of hosts of Windows nothing is seen."""
    found: dict[tuple[str, str], list[str]] = {}
    for state in compared.states:
        if state.host not in hosts or state.component.group is None:
            continue
        parts = _parts(state, compared)
        if parts:
            found[state.component.name, state.host] = parts
    return found


def hosts_of(component: str, parts: Parts) -> frozenset[str]:
    """The hosts where something of a component differs."""
    return frozenset(host for name, host in parts if name == component)


def _parts(state: State, compared: Compared) -> list[str]:
    name, request = state.component.name, compared.hosts.get(state.host)
    if request is None:
        return [_NOT_COMPARED] if list(checks_of(state)) else []
    if name in request.refused:
        return [request.refused[name]]
    observed = (compared.answers.get(state.host) or {}).get("observed") or {}
    known = observed.get(name) or {}
    return [part for part in PARTS if known.get(part) != EQUAL]


def left(parts: Parts, findings: Iterable[Finding]) -> tuple[tuple[Left, ...], tuple[Left, ...]]:
    """What differs but for Muxer and processors that only have to be given their state; and these."""
    said: dict[tuple[str, str], list[Finding]] = {}
    for one in findings:
        said.setdefault((one.component, one.host), []).append(one)
    rest: list[Left] = []
    to_run: list[Left] = []
    for (component, host), some in parts.items():
        own = said.get((component, host), [])
        text = "; ".join(line_of(one) for one in own[:3]) or f"{component}: {', '.join(some)} not seen to be equal"
        remedy = own[0].repair.text if own else ""
        item = Left(component, host, f"{text}.", f"{remedy.rstrip('.')}." if remedy else "")
        (to_run if component in EXCLUSIVE and list(some) == [SERVICE] else rest).append(item)
    return tuple(rest), tuple(to_run)


def on_host(states: Iterable[State], answers: Mapping[str, Mapping[str, Any]]) -> list[State]:
    """The states that are those of their hosts' platforms."""
    known = {host: one.get("platform") for host, one in answers.items()}
    return [one for one in states if not one.when or (known.get(one.host) and platform.matches(
        dict(one.when), dict(known[one.host] or {})))]  # fmt: skip


def fenced(state: State) -> State:
    """Without its service, where that is a Muxer or a processor."""
    if state.component.name not in EXCLUSIVE:
        return state
    return replace(state, desired=replace(state.desired, service=None))
