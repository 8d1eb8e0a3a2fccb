# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The system as a failover observes it: once as a whole, then only what may have changed.

Hosts that were silent are asked again where somebody says so, because each such look costs its time limit.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._rws.watch import UNREACHABLE
from ansible_collections.gir.multidc.plugins.plugin_utils._eservices.nodes import Node
from ansible_collections.gir.multidc.plugins.plugin_utils._failover import steps
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.asked import Asked
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.observed import (
    IN_EFFECT,
    INPUT,
    NEEDED,
    Check,
    Ledger,
    Seen,
    Site,
    Step,
    View,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.rules import REJOINED
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.steps import EXCLUSIVE, KINDS, MUXER
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import failover_drift, observing, status_requests
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import failover_origin as whole_origin
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import failover_parts as parts
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import judged as comparison
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.answers import checked_status
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.comparing import Limits
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.connected import compare
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_models import (
    VERB,
    Models,
    models,
    turned,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_steps import (
    Known,
    listed_steps,
    looked_at,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.inventory import Inventory
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.states import State
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.status_run import Found, StatusRun
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.todo import todo
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._hosts import Hosts, Request
from ansible_collections.gir.multidc.plugins.plugin_utils._status import witness
from ansible_collections.gir.multidc.plugins.plugin_utils._takeover import keys_in_use, rejoined
from ansible_collections.gir.multidc.plugins.plugin_utils._takeover.checks import checks
from ansible_collections.gir.multidc.plugins.plugin_utils._takeover.symptoms import symptoms, views
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.active import CENTER_VARIABLE, SITE_VARIABLE

_QUIET, _LEAVE = 0.7, 1.0
# Fewer would not even ask all hosts of a large data center within the time limit.
_FORKS = 12
# One that does not answer a connection for so long is silent in a further look.
LOOK_SECONDS = 3.0
_COMPARE_SECONDS = 20.0
_GROUP = "gir_rws"

Answers = dict[str, Mapping[str, Any]]


class System:
    """`action` is the action that runs; `seconds`: how long the first look may take; `started`: monotonic."""

    def __init__(self, action: Any, task_vars: Mapping[str, Any], asked: Asked, seconds: float, started: float) -> None:
        self.action, self.task_vars, self.asked = action, task_vars, asked
        self.inventory = Inventory(action._templar, action._loader, task_vars)
        self.gatherer = Gatherer(action._templar, task_vars)
        self._seconds, self._started = seconds, started
        self.answers: Answers = {}
        self.rws: dict[str, Any] = {}
        self.steps: dict[str, Step] = {}
        self.checks: tuple[Check, ...] = ()
        self.proofs: tuple[Check, ...] = ()
        self.symptoms: dict[str, tuple[str, ...]] = {}
        self.views: dict[str, tuple[View, ...]] = {}
        self.witness: bool | None = None
        self.own = ""
        # Whether the steps come from a comparison, because somebody has switched before.
        self.compared = False
        self._ledger_asked = 0.0
        self._quiet_since: float | None = None
        self._life: float | None = None
        self._looked_at = 0.0
        self._active: set[tuple[str, str]] = set()
        # During a rollback: the steps that were begun on the way there.
        self._undoing: Collection[str] | None = None

    @property
    def now(self) -> float:
        """Seconds of the run."""
        return time.monotonic() - self._started

    # -- looking -------------------------------------------------------------------------------------------------

    def observe(self) -> Seen:
        """Everything, with one time limit for all of it."""
        begun = self.now
        members = self.inventory.members("gir")
        # Those of the target first, so that no number of silent hosts keeps them from being asked in time.
        first = set(self.inventory.members(self.asked.to))
        members.sort(key=lambda host: host not in first)
        self.found: Found = StatusRun(self.action, self.task_vars, VERB, self._seconds, _FORKS).found(members)
        model = self.found.seen.model
        pair = (model["primary"], model["backup"])
        target = self.asked.to if self.asked.to in pair else model["standby"]
        self.models: Models = models(self.inventory, self.gatherer, target, model)
        self.duties = [one for one in self.found.seen.duties if self.models.center_of(one.host) in pair]
        self.nodes = status_requests.nodes(model, self.gatherer)
        self.rws = status_requests.of_rws(self.nodes, self.found.answers)
        hosts = set(model["hosts"])
        self.answers = {host: one for host, one in self.found.answers.items() if host in hosts}
        self._ledger_asked = begun
        self._note_life(begun)
        self._judge()
        self._list_steps()
        return self.seen()

    def seen_as(self, asked: Asked) -> Seen:
        """The same look, as another failover to the same target would take it."""
        self.asked = asked
        self._list_steps()
        return self.seen()

    def _judge(self) -> None:
        """What the target has to have, what is wrong with both, and who else sees them."""
        found, seen = self.found, self.found.seen
        for name in (self.models.origin, self.models.target):
            self.symptoms[name] = symptoms(seen, found.points, name)
            self.views[name] = views(found.context, found.answers, name)
        self.witness = witness.answers(found.answers)
        if not self._is_moved(self.ledger()):
            checked = checks(seen, found.points, self.models.target)
            more = failover_drift.before(
                self.action, self.task_vars, self.models.before, self.models.target, self.heard, _COMPARE_SECONDS
            )
            keys = keys_in_use.checks(seen, self.models.target, parts.certificates(self.found.states))
            standby = rejoined.checks(seen, found.points, self.heard, self.models.target, REJOINED)
            self.checks = (*checked, *keys, *more, *standby)

    def _is_moved(self, ledger: Ledger) -> bool:
        return ledger.active == self.models.target and ledger.eservices_site == self.models.site

    def look_again(self, silent: bool = False) -> Seen:
        """The locks and ledgers, and the hosts of Muxer and processors; with `silent` also those that were silent."""
        begun = self.now
        hosts = [host for host in self._interesting() if silent or parts.has_answered(self.answers.get(host))]
        self.ask_hosts(hosts)
        if self.asked.planned and not self._hears_origin():
            self._ask_whole_origin()
        if silent or self.asked.planned:
            self._note_life(begun)
        self._ledger_asked = begun
        self.steps = looked_at(self.steps, self.models, self.heard)
        return self.seen()

    def _hears_origin(self) -> bool:
        return any(parts.has_answered(self.answers.get(host)) for host in self.origin_hosts())

    def _ask_whole_origin(self) -> None:
        own = [node for node in self.nodes if node.data_center == self.models.origin]
        hosts = [host for host in self.models.after["hosts"] if self.models.center_of(host) == self.models.origin]
        requests = {**self.host_requests(hosts), **whole_origin.of_nodes(self.models, own)}
        answers = self.ask(requests, LOOK_SECONDS + 5)
        self.answers.update({host: answers[host] for host in hosts if host in answers})
        self.rws = whole_origin.renewed(self.rws, own, answers)
        # What others saw of it was before; a forced failover asks them anew.
        self.views[self.models.origin] = ()

    def turn(self, begun: Collection[str], all_of_it: bool) -> Seen:
        """A rollback begins. `begun`: what was sent on the way there; `all_of_it`: and by an earlier run."""
        known = {kind.name for kind in KINDS}
        self._undoing = known if all_of_it else known & set(begun)
        # The ledger says where eServices was before, which need not be the data center's own site.
        self.models = turned(self.models, self.inventory, self.gatherer, self.ledger().eservices_site)
        self._quiet_since = self._life = None
        self.proofs = ()
        self.look_again(silent=True)
        self._list_steps()
        return self.seen()

    @property
    def used_site(self) -> str:
        """The eServices site that RWS is believed to use."""
        return self.ledger().eservices_site if self._undoing is None else self.models.before["eservices_site"]

    def note_standby(self, some: Iterable[State]) -> None:
        """What does the work of a standby from now on."""
        self._active -= {(state.host, state.component.name) for state in some if state.component.name != MUXER}

    def read_ledgers(self) -> None:
        """Renew what the RWS hosts that were heard say of their lock and ledger."""
        begun = self.now
        self.ask_hosts([host for host in self.rws_hosts if host in self.heard])
        self._ledger_asked = begun

    def ask_hosts(self, hosts: Iterable[str]) -> None:
        """Renew what these hosts answer."""
        self.answers.update(self.ask(self.host_requests(hosts), LOOK_SECONDS + 5))

    def host_requests(self, hosts: Iterable[str]) -> dict[str, Request]:
        """One request for each host; one that was silent gets less time, and has to be reached anew."""
        chosen = list(dict.fromkeys(hosts))
        ledgers = [host for host in chosen if host in self.rws_hosts]
        every = self.found.states
        made = status_requests.of_hosts(every, self.gatherer, chosen, ledgers, self._seconds)
        return {
            host: one if parts.has_answered(self.answers.get(host)) else replace(one, seconds=LOOK_SECONDS, alone=True)
            for host, one in made.items()
        }

    def take(self, answers: Mapping[str, Mapping[str, Any]], begun: float) -> None:
        """What a look at the origin answered, which was asked beside something else."""
        self.answers.update({host: checked_status(dict(answer)) for host, answer in answers.items()})
        self._note_life(begun)

    def ask(self, requests: Mapping[str, Request], seconds: float | None = None) -> dict[str, dict[str, Any]]:
        """The answers, those of hosts checked for their form."""
        hosts = Hosts(self.action, None, dict(self.task_vars), private=False)
        hosts.quiet_seconds, hosts.leave_seconds = _QUIET, _LEAVE
        hosts.forks = max(hosts.forks, _FORKS)
        said = hosts.ask(requests, seconds=seconds)
        of_hosts = {key for key, one in requests.items() if one.module == status_requests.HOST_MODULE}
        return {key: checked_status(answer) if key in of_hosts else answer for key, answer in said.items()}

    @property
    def since_look(self) -> float:
        """Seconds since the last look at the origin."""
        return self.now - self._looked_at

    @property
    def rws_hosts(self) -> list[str]:
        return [host for host in self.inventory.members(_GROUP) if self.gatherer.sees(host)]

    @property
    def heard(self) -> list[str]:
        """The hosts whose last answer was one."""
        return [host for host, answer in self.answers.items() if parts.has_answered(answer)]

    @property
    def ledger_age(self) -> float:
        """For how many seconds nobody has read the locks and ledgers."""
        return self.now - self._ledger_asked

    def silent(self) -> dict[str, str]:
        """The hosts that were not heard, and why."""
        return {
            host: observing.reason_of(answer)
            for host, answer in self.answers.items()
            if not parts.has_answered(answer)
        }

    def origin_hosts(self) -> list[str]:
        """Those of the origin that run Muxer or processors, or hold a ledger."""
        return [host for host in self._interesting() if self.models.center_of(host) == self.models.origin]

    def _interesting(self) -> list[str]:
        own = [one.host for one in self.duties if one.component in EXCLUSIVE]
        return list(dict.fromkeys([*self.rws_hosts, *own]))

    def _note_life(self, begun: float) -> None:
        origin = [host for host in self.heard if self.models.center_of(host) == self.models.origin]
        self._looked_at = self.now
        if origin or self._nodes_heard(self.models.origin):
            self._quiet_since, self._life = None, self.now
        elif self._quiet_since is None:
            self._quiet_since = begun

    # -- steps ---------------------------------------------------------------------------------------------------

    def _list_steps(self) -> None:
        ledger = self.ledger()
        moved = self._is_moved(ledger)
        begun = ledger.intent is not None and ledger.intent.verb == VERB
        self.compared = self._undoing is None and (moved or begun)
        differs = self._compare() if self.compared else None
        center = status_requests.options_of(self.models.states, "contact_center")
        desktops = status_requests.options_of(self.models.states, "workspace_desktop")
        known = Known(
            self.models,
            self.heard,
            self.rws,
            self.found.answers.get(status_requests.GAX),
            differs,
            moved and self._undoing is None,
            self.asked.reindex and self._undoing is None,
            self.asked.planned,
            str(getattr(desktops, "gir_configuration_source", None) or "files"),
            bool(center is not None and center.gir_rws_ops_username and center.gir_rws_ops_password),
            [node.url for node in self.nodes if node.data_center == self.models.target],
        )
        self.steps = {one.name: one for one in listed_steps(known)}
        if self._undoing is not None and steps.RWS in self._undoing:
            # What the addresses showed was asked before it was switched.
            self.note_step(steps.RWS, NEEDED)
        pairs = [(one.host, one.component) for one in self.duties if one.component in EXCLUSIVE]
        self._active = {
            (host, component)
            for host, component in pairs
            if self._works(host, component, differs)
        }

    def _works(self, host: str, component: str, differs: Mapping[str, Collection[str]] | None) -> bool:
        """Whether a Muxer or processor that runs does the work of an active data center."""
        center = self.models.center_of(host)
        if self._undoing is not None and center == self.models.origin:
            return component == MUXER or component in self._undoing
        equal = differs is not None and host in self.heard and host not in differs.get(component, ())
        return parts.works(component, equal and center != self.models.target)

    def _compare(self) -> dict[str, Collection[str]]:
        """Where what hosts and APIs have differs from what the target needs, as far as they answer."""
        assumed = {CENTER_VARIABLE: self.models.target, SITE_VARIABLE: self.models.site}
        limits = Limits(_COMPARE_SECONDS, _COMPARE_SECONDS)
        compared = compare(self.action, self.task_vars, VERB, limits, assumed, ledgers=False, chosen=self.heard)
        found = todo(compared, self.heard, lambda state: False, (), comparison.in_use(compared))
        return {component: set(hosts) for component, hosts in found.items()}

    def note_step(self, name: str, state: str = IN_EFFECT, text: str = "") -> None:
        """What a command has made of its step."""
        known = self.steps.get(name)
        if known is not None:
            self.steps[name] = replace(known, state=state, text=text or known.text)

    # -- what is seen --------------------------------------------------------------------------------------------

    def ledger(self) -> Ledger:
        """What the ledgers say together."""
        model = self.found.seen.model
        asked = {host: self.answers[host] for host in self.rws_hosts if host in self.answers}
        self.ledgers = observing.answered({host: one.get("ledger") or one for host, one in asked.items()})
        self.judgement = observing.judged(self.ledgers)
        return parts.ledger_of(self.judgement, model["active"], model["eservices_site"])

    def seen(self) -> Seen:
        """All of it, as it is decided on."""
        rws = {host: self.answers[host] for host in self.rws_hosts if host in self.answers}
        ledger = self.ledger()
        if not ledger.operation and not ledger.question and self.found.seen.question:
            ledger = replace(ledger, question=INPUT, text=" ".join(self.found.seen.question))
        quiet = 0.0 if self._quiet_since is None else self._looked_at - self._quiet_since
        return Seen(
            origin=self._site(self.models.origin),
            target=self._site(self.models.target),
            ledger=ledger,
            lock=parts.lock_of(rws, self.own),
            checks=tuple(one for one in self.checks if self.asked.planned or one.rule != REJOINED),
            steps=tuple(self.steps.values()),
            quiet_for=quiet,
            witness=self.witness,
            life=self._life,
            holds=parts.holds_of(rws, ledger.operation),
            proofs=self.proofs,
            needs_rejoin=parts.has_to_rejoin(self.judgement, self.models.after, self.models.origin),
        )

    def _site(self, name: str) -> Site:
        hosts = [host for host, one in self.models.after["hosts"].items() if one["data_center"] == name]
        duties = [one for one in self.duties if one.data_center == name]
        urls = [node.url for node in self.nodes if node.data_center == name]
        return Site(
            name=name,
            site_name=self._site_name(name),
            hosts=len(hosts),
            heard=sum(1 for host in hosts if parts.has_answered(self.answers.get(host))),
            nodes=len(urls),
            nodes_heard=self._nodes_heard(name),
            views=self.views.get(name, ()),
            symptoms=self.symptoms.get(name, ()),
            services=parts.services_of(duties, self.answers, self._active),
            looked_at=self._looked_at,
            primary=name == self.models.after["primary"],
        )

    def _site_name(self, name: str) -> str:
        if name == self.models.target:
            return self.models.site
        site: str = self.models.after["data_centers"][name]["site_name"]
        return site

    def answering_nodes(self) -> list[Node]:
        """The addresses of RWS that answered, those of the target first."""
        heard = {one["url"] for one in self.rws.get("nodes") or () if one["state"] != UNREACHABLE}
        ordered = sorted(self.nodes, key=lambda node: node.data_center != self.models.target)
        return [node for node in ordered if node.url in heard]

    def _nodes_heard(self, name: str) -> int:
        return sum(1 for node in self.answering_nodes() if node.data_center == name)
