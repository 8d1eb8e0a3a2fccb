# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The GAX client and its modules' work on the oldest Python that managed hosts have."""

import json
import subprocess
import sys
from pathlib import Path

from gax_systems import connect, gax, wde

COLLECTIONS = next(path for path in sys.path if (Path(path) / "ansible_collections" / "gir" / "multidc").exists())

# Stands for AnsibleModule, which this Python's own ansible-core would bring.
PROGRAM = """
import json, sys
sys.path[:0] = sys.argv[1:3]
from ansible_collections.gir.multidc.plugins.module_utils._gax import client as gax_client
from ansible_collections.gir.multidc.plugins.module_utils._gax import drift as gax_drift
from ansible_collections.gir.multidc.plugins.module_utils._gax import export as gax_export
from ansible_collections.gir.multidc.plugins.module_utils._gax import manage as gax_manage
from ansible_collections.gir.multidc.plugins.module_utils._gax import wanted as gax_wanted
from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import TlsOptions

class Module:
    def warn(self, text):
        raise AssertionError(text)

class Run:
    def __init__(self, params, check_mode):
        self.params, self.check_mode, self.module = params, check_mode, Module()
        self.client = gax_client.GaxClient(
            params["url"], params["url_username"], params["url_password"], TlsOptions(), retries=0, timeout=5,
            password_form="obfuscated", check_mode=check_mode,
        )

given = json.loads(sys.stdin.read())
assert gax_wanted.problems(given["objects"]) == []
changed = []
for check_mode in (True, False, False):
    run = Run(given, check_mode)
    result = gax_manage.ensure(run, create=False)
    run.client.close()
    assert result["failure"] is None, result["failure"]
    changed.append(result["changed"])
compared = gax_drift.compare_objects(Run(dict(given, unwanted=[], others=[]), True))
run = Run(dict(given, objects=given["reads"], secrets=False), False)
objects = gax_export.read_objects(run)["objects"]
print(json.dumps({"changed": changed, "objects": objects, "differences": compared["differences"]}))
"""


def test_objects_are_changed_and_read_on_the_oldest_python(oldest_python, tmp_path):
    stub = tmp_path / "ansible" / "module_utils"
    stub.mkdir(parents=True)
    (stub / "basic.py").write_text("def env_fallback(*_names):\n    raise KeyError\n", encoding="utf-8")
    with gax() as server:
        one = dict(wde(), state="merged", component="workspace_desktop", data_center="", foreign=[])
        given = connect(server, [one], secret_keys=[])
        given["reads"] = [{"type": "CfgApplication", "name": "WDE"}]
        done = subprocess.run(
            [*oldest_python, "-c", PROGRAM, COLLECTIONS, str(tmp_path)],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        answer = json.loads(done.stdout)
        assert answer["changed"] == [True, True, False] and answer["differences"] == []
        assert answer["objects"][0]["options"]["interaction-workspace"]["disaster-recovery.eservices-site"] == "DC2"
