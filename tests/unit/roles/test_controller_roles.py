# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What jurisdiction forbids is taken out of Configuration Server, and two roles write the files of one object."""

import contextlib
import copy

from standins.gax import Gax
from standins.gax_sites import PASSWORD, USER, application, directory, thing
from three_sites import VARIABLES, RoleRuns

DESKTOP = {
    "workspace_desktop_application_name": "WDE",
    "workspace_desktop_agent_groups": {"dc1": "Agents 1", "dc2": "Agents 2", "dc3": "Agents 3"},
}
MAP = "overflow-location-map"
PEER = "screen-recording.htcc.peer_uri"


def sites():
    """The data centers with a dc3 that stores its own recordings in Canada and nowhere else."""
    found = copy.deepcopy(VARIABLES["gir_datacenters"])
    storage = {"voice_url": "https://dav.dc3.test/recordings", "screen_url": "https://dav.dc3.test/screens"}
    found["dc3"].update(storage=storage, storage_jurisdictions=["CA"])
    accounts = {**VARIABLES["gir_storage_credentials"], "dc3": {"username": "dav3", "password": "dav3-pass-8"}}
    return {"gir_datacenters": found, "gir_storage_credentials": accounts}


@contextlib.contextmanager
def gax(*objects):
    with Gax(directory=directory(*objects)) as server:
        yield (
            server,
            {
                "gir_configuration_source": "gax",
                "gir_gax_url": [server.url],
                "gir_gax_username": USER,
                "gir_gax_password": PASSWORD,
            },
        )


def held(server, kind, dbid, part):
    return {entry["key"]: entry["value"] for entry in server.directory.get(kind, dbid)[part]["property"]}


def test_an_overflow_that_jurisdiction_forbids_is_taken_out(tmp_path):
    by_hand = {"TServer": {MAP: "toronto=newyork", "other": "kept"}}
    runs = RoleRuns("geo_location", tmp_path)
    with gax(application("300", "SIP_3", by_hand)) as (server, connection):
        variables = dict(connection, **sites(), geo_location_sip_servers={"dc3": ["SIP_3"]})
        check = runs.run("main", check=True, **variables)
        assert MAP in held(server, "CfgApplication", "300", "options")
        real = runs.run("main", **variables)
        assert (check.code, real.code) == (0, 0) and check.changed == real.changed, real.text[-2000:]
        expected = {"other": "kept", "enable-strict-location-match": "msml"}
        assert held(server, "CfgApplication", "300", "options") == expected
        assert runs.run("main", **variables).changed == {"localhost": 0}


def test_a_second_address_that_jurisdiction_forbids_is_taken_out(tmp_path):
    annex = {"interaction-workspace": {PEER: "https://rws.dc1.test", "other": "kept"}}
    group = thing("CfgAgentGroup", "300", "Agents 3", "110", annex=annex, tenantdbid="101", agentdbids={"id": []})
    with gax(application("104", "WDE"), group) as (server, connection):
        variables = dict(
            connection,
            **sites(),
            workspace_desktop_application_name="WDE",
            workspace_desktop_agent_groups={"dc1": None, "dc2": None, "dc3": "Agents 3"},
        )
        runs = RoleRuns("workspace_desktop", tmp_path)
        assert runs.run("main", **variables).code == 0
        assert set(held(server, "CfgAgentGroup", "300", "userproperties")) == {"other", "screen-recording.htcc.uri"}
        assert runs.run("main", **variables).changed == {"localhost": 0}


def test_two_roles_write_files_of_one_application(tmp_path):
    import_dir = tmp_path / "import"
    for role, variables in (
        ("geo_location", {"geo_location_sip_servers": {"dc1": ["SIP_1"]}, "geo_location_strict_match": {"dc1": "all"}}),
        ("workspace_desktop", {"workspace_desktop_site_servers": {"dc1": ["SIP_1"]}}),
    ):
        (tmp_path / role).mkdir()
        runs = RoleRuns(role, tmp_path / role, variables=DESKTOP)
        for changed in (True, False):
            outcome = runs.run("main", gir_configuration_dir=str(import_dir), **variables)
            assert outcome.code == 0 and (outcome.changed["localhost"] > 0) is changed, outcome.text[-2000:]
    names = sorted(path.name for path in (import_dir / "CfgApplication").glob("SIP_1*"))
    assert names == [f"SIP_1{part}.{form}" for part in ("", "_annex") for form in ("cfg", "csv", "json")]
