# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""In which order hosts are upgraded, why they cannot be, and which versions they have before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ansible_collections.gir.multidc.plugins.plugin_utils._components.component import Component
from ansible_collections.gir.multidc.plugins.plugin_utils._components.selection import of_host, upgraded
from ansible_collections.gir.multidc.plugins.plugin_utils._rolling import centers, hosts_in
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model
from ansible_collections.gir.multidc.plugins.plugin_utils._upgrade.observed import Observed

Observations = Mapping[str, Mapping[str, Observed]]
_NOTHING = Observed()


@dataclass(frozen=True)
class Version:
    """The version of one component of one host; `before` is empty where none was installed."""

    host: str
    component: str
    before: str
    after: str

    @property
    def line(self) -> str:
        change = (
            f"{self.after} as before" if self.before == self.after else f"{self.before or 'nothing'} -> {self.after}"
        )
        return f"{self.host}: {self.component} {change}"


@dataclass(frozen=True)
class Plan:
    """`order`: the hosts. `components`: host to what is upgraded there, in this order. With problems nothing begins."""

    order: list[str]
    components: dict[str, list[str]]
    versions: list[Version]
    problems: list[str]


def plan(model: Model, observations: Observations, excluded: Iterable[str] = ()) -> Plan:
    """`observations`: host to component to what was observed; a host that is missing could not be inspected."""
    return _Planner(model, observations, set(excluded)).make()


class _Planner:
    def __init__(self, model: Model, observations: Observations, excluded: set[str]) -> None:
        self.model = model
        self.observations = observations
        self.excluded = excluded
        self.problems: list[str] = []

    def make(self) -> Plan:
        order = [host for center in centers(self.model) for host in self._hosts(center)]
        unknown = [host for host in order if host not in self.observations]
        if unknown:
            self.problems.append(
                f"{', '.join(unknown)} could not be inspected (see above): bring"
                f" {'it' if len(unknown) == 1 else 'them'} up, or name what to leave out in gir_upgrade_leave_out"
            )
        elif not order:
            self.problems.append("no host has a package to install: give rws_package, for example")
        components = {host: self._packaged(host) for host in order}
        for host in order:
            for name in components[host]:
                self._check_component(host, name)
        for center in self.model["data_centers"]:
            for component in upgraded():
                self._check_peers(center, component, order)
        versions = [
            Version(host, name, self._observed(host, name).installed, self._observed(host, name).desired)
            for host in order
            for name in components[host]
        ]
        return Plan(order, components, versions, self.problems)

    def _members(self, center: str, component: Component) -> list[str]:
        return hosts_in(self.model, center, component.group or "")

    def _observed(self, host: str, name: str) -> Observed:
        return self.observations.get(host, {}).get(name, _NOTHING)

    def _packaged(self, host: str) -> list[str]:
        return [name for name in of_host(upgraded(), self.model, host) if self._observed(host, name).packaged]

    def _hosts(self, center: str) -> list[str]:
        """The hosts to upgrade in a data center, in order; one that could not be inspected might be one of them."""
        found: list[str] = []
        for component in upgraded():
            members = [
                host
                for host in self._members(center, component)
                if host not in self.excluded
                if host not in self.observations or self._observed(host, component.name).packaged
            ]
            # A node that is down already takes nothing away; for RWS the sync node is the next.
            members.sort(
                key=lambda host: (not self._observed(host, component.name).down, host != self.model["sync_node"])
            )
            found += [host for host in members if host not in found]
        return found

    def _check_component(self, host: str, name: str) -> None:
        observed = self._observed(host, name)
        if not observed.desired:
            self.problems.append(f"{host}: {name}_package is given without its version: give both")
        if not observed.managed and not observed.staged:
            self.problems.append(
                f"{host}: {name}_service is not given, or gir_manage_services is false, so the new version could be"
                " neither started nor proven: name the unit"
            )

    def _check_peers(self, center: str, component: Component, order: list[str]) -> None:
        """No node is taken down while a peer of it is down, or may be."""
        members, name = self._members(center, component), component.name
        if not set(members) & set(order):
            return
        down = [host for host in members if self._observed(host, name).down]
        lost = [host for host in members if host in self.excluded and host not in self.observations]
        for host in down:
            if host not in order:
                lost.append(host)
            elif not self._observed(host, name).pending:
                self.problems.append(
                    f"{host}: {name} does not run ({self._observed(host, name).reason}): repair it first, so that no"
                    f" other node of {center} is taken down while it is"
                )
        waiting = [host for host in down if host in order and self._observed(host, name).pending]
        if len(waiting) > 1:
            self.problems.append(
                f"{', '.join(waiting)}: {name} of {center} has not taken an earlier change up and runs on none of"
                " them: repair all but one first"
            )
        for host in lost:
            self.problems.append(
                f"{host}: {name} is left out and does not run or cannot be reached, so {center} would lose {name} while"
                f" another node restarts: leave the other {name} nodes of {center} out too"
            )
