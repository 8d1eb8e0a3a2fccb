# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what was read of a running system to the inventory that describes it. The only entry of this package."""

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
    tables,
    units,
    webdav,
)
from .comparing import Comparison
from .datacenters import Map
from .desired import Desired, Incomparable
from .layout import EVERYWHERE, Layout
from .report import Report
from .store import Store
from .vault import Vault, secret_keys

# Each look finds what the one before has uncovered; more would mean that a variable does not do what it says.
_MOST_LOOKS = 4


class Adoption:
    """`files` is the new inventory, {relative path: text}; empty when `report` has problems."""

    def __init__(self, live, evaluate):
        self.live, self._evaluate = live, evaluate
        self.report, self.store, self.files = Report(), Store(live), {}
        live.find_centers(self.report)
        if not self.report.problems:
            self._adopt()
        if not self.report.problems:
            self.files = self._documents()

    def _adopt(self):
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
        contact_center.adopt(live, centers, store, report)
        applications.adopt(live, centers, store, report)
        units.adopt(live, store, report)
        webdav.adopt(live, centers, store, report)
        index_update.adopt(live, store, report)
        for host in live.hosts("load_balancer"):
            report.fill_in(
                "load_balancer_ variables", f"{host}: its configuration is not read; give what you need in the seed"
            )
        try:
            self._compare(found)
        except Incomparable as error:
            report.problem(str(error))

    def _compare(self, found):
        """The roles themselves say what the new inventory would write; what is there instead is kept."""
        for _look in range(_MOST_LOOKS):
            everywhere = Layout(self.live, self.store).groups[EVERYWHERE]
            desired = Desired(self.live.groups, self.store.effective, everywhere, self._evaluate)
            if desired.model is None:
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

    def _documents(self):
        layout = Layout(self.live, self.store)
        variables = [self.store.effective(host) for host in self.live.hosts()]
        return documents.write(self.live, layout, Vault(secret_keys(variables)), self.report)


def known_variables():
    """Names of the variables that a seed may give."""
    return set(tables.options())
