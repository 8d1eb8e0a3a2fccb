# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of sections and options in GAX: those of another case, and those that hold what no name holds."""

import module_runs
import pytest
from gax_systems import connect, gax, stored, values, wde, writes
from standins.gax_sites import application, thing

pytestmark = pytest.mark.usefixtures("short_pauses")

TWO = {"log": {"verbose": "standard", "Verbose": "all"}, "Trace": {"level": "1"}}


def named(**fields):
    return {"type": "CfgApplication", "name": "MCP", **fields}


@pytest.fixture
def server():
    with gax(application("200", "MCP", TWO)) as found:
        yield found


@pytest.mark.parametrize("check", [False, True])
@pytest.mark.parametrize(
    "wanted, told",
    [
        ({"log": {"vErbose": "x"}}, "options log/vErbose has the variant log/Verbose and log/verbose; names"),
        ({"LOG": {"verbose": "x"}}, "options LOG/verbose has the variant log/Verbose and log/verbose; names"),
        ({"LOG": {"VERBOSE": "x"}}, "log/Verbose and log/verbose"),
        ({"LOG": {"other": "x"}}, "options LOG/other has the variant section log; names"),
        ({"trace": {"level": "x"}, "log": {"VErbose": "y"}}, "options trace/level has the variant Trace/level"),
    ],
)
def test_no_option_is_added_beside_one_of_other_case(server, wanted, told, check):
    before = stored(server, "CfgApplication", "200")
    result = module_runs.fail("gax_options", connect(server, [named(options=wanted)]), check=check)
    assert told in result["msg"]
    assert "case-sensitive" in result["msg"]
    assert writes(server) == []
    assert stored(server, "CfgApplication", "200") == before


def test_all_options_of_other_case_are_named_at_once(server):
    wanted = {"log": {"VERBOSE": "x"}, "trace": {"level": "2", "other": "3"}}
    message = module_runs.fail("gax_objects", connect(server, [named(options=wanted), wde()]))["msg"]
    for name in ("log/VERBOSE", "trace/level", "trace/other"):
        assert f"options {name} has the variant" in message


def test_an_annex_of_other_case_is_refused_by_gax_objects():
    group = thing("CfgAgentGroup", "300", "Agents", "110", annex={"Desk": {"a": "1"}}, tenantdbid="101")
    with gax(group) as server:
        wanted = {"type": "CfgAgentGroup", "name": "Agents", "annex": {"desk": {"a": "1"}}}
        message = module_runs.fail("gax_objects", connect(server, [wanted]))["msg"]
        assert "annex desk/a has the variant Desk/a" in message
        assert writes(server) == []


def test_what_is_there_in_both_cases_is_set_with_a_warning(server):
    result = module_runs.succeed("gax_options", connect(server, [named(options={"log": {"verbose": "x"}})]))
    assert values(server, "CfgApplication", "200", "options")["log", "verbose"] == "x"
    assert values(server, "CfgApplication", "200", "options")["log", "Verbose"] == "all"
    assert "options log/Verbose beside log/verbose" in str(result["warnings"])


def test_a_section_that_is_replaced_takes_its_variants_out(server):
    wanted = named(options={"log": {"vErbose": "x"}}, state="replaced_sections")
    module_runs.succeed("gax_options", connect(server, [wanted]))
    assert [key for section, key in values(server, "CfgApplication", "200", "options") if section == "log"] == [
        "vErbose"
    ]


def test_what_stays_in_other_case_is_named_when_removing(server):
    wanted = named(options={"log": {"vErbose": None}}, state="absent")
    result = module_runs.succeed("gax_options", connect(server, [wanted]))
    assert result["changed"] is False
    assert "options log/Verbose beside log/vErbose" in str(result["warnings"])


def test_one_task_adds_no_two_names_that_differ_in_case(server):
    wanted = named(options={"new": {"verbose": "a", "VERBOSE": "b"}, "New": {"x": "c"}})
    message = module_runs.fail("gax_options", connect(server, [wanted]))["msg"]
    assert "options new/verbose has the variant section New and new/VERBOSE" in message
    assert "options New/x has the variant section new" in message


@pytest.mark.parametrize("sign", ["\n", "\r", "\r\n", "\0", "\x1b", "\x85", "\u2028", "\t"])
@pytest.mark.parametrize("module", ["gax_options", "gax_objects"])
def test_control_characters_in_names_are_refused(server, module, sign):
    wanted = named(options={"log" + sign: {"a": "1"}, "log": {"verb" + sign + "ose": "1"}})
    other = named(name="A" + sign, options={"a": {"b": "c"}})
    message = module_runs.fail(module, connect(server, [wanted, other]))["msg"]
    assert 'objects[0].options has the section "log' in message
    assert 'objects[0].options.log has the option "verb' in message
    assert 'objects[1].name is "A' in message
    assert message.count("no line break") == 3
    assert server.requests == []


def test_values_hold_lines_and_tabs_and_nothing_else(server):
    lines = "-----BEGIN\r\n\tMII\n-----END\n"
    module_runs.succeed("gax_options", connect(server, [named(options={"log": {"certificate": lines}})]))
    assert values(server, "CfgApplication", "200", "options")["log", "certificate"] == lines
    strange = named(options={"log": {"a": "x\0y", "b": "\x1b"}})
    message = module_runs.fail("gax_options", connect(server, [strange]))["msg"]
    assert "objects[0].options.log.a has a control character" in message
    assert "objects[0].options.log.b has a control character" in message


def test_a_name_with_a_line_break_can_be_taken_out():
    with gax(application("200", "MCP", {"lo\ng": {"a\r": "1"}, "log": {"b": "2"}})) as server:
        module_runs.succeed("gax_options", connect(server, [named(options={"lo\ng": {"a\r": None}}, state="absent")]))
        assert values(server, "CfgApplication", "200", "options") == {("log", "b"): "2"}
