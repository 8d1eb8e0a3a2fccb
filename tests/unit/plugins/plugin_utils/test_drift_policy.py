# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a comparison fails its run, and what stops it before it begins."""

import json

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import Report
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import options, policy
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.finding import SEVERITIES
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.policy import decide, read
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable
from drift_cases import RWS1, RWS2, answer, differs, report_of, unread

BAD = {"security": differs(key="x.password", secret=True), "recordings_at_risk": differs(key="cassandraCluster.x"),
       "service_at_risk": differs("unit.state", key=""), "needs_restart": differs(key="jetty.idleTimeout"),
       "cosmetic": differs()}  # fmt: skip


def policy_of(value):
    report = Report("")
    found = read(value, report)
    return found, [one.sentence for one in report.violations]


def fails(value, *differences, **more):
    return decide(policy_of(value)[0], report_of(answer(RWS1, *differences), **more))[0]


@pytest.mark.parametrize("severity", SEVERITIES)
def test_the_default_wakes_nobody_for_a_restart(severity):
    assert fails(None, BAD[severity]) is (severity not in ("needs_restart", "cosmetic"))


@pytest.mark.parametrize("value", SEVERITIES)
@pytest.mark.parametrize("severity", SEVERITIES)
def test_a_severity_stands_for_the_worse_ones(value, severity):
    assert fails(value, BAD[severity]) is (SEVERITIES.index(severity) <= SEVERITIES.index(value))


@pytest.mark.parametrize(
    ("value", "failed"), [(None, True), ("not_checked", True), ("security, not_checked", True), ("cosmetic", False),
                          ("none", False), ([], False), ("new", False)]
)  # fmt: skip
def test_what_could_not_be_checked(value, failed):
    assert fails(value, unread()) is failed


def test_new_findings_alone():
    before = report_of(answer(RWS1, BAD["cosmetic"]))
    assert fails("new", BAD["cosmetic"], previous=before) is False
    assert fails("new", BAD["cosmetic"], BAD["needs_restart"], previous=before) is True


def test_nothing_judged_is_never_green():
    failed, sentence = decide(policy_of(None)[0], report_of())
    assert failed
    assert sentence == "gir_drift_fail_on fails this run: nothing that was checked."


def test_the_sentence_names_all_reasons():
    every = [BAD["security"], BAD["service_at_risk"], unread(thing="/x")]
    assert decide(policy_of(["service_at_risk", "not_checked"])[0], report_of(answer(RWS1, *every))) == (
        True,
        "gir_drift_fail_on fails this run: 1 of severity security, 1 of severity service_at_risk and 1 that could not"
        " be checked.",
    )
    assert decide(policy_of(None)[0], report_of(answer(RWS1, BAD["cosmetic"])))[0] is False


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("secruity", 'names "secruity", which is none of'),
        (["new", 5], "names 5, which is none of"),
        ({"a": 1}, "is a dictionary, not a list of names"),
        (["none", "new"], "names none beside others"),
        (Unusable("x is undefined"), "cannot be evaluated: x is undefined"),
    ],
)
def test_names_that_are_none(value, words):
    assert words in policy_of(value)[1][0]


def test_all_variables_are_judged_at_once(tmp_path):
    values = {
        "gir_drift_ignore": "x",
        "gir_drift_fail_on": "x",
        "gir_drift_allowed_differences": ["rws_prot"],
        "gir_drift_previous": [str(tmp_path)],
        "gir_drift_show_ignored": "perhaps",
    }
    _options, found = options.read(values.get)
    assert sorted(one.id for one in found) == ["GIR803", "GIR994", "GIR995", "GIR997", "GIR998"]
    assert len({one.subject for one in found}) == 5
    (missing,) = [one for one in found if one.id == "GIR994"]
    assert missing.sentence == "gir_drift_previous is a list."
    assert missing.remedy == "Give the path of a report, or of the directory with reports."
    assert [one.id for one in options.read(values.get, with_previous=False)[1]].count("GIR994") == 0


def test_without_an_earlier_report_it_is_compared_with_nothing(tmp_path):
    """The first night, and after one whose report is damaged. Only a report of another system is refused."""
    def reason():
        found, wrong = options.read({"gir_drift_previous": str(tmp_path)}.get, ["dc1"])
        assert wrong == [] and bool(found.unread) is (found.previous is None)
        return found.unread

    said = "Compared with nothing, so that no finding is known to be new or gone: gir_drift_previous names"
    assert reason() == f"{said} {tmp_path}, which holds no report (*.json); give another directory, or none."
    (tmp_path / "drift.json").write_text("{", encoding="utf-8")
    assert reason().startswith(f"{said} {tmp_path}/drift.json, which is no JSON. ")
    (tmp_path / "drift.json").write_text(json.dumps(report_of(answer(RWS1))), encoding="utf-8")
    assert reason() == ""


def test_good_variables_and_none():
    found, wrong = options.read({"gir_drift_show_ignored": "yes", "gir_drift_fail_on": "none"}.get)
    assert (found.show_ignored, found.policy, wrong) == (True, policy.Policy(frozenset()), [])
    assert options.read(lambda _name: None)[1] == []


def test_a_host_that_is_away_fails_by_default():
    assert decide(policy_of(None)[0], report_of(answer(RWS1), answer(RWS2, failure="away")))[0]
