# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The laboratory for real: two data centers with two hosts each, as root on Linux."""

import os
import re
import signal

import pytest
from support.playbook import program

from lab.driver import Driver, running
from lab.inventory import DEFAULT
from lab.processes import wait_until

INVENTORIES = DEFAULT.parent


@pytest.fixture(scope="module")
def lab(possible, tmp_path_factory):
    """A laboratory that is up for all tests of this file; each leaves it as it was."""
    with running(Driver(tmp_path_factory.mktemp("laboratory") / "one"), possible) as driver:
        yield driver


@pytest.fixture
def other(possible, tmp_path):
    """A second laboratory, still down; ended after the test."""
    driver = Driver(tmp_path / "other")
    yield driver
    if possible:
        driver.call("down")


def test_every_host_is_up_and_reached_by_name_from_the_others(lab):
    status = lab.status()
    assert set(status["hosts"]) == {"rws-east", "mcp-east", "rws-west", "mcp-west"}
    assert {(host["state"], host["reachable"]) for host in status["hosts"].values()} == {("up", True)}
    assert [center["cut"] for center in status["datacenters"].values()] == ["no", "no"]
    assert lab.ssh("rws-east", "hostname").stdout.strip() == "rws-east"
    assert lab.ssh("rws-east", "systemctl is-system-running --wait").stdout.strip() == "running"
    assert lab.connects("rws-east", "mcp-east")
    assert lab.connects("rws-east", "mcp-west")
    assert lab.links() == []


def test_ansible_reaches_every_host_with_the_generated_source(lab):
    sources = ("-i", str(lab.inventory), "-i", str(lab.directory / "connection.yml"))
    said = lab.does("run", "--", program("ansible"), "gir", *sources, "-m", "ansible.builtin.ping", "--one-line")
    assert said.count("SUCCESS") == 4


def test_a_cut_data_center_is_alone_until_it_is_healed(lab):
    lab.does("cut", "west")
    try:
        status = lab.status()
        assert status["datacenters"]["west"]["cut"] == "both"
        assert {name for name, host in status["hosts"].items() if host["reachable"]} == {"rws-east", "mcp-east"}
        assert {host["state"] for host in status["hosts"].values()} == {"up"}
        assert not lab.connects("rws-east", "rws-west")
        assert lab.connects("rws-east", "mcp-east")
        lab.does("cut", "west", "--spare-controller")
        assert lab.status()["hosts"]["rws-west"]["reachable"]
        assert not lab.connects("rws-west", "rws-east")
        assert lab.connects("rws-west", "mcp-west")
    finally:
        lab.does("heal", "west")
    healed = lab.status()["datacenters"]["west"]
    assert (healed["cut"], healed["controller_spared"]) == ("no", False)
    assert lab.connects("rws-west", "rws-east")


SEND = """python3 -c '
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for number in range(3): s.sendto(b"x", ("{}", 9))
'"""
# Datagrams for a port on which nobody listens, as the kernel has counted them.
COUNT = "awk '/^Udp:/ {line = $3} END {print line}' /proc/net/snmp"


@pytest.mark.parametrize("direction", ["in", "out"])
def test_a_cut_in_one_direction_lets_packets_pass_in_the_other(lab, direction):
    lab.does("cut", "west", "--direction", direction, "--spare-controller")
    try:
        assert lab.status()["datacenters"]["west"]["cut"] == direction
        arrived = {
            "in": _datagram_arrives(lab, "rws-east", "rws-west"),
            "out": _datagram_arrives(lab, "rws-west", "rws-east"),
        }
    finally:
        lab.does("heal", "west")
    assert arrived == {"in": direction != "in", "out": direction != "out"}


def _datagram_arrives(lab, origin, target):
    """Whether a datagram gets from one host to another; none is answered by anything that a cut could stop."""
    before = int(lab.ssh(target, COUNT).stdout)
    assert lab.ssh(origin, SEND.format(target)).returncode == 0
    return int(lab.ssh(target, COUNT).stdout) > before


def test_a_killed_host_is_off_at_once_and_boots_with_its_disk(lab):
    first = lab.ssh("rws-east", "cat /etc/machine-id; echo kept > /srv/note").stdout
    lab.does("kill", "rws-east")
    try:
        assert lab.status()["hosts"]["rws-east"]["state"] == "off"
        assert not lab.status()["hosts"]["rws-east"]["reachable"]
        assert "was off" in lab.does("kill", "rws-east")
        assert lab.status()["hosts"]["mcp-east"]["reachable"]
    finally:
        lab.does("boot", "rws-east")
    assert "was on" in lab.does("boot", "rws-east")
    assert lab.status()["hosts"]["rws-east"]["reachable"]
    assert lab.ssh("rws-east", "cat /srv/note").stdout.strip() == "kept"
    assert lab.ssh("rws-east", "cat /etc/machine-id").stdout.strip() == first.strip()
    assert lab.connects("rws-west", "rws-east")


def test_a_host_that_shut_itself_down_boots_again(lab):
    lab.ssh("mcp-west", "systemctl poweroff")
    wait_until(lambda: lab.status()["hosts"]["mcp-west"]["state"] == "off", 30, "mcp-west did not shut down")
    lab.does("boot", "mcp-west")
    assert lab.connects("rws-east", "mcp-west")


def test_wrong_words_get_one_sentence(lab, tmp_path):
    assert "There is no host 'nowhere' in this laboratory. There are: rws-east, " in lab.refuses("kill", "nowhere")
    assert "There is no data center 'north' in this laboratory. There are: east, west" in lab.refuses("cut", "north")
    assert "already up" in lab.refuses("up", "--inventory", str(lab.inventory))
    absent = Driver(tmp_path / "absent")
    assert "No laboratory is up in" in absent.refuses("status")
    assert absent.does("down").strip() == "Nothing was up."
    assert absent.traces() == []


def test_two_laboratories_live_side_by_side_and_the_end_of_one_leaves_nothing_of_it(lab, other):
    other.up()
    mine, theirs = lab.status(), other.status()
    for kind, key in (("datacenters", "bridge"), ("hosts", "machine")):
        names = [{entry[key] for entry in status[kind].values()} for status in (mine, theirs)]
        assert not names[0] & names[1]
    assert mine["hosts"]["rws-east"]["address"] == theirs["hosts"]["rws-east"]["address"]
    assert lab.ssh("rws-east", "cat /etc/machine-id").stdout != other.ssh("rws-east", "cat /etc/machine-id").stdout
    other.does("cut", "west")
    assert lab.connects("rws-east", "rws-west")
    namespaces = other.network_namespaces()
    assert len(namespaces) == 2
    assert not namespaces & lab.network_namespaces()
    assert other.traces(namespaces) != []
    other.does("down")
    assert other.traces(namespaces) == []
    assert {host["reachable"] for host in lab.status()["hosts"].values()} == {True}


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(lambda driver: driver.processes(), id="first-process"),
        pytest.param(lambda driver: driver.hosts_started() >= 1, id="first-host"),
        pytest.param(lambda driver: driver.hosts_started() >= 4, id="last-host"),
    ],
)
def test_down_clears_up_after_an_up_that_was_killed(other, moment):
    started = other.begin_up()
    marker = other.directory / "state.json"
    wait_until(marker.exists, 60, "up did not begin")
    wait_until(lambda: moment(other), 60, "up did not come to this moment")
    os.kill(started.pid, signal.SIGKILL)
    started.wait()
    other.does("down")
    assert other.traces() == []
    other.up()
    assert {host["reachable"] for host in other.status()["hosts"].values()} == {True}
    other.does("down")
    assert other.traces() == []


def test_down_needs_only_the_directory_when_the_keeper_was_killed_too(other):
    other.up()
    keeper = other.status()["keeper"]
    os.kill(keeper, signal.SIGKILL)
    wait_until(lambda: not other.hosts_started(), 20, "the hosts outlived their keeper")
    assert "clear it with `down`" in other.refuses("up", "--inventory", str(other.inventory))
    other.does("down")
    assert other.traces() == []


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_an_up_that_is_told_to_end_clears_up_itself(other, end):
    started = other.begin_up()
    wait_until(other.hosts_started, 60, "no host was started")
    started.send_signal(end)
    assert started.wait() != 0
    assert other.traces() == []


@pytest.mark.parametrize("name", ["two_dc", "recording_dc"])
def test_the_topology_accepts_the_inventory_inside_the_laboratory(other, name):
    other.inventory = INVENTORIES / name
    other.up()
    run = other.play("gir.multidc.topology").succeeded()
    # The only warning: the addresses of a network that nobody else can reach begin with http.
    assert set(re.findall(r"GIR\d+", run.output)) == {"GIR409"}
    assert run.counts("unreachable") == {}
