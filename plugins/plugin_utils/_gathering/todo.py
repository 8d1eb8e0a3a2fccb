# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""On which hosts playbook site has to do a component: where anything of it differs, or was not observed in this run.

Nothing is left out that nobody has seen to be equal.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._common.difference import NOT_CHECKED
from ansible_collections.gir.multidc.plugins.plugin_utils._components.component import KEYSTORES
from ansible_collections.gir.multidc.plugins.plugin_utils._components.other_side import ALONE
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS, SURFACES
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import maintenance
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.catalogue import SITE, kind_of
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.observed import Answer
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import apis, calls
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.comparing import Compared
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.requests import checks_of
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.states import State
from ansible_collections.gir.multidc.plugins.plugin_utils._variables import lifecycle_api

EQUAL = "equal"
# What a host says of each component. Where it says nothing of a part, nobody looked.
PARTS = ("files", "absent", "package", "system_packages", "links", "service")
# What only a comparison sees: of a restart that is pending gated_service knows, and whether a reload is enough.
_RESTARTS = ("unit.stale_start",)

# What keeps site from writing an object, which it then says.
_REFUSED = ("desired.refused", "object.rival", "object.other_case")

# Whether files that site writes on the controller would change, of a state.
LocalChanges = Callable[[State], bool]


def todo(
    compared: Compared,
    chosen: Iterable[str],
    local: LocalChanges,
    always: Collection[str] = (),
    in_use: bool = False,
) -> dict[str, list[str]]:
    """Component to the hosts on which it has to be done, in the order of the inventory. `chosen`: hosts of the run.

    `always`: components that were compared with other variables than their roles will see, or of which a person wants
    something that was not compared. `in_use`: whether a
    certificate is in use, so that its keys are looked for in every run.
    """
    chosen = [host for host in compared.model["hosts"] if host in set(chosen)] + [CONTROLLER]
    of_apis = _of_apis(compared)
    found: dict[str, set[str]] = {}
    for state in compared.states:
        name = state.component.name
        if state.host in chosen and (
            name in always
            or not _host_is_equal(state, compared)
            or (name, state.host) in of_apis
            or not set(apis.of_state(state)) <= set(compared.answers)
            or local(state)
        ):
            found.setdefault(name, set()).add(state.host)
    for name in ALONE:
        if name in found:
            # Neither side starts before the other one was told to stop, and seen to have stopped.
            found[name].update(state.host for state in compared.states if state.component.name == name)
    if in_use or any(KEYSTORES in COMPONENTS[name].needs for name in found):
        found[KEYSTORES] = set(COMPONENTS["rcs"].targets(compared.model))
    return {name: [host for host in chosen if host in found[name]] for name in SURFACES if name in found}


def asked_for(value: Callable[[str], object]) -> list[str]:
    """The components of which a person wants something in this run that was not compared. `value`: of a variable."""
    api, _wrong = lifecycle_api.read(value)
    return [calls.RULES] if api is not None and api.apply else []


def restarts(compared: Compared, now: datetime) -> dict[str, list[str]]:
    """Component to the hosts whose service runs with what stood there before.

    Somebody works on one that carries a maintenance marker, so nothing restarts it for that.
    """
    found: dict[str, list[str]] = {}
    for host, answer in compared.answers.items():
        marked = Answer(host, maintenance=answer.get("maintenance"))
        for one in answer.get("differences") or ():
            component = one["component"]
            if one["check"] not in _RESTARTS or maintenance.text(marked, component, now):
                continue
            if host not in found.setdefault(component, []):
                found[component].append(host)
    return found


def _host_is_equal(state: State, compared: Compared) -> bool:
    """Whether everything on the host was seen to be as it should be."""
    if state.component.group is None:
        return not state.desired.violations
    request = compared.hosts.get(state.host)
    if request is None:
        # Nobody asks a host of which there is nothing to compare; nor one of Windows, whose services are then not seen.
        return not list(checks_of(state)) and not state.desired.windows_services
    if state.component.name in request.refused:
        return False
    observed = (compared.answers.get(state.host) or {}).get("observed") or {}
    parts = observed.get(state.component.name) or {}
    return all(parts.get(part) == EQUAL for part in PARTS)


def _of_apis(compared: Compared) -> set[tuple[str, str]]:
    """(component, host) of all that an API has otherwise, or did not show."""
    able = {name: set[tuple[str, str]]() for name in compared.apis}
    for state in compared.states:
        for name in apis.of_state(state):
            able.setdefault(name, set()).add((state.component.name, state.host))
    found: set[tuple[str, str]] = set()
    for name, request in compared.apis.items():
        for difference in request.differences(compared.answers.get(name) or {}):
            if _is_for_site(difference):
                found |= request.owners(difference) & able[name]
    return found


def _is_for_site(difference: Mapping[str, Any]) -> bool:
    """Whether site changes it, refuses because of it, or whether nobody knows."""
    if difference["check"] == "rws.eservices_site":
        # Site never touches it, whatever a node says.
        return False
    if difference["outcome"] == NOT_CHECKED or difference["check"] in _REFUSED:
        return bool(difference.get("observable", True) or difference.get("rewritten"))
    return kind_of(difference["check"]).by == SITE


def writes_locally(state: State) -> list[calls.Call]:
    """What site writes for a state on the controller: files for import, and what the operator has to know."""
    plan = calls.plan(state.component, state.desired, state.given)
    if not plan["configuration_dir"]:
        return []
    verbs = ["documents"] if plan["has_documents"] else []
    if plan["has_objects"] and plan["configuration_source"] == "files":
        verbs.append("import_files")
    return [
        call for verb in verbs for call in calls.of_verb(verb, state.component, state.desired, state.given, {}, True)
    ]


def by_hand(state: State) -> list[str]:
    """What a person has to take out where nothing here reaches Configuration Server."""
    plan = calls.plan(state.component, state.desired, state.given)
    if not plan["unwanted"] or plan["configuration_source"] != "files":
        return []
    return [f"Take these options out by hand where they are set: {json.dumps(plan['unwanted'])}"]
