# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables that a host may not have for itself: what is equal everywhere, and what only the controller reads."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Union

from .._components.desired import Violation
from .._components.registry import COMPONENTS
from .._components.rule import rule
from .._topology import engine, lifecycle_words, recording_holds
from .._topology.rule import PRODUCT, Rule
from .._topology.values import Unusable, is_blank, listed, show
from .known import MAP_VARIABLES, rows, secrets

# Host and name to the plain value, and to the file and line where it stands.
Evaluate = Callable[[str, str], object]
Known = Callable[[str], Mapping[str, object]]
Place = Callable[[str, str], Union[str, None]]

GIR972 = rule(
    972,
    "What describes the whole system is the same for every host.",
    "Give it once, in group_vars/gir, and remove it where it differs.",
)
GIR973 = rule(
    973,
    "An option that all nodes of a product share is the same on each of them.",
    "Give it once, in group_vars/gir, and remove it where it differs.",
    PRODUCT,
)
GIR976 = rule(
    976,
    "An Application object is that of one node, where the product has one for each: MCP, RCS and RWS.",
    "Give each node the name of its own Application, such as {{ inventory_hostname }}_MCP.",
    PRODUCT,
)
# Who has one Application for each node: MCP and RCS are installed as the Application whose host is the machine
# (desktop-and-configuration-server.md 7.7), RWS has one for each node (rws.md 1.3). Of the processors and the Muxer
# nothing is known, and the Cluster of RWS and the desktops' Application are one for all.
_OF_ONE_NODE = ("mcp", "rcs", "rws")
_CLUSTER = "rws_cluster_application_name"
_SUFFIX = {f"{name}_application_name": name.upper() for name in _OF_ONE_NODE}
# Beside the map: accounts and names of which the system has one, whoever reads them.
_OF_THE_SYSTEM = (
    *MAP_VARIABLES,
    *lifecycle_words.VARIABLES,
    recording_holds.HOLDS,
    "gir_storage_credentials",
    "gir_contact_center_id",
    "gir_contact_center_domain",
    "gir_interaction_receiver_username",
    "gir_interaction_receiver_password",
    "gir_site_guard",
    "gir_site_guard_key",
    "gir_site_guard_port",
    "gir_site_guard_isolation",
    "gir_failover_witness",
)


@functools.cache
def of_the_system() -> tuple[str, ...]:
    """Variables of the map, and those that only components of the controller read, of no other host."""
    every = COMPONENTS.values()
    elsewhere = {name for component in every for name in component.asks}
    elsewhere |= {name for component in every if component.group for name in component.variables}
    here = [name for component in every if not component.group for name in component.variables]
    return tuple(dict.fromkeys([*_OF_THE_SYSTEM, *(name for name in here if name not in elsewhere)]))


@functools.cache
def of_all_nodes() -> dict[str, tuple[str, ...]]:
    """Group to the variables that its hosts share, but for those that the rules of the map compare."""
    found: dict[str, tuple[str, ...]] = {}
    for component in COMPONENTS.values():
        shared = [name for name, row in component.variables.items() if row.about.equal]
        names = [name for name in shared if name not in engine.HOST_VARIABLES]
        for group in component.groups if names else ():
            found[group] = (*found.get(group, ()), *names)
    return found


@dataclass
class _Alike:
    """Hosts for which the same stands in the inventory; None where nothing does."""

    raw: object
    hosts: list[str] = field(default_factory=list)


class Scope:
    """Compares some variables of host after host."""

    def __init__(self, broken: Rule, names: tuple[str, ...]) -> None:
        self._broken, self._names = broken, names
        self._alike: dict[str, list[_Alike]] = {name: [] for name in names}

    def look_at(self, host: str, variables: Mapping[str, object]) -> None:
        """Note what stands in the inventory for a host. The first one has the usual values."""
        for name in self._names:
            value = variables.get(name)
            for alike in self._alike[name]:
                if alike.raw is value or alike.raw == value:
                    alike.hosts.append(host)
                    break
            else:
                self._alike[name].append(_Alike(value, [host]))

    def violations(self, evaluate: Evaluate, place: Place) -> list[Violation]:
        """One for each variable of which two hosts have two values, whatever is written in the inventory."""
        found = []
        for name, kinds in self._alike.items():
            if len(kinds) > 1 or (kinds and _has_template(kinds[0].raw)):
                owners = _by_value(name, kinds, evaluate)
                if len(owners) > 1:
                    found.append(self._violation(name, owners, place))
        return found

    def _violation(self, name: str, owners: list[tuple[object, list[str]]], place: Place) -> Violation:
        (usual, first), *others = owners
        hosts = [host for _value, some in others for host in some]
        places = list(dict.fromkeys(filter(None, (place(host, name) for host in hosts[:20]))))
        where = f" ({listed(places, 3)})" if places else ""
        secret = name in secrets() or any(isinstance(value, (dict, list)) for value, _hosts in owners)
        if secret:
            sentence = f"{name} of {listed(hosts, 3)}{where} is another one than that of {listed(first, 2)}."
        else:
            apart = [f"{_shown(value)} on {listed(some, 3)}" for value, some in others]
            sentence = f"{name} is {_shown(usual)} on {listed(first, 2)}, but {listed(apart, 4)}{where}."
        return Violation(self._broken.id, name, hosts[0], sentence, self._broken.remedy, self._broken.severity)


def applications(hosts_of: Mapping[str, Iterable[str]], known: Known, evaluate: Evaluate) -> list[Violation]:
    """Applications that several nodes claim. `hosts_of`: group to its hosts; linear in the hosts."""
    owners: dict[str, list[tuple[str, str]]] = {}
    for component in _OF_ONE_NODE:
        name = f"{component}_application_name"
        usual = COMPONENTS[component].variables[name].default
        for host in hosts_of.get(COMPONENTS[component].group or "", ()):
            value = _own_name(known(host).get(name), usual, host, name, evaluate)
            if value:
                owners.setdefault(value, []).append((name, host))
    for host in list(hosts_of.get("gir_rws", ()))[:1]:
        # The same for all nodes, by another rule; a node's own Application is another object.
        cluster = _own_name(known(host).get(_CLUSTER), None, host, _CLUSTER, evaluate)
        if cluster in owners:
            owners[cluster].append((_CLUSTER, host))
    return [_claimed(value, some) for value, some in owners.items() if len(some) > 1]


def _own_name(raw: object, usual: object, host: str, name: str, evaluate: Evaluate) -> str:
    """The name that holds for a host; empty where there is none, or none that can be known."""
    value = evaluate(host, name) if _has_template(raw) else raw
    if value is None or is_blank(value):
        return str(usual or "").replace("{{ inventory_hostname }}", host)
    return value if isinstance(value, str) else ""


def _claimed(value: str, owners: list[tuple[str, str]]) -> Violation:
    hosts = listed(list(dict.fromkeys(host for _name, host in owners)), 4)
    names = list(dict.fromkeys(name for name, _host in owners))
    verb = "are" if len(names) > 1 else "is"
    sentence = f"{listed(names)} {verb} {show(value)} on {hosts}, but each node has an Application of its own."
    subject, first = owners[0]
    remedy = f"Give each node the name of its own Application, such as {{{{ inventory_hostname }}}}_{_SUFFIX[subject]}."
    return Violation(GIR976.id, subject, first, sentence, remedy, GIR976.severity)


def _by_value(name: str, kinds: list[_Alike], evaluate: Evaluate) -> list[tuple[object, list[str]]]:
    """(value, hosts), the first host's first. A value that cannot be evaluated is reported by those who use it."""
    owners: dict[str, tuple[object, list[str]]] = {}
    for alike in kinds:
        # What one template gives may depend on the host.
        asked = alike.hosts if _has_template(alike.raw) else alike.hosts[:1]
        for host in asked:
            value = evaluate(host, name)
            value = _default(name) if value is None or value == "" else value
            if not isinstance(value, Unusable):
                some = alike.hosts if len(asked) == 1 else [host]
                owners.setdefault(as_text(value), (value, []))[1].extend(some)
    return list(owners.values())


def as_text(value: object) -> str:
    """Equal for equal values: up to ansible-core 2.18 a template gives text where a number or a boolean is meant."""
    text = str(value) if isinstance(value, (bool, int, float, str)) else repr(value)
    return text.lower() if text.lower() in ("true", "false") else text


def _default(name: str) -> object:
    row = rows().get(name)
    return None if row is None or "{{" in str(row.default) else row.default


def _has_template(value: object, depth: int = 0) -> bool:
    if isinstance(value, str):
        return "{{" in value or "{%" in value
    if isinstance(value, Mapping) and depth < 12:
        return any(_has_template(item, depth + 1) for item in list(value.values()))
    return isinstance(value, (list, tuple)) and depth < 12 and any(_has_template(item, depth + 1) for item in value)


def _shown(value: object) -> str:
    return "not given" if value is None else show(value)
