# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""New, known and gone against an earlier report, and reports that are none."""

import json
import os
import re

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.previous import of, read
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.reading import Refused
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable
from drift_cases import CONFIG, RWS1, RWS2, STARTED, YAML, answer, differs, report_of, rules_of, unread

OLD = "2026-11-01T02:00:00Z"


def old_report(*answers, **more):
    found = report_of(*answers, **more)
    for one in (*found["findings"], *found["explained"], *found["ignored"], *found["unjudged"]):
        one["first_seen"] = OLD
    return found


def keys(document, name):
    return [one["key"] or one["object"] for one in document[name]]


def test_new_known_and_gone():
    before = old_report(answer(RWS1, differs(key="a"), differs(key="b")))
    found = report_of(answer(RWS1, differs(key="b"), differs(key="c")), previous=before)
    assert {one["key"]: one["novelty"] for one in found["findings"]} == {"b": "known", "c": "new"}
    assert {one["key"]: one["first_seen"] for one in found["findings"]} == {"b": OLD, "c": STARTED}
    assert keys(found, "gone") == ["a"]
    assert (found["summary"]["new"], found["summary"]["known"], found["summary"]["gone"]) == (1, 1, 1)


def test_without_an_earlier_report_nothing_is_new():
    found = report_of(answer(RWS1, differs()))
    assert [one["novelty"] for one in found["findings"]] == [""]
    assert found["run"]["previous"] is None


def test_a_second_run_with_the_same_answers():
    before = report_of(answer(RWS1, differs()), answer(RWS2, failure="away"))
    found = report_of(answer(RWS1, differs()), answer(RWS2, failure="away"), previous=before)
    assert (found["summary"]["new"], found["summary"]["gone"]) == (0, 0)


@pytest.mark.parametrize(
    "now",
    [
        [answer(RWS1, failure="away")],
        [answer(RWS1, unread())],
        [answer(RWS1, unread(thing="files"))],
        [],
    ],
)
def test_what_was_not_looked_at_is_not_gone(now):
    found = report_of(*now, previous=old_report(answer(RWS1, differs())), unseen=[])
    assert keys(found, "gone") == []
    assert keys(found, "unjudged") == ["logging.level"]
    assert "1 finding of the previous report could not be judged" in found["notes"][-1]


def test_it_is_known_when_it_was_not_looked_at_in_between():
    between = report_of(answer(RWS1, failure="away"), previous=old_report(answer(RWS1, differs())))
    found = report_of(answer(RWS1, differs()), previous=between)
    assert [(one["novelty"], one["first_seen"]) for one in found["findings"]] == [("known", OLD)]
    assert keys(found, "gone") == [RWS1]
    assert keys(report_of(answer(RWS1), previous=between), "gone") == [RWS1, "logging.level"]


def test_an_ignored_finding_is_known_when_its_entry_has_gone():
    before = old_report(answer(RWS1, differs()), rules=rules_of({}))
    found = report_of(answer(RWS1, differs()), previous=before)
    assert [(one["novelty"], one["first_seen"]) for one in found["findings"]] == [("known", OLD)]
    assert keys(report_of(answer(RWS1), previous=before), "gone") == []


def test_an_explained_finding_is_known_when_its_parent_has_gone():
    before = old_report(answer(RWS1, differs("directory.missing", CONFIG, ""), differs("file.missing", YAML, "")))
    assert keys(before, "findings") == [CONFIG]
    found = report_of(answer(RWS1, differs("file.missing", YAML, "")), previous=before)
    assert [one["novelty"] for one in found["findings"]] == ["known"]
    assert keys(found, "gone") == [CONFIG]


def test_a_host_that_the_map_has_no_more_is_gone():
    before = old_report(answer("rws9", differs()), answer("gax", differs("object.option")))
    found = report_of(answer(RWS1), previous=before)
    assert [one["host"] for one in found["gone"]] == ["rws9"]
    assert [one["host"] for one in found["unjudged"]] == ["gax"]


@pytest.fixture
def written(tmp_path):
    def write(name, content, age=0):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        os.utime(path, (1e9 - age, 1e9 - age))
        return path

    return write


def test_the_newest_report_of_a_directory(written, tmp_path):
    written("a.json", report_of(answer(RWS1)), 100)
    written("notes.txt", "x")
    written("verify.json", {"kind": "verify"})
    newest = written("b.json", report_of(answer(RWS1, differs())), 50)
    found = read(str(tmp_path), ["dc1"])
    assert found.path == str(newest)
    assert len(found.known) == 1
    assert read(None) is read(" ") is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"schema": 2}, "whose schema is 2, and this release knows 1."),
        ({"kind": "x"}, "which is no report of a comparison."),
        ({"findings": {}}, "in which report.findings is not array."),
        ({"findings": [{"id": "x"}]}, "in which report.findings[0].group is missing."),
        ({"checks": ["x"]}, "in which report.checks[0] is not object."),
        ({"sites": [1]}, "in which report.sites[0] is not object."),
        ({"environment": 5}, "in which report.environment is not string or null."),
        ({"started": "today"}, "in which report.started has another form."),
        ({"more": 1}, "in which report has a member that is not known."),
        ({"started": "2026-99-99T99:99:99Z"}, "in which report.started is no time with its zone."),
        ({"fitness": [{"planned": 7}]}, "in which report.fitness[0].data_center is missing."),
        ({"sites": [{"data_center": "zrh", "role": "", "state": "", "site_name": "", "components": []}]},
         "a report about zrh, none of which this map has"),
    ],
)
def test_reports_that_are_none(written, change, words):
    path = written("a.json", {**report_of(answer(RWS1, differs())), **change})
    with pytest.raises(Refused) as refused:
        read(str(path), ["dc1"])
    assert str(path) in str(refused.value)
    assert words in str(refused.value)


@pytest.mark.parametrize("until", ["x", "2027-01-31T18:00:00", "2027-01-31"])
def test_an_entry_that_ends_at_no_time(written, until):
    rules = rules_of({"key": "logging.*"})
    report = report_of(answer(RWS1, differs()), rules=rules)
    for places, path in (("rules", "rules[0].until"), ("ignored", "ignored[0].rule.until")):
        changed = json.loads(json.dumps(report))
        (changed["rules"][0] if places == "rules" else changed["ignored"][0]["rule"])["until"] = until
        with pytest.raises(Refused, match=re.escape(f"in which report.{path} is no time with its zone")):
            read(str(written("a.json", changed)))


@pytest.mark.parametrize(
    ("content", "words"),
    [("{", "which is no JSON."), ("[]", "which is no report of a comparison."), ("[" * 100000, "which is no JSON."),
     ("\xff", "which is no JSON.")],
)  # fmt: skip
def test_files_that_are_none(written, content, words):
    with pytest.raises(Refused, match=words):
        read(str(written("a.json", content)))


def test_a_finding_whose_id_was_changed_by_hand(written):
    report = report_of(answer(RWS1, differs()))
    report["findings"][0]["key"] = "other"
    with pytest.raises(Refused, match="a member of findings was changed by hand"):
        read(str(written("a.json", report)))


@pytest.mark.parametrize(
    ("given", "words"),
    [("/no/such/file", "which does not exist"), ("/dev/null", "which is no regular file"), (["a"], "is a list; give"),
     (Unusable("x is undefined", "Define x."), "cannot be evaluated: x is undefined. Define x.")],
)  # fmt: skip
def test_paths_that_are_none(given, words):
    with pytest.raises(Refused, match=words):
        read(given)


def test_a_damaged_report_is_not_passed_over_for_an_older_one(written, tmp_path):
    written("a.json", report_of(answer(RWS1)), 100)
    written("b.json", "{", 50)
    with pytest.raises(Refused, match=r"b\.json, which is no JSON"):
        read(str(tmp_path))


def test_a_directory_without_reports(tmp_path):
    with pytest.raises(Refused, match="holds no report"):
        read(str(tmp_path))


def test_another_environment_is_refused():
    before = of(report_of(answer(RWS1), environment="a" * 32), "old.json")
    before.refuse_another("a" * 32)
    before.refuse_another(None)
    with pytest.raises(Refused, match=f"of the environment {'a' * 32}, but the ledgers are of {'b' * 32}"):
        before.refuse_another("b" * 32)


def test_what_was_active_then_is_assumed():
    assert of(old_report(), "/r").assumed["gir_active_datacenter"] == "dc1"
