# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drift on real hosts: units, installations and accounts that somebody changed by hand are found exactly."""

import json
import os
import sys
from pathlib import Path

import pytest
import yaml

sys.path.append(str(Path(__file__).resolve().parents[1] / "unit" / "standins"))

from planted.catalogue import catalogue, possible
from planted.hosts import Hosts
from planted.trial import Trials, combinations

from lab.driver import Driver, running
from lab.inventory import DEFAULT

PREPARE = Path(__file__).resolve().parent / "playbooks" / "prepare.yml"
SEED = int(os.environ.get("GIR_PLANTED_SEED", "19"))
NUMBER = int(os.environ.get("GIR_PLANTED_NUMBER", "12"))
HAS = ("root", "units")
UPDATE_HOST = "rws1-dc2"


class Compared(Driver):
    """The laboratory of the inventory two_dc, with a comparison of all of it."""

    def __init__(self, directory):
        super().__init__(directory)
        self.inventory = DEFAULT
        self.reports = Path(directory).with_name(f"{Path(directory).name}-reports")

    def configure(self):
        """As playbook site and a first run of the index update leave it."""
        self.play(PREPARE, seconds=600).succeeded()
        self.play("gir.multidc.site", seconds=900).succeeded()
        updated = self.ssh(UPDATE_HOST, "systemctl start gir-index-update.service")
        assert updated.returncode == 0, updated.stdout + updated.stderr

    def groups(self):
        """Inventory group to its hosts."""
        children = yaml.safe_load((DEFAULT / "hosts.yml").read_text(encoding="utf-8"))["gir"]["children"]
        return {group: list(one.get("hosts") or ()) if one else [] for group, one in children.items()}

    def look(self):
        """The findings of one run."""
        given = {"gir_drift_output_dir": str(self.reports), "gir_drift_formats": ["json"], "gir_drift_fail_on": "none"}
        done = self.play("gir.multidc.drift", variables=given, seconds=300).succeeded()
        assert done.changed == set()
        return json.loads((self.reports / "drift.json").read_text(encoding="utf-8"))["findings"]


@pytest.fixture(scope="module")
def lab(possible, tmp_path_factory):
    driver = Compared(tmp_path_factory.mktemp("drift") / "lab")
    with running(driver, possible, driver.configure):
        yield driver


@pytest.fixture(scope="module")
def trials(lab, tmp_path_factory):
    """Changes planted on its hosts; a run right after playbook site finds nothing."""
    return Trials(Hosts(lab.directory, tmp_path_factory.mktemp("kept")), lab.look, machines=True)


def test_right_after_site_nothing_is_found(trials):
    assert trials.before == set()


def test_changes_of_real_hosts_are_found_exactly(trials, lab):
    plants = possible(catalogue(lab.groups(), UPDATE_HOST), HAS)
    wrong = []
    for chosen in combinations(plants, NUMBER, SEED, most=24):
        result = trials.tried(chosen)
        if not result.good:
            wrong.append(str(trials.smallest(result)))
    assert wrong == [], f"GIR_PLANTED_SEED={SEED}\n" + "\n\n".join(wrong)
