# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The status of a configuration layer that takes no change, where a site chose the write that shows it."""

import contextlib
import json
import urllib.request

LAYER = "configuration layer takes changes"


@contextlib.contextmanager
def read_only(url):
    """A GAX whose Configuration Server takes no change."""
    fault = json.dumps({"kind": "read_only", "message": "limited mode"}).encode()
    urllib.request.urlopen(urllib.request.Request(f"{url}/standin/faults", fault, method="POST"), timeout=10).close()
    try:
        yield
    finally:
        urllib.request.urlopen(urllib.request.Request(f"{url}/standin/faults", method="DELETE"), timeout=10).close()


def layer(planted):
    """What the status says of the configuration layer."""
    given = {"gir_status_output_dir": str(planted.reports), "gir_status_formats": "json"}
    planted.play("status", gir_configuration_write_probe="true", **given).succeeded()
    points = json.loads((planted.reports / "status.json").read_text(encoding="utf-8"))["points"]
    (found,) = [one for one in points if one["name"] == LAYER]
    return found


def test_a_read_only_configuration_layer_is_named(planted):
    before = planted.tree.read_bytes()
    found = layer(planted)
    assert found["answer"] == "confirmed", found["text"]
    # The whole tree is as it was.
    assert json.loads(planted.tree.read_bytes()) == json.loads(before)
    with read_only(f"http://127.0.0.1:{planted.base + 50}"):
        found = layer(planted)
    assert found["answer"] == "failed" and "HTTP 403: limited mode" in found["text"]
    assert found["prevents"] == ["planned"]
