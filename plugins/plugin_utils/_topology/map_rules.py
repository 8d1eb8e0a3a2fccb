# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks between data centers: each value may be right by itself and wrong beside the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from . import urls
from .reading import BACKUP, PRIMARY, RECORDING, Centers, DataCenter, Storage
from .report import Report
from .values import listed, show


def check(report: Report, centers: Centers, complete: bool) -> None:
    """Rules of the map that need neither hosts nor storage."""
    _one_of_each_role(report, centers, complete)
    _unique(report, centers, "GIR107", "site_name", lambda center: [(center.site_name or "").casefold()])
    _unique(report, centers, "GIR110", "geo_locations", _geo_names)
    _unique(report, centers, "GIR114", "node_path", lambda center: [center.node_path])
    _unique(report, centers, "GIR405", "rws_url", lambda center: [urls.same(center.rws_url)])
    for key in ("processor_url", "rcs_url", "interaction_receiver_url"):
        _unique(report, centers, "GIR406", key, _address(key))
    for center in centers.values():
        _geo_locations_by_role(report, center)
        _interaction_receiver_by_role(report, center)


def _address(key: str) -> Callable[[DataCenter], list[str | None]]:
    return lambda center: [urls.same(getattr(center, key))]


def _geo_names(center: DataCenter) -> list[str]:
    return [name.casefold() for name in center.geo_locations or []]


def _one_of_each_role(report: Report, centers: Centers, complete: bool) -> None:
    # An unreadable data center or role may be the missing one: it has its own violation.
    readable = complete and all(center.role is not None for center in centers.values())
    for rule_id, role in (("GIR104", PRIMARY), ("GIR105", BACKUP)):
        names = [center.name for center in centers.values() if center.role == role]
        if len(names) > 1 or (not names and readable):
            found = "no data center has" if not names else f"{listed(names)} have"
            report.add(rule_id, "gir_datacenters", f"gir_datacenters: {found} the role {role}.")


def _unique(
    report: Report,
    centers: Centers,
    rule_id: str,
    key: str,
    values_of: Callable[[DataCenter], Sequence[str | None]],
) -> None:
    owners: dict[str, list[str]] = {}
    for center in centers.values():
        for value in values_of(center):
            if value:
                owners.setdefault(value, []).append(center.name)
    for value, names in owners.items():
        if len(names) > 1:
            where = listed(dict.fromkeys(names))
            often = "more than once in" if len(set(names)) == 1 else "in"
            report.add(rule_id, "gir_datacenters", f"gir_datacenters: the {key} {show(value)} is {often} {where}.")


def _geo_locations_by_role(report: Report, center: DataCenter) -> None:
    if center.geo_locations != [] or center.role is None:
        return
    path = f"gir_datacenters.{center.name}.geo_locations"
    if center.role == RECORDING:
        report.add("GIR111", path, f"{path} is empty, and {center.name} is a recording data center.")
    else:
        report.add("GIR112", path, f"{path} is empty: no call is recorded in {center.name} by its location.")


def _interaction_receiver_by_role(report: Report, center: DataCenter) -> None:
    if center.role is None:
        return
    path = f"gir_datacenters.{center.name}.interaction_receiver_url"
    given = "interaction_receiver_url" in center.given
    if center.role == RECORDING and given:
        report.add("GIR408", path, f"{path} is given, but {center.name} is a recording data center: it is not used.")
    elif center.role != RECORDING and not given:
        report.add("GIR407", path, f"{path} is not given, and {center.name} is the {center.role}.")


def check_encryption(report: Report, centers: Centers, central: Storage | None) -> None:
    """One warning for all addresses: a map that is not encrypted would otherwise bury the rest."""
    paths = []
    for center in centers.values():
        if center.role in (PRIMARY, BACKUP):
            paths += [
                (f"gir_datacenters.{center.name}.{key}", getattr(center, key))
                for key in ("rws_url", "interaction_receiver_url")
            ]
    if central is not None:
        paths += [("gir_central_storage." + key, getattr(central, key)) for key in ("voice_url", "screen_url")]
    plain_text = [path for path, value in paths if value and urls.crosses_unencrypted(value)]
    if plain_text:
        report.add(
            "GIR409",
            plain_text[0],
            "{0} {1} http between data centers.".format(listed(plain_text), "uses" if len(plain_text) == 1 else "use"),
        )
