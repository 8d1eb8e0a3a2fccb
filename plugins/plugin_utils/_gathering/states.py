# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The desired state of every component of every host, computed at once and before any host was asked anything."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._components.component import Component
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import Desired
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import Target
from ansible_collections.gir.multidc.plugins.plugin_utils._components.webdav import LAYOUTS
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model

# What a host may be, by the field of Target that says so: what is written to the request, and the value of the field.
_PLATFORMS: Mapping[str, tuple[str, Mapping[Any, Any]]] = {
    "os_family": ("os_family", {name: name for name in LAYOUTS}),
    "service_manager": ("systemd", {True: "systemd", False: "other"}),
    "has_ipv6": ("has_ipv6", {False: False, True: True}),
}


@dataclass(frozen=True)
class State:
    """`when`: what the host has to be for it to hold, such as {"os_family": "Debian"}; empty where it always does."""

    component: Component
    host: str
    desired: Desired
    given: Mapping[str, object] = field(repr=False)
    when: Mapping[str, Any] = field(default_factory=dict)


def states(model: Model, gatherer: Gatherer, hosts: Collection[str]) -> list[State]:
    """Of these hosts, in the order of the components; of those that the inventory of this run has."""
    return [
        state
        for component in COMPONENTS.values()
        for host in component.targets(model)
        if host in hosts and gatherer.sees(host)
        for state in _of_host(component, host, model, gatherer)
    ]


def _of_host(component: Component, host: str, model: Model, gatherer: Gatherer) -> Iterator[State]:
    given = gatherer.of_host(component, host)
    target = gatherer.target(component, host, model, own=False)
    named = [_PLATFORMS[name] for name in component.platform]
    found: dict[tuple[Any, ...], Desired] = {}
    for values in product(*(known for _name, known in named)):
        fields = {
            name: known[value] for name, (_key, known), value in zip(component.platform, named, values)
        }
        found[values] = component.desired(model, _on(target, fields), given)
    names = [key for key, _known in named]
    for values, desired in _distinct(found, len(names)).items():
        when = {name: value for name, value in zip(names, values) if value is not _ANY}
        yield State(component, host, desired, given, when)


def _on(target: Target, fields: Mapping[str, Any]) -> Target:
    return replace(target, **fields) if fields else target


_ANY = object()


def _distinct(found: dict[tuple[Any, ...], Desired], places: int) -> dict[tuple[Any, ...], Desired]:
    """Without the places that change nothing, whatever stands in them."""
    for place in range(places):
        groups: dict[tuple[Any, ...], list[Desired]] = {}
        for values, desired in found.items():
            groups.setdefault((*values[:place], _ANY, *values[place + 1:]), []).append(desired)
        if all(all(one == some[0] for one in some) for some in groups.values()):
            found = {values: some[0] for values, some in groups.items()}
    return found
