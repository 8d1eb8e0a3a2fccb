# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the status asks: each host and each API once, whichever data center is active, so that one round is enough."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._bundle.run import pack
from ansible_collections.gir.multidc.plugins.module_utils._rws.watch import UNREACHABLE
from ansible_collections.gir.multidc.plugins.plugin_utils._components import site_guard
from ansible_collections.gir.multidc.plugins.plugin_utils._components.options import places
from ansible_collections.gir.multidc.plugins.plugin_utils._components.reading import read
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import Report
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER
from ansible_collections.gir.multidc.plugins.plugin_utils._components.workspace_desktop_options import WorkspaceDesktop
from ansible_collections.gir.multidc.plugins.plugin_utils._eservices import nodes as rws_nodes
from ansible_collections.gir.multidc.plugins.plugin_utils._eservices.nodes import Node
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import calls
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.requests import MAINTENANCE
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.states import State
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._hosts import Request
from ansible_collections.gir.multidc.plugins.plugin_utils._lock.inputs import FILE, HOLD, beside
from ansible_collections.gir.multidc.plugins.plugin_utils._report.sites import Desktops, objects
from ansible_collections.gir.multidc.plugins.plugin_utils._status.hosts import STARTED_BY_FAILOVER
from ansible_collections.gir.multidc.plugins.plugin_utils._status.seen import Duty
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model

HOST_MODULE = "gir.multidc.host_status_info"
PROGRAM = ("_status.bare", "-- gir.multidc answers --")
RWS_MODULE, GAX_MODULE = "gir.multidc.rws_multimedia_switch_info", "gir.multidc.gax_info"
RWS, GAX = "api/rws", "api/gax"
_RWS_GROUP = "gir_rws"
# What a timer starts on one RWS host: no service that runs, but a status that says how it fares.
PROGRAMS = ("index_update", "hold_keeper")
_CONFIGURATION = "config.json"
_UNREAD = "gir_configuration_source is not gax, so nobody reads it"


def duties(states: Sequence[State], model: Model) -> list[Duty]:
    """What each host should run. Of several variants of a component the unit is the same."""
    found: dict[tuple[str, str], Duty] = {}
    for state in states:
        service, host = state.desired.service, state.host
        if state.component.group is None or state.component.name in PROGRAMS or state.desired.is_retired:
            continue
        managed = service is not None and calls.plan(state.component, state.desired, state.given)["service_managed"]
        unit = "" if service is None else service.name
        version = state.desired.package.version if state.desired.package is not None else None
        duty = Duty(host, state.component.name, model["hosts"][host]["data_center"], unit,
                    service is not None and service.state == "started", managed, version or "")  # fmt: skip
        found.setdefault((host, duty.component), duty)
    return list(found.values())


def of_hosts(
    states: Sequence[State],
    gatherer: Gatherer,
    chosen: Collection[str],
    ledgers: Collection[str],
    seconds: float,
    operations: bool = False,
) -> dict[str, Request]:
    """Host to its request. `chosen`: hosts of the run; `ledgers`: those that are asked for their ledger anyway.

    `operations`: also for what earlier failovers left beside it.
    """
    found, programs = {}, {name: _program(states, name) for name in PROGRAMS}
    for host in dict.fromkeys([*chosen, *ledgers]):
        if gatherer.is_windows(host):
            continue
        own = [state for state in states if state.host == host]
        root = str(gatherer.value(host, "gir_root") or "").rstrip("/")
        body: dict[str, Any] = {"host": host, "root": root, "maintenance": MAINTENANCE}
        if host in ledgers:
            # Which of them runs a program depends on the active data center, which their ledgers tell.
            body.update(ledger={"root": root, "operations": operations}, lock=beside(root, FILE),
                        hold=beside(root, HOLD), **programs)  # fmt: skip
        arguments: dict[str, Any] = {}
        if host in chosen:
            body["units"] = list(_units(own))
            body["installed"] = list(_installed(own))
            for state in own:
                _add(body, arguments, state)
        found[host] = Request(host, HOST_MODULE, {"_payload": pack(body), **arguments}, True, PROGRAM, seconds)
    return found


def _units(states: Sequence[State]) -> Iterator[dict[str, Any]]:
    """Of each component, and of each of its variants; the host knows which of these it is."""
    for state in states:
        name, service = state.component.name, state.desired.service
        if service is None or name in PROGRAMS:
            continue
        if calls.plan(state.component, state.desired, state.given)["service_managed"]:
            yield {"component": name, "name": service.name, "health": service.health, "when": dict(state.when),
                   "backup_directory": service.backup_directory}  # fmt: skip


def _installed(states: Sequence[State]) -> Iterator[dict[str, Any]]:
    """Where the version stands of what a failover starts."""
    for state in states:
        if state.component.name in STARTED_BY_FAILOVER and state.desired.package is not None:
            yield {"component": state.component.name, "path": state.desired.package.install_path,
                   "when": dict(state.when)}  # fmt: skip


def _program(states: Sequence[State], name: str) -> dict[str, Any] | None:
    """Where a program has its status and its configuration, on whichever host it runs."""
    for state in states:
        if state.component.name == name and state.desired.status_file is not None:
            paths = [file.path for file in state.desired.files if file.path.endswith(f"/{_CONFIGURATION}")]
            files = [{"path": path} for path in paths]
            return {"name": state.component.name, "status_file": state.desired.status_file, "files": files}
    return None


def _add(body: dict[str, Any], arguments: dict[str, Any], state: State) -> None:
    """What a component has besides its service."""
    desired, name = state.desired, state.component.name
    if name == site_guard.NAME and desired.service is not None:
        body["site_guard"] = f"{body['root']}{site_guard.STATE_FILE}"
    if desired.keystore is not None:
        body["keystore"] = {"component": name, "path": desired.keystore.path}
        if desired.keystore.password is not None:
            arguments["password"] = desired.keystore.password


# -- APIs ------------------------------------------------------------------------------------------------------------


def nodes(model: Model, gatherer: Gatherer) -> list[Node]:
    """Every address of RWS."""
    hosts = {
        host: {name: gatherer.value(host, name) for name in rws_nodes.VARIABLES}
        for center in model["data_centers"].values()
        for host in center["hosts"].get(_RWS_GROUP, ())
    }
    return rws_nodes.nodes(model, hosts)


def of_apis(states: Sequence[State], known: Sequence[Node], desktops: Desktops, seconds: float) -> dict[str, Request]:
    """RWS through every address, and the objects of the desktops in GAX. Each gives up before its time is over."""
    found, patience = {}, max(1, int(seconds) - 2)
    options: Any = options_of(states, "contact_center")
    if options is not None and options.gir_rws_ops_username and options.gir_rws_ops_password:
        account = {name: value for name, value in options.rws_connection().items() if value is not None}
        # Each address by itself, so that one that is away takes no time of the others.
        for node in known:
            more = {"url": [node.url], "timeout": patience, "retries": 0}
            found[f"{RWS}/{node.url}"] = Request(CONTROLLER, RWS_MODULE, {**account, **more}, True, None, seconds)
    options = options_of(states, "workspace_desktop")
    asked = [] if options is None else _objects(options)
    if asked and not desktops.unread:
        connection = {name: value for name, value in options.gax_connection().items() if value is not None}
        more = {"objects": asked, "timeout": patience, "retries": 0, "ready_timeout": 0,
                "secret_keys": list(options.gir_secret_keys or [])}  # fmt: skip
        found[GAX] = Request(CONTROLLER, GAX_MODULE, {**connection, **more}, True, None, seconds)
    return found


def of_rws(known: Sequence[Node], answers: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What all nodes said, as one answer of the module; empty where nobody asked. One that gave no answer says why."""
    found: list[Mapping[str, Any]] = []
    for node in known:
        answer = answers.get(f"{RWS}/{node.url}")
        if answer is None:
            return {}
        if isinstance(answer.get("nodes"), list):
            found += answer["nodes"]
            continue
        reason = str(answer.get("msg") or "it gave no answer")
        found.append({"url": node.url, "state": UNREACHABLE, "site": None, "seconds": None, "reason": reason})
    return {"nodes": found}


def _objects(options: WorkspaceDesktop) -> list[dict[str, str]]:
    application, groups = options.application_name, options.agent_groups or {}
    return objects(application or None, groups, options.agent_group_tenant)


def options_of(states: Sequence[State], name: str) -> Any:
    """The options of a component of the controller."""
    for state in states:
        if state.component.name == name:
            return read(state.component.table, state.given, Report(state.host))
    return None


def desktops(states: Sequence[State], answer: Mapping[str, Any] | None = None) -> Desktops:
    """How the inventory describes the desktops, with what GAX answered."""
    options: Any = options_of(states, "workspace_desktop")
    if options is None or not options.application_name:
        return Desktops({}, None)
    unread = "" if options.gir_configuration_source == "gax" else _UNREAD
    names = {**places(WorkspaceDesktop), **(options.option_names or {})}
    groups, extra = options.agent_groups or {}, options.agent_group_extra_options or {}
    return Desktops(answer or {}, names["eservices_site"], groups, extra, unread)
