# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The site guard under systemd, in two data centers whose link is cut: what stops, what stays down, what runs on."""

import json
import shutil
import time

import pytest

from lab.driver import Driver, running
from lab.inventory import DEFAULT
from lab.test_core import PREPARE

HERE, THERE = "rec1-dc1", "rec1-dc2"
GROUPS = ("gir_rws", "gir_rcs", "gir_mcp", "gir_rps", "gir_muxer", "gir_webdav", "gir_load_balancer")
ISOLATION = 30
MUXER, RPS, MCP = "gir-muxer", "gir-rps", "gir-mcp"
TAGS = "mcp,rps,muxer,site_guard,ledger_publisher"
LEDGER = "/var/lib/gir-ledger/ledger.json"
# What another operator writes on the other side of the cut.
TAKE_OVER = f"""python3 -c '
import json
ledger = json.load(open("{LEDGER}"))
last = ledger["entries"][-1]
ledger["entries"].append(dict(last, operation="taken-over", epoch=last["epoch"] + 1, parent=last["operation"],
                              parent_epoch=last["epoch"], active_datacenter="dc2", eservices_site="DC2"))
json.dump(ledger, open("{LEDGER}", "w"))'"""


def write_inventory(directory):
    """The settings of two_dc, on one host in each data center."""
    shutil.copytree(DEFAULT, directory)
    groups = {center: [f"rec1-{center}"] for center in ("dc1", "dc2")}
    groups.update((group, [HERE, THERE]) for group in GROUPS)
    groups["gir_voice_processor"] = groups["gir_speechminer"] = []
    children = {name: {"hosts": dict.fromkeys(hosts)} for name, hosts in groups.items()}
    (directory / "hosts.yml").write_text(json.dumps({"gir": {"children": children}}), encoding="utf-8")
    variables = directory / "group_vars" / "gir"
    topology = (variables / "topology.yml").read_text(encoding="utf-8")
    for name in ("lb1", "dav1"):
        topology = topology.replace(f"{name}-dc", "rec1-dc")
    (variables / "topology.yml").write_text(topology, encoding="utf-8")
    guard = {"gir_site_guard": True, "gir_site_guard_key": "k" * 40, "gir_site_guard_isolation": ISOLATION}
    (variables / "zz_guard.yml").write_text(json.dumps(guard), encoding="utf-8")
    return directory


class Guarded(Driver):
    """The laboratory of that inventory."""

    def __init__(self, directory):
        super().__init__(directory)
        self.inventory = write_inventory(directory.with_name("guard-inventory"))

    def runs(self, name, *arguments):
        """Run a playbook on all hosts; it has to succeed on each of them."""
        return self.play(name, *arguments, seconds=900).succeeded()

    def prepare(self):
        self.runs(PREPARE)
        self.runs("gir.multidc.ledger", "-e", "gir_ledger_create=true")
        self.runs("gir.multidc.site", "--tags", TAGS)

    def state(self, unit, host=HERE):
        return self.ssh(host, f"systemctl is-active {unit}").stdout.strip()

    def wait(self, unit, state, seconds):
        """How long it takes until a unit is in a state."""
        began = time.monotonic()
        while self.state(unit) != state:
            assert time.monotonic() - began < seconds, self.journal()
            time.sleep(1)
        return time.monotonic() - began

    def journal(self, host=HERE):
        return self.ssh(host, "journalctl --no-pager --unit gir-site-guard --lines 40").stdout


@pytest.fixture(scope="module")
def lab(possible, tmp_path_factory):
    with running(Guarded(tmp_path_factory.mktemp("guarded") / "lab"), possible) as driver:
        if possible:
            driver.prepare()
        yield driver


def test_guarded_services_run_and_a_second_run_changes_nothing(lab):
    assert [lab.state(unit) for unit in (MUXER, RPS, "gir-site-guard", "gir-ledger-publisher")] == ["active"] * 4
    assert lab.state(MUXER, THERE) == "inactive" and lab.state(RPS, THERE) == "active"
    assert lab.runs("gir.multidc.site", "--tags", TAGS).changed == set()
    assert "connected: dc1 is the active data center." in lab.journal()


def test_data_center_that_is_cut_off_stops_and_starts_again(lab):
    """Recording runs on, and so does the processor of the standby one, which hands over."""
    lab.does("cut", "dc2", "--spare-controller")
    took = lab.wait(MUXER, "inactive", ISOLATION + 40)
    assert lab.wait(RPS, "inactive", 10) < 10
    assert took > 1
    assert lab.state(MCP) == "active" and lab.state(RPS, THERE) == "active"
    assert lab.ssh(HERE, f"systemctl start {MUXER}").returncode != 0
    assert "is not started: no ledger of another data center and no witness answers" in lab.ssh(
        HERE, f"journalctl --no-pager --unit {MUXER} --lines 30").stdout
    lab.does("heal", "dc2")
    lab.wait(MUXER, "active", 30)
    lab.wait(RPS, "active", 30)


def test_host_that_boots_alone_stays_down(lab):
    lab.does("cut", "dc2", "--spare-controller")
    lab.does("kill", HERE)
    lab.does("boot", HERE)
    lab.wait("gir-site-guard", "active", 60)
    time.sleep(10)
    assert lab.state(MUXER) != "active" and lab.state(MCP) == "active"
    lab.does("heal", "dc2")
    lab.wait(MUXER, "active", 60)


def test_superseded_muxer_stops_when_the_link_is_back(lab):
    """Somebody made dc2 the active one behind a cut that was too short for the time limit."""
    lab.does("cut", "dc2", "--spare-controller")
    assert lab.ssh(THERE, TAKE_OVER).returncode == 0
    lab.does("heal", "dc2")
    lab.wait(MUXER, "inactive", 60)
    assert "superseded: the ledger says that dc2 is the active data center." in lab.journal()
    assert lab.ssh(HERE, f"systemctl start {MUXER}").returncode != 0


def test_guard_that_is_turned_off_goes_and_touches_nothing(lab):
    began = lab.ssh(THERE, f"systemctl show --property=MainPID {RPS}").stdout
    lab.runs("gir.multidc.site", "--tags", "site_guard,ledger_publisher", "-e", "gir_site_guard=false")
    assert lab.ssh(THERE, f"systemctl show --property=MainPID {RPS}").stdout == began
    assert lab.state("gir-site-guard") == lab.state("gir-ledger-publisher") == "inactive"
    found = lab.ssh(HERE, "find / -xdev -path '*gir-site-guard*' -o -xdev -path '*gir-ledger-publisher*'").stdout
    assert [path for path in found.splitlines() if not path.startswith("/proc/")] == []
