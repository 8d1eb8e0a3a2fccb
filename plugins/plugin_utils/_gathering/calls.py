# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a verb calls for a desired state: actions and modules of this collection with their options."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import ansible.template
from ansible.utils.unsafe_proxy import wrap_var
from ansible_collections.gir.multidc.plugins.plugin_utils._components.component import Component
from ansible_collections.gir.multidc.plugins.plugin_utils._components.deployed import kept_directory
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import (
    RELOAD,
    Absent,
    ConfigurationObject,
    ContactCenterState,
    Desired,
    File,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._components.reading import read
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import Report
from ansible_collections.gir.multidc.plugins.plugin_utils._lifecycle import shown
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.lifecycle_api import LifecycleApi

_PROTECTION = ("protected", "protected_change", "protected_variable")
ROLES = Path(__file__).resolve().parents[3] / "roles"
_RWS = {
    "contact_centers": "gir.multidc.rws_contact_center_info",
    "features": "gir.multidc.rws_features",
    "storage": "gir.multidc.rws_storage",
    "settings": "gir.multidc.rws_settings",
}
# The rules of media lifecycle, which only a run writes in which a person asked for it.
RULES = "media_lifecycle"

PROBE = "gir.multidc.transaction_probe"
# For the services of hosts of Windows, of another collection.
WIN_SERVICE = "ansible.windows.win_service"
WINDOWS = ("windows_stopped", "windows_started")


@dataclass(frozen=True)
class Call:
    """One call; `action` tells an action plugin from a module. `variables` are for the templates of its files."""

    name: str
    args: dict[str, Any]
    action: bool = False
    variables: Mapping[str, Any] = field(default_factory=dict)


def plan(component: Component, desired: Desired, given: Mapping[str, object]) -> dict[str, Any]:
    """What the tasks of a role have to know of a desired state. No secret is among it."""
    options: Any = read(component.table, given, Report(desired.host))
    root = str(getattr(options, "gir_root", "") or "")
    managed = bool(getattr(options, "gir_manage_services", False)) and not root
    service = desired.service
    return {
        "component": component.name,
        "data_center": desired.data_center,
        "root": root,
        "staged": bool(root),
        "service": None if service is None else asdict(service),
        "service_managed": service is not None and managed,
        "windows_services": [asdict(one) for one in desired.windows_services] if managed else [],
        "package": None if desired.package is None else asdict(desired.package),
        "service_user": getattr(options, "gir_service_user", None),
        "service_group": getattr(options, "gir_service_group", None) or getattr(options, "gir_service_user", None),
        "system_packages": desired.system_packages,
        "links": [{"path": root + link.path, "target": link.target} for link in desired.links],
        "absent": None if desired.absent is None else _absent(desired.absent, root, managed),
        "writes_files": bool(desired.files or desired.directories or desired.absent_files),
        "has_documents": bool(desired.documents),
        "has_objects": bool(desired.objects),
        "has_shared_objects": bool(desired.shared_objects),
        "unwanted": [thing.given() for thing in desired.unwanted],
        "configuration_source": getattr(options, "gir_configuration_source", "files"),
        "configuration_dir": getattr(options, "gir_configuration_dir", None),
        "restart_on_objects": desired.restart_on_objects,
        "reload_on_objects": desired.on_configuration_change == RELOAD,
        "backup_directory": "" if service is None else service.backup_directory,
        "urls": None if desired.contact_center is None else desired.contact_center.urls,
        "has_dns": desired.dns is not None,
    }


def _absent(absent: Absent, root: str, managed: bool) -> dict[str, Any]:
    """Paths below the root, and the units to stop, which are none where services are left alone."""
    paths = [posixpath.normpath(root + path) for path in absent.paths]
    return {"paths": paths, "units": absent.units if managed else []}


def of_verb(
    verb: str, component: Component, desired: Desired, given: Mapping[str, object], args: Mapping[str, Any], check: bool
) -> list[Call]:
    """The calls that carry out a verb."""
    options: Any = read(component.table, given, Report(desired.host))
    if verb == "render":
        return _render(component, desired, options)
    if verb == "write":
        return _write(component, desired, options, bool(args["validate_files"]))
    if verb == "documents":
        return _documents(component, desired, options)
    if verb == "import_files":
        return [_import_files(desired, options)]
    if verb in ("objects", "objects_read", "unwanted"):
        return [_gax(verb, desired, options)]
    if verb == "dns":
        return _dns(desired, options)
    if verb == "probe":
        return _probe(desired, options)
    if verb in WINDOWS:
        return _windows(verb, desired)
    if verb == RULES and desired.contact_center is not None:
        return _rules(desired.contact_center, desired.secret_keys, options, args, check)
    if verb in _RWS and desired.contact_center is not None:
        return _rws(verb, desired.contact_center, desired.secret_keys, options, args, check)
    raise ValueError(verb)


def _write(component: Component, desired: Desired, options: Any, validate: bool) -> list[Call]:
    if not desired.files and not desired.directories and not desired.absent_files:
        return []
    args = {
        "root": options.gir_root,
        "secret_keys": desired.secret_keys,
        "directories": [_given(directory) for directory in desired.directories],
        "files": [{**_file(component, file, validate), **_protection(file)} for file in desired.files],
        "absent": desired.absent_files,
        # What stood there first is kept everywhere, a way back where a service takes the files up.
        "backup_directory": kept_directory(component.name),
        "backup_pending": desired.service is not None and bool(desired.service.backup_directory),
    }
    return [Call("gir.multidc.config_bundle", args, action=True, variables=_variables(desired.files))]


def _render(component: Component, desired: Desired, options: Any) -> list[Call]:
    """Files of hosts by data center and host, objects for all of them in one place."""
    base = options.gir_render_dir or "./rendered"
    directory = base if desired.data_center is None else f"{base}/{desired.data_center}/{desired.host}"
    masked = not options.gir_render_secrets
    files = desired.files + desired.documents
    calls = []
    for public in (False, True):
        objects = [] if public else desired.objects
        for some in _together([file for file in files if file.public is public]) or ([[]] if objects else []):
            args: dict[str, Any] = {"mask_secrets": masked and not public, "secret_keys": desired.secret_keys}
            if some:
                args.update(directory=directory, files=[_file(component, file, False) for file in some])
            if objects:
                args.update(objects_directory=f"{base}/configuration-server", objects=[one.given() for one in objects])
                objects = []
            calls.append(Call("gir.multidc.render_bundle", args, action=True, variables=_variables(some)))
    return calls


def _together(files: list[File]) -> list[list[File]]:
    """Files that one call can write: their templates agree on the variables that they share."""
    groups: list[list[File]] = []
    for file in files:
        for group in groups:
            known = _variables(group)
            if all(known.get(name, value) == value for name, value in file.variables.items()):
                group.append(file)
                break
        else:
            groups.append([file])
    return groups


def _documents(component: Component, desired: Desired, options: Any) -> list[Call]:
    """What render writes for the operator, beside the objects for import and as it stands."""
    return [
        Call(
            "gir.multidc.render_bundle",
            {
                "directory": options.gir_configuration_dir,
                "files": [_file(component, file, False) for file in some],
                "secret_keys": desired.secret_keys,
                "mask_secrets": False,
            },
            action=True,
            variables=_variables(some),
        )
        for some in _together(desired.documents)
    ]


def _import_files(desired: Desired, options: Any) -> Call:
    args = {
        "objects_directory": options.gir_configuration_dir,
        "objects": [thing.given() for thing in desired.objects],
        "secret_keys": desired.secret_keys,
        "mask_secrets": False,
    }
    return Call("gir.multidc.render_bundle", args, action=True)


def _gax(verb: str, desired: Desired, options: Any) -> Call:
    args = {name: value for name, value in options.gax_connection().items() if value is not None}
    args["secret_keys"] = desired.secret_keys
    if verb != "unwanted":
        # What the service reads is what this host writes, and what another one does.
        things = desired.objects + (desired.shared_objects if verb == "objects_read" else [])
        return Call("gir.multidc.gax_objects", {**args, "objects": [thing.given() for thing in things]})
    unwanted = [{**thing.given(), "state": "absent"} for thing in desired.unwanted]
    return Call("gir.multidc.gax_options", {**args, "objects": unwanted})


def _rws(
    verb: str, state: ContactCenterState, secret_keys: list[str], options: Any, args: Mapping[str, Any], check: bool
) -> list[Call]:
    """What asks RWS, or sets one part of its state; without a feature to assign there is nothing to do."""
    connection = {name: value for name, value in options.rws_connection().items() if value is not None}
    # In check mode nothing may be installed yet: then the changes of a new contact center are predicted.
    connection.update(url=state.urls, unreachable="assume_new" if check else "fail")
    if args.get("contact_center_id") and verb != "contact_centers":
        connection["contact_center_id"] = args["contact_center_id"]
    passwords = {"update_password": options.update_password}
    own: dict[str, Any] = {
        "contact_centers": {},
        "features": {"features": state.features},
        "storage": {"locations": state.storage, "voice_payload": options.voice_payload, **passwords},
        "settings": {"settings": state.settings, "secret_keys": secret_keys, **passwords},
    }
    if verb == "features" and not state.features:
        return []
    return [Call(_RWS[verb], {**connection, **own[verb]})]


def _rules(
    state: ContactCenterState, secret_keys: list[str], options: Any, given: Mapping[str, Any], check: bool
) -> list[Call]:
    """What writes the rules; nothing where no person asked for it in this run. `given`: what stands in no desired
    state, `lifecycle_api` and `rules`.
    """
    api: LifecycleApi | None = given["lifecycle_api"]
    if api is None or not api.apply:
        return []
    args: dict[str, Any] = {
        **shown.connection(options),
        "url": state.urls,
        "unreachable": "assume_new" if check else "fail",
        "secret_keys": secret_keys,
        "template": dict(api.template),
        "locations": given["rules"],
        "approved_by": api.approved_by,
    }
    if api.approved_plan:
        args["approved_plan"] = api.approved_plan
    return [Call("gir.multidc.rws_media_lifecycle", args)]


def _dns(desired: Desired, options: Any) -> list[Call]:
    if desired.dns is None:
        return []
    args = {**options.dns_connection(), "zone": desired.dns.zone, "records": desired.dns.records}
    return [Call("gir.multidc.dns_record", args)]


def _probe(desired: Desired, options: Any) -> list[Call]:
    """The transactions, tried where the task runs; none of most components."""
    if not desired.probes:
        return []
    args = {"probes": [_given(probe) for probe in desired.probes], "validate_certs": options.gir_validate_certs}
    if options.gir_ca_path:
        args["ca_path"] = options.gir_ca_path
    return [Call(PROBE, args)]


def _windows(verb: str, desired: Desired) -> list[Call]:
    """In the order in which they start; what was started last is stopped first. The way they start stays."""
    state = verb.rpartition("_")[2]
    chosen = [one for one in desired.windows_services if one.state == state]
    ordered = chosen if state == "started" else chosen[::-1]
    return [Call(WIN_SERVICE, {"name": one.name, "state": one.state}) for one in ordered]


def _given(thing: Any) -> dict[str, Any]:
    return {name: value for name, value in asdict(thing).items() if value is not None}


def _file(component: Component, file: File, validate: bool) -> dict[str, Any]:
    found = _given(file)
    for name in ("variables", "public", *_PROTECTION):
        found.pop(name, None)
    if file.template is not None:
        found["template"] = str(ROLES / (component.role or component.name) / "templates" / file.template)
    if not validate:
        found.pop("validate", None)
    return found


def _protection(file: File) -> dict[str, Any]:
    """What concerns a host only: the keys of a file that must not be lost."""
    return {name: getattr(file, name) for name in _PROTECTION} if file.protected else {}


def _variables(files: list[File]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for file in files:
        found.update(file.variables)
    return found


def template_variables(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Values that are final: braces in them are text. ansible-core 2.19 and later take all text so unless told."""
    if hasattr(ansible.template, "trust_as_template"):
        return dict(variables)
    return {name: wrap_var(value) for name, value in variables.items()}


__all__ = ["Call", "ConfigurationObject", "of_verb", "plan", "template_variables"]
