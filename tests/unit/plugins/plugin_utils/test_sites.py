# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The judgement of eServices sites that verify reports."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._report.sites import Desktops, Rws, Site, findings, objects

OPTION = "interaction-workspace/disaster-recovery.eservices-site"
SITE = Site("DC1", "dc1")
GROUPS = {"dc1": "A", "dc2": "B", "dc3": None}
DESKTOPS, RWS = "eServices site of the desktops", "eServices site of RWS"
UNANSWERED = (
    "no node shows it, and no documented request reads it; a probe of your own for the question eservices_site in"
    " gir_probe_commands can answer it"
)


def application(site):
    options = {"interaction-workspace": {"disaster-recovery.eservices-site": site}} if site else {}
    return {"type": "CfgApplication", "name": "WDE", "options": options}


def group(name, site=None):
    return {"type": "CfgAgentGroup", "name": name, "annex": application(site)["options"]}


def node(number, site, state="", reason=None):
    return {"url": f"http://rws{number}", "site": site, "state": state, "reason": reason}


def nodes(*sites):
    return {"nodes": [node(number, site) for number, site in enumerate(sites)]}


def judged(desktops, rws, site=SITE, option=OPTION, extra=None, **more):
    found = findings(Desktops(desktops, option, GROUPS, extra or {}), Rws(rws, **more), site)
    return [(item["name"], item["answer"], item["reason"]) for item in found]


def test_desktops_and_rws_that_use_the_right_site_are_confirmed():
    found = findings(Desktops({"objects": [application("DC1"), group("A")]}, OPTION), Rws(nodes("DC1")), SITE)
    assert [item["answer"] for item in found] == ["confirmed", "confirmed"]
    assert found[1] == {
        "name": RWS,
        "answer": "confirmed",
        "reason": "",
        "url": "http://rws0",
        "host": "localhost",
        "data_center": "dc1",
    }


def test_each_place_that_differs_is_named_with_a_remedy():
    found = judged({"objects": [application("DC2"), group("A", "DC1"), group("B", "DC3")]}, nodes("DC2", "DC1"))
    assert [(name, answer) for name, answer, _reason in found] == [
        (f"{DESKTOPS} in CfgApplication WDE", "failed"),
        (f"{DESKTOPS} in CfgAgentGroup A", "confirmed"),
        (f"{DESKTOPS} in CfgAgentGroup B", "failed"),
        (RWS, "failed"),
        (RWS, "confirmed"),
    ]
    origin = "the active data center dc1 has the site DC1, and no ledger has an entry"
    assert found[0][2] == f"it is DC2, but {origin}: run gir.multidc.site to move the desktops"
    assert found[2][2] == (
        f"it is DC3, but {origin}: gir.multidc.site writes it to the Application alone: delete [interaction-workspace]"
        " disaster-recovery.eservices-site from the annex of this agent group in GAX, and the Application decides"
    )
    assert found[3][2] == f"it is DC2, but {origin}: run gir.multidc.eservices_switch to move RWS"


def test_variable_that_sets_the_site_of_an_agent_group_is_named():
    """The one of the data center whose agent group it is; others are no reason."""
    section = {"interaction-workspace": {"disaster-recovery.eservices-site": "DC3"}}
    asked = {"objects": [group("B", "DC3")]}
    ((_name, _answer, reason),) = judged(asked, {}, extra={"dc1": {}, "dc2": section})
    assert reason.endswith(
        "gir.multidc.site writes it from workspace_desktop_agent_group_extra_options.dc2: remove"
        " [interaction-workspace] disaster-recovery.eservices-site there, and delete it from the annex of this agent"
        " group in GAX; then the Application decides"
    )
    for extra in ({"dc1": section}, {"dc2": {"interaction-workspace": None}}, {"dc2": None}):
        assert "delete [interaction-workspace]" in judged(asked, {}, extra=extra)[0][2]


@pytest.mark.parametrize(
    ("source", "origin"),
    [
        ("ledger", "the newest entry of the ledger has the site DC2"),
        ("record", "the record gir_eservices on the RWS hosts has the site DC2, and no ledger has an entry"),
        ("gir_eservices_site", "gir_eservices_site is DC2, and no ledger has an entry"),
        ("active data center", "the active data center dc1 has the site DC2, and no ledger has an entry"),
    ],
)
def test_where_the_expected_site_comes_from(source, origin):
    ((_name, answer, reason),) = judged({}, nodes("DC1"), Site("DC2", "dc1", source))
    assert answer == "failed"
    assert reason.startswith(f"it is DC1, but {origin}: run ")


def test_what_is_not_set_missing_or_unreadable_is_a_failure():
    assert "is not set" in judged({"objects": [application(None)]}, {})[0][2]
    missing = judged({"objects": [], "missing": ["CfgApplication WDE", "CfgAgentGroup A"]}, {})
    sentence = "CfgApplication WDE: there is no such object; correct the name, or create it in GAX"
    assert missing == [(DESKTOPS, "failed", sentence)]
    assert judged({"msg": "No GAX"}, {"msg": "No RWS"}) == [(DESKTOPS, "failed", "No GAX"), (RWS, "failed", "No RWS")]


def test_what_was_not_asked_for_is_not_judged():
    assert judged({"skipped": True}, {}) == judged({}, {"skipped": True}) == []
    assert judged({"objects": [application("DC2")]}, {}, option=None) == []


def test_desktops_that_nobody_reads_are_not_observable():
    found = findings(Desktops({"skipped": True}, OPTION, unread="GAX is not used"), Rws({}), SITE)
    assert [(item["name"], item["answer"], item["reason"]) for item in found] == [
        (DESKTOPS, "not observable", "GAX is not used")
    ]


def test_site_that_no_node_shows_is_not_observable():
    """Once, unless a probe of the site's own answers the question."""
    assert judged({}, nodes(None, None)) == [(RWS, "not observable", UNANSWERED)]
    assert judged({}, nodes(None, None), answered=True) == []


def test_node_that_does_not_show_what_others_show_is_not_observable():
    """Whatever it answers to a request that is not documented."""
    hidden = node(1, None, "not observable", "HTTP 404.")
    found = judged({}, {"nodes": [node(0, "DC1"), hidden, node(2, None, "not observable")]})
    assert found[1:] == [
        (RWS, "not observable", "this node does not show it: HTTP 404"),
        (RWS, "not observable", "this node does not show it"),
    ]
    assert [answer for _name, answer, _reason in judged({}, {"nodes": [hidden]})] == ["not observable"]


@pytest.mark.parametrize("state", ["no answer", "answers with an error"])
def test_broken_node_is_a_failure_unless_the_limit_hides_its_hosts(state):
    silent = {"nodes": [node(0, "DC1"), node(1, None, state, "connection refused.")]}
    assert judged({}, silent)[1] == (RWS, "failed", "it could not be asked: connection refused")
    assert judged({}, silent, hidden={"dc2": "http://rws1"})[1] == (
        RWS,
        "not observable",
        "it could not be asked, and no RWS host of dc2 is within the limit",
    )


def test_an_object_that_is_not_clear_is_a_failure_beside_what_was_read():
    unclear = {"failed": True, "msg": "there is WDE, but names are case-sensitive", "objects": [group("A", "DC2")]}
    found = judged(unclear, nodes("DC1"))
    assert found[0] == (DESKTOPS, "failed", "there is WDE, but names are case-sensitive")
    assert [answer for _name, answer, _reason in found] == ["failed", "failed", "confirmed"]


def test_objects_that_hold_the_site():
    """The Application and each agent group once; data centers without agents have none."""
    assert objects("WDE", {"dc1": "A", "dc2": None, "dc3": "A", "dc4": "B"}, None) == [
        {"type": "CfgApplication", "name": "WDE"},
        {"type": "CfgAgentGroup", "name": "A"},
        {"type": "CfgAgentGroup", "name": "B"},
    ]
    assert objects("WDE", {"dc1": "A"}, "Env")[1] == {"tenant": "Env", "type": "CfgAgentGroup", "name": "A"}
    assert objects(None, {"dc1": "A"}, None) == []
