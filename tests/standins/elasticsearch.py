# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An Elasticsearch node: health, disks, disk watermarks and the numbers of one index (rws.md 8, operations.md 7).

Sources: the pages cluster-health, cluster-get-settings, cluster-nodes-stats and disk-allocator of its documentation;
`include_defaults` is there since 5.0 (elastic/elasticsearch issue 18645), older releases overlook it.
"""

import json
import re

from standins.elasticsearch_index import Refused
from standins.endpoints import Endpoint
from standins.httpd import Response

COLOURS = ("green", "yellow", "red")
WATERMARK = "cluster.routing.allocation.disk.watermark."
DEFAULTS = {WATERMARK + "low": "85%", WATERMARK + "high": "90%", WATERMARK + "flood_stage": "95%"}
_GIB = 1 << 30


class Elasticsearch(Endpoint):
    """``cluster_name`` is what crClusterName of RWS must equal (rws.md 4); everything may be changed at any time.

    `settings`: those that were set through the API. `disks`: node to the percentage of its disk that is used.
    `indexes`: name to Index. `accounts`: user to password; none means that nobody is asked for one.
    """

    kind = "Elasticsearch"

    def __init__(self, name, *, cluster_name="es_cluster", status="green", nodes=1, port=0, version="1.7.6"):
        super().__init__(name, port=port)
        if status not in COLOURS:
            raise ValueError(f"status of Elasticsearch {name} is '{status}': choose from {', '.join(COLOURS)}")
        self.cluster_name = cluster_name
        self.status = status
        self.nodes = nodes
        self.version = version
        self.settings = {}
        self.disks = {f"{name}-{number + 1}": 40 for number in range(nodes)}
        self.indexes = {}
        self.accounts = {}

    def handle(self, request):
        path = request.path.rstrip("/")
        search = re.match(r"^/([^/_][^/]*)/_search$", path)
        if request.method not in {"GET", "HEAD"} and not (search and request.method == "POST"):
            return _error(405, f"{request.method} is not allowed here")
        if self.accounts and (not request.credentials or dict([request.credentials]).items() - self.accounts.items()):
            return _error(401, "missing authentication credentials for REST request")
        answers = {"": self._about, "/_cluster/health": self._health, "/_nodes/stats/fs": self._disks}
        if path in answers:
            return Response.of(answers[path]())
        if path == "/_cluster/settings":
            return Response.of(self._settings(request.query))
        if search:
            return self._search(search.group(1), request)
        return _error(404, f"no handler for {request.path}")

    def _numbers(self):
        return tuple(int(part) for part in self.version.split(".")[:2])

    def _about(self):
        return {"name": self.name, "cluster_name": self.cluster_name, "version": {"number": self.version}}

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

    def _settings(self, query):
        layers = {"persistent": self.settings, "transient": {}}
        if query.get("include_defaults") == "true" and self._numbers() >= (5, 0):
            layers["defaults"] = {name: text for name, text in DEFAULTS.items() if name not in self.settings}
        flat = query.get("flat_settings") == "true"
        return {name: dict(layer) if flat else _nested(layer) for name, layer in layers.items()}

    def _disks(self):
        found = {}
        for name, used in self.disks.items():
            sizes = {"total_in_bytes": 100 * _GIB, "free_in_bytes": (100 - used) * _GIB}
            sizes["available_in_bytes"] = sizes["free_in_bytes"]
            data = [{"path": f"/data/{self.cluster_name}/nodes/0", "mount": "/data", **sizes}]
            found[f"id-of-{name}"] = {"name": name, "fs": {"timestamp": 1448000000000, "total": sizes, "data": data}}
        return {"cluster_name": self.cluster_name, "nodes": found}

    def _search(self, name, request):
        if name not in self.indexes:
            return _error(404, f"IndexMissingException[[{name}] missing]")
        if self._numbers() >= (6, 0) and request.content_type != "application/json":
            return _error(406, f"Content-Type header [{request.content_type}] is not supported")
        try:
            return Response.of(self.indexes[name].search(json.loads(request.body), self._numbers()))
        except (Refused, KeyError, ValueError) as refused:
            return _error(400, f"parsing_exception: {refused}")


def _nested(flat):
    found = {}
    for name, text in flat.items():
        *parts, last = name.split(".")
        place = found
        for part in parts:
            place = place.setdefault(part, {})
        place[last] = text
    return found


def _error(status, sentence):
    return Response.of({"error": sentence, "status": status}, status)
