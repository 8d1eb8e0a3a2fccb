# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as plain data: the published schema holds, and it counts what it shows."""

import json
from pathlib import Path

import pytest
import yaml
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import document
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.merge import Report, merged
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.reading import flaw
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.schema import problems
from drift_cases import CONFIG, MUX1, RWS1, RWS2, UNIT, YAML, answer, differs, report_of, rules_of, unread

ROOT = Path(document.__file__).resolve().parents[3]
POINT = unread("rws.eservices_site", "site", "no node shows it", observable=False)
EVERYTHING = [
    answer(RWS1, differs("directory.missing", CONFIG, ""), differs(secret=True), differs("unit.drop_in", UNIT, "/x"),
           maintenance={"who": "ann", "why": "disk", "until": "2026-12-01T00:00:00Z"}),
    answer(RWS2, failure="timed out"),
    answer("rws", POINT, things={"site": "rws"}),
]  # fmt: skip
RULES = [{"object": UNIT}, {"object": "/x", "until": "2026-12-01"}, {"object": YAML, "until": "2026-01-01"}]


def everything(**more):
    before = report_of(answer(RWS1, differs(key="old")), answer(RWS2, differs(key="old")))
    return report_of(*EVERYTHING, rules=rules_of(*RULES), previous=before, **more)


@pytest.mark.parametrize(
    "report",
    [
        report_of(),
        report_of(answer(RWS1)),
        everything(),
        everything(unseen=[MUX1], slice="1 of 2"),
        merged([Report("a", everything(limit="dc1")), Report("b", report_of(answer(RWS2), limit="dc2"))]),
    ],
    ids=["nothing", "equal", "everything", "slice", "merged"],
)
def test_the_published_schema_holds(report):
    there = json.loads(json.dumps(report))
    assert there == report
    assert list(problems(there)) == []
    assert flaw(there) == ""


@pytest.mark.parametrize("change", [{"schema": 2}, {"kind": "x"}, {"more": 1}, {"findings": [{}]}, {"ended": "now"}])
def test_the_schema_refuses_other_forms(change):
    assert list(problems({**report_of(answer(RWS1)), **change})) != []


def test_counts():
    found = everything()
    summary = found["summary"]
    assert summary["verdict"] == "not_checked"
    assert summary["findings"] == len(found["findings"]) == summary["drift"] + summary["not_checked"]
    assert summary["findings"] == sum(summary["by_severity"].values())
    assert (summary["explained"], summary["ignored"], summary["not_observable"], summary["maintenance"]) == (1, 1, 1, 1)
    assert (summary["gone"], summary["unjudged"]) == (1, 1)
    assert [one["explains"] for one in found["findings"] if one["object"] == CONFIG] == [1]


def test_coverage():
    coverage = report_of(answer(RWS1, differs()), answer(RWS2, failure="timed out"))["coverage"]
    assert coverage["asked"] == 7
    assert coverage["text"] == f"3 of 7 checks: 2 equal, 1 drift, 4 not checked (host {RWS2})"
    assert coverage["by_host"] == {RWS2: 4}


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ([answer(RWS1)], "equal"),
        ([answer(RWS1, differs())], "drift"),
        ([answer(RWS1, differs(), unread(thing=UNIT))], "not_checked"),
        ([answer("rws", POINT, things={"site": "rws", "url": "rws"})], "equal"),
        ([answer("rws", POINT, things={"site": "rws"})], "not_checked"),
        ([], "not_checked"),
    ],
)
def test_verdict(answers, verdict):
    assert report_of(*answers)["summary"]["verdict"] == verdict


def test_the_picture_of_the_sites():
    sites = {site["data_center"]: site for site in report_of(*EVERYTHING)["sites"]}
    assert [(site["role"], site["state"]) for site in sites.values()] == [
        ("primary", "active"), ("backup", "standby"), ("recording", "recording")]  # fmt: skip
    rws = {one["name"]: one["hosts"] for one in sites["dc1"]["components"]}["rws"]
    assert rws[0] == {"name": RWS1, "outcome": "drift", "severity": "security", "findings": 2}
    assert rws[1]["outcome"] == "not_checked"
    assert sites["dc2"]["components"][0]["hosts"][0]["outcome"] == "not_checked"


def test_notes():
    notes = everything()["notes"]
    assert any(note.startswith("gir_drift_ignore[1] ends at 2026-12-02") for note in notes)
    assert "Not observable: rws rws site: no node shows it" in notes


def test_what_a_run_saw():
    run = report_of(answer(RWS1), limit="dc1")["run"]
    assert (run["hosts"], run["answered"], run["limit"]) == ([RWS1], [RWS1], "dc1")
    assert RWS2 in run["unseen"]
    assert RWS1 not in run["unseen"]


def test_summary_for_set_stats_does_not_grow_with_the_system():
    found = document.stats(everything())
    assert found["verdict"] == "not_checked"
    assert "by_host" not in found["coverage"]
    assert len(json.dumps(found)) < 1200


CHECKED = "3 of 3 checks: 3 equal, 0 drift."


def whole(*answers, **more):
    """The headline of a run that saw all hosts, or of the part that is given."""
    made = report_of(*answers, **more)
    if not more:
        made["run"]["unseen"] = []
    return document.headline(made)


def test_published_variable_is_documented():
    text = (ROOT / "docs" / "drift.md").read_text(encoding="utf-8").partition("## gir_drift")[2].partition("## ")[0]
    assert [key for key in (*document.stats(everything()), "written") if f"`{key}`" not in text] == []


def test_both_playbooks_publish_the_same():
    published = []
    for name in ("drift", "drift_merge"):
        [play] = yaml.safe_load((ROOT / "playbooks" / f"{name}.yml").read_text(encoding="utf-8"))
        keys = ("ansible.builtin.set_stats", "ansible.builtin.set_fact")
        published.append([task[key] for key in keys for task in play["tasks"] if key in task])
    assert published[0] == published[1]
    assert [list(one) for one in published[0]] == [["data", "aggregate"], ["gir_drift"]]


def test_headline():
    """The conclusion comes first."""
    assert whole(answer(RWS1)) == f"Everything is as it should be: no findings. {CHECKED}"
    assert whole(answer(RWS1, differs())) == (
        "Something differs: 1 finding (1 cosmetic). 3 of 3 checks: 2 equal, 1 drift."
    )
    assert "ot everything could be checked: 4 findings (1 security, " in document.headline(everything())
    assert ", 4 new, 1 gone. " in document.headline(everything())


def test_headline_when_something_is_not_observable():
    point = unread("rws.eservices_site", "site", "no node shows it", observable=False)
    said = whole(answer(RWS1), answer("rws", point, things={"site": "rws"}))
    assert said.startswith("Everything that could be observed is as it should be; 1 point is open: no findings. ")


def test_headline_of_a_part():
    unseen = "hosts were not in this run."
    said = whole(answer(RWS1), limit="dc1")
    assert said.startswith(f"Of the hosts within the limit dc1, everything is as it should be: no findings. {CHECKED} ")
    assert said.endswith(unseen)
    assert whole(answer(RWS1), slice="1 of 9").startswith("Of the hosts of slice 1 of 9, everything ")
    assert whole(answer(RWS1), unseen=[RWS2]).startswith("Of the hosts of this run, everything ")
    found = document.stats(report_of(answer(RWS1), limit="dc1"))
    assert (found["limit"], found["slice"]) == ("dc1", "")
    assert f" {found['unseen']} {unseen}" in found["headline"]
