# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What GAX, RWS and name servers are asked to compare: one call for each of them, from the controller."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import ContactCenterState
from ansible_collections.gir.multidc.plugins.plugin_utils._components.reading import read
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import Report, errors
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import names, objects, rws_state
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.observed import Answer, Check, Difference
from ansible_collections.gir.multidc.plugins.plugin_utils._eservices import nodes
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.states import State
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._lifecycle import shown
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model
from ansible_collections.gir.multidc.plugins.plugin_utils._variables import lifecycle_api

GAX, RWS, DNS = objects.HOST, rws_state.HOST, names.HOST
# The rules of media lifecycle, beside the state of the contact center.
LIFECYCLE = shown.API
Result = Mapping[str, Any]
Owner = tuple[str, str]


@dataclass(frozen=True)
class ApiRequest:
    """One call. `module` None: nobody can be asked, and `judged` says why.

    `judged`: what the answer of the module says. `owners`: (component, host) that a difference belongs to.
    """

    module: str | None
    arguments: Mapping[str, Any] = field(repr=False)
    checks: Sequence[Check] = field(compare=False)
    judged: Callable[[Result], Answer] = field(compare=False)
    differences: Callable[[Result], Sequence[Difference]] = field(compare=False)
    owners: Callable[[Difference], set[Owner]] = field(compare=False)


def requests(states: Sequence[State], model: Model, gatherer: Gatherer) -> dict[str, ApiRequest]:
    """By API; those of which there is nothing to ask are left out."""
    found: dict[str, ApiRequest] = {}
    gax, dns = objects.request(states), names.request(states)
    if gax is not None:
        found[GAX] = _request(gax, partial(objects.answer, gax))
    if dns is not None:
        found[DNS] = _request(dns, partial(names.answer, dns))
    for state in states:
        center = state.desired.contact_center
        if center is not None and not errors(state.desired.violations):
            found[RWS] = _rws(state, center, model, gatherer)
    return found


def of_lifecycle(
    states: Sequence[State], model: Model, gatherer: Gatherer, seconds: float
) -> dict[str, ApiRequest]:
    """The rules of media lifecycle, where a site gives the REST form of them. They are judged with all that is said."""
    api, _wrong = lifecycle_api.read(lambda name: gatherer.value(CONTROLLER, name, gir_topology=model))
    for state in states:
        if api is not None and state.desired.contact_center is not None:
            options: Any = read(state.component.table, state.given, Report(state.host))
            asked = shown.question(options, model, api.template, seconds)
            module = shown.MODULE if shown.is_askable(asked) else None
            return {LIFECYCLE: ApiRequest(module, asked, (), _judged_beside, lambda _result: (), lambda _one: set())}
    return {}


def _judged_beside(_result: Result) -> Answer:
    return Answer(LIFECYCLE)


def _request(asked: objects.Request | names.Request, judged: Callable[[Result], Answer]) -> ApiRequest:
    return ApiRequest(asked.module, asked.args, asked.checks, judged, asked.differences, asked.owners_of)


def _rws(state: State, center: ContactCenterState, model: Model, gatherer: Gatherer) -> ApiRequest:
    options: Any = read(state.component.table, state.given, Report(state.host))
    hosts = {
        host: {name: gatherer.value(host, name) for name in nodes.VARIABLES}
        for known in model["data_centers"].values()
        for host in known["hosts"].get("gir_rws", ())
    }
    asked = rws_state.request(center, state.desired.secret_keys, options, model, nodes.nodes(model, hosts))
    owner = (state.component.name, state.host)

    def differences(result: Result) -> Sequence[Difference]:
        answer = rws_state.answer(asked, result)
        return answer.differences if not answer.failure else [_unread(answer)]

    return ApiRequest(
        rws_state.MODULE,
        asked.args,
        asked.checks,
        lambda result: rws_state.answer(asked, result),
        differences,
        lambda difference: {owner},
    )


def _unread(answer: Answer) -> Difference:
    return {"outcome": "not_checked", "check": "rws.read", "reason": answer.failure}


def of_state(state: State) -> list[str]:
    """The APIs that hold a part of a state, and that can be asked."""
    desired = state.desired
    described = bool(desired.objects or desired.shared_objects or desired.unwanted)
    found = [GAX] if described and state.given.get("gir_configuration_source") == "gax" else []
    found += [RWS] if desired.contact_center is not None else []
    return found + ([DNS] if desired.dns is not None else [])
