# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and addresses of a laboratory."""

import json

import pytest
from lab import machine
from lab.errors import LabError
from lab.plan import control_group, identity, make_plan
from lab_plans import EAST, WEST, small

LONGEST_INTERFACE = 15


def test_addresses_follow_the_order_of_the_inventory():
    assert [(host.name, host.address) for host in small().hosts] == [
        ("a.example.com", "10.90.1.11"), ("b", "10.90.1.12"), ("c", "10.90.2.11"),
    ]
    assert [str(center.subnets[0]) for center in small().datacenters] == ["10.90.1.0/24", "10.90.2.0/24"]
    assert [center.subnets[0].gateway for center in small().datacenters] == ["10.90.1.1", "10.90.2.1"]


def test_data_center_without_ipv4():
    plan = make_plan("/lab/one", [{**EAST, "addresses": "both"}, {**WEST, "addresses": "ipv6"}])
    assert [host.addresses for host in plan.hosts] == [
        ("10.90.1.11", "fd00:90:1::11"), ("10.90.1.12", "fd00:90:1::12"), ("fd00:90:2::11",),
    ]
    assert [str(subnet) for subnet in plan.datacenters[1].subnets] == ["fd00:90:2::/64"]
    assert (plan.families, small().families) == ((4, 6), (4,))


def test_two_directories_share_no_name():
    def names(plan):
        own = {plan.identity, plan.router, plan.control_group}
        return own | {center.bridge for center in plan.datacenters} | {host.machine for host in plan.hosts}

    assert len(names(small())) == 3 + 2 + 3
    assert not names(small("/lab/one")) & names(small("/lab/two"))
    assert names(small()) == names(small())


def test_the_control_group_can_be_known_without_the_plan():
    assert small("/lab/one").control_group == control_group(identity("/lab/one"))


def test_names_of_interfaces_fit_the_kernel():
    centers = [{"name": f"dc{number}", "role": "recording", "hosts": {}} for number in range(200)]
    bridges = {center.bridge for center in make_plan("/lab/one", centers).datacenters}
    assert len(bridges) == 200
    assert max(map(len, bridges)) <= LONGEST_INTERFACE


def test_unknown_names_are_answered_with_the_known_ones():
    with pytest.raises(LabError, match=r"There is no host 'x' in this laboratory. There are: a.example.com, b, c"):
        small().host("x")
    with pytest.raises(LabError, match=r"There is no data center 'b' in this laboratory. There are: east, west"):
        small().datacenter("b")


def test_more_hosts_than_addresses_are_refused():
    crowd = {"name": "east", "role": "primary", "hosts": {f"h{number}": [] for number in range(241)}}
    with pytest.raises(LabError, match="The data center east has 241 hosts, more than 240"):
        make_plan("/lab/one", [crowd])
    with pytest.raises(LabError, match="201 data centers, more than 200"):
        make_plan("/lab/one", [EAST] * 201)


def test_the_pythons_of_a_host_survive_being_kept_as_json():
    mounts = {"3.6": [["/pyenv/3.6", "/opt/python/3.6"], ["/pyenv/3.6/lib/l.so", "/usr/lib/l.so"]]}
    center = json.loads(json.dumps({**EAST, "pythons": {"b": mounts}}))
    plan = make_plan("/lab/one", [center])
    assert plan.host("a.example.com").pythons == ()
    assert plan.host("b").pythons == (("3.6", tuple(map(tuple, mounts["3.6"]))),)
    script = machine.switch_on("/lab/one", "/image", plan, plan.host("b"))
    for source, target in mounts["3.6"]:
        assert f"--bind-ro={source}:{target}" in script
    assert "--bind-ro" not in machine.switch_on("/lab/one", "/image", plan, plan.host("a.example.com"))
