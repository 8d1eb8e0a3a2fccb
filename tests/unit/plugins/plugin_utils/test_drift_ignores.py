# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""gir_drift_ignore: its form, what it silences, and what becomes of it."""

import datetime

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import Report
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.ignores import GIR995, read
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.rule import STRICT_VERBS
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable, plain
from drift_cases import RWS1, RWS2, UNIT, YAML, answer, differs, judged, report_of, rules_of

GOOD = {"component": "rws", "object": YAML, "reason": "known", "until": "2026-12-31"}
UNDEFINED = Unusable("x is undefined")


def wrong_with(value):
    report = Report("")
    found = read(value, report)
    return found, [(one.id, one.sentence) for one in report.violations]


@pytest.mark.parametrize("value", [None, "", " ", []])
def test_nothing_is_ignored(value):
    assert wrong_with(value) == ([], [])


@pytest.mark.parametrize(
    ("until", "end"),
    [
        ("2026-12-31", "2027-01-01T00:00:00Z"),
        ("2026-12-31T18:00:00+01:00", "2026-12-31T17:00:00Z"),
        ("2026-12-31 18:00:00Z", "2026-12-31T18:00:00Z"),
        (plain(datetime.date(2026, 12, 31)), "2027-01-01T00:00:00Z"),
        (plain(datetime.datetime(2026, 12, 31, 1, tzinfo=datetime.timezone.utc)), "2026-12-31T01:00:00Z"),
    ],
)
def test_until(until, end):
    (one,), wrong = wrong_with([{**GOOD, "until": until}])
    assert (one.until, wrong) == (end, [])


@pytest.mark.parametrize(
    ("change", "rule", "words"),
    [
        ({"reason": ""}, "GIR996", "gir_drift_ignore[0] has no reason."),
        ({"until": None, "reason": None}, "GIR996", "gir_drift_ignore[0] has no reason and until."),
        ({"component": None}, "GIR995", "gir_drift_ignore[0] has no component."),
        ({"component": "rwss"}, "GIR995", 'gir_drift_ignore[0].component is "rwss", which is no component.'),
        ({"check": "no.such"}, "GIR995", 'gir_drift_ignore[0].check is "no.such", which is no check.'),
        ({"check": "file.mod"}, "GIR995", 'gir_drift_ignore[0].check is "file.mod", which is no check.'),
        ({"check": "ledger.*"}, "GIR995", 'gir_drift_ignore[0].check is "ledger.*", and that is never ignored.'),
        ({"untill": "x"}, "GIR995", 'gir_drift_ignore[0] has the key "untill", which is not known.'),
        ({"until": "soon"}, "GIR996", 'gir_drift_ignore[0].until is "soon", which is no day and no time.'),
        ({"until": "2026-02-30"}, "GIR996", 'gir_drift_ignore[0].until is "2026-02-30", which is no day and no time.'),
        ({"until": "9999-12-31"}, "GIR996", 'gir_drift_ignore[0].until is "9999-12-31", which is no day and no time.'),
        ({"until": "2026-12-31T18:00:00"}, "GIR996",
         'gir_drift_ignore[0].until is "2026-12-31T18:00:00", a time without a zone.'),
        ({"until": True}, "GIR996", "gir_drift_ignore[0].until is a boolean, not text."),
        ({"object": ["a"]}, "GIR996", "gir_drift_ignore[0].object is a list, not text."),
        ({"object": UNDEFINED}, "GIR996", "gir_drift_ignore[0].object cannot be evaluated: x is undefined."),
        ({"reason": "a\nb"}, "GIR996", "gir_drift_ignore[0].reason has a line break."),
    ],
)  # fmt: skip
def test_malformed_entries(change, rule, words):
    found, wrong = wrong_with([{**GOOD, **change}])
    assert found == []
    assert (rule, words) in wrong


def test_a_check_that_is_misspelled_is_corrected():
    report = Report("")
    read([{**GOOD, "check": "file.mod"}, {**GOOD, "check": "rws.*"}, {**GOOD, "check": "*"}], report)
    assert ["file.mode" in one.remedy for one in report.violations] == [True]


@pytest.mark.parametrize(
    ("value", "words"),
    [("all", "is text, not a list"), ({"a": 1}, "is a dictionary, not a list"),
     (["x"], "[0] is text, not a dictionary"),
     (UNDEFINED, "cannot be evaluated: x is undefined"), ([UNDEFINED], "[0] cannot be evaluated: x is undefined")],
)  # fmt: skip
def test_malformed_lists(value, words):
    assert words in wrong_with(value)[1][0][1]


def test_all_problems_at_once_and_good_entries_stay():
    found, wrong = wrong_with([{**GOOD, "until": "x"}, GOOD, {**GOOD, "reason": None, "object": None}])
    assert [one.name for one in found] == ["gir_drift_ignore[1]"]
    assert len(wrong) == 3


def test_a_comparison_and_strict_verbs_are_stopped():
    assert {GIR995.severity_for(verb) for verb in ("drift", *STRICT_VERBS)} == {"error"}
    assert GIR995.severity_for("failover") == "warning"


@pytest.mark.parametrize(
    ("entry", "fits"),
    [
        ({}, True),
        ({"object": "/opt/*/application.yaml"}, True),
        ({"object": "/etc/*"}, False),
        ({"key": "logging.*"}, True),
        ({"key": "jetty.*"}, False),
        ({"check": "file.content"}, True),
        ({"check": "file.mode"}, False),
        ({"host": RWS1}, True),
        ({"host": RWS2}, False),
        ({"data_center": "dc1"}, True),
        ({"data_center": "dc2"}, False),
        ({"component": "r*"}, True),
        ({"component": "rps"}, False),
    ],
)
def test_what_an_entry_fits(entry, fits):
    found = judged(answer(RWS1, differs()), answer(RWS2), rules=rules_of(entry))
    kept = {one.check for one in found.findings}
    assert kept == (set() if fits else {"file.content", "ignore.unused"})
    assert [rule.name for _one, rule in found.ignored] == (["gir_drift_ignore[0]"] if fits else [])


def test_an_ignored_check_is_neither_equal_nor_drift():
    found = report_of(answer(RWS1, differs()), rules=rules_of({}))
    assert found["coverage"]["ignored"] == 1
    assert found["summary"]["verdict"] == "equal"
    assert found["ignored"][0]["rule"]["reason"] == "known"
    assert found["rules"][0]["used"] == 1


def test_an_expired_entry_silences_nothing_and_is_a_finding():
    found = judged(answer(RWS1, differs()), rules=rules_of({"until": "2026-11-27"}))
    assert {one.check for one in found.findings} == {"file.content", "ignore.expired"}
    assert found.ignored == []
    assert "ended at 2026-11-28T00:00:00Z: known" in [one.reason for one in found.findings if "ignore" in one.check][0]


def test_an_unused_entry_is_a_finding_only_of_a_whole_run():
    assert {one.check for one in judged(answer(RWS1), rules=rules_of({})).findings} == {"ignore.unused"}
    assert judged(answer(RWS1), rules=rules_of({}), unseen=[RWS2]).findings == []
    assert judged(answer(RWS1), rules=rules_of({}), limit="dc1").findings == []


def test_entries_keep_their_identity_when_others_go():
    one, two = ({"object": "/a"}, {"object": "/b"})
    first = judged(answer(RWS1), rules=rules_of(one, two)).findings
    second = judged(answer(RWS1), rules=rules_of(two)).findings
    assert {finding.id for finding in second} < {finding.id for finding in first}


def test_entries_about_nothing_that_differs_keep_the_verdict():
    assert report_of(answer(RWS1), rules=rules_of({}))["summary"]["verdict"] == "equal"


@pytest.mark.parametrize(("until", "noted"), [("2026-12-10", True), ("2026-12-13", False)])
def test_an_entry_that_ends_soon_is_noted(until, noted):
    notes = report_of(answer(RWS1, differs()), rules=rules_of({"until": until}))["notes"]
    assert bool(notes) is noted


@pytest.mark.parametrize("check", ["keystore.missing", "ledger.behind", "rws.eservices_site"])
def test_what_is_never_ignored(check):
    found = judged(answer(RWS1, differs(check)), rules=rules_of({}))
    assert {one.check for one in found.findings} == {check, "ignore.malformed"}
    assert found.ignored == []


def test_a_host_that_is_away_may_be_ignored_and_is_not_green():
    rules = [*read([{**GOOD, "component": "*", "object": RWS2}], Report(""))]
    found = report_of(answer(RWS1), answer(RWS2, failure="gone"), rules=rules)
    assert found["findings"] == []
    assert found["summary"]["verdict"] == "not_checked"


def test_known_noise_is_shown_only_when_asked_for():
    drop_in = differs("unit.drop_in", UNIT, "/run/systemd/system/service.d/a.conf", None, "a drop-in")
    there = answer(RWS1, {**drop_in, "noise": "It comes with the platform."})
    assert judged(there, rules=rules_of()).findings == []
    assert report_of(there)["ignored"] == []
    (shown,) = report_of(there, show_ignored=True)["ignored"]
    assert (shown["rule"]["kind"], shown["rule"]["reason"]) == ("shipped", "It comes with the platform.")
    assert (report_of(there)["summary"]["ignored"], report_of(there)["summary"]["noise"]) == (0, 1)
    assert report_of(there)["coverage"]["equal"] == 3
    assert report_of(there)["summary"]["verdict"] == "equal"
