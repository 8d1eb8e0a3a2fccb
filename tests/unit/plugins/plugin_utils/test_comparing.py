# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is asked in a comparison, and who is asked again when the ledgers name another active data center."""

from __future__ import annotations

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._bundle.run import unpack
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import comparing as under_test
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.requests import HostRequest, body_of
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.engine import Evaluation

HOSTS = {"rws1": ["gir_rws"], "rws2": ["gir_rws"], "mux1": ["gir_muxer"], "sm1": ["gir_speechminer"]}
LEDGER = {"digest": None, "ledger": None, "legacy": {}}
QUESTION = {"id": "GIR713", "severity": "error", "subject": "dc2", "sentence": "Nobody knows.", "remedy": "Say it."}


def model(active, **more):
    hosts = {host: {"components": groups} for host, groups in HOSTS.items()}
    return {"active": active, "hosts": hosts, "epoch": None, "warnings": [], **more}


class Inventory:
    """The map says dc1; the ledgers say what `recorded` is, None where they leave a question."""

    def __init__(self, recorded):
        self.recorded, self.assumed = recorded, []

    def evaluate(self, _verb, asked, _observed, operation=None, assumed=None):
        if asked:
            return Evaluation(self.recorded, [] if self.recorded else [QUESTION])
        self.assumed.append(assumed)
        return Evaluation(model((assumed or {}).get("gir_active_datacenter", "dc1")), [])

    def members(self, group):
        return [host for host, groups in HOSTS.items() if group in groups]

    def root(self, _host):
        return ""


class Gatherer:
    objectives = None

    def sees(self, host):
        return host != "unseen"

    def value(self, _host, name, **_more):
        return self.objectives if name == "gir_recovery_objectives" else None


@pytest.fixture
def compare(monkeypatch):
    """A function (recorded model, answers by host, chosen hosts) -> the comparison, and who was asked each time."""
    monkeypatch.setattr(under_test, "states", lambda *_given: [])
    monkeypatch.setattr(under_test.apis, "requests", lambda *_given: {})

    def of_host(_self, host, _every, known):
        body = {**body_of(host, "", "gir_rws" in HOSTS[host]), "for": known["active"]}
        return HostRequest(host, body, checks=[] if host == "sm1" else [object()])

    monkeypatch.setattr(under_test.Comparing, "_host", of_host)

    def compared(recorded, answers=(), chosen=tuple(HOSTS), verb="drift", **more):
        asked, inventory = [], Inventory(recorded)

        def ask(requests):
            asked.append({host: unpack(one.arguments["_payload"]).get("for") for host, one in requests.items()})
            return {host: dict(answers).get(host, {"ledger": LEDGER}) for host in requests}

        limits = under_test.Limits(30, 60)
        run = under_test.Comparing(inventory, Gatherer(), None, ask, limits, chosen, verb)
        return run.compare(**more), asked

    return compared


def test_all_are_asked_once(compare):
    """But one of which there is nothing to compare."""
    found, asked = compare(model("dc1", epoch=7, warnings=["x"]))
    assert asked == [{"rws1": "dc1", "rws2": "dc1", "mux1": "dc1"}]
    assert (found.rounds, found.model["epoch"], found.idle) == (1, 7, ["sm1"])


def test_another_active_data_center_is_asked_for_again(compare):
    found, asked = compare(model("dc2"))
    assert asked[1] == {"rws1": "dc2", "rws2": "dc2", "mux1": "dc2"}
    assert (found.rounds, found.model["active"]) == (2, "dc2")


def test_a_host_that_is_away_is_not_waited_for_twice(compare):
    found, asked = compare(model("dc2"), {"mux1": {"unreachable": True, "msg": "timed out"}})
    assert list(asked[1]) == ["rws1", "rws2"]
    assert found.answers["mux1"]["unreachable"] is True


def test_what_an_earlier_report_knew_costs_no_second_round(compare):
    found, asked = compare(model("dc2"), assumed={"gir_active_datacenter": "dc2"})
    assert len(asked) == 1 and set(asked[0].values()) == {"dc2"}
    assert found.rounds == 1


def test_ledgers_are_asked_for_beyond_the_limit(compare):
    _found, asked = compare(model("dc1"), chosen=["mux1"])
    assert asked == [{"mux1": "dc1", "rws1": None, "rws2": None}]


def test_ledgers_that_do_not_count_are_not_asked_for(compare):
    found, asked = compare(None, chosen=["mux1"], verb="site", ledgers=False)
    assert asked == [{"mux1": "dc1"}] and found.ledgers is False


def test_a_question_of_the_ledgers_is_a_finding_for_drift(compare):
    found, _asked = compare(None)
    assert found.questions == ["GIR713: Nobody knows. Say it."] and found.model["active"] == "dc1"


def test_a_question_of_the_ledgers_stops_site(compare):
    with pytest.raises(under_test.NoModel):
        compare(None, verb="site")


@pytest.mark.parametrize(
    ("verb", "wanted", "is_asked"),
    [("drift", {"rehearsal_days": 90}, True), ("drift", {"time_minutes": 5}, False), ("site", {"rehearsal_days": 9},
     False)],
)  # fmt: skip
def test_earlier_failovers_are_asked_for_where_they_are_judged(compare, monkeypatch, verb, wanted, is_asked):
    monkeypatch.setattr(Gatherer, "objectives", wanted)
    found, _asked = compare(model("dc1"), verb=verb, chosen=["rws1", "mux1"])
    assert {host: (one.body["ledger"] or {}).get("operations", False) for host, one in found.hosts.items()} == {
        "rws1": is_asked, "mux1": False, "rws2": is_asked}  # fmt: skip
    assert found.objectives.rehearsal_days == (90 if is_asked else None)


@pytest.mark.parametrize(("verb", "is_asked"), [("drift", True), ("verify", False)])
def test_what_remediations_repaired_is_asked_for_by_drift_alone(compare, verb, is_asked):
    found, _asked = compare(model("dc1"), verb=verb, chosen=["rws1", "mux1"])
    assert {host: (one.body["ledger"] or {}).get("repairs", False) for host, one in found.hosts.items()} == {
        "rws1": is_asked, "mux1": False, "rws2": is_asked}  # fmt: skip


def test_host_that_answers_in_another_form_costs_itself_alone(compare):
    answers = {"rws1": {"ledger": "x"}, "mux1": {"differences": [{"check": 5}]}}
    found, _asked = compare(model("dc1"), answers)
    assert {host for host, one in found.answers.items() if one.get("failed")} == {"rws1", "mux1"}
    assert set(found.observed.silent) == {"rws1"} and set(found.observed.digests) == {"rws2"}
