# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of playbook status: what is asked, all at once and within one time limit, and what is judged of it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._components import hold_keeper
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import Violation
from ansible_collections.gir.multidc.plugins.plugin_utils._components.reading import read
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import Report, errors
from ansible_collections.gir.multidc.plugins.plugin_utils._components.rule import RULES
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER, GIR726
from ansible_collections.gir.multidc.plugins.plugin_utils._failover import objectives
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import judged as comparison
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import judgement, observing, status_requests
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.answers import checked_status
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.inventory import Inventory
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.states import State, states
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._hosts import Hosts, Request
from ansible_collections.gir.multidc.plugins.plugin_utils._report import asked, outputs, terminal
from ansible_collections.gir.multidc.plugins.plugin_utils._report.version import version
from ansible_collections.gir.multidc.plugins.plugin_utils._status import (
    areas,
    eservices,
    hosts,
    keys,
    recording_holds,
    records,
    report,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._status import takeover as taking_over
from ansible_collections.gir.multidc.plugins.plugin_utils._status.area import Context, Point
from ansible_collections.gir.multidc.plugins.plugin_utils._status.moments import warn_days
from ansible_collections.gir.multidc.plugins.plugin_utils._status.seen import HoldKeeping, IndexUpdate, Keystores, Seen
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.engine import Evaluation
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.recording_holds import read as read_holds
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.report import line
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable, is_blank
from ansible_collections.gir.multidc.plugins.plugin_utils._variables import status_seconds, tags
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.summary import of_the_map, summary

VERB = report.KIND
# Who has been silent for so long only waits, and who is given up has so long to remove what was sent to the host.
_QUIET, _LEAVE = 0.7, 1.0
# So many silent ones are waited for at once, and a data center that is lost has many.
_BESIDE = 200


class Refused(Exception):
    """Nothing was asked; the message says why."""


@dataclass(frozen=True)
class Found:
    """All that was asked and what it means. `answers`: by host or API. `states`: of every host of the inventory.

    `context`: that of the areas which asked.
    """

    seen: Seen
    points: Sequence[Point]
    states: Sequence[State]
    answers: Mapping[str, Mapping[str, Any]]
    takeover: Mapping[str, Any]
    ledgers: observing.Observed
    context: Context


class StatusRun:
    """`action` is the action that runs. `verb`: for which the map is judged. `forks`: at least so many at once."""

    def __init__(
        self, action: Any, task_vars: Mapping[str, Any], verb: str = VERB, seconds: float = 0, forks: int = 1
    ) -> None:
        self._action, self._task_vars, self._verb, self._least_forks = action, task_vars, verb, forks
        self._inventory = Inventory(action._templar, action._loader, task_vars)
        self._gatherer = Gatherer(action._templar, task_vars)
        self._started = time.time()
        # What everything that is asked may take together. A data center that is away costs this once.
        self._seconds: float = seconds or status_seconds.SECONDS
        # Shown beside the result, as rules that stop nothing.
        self.warnings: list[str] = []

    def result(self) -> dict[str, Any]:
        """What the task returns. Raises Refused."""
        reports, chosen = self._options()
        return self._reported(self.found(chosen), reports)

    def found(self, chosen: Sequence[str]) -> Found:
        """What these hosts, all RWS hosts and the APIs answer. Raises Refused where the map is wrong."""
        first = self._evaluated(observing.Observed(), False)
        if first.model is None:
            raise Refused(summary(of_the_map(first.violations)))
        model = first.model
        every = self._states(model)
        context = Context(model, self._value_of, chosen, self._seconds, self._now())
        answers = self._ask(self._requests(model, every, chosen, context))
        ledgers = self._ledgers(model, answers)
        second = self._evaluated(ledgers, bool(ledgers.of_hosts))
        question = [] if second.model is not None else [line(one) for one in second.errors]
        if second.model is not None and second.model["active"] != model["active"]:
            every = self._states(second.model)
        model = second.model or model
        self._warn([*second.violations] if second.model is not None else [], every, model)
        seen = self._seen(model, every, answers, chosen, ledgers, question)
        return self._judged(seen, every, answers, context, ledgers)

    # -- what was given ------------------------------------------------------------------------------------------

    def _options(self) -> tuple[asked.Asked, list[str]]:
        """The reports that were asked for, and the hosts of the run."""
        members = self._inventory.members("gir")
        if not members:
            raise Refused("The inventory of this run has no host in the group gir, so there is nothing to ask.")
        in_play = set(self._task_vars.get("ansible_play_hosts_all") or ())
        if not in_play & {*members, CONTROLLER}:
            limit = self._task_vars.get("ansible_limit") or ""
            raise Refused(f"No host of the group gir is within the limit {limit}. Give a limit that has one.")
        reports, wrong = asked.of(VERB, self._inventory.of_anyone(asked.variables(VERB)).get)
        # What only warns is shown with all other warnings.
        wrong = [replace(one, severity=RULES[one.id].severity_for(VERB)) for one in wrong]
        given = self._inventory.of_anyone([status_seconds.VARIABLE]).get(status_seconds.VARIABLE)
        self._seconds, flaws = status_seconds.read(given)
        if errors([*wrong, *flaws]):
            raise Refused(summary([*wrong, *flaws]))
        return reports, [host for host in members if host in in_play]

    def _evaluated(self, observed: observing.Observed, is_asked: bool) -> Evaluation:
        return self._inventory.evaluate(self._verb, is_asked, observed)

    def _states(self, model: Model) -> list[State]:
        return states(model, self._gatherer, [*model["hosts"], CONTROLLER])

    def _value_of(self, host: str, name: str) -> object:
        value = self._gatherer.value(host, name)
        return None if not isinstance(value, Unusable) and is_blank(value) else value

    @staticmethod
    def _now() -> datetime:
        return datetime.now(timezone.utc)

    def _warn(self, of_map: Sequence[Any], every: Sequence[State], model: Model) -> None:
        """What is wrong with variables stops nothing here."""
        values = [one for state in every for one in state.desired.violations if one.id != GIR726.id]
        run = tags.of_run(self._task_vars)
        own: list[Violation] = judgement.of_verb(
            VERB, self._inventory.groups, model, self._gatherer, run, list(dict.fromkeys(values))
        )
        of_the_inventory = of_the_map(of_map)
        found = [*of_the_inventory, *judgement.beside(of_the_inventory, own)]
        if found:
            self.warnings.append(summary(found))

    # -- asking --------------------------------------------------------------------------------------------------

    def _requests(
        self, model: Model, every: Sequence[State], chosen: Sequence[str], context: Context
    ) -> dict[str, Request]:
        seen = [host for host in model["hosts"] if self._gatherer.sees(host)]
        # Their ledgers count whatever the limit is.
        ledgers = [host for host in self._inventory.members("gir_rws") if host in seen]
        own = [host for host in chosen if host in set(seen)]
        desktops = status_requests.desktops(every)
        # The few APIs come first: of many silent hosts each takes a place for a while.
        known = status_requests.nodes(model, self._gatherer)
        found = status_requests.of_apis(every, known, desktops, self._seconds)
        found.update(status_requests.of_hosts(every, self._gatherer, own, ledgers, self._seconds, True))
        for key, ask in areas.asks(context).items():
            check = ask.check or bool(self._action._task.check_mode)
            found[key] = Request(ask.host, ask.module, ask.arguments, check, None, self._seconds)
        return found

    def _ask(self, requests: Mapping[str, Request]) -> dict[str, dict[str, Any]]:
        # Nobody answers with a secret, and why a host does not answer has to be told.
        hosts_of_the_run = Hosts(self._action, None, dict(self._task_vars), private=False)
        hosts_of_the_run.quiet_seconds, hosts_of_the_run.leave_seconds = _QUIET, _LEAVE
        hosts_of_the_run.most_beside = _BESIDE
        hosts_of_the_run.forks = max(hosts_of_the_run.forks, self._least_forks)
        answers = hosts_of_the_run.ask(requests, seconds=self._seconds)
        of_hosts = {key for key, one in requests.items() if one.module == status_requests.HOST_MODULE}
        return {key: checked_status(answer) if key in of_hosts else answer for key, answer in answers.items()}

    def _ledgers(self, model: Model, answers: Mapping[str, Mapping[str, Any]]) -> observing.Observed:
        asked_for = [host for host in self._inventory.members("gir_rws") if host in answers]
        return observing.answered({host: answers[host].get("ledger") or answers[host] for host in asked_for})

    # -- judging -------------------------------------------------------------------------------------------------

    def _seen(
        self,
        model: Model,
        every: Sequence[State],
        answers: Mapping[str, Mapping[str, Any]],
        chosen: Sequence[str],
        ledgers: observing.Observed,
        question: Sequence[str],
    ) -> Seen:
        here = {host: answers[host] for host in model["hosts"] if host in answers and host in chosen}
        rws = {host: answers[host] for host in self._inventory.members("gir_rws") if host in answers}
        duties = [one for one in status_requests.duties(every, model) if one.host in chosen]
        return Seen(
            model=model,
            answers={**here, **rws},
            ledger=observing.judged(ledgers),
            duties=duties,
            unseen=[host for host in model["hosts"] if host not in here],
            question=question,
            keystores=self._keystores(model, every, here),
            index_update=index_update_of(model, every),
            hold_keeping=_hold_keeping_of(model, every),
            windows=[host for host in model["hosts"] if self._gatherer.is_windows(host)],
            objectives=objectives.read(self._gatherer.value(CONTROLLER, objectives.VARIABLE, gir_topology=model))[0],
        )

    def _keystores(self, model: Model, every: Sequence[State], here: Mapping[str, object]) -> Keystores:
        primary = model["data_centers"][model["primary"]]["hosts"].get("gir_rcs", [])
        every_one = [*primary, *model["hosts"]]
        in_use = any(comparison.CERTIFICATE in str(one.given) for one in every if one.component.group is None)
        return Keystores(next((host for host in every_one if host in here), None), in_use, warn_days(self._value_of))

    def _judged(
        self,
        seen: Seen,
        every: Sequence[State],
        answers: Mapping[str, Mapping[str, Any]],
        context: Context,
        ledgers: observing.Observed,
    ) -> Found:
        now = self._now()
        known = status_requests.nodes(seen.model, self._gatherer)
        rws, gax = status_requests.of_rws(known, answers), answers.get(status_requests.GAX)
        desktops = status_requests.desktops(every, gax)
        final = Context(seen.model, context.value, context.hosts, context.seconds, now)
        found: list[Point] = [
            *records.points(seen, now),
            *hosts.points(seen, now.timestamp()),
            *eservices.points(seen.model, known, rws, desktops),
            *keys.of_keystores(seen, now),
            *keys.of_indexes(seen, now),
            *recording_holds.points(seen, now),
            *areas.points(final, answers),
        ]
        given = taking_over.Given(known, rws, desktops.option is not None, gax, bool(_speechminer(seen.model)))
        fit = taking_over.takeover(seen, found, taking_over.steps(seen, given))
        return Found(seen, found, every, answers, fit, ledgers, final)

    def _reported(self, found: Found, reports: asked.Asked) -> dict[str, Any]:
        seen = found.seen
        run = report.Run(_stamp(self._started), _stamp(time.time()), round(time.time() - self._started, 1), version(),
                         str(self._task_vars.get("ansible_limit") or ""), self._inventory.slice)  # fmt: skip
        markers = records.known_markers(seen, found.context.now)
        raw = report.raw(seen, found.points, found.takeover, records.last_operation(seen.ledger), markers, run)
        document = report.document(raw, seen)
        written = outputs.write(document, reports)
        self.warnings += [*written.problems, *written.notes]
        return {"report": raw, "lines": terminal.lines(document), "written": dict(written.paths),
                "sentence": report.headline(raw)}  # fmt: skip


def _speechminer(model: Model) -> list[str]:
    return [host for host, known in model["hosts"].items() if "gir_speechminer" in known["components"]]


def index_update_of(model: Model, every: Sequence[State]) -> IndexUpdate | None:
    """What the daily index update of the standby is judged by; None where none is described."""
    host = model["index_update_host"]
    for state in every:
        if state.host == host and state.component.name == "index_update" and state.desired.status_file is not None:
            options: Any = read(state.component.table, state.given, Report(host))
            return IndexUpdate(host, options.indexes, options.max_age_hours)
    return None


def _hold_keeping_of(model: Model, every: Sequence[State]) -> HoldKeeping | None:
    """What legal holds are judged by; None without holds."""
    host = hold_keeper.keeper_host(model)
    for state in every:
        if state.component.name == hold_keeper.ROLE and state.host == host:
            options: Any = read(state.component.table, state.given, Report(host))
            holds, _flaws = read_holds(options.gir_recording_holds)
            if not holds:
                return None
            return HoldKeeping(host, holds, options.enabled, options.max_age_hours, hold_keeper.held_file(options))
    return None


def _stamp(moment: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))
