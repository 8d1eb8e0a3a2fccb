# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups and hosts: who stands where, and which component runs in which data center."""

from __future__ import annotations

from collections.abc import Iterable

from .._components.component import Everywhere, Pair
from .._components.registry import MAPPED, PLACEMENTS
from .reading import BACKUP, GIR_GROUP, PRIMARY, Centers
from .report import Report
from .values import Value, did_you_mean, kind, listed, show

# The hosts of each group; None where they could not be read.
Groups = dict[str, "list[str] | None"]

# The controller joins the group gir to see its variables; it is no host of the map.
CONTROLLER = "localhost"


class Placement:
    """Hosts by data center and component, each in the order of the inventory."""

    def __init__(self) -> None:
        self.components_of: dict[str, list[str]] = {}
        self.data_centers_of: dict[str, list[str]] = {}
        self.by_center: dict[str, dict[str, list[str]]] = {}
        self.unread: set[str] = set()

    def hosts(self, center: str, component: str) -> list[str]:
        return self.by_center[center][component]

    def lacks(self, center: str, components: Iterable[str]) -> bool:
        """True when no host of the data center is in any of the component groups, all of which could be read."""
        if self.unread.intersection(components):
            return False
        return not any(self.hosts(center, component) for component in components)

    def has_group(self, center: str) -> bool:
        return center in self.by_center


def read_groups(report: Report, value: Value) -> tuple[Groups | None, list[str]]:
    """({group: [hosts]} without the controller, the groups that hold it); None when there is nothing to judge."""
    if report.unusable("groups", value):
        return None, []
    if not isinstance(value, dict):
        report.add("GIR006", "groups", f"The groups of the inventory are {kind(value)}, not a dictionary.")
        return None, []
    groups: Groups = {}
    of_controller = []
    for name, given in value.items():
        hosts = [host for host in given if isinstance(host, str) and host] if isinstance(given, list) else []
        if isinstance(given, list) and len(hosts) == len(given):
            groups[name] = [host for host in dict.fromkeys(hosts) if host != CONTROLLER]
            if CONTROLLER in hosts:
                of_controller.append(name)
        else:
            report.add("GIR006", name[:80], f"The group {show(name)} is not a list of host names.")
            groups[name] = None
    return groups, of_controller


def place(report: Report, groups: Groups, of_controller: list[str], centers: Centers, complete: bool) -> Placement:
    """Puts every host where it belongs, and reports those that belong nowhere or in two places."""
    placement = Placement()
    placement.unread = {component for component in MAPPED if component in groups and groups[component] is None}
    for component in MAPPED:
        for host in groups.get(component) or ():
            placement.components_of.setdefault(host, []).append(component)
    for name in centers:
        hosts = groups.get(name)
        if name not in groups:
            candidates = [group for group in groups if group not in MAPPED and group not in centers]
            report.add(
                "GIR201",
                "gir_datacenters." + name,
                f"The inventory has no group {name} for the data center {name}.{did_you_mean(name, candidates)}",
            )
        elif hosts == [] and name in of_controller:
            continue  # GIR210 says why
        elif hosts == []:
            report.add("GIR202", name, f"The group {name} of the data center {name} has no hosts.")
        elif hosts is not None:
            placement.by_center[name] = {component: [] for component in MAPPED}
            for host in hosts:
                placement.data_centers_of.setdefault(host, []).append(name)
    _order_by_component(groups, placement)
    _check_controller(report, of_controller, centers)
    _check_hosts(report, groups, centers, placement, complete)
    _check_group_names(report, groups, centers)
    return placement


def _order_by_component(groups: Groups, placement: Placement) -> None:
    for component in MAPPED:
        for host in groups.get(component) or ():
            for name in placement.data_centers_of.get(host, ()):
                placement.by_center[name][component].append(host)


def _check_controller(report: Report, of_controller: list[str], centers: Centers) -> None:
    for name in of_controller:
        if name in centers or name in MAPPED:
            report.add("GIR210", name, f"The group {name} holds {CONTROLLER}.")


def _check_hosts(report: Report, groups: Groups, centers: Centers, placement: Placement, complete: bool) -> None:
    for host, names in placement.data_centers_of.items():
        if len(names) > 1:
            report.add("GIR204", host, f"The host {show(host)} is in the data centers {listed(names)}.")
        if host not in placement.components_of and not placement.unread:
            report.add("GIR205", host, f"The host {show(host)} of the data center {names[0]} is in no component group.")
    gir = groups.get(GIR_GROUP)
    mapped = list(dict.fromkeys(list(placement.data_centers_of) + list(placement.components_of)))
    everyone = list(dict.fromkeys((gir or []) + mapped))
    if complete and all(name in placement.by_center for name in centers):
        # A data center that could not be read or whose group is missing explains its stray hosts.
        for host in everyone:
            if host not in placement.data_centers_of:
                report.add("GIR203", host, f"The host {show(host)} is in no data center group.")
    if gir == []:
        report.add("GIR209", GIR_GROUP, "The group gir has no hosts, so nobody sees its variables.")
    if GIR_GROUP not in groups:
        report.add("GIR206", GIR_GROUP, "The inventory has no group gir.")
    elif gir:
        members = set(gir)
        for host in mapped:
            if host not in members:
                report.add("GIR206", host, f"The host {show(host)} is not in the group gir.")
    hosts = groups.get("all")
    if hosts is not None:
        known = set(hosts)
        for host in everyone:
            if host not in known:
                report.add("GIR207", host, f"The host {show(host)} is in a group, but is no host of the inventory.")


def _check_group_names(report: Report, groups: Groups, centers: Centers) -> None:
    for name in groups:
        if name.startswith("gir") and name != GIR_GROUP and name not in MAPPED and name not in centers:
            hint = did_you_mean(name, MAPPED)
            if hint:
                report.add("GIR208", name[:80], f"The group {show(name)} is no component group.{hint}")


def check_components(report: Report, placement: Placement, centers: Centers) -> None:
    """Each data center has what recording needs, and what comes in pairs stands in both or none of the two."""
    for center in centers.values():
        if not placement.has_group(center.name):
            continue
        for needed, groups in _everywhere().items():
            if needed.for_calls and not center.geo_locations:
                continue
            if placement.lacks(center.name, groups):
                report.add(needed.rule, center.name, f"The data center {center.name} has no {needed.what}.")
        if center.own_storage is not None and placement.lacks(center.name, ("gir_webdav",)):
            report.add(
                "GIR215", center.name, f"The data center {center.name} has its own storage, but no host in gir_webdav."
            )
    for group, place in PLACEMENTS.items():
        if isinstance(place, Pair):
            _check_pair(report, placement, centers, group, place)


def _everywhere() -> dict[Everywhere, list[str]]:
    """What every data center has to have, each with the groups that can be it."""
    found: dict[Everywhere, list[str]] = {}
    for group, place in PLACEMENTS.items():
        if isinstance(place, Everywhere):
            found.setdefault(place, []).append(group)
    return dict(sorted(found.items(), key=lambda item: item[0].rule))


def _check_pair(report: Report, placement: Placement, centers: Centers, group: str, place: Pair) -> None:
    having: list[str] = []
    lacking: list[str] = []
    for center in centers.values():
        if not placement.has_group(center.name) or center.role is None:
            continue
        hosts = placement.hosts(center.name, group)
        if center.role in (PRIMARY, BACKUP):
            (having if hosts else lacking).append(center.name)
            continue
        for host in hosts:
            sentence = f"The {place.what} host {show(host)} is in {center.name}, which is a recording data center."
            report.add(place.misplaced, host, sentence)
    if having and lacking:
        report.add(place.incomplete, group, f"{place.what} is in {listed(having)}, but not in {listed(lacking)}.")
