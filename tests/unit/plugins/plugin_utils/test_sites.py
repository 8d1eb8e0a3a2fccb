# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The judgement of eServices sites that verify reports."""

from ansible_collections.gir.multidc.plugins.plugin_utils._report.sites import Site, findings, objects

OPTION = "interaction-workspace/disaster-recovery.eservices-site"
SITE = Site("DC1", "dc1")


def application(site):
    options = {"interaction-workspace": {"disaster-recovery.eservices-site": site}} if site else {}
    return {"type": "CfgApplication", "name": "WDE", "options": options}


def group(name, site=None):
    return {"type": "CfgAgentGroup", "name": name, "annex": application(site)["options"]}


def nodes(*sites):
    return {"nodes": [{"url": f"http://rws{n}", "site": site} for n, site in enumerate(sites)]}


def judged(desktops, rws):
    return [(item["name"], item["ok"], item["reason"]) for item in findings(desktops, rws, SITE, OPTION)]


def test_desktops_and_rws_that_use_the_active_site_are_fine():
    found = findings({"objects": [application("DC1"), group("A")]}, nodes("DC1", None), SITE, OPTION)
    assert [item["ok"] for item in found] == [True, True]
    assert found[1]["url"] == "http://rws0"


def test_each_place_that_differs_is_named_with_a_remedy():
    found = judged({"objects": [application("DC2"), group("A", "DC1"), group("B", "DC3")]}, nodes("DC2", "DC1"))
    assert [(name, ok) for name, ok, _reason in found] == [
        ("eServices site of the desktops in CfgApplication WDE", False),
        ("eServices site of the desktops in CfgAgentGroup A", True),
        ("eServices site of the desktops in CfgAgentGroup B", False),
        ("eServices site of RWS", False),
        ("eServices site of RWS", True),
    ]
    assert found[0][2] == (
        "it is DC2, but the active data center dc1 has the site DC1: run gir.multidc.site to move the desktops"
    )
    assert found[2][2] == (
        "it is DC3, but the active data center dc1 has the site DC1: gir.multidc.site writes it to the Application"
        " alone: delete [interaction-workspace] disaster-recovery.eservices-site from the annex of this agent group in"
        " GAX, and from workspace_desktop_agent_group_extra_options where it stands there, and the Application decides"
    )
    assert found[3][2].endswith("use rws_multimedia_switch to move RWS")


def test_what_is_not_set_missing_or_unreadable_is_a_failure():
    assert "is not set" in judged({"objects": [application(None)]}, {})[0][2]
    missing = judged({"objects": [], "missing": ["CfgApplication WDE", "CfgAgentGroup A"]}, {})
    assert missing == [
        (
            "eServices site of the desktops",
            False,
            "CfgApplication WDE: there is no such object; correct the name, or create it in GAX",
        )
    ]
    assert judged({"msg": "No GAX"}, {"msg": "No RWS"}) == [
        ("eServices site of the desktops", False, "No GAX"),
        ("eServices site of RWS", False, "No RWS"),
    ]


def test_what_was_not_asked_for_is_not_judged():
    assert judged({"skipped": True}, {}) == judged({}, {"skipped": True}) == []
    assert findings({"objects": [application("DC2")]}, {}, SITE, None) == []
    assert judged({}, nodes(None)) == [("eServices site of RWS, which no node shows", True, None)]


def test_an_object_that_is_not_clear_is_a_failure_beside_what_was_read():
    unclear = {"failed": True, "msg": "there is WDE, but names are case-sensitive", "objects": [group("A", "DC2")]}
    found = judged(unclear, nodes("DC1"))
    assert found[0] == ("eServices site of the desktops", False, "there is WDE, but names are case-sensitive")
    assert [ok for _name, ok, _reason in found] == [False, False, True]


def test_objects_that_hold_the_site():
    """The Application and each agent group once; data centers without agents have none."""
    assert objects("WDE", {"dc1": "A", "dc2": None, "dc3": "A", "dc4": "B"}, None) == [
        {"type": "CfgApplication", "name": "WDE"},
        {"type": "CfgAgentGroup", "name": "A"},
        {"type": "CfgAgentGroup", "name": "B"},
    ]
    assert objects("WDE", {"dc1": "A"}, "Env")[1] == {"tenant": "Env", "type": "CfgAgentGroup", "name": "A"}
    assert objects(None, {"dc1": "A"}, None) == []
