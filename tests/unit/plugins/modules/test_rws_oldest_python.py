# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The RWS client, the probes and the keystore code on the oldest Python that managed hosts have."""

import json
import subprocess
import sys
from pathlib import Path

import keystores
from rws_systems import FEATURES, LABELS, recorded
from standins import rws

COLLECTIONS = next(path for path in sys.path if (Path(path) / "ansible_collections" / "gir" / "multidc").exists())

STUB = """
class AnsibleModule:
    pass

def env_fallback(*_names):
    raise KeyError
"""

# Stands for AnsibleModule, which this Python's own ansible-core would bring.
PROGRAM = """
import json, sys
sys.path[:0] = sys.argv[1:3]
from ansible_collections.gir.multidc.plugins.module_utils._http import shell
from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import TlsOptions
from ansible_collections.gir.multidc.plugins.module_utils._keystore import files, merge, read
from ansible_collections.gir.multidc.plugins.module_utils._rws import (
    any_settings, features, force_index, holding, labels, module, nodes, probe, recording_query, storage, storage_info,
    switch, tables,
)

class Left(Exception):
    pass

class Module:
    no_log_values = set()
    def __init__(self, params, check_mode):
        self.params, self.check_mode = params, check_mode
    def warn(self, text):
        pass
    def exit_json(self, **result):
        raise Left(result)
    def fail_json(self, **result):
        raise AssertionError(result["msg"])

def run(params, function, problems, check_mode):
    try:
        shell.run(module.Run, Module(params, check_mode), function, problems)
    except Left as left:
        return left.args[0]["changed"]

given = json.loads(sys.stdin.read())
base, out = given["connection"], []
for params, part, name in (
    (given["features"], features, "ensure_features"),
    (given["storage"], storage, "ensure_storage"),
    (given["settings"], any_settings, "ensure_settings"),
    (given["switch"], switch, "ensure_site"),
    (given["index"], force_index, "force_index"),
    (given["labels"], labels, "ensure_labels"),
    (given["hold"], holding, "ensure_hold"),
):
    params = dict(base, **params)
    out.append([run(params, getattr(part, name), part.problems, check) for check in (True, False, False)])
reads = [
    run(dict(base, **given["reads"]), function, None, False)
    for function in (
        features.read_features, storage_info.read_storage, any_settings.read_settings,
        switch.read_switch, nodes.read_nodes, recording_query.read_recordings, tables.read_tables, tables.ensure_tables,
    )
]
probes = probe.run_probes(given["probes"], TlsOptions(), 5, False, 4)
here, there = [files.load(path) for path in given["keystores"]]
both = merge.union(("here", here), [("there", there)], "changeit", lambda entry: False)
place = files.Place(given["keystores"][0])
place.replace(files.digest_of(here), both, files.Ownership(), 3, None)
aliases = [entry["alias"] for entry in read.read(files.load(place.path), "changeit").entries]
print(json.dumps({"changed": out, "reads": reads, "probes": [item["reason"] for item in probes], "aliases": aliases}))
"""


def test_everything_runs_on_the_oldest_python(oldest_python, tmp_path):
    stub = tmp_path / "ansible" / "module_utils"
    stub.mkdir(parents=True)
    (stub / "basic.py").write_text(STUB, encoding="utf-8")
    store, other = tmp_path / "keystore.jks", tmp_path / "other.jks"
    other.write_bytes(keystores.jks(keystores.key("b", b"cert b")))
    with rws.cluster(nodes=1, monitoring_delay=0.1, dialect={"csrf": "on"}) as system:
        storages = [
            {
                "location": "/US/NY",
                "kind": kind,
                "url": "http://dav/x",
                "username": "u",
                "password": "pass-1",
                "active": True,
            }
            for kind in ("voice", "screen")
        ]
        setting = {"scope": "settings", "group": "speechminer", "name": "interaction-receiver", "location": "/US/NY"}
        setting["value"] = {"uri-prefix": "http://sm/interactionreceiver", "password": "p"}
        recorded(system, "call-1")
        given = {
            "connection": {
                "url": system.urls,
                "url_username": system.ops[0],
                "url_password": system.ops[1],
                "admin_username": system.admin[0],
                "admin_password": system.admin[1],
                "validate_certs": True,
                "ca_path": None,
                "client_cert": None,
                "client_key": None,
                "timeout": 5,
                "retries": 0,
                "unreachable": "fail",
                "state": "merged",
                "update_password": "on_change",
                "digest_group": "gir-multidc",
                "recorded_site": None,
                "record_path": None,
                "records": None,
                "contact_center_id": None,
                "environment_id": None,
                "secret_keys": [],
                "query": {"callerPhoneNumber": "1555"},
                "from": None,
                "to": None,
                "limit": None,
                "recording_names": {},
            },
            "features": {"features": FEATURES},
            "labels": {**LABELS, "labels": [{"name": "a", "display_name": None, "description": None}]},
            "hold": {
                "state": "held",
                "recording_ids": [],
                "receiver_locations": [],
                "require_prerequisites": True,
                "release_operation": None,
                "released_by": None,
                "reason": None,
            },
            "storage": {"locations": storages, "verify": True, "voice_payload": {"style": "store"}},
            "settings": {"settings": [setting]},
            "switch": {"site": "DC2", "wait": True, "wait_timeout": 10, "monitoring_delay": 0, "verify_urls": None},
            "index": {
                "from": "-24h",
                "to": "now",
                "window": "5h",
                "concurrency": 2,
                "on_failure": "stop",
                "resume": None,
                "index": ["recordings"],
                "rounding": "nearest",
                "purge_old": False,
                "confirm_contact_center_id": None,
            },
            "reads": {
                "kinds": ["voice", "screen"],
                "voice_payload": {},
                "groups": None,
                "contact_center_groups": ["screen-recording-encryption"],
            },
            "probes": [
                {
                    "name": "RWS",
                    "kind": "rws",
                    "url": system.urls[0],
                    "username": system.ops[0],
                    "password": system.ops[1],
                },
                {"name": "any", "kind": "http", "url": system.urls[0]},
            ],
            "keystores": [str(store), str(other)],
        }
        for python in oldest_python:
            store.write_bytes(keystores.jks(keystores.key("a\u00fc"), keystores.trusted("t")))
            done = subprocess.run(
                [python, "-c", PROGRAM, COLLECTIONS, str(tmp_path)],
                input=json.dumps(given),
                capture_output=True,
                text=True,
                check=False,
                timeout=120,
                env={"PYTHONDONTWRITEBYTECODE": "1"},
            )
            assert done.returncode == 0, done.stderr
            result = json.loads(done.stdout)
            always, once = [True, True, True], [True, True, False]
            assert result["changed"] == [*[once] * 4, always, once, always]
            assert result["reads"] == [False] * 7 + [True]
            assert result["probes"] == [None, None]
            assert result["aliases"] == ["a\u00fc", "t", "b"]
