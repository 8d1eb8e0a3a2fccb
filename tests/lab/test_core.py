# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is proven on each supported ansible-core: that of the environment which runs these tests."""

import re
import sys
from pathlib import Path

import pytest

from lab import image, pythons
from lab.driver import Driver
from lab.inventory import DEFAULT, core

PREPARE = Path(__file__).resolve().parent / "playbooks" / "prepare.yml"


class Site:
    """The two data centers, and Ansible on their controller."""

    def __init__(self, driver):
        self.driver = driver
        self.sources = ("-i", str(driver.inventory), "-i", str(driver.directory / "connection.yml"))

    def ansible(self, program, *words):
        """Run a command of this environment's Ansible; it has to succeed."""
        command = Path(sys.executable).with_name(program)
        return self.driver.does("run", "--", str(command), *words, *self.sources, seconds=900)

    def recap(self, *words):
        """Run a playbook; what it said, and the hosts on which it changed something."""
        said = self.ansible("ansible-playbook", *words)
        assert not re.search(r"(unreachable|failed)=[1-9]", said), said
        return said, set(re.findall(r"^(\S+) +: ok=\d+ +changed=[1-9]", said, re.MULTILINE))


@pytest.fixture(scope="module")
def site(possible, tmp_path_factory):
    """The laboratory of the inventory two_dc."""
    driver = Driver(tmp_path_factory.mktemp("core") / "lab")
    driver.inventory = DEFAULT
    if not possible:
        yield Site(driver)
        return
    driver.up()
    try:
        yield Site(driver)
    finally:
        driver.does("down")


def test_each_host_runs_the_oldest_of_its_pythons_that_this_ansible_core_supports(site):
    said = site.ansible("ansible", "all", "-m", "ansible.builtin.setup", "-a", "filter=ansible_python_version", "-o")
    used = dict(re.findall(r'^(\S+) \| SUCCESS .*"ansible_python_version": "(\d+\.\d+)', said, re.MULTILINE))
    own = pythons.own(image.ensure())
    wanted = {
        name: pythons.chosen([version for version in host["pythons"] if version != own], core(), own)
        for name, host in site.driver.status()["hosts"].items()
    }
    assert {name: used.get(name) for name in wanted} == wanted


def test_two_data_centers_are_configured_and_proven_and_a_second_run_changes_nothing(site):
    site.recap(str(PREPARE))
    _said, changed = site.recap("gir.multidc.site")
    hosts = site.driver.status()["hosts"].items()
    components = {name for name, host in hosts if any(group.startswith("gir_") for group in host["groups"])}
    assert components
    assert components <= changed
    said, changed = site.recap("gir.multidc.site")
    assert not changed, said
    site.recap("gir.multidc.verify")
