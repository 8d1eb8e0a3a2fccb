# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests of one desired state: files, then units, and the objects of Configuration Server.

A generator asks in rounds: it yields the requests of one round, is sent their answers, and returns what became of it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._bundle.run import pack
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import Service
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.run import APPLIED, FAILED, REFUSED, UNKNOWN
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import calls
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.calls import Call, template_variables
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.states import State
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._hosts import Request
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.payload import payload, yaml_provided
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.problems import Problems
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.templates import Templates
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.yaml_sources import yaml_sources

CONTROLLER = "localhost"
# A service has to become well in this time.
SERVICE_SECONDS = 180.0
API_SECONDS = 120.0


@dataclass(frozen=True)
class Became:
    """What became of a command, without its name. `told`: lines for the report."""

    outcome: str = APPLIED
    text: str = ""
    changed: bool = False
    hosts: tuple[str, ...] = ()


Requests = dict[str, Request]
Answers = Mapping[str, Mapping[str, Any]]
Work = Generator[Requests, Answers, Became]


def sentence(answer: Mapping[str, Any]) -> str:
    """What an answer says, in one line."""
    lines = [line.strip() for line in str(answer.get("msg") or "").splitlines() if line.strip()]
    return lines[0][:300] if lines else "it gave no answer"


def summed(answers: Answers) -> Became:
    """Several answers as one: the worst of them. A host that gave none may have done it."""
    bad = {key: one for key, one in answers.items() if one.get("failed") or one.get("unreachable")}
    good = tuple(sorted(key for key in answers if key not in bad))
    changed = any(one.get("changed") for one in answers.values())
    if not bad:
        return Became(APPLIED, "", changed, good)
    text = " ".join(f"{key}: {sentence(one).rstrip('.')}." for key, one in bad.items())
    lost = any(one.get("unreachable") for one in bad.values())
    return Became(UNKNOWN if lost else FAILED, text, changed or lost, good)


class Writer:
    """Makes the requests of states; `action` is the action that runs."""

    def __init__(self, action: Any, gatherer: Gatherer) -> None:
        self._action, self._gatherer = action, gatherer

    def apply(self, some: Sequence[State]) -> Work:
        """Files, then services, of states of hosts; objects of those that have some, through GAX."""
        problems = Problems()
        with yaml_provided():
            files = {one.host: self._files(one, problems) for one in some}
        if problems:
            text = str(problems.refusal({"inventory_hostname": some[0].host})["msg"])
            return Became(REFUSED, text)
        asked = {host: one for host, one in files.items() if one is not None}
        asked.update({f"objects of {one.host}": each for one in some for each in self.objects(one)})
        asked.update(dict(self._retired(some)))
        written = yield asked
        became = summed(written)
        if became.outcome != APPLIED:
            return became
        services = {
            one.host: self._service(one.host, one.desired.service, bool((written.get(one.host) or {}).get("changed")))
            for one in some
            if one.desired.service is not None and self.is_managed(one)
        }
        if not services:
            return became
        run = summed((yield services))
        return Became(run.outcome, run.text, became.changed or run.changed, run.hosts)

    @staticmethod
    def is_managed(state: State) -> bool:
        """Whether this collection starts and stops its service."""
        return bool(calls.plan(state.component, state.desired, state.given)["service_managed"])

    def _files(self, state: State, problems: Problems) -> Request | None:
        given = {"validate_files": True}
        for call in calls.of_verb("write", state.component, state.desired, state.given, given, False):
            final = template_variables({"inventory_hostname": state.host, **call.variables})
            templates = Templates(self._action, {**self._gatherer.known(state.host), **final})
            bundle = payload(call.args, templates, state.host, problems)
            if any(file["format"] == "yaml" for file in bundle["files"]):
                bundle["yaml_reader"] = yaml_sources()
            arguments = {"_payload": pack(bundle)}
            return Request(state.host, "gir.multidc.config_bundle", arguments, False, None, API_SECONDS)
        return None

    @staticmethod
    def _service(host: str, service: Service, changed: bool) -> Request:
        arguments = {
            "name": service.name,
            "host": host,
            "state": service.state,
            "changed": changed,
            "on_change": service.on_change,
            "unit_expected": service.unit_expected,
            "health": service.health,
        }
        if service.backup_directory:
            arguments["backup_directory"] = service.backup_directory
        return Request(host, "gir.multidc.gated_service", arguments, False, None, SERVICE_SECONDS)

    def objects(self, state: State) -> list[Request]:
        """Through GAX: what has to be there, and what must not."""
        if state.given.get("gir_configuration_source") != "gax":
            return []
        verbs = [("objects", state.desired.objects), ("unwanted", state.desired.unwanted)]
        made: list[Call] = []
        for verb, there in verbs:
            if there:
                made += calls.of_verb(verb, state.component, state.desired, state.given, {}, False)
        return [Request(CONTROLLER, one.name, one.args, False, None, API_SECONDS) for one in made]

    def _retired(self, some: Sequence[State]) -> Iterator[tuple[str, Request]]:
        """What must not run any more where another host does it now; site removes the files."""
        for state in some:
            absent = calls.plan(state.component, state.desired, state.given)["absent"]
            for unit in (absent or {}).get("units") or ():
                arguments = {"name": unit, "state": "stopped", "host": state.host}
                request = Request(state.host, "gir.multidc.gated_service", arguments, False, None, SERVICE_SECONDS)
                yield f"{unit} of {state.host}", request
