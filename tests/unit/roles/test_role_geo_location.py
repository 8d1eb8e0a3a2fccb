# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only tasks can show of role geo_location. What it decides is tested in plugins/plugin_utils/components."""

import copy

import pytest
from three_sites import VARIABLES, RoleRuns

SETTINGS = {
    "geo_location_dns": {"newyork": [{"number": 7001, "switch": "SIP_NY"}]},
    "geo_location_sip_servers": {"dc1": ["SIP_1"]},
    "geo_location_resource_groups": {"newyork": "MCP_NewYork"},
}
NOTICE = "Recordings of dc2, dc3 may not rest with all other data centers"


@pytest.fixture
def runs(tmp_path):
    """Runs with a dc3 that keeps its recordings in Canada."""
    centers = copy.deepcopy(VARIABLES["gir_datacenters"])
    centers["dc3"].update(
        storage={"voice_url": "https://dav.dc3.test/recordings", "screen_url": "https://dav.dc3.test/screens"},
        storage_jurisdictions=["CA"],
    )
    accounts = {**VARIABLES["gir_storage_credentials"], "dc3": {"username": "dav3", "password": "dav3-pass-8"}}
    variables = {**SETTINGS, "gir_datacenters": centers, "gir_storage_credentials": accounts}
    return RoleRuns("geo_location", tmp_path, variables=variables)


def test_main_writes_objects_and_shows_unwanted_options(runs):
    """With files for import nobody takes an option out, so the run shows which ones must go."""
    imported = runs.directory / "import"
    outcome = runs.run("main", gir_configuration_dir=str(imported))
    assert (outcome.code, outcome.changed) == (0, {"localhost": 1}), outcome.text
    names = sorted(str(path.relative_to(imported)) for path in imported.rglob("*.json"))
    assert names == ["CfgApplication/SIP_1.json", "CfgDN/7001 on SIP_NY.json", "CfgFolder/MCP_NewYork.json"]
    assert "Take these options out by hand" in outcome.flat and "overflow-location-map" in outcome.flat
    assert NOTICE in outcome.flat


def test_render_writes_objects_and_shows_notices(runs):
    outcome = runs.render()
    options = outcome.json("configuration-server/CfgApplication/SIP_1.json")["options"]
    assert options == {"TServer": {"enable-strict-location-match": "msml"}}
    assert NOTICE in outcome.flat
