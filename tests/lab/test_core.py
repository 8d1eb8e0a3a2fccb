# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is proven on each supported ansible-core: that of the environment which runs these tests."""

import re
from pathlib import Path

import pytest
from support.playbook import program

from lab import image, pythons
from lab.driver import Driver, running
from lab.inventory import DEFAULT, core

PREPARE = Path(__file__).resolve().parent / "playbooks" / "prepare.yml"


class Site(Driver):
    """The laboratory of the inventory two_dc."""

    def __init__(self, directory):
        super().__init__(directory)
        self.inventory = DEFAULT

    def runs(self, playbook):
        """Run a playbook on all hosts; it has to succeed on each of them."""
        run = self.play(playbook, seconds=900).succeeded()
        assert run.counts("unreachable") == run.counts("failed") == {}, run.output
        return run


@pytest.fixture(scope="module")
def site(possible, tmp_path_factory):
    with running(Site(tmp_path_factory.mktemp("core") / "lab"), possible) as driver:
        yield driver


def test_each_host_runs_the_oldest_of_its_pythons_that_this_ansible_core_supports(site):
    sources = ("-i", str(site.inventory), "-i", str(site.directory / "connection.yml"))
    words = ("all", "-m", "ansible.builtin.setup", "-a", "filter=ansible_python_version", "-o", *sources)
    said = site.does("run", "--", program("ansible"), *words)
    used = dict(re.findall(r'^(\S+) \| SUCCESS .*"ansible_python_version": "(\d+\.\d+)', said, re.MULTILINE))
    own = pythons.own(image.ensure())
    wanted = {
        name: pythons.chosen([version for version in host["pythons"] if version != own], core(), own)
        for name, host in site.status()["hosts"].items()
    }
    assert {name: used.get(name) for name in wanted} == wanted


def test_two_data_centers_are_configured_and_proven_and_a_second_run_changes_nothing(site):
    site.runs(PREPARE)
    changed = site.runs("gir.multidc.site").changed_hosts
    hosts = site.status()["hosts"].items()
    components = {name for name, host in hosts if any(group.startswith("gir_") for group in host["groups"])}
    assert components
    assert components <= changed
    again = site.runs("gir.multidc.site")
    assert again.changed_hosts == set(), again.output
    site.runs("gir.multidc.verify")
