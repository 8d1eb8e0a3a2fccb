# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""gax_options against the GAX stand-in: what is set, what is left alone, and what is refused."""

import copy
import json

import module_runs
import pytest
from gax_systems import SITE, connect, dn, gax, options, stored, values, wde, writes
from standins.gax_dialects import DIALECTS
from standins.gax_sites import application, thing

pytestmark = pytest.mark.usefixtures("short_pauses")


def test_one_option_is_set_predicted_and_then_there():
    with gax() as server:
        predicted = module_runs.succeed("gax_options", connect(server, [wde()]), check=True)
        assert writes(server) == []
        result = module_runs.succeed("gax_options", connect(server, [wde()]))
        assert predicted["diff"] == result["diff"]
        assert predicted["changed"] is result["changed"] is True
        assert result["results"] == [
            {
                "type": "CfgApplication",
                "name": "WDE",
                "dbid": "104",
                "action": "updated",
                "outcome": "done",
                "changes": ["options " + SITE],
            }
        ]
        assert (
            result["diff"][0]["before"] == "options [interaction-workspace]\n  disaster-recovery.eservices-site = DC1\n"
        )
        again = module_runs.succeed("gax_options", connect(server, [wde()]))
        assert again["changed"] is False
        assert again["diff"] == []
        assert len(writes(server)) == 1


def test_five_hundred_foreign_options_survive_byte_for_byte():
    strange = ["", " ", "ä€\U0001f512", 'a"b\\c', "line\r\nline", "{}", "0x1F", "1.10", "%s=;#"]
    foreign = {f"section {n % 7}": {} for n in range(7)}
    for number in range(500):
        foreign[f"section {number % 7}"][f"Key {number}"] = strange[number % len(strange)] + str(number)
    foreign["interaction-workspace"] = {"disaster-recovery.eservices-site": "DC1"}
    with gax(application("200", "Big", foreign, {"annex": {"Key 1": "x"}})) as server:
        before = copy.deepcopy(stored(server, "CfgApplication", "200"))
        module_runs.succeed("gax_options", connect(server, [wde(name="Big", options=options("DC2"))]))
        for entry in before["options"]["property"]:
            if entry["key"] == "disaster-recovery.eservices-site":
                entry["value"] = "DC2"
        assert json.dumps(stored(server, "CfgApplication", "200")) == json.dumps(before)


def test_names_are_case_sensitive():
    with gax() as server:
        wanted = {"interaction-workspace": {"case.sensitive": "changed"}}
        module_runs.succeed("gax_options", connect(server, [wde(options=wanted)]))
        found = values(server, "CfgApplication", "104", "options")
        assert found["interaction-workspace", "Case.Sensitive"] == "A"
        assert found["interaction-workspace", "case.sensitive"] == "changed"
        assert (
            "WDE, but names are case-sensitive"
            in module_runs.fail("gax_options", connect(server, [wde(name="wde", options=wanted)]))["msg"]
        )


def test_binary_and_integer_values_survive():
    odd = {
        "property": [
            {"section": "a", "key": "number", "value": 5},
            {"section": "a", "key": "binary", "value": {"bytes": "AAEC"}},
            {"section": "a", "key": "list", "value": ["AAEC"]},
            {"section": "a", "key": "text", "value": "x", "unknown": "kept"},
        ]
    }
    with gax(dict(application("200", "Odd"), options=odd)) as server:
        before = copy.deepcopy(stored(server, "CfgApplication", "200")["options"]["property"])
        module_runs.succeed("gax_options", connect(server, [wde(name="Odd", options={"b": {"new": True}})]))
        assert stored(server, "CfgApplication", "200")["options"]["property"] == [
            *before,
            {"section": "b", "key": "new", "value": "true"},
        ]
        unchanged = wde(name="Odd", options={"a": {"number": 5, "text": "x"}})
        assert module_runs.succeed("gax_options", connect(server, [unchanged]))["changed"] is False
        refused = module_runs.fail("gax_options", connect(server, [wde(name="Odd", options={"a": {"binary": "x"}})]))
        assert "CfgApplication Odd: options a/binary holds a value that is no text" in refused["msg"]


def test_sections_are_replaced_and_options_and_sections_removed():
    annex = {"one": {"a": "1", "b": "2"}, "two": {"c": "3"}, "three": {"d": "4"}}
    with gax(application("200", "App", {}, annex)) as server:
        replaced = wde(name="App", annex={"one": {"b": "20", "e": 5}}, state="replaced_sections")
        module_runs.succeed("gax_options", connect(server, [replaced]))
        assert values(server, "CfgApplication", "200") == {
            ("one", "b"): "20",
            ("one", "e"): "5",
            ("two", "c"): "3",
            ("three", "d"): "4",
        }
        gone = wde(name="App", annex={"one": {"b": None, "not there": None}, "two": None}, state="absent")
        result = module_runs.succeed("gax_options", connect(server, [gone]))
        assert result["results"][0]["changes"] == ["annex one/b", "annex two/c"]
        assert values(server, "CfgApplication", "200") == {("one", "e"): "5", ("three", "d"): "4"}
        assert module_runs.succeed("gax_options", connect(server, [gone]))["changed"] is False
        nobody = wde(name="Nobody", annex={"one": None}, state="absent")
        assert module_runs.succeed("gax_options", connect(server, [nobody]))["changed"] is False


def test_options_that_are_null_are_nobodys_wish():
    with gax() as server:
        wanted = {"interaction-workspace": {"disaster-recovery.eservices-site": None}}
        assert module_runs.succeed("gax_options", connect(server, [wde(options=wanted)]))["changed"] is False


def test_a_dn_is_found_on_its_switch():
    with gax(dn("300", "7001"), dn("301", "7001", "121")) as server:
        wanted = {"type": "CfgDN", "name": "7001", "annex": {"TServer": {"geo-location": "dallas"}}}
        refused = module_runs.fail("gax_options", connect(server, [wanted]))
        assert "2 objects have this name" in refused["msg"]
        assert "say which one is meant with switch or tenant or folder" in refused["msg"]
        assert writes(server) == []
        for switch in ("SIP_Switch_DC2", "121"):
            module_runs.succeed("gax_options", connect(server, [dict(wanted, switch=switch)]))
        assert values(server, "CfgDN", "301")["TServer", "geo-location"] == "dallas"
        assert ("TServer", "geo-location") not in values(server, "CfgDN", "300")


@pytest.mark.parametrize(
    "place", ["Agent Groups", "Resources/Agent Groups", "/Configuration/Resources/Agent Groups", "110"]
)
def test_an_object_is_found_in_its_folder(place):
    twins = [
        thing("CfgAgentGroup", "301", "A", "110", tenantdbid="101"),
        thing("CfgAgentGroup", "302", "A", "111", tenantdbid="1"),
    ]
    wanted = {"type": "CfgAgentGroup", "name": "A", "folder": place, "annex": {"s": {"k": "v"}}}
    with gax(*twins) as server:
        assert module_runs.succeed("gax_options", connect(server, [wanted]))["results"][0]["dbid"] == "301"
        by_tenant = dict(wanted, folder=None, tenant="Environment")
        assert module_runs.succeed("gax_options", connect(server, [by_tenant]))["results"][0]["dbid"] == "302"


def test_all_mistakes_are_reported_at_once_and_nothing_is_written():
    objects = [
        wde(),
        {"type": "CfgAplication", "name": "X", "options": {"a": {"b": "c"}}},
        {"type": "CfgDN", "name": " ", "options": {"a": {"b": "c"}}},
        {"type": "CfgApplication", "name": "Y"},
        wde("DC3"),
        {"type": "CfgApplication", "name": "Z", "options": {"a": {"b": ["c"]}, "d": "e", "f": None}},
    ]
    with gax() as server:
        problems = module_runs.fail("gax_options", connect(server, objects))["problems"]
        assert problems == [
            "objects[1].type is CfgAplication, which is no type of the Configuration Server. "
            "Did you mean CfgApplication?",
            "objects[2].name is empty; give the name of the object.",
            "objects[2] (CfgDN  ) has options, but only CfgApplication and CfgAppPrototype have Application Options; "
            "give them as annex.",
            "objects[3] (CfgApplication Y) has neither options nor annex; give what shall be in it.",
            "objects[4] repeats objects[0], CfgApplication WDE; list each object once.",
            "objects[5].options.a.b is a list; an option is text, a number or a boolean.",
            "objects[5].options.d is a str; give options as a dictionary.",
            "objects[5].options.f is null; give its options, or leave the section out.",
        ]
        assert server.requests == []
        missing = [
            wde(),
            wde(name="One", options={"a": {"b": "c"}}),
            wde(name="Two", options={"a": {"b": "c"}}, tenant="Nowhere"),
        ]
        refused = module_runs.fail("gax_options", connect(server, missing))["msg"]
        assert "CfgApplication One: there is no such object" in refused
        assert "CfgApplication Two (tenant Nowhere): there is no tenant Nowhere" in refused
        assert refused.endswith("Nothing was changed.")
        assert writes(server) == []


def test_one_object_under_two_descriptions_is_refused():
    with gax() as server:
        twice = [wde(), wde(folder="102", options=options("DC3"))]
        assert (
            "objects[0] and objects[1] are the same object"
            in module_runs.fail("gax_options", connect(server, twice))["msg"]
        )


SECRET = "s3cret-value-9917"


def test_no_secret_is_shown():
    old = {
        "gvp.service-parameters": {
            "recordingclient.callrec_authorization": "fixed,rec:old-secret-5512",
            "plain": "1",
            "Code": "old-code-8817",
        }
    }
    wanted = {
        "gvp.service-parameters": {
            "recordingclient.callrec_authorization": f"fixed,rec:{SECRET}",
            "plain": "2",
            "Code": SECRET + "2",
        }
    }
    profile = thing("CfgGVPIVRProfile", "300", "record", "111", annex=old, tenantdbid="101")
    objects = [{"type": "CfgGVPIVRProfile", "name": "record", "annex": wanted}]
    with gax(profile) as server:
        for check in (True, False):
            result = module_runs.succeed("gax_options", connect(server, objects, secret_keys=["^code$"]), check=check)
            for secret in (SECRET, "old-secret-5512", "old-code-8817", "gax-password-5520"):
                assert secret not in result["text"]
            assert "plain = 2" in result["diff"][0]["after"]
        assert values(server, "CfgGVPIVRProfile", "300")["gvp.service-parameters", "Code"] == SECRET + "2"
        server.faults.add("status", method="PUT", status=500)
        changed = [dict(objects[0], annex={"gvp.service-parameters": {"password": SECRET, "plain": "3"}})]
        assert SECRET not in module_runs.fail("gax_options", connect(server, changed))["text"]


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name in sorted(DIALECTS) for value in DIALECTS[name].values]
)
def test_every_reading_of_the_reference_is_understood(name, value):
    group = {"type": "CfgAgentGroup", "name": "Everybody", "annex": {"interaction-workspace": {"a": "b"}}}
    objects = [wde(), group, {"type": "CfgDN", "name": "7001", "annex": {"TServer": {"geo-location": "dallas"}}}]
    form = "obfuscated" if (name, value) == ("password_form", "obfuscated") else "clear"
    with gax(dn("300", "7001"), dn("301", "7002"), dialect={name: value}) as server:
        if (name, value) == ("agent_group_annex", "hidden"):
            refused = module_runs.fail("gax_options", connect(server, objects))
            assert [item["outcome"] for item in refused["results"]] == ["done", "conflict", "done"]
            assert "this GAX does not keep it. Missing: annex interaction-workspace/a" in refused["msg"]
            return
        assert module_runs.succeed("gax_options", connect(server, objects, password_form=form))["changed"] is True
        assert module_runs.succeed("gax_options", connect(server, objects, password_form=form))["changed"] is False
        assert values(server, "CfgDN", "300")["TServer", "geo-location"] == "dallas"
        assert values(server, "CfgAgentGroup", "131") == {("interaction-workspace", "a"): "b"}
