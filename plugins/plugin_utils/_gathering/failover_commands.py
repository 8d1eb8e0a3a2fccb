# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How each command of a failover is carried out: requests to hosts of the pair that answer, and from the controller."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._rws.watch import SHOWS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.options import places
from ansible_collections.gir.multidc.plugins.plugin_utils._components.workspace_desktop_options import WorkspaceDesktop
from ansible_collections.gir.multidc.plugins.plugin_utils._eservices import nodes as rws_nodes
from ansible_collections.gir.multidc.plugins.plugin_utils._eservices import outcome as switch_outcome
from ansible_collections.gir.multidc.plugins.plugin_utils._eservices.precheck import PATIENCE
from ansible_collections.gir.multidc.plugins.plugin_utils._failover import steps
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.run import (
    APPLIED,
    FAILED,
    REFUSED,
    UNKNOWN,
    WAITED,
    Command,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import calls, site_question, status_requests
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import failover_parts as parts
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import failover_queues as queues
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import failover_steps as known_steps
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_background import Background
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_system import System
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_writing import (
    API_SECONDS,
    CONTROLLER,
    SERVICE_SECONDS,
    Became,
    Requests,
    Work,
    Writer,
    sentence,
    summed,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.states import State
from ansible_collections.gir.multidc.plugins.plugin_utils._hosts import Request
from ansible_collections.gir.multidc.plugins.plugin_utils._report.sites import Desktops
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import listed

_SWITCH = "gir.multidc.rws_multimedia_switch"
# The daily update of the former standby was there a day ago at the latest; the hour before it may be missing.
_REINDEX_FROM, _REINDEX_WINDOW = "-2d", "6h"
_REINDEX_SECONDS = 900.0
_REINDEX_BY_HAND = "Index what is left with module rws_force_index."


class Commands:
    """Everything that may go at once. The lock and the ledger are in failover_records.py."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._writer = Writer(system.action, system.gatherer)
        self._indexing: Background | None = None
        self._work: dict[str, Callable[[Command], Work]] = {
            steps.LOOK: self._look,
            steps.STOP: self._stop,
            steps.RESTORE: self._restore,
            steps.RWS: self._rws,
            steps.FILES: self._files,
            steps.SETTINGS: self._settings,
            steps.PROFILES: lambda command: self._objects(known_steps.PROFILES),
            steps.DESKTOPS: self._desktops,
            steps.ADDRESS: self._address,
            steps.RPS: self._activate,
            steps.VOICE_PROCESSOR: self._activate,
            steps.MUXER: self._activate,
            steps.REST: self._rest,
            steps.STANDBY: self._standby,
            steps.QUEUES: self._queues,
            steps.INDEX_UPDATE: lambda command: self._program(command, known_steps.UPDATE),
            steps.HOLD_KEEPER: lambda command: self._program(command, known_steps.KEEPER),
            steps.REINDEX: self._reindex,
        }

    def work(self, command: Command) -> Work:
        """The rounds of a command."""
        return self._work[command.name](command)

    def knows(self, command: Command) -> bool:
        return command.name in self._work

    # -- the origin ----------------------------------------------------------------------------------------------

    def _look(self, command: Command) -> Work:
        begun = self._system.now
        answers = yield self._system.host_requests(self._system.origin_hosts())
        self._system.take(answers, begun)
        return Became()

    def _stop(self, command: Command) -> Work:
        return (yield from self._units(command, "stopped"))

    def _restore(self, command: Command) -> Work:
        return (yield from self._units(command, "started"))

    def _units(self, command: Command, state: str) -> Work:
        units = {
            one.host: one.unit for one in self._system.duties if one.component == command.argument and one.unit
        }
        requests = {
            host: Request(host, "gir.multidc.gated_service", {"name": units[host], "state": state, "host": host}, False,
                          None, SERVICE_SECONDS)
            for host in command.hosts
        }  # fmt: skip
        return summed((yield requests))

    # -- RWS -----------------------------------------------------------------------------------------------------

    def _account(self) -> tuple[dict[str, Any], Any]:
        options = status_requests.options_of(self._system.models.states, "contact_center")
        given = {name: value for name, value in options.rws_connection().items() if value is not None}
        return given, options

    def _answering(self) -> list[str]:
        return [node.url for node in self._system.answering_nodes()]

    def _rws(self, command: Command) -> Work:
        system = self._system
        account, _options = self._account()
        delay = parts.monitoring_delay(system.gatherer, system.rws_hosts)
        wait = PATIENCE if delay is None else 2 * delay + PATIENCE // 2
        arguments = {
            **account,
            "site": system.models.site,
            "recorded_site": system.used_site,
            "url": self._answering(),
            "wait_timeout": wait,
        }
        if delay is not None:
            arguments["monitoring_delay"] = delay
        answers = yield {CONTROLLER: Request(CONTROLLER, _SWITCH, arguments, False, None, wait + API_SECONDS)}
        return self._of_switch(answers[CONTROLLER])

    def _of_switch(self, answer: Mapping[str, Any]) -> Became:
        """Whether the target's nodes took it; nodes of others may be late, and are named."""
        became = switch_outcome.of_request(answer)
        if became == switch_outcome.REFUSED:
            return Became(REFUSED, sentence(answer))
        if became != switch_outcome.ACCEPTED:
            return Became(UNKNOWN, sentence(answer), True)
        own = {node.url for node in self._system.nodes if node.data_center == self._system.models.target}
        nodes = answer.get("nodes") or []
        late = [f"{one['url']}: {one['state']}" for one in nodes if one["state"] not in (SHOWS, "not observable")]
        text = f"Not switched yet: {'; '.join(late)}." if late else ""
        shown = [one for one in nodes if one["url"] in own and one["state"] == SHOWS]
        waited = [one for one in nodes if one["url"] in own and one["state"] == "not observable"]
        changed = bool(answer.get("changed", True))
        if shown:
            self._system.note_step(steps.RWS)
            return Became(APPLIED, text, changed)
        if waited:
            return Became(WAITED, text or "No node shows its site.", changed)
        return Became(UNKNOWN, text or sentence(answer), True)

    def _files(self, command: Command) -> Work:
        system = self._system
        heard = [host for host in system.rws_hosts if host in system.heard]
        hosts = {host: {name: system.gatherer.value(host, name) for name in rws_nodes.PLACES} for host in heard}
        requests = {}
        for one in rws_nodes.start_files(hosts, system.models.site):
            given = asdict(one)
            host = given.pop("host")
            requests[host] = Request(host, "ansible.builtin.replace", given, False, None, API_SECONDS)
        return self._noted(steps.FILES, summed((yield requests)))

    def _settings(self, command: Command) -> Work:
        requests: Requests = {}
        for state in self._system.models.of(known_steps.SETTINGS):
            _account, options = self._account()
            given = {"contact_center_id": options.gir_contact_center_id}
            for call in calls.of_verb("settings", state.component, state.desired, state.given, given, False):
                arguments = {**call.args, "url": self._answering()}
                requests[CONTROLLER] = Request(CONTROLLER, call.name, arguments, False, None, API_SECONDS)
        return self._noted(steps.SETTINGS, summed((yield requests)))

    def _reindex(self, command: Command) -> Work:
        """It goes on beside everything else; `collect` says later what became of it."""
        account, options = self._account()
        own = {node.url for node in self._system.nodes if node.data_center == self._system.models.target}
        arguments = {**account, "url": [url for url in self._answering() if url in own], "from": _REINDEX_FROM,
                     "window": _REINDEX_WINDOW, "rounding": "outward", "on_failure": "continue"}  # fmt: skip
        if options.gir_contact_center_id:
            arguments["contact_center_id"] = options.gir_contact_center_id
        request = Request(CONTROLLER, "gir.multidc.rws_force_index", arguments, False)
        system = self._system
        self._indexing = Background(lambda: system.ask({CONTROLLER: request})[CONTROLLER])
        yield {}
        return Became(WAITED, "It is under way.", True)

    def end(self) -> None:
        """Nothing goes on after the run."""
        if self._indexing is not None:
            self._indexing.end()

    def collect(self) -> Became | None:
        """What became of the index; None where none was begun."""
        if self._indexing is None:
            return None
        answer, self._indexing = self._indexing.wait(_REINDEX_SECONDS), None
        if answer is None:
            return Became(UNKNOWN, f"It took more than {_REINDEX_SECONDS / 60:.0f} minutes; RWS goes on with it.", True)
        if answer.get("failed"):
            return Became(FAILED, f"{sentence(answer)} {_REINDEX_BY_HAND}", True)
        return self._noted(steps.REINDEX, Became(APPLIED, "", True))

    # -- Configuration Server and names ------------------------------------------------------------------------

    def _objects(self, components: tuple[str, ...]) -> Work:
        requests = {
            f"{state.component.name} {number}": request
            for state in self._system.models.of(*components)
            for number, request in enumerate(self._writer.objects(state))
        }
        name = steps.PROFILES if components == known_steps.PROFILES else steps.DESKTOPS
        return self._noted(name, summed((yield requests)))

    def _desktops(self, command: Command) -> Work:
        """The Application, and then the agent groups whose annex names another site."""
        became = yield from self._objects((known_steps.DESKTOPS,))
        if became.outcome != APPLIED:
            return became
        self._system.note_step(steps.DESKTOPS, "needed")
        options = status_requests.options_of(self._system.models.states, known_steps.DESKTOPS)
        described = self._described(options)
        groups = switch_outcome.of_groups(described, self._system.models.site)
        told = " ".join(f"{one['name']}: {one['reason']}" for one in groups["pinned"])
        if groups["objects"]:
            connection = {name: value for name, value in options.gax_connection().items() if value is not None}
            arguments = {**connection, "objects": groups["objects"], "secret_keys": list(options.gir_secret_keys or [])}
            request = Request(CONTROLLER, "gir.multidc.gax_options", arguments, False, None, API_SECONDS)
            more = summed((yield {CONTROLLER: request}))
            became = Became(more.outcome, more.text, became.changed or more.changed)
        if told and became.outcome == APPLIED:
            return Became("failed", told, became.changed)
        return self._noted(steps.DESKTOPS, became)

    def _described(self, options: Any) -> Desktops:
        names = {**places(WorkspaceDesktop), **(options.option_names or {})}
        answer = self._system.found.answers.get(status_requests.GAX) or {}
        return Desktops(
            answer, names["eservices_site"], options.agent_groups or {}, options.agent_group_extra_options or {}
        )

    def _address(self, command: Command) -> Work:
        requests: Requests = {}
        for state in self._system.models.of(known_steps.NAMES):
            for call in calls.of_verb("dns", state.component, state.desired, state.given, {}, False):
                requests[CONTROLLER] = Request(CONTROLLER, call.name, call.args, False, None, API_SECONDS)
        return self._noted(steps.ADDRESS, summed((yield requests)))

    # -- hosts of the target -------------------------------------------------------------------------------------

    def _activate(self, command: Command) -> Work:
        models, heard = self._system.models, self._system.heard
        own = [state for state in models.of(command.name) if models.center_of(state.host) == models.target]
        some = [state for state in own if state.host in heard]
        if not some:
            # Its hosts answered when the step was listed.
            return Became(FAILED, f"{listed([one.host for one in own], 3)} does not answer any more.")
        became = yield from self._writer.apply(some)
        by_hand = [one.host for one in some if not self._writer.is_managed(one)]
        if became.outcome == APPLIED and by_hand:
            text = f"{command.name}_service is not managed: (re)start it on {', '.join(by_hand)}."
            return Became(WAITED, text, became.changed, became.hosts)
        return self._noted(command.name, became)

    def _rest(self, command: Command) -> Work:
        some = list(known_steps.rest(self._system.models, self._system.heard, self._system.asked.planned))
        return self._noted(steps.REST, (yield from self._by_component(some)))

    def _standby(self, command: Command) -> Work:
        some = list(known_steps.standby(self._system.models, self._system.heard))
        if not some:
            return Became(FAILED, f"Its hosts in {self._system.models.origin} do not answer any more.")
        became = yield from self._by_component(some)
        if became.outcome == APPLIED:
            self._system.note_standby(some)
        return self._noted(steps.STANDBY, became)

    def _queues(self, command: Command) -> Work:
        """The site's own probe, which runs on the controller."""
        yield {}
        model, gatherer = self._system.models.before, self._system.gatherer
        return queues.became(site_question.answered(model, gatherer, queues.QUESTIONS))

    def _program(self, command: Command, component: str) -> Work:
        """What a timer starts is taken from where it was, and brought to where it belongs."""
        some = [one for one in self._system.models.of(component) if one.host in self._system.heard]
        return self._noted(command.name, (yield from self._writer.apply(some)))

    def _by_component(self, some: list[State]) -> Work:
        """One component after the other, because a host has one request at a time."""
        changed = False
        for name in dict.fromkeys(state.component.name for state in some):
            became = yield from self._writer.apply([state for state in some if state.component.name == name])
            changed = changed or became.changed
            if became.outcome != APPLIED:
                return became
        return Became(APPLIED, "", changed)

    def _noted(self, name: str, became: Became) -> Became:
        """What was done is in effect."""
        if became.outcome == APPLIED:
            self._system.note_step(name)
        return became
