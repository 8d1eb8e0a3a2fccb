# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what was read of a running system to the inventory that describes it. The only entry of this package."""

from __future__ import annotations

from collections.abc import Iterable

from ansible_collections.gir.multidc.plugins.plugin_utils._topology import report as topology_report

from . import (
    accounts,
    applications,
    cassandra,
    components,
    contact_center,
    documents,
    index_update,
    profiles,
    units,
    webdav,
)
from .comparing import Comparison
from .components import Found
from .datacenters import Map
from .desired import DesiredSystem, Incomparable
from .layout import EVERYWHERE, Layout
from .live import Live
from .report import Report
from .store import Store
from .tables import known_variables
from .vault import Vault, secret_keys

# Each look finds what the one before has uncovered; more would mean that a variable does not do what it says.
_MOST_LOOKS = 4


class Adoption:
    """`files` is the new inventory, {relative path: text}; empty when `report` has problems.

    `hidden`: options of objects whose values could not be read.
    """

    def __init__(self, live: Live, hidden: Iterable[str] = ()) -> None:
        self.live = live
        self.report, self.store = Report(), Store(live)
        self.files: dict[str, str] = {}
        for option in hidden:
            self.report.contradict(
                f"{option} was left out: it holds a password of this run, so ansible-core hides it. Look in GAX."
            )
        live.find_centers(self.report)
        if not self.report.problems:
            self._adopt()
        if not self.report.problems:
            self.files = self._documents()

    def _adopt(self) -> None:
        live, store, report = self.live, self.store, self.report
        found = components.read(live, report)
        if report.problems:
            return
        components.adopt(live, found, store, report)
        cassandra.adopt(live, found, store, report)
        accounts.adopt(live, found, store, report)
        recording = profiles.read(live)
        profiles.adopt(live, recording, store, report)
        centers = Map(live, found, recording, store, report).build()
        store.all("gir_datacenters", centers)
        accounts.receiver(live, store, report)
        contact_center.adopt(live, centers, store, report)
        applications.adopt(live, centers, store, report)
        units.adopt(live, store, report)
        webdav.adopt(live, centers, store, report)
        updates = index_update.adopt(live, store, report)
        for host in live.hosts("load_balancer"):
            report.fill_in(
                "load_balancer_ variables", f"{host}: its configuration is not read; give what you need in the seed"
            )
        try:
            self._compare(found, updates)
        except Incomparable as error:
            report.problem(str(error))

    def _compare(self, found: Found, updates: index_update.Configurations) -> None:
        """The components themselves say what the new inventory would write; what is there instead is kept."""
        for _look in range(_MOST_LOOKS):
            everywhere = Layout(self.live, self.store).groups[EVERYWHERE]
            desired = DesiredSystem(self.live.groups, self.store.effective, everywhere)
            if desired.topology.model is None:
                for violation in desired.topology.errors:
                    self.report.fill_in("the map", topology_report.line(violation))
                self.report.add(
                    "drift",
                    "What follows from the map was not compared, because the map is not complete: complete "
                    "the seed and adopt again.",
                )
                return
            comparison = Comparison(self.live, found, self.store, self.report, desired)
            if not comparison.settle():
                break
        comparison.remaining()
        index_update.compare(self.live, updates, desired, self.report)

    def _documents(self) -> dict[str, str]:
        layout = Layout(self.live, self.store)
        variables = [self.store.effective(host) for host in self.live.hosts()]
        return documents.write(self.live, layout, Vault(secret_keys(variables)), self.report)


__all__ = ["Adoption", "known_variables"]
