# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what was compared to what is judged: the answers of hosts and APIs in the form that the engine takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._common.difference import difference
from ansible_collections.gir.multidc.plugins.plugin_utils._components.hold_keeper import holds_of
from ansible_collections.gir.multidc.plugins.plugin_utils._components.reading import read
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import Report, errors
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import (
    hold_keeper,
    index_update,
    keystores,
    ledgers,
    lifecycle,
    parity,
    repairs,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.kits import joined
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.observed import (
    Answer,
    Check,
    Difference,
    Observed,
    Run,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._failover import past
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import apis, observing
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.comparing import Compared
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.kits import Kits
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.requests import HostRequest
from ansible_collections.gir.multidc.plugins.plugin_utils._lifecycle import said, shown
from ansible_collections.gir.multidc.plugins.plugin_utils._lifecycle.standing import standings

_RCS = "gir_rcs"
CERTIFICATE = "BEGIN CERTIFICATE"
# What a difference is about where it is not known what should be.
_VARIABLES = "variables"


def observed(
    compared: Compared, run: Run, now: float, allowed: Sequence[str] = (), kits: Kits | None = None
) -> Observed:
    """`now`: UTC seconds. `allowed`: variables that may differ between data centers. `kits`: failover kits."""
    kits = kits or Kits()
    ledger = observing.judged(compared.observed)
    of_ledgers = ledgers.differences(ledger) if compared.ledgers else {}
    of_keystores = _of_keystores(compared)
    answers = [Answer(host) for host in compared.idle]
    for host, request in compared.hosts.items():
        if request.body["components"] or request.refused:
            more = [*of_ledgers.get(host, ()), *of_keystores.get(host, ()), *_of_programs(compared, host, now)]
            more += kits.of_host(compared.model, host, (compared.answers.get(host) or {}).get("kit"))
            answers.append(_answer(compared, request, more))
    answers += joined(
        [*_of_controller(compared), *kits.of_controller(compared.model), *_of_lifecycle(compared, now)]
    )
    answers += [
        one.judged(compared.answers.get(name) or {}) for name, one in compared.apis.items() if name != apis.LIFECYCLE
    ]
    if compared.ledgers:
        said = {host: (compared.answers.get(host) or {}).get("ledger") for host in compared.observed.digests}
        known = {host: one for host, one in said.items() if one}
        rehearsal = past.rehearsed(compared.objectives, ledger, known, now)
        centers = {host: one["data_center"] for host, one in compared.model["hosts"].items()}
        answers.append(ledgers.together(ledger, list(said), compared.questions, rehearsal, centers))
    environments = list(ledger.environments)
    return Observed(
        model=compared.model,
        run=run,
        answers=answers,
        environment=environments[0] if len(environments) == 1 else None,
        alike=list(_alike(compared, allowed)),
        keystores={"views": _views(compared), "in_use": in_use(compared)},
        repaired=repairs.repaired(_records(compared), now),
    )


def _records(compared: Compared) -> Iterator[Mapping[str, Any]]:
    """What remediations left on the RWS hosts."""
    for host in compared.observed.digests:
        yield from ((compared.answers.get(host) or {}).get("ledger") or {}).get("repairs") or ()


def _answer(compared: Compared, request: HostRequest, more: Sequence[Difference]) -> Answer:
    """What one host said, with what is known of it only beside the others."""
    said = compared.answers.get(request.host) or {}
    refused = [
        difference("desired.refused", component, _VARIABLES, reason=reason)
        for component, reason in request.refused.items()
    ]
    checks = [*request.checks, *(Check(request.host, one, _VARIABLES, "desired") for one in request.refused)]
    if said.get("unreachable") or said.get("failed") or "differences" not in said:
        return Answer(request.host, checks, failure=observing.reason_of(said))
    found = [*said["differences"], *(said.get("noise") or ()), *refused, *_unknown_platform(request, said), *more]
    return Answer(request.host, checks, found, maintenance=said.get("maintenance"), kept=said.get("kept") or {})


def _of_controller(compared: Compared) -> list[Answer]:
    """What belongs to no host, and of which nobody knows what it should be: it may need hosts that this run lacks."""
    found = {
        state.component.name: " ".join(f"{one.sentence} {one.remedy}" for one in errors(state.desired.violations))
        for state in compared.states
        if state.component.group is None and errors(state.desired.violations)
    }
    checks = [Check(CONTROLLER, component, _VARIABLES, "desired") for component in found]
    refused = [difference("desired.refused", name, _VARIABLES, reason=reason) for name, reason in found.items()]
    return [Answer(CONTROLLER, checks, refused)] if found else []


def _of_lifecycle(compared: Compared, now: float) -> list[Answer]:
    """The rules of media lifecycle, as RWS shows them or a person said how they stand. Nothing where nobody has any."""
    for state in compared.states:
        if state.component.name == lifecycle.COMPONENT:
            options: Any = read(state.component.table, state.given, Report(state.host))
            today = datetime.fromtimestamp(now, timezone.utc).date()
            told = said.read(options.attestations, options.exports, today)
            asked, answered = compared.apis.get(apis.LIFECYCLE), compared.answers.get(apis.LIFECYCLE)
            seen = None if asked is None else shown.places(asked.arguments, answered)
            found = standings(compared.model, told, options.export_max_age_days, today, seen)
            return [lifecycle.answer(CONTROLLER, found)] if found else []
    return []


def _unknown_platform(request: HostRequest, said: Mapping[str, Any]) -> Iterator[Difference]:
    """A host may be of a platform for which a component has no layout."""
    known = {component["name"] for component in request.body["components"]}
    for name in sorted(known - set(said.get("observed") or {})):
        family = (said.get("platform") or {}).get("os_family") or "an unknown one"
        reason = f"The host's platform is {family}, whose layout is not known; give {name}_os_family."
        yield difference("desired.refused", name, _VARIABLES, reason=reason)


def _of_keystores(compared: Compared) -> dict[str, list[Difference]]:
    views = _views(compared)
    source = next((host for host in compared.model["hosts"] if host in views), None)
    primary = compared.model["data_centers"][compared.model["primary"]]["hosts"].get(_RCS, [])
    return keystores.differences(views, next((host for host in primary if host in views), source), in_use(compared))


def _views(compared: Compared) -> dict[str, Any]:
    return {
        host: compared.answers[host]["keystore"]
        for host in compared.hosts
        if (compared.answers.get(host) or {}).get("keystore")
    }


def in_use(compared: Compared) -> bool:
    return any(CERTIFICATE in str(state.given) for state in compared.states if state.component.group is None)


def _of_programs(compared: Compared, host: str, now: float) -> Iterator[Difference]:
    """What those programs say of themselves that a timer starts."""
    judged = set()
    for state in compared.states:
        name = state.component.name
        if state.host != host or state.desired.status_file is None or name in judged:
            continue
        judged.add(name)
        options: Any = read(state.component.table, state.given, Report(host))
        answer = (compared.answers.get(host) or {}).get(name)
        if name == "index_update":
            yield from index_update.differences(answer, host, options.indexes, options.max_age_hours, now)
        else:
            holds = [hold.name for hold in holds_of(options)]
            yield from hold_keeper.differences(answer, host, holds, options.max_age_hours, now)


def _alike(compared: Compared, allowed: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """What must be alike in all data centers: the variables of components, and the installed versions."""
    comparison = parity.Comparison(compared.model, allowed)
    seen = set()
    for state in compared.states:
        component, host = state.component, state.host
        if component.group is None or (component.name, host) in seen:
            continue
        seen.add((component.name, host))
        yield comparison.alike(component, host, state.given)
        installed = (compared.answers.get(host) or {}).get("installed") or {}
        if component.name in installed:
            yield comparison.installed(component.name, host, installed[component.name])
