# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An Elasticsearch node as far as its health goes: GET / and GET /_cluster/health (rws.md 8)."""

from standins.endpoints import Endpoint
from standins.httpd import Response

COLOURS = ("green", "yellow", "red")


class Elasticsearch(Endpoint):
    """``cluster_name`` is what crClusterName of RWS must equal (rws.md 4); ``status`` may be changed at any time."""

    kind = "Elasticsearch"

    def __init__(self, name, *, cluster_name="es_cluster", status="green", nodes=1, port=0):
        super().__init__(name, port=port)
        if status not in COLOURS:
            raise ValueError(f"status of Elasticsearch {name} is '{status}': choose from {', '.join(COLOURS)}")
        self.cluster_name = cluster_name
        self.status = status
        self.nodes = nodes

    def handle(self, request):
        if request.method not in {"GET", "HEAD"}:
            return _error(405, f"{request.method} is not allowed here")
        path = request.path.rstrip("/")
        if path == "":
            return Response.of({"name": self.name, "cluster_name": self.cluster_name, "version": {"number": "1.7.6"}})
        if path == "/_cluster/health":
            return Response.of(self._health())
        return _error(404, f"no handler for {request.path}")

    def _health(self):
        """A yellow cluster lacks replicas, a red one a primary shard."""
        missing = 0 if self.status == "green" else 1
        return {
            "cluster_name": self.cluster_name,
            "status": self.status,
            "timed_out": False,
            "number_of_nodes": self.nodes,
            "number_of_data_nodes": self.nodes,
            "active_primary_shards": 4 if self.status == "red" else 5,
            "active_shards": 10 - missing,
            "relocating_shards": 0,
            "initializing_shards": 0,
            "unassigned_shards": missing,
        }


def _error(status, sentence):
    return Response.of({"error": sentence, "status": status}, status)
