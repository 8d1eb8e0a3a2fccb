# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one host is asked to compare: the desired states of its components, rendered, in one request."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._service.systemd import full_name
from ansible_collections.gir.multidc.plugins.plugin_utils._components.deployed import BACKUPS, kept_directory
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import errors
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.kits import COMPONENT as KIT
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.kits import SURFACE
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.observed import Check
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import calls
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.calls import Call
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.states import State
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.problems import Problems

MAINTENANCE = f"{BACKUPS}/maintenance.json"
_RWS = "gir_rws"

# Renders what config_bundle would write on a host: its call, whose host, and what is wrong with it.
Render = Callable[[Call, str, Problems], dict[str, Any]]


@dataclass
class HostRequest:
    """`body` is what the module takes; `password` is that of the host's keystore. `checks`: what it compares.

    `refused`: component to why nobody knows what it should be.
    """

    host: str
    body: dict[str, Any] = field(repr=False)
    password: str | None = field(default=None, repr=False)
    checks: list[Check] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def host_request(
    host: str, states: Sequence[State], render: Render, groups: Iterable[str], kit: str = ""
) -> HostRequest:
    """`states`: all of the host, with their variants. `groups`: the component groups that it is in.

    `kit`: where it keeps a failover kit; empty where it keeps none.
    """
    request = HostRequest(host, body_of(host, ""))
    components = []
    for state in states:
        refusal = errors(state.desired.violations)
        if refusal:
            request.refused[state.component.name] = " ".join(f"{one.sentence} {one.remedy}" for one in refusal)
            continue
        problems = Problems()
        found = _component(state, render, problems)
        if problems:
            request.refused[state.component.name] = str(problems.refusal({"inventory_hostname": host})["msg"])
            continue
        request.body["root"] = found.pop("root") or request.body["root"]
        components.append(found)
        request.checks += [one for one in checks_of(state) if one not in request.checks]
        keystore = state.desired.keystore
        if keystore is not None:
            request.body["keystore"] = {"component": state.component.name, "path": keystore.path}
            request.password = keystore.password
            request.checks.append(Check(host, state.component.name, keystore.path, "keystore"))
    request.body["components"] = components
    if _RWS in groups:
        request.body["ledger"] = {"root": request.body["root"]}
        request.checks.append(Check(host, "rws", "ledger", "ledger"))
    if kit and _RWS in groups:
        request.body["kit"] = kit
        request.checks.append(Check(host, KIT, kit, SURFACE))
    return request


def body_of(host: str, root: str, ledger: bool = False) -> dict[str, Any]:
    """What every host is asked, without components. `ledger`: whether for its ledger."""
    return {
        "host": host,
        "root": root,
        "ledger": {"root": root} if ledger else None,
        "keystore": None,
        "maintenance": MAINTENANCE,
        "components": [],
    }


def _component(state: State, render: Render, problems: Problems) -> dict[str, Any]:
    """One component as the module takes it; paths have no root prefix."""
    component, desired, given = state.component, state.desired, state.given
    known = calls.plan(component, desired, given)
    bundle: dict[str, Any] = {"root": known["root"], "directories": [], "files": [], "absent": [], "secret_keys": []}
    for call in calls.of_verb("write", component, desired, given, {"validate_files": False}, False):
        bundle = render(call, state.host, problems)
    public = {file.path for file in desired.files if file.public}
    return {
        "name": component.name,
        "when": dict(state.when),
        "root": known["root"],
        "secret_keys": bundle["secret_keys"],
        "directories": bundle["directories"],
        "files": [_sent(file, file["path"] in public) for file in bundle["files"]],
        "absent_files": bundle["absent"],
        "links": [asdict(link) for link in desired.links],
        # Units only where services are managed.
        "absent": None if desired.absent is None else {**asdict(desired.absent), "units": known["absent"]["units"]},
        "package": None if desired.package is None else _package(desired.package),
        "system_packages": desired.system_packages,
        "service": known["service"] if known["service_managed"] else None,
        "kept_directory": kept_directory(component.name),
        "beside": {"site_directories": _site_directories(state)},
        "status_file": desired.status_file,
    }


def _package(package: Any) -> dict[str, Any]:
    return {"install_path": package.install_path, "version": package.version}


def _site_directories(state: State) -> list[dict[str, Any]]:
    ours = [file.path for file in state.desired.files] + [link.path for link in state.desired.links]
    return [{"path": path, "ours": ours} for path in state.desired.configuration_directories]


def _sent(file: dict[str, Any], public: bool) -> dict[str, Any]:
    """A file of our own that holds no secret goes as its digest: it may be long, and has nothing to show but itself."""
    names = ("path", "format", "content", "owner", "group", "mode", "secret")
    found = {name: file[name] for name in names}
    if public and file["format"] == "text":
        found["sha256"] = hashlib.sha256(found.pop("content").encode("utf-8", "surrogateescape")).hexdigest()
    return found


def checks_of(state: State) -> Iterator[Check]:
    """Everything of a component that its host compares."""
    desired, component, host = state.desired, state.component.name, state.host

    def check(name: str, surface: str) -> Check:
        return Check(host, component, name, surface)

    yield from (check(file.path, "file") for file in desired.files)
    yield from (check(one.path, "directory") for one in desired.directories if one.owner or one.group or one.mode)
    yield from (check(path, "file") for path in desired.absent_files)
    yield from (check(link.path, "link") for link in desired.links)
    yield from (check(path, "absent") for path in (desired.absent.paths if desired.absent else ()))
    yield from (check(name, "platform_package") for name in desired.system_packages)
    yield from (check(path, "beside") for path in desired.configuration_directories)
    if desired.package is not None:
        yield check(desired.package.install_path, "package")
    if desired.service is not None and calls.plan(state.component, desired, state.given)["service_managed"]:
        yield check(full_name(desired.service.name), "unit")
    if desired.status_file is not None:
        yield check(desired.status_file, component)
