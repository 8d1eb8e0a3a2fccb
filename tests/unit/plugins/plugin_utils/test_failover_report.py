# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a failover, whatever became of the run: JSON, Markdown, page and the lines of the terminal."""

import json
import re
import shlex
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from ansible.parsing.splitter import parse_kv
from ansible_collections.gir.multidc.plugins.plugin_utils._failover import history, progress, reading
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.asked import Asked, Override
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.objectives import Objectives
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.observed import Check, Lock
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.outcomes import again
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.report import report
from ansible_collections.gir.multidc.plugins.plugin_utils._report.asked import Asked as Wanted
from ansible_collections.gir.multidc.plugins.plugin_utils._report.document import Bar
from ansible_collections.gir.multidc.plugins.plugin_utils._report.markdown import markdown
from ansible_collections.gir.multidc.plugins.plugin_utils._report.of_failover import from_failover
from ansible_collections.gir.multidc.plugins.plugin_utils._report.outputs import write
from ansible_collections.gir.multidc.plugins.plugin_utils._report.page import page
from ansible_collections.gir.multidc.plugins.plugin_utils._report.timeline import timeline
from failover_cases import ASKED, ORIGIN, RUN, SEEN, alive, follow, with_step
from failover_journals import ABOUT, STARTED, lines_of

PROOFS = (Check("rws", "confirmed", "RWS of dc2 uses DC2."), Check("metadata", "not observable", "Nobody can see it."),
          Check("playback", "failed", "HTTP 500.", "Look at RWS."))  # fmt: skip
LINES = lines_of(proofs=PROOFS[:2])


def picture_of(text):
    return ElementTree.fromstring(re.search(r"<svg.*?</svg>", text, re.DOTALL).group(0))


def test_a_failover_that_was_done():
    found = report(LINES)
    assert (found["outcome"], found["ok"], found["from"], found["to"]) == ("done_open", True, "dc1", "dc2")
    assert (found["attested_by"], found["reason"], found["user"]) == ("Ada", "no power", "ada")
    assert found["times"]["outage_since"] == "2027-01-15T07:59:00Z"  # 60 s before it began
    assert found["times"]["verified"] == "2027-01-15T08:00:06Z"
    assert [one["name"] for one in found["commands"]][:3] == ["lock", "intent", "rws"]
    assert {one["outcome"] for one in found["commands"]} == {"applied"}
    assert found["diagnosis"]["name"] == "data center lost"
    assert len(found["plan"]["digest"]) == 64
    assert [one["name"] for one in found["open_points"]] == ["metadata", "rejoin"]
    assert found["silent"] == ABOUT["silent"]
    json.dumps(found)


def test_stages_take_the_time_of_the_run():
    found = report(LINES)
    assert [one["stage"] for one in found["stages"]] == ["fence", "switch", "verify"]
    assert [one["seconds"] for one in found["stages"]] == [1, 4, 1]
    assert {(one["expected"], one["expected_source"]) for one in found["stages"]} == {(4, "guess")}
    assert sum(one["end"] - one["start"] for one in found["timeline"]) == found["times"]["seconds"] == 6


def test_objectives_are_judged_from_the_outage_to_the_proof():
    wanted = {"time_minutes": 10, "data_minutes": 1, "rehearsal_days": None}
    newest = {"recordings": STARTED - 30, "index": None}
    found = report([{**LINES[0], "objectives": wanted, "newest": newest}, *LINES[1:]])
    answers = {one["objective"]: (one["wanted"], one["answer"]) for one in found["objectives"]}
    before = "at most 1 min before the outage"
    assert answers == {
        "time": ("10 min", "met"),
        "data: recordings": (before, "met"),
        "data: index": (before, "not observable"),
    }
    said = [line for line in progress.final_lines(found, {}) if line.startswith("Objective ")]
    assert len(said) == 3 and said[0].startswith("Objective time: met (wanted 10 min, measured 0:0")
    assert report(LINES)["objectives"] == []


@pytest.mark.parametrize("number", range(len(LINES) + 1))
def test_a_run_that_was_killed_anywhere(number, tmp_path):
    """What is known so far is told, and that the run did not end, until its last decision."""
    found = report(LINES[:number])
    ended = any(one.get("decision", {}).get("kind") == "end" for one in LINES[:number])
    assert found["outcome"] == ("done_open" if ended else "interrupted")
    assert found["ok"] is ended
    assert found["next"] or ended
    sent = [one for one in LINES[:number] if one["kind"] == "command"]
    known = [one for one in LINES[:number] if one["kind"] == "result"]
    assert sum(not one["outcome"] for one in found["commands"]) == len(sent) - len(known)
    written = write(from_failover(found), Wanted(str(tmp_path), ("json", "markdown", "html")))
    assert (list(written.paths), written.problems) == (["json", "markdown", "html"], [])
    assert progress.final_lines(found, written.paths)[-1].startswith("Report: ")


def test_a_journal_whose_last_line_was_cut_off():
    text = [json.dumps(one) for one in LINES[:4]]
    assert history.parsed([*text, text[-1][:40], "7"]) == LINES[:4]


def test_a_refusal_names_every_rule_and_what_a_person_lifted():
    checks = (Check("GIR627", "failed", "The storage is full."), Check("GIR628", "failed", "A key is missing."))
    asked = replace(ASKED, overrides=(Override("GIR627", "another disk"),))
    found = report(lines_of(asked, replace(SEEN, checks=checks)))
    assert [(one["rule"], one["lifted"], one["reason"]) for one in found["rules"]] == [
        ("GIR628", False, ""), ("GIR627", True, "another disk"),
    ]  # fmt: skip
    assert found["commands"] == []
    text = markdown(from_failover(found))
    assert "## Rules that a person lifted" in text and "another disk" in text


def test_before_and_after_of_a_step():
    seen = with_step(SEEN, "desktops", before="DC1", after="DC2")
    found = report(lines_of(seen=seen))
    (one,) = [one for one in found["commands"] if one["name"] == "desktops"]
    assert (one["before"], one["after"]) == ("DC1", "DC2")


def test_nobody_says_since_when_a_data_center_is_away_that_answers():
    asked = replace(ASKED, silent_before=0, overrides=(Override("GIR622", "the floor burns"),))
    found = report(lines_of(asked, replace(SEEN, origin=alive(ORIGIN))))
    assert found["times"]["outage_since"] is None
    assert [(one["what"], one["hosts"]) for one in found["commands"] if one["name"] == "stop"] == [
        ("Stop muxer, and its start at boot", ["mux1-dc1"]), ("Stop rps, and its start at boot", ["mcp1-dc1"]),
    ]  # fmt: skip


def test_what_was_verified_has_three_answers():
    made = from_failover(report(lines_of(proofs=PROOFS)))
    assert (made.verdict, made.good) == ("not_verified", False)
    assert [item.level for item in made.items] == ["failed", "not observable", "confirmed"]
    assert [row[:2] for row in made.sections[0].rows] == [("metadata", "a person"), ("rejoin", "a person")]


def test_the_page_has_a_picture_and_a_table_of_the_same():
    text = page(from_failover(report(LINES)))
    picture = picture_of(text)
    assert picture.get("role") == "img"
    names = {one.get("id"): "".join(one.itertext()) for one in picture if one.tag in ("title", "desc")}
    assert set(picture.get("aria-labelledby").split()) == set(names)
    assert all(name in "".join(names.values()) for name in ("fence", "switch", "Claim the lock"))
    found = report(LINES)
    assert len(picture.findall("rect")) == len(found["timeline"]) + len(found["commands"])
    assert text.count("<h2 id=\"section-") == 6
    for one in found["commands"]:
        assert one["what"] in re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL)
    assert "style=" not in text


@pytest.mark.parametrize("evil", ["<script>x</script>", "\u202e\x1b[31m", "| a | `b` [c](d)"])
def test_no_text_of_a_host_becomes_markup(evil):
    found = report(lines_of(seen=with_step(SEEN, "muxer", before=evil), proofs=(Check(evil, "failed", evil, evil),)))
    text, lines = page(from_failover(found)), progress.final_lines(found, {})
    assert evil not in text.partition('<script type="application/json"')[0] or evil.startswith("|")
    assert all(line.isprintable() for line in lines)
    outside = re.sub(r"(`+).+?(?<!`)\1(?!`)", "", markdown(from_failover(found)))
    assert not re.search(r"(?<!\\)\[c\\?\]\(", outside)
    picture_of(text)


def test_a_command_stands_below_its_stage():
    """Also where its time is rounded down, and where a stage comes again."""
    rounded = [{**one, "at": max(0, one["at"] - 0.04)} if one["kind"] == "command" else one for one in LINES]
    sections = {one.title: one for one in from_failover(report(rounded)).sections}
    names = [one.name for one in sections["Timeline"].bars]
    assert names[:4] == ["fence", "Claim the lock", "switch", "Record in the ledger what begins"]
    assert names[-3:] == ["verify", "Verify", "Hold back other verbs for a while"]


def test_the_picture_of_bars_stays_within_its_width():
    bars = [Bar("x" * 90, 0, 7000, label="y" * 90), Bar("z", 7000, 7000, inner=True)]
    picture = timeline(bars)
    assert all(250 <= one.x <= 820 and one.x + one.width <= 823 for one in picture.bars)
    assert 2 <= len(picture.ticks) <= 9
    assert all(len(one.name) <= 38 and len(one.label) <= 22 for one in picture.bars)
    assert timeline([]).ticks


def test_a_run_that_had_nothing_to_do_says_no_diagnosis():
    _decisions, seen, _run = follow()
    about = history.About(started=STARTED, objectives=Objectives(1, 0))
    found = report(lines_of(seen=replace(seen, lock=Lock()), run=replace(RUN, lock="run-2")), about)
    assert (found["outcome"], found["objectives"], found["times"]["outage_since"]) == ("unchanged", [], None)
    assert not any(line.startswith("Diagnosis") for line in progress.final_lines(found, {}))


def test_objectives_are_judged_by_the_run_that_fails_over():
    """The outage began a minute before, and it took six seconds."""
    found = report(LINES, history.About(started=STARTED, objectives=Objectives(1)))
    assert [(one["objective"], one["answer"]) for one in found["objectives"]] == [("time", "missed")]
    assert "Objectives" in [one.title for one in from_failover(found).sections]
    assert any(line.startswith("Objective time: missed") for line in progress.final_lines(found, {}))


def test_lines_of_the_terminal():
    assert progress.stage_line("fence", 3.2, 4) == "stage fence: done in 3 s (expected 4 s)"
    assert progress.stage_line("fence", 3.2, None) == "stage fence: done in 3 s"
    lines = progress.final_lines(report(LINES), {"html": "/tmp/failover.html"})
    assert lines[0].startswith("Forced failover from dc1 to dc2: done open after 6 s. The target is active;")
    assert lines[0].endswith("2 points are open.")
    assert any(line.startswith("Open, for a person: dc1 is no standby yet") for line in lines)
    assert lines[-1] == "Report: /tmp/failover.html"


def test_what_went_wrong_besides_is_a_reason():
    problem = "The lock could not be given back: rws1-dc2 is silent."
    found = report([*LINES, {"kind": "problem", "text": problem}])
    assert found["why"] == ["dc2 is active.", problem]
    assert problem in progress.final_lines(found, {})


@pytest.mark.parametrize("name", ["Ada", "Ada Night", "Ada O'Night", 'Ada "the" $HOME', "Zo\u00eb"])
def test_the_next_command_names_the_same_person(name):
    """As the shell and then Ansible read it, and not its first word alone."""
    words = shlex.split(again(replace(ASKED, attested_by=name)))
    given = {}
    for word in words[words.index("-e") + 1 :: 2]:
        given.update(json.loads(word) if word.startswith("{") else parse_kv(word))
    assert reading.read(given, 0) == Asked("dc2", "dc2", attested_by=name)
