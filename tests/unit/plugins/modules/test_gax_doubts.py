# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a guess could lose something or lock an account: gax_options, gax_objects and gax_info in doubtful cases."""

import json

import module_runs
import pytest
from gax_systems import connect, dn, gax, options, stored, wde, writes
from standins.gax_sites import application, folder, thing


def mine(name, value="new"):
    return {"type": "CfgApplication", "name": name, "options": {"s": {"k": value}}}


def group(name="G3", **fields):
    return dict({"type": "CfgAgentGroup", "name": name, "tenant": "Resources", "annex": {"s": {"k": "v"}}}, **fields)


def outcomes(result):
    return [entry["outcome"] for entry in result["results"]]


@pytest.mark.parametrize(
    "annex",
    [
        [{"section": "foreign", "key": "k", "value": "v"}],
        {"property": ["strange", {"section": "foreign", "key": "k", "value": "v"}]},
        {"foreign": {"k": "v"}},
        "text",
    ],
    ids=str,
)
def test_an_annex_of_unknown_form_is_left_alone(annex):
    strange = dict(application("300", "Strange"), userproperties=annex)
    with gax(strange) as server:
        asked = [{"type": "CfgApplication", "name": "Strange", "annex": {"mine": {"k": "new"}}}]
        for check in (True, False):
            result = module_runs.fail("gax_options", connect(server, asked), check)
            assert "its annex has a form that is not known" in result["msg"]
        assert writes(server) == [] and stored(server, "CfgApplication", "300")["userproperties"] == annex
        shown = module_runs.succeed("gax_info", connect(server, [{"type": "CfgApplication", "name": "Strange"}]))[
            "objects"
        ][0]
        assert shown["not_text"] == ["annex"] and "annex" not in shown


def test_a_single_option_without_its_list_is_one():
    single = dict(application("300", "Single"), options={"property": {"section": "s", "key": "a", "value": "b"}})
    with gax(single) as server:
        module_runs.succeed("gax_options", connect(server, [mine("Single")]))
        held = stored(server, "CfgApplication", "300")["options"]["property"]
        assert held == [{"section": "s", "key": "a", "value": "b"}, {"section": "s", "key": "k", "value": "new"}]


def test_a_login_that_is_refused_in_the_middle_is_not_tried_for_every_object():
    with gax(*(application(str(300 + n), f"A{n}", {"s": {"k": "old"}}) for n in range(10))) as server:
        server.faults.add("expired_session", method="PUT", skip=2)
        server.faults.add("status", status=401, path="session/login", skip=1)
        result = module_runs.fail("gax_options", connect(server, [mine(f"A{n}") for n in range(10)]))
        logins = [call for call in server.requests if call["path"].endswith("/session/login")]
        assert len(logins) == 2
        assert outcomes(result) == ["done"] * 2 + ["not done"] * 8
        assert "refuses the login" in result["msg"] and "2 were written" in result["msg"]


def test_a_gax_that_dies_while_it_writes_leaves_the_outcome_unknown():
    with gax() as server:
        server.faults.add("drop", method="PUT", phase="after")
        server.faults.add("status", status=503, method="GET", path="CfgApplication/104", skip=1)
        result = module_runs.fail("gax_options", connect(server, [wde()]))
        assert outcomes(result) == ["unknown"] and result["changed"] is True


def test_a_creation_that_cannot_be_read_back_is_no_failure_to_create():
    with gax(dialect={"create_answer": "created"}) as server:
        server.faults.add("status", status=500, method="GET", path="name=G3", skip=1)
        result = module_runs.fail("gax_objects", connect(server, [group()]))
        assert outcomes(result) == ["unknown"] and result["changed"] is True
        assert "said that it created CfgAgentGroup G3" in result["msg"]


def test_a_creation_that_is_answered_by_a_page_is_not_repeated():
    with gax() as server:
        server.faults.add("html", method="POST", path="cfg/objects", phase="after", times=1)
        result = module_runs.fail("gax_objects", connect(server, [group()]))
        assert len(writes(server)) == 1
        assert outcomes(result) == ["unknown"] and result["changed"] is True


@pytest.mark.parametrize("status", [500, 503])
def test_what_could_not_be_looked_at_again_is_said(status):
    with gax() as server:
        server.faults.add("status", status=status, method="GET", path="CfgApplication/104", skip=1)
        result = module_runs.succeed("gax_options", connect(server, [wde()]))
        assert outcomes(result) == ["done"] and result["changed"] is True
        assert "could not be asked whether somebody else took it back" in json.dumps(result["warnings"])


def test_a_write_that_took_long_is_said():
    with gax() as server:
        server.faults.add("delay", seconds=0.8, method="PUT", times=1)
        result = module_runs.succeed("gax_options", connect(server, [wde()]))
        assert "GAX took so long" in json.dumps(result["warnings"])


def test_the_reason_of_a_refusal_is_told_without_the_secrets_of_others():
    foreign = {"interaction-workspace": {"disaster-recovery.eservices-site": "DC1", "their_password": "OLDSECRET99"}}
    with gax(application("300", "Other", foreign)) as server:
        server.faults.add("status", method="PUT", status=400, message="no:\n OLDSECRET99 is wrong")
        result = module_runs.fail("gax_options", connect(server, [wde(name="Other", options=options("DC2"))]))
        assert "HTTP 400: no: ******** is wrong" in result["msg"]


def test_fields_hide_their_secrets():
    line = "-host h -user x -password SECRETcmd -port 1"
    with gax(application("300", "Server", commandlinearguments=line)) as server:
        shown = module_runs.succeed("gax_info", connect(server, [{"type": "CfgApplication", "name": "Server"}]))
        assert shown["objects"][0]["properties"]["commandlinearguments"] == line.replace("SECRETcmd", "********")
        asked = group(properties={"state": "-password SECRETmmm1"})
        result = module_runs.fail("gax_objects", connect(server, [asked]))
        assert "SECRETmmm1" not in str(result)


def test_a_number_becomes_the_text_that_was_asked_for():
    entry = {"section": "s", "key": "k", "value": 7}
    with gax(dict(application("300", "Numbers"), options={"property": [entry, dict(entry, key="other")]})) as server:
        for value in ("9", "05", "1_0"):
            module_runs.succeed("gax_options", connect(server, [mine("Numbers", value)]))
            assert module_runs.succeed("gax_options", connect(server, [mine("Numbers", value)]))["changed"] is False
        held = stored(server, "CfgApplication", "300")["options"]["property"]
        assert held == [dict(entry, value="1_0"), dict(entry, key="other")]


def test_replacing_a_section_does_not_take_out_what_is_no_text():
    entry = {"section": "s", "key": "binary", "value": {"binary": "AAE="}}
    with gax(dict(application("300", "Binary"), options={"property": [entry]})) as server:
        asked = dict(mine("Binary"), state="replaced_sections")
        result = module_runs.fail("gax_options", connect(server, [asked]), check=True)
        assert "options s/binary holds a value that is no text" in result["msg"]


@pytest.mark.parametrize(
    ("objects", "sentence"),
    [
        ([group(folder="9999")], "there is no folder 9999"),
        ([group(tenant="9999")], "there is no tenant 9999"),
        ([group("Everybody", folder="Site A")], "its tenant has an object of this name elsewhere"),
        (
            [group(folder="110"), group(tenant="101", folder="Agent Groups")],
            "objects[0] and objects[1] are the same object",
        ),
        (
            [{"type": "CfgFolder", "name": "Site A", "folder": "Agent Groups", "state": "absent"}],
            "the folder holds 1 objects",
        ),
    ],
    ids=str,
)
def test_check_mode_refuses_what_gax_would_refuse(objects, sentence):
    site = folder("400", "Site A", "110", "CFGAgentGroup")
    inside = thing("CfgAgentGroup", "401", "Inside", "400", tenantdbid="101", agentdbids={"id": []})
    with gax(site, inside) as server:
        for check in (True, False):
            assert sentence in module_runs.fail("gax_objects", connect(server, objects), check)["msg"]
        assert writes(server) == []


def test_a_folder_may_have_a_number_for_a_name():
    with gax(folder("400", "2024", "110", "CFGAgentGroup")) as server:
        result = module_runs.succeed("gax_objects", connect(server, [group(folder="2024")]))
        dbid = result["results"][0]["dbid"]
        assert stored(server, "CfgAgentGroup", dbid)["folderid"] == "400"


def test_an_exported_file_is_compared_with_the_object_that_is_meant(tmp_path):
    export = tmp_path / "CfgDN_annex_5000.cfg"
    export.write_text("[TServer]\ngeo-location=ny\n")
    file = {"path": str(export), "type": "CfgDN", "name": "5000", "part": "annex"}
    wanted = {"type": "CfgDN", "name": "5000"}
    objects = [
        dict(wanted, switch=switch, annex={"TServer": {"geo-location": place}})
        for switch, place in (("A", "tx"), ("B", "ny"))
    ]
    result = module_runs.fail("gax_file_info", {"files": [file], "objects": objects})
    assert "2 objects that it may be of (CfgDN 5000 (switch A); CfgDN 5000 (switch B))" in result["msg"]
    result = module_runs.succeed("gax_file_info", {"files": [dict(file, switch="A")], "objects": objects})
    assert result["objects"][0]["differences"] and result["without_file"] == ["annex of CfgDN 5000 (switch B)"]
    assert dn("1", "5000")["number"] == "5000"
