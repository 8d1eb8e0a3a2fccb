# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The code that reads data stores, on the oldest Python that managed hosts have."""

import json
import subprocess
import sys
from pathlib import Path

from standins.elasticsearch import Elasticsearch
from standins.elasticsearch_index import Index
from standins.nodetool import Ring

COLLECTIONS = next(path for path in sys.path if (Path(path) / "ansible_collections" / "gir" / "multidc").exists())
PROGRAM = """
import json, sys
sys.path.insert(0, sys.argv[1])
from ansible_collections.gir.multidc.plugins.module_utils._datastores import elasticsearch, nodetool
from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import Address, HttpSession, TlsOptions

given = json.loads(sys.stdin.read())
session = HttpSession(Address(given["url"]), TlsOptions(), 5)
search = elasticsearch.read(elasticsearch.Reading(session, {}, 5), given["options"])
ring = nodetool.read(nodetool.Nodetool(given["nodetool"], ["-p", "7199"], 20), "sipfs")
print(json.dumps([ring, search]))
"""


def test_data_stores_are_read_on_the_oldest_python(oldest_python, tmp_path):
    options = {"index": "recordings", "time_field": "start", "location_field": None, "days": 7, "watermarks": None}
    with Elasticsearch("es1", version="7.17.9") as server:
        server.indexes["recordings"] = Index()
        given = {"url": server.url, "options": options, "nodetool": Ring(tmp_path).write()}
        for python in [sys.executable, *oldest_python]:
            words = [python, "-B", "-c", PROGRAM, COLLECTIONS]
            found = subprocess.run(words, input=json.dumps(given), capture_output=True, text=True, check=False)
            assert found.returncode == 0, found.stderr
            ring, search = json.loads(found.stdout)
            assert ring["unanswered"] == {} and ring["replication"]["factors"] == {"DC1": 2, "DC2": 1}
            assert search["unanswered"] == {} and search["counts"] == {"newest": None, "days": []}
