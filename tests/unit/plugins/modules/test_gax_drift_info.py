# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a comparison with GAX finds of changes, one at a time and together, under every reading of GAX."""

import json
import random

import gax_described as described
import gax_systems
import module_runs
import pytest
from ansible_collections.gir.multidc.plugins.module_utils._gax import drift
from ansible_collections.gir.multidc.plugins.module_utils._gax.lookup import Lookup
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import objects
from gax_plants import APPLICATION, DEST, GROUP, HARMLESS, PEER, PLANTS, PROFILE, SERVICE, SITE, planted
from standins.gax_dialects import DIALECTS

pytestmark = pytest.mark.usefixtures("short_pauses")
# Their annex is what no public client has seen in GAX.
GROUPS = [("object.read", f"{GROUP} Agents_DC{number}", "annex") for number in (1, 2)]


@pytest.fixture(scope="module")
def described_system():
    with described.system() as (server, known):
        yield described.Healing(server, known)


@pytest.fixture
def gax(described_system):
    described_system.heal()
    return described_system


def combination(seed):
    """Three changes of three objects."""
    names = random.Random(seed).sample(sorted(PLANTS), len(PLANTS))
    chosen = []
    for name in names:
        taken = {thing for one in chosen for _check, thing, _key in PLANTS[one][1]}
        if len(chosen) < 3 and not taken & {thing for _check, thing, _key in PLANTS[name][1]}:
            chosen.append(name)
    return chosen


def test_untouched_system_has_no_finding(gax):
    assert described.found(gax.known) == []
    requests = [call for call in gax.server.requests if "session" not in call["path"]]
    assert len(requests) <= 16 and {call["method"] for call in requests} == {"GET"}


@pytest.mark.parametrize("name", PLANTS)
def test_one_change_is_found(gax, name):
    assert planted(gax.server, [name]) == described.found(gax.known)


@pytest.mark.parametrize("seed", range(6))
def test_three_changes_together(gax, seed):
    names = combination(seed)
    planted(gax.server, random.Random(seed).sample(sorted(HARMLESS), 4), HARMLESS)
    assert planted(gax.server, names) == described.found(gax.known), names


@pytest.mark.parametrize("name", HARMLESS)
def test_foreign_and_harmless_is_not_found(gax, name):
    planted(gax.server, [name], HARMLESS)
    assert described.found(gax.known) == []


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name in sorted(DIALECTS) for value in list(DIALECTS[name].values)[1:]]
)
def test_changes_are_found_under_every_reading(gax, name, value):
    names = [one for one in combination(1) + combination(2) if not {*PLANTS[one][1]} & {*GROUPS}]
    expected = planted(gax.server, dict.fromkeys(names))
    gax.server.set_dialect(**{name: value})
    further = {"password_form": "obfuscated"} if value == "obfuscated" else {}
    if value == "hidden":
        expected = [one for one in expected if not one[1].startswith(GROUP)] + GROUPS
    assert described.found(gax.known, **further) == sorted(expected)


def test_hidden_annex_is_not_taken_for_an_empty_one(gax):
    """Neither the options of ours are missing, nor are there no foreign ones."""
    gax.server.set_dialect(agent_group_annex="hidden")
    asked, result = described.compare(gax.known)
    assert {one["outcome"] for one in asked.differences(result)} == {"not_checked"}
    assert "no annex of any CfgAgentGroup" in result["differences"][0]["reason"]
    outcomes = {one["object"]: one["outcome"] for one in result["objects"]}
    assert outcomes[f"{GROUP} Agents_DC1"] == "not_checked" and outcomes[f"{APPLICATION} WDE"] == "equal"


def test_findings_name_component_data_center_and_severity(gax):
    names = ["second profile of a place", "eServices site of a group added", "second destination of a profile"]
    names += ["every origin may call RCS", "codec of MCP changed", "eServices site of the desktops changed"]
    planted(gax.server, names)
    _asked, result = described.compare(gax.known)
    told = {(one["component"], one["data_center"], one["object"], one["severity"]) for one in result["differences"]}
    assert told == {
        ("ivr_profile", "dc1", f"{PROFILE} old", ""),
        ("workspace_desktop", "dc1", f"{GROUP} Agents_DC1", "service_at_risk"),
        ("ivr_profile", "dc2", f"{PROFILE} record_dallas", "recordings_at_risk"),
        ("rcs", "dc2", f"{APPLICATION} rcs1-dc2_RCS", "security"),
        ("mcp", "dc1", f"{APPLICATION} mcp0-dc1_MCP", ""),
        ("workspace_desktop", "", f"{APPLICATION} WDE", ""),
    }


def test_no_secret_is_shown(gax):
    """Neither those of the inventory nor those that stand in GAX, and under no name."""
    own = "at-the-console-9"
    described.put(gax.server, APPLICATION, "rcs0-dc1_RCS", "keystore/password", own, "options")
    described.put(gax.server, APPLICATION, "WDE", PEER, f"https://u:{own}@x.test", "options")
    place = f"{SERVICE}/recordingclient.callrec_authorization"
    described.put(gax.server, PROFILE, "record_newyork", place, f"fixed,dav1:{own}")
    described.put(gax.server, PROFILE, "record", f"{DEST}3", f"fixed,https://x.test?password={own}")
    described.put(gax.server, GROUP, "Agents_DC1", PEER, described.KEYSTORE_PASSWORD)
    _asked, result = described.compare(gax.known)
    text = json.dumps({name: value for name, value in result.items() if name != "invocation"})
    assert [secret for secret in (own, *described.SECRETS) if secret in text] == []
    secret = {(one["object"], one["key"].rpartition(".")[2]) for one in result["differences"] if one["secret"]}
    assert secret >= {(f"{APPLICATION} rcs0-dc1_RCS", "keystore/password")} and len(result["differences"]) == 5
    assert all(one["secret"] or one["expected"] != one["actual"] for one in result["differences"])


def test_masked_value_is_not_taken_for_another_one(gax):
    described.put(gax.server, APPLICATION, "rcs0-dc1_RCS", "keystore/password", "********", "options")
    assert described.found(gax.known) == [("object.read", f"{APPLICATION} rcs0-dc1_RCS", "keystore/password")]


@pytest.mark.parametrize(
    ("shown", "check"), [("***", "object.read"), ("******", "object.read"), ("*", "object.option")]
)
def test_asterisks_count_whatever_an_option_is_called(gax, shown, check):
    """GAX masks what it takes for a secret; then what should stand there is one, and is shown nowhere."""
    described.put(gax.server, APPLICATION, "mcp0-dc1_MCP", "mpc/codec", shown, "options")
    _asked, result = described.compare(gax.known)
    (one,) = result["differences"]
    assert (one["check"], one["key"]) == (check, "mpc/codec")
    assert check != "object.read" or one["expected"] is one["actual"] is None


@pytest.mark.parametrize(
    "odd", [{"dbid": [1]}, {"dbid": {"a": 1}, "userproperties": 7}, {"options": 7}, {"options": [[]]}]
)
def test_object_of_another_form_hides_no_other(gax, monkeypatch, odd):
    """Each kind of object that is compared, also those that stand beside ours."""
    planted(gax.server, ["eServices site of the desktops changed"])
    read, names = Lookup._read, ("mcp0-dc1_MCP", "record_newyork", "trunk-ny", "ivr-menu")

    def other(self, kind, by):
        shown = read(self, kind, by)
        found = [{**raw, **odd} if {raw.get("name"), raw.get("number")} & {*names} else raw for raw in shown]
        self._by_dbid.update({(kind, str(raw["dbid"])): raw for raw in found})
        return found

    monkeypatch.setattr(Lookup, "_read", other)
    found = described.found(gax.known)
    assert ("object.option", f"{APPLICATION} WDE", SITE) in found
    assert {check for check, _thing, _key in found} <= {"object.option", "object.read", "object.rival"}


def test_rules_of_rivals_hide_nothing_else(gax, monkeypatch):
    def fail(*_arguments):
        raise TypeError

    monkeypatch.setattr(drift.rivals, "by_place", fail)
    assert described.found(gax.known) == [("object.rival", PROFILE, "")]


def test_value_that_is_no_text_is_not_checked(gax):
    known = described.item(gax.server, APPLICATION, "mcp0-dc1_MCP")
    (entry,) = [entry for entry in known["options"]["property"] if entry["key"] == "codec"]
    entry["value"] = ["binary"]
    gax.server.directory.put(known)
    assert described.found(gax.known) == [("object.read", f"{APPLICATION} mcp0-dc1_MCP", "mpc/codec")]


def test_option_in_another_case_alone(gax):
    """It is not missing: what the product makes of it nobody knows."""
    described.put(gax.server, APPLICATION, "mcp0-dc1_MCP", "mpc/codec", None, "options")
    described.put(gax.server, APPLICATION, "mcp0-dc1_MCP", "MPC/codec", "pcmu pcma", "options")
    assert described.found(gax.known) == [("object.other_case", f"{APPLICATION} mcp0-dc1_MCP", "mpc/codec")]


def test_object_that_is_not_clear_is_not_missing(gax):
    trunk = described.dn("398", "trunk-ny", "120")
    gax.server.directory.put(trunk)
    assert described.found(gax.known) == [("object.read", "CfgDN trunk-ny", "")]


def test_object_in_another_case_is_missing_with_a_reason(gax):
    gax.server.directory.put(dict(described.item(gax.server, APPLICATION, "SIP_DC1"), name="sip_dc1"))
    gax.server.directory.put(dict(described.item(gax.server, "CfgDN", "trunk-ny"), switchdbid="121"))
    _asked, result = described.compare(gax.known)
    told = {one["object"]: one["reason"] for one in result["differences"] if one["check"] == "object.missing"}
    assert "there is sip_dc1, but names are case-sensitive" in told[f"{APPLICATION} SIP_DC1"]
    assert "elsewhere only" in told["CfgDN trunk-ny"] and len(told) == len(result["differences"])


def test_refusal_of_one_object_hides_no_other(gax):
    """Agent groups are asked for first, with their tenant, then Applications, then each trunk in two ways."""
    gax.server.faults.add("status", status=403, message="not yours", path="/cfg/objects", skip=4, times=2)
    described.put(gax.server, APPLICATION, "mcp0-dc1_MCP", "mpc/codec", "x", "options")
    assert described.found(gax.known) == [
        ("object.option", f"{APPLICATION} mcp0-dc1_MCP", "mpc/codec"),
        ("object.read", "CfgDN trunk-ny", ""),
    ]


def test_wrong_account_and_dead_gax_fail_with_one_sentence(gax):
    asked, result = described.compare(gax.known, url_password="other-7788")
    assert result["failed"] and "refuses the login" in result["msg"] and "other-7788" not in result["text"]
    answered = objects.answer(asked, result)
    assert answered.failure == result["msg"] and len(answered.checks) == 19 and answered.differences == ()
    # What site asks: nothing was seen to be equal.
    lost = asked.differences(result)
    assert {one["check"] for one in lost} == {"object.read"} and len(lost) == 19
    dead = described.compare(gax.known, url=["http://127.0.0.1:1"])[1]
    assert dead["failed"] and "No GAX could serve" in dead["msg"]


def test_gax_that_dies_half_way_hides_nothing_that_was_read(gax):
    described.put(gax.server, APPLICATION, "WDE", PEER, "https://x.test", "options")
    gax.server.faults.add("drop", path="/cfg/objects", skip=4, times=99)
    _asked, result = described.compare(gax.known)
    told = {(one["outcome"], one["check"], one["object"]) for one in result["differences"]}
    assert not result.get("failed") and "No GAX could serve" in result["unreachable_reason"]
    assert ("drift", "object.foreign", f"{APPLICATION} WDE") in told
    assert ("not_checked", "object.read", f"{PROFILE} record") in told
    assert ("not_checked", "object.rival", PROFILE) in told and ("drift", "object.missing") not in {t[:2] for t in told}


def test_unwanted_option_is_found(gax):
    thing = {"type": "CfgApplication", "name": "SIP_DC1", "component": "geo_location"}
    unwanted = [{**thing, "options": {"TServer": {"overflow-location-map": None}}}]
    arguments = gax_systems.connect(gax.server, [], unwanted=unwanted)
    assert module_runs.succeed("gax_drift_info", arguments)["differences"] == []
    described.put(gax.server, APPLICATION, "SIP_DC1", "TServer/overflow-location-map", "a=b", "options")
    (one,) = module_runs.succeed("gax_drift_info", arguments)["differences"]
    assert (one["check"], one["expected"], one["actual"]) == ("object.unwanted", None, "a=b")
    assert one["severity"] == "recordings_at_risk"
    gax.server.directory.put(dict(described.item(gax.server, APPLICATION, "SIP_DC1"), name="sip_dc1"))
    (one,) = module_runs.succeed("gax_drift_info", arguments)["differences"]
    assert one["check"] == "object.read" and "there is sip_dc1" in one["reason"]
    gax.server.directory.remove(APPLICATION, described.item(gax.server, APPLICATION, "sip_dc1")["dbid"])
    assert module_runs.succeed("gax_drift_info", arguments)["differences"] == []


def test_wrong_options_are_named():
    rule = {"part": "annex", "option": "("}
    wrong = [{"type": "CfgApplicaton", "name": "WDE", "foreign": [rule]}]
    arguments = {"url": ["https://gax.test"], "url_username": "u", "url_password": "p", "objects": wrong}
    said = module_runs.fail("gax_drift_info", arguments)["msg"]
    assert "Did you mean CfgApplication?" in said and "foreign[0].option: '(' is no regular expression" in said
