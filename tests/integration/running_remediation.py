# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Remediations of the demo, in which changes are planted."""

import json
import shutil
from pathlib import Path

from planted.catalogue import catalogue
from planted.demo import UPDATE_HOST
from planted.plant import in_order
from running_demo import passwords

WAITS, REFUSED = 4, 2
RECORDS = "var/lib/gir-ledger/remediation"


class Remediation:
    def __init__(self, planted):
        self.planted = planted
        self.plants = {plant.name: plant for plant in catalogue(planted.groups, UPDATE_HOST)}

    def plant(self, *names):
        for plant in in_order([self.plants[name] for name in names]):
            plant.act(self.planted.system)

    def run(self, *arguments, **variables):
        given = {"gir_remediate_output_dir": str(self.planted.reports), **variables}
        outcome = self.planted.play("remediate", *arguments, **given)
        outcome.says_nothing_of(passwords())
        return outcome

    @property
    def report(self):
        return json.loads((self.planted.reports / "remediate.json").read_text(encoding="utf-8"))

    @property
    def places(self):
        """Where the RWS hosts keep plans and what was repaired."""
        return [Path(self.planted.hosts[host]) / RECORDS for host in ("rws1-dc1", "rws2-dc1", "rws1-dc2", "rws2-dc2")]

    def kept(self, ending):
        return [path for place in self.places for path in place.glob(f"*{ending}")]

    def heal(self):
        """As before the first change, and without plans and records."""
        self.planted.system.heal()
        for place in self.places:
            shutil.rmtree(place, ignore_errors=True)
