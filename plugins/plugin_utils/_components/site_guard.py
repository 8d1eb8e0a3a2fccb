# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The site guard on each host with a Muxer or a processor of the pair."""

from __future__ import annotations

import re

from ...module_utils._site_guard.decision import ACTIVE, BACKUP, STANDBY
from .._topology.published import DataCenterModel, Model
from .._topology.rule import WARNING
from .._topology.urls import flaw_of_place
from .._topology.values import show_url
from .addresses import check_gir_address
from .deployed import UNITS
from .desired import Absent, Desired, Directory, File, Service, Tree
from .report import Report
from .rule import rule
from .site_guard_options import SiteGuard
from .site_guard_service import GUARD, check_key, directories, program_files, root_of, unit
from .target import Target

ASKS = ("gir_address",)
ASKS_GROUPS = ("gir_rws",)
NAME = "site_guard"
STATE = "/var/lib/gir-site-guard"
STATE_FILE = f"{STATE}/state.json"
DROP_IN = "gir-site-guard.conf"
_ADDRESS = re.compile(r"https?://[^/?#]", re.IGNORECASE)
# Component to its group.
_GUARDED = {"muxer": "gir_muxer", "rps": "gir_rps", "voice_processor": "gir_voice_processor"}

GIR662 = rule(
    662,
    "Each witness is an http or https address without an account.",
    "Write it as https://witness.example.com/, an address outside of the data centers.",
)
GIR663 = rule(
    663,
    "With gir_site_guard, each Muxer and processor of the pair has a unit that can be guarded.",
    "Give the name of its unit, or see to it by hand that it does not run where its data center is not active.",
    severity=WARNING,
)
GIR664 = rule(
    664,
    "With gir_site_guard, the active data center hears of more than one other place.",
    "Give gir_failover_witness, an address outside of both data centers.",
    severity=WARNING,
)


def check(model: Model, target: Target, o: SiteGuard, report: Report) -> None:
    """A key, addresses that lead somewhere, and units; a witness where there is only one other data center."""
    if not o.gir_site_guard or not _is_of_pair(target.data_center(model)):
        return
    check_key(o, report)
    for center in model["data_centers"].values():
        for host in center["hosts"]["gir_rws"]:
            check_gir_address(target.asked(host, "gir_address", report), report, host)
    for number, url in enumerate(o.gir_failover_witness or ()):
        flaw = _flaw(url)
        if flaw:
            said = f"gir_failover_witness[{number}] is {show_url(url)}: it {flaw}."
            report.add(GIR662, "gir_failover_witness", said)
    for component in _components(model, target):
        if not _services(o)[component]:
            variable = f"{component}_service"
            report.add(GIR663, variable, f"{variable} is not given: the site guard cannot stop it.")
    if not o.gir_failover_witness and len(model["data_centers"]) == 2:
        report.add(
            GIR664,
            "gir_failover_witness",
            "gir_failover_witness is not given: when the standby data center is down for longer than"
            " gir_site_guard_isolation, the Muxer and the processors of the active one stop too.",
        )


def _flaw(url: str) -> str:
    """Why an address is none of a witness, as the end of a sentence; empty where it is one."""
    if not _ADDRESS.match(url):
        return "is no http:// or https:// with a host"
    if "@" in url:
        return "has an account"
    place = flaw_of_place(url)
    return f"is wrong in its place, {place[1]}" if place else ""


def _is_of_pair(center: DataCenterModel) -> bool:
    """Where only recording takes place, processors are always active, and there is no Muxer."""
    return center["role"] in ("primary", "backup")


def _components(model: Model, target: Target) -> list[str]:
    return [name for name, group in _GUARDED.items() if group in model["hosts"][target.host]["components"]]


def _services(o: SiteGuard) -> dict[str, str | None]:
    return {"muxer": o.muxer_service, "rps": o.rps_service, "voice_processor": o.voice_processor_service}


def _unit_name(service: str) -> str:
    return service if service.endswith(".service") else f"{service}.service"


def drop_in_path(service: str) -> str:
    """The drop-in of a unit, by its name with or without .service."""
    return f"{UNITS}/{_unit_name(service)}.d/{DROP_IN}"


def desired(model: Model, target: Target, o: SiteGuard, report: Report) -> Desired:
    """Everything with the guard, nothing without; drop-ins for units of this host alone."""
    center = target.data_center(model)
    result = Desired(NAME, target.host, center["name"])
    result.secret_keys = list(o.gir_secret_keys)
    services = {name: service for name, service in _services(o).items() if service}
    if not o.gir_site_guard or not _is_of_pair(center):
        drop_ins = [drop_in_path(service) for service in services.values()]
        paths = [*drop_ins, GUARD.unit_path, GUARD.settings, STATE, GUARD.program]
        result.absent = Absent(paths, [GUARD.unit])
        return result
    here = {name: services[name] for name in _components(model, target) if name in services}
    elsewhere = [drop_in_path(service) for service in services.values() if service not in here.values()]
    result.directories = [
        *directories(GUARD, o),
        Directory("/var/lib"),
        Directory(STATE, **root_of(o), mode="0755"),
        *(Directory(drop_in_path(service).rpartition("/")[0]) for service in dict.fromkeys(here.values())),
    ]
    result.files = [*program_files(GUARD, o), _configuration(model, target, o, here, report), _unit(o)]
    result.files += [_drop_in(o, service) for service in dict.fromkeys(here.values())]
    result.absent_files = elsewhere
    result.service = Service(GUARD.name, unit_expected=True, health={"stable_for": 1})
    return result


def _mode(center: DataCenterModel, component: str) -> str:
    """A Muxer runs in the active data center alone; a processor of the standby one hands over to the active one."""
    if center["state"] == "active":
        return ACTIVE
    return STANDBY if component == "muxer" else BACKUP


def _configuration(model: Model, target: Target, o: SiteGuard, here: dict[str, str], report: Report) -> File:
    center = target.data_center(model)
    data: Tree = {
        "data_center": center["name"],
        "assumed_active": model["active"],
        "isolation": o.gir_site_guard_isolation,
        "secret": o.gir_site_guard_key,
        "peers": [*_peers(model, target, o, report)],
        "witnesses": [*(o.gir_failover_witness or ())],
        "units": [
            {"name": _unit_name(service), "component": name, "mode": _mode(center, name)}
            for name, service in here.items()
        ],
    }
    path = f"{GUARD.settings}/{GUARD.configuration}"
    return File(path, "json", data=data, **root_of(o), mode="0600")


def _peers(model: Model, target: Target, o: SiteGuard, report: Report) -> list[Tree]:
    """Every RWS host of the system; those of the own data center say what it knows itself."""
    return [
        {
            "host": host,
            "address": str(target.asked(host, "gir_address", report) or host),
            "port": o.gir_site_guard_port,
            "data_center": center["name"],
        }
        for center in model["data_centers"].values()
        for host in center["hosts"]["gir_rws"]
    ]


def _unit(o: SiteGuard) -> File:
    service: Tree = {
        "ExecStart": GUARD.command(o.gir_site_guard_python),
        "RuntimeDirectory": GUARD.name,
        "NoNewPrivileges": "true",
        "PrivateTmp": "true",
        "ProtectHome": "true",
    }
    return unit(GUARD, o, "Site guard of the Muxer and the processors", service)


def _drop_in(o: SiteGuard, service: str) -> File:
    name = _unit_name(service)
    data: Tree = {
        "Unit": {"Wants": GUARD.unit, "After": GUARD.unit},
        "Service": {"ExecStartPre": GUARD.command(o.gir_site_guard_python, f" --permit {name}")},
    }
    return File(drop_in_path(service), "ini", data=data, **root_of(o), mode="0644")
