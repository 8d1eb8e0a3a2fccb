# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""gax_objects and gax_info against the GAX stand-in."""

import module_runs
import pytest
from gax_systems import connect, gax, stored, values, wde, writes
from standins.gax_dialects import DIALECTS
from standins.gax_sites import application, folder, thing

pytestmark = pytest.mark.usefixtures("short_pauses")

PROFILE = {
    "type": "CfgGVPIVRProfile",
    "name": "record-dallas",
    "tenant": "Resources",
    "annex": {"gvp.general": {"service-type": "record", "geo-location": "dallas", "nobody": None}},
}
GROUP = {
    "type": "CfgFolder",
    "name": "MCP_dallas",
    "folder": "Resource Groups",
    "annex": {"gvp.lrg": {"geo-location": "dallas"}},
}
AGENTS = {
    "type": "CfgAgentGroup",
    "name": "Agents_DC2",
    "tenant": "101",
    "folder": "Resources/Agent Groups",
    "properties": {"state": "CFGDisabled"},
}
NEW_SITE = [PROFILE, GROUP, AGENTS]


def test_what_a_new_site_needs_is_predicted_and_created():
    with gax() as server:
        predicted = module_runs.succeed("gax_objects", connect(server, NEW_SITE), check=True)
        assert writes(server) == []
        result = module_runs.succeed("gax_objects", connect(server, NEW_SITE))
        assert predicted["diff"] == result["diff"]
        assert (
            [item["action"] for item in result["results"]]
            == [item["action"] for item in predicted["results"]]
            == ["created"] * 3
        )
        dbids = [item["dbid"] for item in result["results"]]
        profile = stored(server, "CfgGVPIVRProfile", dbids[0])
        assert (profile["folderid"], profile["tenantdbid"]) == ("111", "101")
        assert values(server, "CfgGVPIVRProfile", dbids[0]) == {
            ("gvp.general", "service-type"): "record",
            ("gvp.general", "geo-location"): "dallas",
        }
        group = stored(server, "CfgFolder", dbids[1])
        assert [group[f] for f in ("folderid", "subtype", "ownerdbid")] == ["112", "CFGApplication", "101"]
        assert stored(server, "CfgAgentGroup", dbids[2])["state"] == "CFGDisabled"
        for check in (True, False):
            again = module_runs.succeed("gax_objects", connect(server, NEW_SITE), check=check)
            assert (again["changed"], again["diff"]) == (False, [])


@pytest.mark.parametrize(
    "dialect",
    [
        (name, value)
        for name in ("create_answer", "empty_annex", "typed_values", "by_name", "session_lost")
        for value in DIALECTS[name].values
    ],
)
def test_objects_are_created_under_every_reading(dialect):
    with gax(dialect=dict([dialect])) as server:
        result = module_runs.succeed("gax_objects", connect(server, NEW_SITE))
        assert all(item["dbid"] for item in result["results"])
        assert module_runs.succeed("gax_objects", connect(server, NEW_SITE))["changed"] is False


def test_one_task_brings_a_whole_site_to_what_is_described():
    with gax() as server:
        result = module_runs.succeed("gax_objects", connect(server, [*NEW_SITE, wde()]))
        assert [item["action"] for item in result["results"]] == ["created"] * 3 + ["updated"]
        assert module_runs.succeed("gax_objects", connect(server, [*NEW_SITE, wde()]))["changed"] is False


def test_an_object_that_exists_is_only_brought_to_what_is_described():
    annex = {"gvp.general": {"geo-location": "austin", "kept": "1"}, "other": {"kept": "2"}}
    with gax(thing("CfgGVPIVRProfile", "300", "record-dallas", "111", annex=annex, tenantdbid="101")) as server:
        result = module_runs.succeed(
            "gax_objects", connect(server, [dict(PROFILE, properties={"description": "Dallas"})])
        )
        assert result["results"][0]["changes"] == [
            "description",
            "annex gvp.general/service-type",
            "annex gvp.general/geo-location",
        ]
        assert values(server, "CfgGVPIVRProfile", "300")["other", "kept"] == "2"
        assert stored(server, "CfgGVPIVRProfile", "300")["description"] == "Dallas"


def test_nothing_is_deleted_unless_it_is_named():
    full = folder("400", "Full", "112", objectids={"idtype": [{"dbid": "104", "type": "CFGApplication"}]})
    with gax(thing("CfgAgentGroup", "300", "Old", "110", tenantdbid="101"), full) as server:
        gone = {"type": "CfgAgentGroup", "name": "Old", "state": "absent"}
        for check, left in ((True, True), (False, False)):
            result = module_runs.succeed("gax_objects", connect(server, [gone]), check=check)
            assert result["results"][0]["action"] == "deleted"
            assert (stored(server, "CfgAgentGroup", "300") is not None) is left
        assert module_runs.succeed("gax_objects", connect(server, [gone]))["changed"] is False
        refused = module_runs.fail(
            "gax_objects", connect(server, [{"type": "CfgFolder", "name": "Full", "state": "absent"}])
        )
        assert "the folder holds 1 objects; it is only deleted when it is empty" in refused["msg"]
        refused = module_runs.fail(
            "gax_objects", connect(server, [{"type": "CfgApplication", "name": "WDE", "state": "absent"}])
        )
        assert "a CfgApplication is not deleted here, only CfgAgentGroup, CfgFolder, CfgGVPIVRProfile" in refused["msg"]
        assert len(writes(server)) == 1


def test_where_a_new_object_belongs_is_asked_for():
    objects = [
        {"type": "CfgGVPIVRProfile", "name": "a"},
        {"type": "CfgFolder", "name": "b"},
        {"type": "CfgAgentGroup", "name": "c", "tenant": "Environment"},
        {"type": "CfgAgentGroup", "name": "everybody", "tenant": "Resources"},
        {"type": "CfgAgentGroup", "name": "d", "tenant": "Resources", "folder": "Nowhere"},
    ]
    objects += [wde(), wde(name="WDE2")]
    with gax() as server:
        refused = module_runs.fail("gax_objects", connect(server, objects))["msg"]
        for sentence in (
            "CfgApplication WDE2: there is no such object; create it in GAX, or correct the name.",
            "CfgGVPIVRProfile a: it has to be created, and there are 2 tenants (Environment, Resources)",
            "CfgFolder b: it has to be created, and no other shows where it belongs; say where with folder",
            "CfgAgentGroup c (tenant Environment): it has to be created, and no other shows where it belongs",
            "CfgAgentGroup everybody (tenant Resources): there is Everybody, but names are case-sensitive",
            "there is no folder Nowhere",
        ):
            assert sentence in refused
        assert writes(server) == []


def test_spelling_traps_are_told_before_anything_is_written():
    fields = {
        "timeoutlocal": "1",
        "redundancytype": "CFGHTColdStandby",
        "state": "enabled",
        "dbid": "5",
        "FolderId": "1",
        "list": [1],
    }
    with gax() as server:
        refused = module_runs.fail("gax_objects", connect(server, [dict(AGENTS, properties=fields)]))
        assert refused["problems"] == [
            "objects[0].properties.FolderId: fields are written in lower case, without separators.",
            "objects[0].properties.dbid cannot be given here; it has an option of its own, or belongs to the server.",
            "objects[0].properties.list is a list; give text, a number or a boolean.",
            "objects[0].properties.redundancytype is CFGHTColdStandby; "
            "the Configuration Server spells it CFGHTColdStanby.",
            "objects[0].properties.state is enabled; "
            "give the name that the Platform SDK has for it, such as CFGEnabled.",
            "objects[0].properties.timeoutlocal: GAX spells this field timoutlocal.",
        ]


def test_an_interrupted_creation_is_told_as_unknown():
    with gax() as server:
        server.faults.add("drop", method="POST", path="/cfg/objects", phase="after")
        result = module_runs.fail("gax_objects", connect(server, [AGENTS]))
        assert result["results"][0]["outcome"] == "unknown"
        assert result["changed"] is True
        assert "Look for CfgAgentGroup Agents_DC2" in result["msg"]
        server.faults.remove()
        assert module_runs.succeed("gax_objects", connect(server, [AGENTS]))["changed"] is False


# -- gax_info ----------------------------------------------------------------------------------------------------


def test_live_objects_are_read_in_the_form_that_the_modules_take():
    odd = application(
        "200", "Odd", {"a": {"password": "hidden-pw-6612", "plain": "shown", "url": "http://u:hidden-pw-7723@h/"}}
    )
    odd["options"]["property"].append({"section": "a", "key": "binary", "value": ["AA"]})
    key = {
        "recording-certificates": {
            "one": "-----BEGIN {0}-----\nhidden-pw-8834\n-----END {0}-----".format("PRIVATE KEY")
        }
    }
    with gax(odd, thing("CfgGVPIVRProfile", "300", "record", "111", annex=key, tenantdbid="101")) as server:
        wanted = [
            {"type": "CfgApplication", "name": "Odd"},
            {"type": "CfgGVPIVRProfile"},
            {"type": "CfgHost", "name": "none"},
        ]
        result = module_runs.succeed("gax_info", connect(server, wanted))
        found = result["objects"]
        assert [item["name"] for item in found] == ["Odd", "IVRAppDefault", "record"]
        assert found[0]["folder"] == "/Configuration/Environment/Applications"
        assert (found[0]["tenant"], found[2]["tenant"], found[2]["folder"]) == (
            None,
            "Resources",
            "/Configuration/Resources/IVR Profiles",
        )
        assert found[0]["options"]["a"] == {"password": "********", "plain": "shown", "url": "http://u:********@h/"}
        assert found[0]["not_text"] == ["options a/binary"]
        assert found[0]["properties"]["redundancytype"] == "CFGHTColdStanby"
        assert result["missing"] == ["CfgHost none"]
        assert "hidden-pw" not in result["text"]
        clear = module_runs.succeed("gax_info", connect(server, wanted, secrets=True))["objects"]
        assert clear[0]["options"]["a"]["password"] == "hidden-pw-6612"
        assert writes(server) == []


def test_only_objects_of_one_owner_are_read():
    groups = [
        thing("CfgAgentGroup", "301", "A", "110", tenantdbid="101"),
        thing("CfgAgentGroup", "302", "A", "111", tenantdbid="1"),
    ]
    with gax(*groups) as server:
        found = module_runs.succeed("gax_info", connect(server, [{"type": "CfgAgentGroup", "tenant": "Environment"}]))
        assert [item["dbid"] for item in found["objects"]] == ["302"]
        twice = [
            {"type": "CfgAgentGroup", "name": "A", "folder": "110"},
            {"type": "CfgAgentGroup", "folder": "Agent Groups"},
        ]
        found = module_runs.succeed("gax_info", connect(server, twice))
        assert [item["dbid"] for item in found["objects"]] == ["301", "131"]
        refused = module_runs.fail(
            "gax_info", connect(server, [{"type": "CfgAgentGroup", "name": "A"}, {"type": "X", "name": ""}])
        )
        assert len(refused["problems"]) == 2
        assert (
            "2 objects have this name"
            in module_runs.fail("gax_info", connect(server, [{"type": "CfgAgentGroup", "name": "A"}]))["msg"]
        )


def test_what_is_read_can_be_written_back_and_changes_nothing():
    with gax() as server:
        found = module_runs.succeed("gax_info", connect(server, [{"type": "CfgApplication"}], secrets=True))["objects"]
        objects = [{k: item[k] for k in ("type", "name", "folder", "options", "annex")} for item in found]
        assert module_runs.succeed("gax_options", connect(server, objects))["changed"] is False
