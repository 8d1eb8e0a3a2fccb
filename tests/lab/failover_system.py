# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A laboratory for failovers: GAX on its controller, hosts that record all the while, and a state to return to."""

import yaml

from lab.chaos_runs import Chaos
from lab.controller_standins import ControllerStandins
from lab.inventory import DEFAULT
from lab.load_hosts import LoadHosts
from lab.test_core import PREPARE

INVENTORIES = DEFAULT.parent
GAX = INVENTORIES / "failover"


class FailoverSystem(Chaos):
    """`inventory`: two_dc or recording_dc."""

    def __init__(self, directory, inventory="two_dc"):
        super().__init__(directory)
        self.inventory = INVENTORIES / inventory
        tree = yaml.safe_load((self.inventory / "hosts.yml").read_text(encoding="utf-8"))["gir"]["children"]
        self.groups = {group: list((one or {}).get("hosts") or ()) for group, one in tree.items()}
        self.variables = {}
        for path in sorted((self.inventory / "group_vars" / "gir").glob("*.yml")):
            self.variables.update(yaml.safe_load(path.read_text(encoding="utf-8")))
        self.centers = self.variables["gir_datacenters"]
        self.gax = ControllerStandins(self, self.variables, self.groups)
        self.load = LoadHosts(self, self.variables, self.groups)

    @property
    def sources(self):
        return [self.inventory, GAX, self.directory / "connection.yml"]

    def hosts(self, center):
        """The hosts of a data center."""
        return self.groups[center]

    def prepare(self, **variables):
        """As playbook site leaves it, with everything in its place that records."""
        self.gax.start()
        self.play(PREPARE, seconds=600).succeeded()
        self.play("gir.multidc.site", seconds=900, variables=variables).succeeded()
        self.load.install()
