# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the answers of Cassandra mean for a failover."""

from pathlib import Path

import pytest
import yaml
from ansible_collections.gir.multidc.plugins.modules import datastore_info
from ansible_collections.gir.multidc.plugins.plugin_utils._status import datastores
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable
from ansible_collections.gir.multidc.plugins.plugin_utils._variables import known
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.datastores import CASSANDRA as CASSANDRA_OPTIONS
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.datastores import ELASTICSEARCH
from datastore_system import CASSANDRA, OTHER_VERSION, SEARCH, VERSION, Stores, ring

FAILED, UNSEEN = "failed", "not observable"
NAME = "data center name"
DOWN_IN_DC2 = {"DC1": {"10.1.0.1": "UN", "10.1.0.2": "UN"}, "DC2": {"10.2.0.1": "DN"}}


def test_a_healthy_system_has_no_open_point():
    stores = Stores()
    assert stores.bad() == set()
    assert {one.area for one in stores.points()} == {"datastores"}
    assert all(not one.prevents for one in stores.points())


def test_every_host_is_asked_once_within_the_limit():
    asked = datastores.asks(Stores().context())
    assert sorted(ask.host for ask in asked.values()) == sorted([*CASSANDRA, *SEARCH])
    assert {ask.module for ask in asked.values()} == {"gir.multidc.datastore_info"}
    assert all(key.startswith("datastores/") for key in asked)
    assert {ask.arguments["timeout"] for ask in asked.values()} == {4}
    assert asked["datastores/gir_cassandra/cas1-dc1"].arguments["keyspace"] == "sipfs"


def test_every_variable_is_public_and_described():
    options = (*CASSANDRA_OPTIONS.values(), *ELASTICSEARCH.values())
    further = ("gir_cassandra_datacenter", "gir_elasticsearch_days_behind", "gir_outage_since", "gir_outage_until")
    assert {*(variable for variable, _kind in options), *further} == set(known.DATASTORE_VARIABLES)
    page = (Path(known.__file__).resolve().parents[3] / "docs" / "data-stores.md").read_text(encoding="utf-8")
    assert [name for name in known.DATASTORE_VARIABLES if f"`{name}`" not in page] == []


def test_every_option_is_one_of_the_module():
    names = {*CASSANDRA_OPTIONS, *ELASTICSEARCH, "kind", "timeout"}
    options = yaml.safe_load(datastore_info.DOCUMENTATION)["options"]
    assert names >= set(options)


def test_no_secret_is_in_the_representation_of_an_ask():
    stores = Stores()
    stores.variables["es1-dc1", "gir_elasticsearch_password"] = "search-password-4711"
    assert "4711" not in repr(datastores.asks(stores.context()))


@pytest.mark.parametrize("code", ["DN", "UJ", "UL", "UM", "?N"])
def test_a_node_that_is_not_up_and_normal(code):
    stores = Stores()
    stores.put(data_centers=ring({"DC1": {"10.1.0.1": "UN", "10.1.0.2": code}, "DC2": {"10.2.0.1": "UN"}}))
    point = stores.point("nodes", "dc1")
    assert point.answer == FAILED and point.prevents == ("planned",)
    assert f"10.1.0.2 ({code} for" in point.text and "1 of 2 nodes of DC1" in point.text
    assert stores.point("nodes", "dc2").answer == "confirmed"


def test_a_data_center_without_any_node_prevents_forced_failovers_too():
    stores = Stores()
    stores.put(data_centers=ring(DOWN_IN_DC2))
    assert stores.point("nodes", "dc2").prevents == ("planned", "forced")


def test_a_cut_is_told_from_a_node_that_is_down():
    """The target sees its own nodes up, the other side sees them down."""
    stores = Stores()
    for host in ("cas1-dc1", "cas2-dc1"):
        stores.answers[host]["data_centers"] = ring(DOWN_IN_DC2)
    point = stores.point("nodes", "dc2")
    assert point.answer == FAILED and point.prevents == ("planned",) and "network" in point.remedy


def test_fewer_nodes_than_in_the_map():
    stores = Stores()
    stores.variables["rws1-dc1", "rws_cassandra_nodes"] = {"dc2": ["10.2.0.1", "10.2.0.2"], "dc1": ["a", "b"]}
    point = stores.point("nodes", "dc2")
    assert point.answer == FAILED and "rws_cassandra_nodes has 2 nodes in dc2" in point.text


def test_several_schema_versions():
    stores = Stores()
    stores.put(schema_versions=[{"version": VERSION, "nodes": ["10.1.0.1", "10.2.0.1"]},
                                {"version": OTHER_VERSION, "nodes": ["10.1.0.2"]}])  # fmt: skip
    point = stores.point("schema", "dc2")
    assert (point.answer, point.prevents) == (FAILED, ("planned",))
    assert "2 schema versions; 10.1.0.2 disagrees" in point.text


def test_hosts_that_each_see_another_version_disagree():
    stores = Stores()
    stores.answers["cas1-dc2"]["schema_versions"] = [{"version": OTHER_VERSION, "nodes": ["10.2.0.1"]}]
    assert stores.point("schema", "dc2").answer == FAILED


def test_unreachable_nodes():
    stores = Stores()
    stores.answers["cas1-dc1"]["unreachable_nodes"] = ["10.2.0.1"]
    point = stores.point("schema", "dc2")
    assert point.answer == FAILED and "UNREACHABLE" in point.text and "10.2.0.1" in point.text


@pytest.mark.parametrize(
    ("factors", "parts", "prevents"),
    [
        ({"DC1": 1}, ["no copy of each range in DC2"], ("planned", "forced")),
        ({"DC1": 1, "dc2": 1}, ["no copy", '"dc2", which is another name: case counts'], ("planned", "forced")),
        ({"DC1": 1, "DC2": 3}, ["3 copies in DC2", "rws_cassandra_replication_factor is 1"], ()),
    ],
)
def test_copies_of_the_keyspace_that_are_not_as_in_the_map(factors, parts, prevents):
    stores = Stores()
    stores.put(replication={"strategy": "NetworkTopologyStrategy", "factors": factors, "source": "describecluster"})
    point = stores.point("replication", "dc2")
    assert (point.answer, point.prevents) == (FAILED, prevents)
    assert all(part in point.text for part in parts), point.text


def test_a_strategy_that_knows_no_data_centers():
    stores = Stores()
    factors = {"replication_factor": 3}
    stores.put(replication={"strategy": "SimpleStrategy", "factors": factors, "source": "describecluster"})
    assert "SimpleStrategy" in stores.point("replication", "dc2").text
    assert stores.point("replication", "dc2").answer == FAILED


def test_the_definition_of_a_keyspace_wins_over_its_ranges():
    stores = Stores()
    ranges = {"strategy": None, "factors": {"DC1": 1}, "source": "describering"}
    stores.answers["cas1-dc1"]["replication"] = ranges
    assert stores.point("replication", "dc2").answer == "confirmed"
    stores.put(replication=ranges)
    assert stores.point("replication", "dc2").answer == FAILED


def test_without_a_factor_in_the_map_the_copies_are_told():
    stores = Stores()
    del stores.variables["rws1-dc1", "rws_cassandra_replication_factor"]
    point = stores.point("replication", "dc2")
    assert point.answer == "confirmed" and "is not given" in point.text


def test_replication_that_nobody_tells():
    stores = Stores()
    for host in CASSANDRA:
        stores.silence(host, "replication", reason="no keyspace is given")
    point = stores.point("replication", "dc2")
    assert point.answer == UNSEEN and "no keyspace is given" in point.text and "rws_cassandra_keyspace" in point.remedy


@pytest.mark.parametrize("given", ["Dc2", "dc2"])
def test_a_name_in_another_case_is_another_name(given):
    stores = Stores()
    stores.variables["cas1-dc2", "gir_cassandra_datacenter"] = given
    point = stores.point(NAME, "dc2")
    assert point.answer == FAILED and f'"{given}"' in point.text and '"DC2"' in point.text


def test_a_name_that_no_node_knows():
    stores = Stores(cassandra=("cas1-dc1", "cas2-dc1"))
    stores.variables["rws1-dc2", "gir_cassandra_datacenter"] = "DC-2"
    point = stores.point(NAME, "dc2")
    assert point.answer == FAILED and point.prevents == ("planned", "forced") and '"DC1" and "DC2"' in point.text


def test_a_data_center_of_which_no_host_answers_needs_its_name():
    stores = Stores()
    stores.silence("cas1-dc2")
    point = stores.point(NAME, "dc2")
    assert point.answer == UNSEEN and "Connection refused" in point.text and "gir_cassandra_datacenter" in point.remedy
    stores.variables["cas1-dc2", "gir_cassandra_datacenter"] = "DC2"
    assert stores.point(NAME, "dc2").answer == "confirmed"
    assert "cas1-dc1" in stores.point("nodes", "dc2").text


def test_nodes_of_one_data_center_in_two_of_cassandra():
    stores = Stores()
    stores.answers["cas2-dc1"]["own_data_center"] = "DC2"
    assert "several data centers" in stores.point(NAME, "dc1").text


def test_two_data_centers_that_are_one_in_cassandra():
    stores = Stores()
    stores.put(own_data_center="datacenter1", data_centers=ring({"datacenter1": {"10.1.0.1": "UN"}}))
    point = stores.point(NAME, "dc2")
    assert point.answer == FAILED and "dc1 and dc2 are one data center" in point.text


@pytest.mark.parametrize(
    ("since", "until", "answer"),
    [
        ("2026-11-27T08:59:00Z", None, FAILED),
        ("2026-11-27T09:01:00Z", None, "confirmed"),
        ("2026-11-27T10:01:00+01:00", None, "confirmed"),
        ("2026-11-20T00:00:00Z", "2026-11-20T02:00:00Z", "confirmed"),
        ("2026-11-20T00:00:00Z", "2026-11-20T03:01:00Z", FAILED),
        ("2026-11-27T13:00:00Z", None, UNSEEN),
        ("2026-11-20T00:00:00Z", "2026-11-19T00:00:00Z", UNSEEN),
        ("2026-11-27 09:00", None, UNSEEN),
        ("yesterday", None, UNSEEN),
        (20261127, None, UNSEEN),
        (["2026"], None, UNSEEN),
        (Unusable("x is undefined"), None, UNSEEN),
    ],
)
def test_an_outage_is_compared_with_the_hint_window(since, until, answer):
    stores = Stores()
    stores.variables["localhost", "gir_outage_since"] = since
    stores.variables["localhost", "gir_outage_until"] = until
    point = stores.point("hint window", "dc2")
    assert point.answer == answer, point.text
    if answer == FAILED:
        assert point.remedy.startswith("Repair before failback") and point.prevents == ("planned",)
    if answer == UNSEEN:
        assert "gir_outage_since" in point.text


def test_since_when_a_node_is_down_nobody_tells():
    stores = Stores()
    stores.put(data_centers=ring(DOWN_IN_DC2))
    point = stores.point("hint window", "dc2")
    assert point.answer == UNSEEN and "3 h 0 min" in point.text and "gir_outage_since" in point.remedy


def test_the_shortest_hint_window_of_all_nodes_counts():
    stores = Stores()
    stores.answers["cas2-dc1"]["hint_window_ms"] = 60000
    stores.variables["cas1-dc2", "gir_outage_since"] = "2026-11-27T11:50:00Z"
    assert stores.point("hint window", "dc2").answer == FAILED
    assert stores.point("hint window", "dc1").answer == "confirmed"


def test_when_no_host_answers_nothing_is_taken_for_good():
    stores = Stores()
    for host in CASSANDRA:
        stores.silence(host)
    of_cassandra = [one for one in stores.points() if one.component == "Cassandra"]
    assert {one.answer for one in of_cassandra} == {UNSEEN}
    assert {one.prevents for one in of_cassandra if one.name == NAME} == {("planned", "forced")}


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        ({"unreachable": True, "msg": "ssh: connect to host cas1-dc2 port 22: No route to host"}, "No route to host"),
        ({"failed": True, "msg": "jmx_password_file: there is no file\n'/x'."}, "there is no file '/x'"),
        ({}, "gave no answer"),
    ],
)
def test_a_host_that_cannot_be_asked_is_named(answer, part):
    stores = Stores()
    stores.answers["cas1-dc2"] = answer
    point = stores.point(NAME, "dc2")
    assert point.answer == UNSEEN and "cas1-dc2" in point.text and part in point.text


@pytest.mark.parametrize(
    ("variable", "value", "part"),
    [
        ("gir_cassandra_jmx_port", "many", 'gir_cassandra_jmx_port of cas1-dc2 is "many", not a number'),
        ("gir_cassandra_nodetool", ["x"], "gir_cassandra_nodetool of cas1-dc2 is a list, not text"),
        ("gir_cassandra_nodetool", Unusable("x is undefined"), "cannot be evaluated: x is undefined"),
    ],
)
def test_a_wrong_variable_is_named_and_its_host_not_asked(variable, value, part):
    stores = Stores()
    stores.variables["cas1-dc2", variable] = value
    assert not [ask for ask in datastores.asks(stores.context()).values() if ask.host == "cas1-dc2"]
    assert part in stores.point(NAME, "dc2").text


def test_a_host_outside_of_the_run_is_not_taken_for_an_answer():
    stores = Stores()
    stores.away.add("cas1-dc2")
    assert "cas1-dc2 is not in this run" in stores.point(NAME, "dc2").text


def test_without_the_group_one_point_says_so():
    stores = Stores(cassandra=())
    (point,) = [one for one in stores.points() if one.component == "Cassandra"]
    assert point.answer == UNSEEN and "gir_cassandra" in point.text and point.prevents == ()
