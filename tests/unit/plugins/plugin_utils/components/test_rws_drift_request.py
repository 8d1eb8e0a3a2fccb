# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a drift run asks RWS, and whose data center an answer is about."""

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._common.difference import difference, not_checked
from ansible_collections.gir.multidc.plugins.plugin_utils._components.contact_center import ContactCenter
from ansible_collections.gir.multidc.plugins.plugin_utils._components.reading import read
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import Report
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import rws_state
from ansible_collections.gir.multidc.plugins.plugin_utils._eservices.nodes import Node
from drift_cases import report_of
from recorded import CONTROLLER, computed, given_of, model_of, scenarios

NODES = [Node("http://rws1:8080", "rws1", "dc1", True), Node("http://rws2:8080", "rws2", "dc2", True)]
SITE = "rws.eservices_site"


@pytest.fixture(scope="module")
def asked():
    scenario = scenarios("contact_center")["minimal"]
    desired = computed("contact_center", scenario, CONTROLLER)
    options = read(ContactCenter, given_of(scenario, CONTROLLER), Report(CONTROLLER))
    return rws_state.request(desired.contact_center, ["extra"], options, model_of(scenario), NODES, timeout=7)


def answered(asked, *found, **more):
    return rws_state.answer(asked, {"differences": list(found), "unanswered": None, "nodes": [], **more})


def test_request(asked):
    args = asked.args
    assert (args["timeout"], args["eservices_site"], args["tables"]) == (7, "Site One", True)
    assert args["eservices_urls"] == ["http://rws1:8080", "http://rws2:8080"]
    assert "contact_center_id" not in args and args["secret_keys"] == ["extra"]
    assert {item["kind"] for item in args["locations"]} == {"voice", "screen"}
    assert str(args["url_password"]) not in repr(asked)
    things = [check.object for check in asked.checks]
    assert len(set(things)) == len(things)
    assert {"api-voice-recording", "recording tables", "eServices site"} <= set(things)


def test_data_center_of_a_difference(asked):
    (ny, dc1), (tx, dc2) = [(place, center) for place, center in asked.centers.items() if place.startswith("/")][:2]
    for thing, center in (
        (f"voice {ny}", dc1),
        (f"speechminer/interaction-receiver {tx}", dc2),
        ("voice /ZZ/NN", ""),
        ("voice without a location", ""),
        ("api-voice", ""),
        ("http://rws2:8080", "dc2"),
        ("http://rws1:8080/", "dc1"),
    ):
        [one] = answered(asked, difference("rws.storage", "contact_center", thing, "", "a", "b")).differences
        assert one["data_center"] == center, thing


def test_module_that_failed(asked):
    assert rws_state.answer(asked, {"failed": True, "msg": "No."}).failure == "No."
    assert rws_state.answer(asked, {}).failure == "RWS could not be queried."


def test_nobody_answers(asked):
    """One reason for everything is one finding, whatever the nodes say of their sites beside it."""
    none = not_checked("rws.read", "contact_center", "RWS", "Nobody answers.")
    silent = [not_checked(SITE, "rws", node.url, f"{node.url} does not answer.") for node in NODES]
    answer = answered(asked, none, *silent, unanswered="Nobody answers.", nodes=[{"site": None}])
    assert (answer.failure, list(answer.differences)) == ("Nobody answers.", [])
    reported = report_of(answer)["findings"]
    assert [(one["check"], one["outcome"]) for one in reported] == [("host.answer", "not_checked")]
    assert reported[0]["reason"].startswith("Nobody answers.")


@pytest.mark.parametrize("answer", ["confirmed", "not_observable"])
def test_nobody_answers_and_a_probe_may(asked, answer):
    hidden = {**not_checked(SITE, "rws", "eServices site", "No node shows it."), "observable": False}
    probe = {"answer": answer, "reason": ""}
    found = answered(asked, hidden, unanswered="Nobody answers.", nodes=[{"site": None}], probe=probe)
    assert bool(found.failure) is (answer == "not_observable")


def test_nodes_show_their_site_and_nothing_else(asked):
    """Every check says so, but for the site that nodes show."""
    none = not_checked("rws.read", "contact_center", "RWS", "Nobody answers.")
    answer = answered(asked, none, unanswered="Nobody answers.", nodes=[{"site": "DC1"}])
    things = {check.object for check in asked.checks} - {"eServices site"}
    assert {one["object"] for one in answer.differences} == things
    assert {(one["outcome"], one["reason"]) for one in answer.differences} == {("not_checked", "Nobody answers.")}


def test_own_probe_answers(asked):
    """For what no node shows, and for nothing else."""
    hidden = {**not_checked(SITE, "rws", "eServices site", "No node shows it."), "observable": False}
    silent = not_checked(SITE, "rws", "http://rws1:8080", "No answer.")
    found = {"differences": [hidden, silent], "nodes": []}
    assert rws_state.hides_site(found) and not rws_state.hides_site({"differences": [silent]})
    for probe, outcomes in (
        (None, ["not_checked", "not_checked"]),
        ({"answer": "confirmed", "reason": ""}, ["not_checked"]),
        ({"answer": "failed", "reason": "it ended with status 1"}, ["drift", "not_checked"]),
    ):
        answer = rws_state.answer(asked, {**found, "probe": probe})
        assert [one["outcome"] for one in answer.differences] == outcomes
    assert "it ended with status 1" in answer.differences[0]["reason"]
