# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mistakes in tables of the roles that write Configuration Server objects: no object ever vanishes without a word, and
what jurisdiction forbids is not kept from an earlier run."""

import contextlib

import pytest
from standins.gax import Gax
from standins.gax_sites import PASSWORD, USER, application, directory, thing
from test_role_geo_location import SETTINGS, sites
from three_sites import RoleRuns

DESKTOP = {
    "workspace_desktop_application_name": "WDE",
    "workspace_desktop_agent_groups": {"dc1": "Agents 1", "dc2": "Agents 2", "dc3": "Agents 3"},
}
KNOWN = {"geo_location": SETTINGS, "workspace_desktop": DESKTOP}
MAP = "overflow-location-map"
PEER = "screen-recording.htcc.peer_uri"


@pytest.mark.parametrize(
    ("role", "variables", "sentence"),
    [
        ("workspace_desktop", {"workspace_desktop_option_names": {"urii": "a/b"}}, "no setting is called 'urii'"),
        ("workspace_desktop", {"workspace_desktop_agent_group_extra_options": {"dc1": "foo"}}, "Further options"),
        ("geo_location", {"geo_location_option_names": {"dnn": "a/b"}}, "no setting is called 'dnn'"),
    ],
    ids=str,
)
def test_a_mistake_in_a_table_fails_and_says_why(tmp_path, role, variables, sentence):
    outcome = RoleRuns(role, tmp_path, variables=KNOWN[role]).run(
        gir_configuration_dir=str(tmp_path / "import"), **variables
    )
    assert outcome.code != 0 and sentence in outcome.flat
    assert not (tmp_path / "import").joinpath("CfgGVPIVRProfile").exists()


@pytest.mark.parametrize(
    ("role", "variables", "sentence"),
    [
        ("geo_location", {"geo_location_sip_servers": {"dc3": "SIP_3"}}, "geo_location_sip_servers.dc3 is SIP_3"),
        ("geo_location", {"geo_location_dns": {"dallas": "7001"}}, "geo_location_dns.dallas is 7001"),
        ("geo_location", {"geo_location_resource_groups": {"dallas": ""}}, "geo_location_resource_groups.dallas is"),
        (
            "workspace_desktop",
            {"workspace_desktop_site_servers": {"dc1": "SIP"}},
            "site_servers.dc1 is SIP: give a list",
        ),
        (
            "workspace_desktop",
            {"workspace_desktop_agent_groups": {"dc1": "", "dc2": ["B", "C"], "dc3": None}},
            'workspace_desktop_agent_groups.dc1 is "": give the name of an agent group, or null when no agents sit '
            'there. workspace_desktop_agent_groups.dc2 is ["B", "C"]',
        ),
    ],
    ids=str,
)
def test_names_in_the_wrong_form_are_told(tmp_path, role, variables, sentence):
    outcome = RoleRuns(role, tmp_path).run("main", gir_configuration_dir=str(tmp_path / "import"), **variables)
    assert outcome.code != 0 and sentence in outcome.flat.replace('\\"', '"')
    assert not (tmp_path / "import").exists()


def test_null_is_an_empty_list(tmp_path):
    outcome = RoleRuns("geo_location", tmp_path).run(
        "main",
        gir_configuration_dir=str(tmp_path / "import"),
        geo_location_sip_servers={"dc1": None},
        geo_location_dns={"newyork": None},
        geo_location_resource_groups={"newyork": None, "dallas": None},
    )
    assert outcome.code == 0, outcome.text[-2000:]


def test_further_options_are_no_way_around_jurisdiction(tmp_path):
    runs = RoleRuns("geo_location", tmp_path, variables=SETTINGS)
    outcome = runs.run(
        **sites(),
        geo_location_sip_server_extra_options={
            "dc1": {"TServer": {"enable-strict-location-match": "trunk", MAP: "x=y"}}
        },
    )
    assert outcome.code != 0
    for option, variable in (("enable-strict-location-match", "strict_match"), (MAP, "overflow")):
        assert f"gives TServer/{option}, but recordings of dc1 may not rest everywhere" in outcome.flat
        assert f"use geo_location_{variable}, which is checked" in outcome.flat
    outcome = runs.run(**sites(), geo_location_option_names={"strict_match": None})
    assert outcome.code != 0 and "geo_location_option_names.strict_match is null" in outcome.flat
    group_options = {"dc3": {"interaction-workspace": {PEER: "https://rws.dc1.test"}}}
    (tmp_path / "desktop").mkdir()
    outcome = RoleRuns("workspace_desktop", tmp_path / "desktop", variables=DESKTOP).run(
        **sites(), workspace_desktop_agent_group_extra_options=group_options
    )
    assert outcome.code != 0 and "workspace_desktop_agent_group_extra_options of dc3 gives" in outcome.flat


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
