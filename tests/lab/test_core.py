# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is proven on each supported ansible-core: that of the environment which runs these tests."""

import json
import re
import time
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


# No Configuration Server is in the laboratory.
NOBODY_LISTENS = {("connections", f"Configuration Server of {name}", name, "") for name in ("dc1", "dc2")}


def status_of(site, reports, **variables):
    """Seconds that the whole command took, and its report."""
    started = time.monotonic()
    given = {"gir_status_output_dir": str(reports), "gir_status_formats": "json", **variables}
    site.play("gir.multidc.status", variables=given).succeeded()
    seconds = time.monotonic() - started
    return seconds, json.loads((reports / "status.json").read_text(encoding="utf-8"))


def failed(report):
    return {(one["area"], one["name"], one["data_center"], one["host"])
            for one in report["points"] if one["answer"] == "failed"} - NOBODY_LISTENS  # fmt: skip


def test_status_of_hosts_whose_services_run(site, tmp_path):
    """Run after the test above, which has configured them."""
    assert failed(status_of(site, tmp_path, gir_status_seconds=60)[1]) == set()
    site.does("ssh", "mux1-dc2", "--", "systemctl start gir-muxer")
    try:
        _seconds, report = status_of(site, tmp_path, gir_status_seconds=60)
    finally:
        site.does("ssh", "mux1-dc2", "--", "systemctl stop gir-muxer")
    assert failed(report) == {("services", "muxer", "dc2", "mux1-dc2")}
    assert any("must not" in one["text"] for one in report["points"])


def test_status_with_a_dead_data_center_takes_less_than_ten_seconds(site, tmp_path):
    site.does("cut", "dc1")
    try:
        seconds, report = status_of(site, tmp_path)
    finally:
        site.does("heal", "dc1")
    assert seconds < 10
    assert report["sites"]["dc1"]["answered"] == 0 and report["sites"]["dc2"]["answered"] == 7
    assert {("hosts", "hosts of dc1", "dc1", ""), ("RWS", "RWS of dc1", "dc1", "")} <= failed(report)
    assert report["takeover"]["planned"]["fit"] == "no" and report["takeover"]["forced"]["fit"] != "no"
