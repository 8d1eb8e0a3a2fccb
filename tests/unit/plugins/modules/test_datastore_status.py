# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what a nodetool prints and an Elasticsearch answers to the points of the status: the module as it is asked."""

from datetime import datetime, timedelta, timezone

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._status import datastores
from ansible_collections.gir.multidc.plugins.plugin_utils._status.area import Context
from module_runs import run
from standins.elasticsearch import Elasticsearch
from standins.elasticsearch_index import Index
from standins.nodetool import Ring

NOW = datetime.now(timezone.utc)
FOUR_HOURS_AGO = f"{NOW - timedelta(hours=4):%Y-%m-%dT%H:%M:%SZ}"
OF_ALL = {
    "rws_cassandra_keyspace": "sipfs", "rws_cr_cluster_name": "es_cluster", "gir_elasticsearch_index": "recordings",
    "gir_elasticsearch_time_field": "start", "gir_elasticsearch_location_field": "region",
}  # fmt: skip


def model():
    groups = ("gir_rws", "gir_cassandra", "gir_elasticsearch")
    centers = {
        name: {"name": name, "hosts": {group: [f"{group[4:]}-{name}"] for group in groups}} for name in ("dc1", "dc2")
    }
    hosts = {
        host: {"data_center": name, "components": [group]}
        for name, center in centers.items()
        for group, some in center["hosts"].items()
        for host in some
    }
    pair = {"active": "dc1", "standby": "dc2", "primary": "dc1", "backup": "dc2"}
    return {**pair, "data_centers": centers, "hosts": hosts}


class Sites:
    """A Cassandra node and an Elasticsearch in each of two data centers."""

    def __init__(self, place, version):
        self.rings = {name: Ring(place / name, version=version) for name in ("dc1", "dc2")}
        self.rings["dc2"].own = "10.2.0.1"
        self.search = {name: Elasticsearch(f"es-{name}", version="7.17.9") for name in ("dc1", "dc2")}
        for server in self.search.values():
            server.indexes["recordings"] = recordings()
        self.variables = {}

    def of_rings(self, **changes):
        for ring in self.rings.values():
            vars(ring).update(changes)

    def value(self, host, name):
        center = host[-3:]
        if (host, name) in self.variables:
            return self.variables[host, name]
        if name == "gir_cassandra_nodetool":
            return self.rings[center].write()
        return self.search[center].url if name == "gir_elasticsearch_url" else OF_ALL.get(name)

    def open_points(self):
        with self.search["dc1"], self.search["dc2"]:
            context = Context(model(), self.value, set(model()["hosts"]), 10.0, NOW)
            asked = datastores.asks(context)
            answers = {key: run("datastore_info", dict(ask.arguments), check=True) for key, ask in asked.items()}
            found = datastores.points(context, answers)
        assert len(found) >= 12, [one.name for one in found]
        return {(one.name, one.data_center): one for one in found if one.answer != "confirmed"}


def recordings(last=0):
    """Three each day until so many days ago."""
    today = NOW.replace(hour=0, minute=0, second=0, microsecond=0)
    days = [today - timedelta(days=ago) for ago in range(last, 6)]
    return Index([{"start": day, "region": "/US"} for day in days * 3])


@pytest.fixture(params=["2.1.22", "4.1.3"])
def sites(request, tmp_path):
    return Sites(tmp_path, request.param)


def test_two_healthy_sites_have_no_open_point(sites):
    assert sites.open_points() == {}


# What is done to the sites, and the points that it opens, each with what it prevents.
PLANTED = {
    "a node is down": (
        lambda sites: sites.of_rings(centers={"DC1": {"10.1.0.1": "UN", "10.1.0.2": "DN"}, "DC2": {"10.2.0.1": "UN"}}),
        {("nodes", "dc1"): ("planned",), ("hint window", "dc1"): ("planned",), ("schema", "dc2"): ("planned",)},
    ),
    "two schema versions": (
        lambda sites: sites.of_rings(schemas=[["10.2.0.1"]]),
        {("schema", "dc2"): ("planned",)},
    ),
    "no copy in a data center": (
        lambda sites: sites.of_rings(keyspaces={"sipfs": {"DC1": 2}}),
        {("replication", "dc2"): ("planned", "forced")},
    ),
    "a name in another case": (
        lambda sites: sites.variables.update({("cassandra-dc2", "gir_cassandra_datacenter"): "dc2"}),
        {("data center name", "dc2"): ("planned",)},
    ),
    "an outage beyond the hint window": (
        lambda sites: sites.variables.update({("rws-dc2", "gir_outage_since"): FOUR_HOURS_AGO}),
        {("hint window", "dc2"): ("planned",)},
    ),
    "a red cluster": (
        lambda sites: setattr(sites.search["dc2"], "status", "red"),
        {("health", "dc2"): ("planned",)},
    ),
    "a disk beyond the last watermark": (
        lambda sites: sites.search["dc2"].disks.update({"es-dc2-1": 97}),
        {("disks", "dc2"): ("planned",)},
    ),
    "an index that is behind": (
        lambda sites: sites.search["dc2"].indexes.update(recordings=recordings(last=3)),
        {("index", "dc2"): ("planned",), ("counts", "dc2"): ()},
    ),
    "an index that is not there": (
        lambda sites: sites.search["dc2"].indexes.clear(),
        {("index", "dc2"): ("planned",)},
    ),
    "another cluster": (
        lambda sites: setattr(sites.search["dc2"], "cluster_name", "elasticsearch"),
        {("cluster name", "dc2"): ("planned",)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("plant", PLANTED)
def test_what_is_planted_is_named_and_nothing_else(sites, plant):
    change, expected = PLANTED[plant]
    change(sites)
    assert {key: point.prevents for key, point in sites.open_points().items()} == expected
