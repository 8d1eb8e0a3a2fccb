# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The active data center: the newest record on the RWS hosts, else gir_active_datacenter, else the primary."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .placement import Placement
from .reading import BACKUP, PRIMARY, Centers, clean
from .report import Report
from .rws_rules import ByHost
from .values import Unusable, Value, did_you_mean, listed, show

RECORD = "gir_multidc"
# In the values of an RWS host: False when it was asked for its record and gave no answer.
ANSWERED = "answered"

# Epoch and data center of a record to the hosts that hold it.
Records = dict[tuple[int, str], list[str]]


@dataclass
class Active:
    name: str
    source: str
    epoch: int | None = None


def choose(
    report: Report,
    centers: Centers,
    variables: dict[str, Value],
    host_variables: ByHost,
    placement: Placement | None,
) -> Active | None:
    """The active data center; None after a violation, or when the map itself has no primary."""
    pair = [center.name for role in (PRIMARY, BACKUP) for center in centers.values() if center.role == role]
    wanted = _wanted(report, variables.get("gir_active_datacenter"), pair)
    records, usable = _records(report, host_variables)
    if not usable:
        return None
    silent = [host for host, values in host_variables.items() if values.get(ANSWERED) is False]
    if silent and (records or wanted is not None or not _may_hide_a_record(report, pair, placement, silent)):
        who = listed(silent, 4)
        report.add("GIR707", silent[0], f"{who} could not be asked for a record of the active data center.")
    if records:
        return _newest(report, records, pair, wanted)
    if wanted is not None:
        return Active(name=wanted, source="gir_active_datacenter")
    return Active(name=pair[0], source="primary") if pair else None


def _may_hide_a_record(report: Report, pair: list[str], placement: Placement | None, silent: list[str]) -> bool:
    """A failover leaves its record on every RWS host that it can reach, so on the side that survives."""
    found = False
    for name in pair:
        hosts = placement.hosts(name, "gir_rws") if placement is not None and placement.has_group(name) else []
        if hosts and all(host in silent for host in hosts):
            found = True
            report.add(
                "GIR708",
                name,
                f"No record of the active data center was found, and no RWS host of {name} could be asked for one.",
            )
    return found


def _wanted(report: Report, value: Value, pair: list[str]) -> str | None:
    path = "gir_active_datacenter"
    if value is None:
        return None
    value = clean(report, path, value)
    if value is None or value in pair:
        return value
    if len(pair) == 2:
        report.add(
            "GIR701",
            path,
            f"{path} is {show(value)}; primary and backup are {listed(pair)}.{did_you_mean(value, pair)}",
        )
    return None


def _records(report: Report, host_variables: ByHost) -> tuple[Records, bool]:
    """({(epoch, data center): [hosts]}, True), and False when all that was found is broken."""
    records: Records = {}
    broken: list[tuple[str, str]] = []
    for host, values in host_variables.items():
        if RECORD not in values:
            continue
        found = _read(values[RECORD])
        if isinstance(found, str):
            broken.append((host, found))
        else:
            records.setdefault(found, []).append(host)
    rule_id = "GIR702" if records else "GIR703"
    for host, reason in broken:
        report.add(rule_id, host, f"The record of the active data center on {show(host)} cannot be read: {reason}.")
    return records, bool(records) or not broken


def _read(record: Value) -> tuple[int, str] | str:
    """The epoch and the data center of a record, or why it is broken."""
    if isinstance(record, Unusable):
        return record.reason
    if not isinstance(record, dict):
        return "it is not a dictionary"
    name, epoch = record.get("active_datacenter"), record.get("epoch")
    if not isinstance(name, str) or not name.strip():
        return "active_datacenter is not a name"
    if isinstance(epoch, int) and not isinstance(epoch, bool) and 0 <= epoch < 10**15:
        return epoch, name
    # A fact file in INI format has only text.
    if isinstance(epoch, str) and re.fullmatch(r"[0-9]{1,15}", epoch):
        return int(epoch), name
    return "epoch is not a number of at most 15 digits"


def _newest(report: Report, records: Records, pair: list[str], wanted: str | None) -> Active | None:
    epoch = max(key[0] for key in records)
    newest = {name: hosts for (number, name), hosts in records.items() if number == epoch}
    if len(newest) > 1:
        claims = listed(f"{show(name)} on {listed(newest[name], 4)}" for name in newest)
        report.add("GIR704", RECORD, f"The records of epoch {epoch} disagree on the active data center: {claims}.")
        return None
    name, hosts = next(iter(newest.items()))
    if name not in pair:
        if len(pair) == 2:
            report.add(
                "GIR705",
                RECORD,
                f"The newest record ({RECORD}, epoch {epoch}, on {listed(hosts, 4)}) names {show(name)}; "
                f"primary and backup are {listed(pair)}.",
            )
        return None
    if wanted is not None and wanted != name:
        report.add(
            "GIR706",
            "gir_active_datacenter",
            f"gir_active_datacenter is {show(wanted)}, but the record of epoch {epoch} says {show(name)}.",
        )
    return Active(name=name, source="record", epoch=epoch)
