# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands for ip(8): the network, its cuts, and what the rules of the router say about them."""

import json

import pytest
from lab import network
from lab.plan import make_plan
from lab_plans import EAST, WEST, small


def rules(batch):
    """The rules of a batch as `ip -json rule` would show them, beside the ones that are always there."""
    own = [{"priority": int(line.split()[3])} for line in batch.splitlines()]
    return json.dumps([{"priority": 0}, {"priority": 32766}, *own])


@pytest.mark.parametrize("direction", ["in", "out", "both"])
@pytest.mark.parametrize("spared", [False, True])
def test_what_was_cut_is_seen_and_healed(direction, spared):
    plan = small()
    east, west = plan.datacenters
    batch = network.cut(west.subnets[0], west, direction, spared)
    assert network.cuts(plan, rules(batch)) == {
        "east": {"cut": "no", "controller_spared": False},
        "west": {"cut": direction, "controller_spared": spared},
    }
    assert len(network.heal(west, rules(batch)).splitlines()) == len(batch.splitlines())
    assert network.heal(east, rules(batch)) == ""


def test_directions_are_seen_from_the_data_center():
    west = small().datacenters[1]
    assert network.cut(west.subnets[0], west, "in", False).split()[4:] == ["to", "10.90.2.0/24", "blackhole"]
    assert network.cut(west.subnets[0], west, "out", False).split()[4:] == ["iif", "dc2", "blackhole"]


def test_exceptions_for_the_controller_stand_before_every_cut():
    batches = [network.cut(center.subnets[0], center, "both", True) for center in small().datacenters]
    numbers = {"blackhole": [], "lookup": []}
    for line in "".join(batches).splitlines():
        numbers["blackhole" if line.endswith("blackhole") else "lookup"].append(int(line.split()[3]))
    assert max(numbers["lookup"]) < min(numbers["blackhole"])
    assert len(set(numbers["lookup"] + numbers["blackhole"])) == 8


def test_nothing_to_heal_is_no_error():
    assert network.heal(small().datacenters[0], "") == ""


def test_every_bridge_has_a_link_to_the_router():
    plan = small()
    batch = network.build(plan)
    for center in plan.datacenters:
        assert f"link add {center.bridge} type bridge\n" in batch
        assert f"peer name {center.router_link} netns {plan.router}\n" in batch
        assert f"addr add {center.subnets[0].gateway}/24 dev {center.router_link}\n" in network.build_router(plan)


def test_data_center_without_ipv4():
    plan = make_plan("/lab/one", [EAST, {**WEST, "addresses": "ipv6"}])
    center, (subnet,) = plan.datacenters[1], plan.datacenters[1].subnets
    assert network.host_batch(center, plan.host("c")).splitlines() == [
        "addr add fd00:90:2::11/64 dev host0 nodad", "link set host0 up", "route add ::/0 via fd00:90:2::1",
    ]
    assert "addr add fd00:90:ff00::2/64 dev wan0 nodad\nroute add ::/0 via fd00:90:ff00::1\n" in network.build(plan)
    lines = network.hosts_file(plan).splitlines()
    assert {"10.90.1.12 b", "fd00:90:2::11 c", "10.90.0.2 controller", "fd00:90:ff00::2 controller"} <= set(lines)
    batch = network.cut(subnet, center, "in", True)
    assert "to fd00:90:2::/64 blackhole\n" in batch
    assert "to fd00:90:ff00::/64 lookup main\n" in batch
    assert network.cuts(plan, "", rules(batch))["west"] == {"cut": "in", "controller_spared": True}


def test_hosts_are_known_by_both_of_their_names():
    lines = network.hosts_file(small()).splitlines()
    assert "10.90.1.11 a.example.com a" in lines
    assert "10.90.2.11 c" in lines
    assert "10.90.0.2 controller" in lines
