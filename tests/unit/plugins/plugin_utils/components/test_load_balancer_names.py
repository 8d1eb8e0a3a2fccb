# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the names of RWS point to, and what is refused before they are moved."""

import copy

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import Report
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER, Target
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable
from recorded import computed, scenarios

NAME = "rws.rec.test"
ZONE = {
    "load_balancer_dns_names": [NAME],
    "load_balancer_dns_zone": "rec.test",
    "load_balancer_dns_server": ["192.0.2.53"],
    "load_balancer_dns_key_name": "gir",
    "load_balancer_dns_key_secret": "c2VjcmV0",
}
ADDRESSES = {"lb1-dc1": {"gir_address": "10.0.1.9"}, "lb1-dc2": {"gir_address": "10.0.2.9"}}


def names(centers=None, hosts=None, groups=None, **variables):
    base = scenarios("muxer")["minimal"]
    given = copy.deepcopy({**base["variables"], **ZONE, **variables})
    for name, keys in (centers or {}).items():
        given["gir_datacenters"][name].update(keys)
    scenario = {
        **base,
        "variables": given,
        "host_variables": ADDRESSES if hosts is None else hosts,
        "groups": {**base["groups"], **(groups or {})},
    }
    return computed("load_balancer_names", scenario, CONTROLLER)


def values(desired):
    assert desired.violations == []
    return {record["type"]: record["value"] for record in desired.dns.records}


def wrong(**variables):
    return [(found.id, found.sentence) for found in names(**variables).violations]


def test_without_names():
    """Nothing is asked for and nothing checked."""
    desired = names(load_balancer_dns_names=[], load_balancer_dns_zone=None, hosts={})
    assert (desired.violations, desired.dns, desired.documents) == ([], None, [])


@pytest.mark.parametrize(("active", "address"), [("dc1", "10.0.1.9"), ("dc2", "10.0.2.9")])
def test_names_follow_the_active_data_center(active, address):
    desired = names(gir_active_datacenter=active)
    assert desired.data_center is None
    assert desired.dns.zone == "rec.test"
    assert desired.dns.records == [
        {"name": NAME, "type": "A", "value": [address], "ttl": 60, "state": "present"},
        {"name": NAME, "type": "AAAA", "value": [], "ttl": 60, "state": "absent"},
        {"name": NAME, "type": "CNAME", "value": [], "ttl": 60, "state": "absent"},
    ]
    (document,) = desired.documents
    assert (document.path, document.content) == ("/dns/rec.test.txt", f"{NAME}. 60 IN A {address}\n")


def test_rws_hosts_where_there_is_no_load_balancer():
    hosts = {"rws1-dc1": {"gir_address": "10.0.1.1"}, "rws2-dc1": {"gir_address": "10.0.1.2"}}
    hosts["lb1-dc2"] = {"gir_address": "10.0.2.9"}
    first = [host for host in scenarios("muxer")["minimal"]["groups"]["dc1"] if host != "lb1-dc1"]
    groups = {"dc1": first, "gir_load_balancer": ["lb1-dc2"]}
    assert values(names(hosts=hosts, groups=groups))["A"] == ["10.0.1.1", "10.0.1.2"]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (["fd00::9", "10.9.9.9", "FD00::9"], {"A": ["10.9.9.9"], "AAAA": ["fd00::9"], "CNAME": []}),
        (["lb.dc1.test"], {"A": [], "AAAA": [], "CNAME": ["lb.dc1.test"]}),
        ("lb.dc1.test", {"A": [], "AAAA": [], "CNAME": ["lb.dc1.test"]}),
        (None, {"A": ["10.0.1.9"], "AAAA": [], "CNAME": []}),
    ],
)
def test_given_targets(given, found):
    """Addresses or one name, which may stand without a list; null is as if nothing were given."""
    assert values(names(load_balancer_dns_targets={"dc1": given})) == found


def test_records_as_a_zone_file_has_them():
    desired = names(
        load_balancer_dns_names=[NAME, "b.rec.test."],
        load_balancer_dns_targets={"dc1": ["lb.dc1.test."]},
        load_balancer_dns_ttl="30",
    )
    assert desired.documents[0].content == (
        "rws.rec.test. 30 IN CNAME lb.dc1.test.\nb.rec.test. 30 IN CNAME lb.dc1.test.\n"
    )


def test_zone_is_not_given():
    found = wrong(load_balancer_dns_zone="", load_balancer_dns_server=[], load_balancer_dns_key_secret=None)
    assert found == [
        (
            "GIR879",
            "load_balancer_dns_names has rws.rec.test, but load_balancer_dns_zone, load_balancer_dns_server and"
            " load_balancer_dns_key_secret are not given.",
        )
    ]


def test_target_of_no_data_center():
    assert wrong(load_balancer_dns_targets={"dc9": ["10.0.0.1"]}) == [
        ("GIR880", 'load_balancer_dns_targets has "dc9", but gir_datacenters does not.')
    ]


@pytest.mark.parametrize("address", [None, "", "lb.dc2.test"])
def test_address_of_the_standby_is_not_known(address):
    """A failover is no moment to find that out."""
    hosts = {**ADDRESSES, "lb1-dc2": {"gir_address": address}}
    shown = f'"{address}", which is no IP address' if address else "not given"
    assert wrong(hosts=hosts) == [
        (
            "GIR881",
            f"gir_address of lb1-dc2 is {shown}, so where the names point to in dc2 is not known.",
        )
    ]
    assert wrong(hosts=hosts, load_balancer_dns_targets={"dc2": ["lb.dc2.test"]}) == []


@pytest.mark.parametrize("given", [["a.test", "10.0.0.1"], ["a.test", "b.test"]])
def test_names_and_addresses_together(given):
    ((rule, sentence),) = wrong(load_balancer_dns_targets={"dc1": given})
    assert rule == "GIR882"
    assert sentence == f"load_balancer_dns_targets.dc1 is {', '.join(given)}, but a name can only stand alone."


@pytest.mark.parametrize("name", ["RWS.dc2.test.", "rws.dc2.test"])
def test_name_that_has_to_stay_with_its_data_center(name):
    ((rule, sentence),) = wrong(load_balancer_dns_names=[NAME, name])
    assert rule == "GIR883"
    assert f"has {name}, the rws_url of dc2" in sentence
    # That of the primary may move.
    assert wrong(load_balancer_dns_names=["rws.dc1.test"]) == []


def test_agents_stay_in_their_jurisdiction():
    germany = {"dc1": {"jurisdiction": "DE", "storage_jurisdictions": ["DE"]}}
    assert wrong(centers=germany) == []
    ((rule, sentence),) = wrong(centers=germany, gir_active_datacenter="dc2")
    assert rule == "GIR884"
    assert sentence.endswith(
        "the recordings of the agents of dc1 may rest in DE only, but dc2, which is active, stores in US."
    )


def test_address_that_cannot_be_evaluated():
    target = Target(CONTROLLER, others={"lb1": {"gir_address": Unusable("it is undefined"), "b": ""}})
    report = Report(CONTROLLER)
    assert target.asked("lb1", "gir_address", report) is None
    assert [violation.sentence for violation in report.violations] == [
        "gir_address of lb1 cannot be evaluated: it is undefined."
    ]
    assert (target.asked("lb1", "b", report), target.asked("other", "a", report)) == (None, None)


def test_what_is_asked_of_others():
    """A component only knows the variables of other hosts that it declares."""
    assert COMPONENTS["load_balancer_names"].asks == ("gir_address",)
    assert set(COMPONENTS["load_balancer"].asks) > {"gir_address", "rws_port"}
