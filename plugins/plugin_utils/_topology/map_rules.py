# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks between data centers: each value may be right by itself and wrong beside the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from . import urls
from .reading import BACKUP, PRIMARY, RECORDING, Centers, DataCenter, Storage
from .report import Report
from .values import listed, show


def check(report: Report, centers: Centers, complete: bool) -> None:
    """Rules of the map that need neither hosts nor storage."""
    _one_of_each_role(report, centers, complete)
    _names(report, centers)
    _unique(report, centers, "GIR107", "site_name", lambda center: [center.site_name], str.casefold)
    _unique(report, centers, "GIR110", "geo_locations", lambda center: center.geo_locations or [], str.casefold)
    _unique(report, centers, "GIR114", "node_path", lambda center: [center.node_path], str.casefold)
    _unique(report, centers, "GIR405", "rws_url", lambda center: [center.rws_url], urls.same)
    for key in ("processor_url", "rcs_url", "interaction_receiver_url"):
        _unique(report, centers, "GIR406", key, _of(key), urls.same)
    for center in centers.values():
        _geo_locations_by_role(report, center)
        _interaction_receiver_by_role(report, center)


def _names(report: Report, centers: Centers) -> None:
    alike: dict[str, list[str]] = {}
    for name in centers:
        alike.setdefault(name.casefold(), []).append(name)
    for names in alike.values():
        if len(names) > 1:
            report.add("GIR115", "gir_datacenters", f"gir_datacenters: {listed(names, 4)} differ in case only.")


def _of(key: str) -> Callable[[DataCenter], list[str | None]]:
    return lambda center: [getattr(center, key)]


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
    folded: Callable[[str], str],
) -> None:
    """No two data centers have one value, in whatever spelling: `folded` gives the same for all of them."""
    owners: dict[str, list[tuple[str, str]]] = {}
    for center in centers.values():
        for value in values_of(center):
            if value:
                owners.setdefault(folded(value), []).append((value, center.name))
    for found in owners.values():
        if len(found) > 1:
            names = dict.fromkeys(name for _value, name in found)
            often = "more than once in" if len(names) == 1 else "in"
            spelled = spellings(value for value, _name in found)
            where = f"{often} {listed(names, 4)}"
            report.add(rule_id, "gir_datacenters", f"gir_datacenters: the {key} {spelled} is {where}.")


def spellings(values: Iterable[str]) -> str:
    """The ways in which one value is written."""
    return " or ".join(show(value) for value in list(dict.fromkeys(values))[:2])


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


def check_loopback(report: Report, centers: Centers, central: Storage | None) -> None:
    """One warning for all addresses; only for a map of several hosts."""
    keys = ("rws_url", "processor_url", "rcs_url", "interaction_receiver_url")
    places: list[tuple[str, object, Sequence[str]]] = [("gir_central_storage", central, ("voice_url", "screen_url"))]
    for center in centers.values():
        path = f"gir_datacenters.{center.name}"
        places += [(path, center, keys), (f"{path}.storage", center.own_storage, ("voice_url", "screen_url"))]
    found = []
    for path, place, names in places:
        for key in names:
            value = getattr(place, key, None)
            if value and urls.is_loopback(value):
                found.append((f"{path}.{key}", value))
    if found:
        first, value = found[0]
        others = f", and so {_are(len(found) - 1)}" if len(found) > 1 else ""
        report.add("GIR413", first, f"{first} is {show(value)}, on the loopback interface{others}.")


def _are(count: int) -> str:
    return "is another address" if count == 1 else f"are {count} other addresses"


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
        verb = "uses" if len(plain_text) == 1 else "use"
        report.add(
            "GIR409",
            plain_text[0],
            "{0} {1} http between data centers.".format(listed(plain_text, 4), verb),
        )
