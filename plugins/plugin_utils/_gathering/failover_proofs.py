# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a failover asks at the end to prove what it did: hosts that answer, and APIs, all at once.

The probe recordings are written in earnest, deleted, and their deletion is confirmed. Nothing else is written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._common.observation import NOT_OBSERVABLE
from ansible_collections.gir.multidc.plugins.plugin_utils._components.ivr_profile import IvrProfile
from ansible_collections.gir.multidc.plugins.plugin_utils._components.options import places
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import errors
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import objects, rws_state
from ansible_collections.gir.multidc.plugins.plugin_utils._eservices.nodes import Node
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.observed import Check
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import (
    calls,
    failover_drift,
    observing,
    site_question,
    status_requests,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.states import State
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.status_run import index_update_of
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._hosts import Request
from ansible_collections.gir.multidc.plugins.plugin_utils._report.questions import ESERVICES_SITE
from ansible_collections.gir.multidc.plugins.plugin_utils._report.sites import LEDGER
from ansible_collections.gir.multidc.plugins.plugin_utils._status.areas import SURPRISES
from ansible_collections.gir.multidc.plugins.plugin_utils._status.hosts import STARTED_BY_FAILOVER
from ansible_collections.gir.multidc.plugins.plugin_utils._status.seen import Seen
from ansible_collections.gir.multidc.plugins.plugin_utils._takeover import proofs as judge
from ansible_collections.gir.multidc.plugins.plugin_utils._takeover import transactions
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model

# For everything that is asked together; then hosts are compared, within the same time.
SECONDS = 20.0
# A probe recording takes this many requests.
_REQUESTS = 5
_PROFILES, _SETTINGS = "proofs/gax", "proofs/rws"
_PROBE = "proofs/probe"
# Differences of an object after which none of its options is known.
_WHOLE_OBJECT = ("object.missing", "object.read")
_RECEIVER = "/interaction-receiver"
_GROUPS = tuple(f"gir_{name}" for name in (*STARTED_BY_FAILOVER, "rws"))

Answers = Mapping[str, Mapping[str, Any]]
Ask = Callable[[Mapping[str, Request], float], Answers]


@dataclass(frozen=True)
class Given:
    """`model`: that in which the target is active, with its `states`. `origin`: the data center that is given up.

    `heard`: hosts that answered; nobody else is asked. `nodes`: the addresses of RWS that answered. `apart`: components
    that are left to a later run, and not compared. `whole`: the origin is a standby already, and compared as one.
    """

    action: Any
    task_vars: Mapping[str, Any]
    model: Model
    origin: str
    states: Sequence[State] = field(repr=False)
    heard: Collection[str] = ()
    nodes: Sequence[Node] = ()
    seconds: float = SECONDS
    apart: Collection[str] = ()
    whole: bool = False

    @property
    def gatherer(self) -> Gatherer:
        return Gatherer(self.action._templar, self.task_vars)

    def of(self, component: str) -> list[State]:
        """Its states that nothing is wrong with."""
        return [one for one in self.states if one.component.name == component and not errors(one.desired.violations)]

    @property
    def others(self) -> list[str]:
        """The hosts that answered and are compared: a lost origin has the files of an active data center still."""
        known = self.model["hosts"]
        hosts = [host for host in known if host in self.heard]
        return hosts if self.whole else [host for host in hosts if known[host]["data_center"] != self.origin]


def proofs(given: Given, ask: Ask) -> tuple[Check, ...]:
    """One or more for each point of the list. `ask` carries out requests within so many seconds."""
    asked, gatherer = requests(given), given.gatherer
    answers = ask(asked, given.seconds)
    own = site_question.answered(given.model, gatherer)
    found = list(judged(given, answers, own))
    found += _guarded(judge.DRIFT, lambda: failover_drift.after(
        given.action, given.task_vars, given.model, given.others, given.seconds, given.apart))  # fmt: skip
    order = list(judge.POINTS)
    return tuple(sorted(found, key=lambda one: order.index(one.rule)))


# -- asking ----------------------------------------------------------------------------------------------------------


def requests(given: Given) -> dict[str, Request]:
    """Everything but the comparison, by host or by a key of its own."""
    hosts = given.model["hosts"]
    own = [host for host, one in hosts.items() if host in given.heard and set(_GROUPS) & set(one["components"])]
    update = given.model["index_update_host"]
    own += [update] if update in given.heard and update not in own else []
    ledgers = [host for host in own if "gir_rws" in hosts[host]["components"]]
    found = status_requests.of_hosts(given.states, given.gatherer, own, ledgers, given.seconds)
    desktops = status_requests.desktops(given.states)
    found.update(status_requests.of_apis(given.states, given.nodes, desktops, given.seconds))
    found.update(probes(given))
    profiles = objects.request(given.of("ivr_profile"))
    if profiles is not None and profiles.module is not None:
        arguments = {**profiles.args, "timeout": _patience(given), "retries": 0, "ready_timeout": 0}
        found[_PROFILES] = Request(CONTROLLER, profiles.module, arguments, True, None, given.seconds)
    settings = _settings(given)
    if settings is not None:
        found[_SETTINGS] = Request(CONTROLLER, rws_state.MODULE, settings.args, True, None, given.seconds)
    return found


def _patience(given: Given) -> int:
    """Seconds for one request of HTTP, where several follow each other."""
    return max(1, int(given.seconds / _REQUESTS))


def probes(given: Given) -> Iterator[tuple[str, Request]]:
    """The transactions, by a key that `host_of` knows."""
    for host in transactions.vantage_points(given.model, given.origin, given.heard):
        for component in transactions.PROBED:
            state = next((one for one in given.of(component) if one.host == host), None)
            if state is None:
                continue
            for call in calls.of_verb("probe", state.component, state.desired, state.given, {}, False):
                more = {"timeout": _patience(given), "threads": len(call.args["probes"])}
                yield f"{_PROBE}/{host}/{component}", Request(host, call.name, {**call.args, **more}, False, None,
                                                              given.seconds)  # fmt: skip


def host_of(key: str) -> str:
    """The host of a request of `probes`; empty for every other key."""
    return key.split("/")[2] if key.startswith(f"{_PROBE}/") else ""


def _settings(given: Given) -> rws_state.Request | None:
    """Through the addresses that answer, those of the target first."""
    target = given.model["active"]
    urls = [node.url for node in sorted(given.nodes, key=lambda node: node.data_center != target)]
    for state in given.of("contact_center"):
        center = state.desired.contact_center
        options = status_requests.options_of(given.states, "contact_center")
        if center is not None and urls and options.gir_rws_ops_username and options.gir_rws_ops_password:
            narrowed = replace(center, urls=urls)
            return rws_state.request(narrowed, state.desired.secret_keys, options, given.model, (), _patience(given))
    return None


# -- judging ---------------------------------------------------------------------------------------------------------


def judged(given: Given, answers: Answers, own: Sequence[Mapping[str, Any]]) -> Iterator[Check]:
    """`own`: what the probes of the site's own said."""
    ended = _ended(given, answers)
    shown = {str(one["question"]) for one in own}
    for one in _guarded(judge.LEDGER, lambda: judge.proofs(ended)):
        # The site answers itself what no node shows.
        if one.rule != judge.RWS or one.answer != NOT_OBSERVABLE or ESERVICES_SITE.name not in shown:
            yield one
    yield from _guarded(judge.RECEIVER_PROFILES, lambda: [_of_profiles(given, answers)])
    yield from _guarded(judge.RECEIVER_SETTINGS, lambda: [_of_settings(given, answers)])
    tried: dict[str, list[Mapping[str, Any]]] = {}
    for key, answer in answers.items():
        host = host_of(key)
        if host:
            tried.setdefault(host, []).append(answer)
    yield from transactions.untried(given.model, given.origin, given.heard)
    yield from _guarded(judge.TRANSACTIONS, lambda: transactions.judged(given.model, tried, own))


def _guarded(rule: str, judges: Callable[[], Sequence[Check]]) -> list[Check]:
    """What one answer makes of its judge hides nothing of the others."""
    try:
        return list(judges())
    except SURPRISES as error:
        text = f"What was answered is of a form that nobody expected ({type(error).__name__})."
        return [Check(rule, NOT_OBSERVABLE, text, "Run gir.multidc.verify.")]


def _ended(given: Given, answers: Answers) -> judge.Ended:
    model = given.model
    ledger = observing.judged(_ledgers(given, answers))
    if ledger.head is not None:
        # Else sentences would say that a variable decides.
        model = {**model, "eservices_source": LEDGER}
    here = {host: answers[host] for host in model["hosts"] if host in answers}
    seen = Seen(
        model=model,
        answers=here,
        ledger=ledger,
        duties=status_requests.duties(given.states, model),
        index_update=index_update_of(model, given.states),
    )
    desktops = status_requests.desktops(given.states, answers.get(status_requests.GAX))
    said = status_requests.of_rws(given.nodes, answers)
    now = datetime.now(timezone.utc)
    return judge.Ended(seen, given.origin, model["active"], now, given.nodes, said, desktops, given.whole)


def _ledgers(given: Given, answers: Answers) -> observing.Observed:
    hosts = given.model["hosts"]
    rws = [host for host, one in hosts.items() if host in answers and "gir_rws" in one["components"]]
    return observing.answered({host: answers[host].get("ledger") or answers[host] for host in rws})


def _of_profiles(given: Given, answers: Answers) -> Check:
    """Of all differences those of the option that names it, and profiles that are not there."""
    asked, url = objects.request(given.of("ivr_profile")), given.model["interaction_receiver_url"]
    rule = judge.RECEIVER_PROFILES
    if asked is None or asked.module is None:
        return judge.receiver(rule, None, "gir_configuration_source is not gax, so nobody reads them", url)
    answer = answers.get(_PROFILES) or {}
    if answer.get("failed") or "differences" not in answer:
        return judge.receiver(rule, None, str(answer.get("msg") or "GAX gave no answer"), url)
    named = given.of("ivr_profile")[0].given.get("ivr_profile_parameter_names") or {}
    option = {**places(IvrProfile), **(named if isinstance(named, dict) else {})}["interaction_receiver"]
    own = [one for one in asked.differences(answer) if one["component"] == "ivr_profile"]
    own = [one for one in own if one["check"] in _WHOLE_OBJECT or one["key"].endswith(f"/{option}")]
    return judge.receiver(rule, own, "", url)


def _of_settings(given: Given, answers: Answers) -> Check:
    asked, url = _settings(given), given.model["interaction_receiver_url"]
    rule = judge.RECEIVER_SETTINGS
    if asked is None:
        why = "no address of RWS answers, or the ops account is not given"
        return judge.receiver(rule, None, why, url)
    answer = answers.get(_SETTINGS) or {}
    if answer.get("failed") or "differences" not in answer:
        return judge.receiver(rule, None, str(answer.get("msg") or "RWS gave no answer"), url)
    found = rws_state.differences(asked, answer)
    return judge.receiver(rule, [one for one in found if _RECEIVER in one["object"]], "", url)
