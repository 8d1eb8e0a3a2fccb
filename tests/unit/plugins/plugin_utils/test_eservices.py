# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A switch of the eServices site: where RWS is asked, what stands in its way, and what is said about its outcome."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._eservices import outcome
from ansible_collections.gir.multidc.plugins.plugin_utils._eservices.nodes import monitoring_delay, nodes
from ansible_collections.gir.multidc.plugins.plugin_utils._eservices.precheck import Seen, plan
from ansible_collections.gir.multidc.plugins.plugin_utils._report.sites import Desktops

ACCOUNT = {"gir_rws_ops_username": "ops", "gir_rws_ops_password": "secret"}
TO_DC2 = {**ACCOUNT, "gir_eservices_switch_to": "dc2", "gir_eservices_switch_confirm": "dc2"}
LEDGER = {"entry": {"operation": "op0", "eservices_site": "DC1", "parent": None}, "ledger": {"questions": []}}
PLACE = ("interaction-workspace", "disaster-recovery.eservices-site")


def center(name, *hosts):
    return {"site_name": name.upper(), "rws_url": f"https://rws.{name}", "hosts": {"gir_rws": list(hosts)}}


MODEL = {
    "primary": "dc1",
    "backup": "dc2",
    "data_centers": {"dc1": center("dc1", "a"), "dc2": center("dc2", "b", "c"), "dc3": center("dc3")},
}
HOSTS = {
    "a": {"rws_port": 8080, "gir_address": "2001:db8::5", "rws_dr_monitoring_delay": "30"},
    "b": {"rws_port": "8443", "rws_jetty_enable_ssl": "yes", "rws_dr_monitoring_delay": 60},
    "c": {},
}
NODES = nodes(MODEL, HOSTS)


def probes(*silent):
    return [{"url": node.url, "ok": node.url not in silent, "reason": "refused."} for node in NODES]


def planned(given=None, **seen):
    found = {"ledger": LEDGER, "probes": probes(), "gax": {}, "desktops": False, "monitoring_delay": 60, **seen}
    return plan(MODEL, TO_DC2 if given is None else given, NODES, Seen(**found))


def test_addresses_of_nodes():
    assert [(node.url, node.host, node.pair) for node in NODES] == [
        ("http://[2001:db8::5]:8080", "a", True),
        ("https://b:8443", "b", True),
        ("https://rws.dc2", "c", True),
        ("https://rws.dc1", "data center dc1", True),
        ("https://rws.dc3", "data center dc3", False),
    ]


def test_the_longest_delay_counts():
    assert monitoring_delay(HOSTS) == 60
    assert monitoring_delay({"a": {"rws_dr_monitoring_delay": "soon"}, "b": {}}) is None


def test_plan_without_problems():
    made = planned()
    assert (made.problems, made.open_points) == ([], [])
    assert (made.site, made.data_center, made.before, made.changes_ledger) == ("DC2", "dc2", "DC1", True)
    assert made.wait_timeout > 60 and len(made.urls) == 5


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"gir_eservices_switch_to": ""}, "gir_eservices_switch_to is not given; give the name of a data center"),
        ({"gir_eservices_switch_to": "DC2"}, '"DC2" is the site name of data center dc2.'),
        (
            {"gir_eservices_switch_to": "dc3"},
            'gir_eservices_switch_to is "dc3"; give the name of the primary or backup',
        ),
        ({"gir_eservices_switch_confirm": None}, "gir_eservices_switch_confirm is not given; repeat the value"),
        ({"gir_eservices_switch_confirm": "dc1"}, 'gir_eservices_switch_confirm is "dc1", and gir_eservices_switch_to'),
        ({"gir_rws_ops_password": ""}, "gir_rws_ops_password is not given"),
    ],
)
def test_problems_of_variables(given, sentence):
    assert any(sentence in problem for problem in planned({**TO_DC2, **given}).problems)


def test_all_problems_at_once():
    made = planned(
        {},
        probes=[],
        ledger={"entry": None, "ledger": {"questions": [{"kind": "fork", "sentence": "A.", "remedy": "B."}]}},
    )
    assert len(made.problems) == 6 and "A. B." in made.problems


def test_one_node_of_the_pair_is_enough():
    silent = [node.url for node in NODES if node.host != "b"]
    made = planned(probes=probes(*silent))
    assert made.problems == [] and made.urls == ["https://b:8443"] and set(made.silent) == set(silent)
    made = planned(probes=probes(*(node.url for node in NODES if node.pair)))
    assert made.problems[0].startswith("No RWS node of primary or backup can be asked to switch.")


def test_a_switch_that_is_done_already():
    given = {**ACCOUNT, "gir_eservices_switch_to": "dc1", "gir_eservices_switch_confirm": "dc1"}
    assert planned(given).changes_ledger is False


def test_an_interrupted_switch_is_gone_on_with():
    """Its intent counts as the newest entry; the site before is that of the entry before."""
    entries = [LEDGER["entry"], {"operation": "op1", "eservices_site": "DC2", "parent": "op0"}]
    asked = [{"kind": "intent", "sentence": "begun: op1 (x).", "remedy": "?"}]
    made = planned(ledger={"entry": entries[0], "ledger": {"questions": asked, "entries": entries}}, operation="op1")
    assert (made.problems, made.before, made.operation, made.changes_ledger) == ([], "DC1", "op1", True)


def test_what_nobody_can_say_is_an_open_point():
    made = planned(monitoring_delay=None, desktops=True, gax={"failed": True, "msg": "no answer."})
    assert made.problems == [] and made.desktops is False and len(made.open_points) == 2
    assert "because GAX could not be asked: no answer. Run the same command again" in made.open_points[0]
    assert "rws_dr_monitoring_delay is not given" in made.open_points[1]


# -- outcomes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ({}, outcome.NOT_ASKED),
        ({"skipped": True}, outcome.NOT_ASKED),
        ({"changed": True, "nodes": []}, outcome.ACCEPTED),
        ({"failed": True, "changed": True, "nodes": [{"url": "x"}]}, outcome.ACCEPTED),
        ({"failed": True, "msg": "403. Nothing was changed.", "outcome": "unchanged"}, outcome.REFUSED),
        ({"failed": True, "msg": "site is 'x'", "problems": ["site is 'x'"]}, outcome.REFUSED),
        ({"failed": True, "msg": "cut off", "outcome": "unknown"}, outcome.UNKNOWN),
        ({"failed": True, "msg": "MODULE FAILURE"}, outcome.UNKNOWN),
    ],
)
def test_what_rws_said(result, expected):
    assert outcome.of_request(result) == expected


def group(name, value=None):
    annex = {} if value is None else {PLACE[0]: {PLACE[1]: value}}
    return {"type": "CfgAgentGroup", "name": name, "tenant": "Resources", "annex": annex}


def test_agent_groups_that_hold_a_site_are_moved():
    answer = {"objects": [{"type": "CfgApplication", "name": "WDE"}, group("A", "DC1"), group("B"), group("C", "DC2")]}
    extra = {"dc2": {PLACE[0]: {PLACE[1]: "DC1"}}}
    found = outcome.of_groups(Desktops(answer, "/".join(PLACE), {"dc1": "A"}), "DC2")
    assert found == {"objects": [{**group("A", "DC2")}], "pinned": []}
    found = outcome.of_groups(Desktops(answer, "/".join(PLACE), {"dc2": "A"}, extra), "DC2")
    assert found["objects"] == [] and "workspace_desktop_agent_group_extra_options.dc2" in found["pinned"][0]["reason"]


def reported(rws, **parts):
    made = planned(**parts.pop("seen", {}))
    given = {"ledger": {"ledger": {"hosts": {"a": "op1"}}}, "desktops": {}, "groups": {}, "pinned": [], "source": "gax"}
    return outcome.report(outcome.Done(plan=made.as_dict(), rws=rws, **{**given, "has_desktops": False, **parts}))


def node(state, **more):
    return {"url": "http://n", "state": state, "site": None, "reason": None, **more}


def answers(found):
    return {item["name"]: item["answer"] for item in found["items"]}


def test_report_of_a_whole_switch():
    found = reported(
        {"nodes": [node("shows the site")]}, has_desktops=True, seen={"desktops": True, "gax": {"objects": []}}
    )
    assert found["ok"] and found["open_points"] == []
    expected = ("RWS http://n", "desktops", "agent groups", "ledger of a")
    assert answers(found) == dict.fromkeys(expected, "confirmed")
    summary = "The eServices site DC2 of dc2 is requested and recorded, 0 points open:"
    assert found["summary"] == f"{summary} 4 confirmed, 0 failed, 0 not observable."


def test_report_counts_nothing_unseen_as_good():
    ledger = {"ledger": {"hosts": {"a": "op1"}}, "silent": {"b": "no route"}}
    silent = {"seen": {"probes": probes("https://rws.dc1")}}
    found = reported({"nodes": [node("not observable")]}, has_desktops=True, source="files", ledger=ledger, **silent)
    assert found["ok"], "what nobody can see is open, and no failure"
    assert answers(found) == {
        "RWS http://n": "not observable",
        "RWS https://rws.dc1": "not observable",
        "desktops": "not observable",
        "ledger of a": "confirmed",
        "ledger of b": "not observable",
    }
    assert len(found["open_points"]) == 4


@pytest.mark.parametrize(
    "parts",
    [
        {"rws": {"failed": True, "nodes": [node("shows another site", site="DC1")]}},
        {"desktops": {"failed": True, "msg": "GAX went away\nmore"}},
        {"groups": {"failed": True, "msg": "conflict"}},
        {"files": {"failed": True, "msg": "no loop"}},
        {
            "files": {
                "failed": True,
                "results": [{"__eservices_file": {"host": "a"}, "unreachable": True, "msg": "gone"}],
            }
        },
        {"pinned": [{"name": "A", "reason": "the inventory writes it"}]},
        {"ledger": {"failed": True, "msg": "no host"}},
        {"ledger": {"ledger": {"hosts": {"a": "op0"}}, "lagging": {"a": "op0"}}},
        {"seen": {"desktops": True, "gax": {"failed": True, "msg": "no"}}},
    ],
)
def test_a_part_that_failed_is_no_success(parts):
    seen = {"desktops": True, "gax": {"objects": []}}
    rws = parts.pop("rws", {"nodes": [node("shows the site")]})
    found = reported(rws, has_desktops=True, **{"seen": seen, **parts})
    assert not found["ok"] and found["open_points"] and found["outcome"] == "accepted"


def test_report_of_a_refusal_and_of_doubt():
    found = reported({"failed": True, "msg": "403. Nothing was changed.", "outcome": "unchanged"})
    assert (
        not found["ok"] and found["items"] == [] and "RWS refused to switch to eServices site DC2" in found["summary"]
    )
    found = reported({"failed": True, "msg": "cut off.", "outcome": "unknown"})
    assert not found["ok"] and "Run the same command again" in found["summary"]


def test_report_of_a_prediction():
    found = reported({"changed": True, "nodes": []}, check=True)
    assert found["ok"] and found["summary"] == "The eServices site DC2 of dc2 would be in use after this."
