# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading the inventory, and adding the connection to it."""

import json

import pytest
from lab import inventory
from lab.errors import LabError
from lab.files import Files
from lab_plans import small


def listed(**more):
    """A listing as ansible-inventory gives it: one component in each of two data centers."""
    centers = {"gir_datacenters": {"east": {"role": "primary"}, "west": {"role": "backup"}}}
    return {
        "_meta": {"hostvars": {"a": centers, "b": centers, **more.pop("hostvars", {})}},
        "all": {"children": ["ungrouped", "gir"]},
        "gir": {"children": ["east", "west", "gir_rws"]},
        "east": {"hosts": ["a"]},
        "west": {"hosts": ["b"]},
        "gir_rws": {"hosts": ["a", "b"]},
        **more,
    }


def test_data_centers_are_the_keys_of_the_map():
    assert inventory.data_centers(listed()) == [
        {"name": "east", "role": "primary", "hosts": {"a": ["gir_rws"]}, "pythons": {}, "addresses": "ipv4"},
        {"name": "west", "role": "backup", "hosts": {"b": ["gir_rws"]}, "pythons": {}, "addresses": "ipv4"},
    ]


def test_a_host_that_is_none_of_the_collections_names_its_data_center():
    found = inventory.data_centers(listed(hostvars={"lb": {"lab_datacenter": "west"}}, balancers={"hosts": ["lb"]}))
    assert found[1]["hosts"] == {"b": ["gir_rws"], "lb": ["balancers"]}


def test_hosts_of_groups_below_count():
    found = inventory.data_centers(listed(east={"children": ["rack"]}, rack={"hosts": ["a"]}))
    assert found[0]["hosts"] == {"a": ["gir_rws", "rack"]}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"west": {"hosts": ["a", "b"]}}, "The host a is in two data centers, east and west."),
        ({"hostvars": {"lb": {"lab_datacenter": "north"}}}, "has lab_datacenter 'north'. There are: east, west"),
        (
            {"hostvars": {"lb": {"lab_addresses": {"west": "v6"}}}},
            "lab_addresses has 'west: v6'. It names data centers (east, west) with ipv4, ipv6, both.",
        ),
        ({"_meta": {"hostvars": {"a": {}}}}, "no hosts with gir_datacenters"),
    ],
)
def test_what_cannot_be_built_is_said(change, sentence):
    with pytest.raises(LabError) as caught:
        inventory.data_centers(listed(**change))
    assert sentence in str(caught.value)


def test_an_inventory_that_is_not_there_is_said(tmp_path):
    with pytest.raises(LabError, match="There is no inventory"):
        inventory.read(tmp_path / "absent")


def test_the_connection_reaches_every_host_and_trusts_no_other_key(tmp_path):
    written = json.loads(inventory.connection(small(), Files(tmp_path / "one")))["lab"]
    assert {name: host["ansible_host"] for name, host in written["hosts"].items()} == {
        "a.example.com": "10.90.1.11", "b": "10.90.1.12", "c": "10.90.2.11",
    }
    arguments = written["vars"]["ansible_ssh_common_args"]
    assert "StrictHostKeyChecking=yes" in arguments
    assert f"UserKnownHostsFile='{tmp_path}/one/known_hosts'" in arguments


@pytest.mark.parametrize(
    ("name", "sizes", "central"), [("two_dc", [7, 7], []), ("recording_dc", [8, 7, 3], ["gir_webdav"])]
)
def test_the_inventories_that_come_with_the_laboratory(name, sizes, central):
    found = inventory.read(inventory.DEFAULT.with_name(name))
    assert [len(center["hosts"]) for center in found] == sizes
    assert [center["role"] for center in found] == ["primary", "backup", "recording"][:len(sizes)]
    for center, more in ((found[0], central), (found[1], [])):
        groups = sorted(group for groups in center["hosts"].values() for group in groups)
        components = ["rws", "rws", "rcs", "mcp", "rps", "muxer", "webdav", "load_balancer"]
        assert groups == sorted([*(f"gir_{name}" for name in components), *more])
