# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is checked of a data center before it takes over, what is wrong with it, and who else sees it."""

from dataclasses import replace

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.rules import RULES
from ansible_collections.gir.multidc.plugins.plugin_utils._status import witness
from ansible_collections.gir.multidc.plugins.plugin_utils._status.area import Point
from ansible_collections.gir.multidc.plugins.plugin_utils._status.seen import Duty
from ansible_collections.gir.multidc.plugins.plugin_utils._takeover.checks import checks
from ansible_collections.gir.multidc.plugins.plugin_utils._takeover.symptoms import symptoms
from status_cases import ACTIVE, STANDBY
from takeover_cases import VERSION, System, view

OF_TARGET = tuple(f"GIR{number}" for number in range(626, 634))
RWS1, RWS2, RCS, MUX, MCP, DAV = (f"{name}-{STANDBY}" for name in ("rws1", "rws2", "rcs1", "mux1", "mcp1", "dav1"))
F, N = {"failed"}, {"not observable"}


def system(*acts):
    found = System()
    for act in acts:
        act(found)
    return found


USUAL = system().rules()


def added(found, target=STANDBY):
    """What is not confirmed beyond what a healthy system leaves open."""
    rules = found.rules(target)
    return {rule: answers - USUAL.get(rule, set()) for rule, answers in rules.items()
            if answers - USUAL.get(rule, set())}  # fmt: skip


def test_system_that_is_well_breaks_no_rule_and_leaves_open_what_nobody_sees():
    found = system()
    assert {rule for rule, answers in found.rules().items() if "failed" in answers} == set()
    # Voice Processor has no unit here, SpeechMiner runs on Windows or is not asked.
    assert {one.rule for one in found.checks() if one.answer == "confirmed"} >= {
        "GIR626", "GIR627", "GIR628", "GIR629", "GIR630", "GIR631", "GIR632", "GIR633"}  # fmt: skip
    assert {one.rule for one in found.checks()} == set(OF_TARGET)


def keystores(**of):
    def act(system_):
        for host, entries in of.items():
            system_.answers[host.replace("_", "-")]["keystore"] = view(host, *entries)

    return act


BREAKS = {
    "RWS away": (lambda one: one.rws_says("no answer", RWS1, RWS2), {"GIR626": F}),
    "one RWS node away": (lambda one: one.rws_says("no answer", RWS2), {"GIR626": F}),
    "one RWS node answers 500": (lambda one: one.rws_says("answers with an error", RWS2), {"GIR626": F}),
    "RWS of the other one away": (lambda one: one.rws_says("no answer", f"rws1-{ACTIVE}"), {}),
    "storage full": (lambda one: one.fail(f"{STANDBY}/voice recording storage"), {"GIR627": F}),
    "screens refused": (lambda one: one.fail(f"{STANDBY}/screen recording storage", "HTTP 401"), {"GIR627": F}),
    "storage of the other one full": (lambda one: one.fail(f"{ACTIVE}/voice recording storage"), {}),
    "RCS does not answer": (lambda one: one.fail(f"{STANDBY}/Recording Crypto Server", "HTTP 503"), {"GIR629": F}),
    "processor does not answer": (lambda one: one.fail(f"{STANDBY}/recording processor", "HTTP 503"), {"GIR629": F}),
    "RCS stopped": (lambda one: one.break_unit(RCS, "rcs", active="failed", trouble="exit 1"), {"GIR629": F}),
    "RWS unwell": (lambda one: one.break_unit(RWS1, "rws", health="HTTP 500"), {"GIR629": F}),
    "restart pending": (lambda one: one.break_unit(RWS1, "rws", pending=True), {}),
    "Interaction Server away": (lambda one: one.miss(f"interaction/{STANDBY}"), {"GIR630": F}),
    "one node misses it": (lambda one: one.miss(f"interaction/{STANDBY}", RWS1), {"GIR630": F}),
    "others miss it": (lambda one: one.miss(f"interaction/{STANDBY}", f"rws1-{ACTIVE}"), {}),
    "Interaction Server of the other": (lambda one: one.miss(f"interaction/{ACTIVE}"), {}),
    "Muxer without its unit": (lambda one: one.break_unit(MUX, "muxer", load="not-found"), {"GIR631": F}),
    "Muxer masked": (lambda one: one.break_unit(MUX, "muxer", load="masked"), {}),
    "Muxer runs already": (lambda one: one.break_unit(MUX, "muxer", active="active"), {}),
    "another Muxer": (lambda one: one.answers[MUX].update(installed={"muxer": "8.5.400.1"}), {"GIR631": F}),
    "Muxer of no version": (lambda one: one.answers[MUX].update(installed={"muxer": None}), {"GIR631": N}),
    "host away": (lambda one: one.silence(MCP), {"GIR632": F}),
    "Muxer's host away": (lambda one: one.silence(MUX), {"GIR632": F, "GIR631": N}),
    "certificate ended": (lambda one: one.end(f"rws.{STANDBY}.example.com"), {"GIR633": F}),
    "certificate ends soon": (lambda one: one.end(f"rws.{STANDBY}.example.com", "2026-12-05T00:00:00Z"), {}),
    "certificate unread": (lambda one: one.end(f"rws.{STANDBY}.example.com", None), {"GIR633": N}),
    "certificate of the other one ended": (lambda one: one.end(f"rws.{ACTIVE}.example.com"), {}),
    "key missing": (keystores(**{f"rcs1_{ACTIVE}": ["two"]}), {"GIR628": F}),
    "own key beyond": (keystores(**{f"rcs1_{STANDBY}": ["two"]}), {}),
    "keystore unseen": (lambda one: one.answers[RCS].pop("keystore"), {"GIR628": N}),
}


@pytest.mark.parametrize("name", BREAKS)
def test_what_breaks_is_named_by_its_rule_and_by_no_other(name):
    act, expected = BREAKS[name]
    found = system(act)
    assert added(found) == expected
    wrong = [one for one in found.checks() if one.answer == "failed"]
    assert all(one.text.strip() and (one.remedy or RULES[one.rule].remedy) for one in wrong)


def test_all_that_is_wrong_is_named_at_once():
    found = system(*(BREAKS[name][0] for name in ("RWS away", "storage full", "key missing", "RCS stopped",
                                                  "Interaction Server away", "another Muxer", "certificate ended",
                                                  "host away")))  # fmt: skip
    assert {rule for rule, answers in found.rules().items() if "failed" in answers} == set(OF_TARGET)


def test_capacity_is_named_by_component():
    texts = [one.text for one in system(lambda one: one.silence(MUX)).checks() if one.rule == "GIR632"]
    assert f"No answer from {MUX}: of Recording Muxer Script, 0 of 1 hosts answer." in texts
    assert f"Of Interaction Recording Web Services of {STANDBY}, 2 of 2 hosts answer." in texts


def test_lost_origin_breaks_nothing_of_the_target_and_leaves_keys_open():
    found = system(lambda one: one.lose(ACTIVE))
    assert added(found) == {"GIR628": N, "GIR631": N}
    text = next(one.text for one in found.checks() if one.rule == "GIR628")
    assert text.startswith(f"No keystore of {ACTIVE} is seen")


def test_silent_origin_is_compared_with_the_inventory():
    found = system(lambda one: one.lose(ACTIVE))
    found.duties = [replace(one, version="8.5.400.1") if one.component == "muxer" else one for one in found.duties]
    assert added(found)["GIR631"] == F
    found.duties = [replace(one, version=VERSION) if one.component == "muxer" else one for one in found.duties]
    assert "GIR631" not in added(found)


def test_text_that_a_plan_holds_is_the_same_a_moment_later():
    first, second = system(), system()
    for one in second.rws["nodes"]:
        one["seconds"] = 0.9
    assert first.checks() == second.checks()
    assert not [one for one in first.checks() if " s." in one.text]


# -- symptoms --------------------------------------------------------------------------------------------------------

SYMPTOMS = {
    "well": (lambda one: None, (), ()),
    "lost": (lambda one: one.lose(ACTIVE), (), ()),
    "Interaction Server": (lambda one: one.miss(f"interaction/{ACTIVE}"), ("interaction_server",), ()),
    "way to the Interaction Server": (lambda one: one.miss(f"interaction/{ACTIVE}", RWS1), (), ()),
    "both Interaction Servers": (
        lambda one: (one.miss(f"interaction/{ACTIVE}"), one.miss(f"interaction/{STANDBY}")),
        ("interaction_server",), ("interaction_server",),
    ),
    "RWS answers 500": (lambda one: one.rws_says("answers with an error", f"rws1-{ACTIVE}"), ("rws",), ()),
    "RWS down, host up": (lambda one: one.rws_says("no answer", f"rws1-{ACTIVE}"), ("rws",), ()),
    "RWS down with its host": (
        lambda one: (one.rws_says("no answer", f"rws1-{ACTIVE}"), one.silence(f"rws1-{ACTIVE}")), (), (),
    ),
    "storage": (lambda one: one.fail(f"{STANDBY}/voice recording storage"), (), ("storage",)),
    "crypto server": (lambda one: one.fail(f"{ACTIVE}/Recording Crypto Server"), ("rcs",), ()),
    "key": (keystores(**{f"rcs1_{ACTIVE}": ["two"]}), (), ("keystore",)),
    "certificate": (lambda one: one.end(f"rws.{ACTIVE}.example.com"), ("certificate",), ()),
    "certificates of both": (
        lambda one: (one.end(f"rws.{ACTIVE}.example.com"), one.end(f"rcs.{STANDBY}.example.com")),
        ("certificate",), ("certificate",),
    ),
    "certificate ends soon": (lambda one: one.end(f"rws.{ACTIVE}.example.com", "2026-12-05T00:00:00Z"), (), ()),
    "configuration": (lambda one: one.miss("configuration", f"rws1-{ACTIVE}"), ("configuration",), ()),
    "SIP Server": (lambda one: one.miss("sip", f"rws1-{ACTIVE}"), ("sip",), ()),
    "Muxer stopped": (
        lambda one: one.break_unit(f"mux1-{ACTIVE}", "muxer", active="failed", trouble="x"), ("muxer",), (),
    ),
    "Muxer of the standby runs": (lambda one: one.break_unit(MUX, "muxer", active="active"), (), ()),
    "host away": (lambda one: one.silence(f"mcp1-{ACTIVE}"), (), ()),
}  # fmt: skip


@pytest.mark.parametrize("name", SYMPTOMS)
def test_symptoms_of_origin_and_target(name):
    act, origin, target = SYMPTOMS[name]
    found = system(act)
    assert (found.symptoms(ACTIVE), found.symptoms(STANDBY)) == (origin, target)


def test_service_that_records_and_processes_nothing_is_no_symptom():
    found = system()
    host = f"mux1-{ACTIVE}"
    found.duties = [*found.duties, Duty(host, "site_guard", ACTIVE, "gir-site-guard", True, True)]
    found.break_unit(host, "site_guard", active="failed", trouble="exit 1")
    assert [one for one in found.points if one.component == "site_guard" and one.answer == "failed"]
    assert found.symptoms(ACTIVE) == ()


@pytest.mark.parametrize(
    ("prevents", "rules", "expected"),
    [(("planned", "forced"), {"GIR629"}, ("cassandra",)), (("planned",), set(), ()), ((), set(), ())],
)
def test_data_store_that_cannot_serve_a_failover(prevents, rules, expected):
    found = system()
    text = "The keyspace has no copy of each range in dc2."
    point = Point("datastores", "replication", "failed", text, "", STANDBY, component="Cassandra", prevents=prevents)
    of_target = checks(found.seen, [*found.points, point], STANDBY)
    assert {one.rule for one in of_target if one.answer == "failed"} == rules
    assert symptoms(found.seen, [*found.points, point], STANDBY) == expected


# -- views -----------------------------------------------------------------------------------------------------------


def test_rws_hosts_of_other_data_centers_are_the_vantage_points():
    assert system().views(ACTIVE) == {RWS1: True, RWS2: True, "rws1-dc3": True}
    assert system().views(STANDBY) == {f"rws1-{ACTIVE}": True, f"rws2-{ACTIVE}": True, "rws1-dc3": True}


def test_lost_data_center_is_seen_by_nobody():
    assert system(lambda one: one.lose(ACTIVE)).views(ACTIVE) == {RWS1: False, RWS2: False, "rws1-dc3": False}


def test_one_address_that_takes_a_connection_is_life():
    found = system(lambda one: one.lose(ACTIVE))
    targets = found.answered[f"connections/reach/{RWS1}"]["results"]
    next(one for one in targets if one["name"] == f"rws/{ACTIVE}")["observation"] = "confirmed"
    assert found.views(ACTIVE)[RWS1] is True


def test_vantage_point_that_is_silent_sees_nothing_and_denies_nothing():
    found = system(lambda one: one.lose(STANDBY))
    assert set(found.views(ACTIVE).values()) == {None, True}
    found.answered = {}
    assert set(found.views(ACTIVE).values()) == {None}


# -- witness ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("results", "expected", "answer"),
    [
        ([{"ok": True, "details": {"status": 200}}], True, "confirmed"),
        ([{"ok": False, "details": {"status": 503}}], True, "confirmed"),
        ([{"ok": False, "details": {}}], False, "failed"),
        ([{"ok": False, "details": {}}, {"ok": False, "details": {"status": 401}}], True, "confirmed"),
    ],
)
def test_any_answer_of_http_is_one_of_the_witness(results, expected, answer):
    found = system()
    found.answered[witness.KEY] = {"results": results}
    assert witness.answers(found.answered) is expected
    assert [one.answer for one in found.points if one.area == "witness"] == [answer]


def test_witness_that_nobody_could_ask_says_nothing():
    found = system()
    found.answered[witness.KEY] = {"failed": True, "msg": "no such certificate file"}
    assert witness.answers(found.answered) is None
    assert [one.answer for one in found.points if one.area == "witness"] == ["not observable"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, []), ("https://a.test, https://b.test", ["https://a.test", "https://b.test"]), (["x", 5, " "], ["x"]),
     ({"a": 1}, [])],
)  # fmt: skip
def test_addresses_of_the_witness(value, expected):
    assert witness.urls(value) == expected


def test_without_a_witness_nobody_is_asked():
    found = System(gir_failover_witness=None)
    assert witness.KEY not in found.answered and witness.answers(found.answered) is None
    assert not [one for one in found.points if one.area == "witness"]
