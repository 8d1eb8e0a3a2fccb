# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two records of earlier releases, local facts of RWS hosts. They count where nobody holds a ledger."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .report import Report
from .rws_rules import ByHost
from .values import Unusable, Value, listed, show

# The local facts of those names.
RECORD = "gir_multidc"
ESERVICES = "gir_eservices"

Claims = dict[tuple[int, str], list[str]]


@dataclass(frozen=True)
class Recorded:
    """What the newest records of one kind say: a name, its epoch, and the hosts that hold them."""

    name: str
    epoch: int
    hosts: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """One of the two records: the fact, the member that holds the name, and what it is called in a sentence."""

    fact: str
    member: str
    title: str


ACTIVE = Kind(RECORD, "active_datacenter", "active data center")
SITE = Kind(ESERVICES, "eservices_site", "eServices site")


def claims_of(report: Report, kind: Kind, host_variables: ByHost) -> tuple[Claims, bool]:
    """({(epoch, name): [hosts]}, True), and False when all that was found is broken."""
    claims: Claims = {}
    broken: list[tuple[str, str]] = []
    for host, values in host_variables.items():
        if kind.fact not in values:
            continue
        found = _read(values[kind.fact], kind.member)
        if isinstance(found, str):
            broken.append((host, found))
        else:
            claims.setdefault(found, []).append(host)
    for host, reason in broken:
        rule_id = "GIR702" if claims else "GIR703"
        why = reason.rstrip(".")
        report.add(rule_id, host, f"The record of the {kind.title} on {show(host)} cannot be read: {why}.")
    return claims, bool(claims) or not broken


def newest(report: Report, kind: Kind, claims: Claims) -> Recorded | None:
    """The record with the highest epoch; None without one, or when several of that epoch disagree."""
    if not claims:
        return None
    epoch = max(number for number, _name in claims)
    named = {name: hosts for (number, name), hosts in claims.items() if number == epoch}
    if len(named) > 1:
        said = listed(f"{show(name)} on {listed(named[name], 4)}" for name in named)
        report.add(
            "GIR704", kind.fact, f"The records {kind.fact} of epoch {epoch} disagree on the {kind.title}: {said}."
        )
        return None
    name, hosts = next(iter(named.items()))
    return Recorded(name, epoch, tuple(hosts))


def _read(record: Value, member: str) -> tuple[int, str] | str:
    """The epoch and the name of a record, or why it is broken."""
    if isinstance(record, Unusable):
        return record.reason
    if not isinstance(record, dict):
        return "it is not a dictionary"
    name, epoch = record.get(member), record.get("epoch")
    if not isinstance(name, str) or not name.strip():
        return f"{member} is not a name"
    if isinstance(epoch, int) and not isinstance(epoch, bool) and 0 <= epoch < 10**15:
        return epoch, name
    # A fact file in INI format has only text.
    if isinstance(epoch, str) and re.fullmatch(r"[0-9]{1,15}", epoch):
        return int(epoch), name
    return "epoch is not a number of at most 15 digits"
