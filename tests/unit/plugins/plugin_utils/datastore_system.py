# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A system with data stores: what its hosts answer, and the points that the status makes of it."""

import copy
from datetime import datetime, timezone

from ansible_collections.gir.multidc.plugins.plugin_utils._status import datastores
from ansible_collections.gir.multidc.plugins.plugin_utils._status.area import Context
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import plain
from test_topology_inventory import model_of, valid

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=timezone.utc)
CASSANDRA = ("cas1-dc1", "cas2-dc1", "cas1-dc2")
SEARCH = ("es1-dc1", "es1-dc2")
RING = {"DC1": {"10.1.0.1": "UN", "10.1.0.2": "UN"}, "DC2": {"10.2.0.1": "UN"}}
VERSION, OTHER_VERSION = "65e78f0e-e81e-30d8-a631-a65dff93bf82", "1176b7ac-8993-395d-85fd-41b89ef49fbb"


def inventory(cassandra=CASSANDRA, search=SEARCH):
    found = valid()
    for group, hosts in (("gir_cassandra", cassandra), ("gir_elasticsearch", search)):
        found["groups"][group] = list(hosts)
        for host in hosts:
            for name in ("gir", "all", host[-3:]):
                found["groups"][name].append(host)
    return found


def ring(centers):
    """Data centers as the module returns them."""
    states = {"N": "normal", "L": "leaving", "J": "joining", "M": "moving"}
    return [
        {"name": name, "nodes": [
            {"address": address, "up": {"U": True, "D": False}.get(code[0]), "state": states[code[1]], "code": code}
            for address, code in nodes.items()
        ]}
        for name, nodes in centers.items()
    ]  # fmt: skip


class Stores:
    """Everything is well; change what you like, then look at the points."""

    def __init__(self, **groups):
        self.model = model_of(inventory(**groups))
        of_rws = {"rws_cassandra_replication_factor": 1, "rws_cassandra_keyspace": "sipfs"}
        self.variables = {("rws1-dc1", name): value for name, value in of_rws.items()}
        self.answers = {}
        self.away = set()
        for host in groups.get("cassandra", CASSANDRA):
            self.answers[host] = {
                "answers": True, "unanswered": {}, "data_centers": ring(RING), "own_data_center": host[-3:].upper(),
                "schema_versions": [{"version": VERSION, "nodes": ["10.1.0.1", "10.1.0.2", "10.2.0.1"]}],
                "unreachable_nodes": [], "hint_window_ms": 10800000,
                "replication": {"strategy": "NetworkTopologyStrategy", "factors": {"DC1": 1, "DC2": 1},
                                "source": "describecluster"},
            }  # fmt: skip
        for host in groups.get("search", SEARCH):
            self.variables[host, "gir_elasticsearch_url"] = f"http://{host}:9200"
            self.answers[host] = {
                "answers": True, "unanswered": {}, "cluster_name": "gir_es", "health": {"status": "green"},
                "watermarks": {"low": "85%", "high": "90%", "flood_stage": "95%"},
                "disks": [{"node": host, "used_percent": 40.0, "over": None}],
                "counts": counts(("2026-11-25", 5), ("2026-11-26", 7), ("2026-11-27", 2)),
            }  # fmt: skip

    def put(self, **answers):
        """Change answers of all Cassandra hosts."""
        for host in CASSANDRA:
            self.answers[host].update(copy.deepcopy(answers))

    def silence(self, host, *questions, reason="nodetool ended with status 1: nodetool: Connection refused"):
        """A host that does not answer some questions, or any."""
        said = self.answers[host]
        for question in questions or [name for name in said if name not in ("answers", "unanswered")]:
            said[question] = None
        names = {"data_centers": "nodes", "own_data_center": "own", "schema_versions": "schema",
                 "hint_window_ms": "hint_window"}  # fmt: skip
        said["unanswered"].update({names.get(name, name): reason for name, value in said.items() if value is None})
        said["answers"] = bool(questions)

    def context(self):
        def value(host, name):
            return plain(self.variables.get((host, name)))

        return Context(self.model, value, set(self.answers) - self.away, 5.0, NOW)

    def points(self):
        context = self.context()
        asked = datastores.asks(context)
        return datastores.points(context, {key: self.answers[ask.host] for key, ask in asked.items()})

    def point(self, name, center, component=None):
        found = [one for one in self.points() if (one.name, one.data_center) == (name, center)]
        found = [one for one in found if component in (None, one.component)]
        assert len(found) == 1, found
        return found[0]

    def bad(self):
        """Every point that is not confirmed."""
        return {(one.name, one.data_center, one.answer) for one in self.points() if one.answer != "confirmed"}


def counts(*days, location="/US"):
    newest = max((day for day, _count in days), default=None)
    return {
        "newest": f"{newest}T10:00:00Z" if newest else None,
        "days": [{"day": day, "count": count, "locations": {location: count}} for day, count in days],
    }
