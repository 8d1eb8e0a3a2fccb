# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare the whole system with what it should be: one call for each host and each API, all at once.

Which data center is active stands in the ledgers, which the RWS hosts return in the same calls. So an active data
center is assumed first, and only where the ledgers name another one is anything computed and asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._bundle.run import pack
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER
from ansible_collections.gir.multidc.plugins.plugin_utils._failover import objectives
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.objectives import Objectives
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import apis, observing
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.answers import checked
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.inventory import Inventory
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.kits import Kits
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.requests import (
    HostRequest,
    Render,
    body_of,
    host_request,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.states import State, states
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._hosts import Request
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.yaml_sources import yaml_sources
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.engine import Evaluation
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.report import line

# The verb that always has a model, so that a data center that is away is a finding of it.
DRIFT = "drift"
HOST_MODULE = "gir.multidc.host_drift_info"
# The same without Ansible's part, and the line before its answer.
_PROGRAM = ("_drift.bare", "-- gir.multidc answers --")
# Of the model, what no desired state depends on.
_BESIDE = ("active_source", "epoch", "operation", "eservices_source", "warnings")

Answers = Mapping[str, Mapping[str, Any]]


class NoModel(Exception):
    """The map breaks a rule without which nobody knows what should be."""

    def __init__(self, evaluation: Evaluation) -> None:
        super().__init__()
        self.evaluation = evaluation


@dataclass(frozen=True)
class Limits:
    """Seconds that a host, and an API, may take."""

    host: float
    api: float


@dataclass
class Compared:
    """What was asked and answered. `states`: of every host that the inventory of this run has.

    `hosts`: host to what it was asked. `apis`: the same of APIs. `answers`: by host or API. `idle`: hosts of the run of
    which there is nothing to compare. `ledgers`: whether these count. `rounds`: how often something was asked, 2 where
    the ledgers named another active data center than the assumed one. `questions`: why nobody knows which data center
    is active, where that is so. `objectives`: those of a failover, where they are judged.
    """

    evaluation: Evaluation
    model: Model
    states: list[State]
    hosts: dict[str, HostRequest]
    apis: dict[str, apis.ApiRequest]
    observed: observing.Observed
    answers: dict[str, Mapping[str, Any]] = field(repr=False)
    idle: list[str] = field(default_factory=list)
    ledgers: bool = True
    rounds: int = 1
    questions: list[str] = field(default_factory=list)
    objectives: Objectives = Objectives()


class Comparing:
    """`ask` carries out requests, `render` makes the text of files. `chosen`: the hosts of the run for a `verb`.

    `asks_apis`: whether APIs are compared, too. `kits`: where hosts keep failover kits.
    """

    def __init__(
        self,
        inventory: Inventory,
        gatherer: Gatherer,
        render: Render,
        ask: Callable[[Mapping[str, Request]], Answers],
        limits: Limits,
        chosen: Collection[str],
        verb: str,
        asks_apis: bool = True,
        kits: Kits | None = None,
    ) -> None:
        self._kits = kits or Kits()
        self._inventory, self._gatherer, self._render, self._asks_apis = inventory, gatherer, render, asks_apis
        self._ask, self._limits, self._chosen, self._verb = ask, limits, chosen, verb

    def compare(self, assumed: Mapping[str, Any] | None = None, ledgers: bool = True) -> Compared:
        """All of it. `assumed`: gir_active_datacenter and gir_eservices_site, where somebody has a guess.

        `ledgers`: whether those count.
        """
        first = self._inventory.evaluate(self._verb, False, observing.Observed(), assumed=assumed)
        if first.model is None:
            # Only what is recorded may say which one is active.
            first = self._inventory.evaluate(self._verb, False, observing.Observed())
        if first.model is None:
            raise NoModel(first)
        found = self._asked(first, first.model, {}, {}, ledgers)
        if not ledgers:
            return found
        found.observed = self._ledgers(found.answers)
        second = self._inventory.evaluate(self._verb, bool(found.observed.of_hosts), found.observed)
        if second.model is None and self._verb != DRIFT:
            raise NoModel(second)
        if second.model is None:
            # What is recorded leaves a question, which is a finding; the rest is compared with what was assumed.
            found.questions = [line(one) for one in second.errors]
            return found
        if _essential(second.model) != _essential(first.model):
            known = {**{host: one.body for host, one in found.hosts.items()}, **found.apis}
            observed = found.observed
            # A host that is away is not waited for twice.
            away = {key for key, answer in found.answers.items() if answer.get("unreachable")}
            found = self._asked(second, second.model, known, found.answers, True, away)
            found.observed, found.rounds = observed, 2
        found.evaluation, found.model = second, second.model
        return found

    def _asked(
        self,
        evaluation: Evaluation,
        model: Model,
        known: Mapping[str, Any],
        before: Answers,
        ledgers: bool,
        away: Collection[str] = (),
    ) -> Compared:
        """Ask everybody whose request is not a `known` one; the answers `before` hold for the others.

        `ledgers`: whether those of hosts outside of the run count. `away`: who is not asked again.
        """
        seen = [host for host in model["hosts"] if self._gatherer.sees(host)]
        every = states(model, self._gatherer, [*seen, CONTROLLER])
        hosts = {host: self._host(host, every, model) for host in seen if host in self._chosen}
        # Of some nothing is compared, as of a SpeechMiner without a service: such a host may have no Python.
        idle = [host for host, one in hosts.items() if not one.checks and not one.refused]
        hosts = {host: one for host, one in hosts.items() if host not in idle}
        for host in self._inventory.members("gir_rws"):
            if ledgers and host in seen and host not in hosts:
                # Its ledger counts whatever the limit is.
                hosts[host] = HostRequest(host, body_of(host, self._inventory.root(host), ledger=True))
        wanted = self._objectives(model) if ledgers else Objectives()
        beside = {"repairs": self._verb == DRIFT, "operations": wanted.rehearsal_days is not None}
        for host in self._inventory.members("gir_rws") if ledgers else ():
            if host in hosts and hosts[host].body["ledger"]:
                hosts[host].body["ledger"].update(name for name in beside.items() if name[1])
        of_apis = apis.requests(every, model, self._gatherer) if self._asks_apis else {}
        if self._asks_apis and self._verb == DRIFT:
            of_apis.update(apis.of_lifecycle(every, model, self._gatherer, self._limits.api))
        requests = {
            host: _request(one, self._limits.host)
            for host, one in hosts.items()
            if known.get(host) != one.body and host not in away
        }
        for name, one in of_apis.items():
            if one.module is not None and known.get(name) != one and name not in away:
                requests[name] = Request(CONTROLLER, one.module, one.arguments, True, seconds=self._limits.api)
        asked = {
            key: checked(answer, key if key in of_apis else "") for key, answer in self._ask(requests).items()
        }
        answers = {**before, **asked}
        observed = observing.Observed()
        return Compared(evaluation, model, every, hosts, of_apis, observed, answers, idle, ledgers, objectives=wanted)

    def _objectives(self, model: Model) -> Objectives:
        """Only drift says whether they are met."""
        if self._verb != DRIFT:
            return Objectives()
        return objectives.read(self._gatherer.value(CONTROLLER, objectives.VARIABLE, gir_topology=model))[0]

    def _host(self, host: str, every: list[State], model: Model) -> HostRequest:
        own = [state for state in every if state.host == host]
        groups = model["hosts"][host]["components"]
        return host_request(host, own, self._render, groups, self._kits.path(model, host))

    def _ledgers(self, answers: Answers) -> observing.Observed:
        """What the RWS hosts hold, as far as anybody asked them."""
        asked = [host for host in self._inventory.members("gir_rws") if host in answers]
        return observing.answered({host: answers[host].get("ledger") or answers[host] for host in asked})


def _essential(model: Model) -> dict[str, Any]:
    return {name: value for name, value in model.items() if name not in _BESIDE}


def _request(one: HostRequest, seconds: float) -> Request:
    # Only hosts that compare YAML need a reader of it, and only these carry it.
    yaml = any(file["format"] == "yaml" for component in one.body["components"] for file in component["files"])
    body = {**one.body, "yaml_reader": yaml_sources() if yaml else None}
    arguments: dict[str, Any] = {"_payload": pack(body)}
    if one.password is not None:
        arguments["password"] = one.password
    return Request(one.host, HOST_MODULE, arguments, True, _PROGRAM, seconds)
