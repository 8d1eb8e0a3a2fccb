# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SpeechMiner: its services, where it has some, and a proof that its Interaction Receiver and web interface answer.

Facts: desktop-and-configuration-server.md, SpeechMiner. This collection installs and configures no SpeechMiner.
"""

from __future__ import annotations

import re
from collections import Counter

from .._speechminer.sides import BOTH, address_of, windows_services
from .._topology.published import Model
from .._topology.rule import MODEL, PRODUCT
from .._topology.values import listed, show
from .desired import Desired, Probe, Service, WindowsService
from .report import Report
from .rule import rule
from .speechminer_options import RUNS_IN, SpeechMiner
from .target import Target

# From the root of a drive or of a share, or of a file system.
_ABSOLUTE = re.compile(r"/.*|[A-Za-z]:[\\/].*|\\\\[^\\]+\\.+|//[^/]+/.+", re.DOTALL)

GIR951 = rule(
    951,
    "A SpeechMiner host of Windows has speechminer_windows_services, another one has speechminer_service.",
    "Move the names to the variable of the host's kind, or correct ansible_connection.",
)
GIR952 = rule(
    952,
    "speechminer_windows_services names each service once, and whether it runs in active or in both.",
    "Correct the entry; roles/speechminer/README.md has an example.",
)
GIR953 = rule(
    953,
    "speechminer_index_backup_path is an absolute path, and speechminer_index_backup_max_hours is given with it.",
    "Give both, or none.",
)
GIR954 = rule(
    954,
    "speechminer_index_backup_host is a host of the same data center.",
    "Name a host of the inventory that stands beside the folder, or leave it out.",
    MODEL,
)
GIR955 = rule(
    955,
    "speechminer_database_address is a host and a port.",
    "Write it as sql.dc1.example.com:1433; the port is that of your database server.",
    PRODUCT,
)


def check(model: Model, target: Target, o: SpeechMiner, report: Report) -> None:
    """What concerns one host; the steps by hand are judged once for all."""
    _check_services(target, o, report)
    _check_backup(model, target, o, report)
    if o.database_address and address_of(o.database_address) is None:
        name = "speechminer_database_address"
        report.add(GIR955, name, f"{name} is {show(o.database_address)}, which is no host with a port.")


def _check_services(target: Target, o: SpeechMiner, report: Report) -> None:
    if target.is_windows and o.service:
        sentence = f"speechminer_service is {show(o.service)}, a unit of systemd, but Ansible reaches Windows here."
        report.add(GIR951, "speechminer_service", sentence)
    if o.windows_services and not target.is_windows:
        sentence = "speechminer_windows_services is given, but Ansible does not reach this host over WinRM or PSRP."
        report.add(GIR951, "speechminer_windows_services", sentence)
    services = o.windows_services or []
    for number, one in enumerate(services):
        if one.get("runs_in") not in (None, *RUNS_IN):
            path = f"speechminer_windows_services[{number}].runs_in"
            sentence = f"{path} is {show(one['runs_in'])}, which is none of {listed(RUNS_IN)}."
            report.add(GIR952, "speechminer_windows_services", sentence)
    counted = Counter(str(one.get("name") or "").casefold() for one in services)
    for name, times in counted.items():
        if name and times > 1:
            sentence = f"speechminer_windows_services has {show(name)} {times} times."
            report.add(GIR952, "speechminer_windows_services", sentence)


def _check_backup(model: Model, target: Target, o: SpeechMiner, report: Report) -> None:
    path, hours = "speechminer_index_backup_path", "speechminer_index_backup_max_hours"
    if o.index_backup_path and not _ABSOLUTE.fullmatch(o.index_backup_path):
        report.add(GIR953, path, f"{path} is {show(o.index_backup_path)}, which is no absolute path.")
    if bool(o.index_backup_path) is not bool(o.index_backup_max_hours):
        given, missing = (path, hours) if o.index_backup_path else (hours, path)
        report.add(GIR953, missing, f"{given} is given, but {missing} is not.")
    host = o.index_backup_host
    if not host:
        return
    known, here = model["hosts"].get(host), model["hosts"][target.host]["data_center"]
    if known is None or known["data_center"] != here:
        where = "is in no data center of the inventory" if known is None else f"is a host of {known['data_center']}"
        name = "speechminer_index_backup_host"
        report.add(GIR954, name, f"{name} is {show(host)}, which {where}; this host is one of {here}.")


def desired(model: Model, target: Target, o: SpeechMiner, report: Report) -> Desired:
    """The primary instances are the active ones; units of the backup stay as their administrators left them."""
    center = target.data_center(model)
    active = center["state"] == "active"
    result = Desired("speechminer", target.host, center["name"], secret_keys=o.gir_secret_keys)
    if o.service and active:
        result.service = Service(o.service, health=o.health)
    result.windows_services = [
        WindowsService(name, "started" if active or both else "stopped")
        for name, both in windows_services(o.windows_services).items()
    ]
    if active or not o.windows_services or any(one["runs_in"] == BOTH for one in o.windows_services):
        result.probes = _probes(center["interaction_receiver_url"], o.ui_url, target.is_windows)
    return result


def _probes(receiver: str | None, ui: str | None, is_windows: bool) -> list[Probe]:
    """A host of Windows runs no module of this collection, so the controller tries them in its stead."""
    where = ", from the controller" if is_windows else ""
    named = (("Interaction Receiver", receiver), ("SpeechMiner web interface", ui))
    return [Probe(f"{name}{where}", "http", url) for name, url in named if url]
