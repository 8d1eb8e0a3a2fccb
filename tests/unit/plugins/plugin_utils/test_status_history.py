# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The last operations in the status: in the terminal, as JSON, as Markdown and on the page."""

from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.entry import Ledger
from ansible_collections.gir.multidc.plugins.plugin_utils._report.outputs import WRITERS
from ansible_collections.gir.multidc.plugins.plugin_utils._report.terminal import lines
from ansible_collections.gir.multidc.plugins.plugin_utils._status import report
from status_cases import ACTIVE, ENVIRONMENT, STANDBY, Well, entry

RWS = Well.hosts("gir_rws")
STAGES = [{"stage": "plan", "seconds": 6.0}, {"stage": "validate", "seconds": 0.0}, {"stage": "switch", "seconds": 41}]
DONE = {"operation": "20261120T020000Z-a", "kind": "failover", "verb": "failover", "mode": "forced",
        "from": ACTIVE, "to": STANDBY, "user": "ada", "attested_by": "Ada", "reason": "no power",
        "outcome": "done_open", "stage": "report", "began": "2026-11-20T02:00:00Z", "ended": "2026-11-20T02:00:59Z",
        "ok": None, "seconds": 59, "stages": STAGES}  # fmt: skip
KILLED = {**DONE, "operation": "20261121T020000Z-b", "outcome": "", "stage": "switch", "ended": None,
          "began": "2026-11-21T02:00:00Z"}  # fmt: skip
REHEARSED = {**DONE, "operation": "20261122T020000Z-c", "kind": "rehearsal", "verb": "rehearsal", "ok": True,
             "outcome": "ready", "began": "2026-11-22T02:00:00Z", "stages": [], "mode": ""}  # fmt: skip


def keep(well, *found, problems=(), hosts=RWS):
    for host in hosts:
        well.answers[host]["ledger"] = {"operations": {"found": list(found), "problems": list(problems)}}


def shown(well):
    raw = well.report()
    document = report.document(raw, well.seen)
    return raw, lines(document), {name: make(document) for name, (make, _ending) in WRITERS.items()}


def test_each_operation_is_one_line_and_one_row():
    well = Well()
    keep(well, DONE, REHEARSED)
    raw, told, forms = shown(well)
    start = told.index("Last operations:")
    assert told[start + 1] == f"  2026-11-22T02:00:00Z rehearsal {ACTIVE} to {STANDBY} by ada: ready in 0:00:59"
    text = " ".join(" ".join(told[start + 2:]).split())
    assert text.startswith(f"2026-11-20T02:00:00Z forced failover {ACTIVE} to {STANDBY} by ada: done open in 0:00:59"
                           " (plan 6, switch 41)")  # fmt: skip
    assert [one["operation"] for one in raw["operations"]] == [REHEARSED["operation"], DONE["operation"]]
    assert raw["operations"][1]["stages"] == STAGES and raw["operations"][1]["state"] == "ended"
    for form in ("markdown", "html"):
        assert "Last operations" in forms[form] and "plan 6, switch 41" in forms[form]


def test_run_that_was_killed_is_shown_with_the_command_that_goes_on():
    well = Well()
    keep(well, DONE, KILLED, REHEARSED)
    raw, told, forms = shown(well)
    text = " ".join(" ".join(told).split())
    assert "by ada: did not come to its end, last stage switch in 0:00:59" in text
    assert f"Go on: ansible-playbook gir.multidc.failover -e gir_failover_to={STANDBY}" in text
    assert [(one["state"], bool(one["next"])) for one in raw["operations"]] == [
        ("ended", False), ("killed", True), ("ended", False)]  # fmt: skip
    assert f"Go on with {KILLED['operation']}" in forms["markdown"]


def test_intent_whose_run_is_at_work_was_not_killed():
    well = Well()
    begun = entry("20261128T025900Z-d", epoch=2, state="intent", parent="first-1", parent_epoch=1, verb="failover",
                  active_datacenter=STANDBY)  # fmt: skip
    well.ledgers = {host: Ledger(ENVIRONMENT, (entry("first-1", verb="create"), begun)) for host in well.ledgers}
    held = {"operation": "20261128T025900Z-d", "verb": "failover", "stale": False, "user": "ada", "controller": "ctl1",
            "claimed_at": "x", "until": "y", "age_seconds": 1, "limit_minutes": 240, "preempted_by": None}  # fmt: skip
    (one,) = well.report()["operations"]
    assert (one["state"], one["to"], one["seconds"]) == ("killed", STANDBY, None) and one["next"]
    well.answers[RWS[0]]["lock"] = {"held": held, "problem": None}
    (one,) = well.report()["operations"]
    assert (one["state"], one["next"]) == ("running", "")
    well.answers[RWS[0]]["lock"]["held"]["stale"] = True
    assert well.report()["operations"][0]["state"] == "killed"


def test_ten_are_shown_and_what_cannot_be_read_is_one_sentence():
    well = Well()
    many = [{**DONE, "operation": f"202611{day:02}T020000Z-a", "began": f"2026-11-{day:02}T02:00:00Z"}
            for day in range(1, 16)]  # fmt: skip
    problems = [{"name": f"{number}.jsonl", "reason": "It is no journal of a failover."} for number in range(12)]
    keep(well, *many, problems=problems)
    raw, told, _forms = shown(well)
    assert [one["began"][8:10] for one in raw["operations"]] == [f"{day:02}" for day in range(15, 5, -1)]
    assert len(raw["notes"]) == 11
    assert raw["notes"][0].startswith("0.jsonl of an earlier failover or rehearsal on ")
    assert raw["notes"][-1] == "2 more files of earlier failovers cannot be read."
    assert raw["verdict"] == Well().report()["verdict"]
    keep(well)
    assert "Last operations:" not in shown(well)[1]


def test_texts_of_hosts_play_no_tricks():
    well = Well()
    keep(well, {**DONE, "user": "<i>evil\x1b[31m\n## x", "stages": [{"stage": "a\x1b[0m", "seconds": 3}]})
    _raw, told, forms = shown(well)
    assert not any("\x1b" in text for text in (*told, *(forms[name] for name in ("markdown", "html", "junit"))))
    assert "<i>evil" not in forms["html"]


# -- what a failover could do ----------------------------------------------------------------------------------------


def test_each_kind_of_failover_has_a_line_of_its_own():
    well = Well()
    well.silence(Well.hosts("gir_muxer", ACTIVE)[0])
    _raw, told, _forms = shown(well)
    planned, forced = (next(line for line in told if line.startswith(f"  {kind} failover: "))
                       for kind in ("Planned", "Forced"))  # fmt: skip
    assert f"{STANDBY} could take over: no" in planned and f"{STANDBY} could take over: yes" in forced


def test_hosts_that_a_run_did_not_ask_leave_a_planned_failover_open():
    well = Well()
    del well.answers[Well.hosts("gir_muxer", ACTIVE)[0]]
    assert well.takeover()["planned"]["fit"] == "not known"
    (step, _forced) = (one for one in well.takeover()["steps"] if one["what"].startswith("Stop Muxer"))
    assert (step["answer"], step["kinds"]) == ("not observable", ("planned",))
