# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where recordings rest, and whether they may."""

from __future__ import annotations

from . import map_rules, urls
from .reading import BACKUP, CATCH_ALL, CENTRAL, PRIMARY, RECORDING, Centers, DataCenter, Storage
from .report import Report
from .values import listed, present, show


def effective(center: DataCenter, central: Storage | None) -> Storage | None:
    """The storage of a data center: its own, or the central one."""
    return central if center.uses_central else center.own_storage


def peer_order(center: DataCenter, centers: Centers, active: DataCenter) -> list[DataCenter]:
    """Where the agents of a data center may go when it fails, best first: of two, the active one."""
    wanted = {PRIMARY: (BACKUP,), BACKUP: (PRIMARY,), RECORDING: (PRIMARY, BACKUP)}[present(center.role)]
    found = [other for role in wanted for other in centers.values() if other.role == role]
    return sorted(found, key=lambda other: other is not active)


def peer(center: DataCenter, centers: Centers, central: Storage | None, active: DataCenter) -> DataCenter | None:
    """The first data center in which the agents' recordings may rest; None when there is no such."""
    for other in peer_order(center, centers, active):
        if center.allows(present(effective(other, central)).jurisdiction):
            return other
    return None


def catch_all(active: DataCenter, central: Storage | None) -> Storage:
    """The storage of the IVR Profile `record`: central when there is one that the active data center may use."""
    if central is not None and active.allows(central.jurisdiction):
        return central
    return present(effective(active, central))


def check(report: Report, centers: Centers, central: Storage | None, central_given: bool) -> None:
    """Rules that need one data center and its storage."""
    for center in centers.values():
        path = f"gir_datacenters.{center.name}.storage"
        if center.uses_central and not central_given:
            report.add("GIR302", path, f"{path} is central, but gir_central_storage is not given.")
        found = effective(center, central)
        if found is None or center.storage_jurisdictions is None:
            continue
        if not center.allows(found.jurisdiction):
            rule_id, which = ("GIR304", "central, which is") if center.uses_central else ("GIR303", "its own,")
            where = f"{which} in {show(found.jurisdiction)}"
            report.add(rule_id, path, f"{path} is {where}; {center.name} allows {_allowed(center)}.")
    _shared(report, centers)


def _allowed(center: DataCenter) -> str:
    return listed((show(item) for item in present(center.storage_jurisdictions)), 4)


def _shared(report: Report, centers: Centers) -> None:
    for key in ("voice_url", "screen_url"):
        owners: dict[str, list[tuple[str, str]]] = {}
        for center in centers.values():
            if center.own_storage is not None:
                value = getattr(center.own_storage, key)
                owners.setdefault(urls.same(value), []).append((value, center.name))
        for found in owners.values():
            if len(found) > 1:
                names = listed((name for _value, name in found), 4)
                spelled = map_rules.spellings(value for value, _name in found)
                report.add("GIR308", "gir_datacenters", f"gir_datacenters: {key} of {names} is {spelled}.")


def check_failover(report: Report, centers: Centers, central: Storage | None, active: DataCenter) -> None:
    """Rules that compare data centers; every storage and role is known to be good."""
    for center in centers.values():
        if peer(center, centers, central, active) is None:
            others = listed(
                f"{other.name} in {show(present(effective(other, central)).jurisdiction)}"
                for other in peer_order(center, centers, active)
            )
            report.add(
                "GIR306",
                center.name,
                f"The agents of {center.name} can go nowhere when it fails: recordings would rest at "
                f"{others}; {center.name} allows {_allowed(center)}.",
            )
    found = catch_all(active, central)
    for center in centers.values():
        if not center.allows(found.jurisdiction):
            report.add(
                "GIR307",
                center.name,
                f"A call of {center.name} without geo-location would rest in the storage of {found.name} "
                f"in {show(found.jurisdiction)}; {center.name} allows {_allowed(center)}.",
                f"Make sure that SIP Server gives a geo-location to every call of {center.name}; "
                f"IVR Profile {CATCH_ALL} takes the others.",
            )


def names_in_use(centers: Centers, central: Storage | None) -> list[str]:
    """Keys of gir_storage_credentials that are needed; the central storage also serves the IVR Profile `record`."""
    names = [CENTRAL] if central is not None else []
    return names + [center.name for center in centers.values() if center.own_storage is not None]
