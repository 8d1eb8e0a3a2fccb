# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only tasks can show of the roles geo_location, workspace_desktop and ivr_profile, which run on the controller.

What they decide is tested in plugins/plugin_utils/components. All three run in one play here.
"""

import copy

import pytest
from standins.gax import Gax
from standins.gax_sites import PASSWORD, USER, application, directory, thing
from support.three_sites import SECRETS, VARIABLES, RoleRuns

MAP = "overflow-location-map"
PEER = "screen-recording.htcc.peer_uri"
STEPS = "workspace-desktop/{}-screen-recording-failover.txt"
NOTICE = "Recordings of dc2, dc3 may not rest with all other data centers"
GIVEN = {
    "geo_location_dns": {"newyork": [{"number": 7001, "switch": "SIP_NY"}]},
    "geo_location_sip_servers": {"dc1": ["SIP_1"]},
    "geo_location_resource_groups": {"newyork": "MCP_NewYork"},
    "workspace_desktop_application_name": "WDE",
    "workspace_desktop_agent_groups": {"dc1": "Agents {{ 1 }}", "dc2": "Agents 2", "dc3": None},
    "workspace_desktop_site_servers": {"dc1": ["SIP_1"]},
    "workspace_desktop_version": None,
    "workspace_desktop_failover_strategy": "dns",
    "workspace_desktop_disaster_recovery_enabled": True,
    "workspace_desktop_disaster_recovery_timeout": 30,
    "ivr_profile_parameter_names": {"storage_authorization": "where.auth"},
    "ivr_profile_certificates": {"cert-1": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"},
}


def sites():
    """The data centers with a dc3 that stores its own recordings in Canada and nowhere else."""
    found = copy.deepcopy(VARIABLES["gir_datacenters"])
    storage = {"voice_url": "https://dav.dc3.test/recordings", "screen_url": "https://dav.dc3.test/screens"}
    found["dc3"].update(storage=storage, storage_jurisdictions=["CA"])
    accounts = {**VARIABLES["gir_storage_credentials"], "dc3": {"username": "dav3", "password": "dav3-pass-8"}}
    return {"gir_datacenters": found, "gir_storage_credentials": accounts}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    roles = "geo_location workspace_desktop ivr_profile"
    found = RoleRuns(roles, tmp_path_factory.mktemp("controller"), variables={**sites(), **GIVEN})
    found.inventory.host("rws0-dc1", gir_address="10.0.0.{{ 1 + 1 }}")
    return found


@pytest.fixture(scope="module")
def imported(runs):
    """The directory of the files for import, written as check mode predicted, and what was said, also by render."""
    target = runs.directory / "import"
    given = {"gir_configuration_dir": str(target), "load_balancer_dns_names": ["rws.dc2.test"]}
    check = runs.run("main", "--check", **given)
    assert not target.exists()
    real = runs.run("main render", **given)
    for outcome in (check, real):
        outcome.succeeded().says_nothing_of([*SECRETS, "dav3-pass-8"])
    # The objects of three roles, and what the operator has to do beside those of workspace_desktop; then all rendered.
    assert (check.counts(), real.counts()) == ({"localhost": 4}, {"localhost": 7})
    return target, real


def test_two_roles_write_files_of_one_application(imported):
    """Each of them its own: the options and the annex of a SIP Server."""
    names = sorted(path.name for path in (imported[0] / "CfgApplication").glob("SIP_1*"))
    assert names == [f"SIP_1{part}.{form}" for part in ("", "_annex") for form in ("cfg", "csv", "json")]


def test_geo_location_shows_unwanted_options(imported):
    """With files for import nobody takes an option out, so the run shows which ones must go."""
    target, real = imported
    assert (target / "CfgDN/7001 on SIP_NY.json").exists() and (target / "CfgFolder/MCP_NewYork.json").exists()
    assert "Take these options out by hand" in real.flat and MAP in real.flat
    # What to know is shown when they are written, and when they are rendered.
    shown = [part.partition("TASK [")[0] for part in real.flat.split(": Show what to know of geo_location]")[1:]]
    assert [NOTICE in part for part in shown] == [True, True]


def test_workspace_desktop_says_what_the_operator_has_to_do(imported):
    """Beside the objects for import, each data center's with its own names."""
    for number in (1, 2):
        assert f"(agent group Agents {number})" in (imported[0] / STEPS.format(f"dc{number}")).read_text()


def test_ivr_profiles_are_for_their_owner_alone(imported):
    written = imported[0] / "CfgGVPIVRProfile"
    names = {path.stem for path in written.glob("*.json")}
    assert names == {"record", "record_newyork", "record_dallas", "record_toronto"}
    assert (written / "record.json").stat().st_mode & 0o077 == 0
    assert "[gvp.general]\nservice-type=record\n" in (written / "record.cfg").read_text()
    assert "where.auth=fixed,dav3:dav3-pass-8\n" in (written / "record_toronto.cfg").read_text()


def test_render_uses_what_other_hosts_and_roles_have(imported):
    """Addresses of RWS nodes and names that role load_balancer moves, in the steps and in what the run shows."""
    outcome = imported[1]
    rendered = outcome.rendered
    assert "resolve to the RWS nodes of dc1 again: 10.0.0.2\n" in rendered.path(STEPS.format("dc1")).read_text()
    assert "it lets rws.dc2.test resolve to dc1." in rendered.path(STEPS.format("dc2")).read_text()
    assert "by hand: change the DNS entry of https://rws.dc1.test" in outcome.flat
    section = rendered.json("configuration-server/CfgApplication/WDE.json")["options"]["interaction-workspace"]
    assert (section["disaster-recovery.enabled"], section["disaster-recovery.timeout"]) == ("true", "30")
    assert rendered.annex("CfgAgentGroup", "Agents 1")
    options = rendered.json("configuration-server/CfgApplication/SIP_1.json")["options"]
    assert options == {"TServer": {"enable-strict-location-match": "msml"}}


def held(server, kind, dbid, part):
    return {entry["key"]: entry["value"] for entry in server.directory.get(kind, dbid)[part]["property"]}


def test_what_jurisdiction_forbids_is_taken_out_through_gax(tmp_path):
    """An overflow to another data center, and the second address of an agent group; what else is there stays."""
    annex = {"interaction-workspace": {PEER: "https://rws.dc1.test", "other": "kept"}}
    objects = [
        application("300", "SIP_3", {"TServer": {MAP: "toronto=newyork", "other": "kept"}}),
        application("104", "WDE"),
        thing("CfgAgentGroup", "301", "Agents 3", "110", annex=annex, tenantdbid="101", agentdbids={"id": []}),
    ]
    runs = RoleRuns("geo_location workspace_desktop", tmp_path, variables=sites())
    with Gax(directory=directory(*objects)) as server:
        given = {
            "gir_configuration_source": "gax",
            "gir_gax_url": [server.url],
            "gir_gax_username": USER,
            "gir_gax_password": PASSWORD,
            "geo_location_sip_servers": {"dc3": ["SIP_3"]},
            "workspace_desktop_application_name": "WDE",
            "workspace_desktop_agent_groups": {"dc1": None, "dc2": None, "dc3": "Agents 3"},
        }
        check = runs.run("main", "--check", **given)
        assert MAP in held(server, "CfgApplication", "300", "options")
        assert PEER in held(server, "CfgAgentGroup", "301", "userproperties")
        real = runs.run("main", **given)
        assert check.succeeded().changed == real.succeeded().changed
        expected = {"other": "kept", "enable-strict-location-match": "msml"}
        assert held(server, "CfgApplication", "300", "options") == expected
        assert set(held(server, "CfgAgentGroup", "301", "userproperties")) == {"other", "screen-recording.htcc.uri"}
        assert runs.run("main", **given).succeeded().changed == set()
