# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objectives as a site gives them, whether a failover met them, and how long its stages will take."""

import json

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._failover import expected as under_test
from ansible_collections.gir.multidc.plugins.plugin_utils._failover import objectives
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.objectives import Objectives, Times, judge, read
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.steps import STAGES
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable

T = 1_800_000_000.0
GONE = Unusable("x is undefined")


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (None, Objectives()),
        (" ", Objectives()),
        ({}, Objectives()),
        (GONE, Objectives()),
        ({"time_minutes": 10, "data_minutes": 0, "rehearsal_days": 90}, Objectives(10, 0, 90)),
        ({"time_minutes": "10", "data_minutes": None, "rehearsal_days": " "}, Objectives(10)),
        ({"time_minutes": GONE, "data_minutes": 5}, Objectives(None, 5)),
    ],
)
def test_objectives_that_can_be_used(given, found):
    assert read(given) == (found, [])


@pytest.mark.parametrize(
    ("given", "rule", "words"),
    [
        ([10], "GIR640", "gir_recovery_objectives is a list, not a dictionary."),
        ("10", "GIR640", "gir_recovery_objectives is text, not a dictionary."),
        ({"time_minute": 10}, "GIR640", 'has "time_minute", which nobody reads. Did you mean time_minutes?'),
        ({7: 10}, "GIR640", "which nobody reads. Its keys are time_minutes, data_minutes and rehearsal_days."),
        ({"time_minutes": 0}, "GIR641", "gir_recovery_objectives.time_minutes is 0, no whole number from 1 to 10080."),
        ({"data_minutes": -1}, "GIR641", "gir_recovery_objectives.data_minutes is -1, no whole number from 0 to"),
        ({"data_minutes": "10m"}, "GIR641", 'data_minutes is "10m", no whole number'),
        ({"data_minutes": True}, "GIR641", "data_minutes is true, no whole number"),
        ({"time_minutes": 1.5}, "GIR641", "time_minutes is 1.5, no whole number"),
        ({"time_minutes": "9" * 5000}, "GIR641", "time_minutes is "),
        ({"rehearsal_days": [90]}, "GIR641", "rehearsal_days is a list, no whole number from 1 to 3650."),
    ],
)
def test_objectives_that_cannot_be_used(given, rule, words):
    found, (violation,) = read(given)
    assert (found, violation.id) == (Objectives(), rule) and words in violation.sentence


def test_everything_that_is_wrong_is_said_at_once():
    found, wrong = read({"time_minutes": 0, "data": 1, "rehearsal_days": "x", "data_minutes": 1})
    assert [one.id for one in wrong] == ["GIR641", "GIR640", "GIR641"] and found == Objectives(data_minutes=1)


def time_of(minutes=10, **times):
    (one,) = judge(Objectives(minutes), Times(**times), {})
    assert (one.objective, one.wanted) == ("time", f"{minutes} min")
    return one.answer, one.measured


@pytest.mark.parametrize(
    ("times", "answer", "measured"),
    [
        ({"outage": T, "verified": T + 161}, "met", "0:02:41"),
        ({"outage": T, "verified": T + 600}, "met", "0:10:00"),
        ({"outage": T, "verified": T + 601}, "missed", "0:10:01"),
        ({"outage": T, "verified": T + 90, "is_estimate": True}, "not observable",
         "0:01:30, since it was found silent; it may have been gone before: give gir_failover_outage_since"),
        ({"outage": T, "verified": T + 601, "is_estimate": True}, "missed",
         "0:10:01, since it was found silent; it may have been gone before: give gir_failover_outage_since"),
        ({"verified": T}, "not observable", "nobody knows when the outage began"),
        ({"outage": T}, "not observable", "nothing was verified"),
        ({"outage": T, "ended": T + 300}, "not observable", "0:05:00 and not verified yet"),
        ({"outage": T, "ended": T + 900}, "missed", "0:15:00 and not verified yet"),
        ({"outage": T, "verified": T - 1}, "not observable",
         "it was verified before the outage began: a clock is wrong"),
    ],
)  # fmt: skip
def test_time_from_the_outage_to_the_proof(times, answer, measured):
    assert time_of(**times) == (answer, measured)


def test_what_nobody_wants_is_not_judged():
    assert judge(Objectives(), Times(T, verified=T), {"recordings": T}) == []
    assert [one.objective for one in judge(Objectives(data_minutes=0), Times(T), {"index": T})] == ["data: index"]


@pytest.mark.parametrize(
    ("minutes", "outage", "newest", "answer", "measured"),
    [
        (0, T, T + 5, "met", "the survivor has what was made after the outage began"),
        (0, T, T, "met", "the survivor has what was made after the outage began"),
        (0, T, T - 1, "missed", "the newest at the survivor was made 0:00:01 before the outage"),
        (5, T, T - 300, "met", "the newest at the survivor was made 0:05:00 before the outage"),
        (5, T, T - 301, "missed", "the newest at the survivor was made 0:05:01 before the outage"),
        (5, T, None, "not observable", "nothing shows the newest at the survivor"),
        (5, None, T, "not observable", "nobody knows when the outage began"),
    ],
)
def test_data_that_the_survivor_has(minutes, outage, newest, answer, measured):
    (one,) = judge(Objectives(data_minutes=minutes), Times(outage), {"recordings": newest})
    assert (one.objective, one.answer, one.measured) == ("data: recordings", answer, measured)


@pytest.mark.parametrize(
    ("newest", "answer"), [(T + 5, "met"), (T - 300, "met"), (T - 301, "not observable")]
)
def test_data_where_the_outage_is_as_old_as_its_estimate_or_older(newest, answer):
    (one,) = judge(Objectives(data_minutes=5), Times(T, is_estimate=True), {"recordings": newest})
    assert one.answer == answer


def test_each_kind_of_data_is_judged_and_none_is_not_good():
    found = judge(Objectives(data_minutes=1), Times(T), {"recordings": T - 30, "index": T - 90, "keys": None})
    assert [one.answer for one in found] == ["met", "missed", "not observable"]
    (none,) = judge(Objectives(data_minutes=1), Times(T), {})
    assert (none.objective, none.answer) == ("data", "not observable")


def test_rehearsals():
    wanted = Objectives(rehearsal_days=90)
    assert objectives.rehearsal(Objectives(), T, T) is None
    assert objectives.rehearsal(wanted, None, T).answer == "missed"
    assert objectives.rehearsal(wanted, T - 90 * 86400, T).answer == "met"
    late = objectives.rehearsal(wanted, T - 91 * 86400, T)
    assert (late.answer, late.wanted, late.measured) == ("missed", "every 90 days", "the last one was 91 days ago")


# -- expected times --------------------------------------------------------------------------------------------------

LIMITS = under_test.Limits(look=6, silence=10, monitoring=30, start=20, verify=15)
EARLIER = {"plan": 2.0, "fence": 3.0, "switch": 40.0, "verify": 8.0}


def test_without_earlier_ones_everything_is_a_guess():
    found = under_test.expected([], LIMITS)
    assert tuple(found) == STAGES and {one.source for one in found.values()} == {"guess"}
    assert (found["precheck"].seconds, found["verify"].seconds) == (16, 21)
    assert found["switch"].seconds > 50 and under_test.total(found).source == "guess"
    assert json.dumps({stage: one.seconds for stage, one in found.items()})


@pytest.mark.parametrize("name", ["look", "silence", "way", "guard", "monitoring", "start", "verify"])
def test_a_longer_limit_never_makes_a_guess_shorter(name):
    before = under_test.total(under_test.expected([], LIMITS)).seconds
    longer = under_test.Limits(**{**vars(LIMITS), name: 100})
    assert under_test.total(under_test.expected([], longer)).seconds > before


def test_the_median_of_earlier_ones_is_measured():
    runs = [{**EARLIER, "switch": seconds} for seconds in (40.0, 1000.0, 50.0)]
    found = under_test.expected(runs, LIMITS)
    assert found["switch"] == under_test.Expected(50.0, "measured", 3)
    assert under_test.total(found) == under_test.Expected(82.0, "measured", 3)


def test_stage_that_was_never_measured_stays_a_guess():
    guess = under_test.expected([], LIMITS)["precheck"]
    assert under_test.expected([EARLIER], LIMITS)["precheck"] == guess
    some = [{**EARLIER, "precheck": 9.0}, EARLIER, {**EARLIER, "precheck": 7.0}]
    assert under_test.expected(some, LIMITS)["precheck"] == under_test.Expected(7.0, "measured", 3)
    short = {"switch": 1.0, "verify": 1.0}
    assert under_test.total(under_test.expected([short], LIMITS)).source == "guess"


def test_runs_that_say_little_do_not_count():
    """One that went on where another had stopped, and those that are too old."""
    assert under_test.expected([{"verify": 1.0}], LIMITS)["verify"].source == "guess"
    many = [{**EARLIER, "switch": 10.0}] * 10 + [{**EARLIER, "switch": 99.0}] * 30
    assert under_test.expected(many, LIMITS)["switch"] == under_test.Expected(10.0, "measured", 10)


def test_durations_of_a_report():
    report = {"ok": True, "check": False, "stages": [{"stage": "switch", "seconds": 31.2, "expected": None}]}
    assert under_test.durations(report) == {"switch": 31.2}
    assert under_test.durations({**report, "check": True}) == under_test.durations({**report, "ok": False}) == {}
