# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A rehearsal of a failover: what it is asked, what it judges, how it ends, and what has changed since the last one."""

import json
from dataclasses import replace

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.asked import (
    FORCED,
    MODES,
    PLANNED,
    Accepted,
    Asked,
    Override,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.expected import Expected
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.objectives import Objectives
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.observed import (
    BLOCKED,
    BY_HAND,
    HELD,
    Check,
    Lock,
    Service,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.run import Run
from ansible_collections.gir.multidc.plugins.plugin_utils._rehearsal import (
    comparison,
    judge,
    lines,
    outcomes,
    probes,
    reading,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._rehearsal.probes import Probe
from ansible_collections.gir.multidc.plugins.plugin_utils._rehearsal.report import About, headline, report
from ansible_collections.gir.multidc.plugins.plugin_utils._report.markdown import markdown
from ansible_collections.gir.multidc.plugins.plugin_utils._report.of_rehearsal import from_rehearsal
from ansible_collections.gir.multidc.plugins.plugin_utils._report.page import page
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable
from failover_cases import SEEN, alive, with_intent, with_step

GOOD = Check("GIR626", CONFIRMED, "All 2 RWS addresses of dc2 answer.")
HEALTHY = replace(SEEN, origin=alive(SEEN.origin), checks=(GOOD,))
PLAIN = Asked("dc2", check=True)
NONE = Objectives()
STORED = Probe("dc2", "mcp1-dc2", "voice recording storage", "http://dav/x", CONFIRMED, "written.", 0.2)
STAGES = {"switch": Expected(40, "measured", 3), "verify": Expected(20, "measured", 3)}
ABOUT = About("20270131T021000Z-00000001", 1801361400, 1801361409, by="Ada", user="ada", controller="ctl1")


def judged(seen=HEALTHY, asked=PLAIN, mode=FORCED):
    return judge.judge(replace(asked, mode=mode), seen, Run("run-1"))


def states(seen=HEALTHY, asked=PLAIN, mode=FORCED):
    return {one.rule: one.state for one in judged(seen, asked, mode).rulings}


def made(seen=HEALTHY, tried=(STORED,), asked=PLAIN, wanted=NONE, stages=None, **about):
    every = [judged(seen, asked)]
    return report(replace(ABOUT, **about), every, tried, {FORCED: STAGES if stages is None else stages}, wanted)


# -- what is asked ---------------------------------------------------------------------------------------------------


def read(pair=("dc1", "dc2"), **values):
    return reading.read({f"gir_rehearsal_{name}": value for name, value in values.items()}, pair)


def test_nothing_given_judges_every_mode_of_the_standby():
    found, wrong = read(to="", mode=" ", notes=None)
    assert (found.to, found.modes, found.by, found.notes, wrong) == ("", MODES, "", "", [])
    assert found.reports.directory == ""


def test_text_of_a_survey():
    found, wrong = read(to="dc2 ", mode="Forced", by="Ada", notes="autumn\n", output_dir="out", formats="json, html")
    assert (found.to, found.modes, found.by, found.notes) == ("dc2", (FORCED,), "Ada", "autumn")
    assert (found.reports.directory, found.reports.formats, wrong) == ("out", ("json", "html"), [])


def test_all_values_that_cannot_be_used_are_named_at_once():
    wrong = read(to="dc3", mode="quick", by=["x"], notes="a\nb", output_dir=7, formats="junit")[1]
    assert [one.subject for one in wrong] == [f"gir_rehearsal_{name}" for name in
                                              ("to", "mode", "output_dir", "formats", "by", "notes")]  # fmt: skip
    assert "primary and backup are dc1 and dc2" in wrong[0].sentence


def test_value_that_cannot_be_evaluated_is_no_default():
    wrong = read(to=Unusable("nowhere is undefined"), output_dir=Unusable("gone"))[1]
    assert {one.subject for one in wrong} == {"gir_rehearsal_to", "gir_rehearsal_output_dir"}


# -- what is judged --------------------------------------------------------------------------------------------------


def test_rules_that_every_rehearsal_breaks_are_expected():
    assert states() == dict.fromkeys(("GIR612", "GIR613", "GIR622"), judge.EXPECTED)
    whys = {one.rule: one.why for one in judged().rulings}
    assert whys["GIR622"] == "it is broken because dc1 is alive"
    assert judged().ready


def test_broken_interaction_server_of_a_living_data_center_is_expected_too():
    seen = replace(HEALTHY, origin=replace(HEALTHY.origin, symptoms=("interaction_server",)))
    assert states(seen)["GIR624"] == judge.EXPECTED


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"checks": (GOOD, Check("GIR627", FAILED, "It is full.", "Make room."))}, "GIR627"),
        ({"checks": ()}, "GIR670"),
        ({"lock": Lock(HELD, "op-9", "keystore_sync", text="by alice")}, "GIR617"),
        ({"ledger": replace(SEEN.ledger, heard=())}, "GIR620"),
        ({"ledger": replace(SEEN.ledger, question="fork", text="Two histories.")}, "GIR615"),
        ({"ledger": with_intent(SEEN).ledger}, "GIR616"),
        ({"ledger": with_intent(SEEN, verb="site", active="dc1", site="DC1").ledger}, "GIR616"),
        ({"target": replace(SEEN.target, heard=0, nodes_heard=0)}, "GIR619"),
        ({"target": replace(SEEN.target, nodes_heard=0)}, "GIR625"),
        ({"target": replace(SEEN.target, symptoms=("rcs",)), "origin": replace(HEALTHY.origin, symptoms=("rcs",))},
         "GIR623"),
    ],
)  # fmt: skip
def test_rule_that_would_stop_a_failover(changes, rule):
    seen = replace(HEALTHY, **changes)
    assert states(seen)[rule] == judge.STOPS
    found = made(seen)
    assert (found["outcome"], found["ok"]) == ("not_ready", False)
    assert f"{rule} (forced): " in "\n".join(lines.lines(found, {}, ()))


def test_unfinished_failover_hides_nothing_of_the_target():
    seen = replace(with_intent(HEALTHY), checks=(Check("GIR628", FAILED, "A key is missing."),))
    assert {"GIR616", "GIR628"} <= {rule for rule, state in states(seen).items() if state == judge.STOPS}


def test_lock_of_a_verb_that_makes_way_stops_nothing_and_is_said():
    seen = replace(HEALTHY, lock=Lock(HELD, "op-9", "site", yields=True, text="site of alice"), holds=("Held back.",))
    assert judged(seen).ready
    text = "\n".join(lines.lines(made(seen), {}, ()))
    assert "the lock is held: site of alice." in text and "On hold: Held back." in text


def test_lifted_rule_is_shown_with_its_reason():
    seen = replace(HEALTHY, checks=(Check("GIR627", FAILED, "It is full."),))
    asked = replace(PLAIN, overrides=(Override("GIR627", "another storage"),))
    assert states(seen, asked)["GIR627"] == judge.LIFTED
    assert judged(seen, asked).ready
    assert "Lifted: GIR627 (another storage)." in lines.lines(made(seen, asked=asked), {}, ())


BY_YOU = Service("muxer", "mux1-dc1", True, BY_HAND)


@pytest.mark.parametrize(
    ("services", "state"),
    [((), None), ((BY_YOU,), judge.EXPECTED), ((Service("muxer", "mux1-dc1", False),), judge.STOPS),
     ((BY_YOU, Service("muxer", "mux2-dc1", False, BY_HAND)), judge.STOPS)],
)  # fmt: skip
def test_planned_failover_stops_what_it_can(services, state):
    """That somebody has stopped what only he can stop is said with the failover itself."""
    seen = replace(HEALTHY, origin=replace(HEALTHY.origin, services=services))
    found = [one for one in judged(seen, mode=PLANNED).rulings if one.rule != "GIR612"]
    assert {one.rule for one in found} <= {"GIR638"}
    assert (max((one.state for one in found), default=None)) == state


def test_planned_failover_of_a_silent_data_center():
    assert states(replace(SEEN, checks=(GOOD,)), mode=PLANNED)["GIR639"] == judge.STOPS


def test_same_rule_in_two_modes_is_one_ruling():
    one, other = judged(), replace(judged(), mode="other")
    other = replace(other, rulings=tuple(replace(each, modes=("other",)) for each in other.rulings))
    found = judge.merged([one, other])
    assert {each.rule: each.modes for each in found} == dict.fromkeys(("GIR612", "GIR613", "GIR622"),
                                                                      (FORCED, "other"))  # fmt: skip


# -- how it ends -----------------------------------------------------------------------------------------------------


def test_ready_with_nothing_open():
    found = made()
    assert (found["outcome"], found["ok"], found["open_points"]) == ("ready", True, [])
    assert headline(found).startswith("Rehearsal of a failover from dc1 to dc2: ready after 9 s. ")
    assert found["times"] == {"began": "2027-01-31T02:10:00Z", "ended": "2027-01-31T02:10:09Z", "seconds": 9}
    assert (found["expected"][FORCED]["seconds"], found["plan"][FORCED]["document"]["to"]) == (60, "dc2")


@pytest.mark.parametrize(
    ("changes", "name", "text"),
    [
        ({"seen": replace(HEALTHY, checks=(GOOD, Check("GIR630", NOT_OBSERVABLE, "Nobody says.", "Give it.")))},
         "GIR630", "Nobody says. Give it."),
        ({"tried": (replace(STORED, answer=NOT_OBSERVABLE, text="check mode."),)}, "storage", "check mode."),
        ({"tried": (Probe("", "", "storage", "", NOT_OBSERVABLE, probes.NOTHING),)}, "storage", probes.NOTHING),
        ({"seen": with_step(HEALTHY, "desktops", state=BLOCKED, text="GAX is silent.")}, "desktops", "GAX is silent."),
        ({"slice": "1 of 3"}, "sight", "slice 1 of 3"),
        ({"silent": {"mcp1-dc1": "no route"}}, "sight", "mcp1-dc1 (no route)"),
        ({"unasked": ("sm1",)}, "sight", "sm1"),
        ({"wanted": Objectives(time_minutes=15), "stages": {"switch": Expected(40, "guess")}}, "objective", "a guess"),
        ({"wanted": Objectives(time_minutes=1), "stages": {"switch": Expected(90, "measured", 2)}}, "objective",
         "90 s expected"),
    ],
)  # fmt: skip
def test_what_nobody_saw_is_an_open_point(changes, name, text):
    found = made(**changes)
    (point,) = found["open_points"]
    assert (point["name"], found["outcome"], found["ok"]) == (name, "ready_open", True)
    assert text in point["text"]


def test_measured_time_within_the_objective_is_met():
    found = made(wanted=Objectives(time_minutes=15))
    assert (found["objectives"][0]["answer"], found["outcome"]) == ("met", "ready")


def test_services_that_nobody_can_stop_have_to_be_accepted():
    origin = replace(HEALTHY.origin, services=(Service("muxer", "mux1-dc1", True, BY_HAND),))
    found = made(replace(HEALTHY, origin=origin))
    assert [one["name"] for one in found["open_points"]] == ["accept"]
    accepted = replace(PLAIN, accepted=(Accepted("dc1", "muxer"),))
    assert made(replace(HEALTHY, origin=origin), asked=accepted)["open_points"] == []


def test_failed_probe_is_not_ready():
    broken = replace(STORED, answer=FAILED, text="DELETE was answered with HTTP 403; the probe file x is left behind.")
    found = made(tried=(STORED, broken))
    assert (found["outcome"], found["modes"][0]["ready"]) == ("not_ready", True)
    assert "Failed: mcp1-dc2 voice recording storage http://dav/x: DELETE" in "\n".join(lines.lines(found, {}, ()))


def test_run_that_broke_off_is_not_ready():
    found = report(replace(ABOUT, trouble="It broke off."), [], [], {}, Objectives())
    assert (found["outcome"], found["why"], found["to"]) == ("not_ready", ["It broke off."], "")
    assert lines.lines(found, {}, ())[:2] == [headline(found), "It broke off."]
    assert markdown(from_rehearsal(found, headline(found)))


def test_outcomes_are_a_closed_list():
    assert set(outcomes.OUTCOMES) == set(outcomes.WORDS)


def test_every_form_of_the_report():
    seen = replace(HEALTHY, checks=(GOOD, Check("GIR627", FAILED, "<b>full</b>", "Make room.")))
    found = made(seen, tried=(STORED, replace(STORED, host="rws1-dc2", answer=FAILED, text="no.")))
    found["compared"] = comparison.compared(json.loads(json.dumps(made())), found, "rws1-dc1")
    document = from_rehearsal(found, headline(found))
    assert "not ready" in markdown(document) and "Make room" in markdown(document)
    text = page(document)
    assert "<b>full</b>" not in text and "Since the last rehearsal" in text


# -- probes ----------------------------------------------------------------------------------------------------------

MODEL = {"hosts": {"mcp1-dc2": {"data_center": "dc2", "components": ["gir_mcp"]},
                   "rws1-dc2": {"data_center": "dc2", "components": ["gir_rws"]}}}  # fmt: skip


def result(**changes):
    return {"name": "voice recording storage", "kind": "webdav", "url": "http://dav/x", "ok": True, "reason": None,
            "note": None, "seconds": 0.5, "large_upload": {"answer": CONFIRMED, "reason": None}, **changes}  # fmt: skip


def tried(answers, untried=()):
    return probes.judged(MODEL, answers, untried)


def test_probe_is_confirmed_with_its_seconds():
    written, offered = tried({"mcp1-dc2": [{"results": [result()]}]})
    assert (written.answer, written.seconds, written.text) == (CONFIRMED, 0.5, "written, read back, deleted, and gone.")
    assert (offered.name, offered.seconds) == ("voice recording storage, a file of 5 GiB", None)
    assert "written" not in offered.text


def test_probe_that_only_looked_proves_nothing():
    answers = {"mcp1-dc2": [{"results": [result(note="check mode: only looked at", large_upload=None)]}]}
    (found,) = tried(answers)
    assert (found.answer, found.text) == (NOT_OBSERVABLE, "check mode: only looked at.")


def test_host_that_said_nothing_has_failed():
    (found,) = tried({"mcp1-dc2": [{"unreachable": True, "msg": "gone"}]})
    assert (found.host, found.answer) == ("mcp1-dc2", FAILED)


def test_nothing_tried_is_said():
    assert [one.text for one in tried({}, ["Nobody of dc2 answers."])] == ["Nobody of dc2 answers."]
    (found,) = tried({})
    assert (found.answer, found.text) == (NOT_OBSERVABLE, probes.NOTHING)


# -- since the last one ----------------------------------------------------------------------------------------------


def changed(old, new):
    old, new = (json.loads(json.dumps(one)) for one in (old, new))
    return [(one.kind, one.about, one.text) for one in comparison.differences(old, new)]


def test_nothing_has_changed():
    assert changed(made(), made(id="other", notes="b")) == []


def test_what_is_new_and_what_is_gone():
    bad = made(replace(HEALTHY, checks=(GOOD, Check("GIR627", FAILED, "It is full.", subject="dav1"))))
    found = changed(made(), bad)
    assert ("changed", "outcome", "It was ready, and is not ready.") in found
    assert ("new", "check", "GIR627 failed: It is full.") in found
    assert not any(about == "rule" for _kind, about, _text in found)
    assert ("gone", "check", "GIR627 failed: It is full.") in changed(bad, made())


def test_sentence_of_a_check_may_change():
    first, second = (made(replace(HEALTHY, checks=(Check("GIR632", FAILED, f"{number} of 9", subject="mcp"),)))
                     for number in (7, 8))  # fmt: skip
    assert changed(first, second) == []


def test_rule_that_is_no_check():
    held = made(replace(HEALTHY, lock=Lock(HELD, "op", "keystore_sync", text="by alice")))
    assert ("new", "rule", "GIR617: The lock is held: by alice.") in changed(made(), held)


def test_changed_plan_says_how():
    found = changed(made(), made(with_step(HEALTHY, "muxer", state="in effect")))
    (text,) = [text for _kind, about, text in found if about == "plan"]
    assert text.startswith("Plan forced: steps: no longer muxer needed; now muxer in effect")


@pytest.mark.parametrize(
    ("before", "now", "slower"),
    [(0.2, 0.9, False), (0.2, 1.3, True), (3.0, 4.1, False), (3.0, 5.0, True), (5.0, 3.0, False)],
)
def test_slower_probe(before, now, slower):
    found = changed(made(tried=(replace(STORED, seconds=before),)), made(tried=(replace(STORED, seconds=now),)))
    assert [kind for kind, _about, _text in found] == ["slower"] * slower


def test_slower_stage():
    slow = {**STAGES, "switch": Expected(80, "measured", 4)}
    text = "Stage switch, forced: 40.0 s before, 80.0 s now."
    assert changed(made(), made(stages=slow)) == [("slower", "stage", text)]


def test_probes_that_come_go_and_change():
    other = replace(STORED, host="rws1-dc2")
    assert changed(made(tried=(STORED,)), made(tried=(other,))) == [
        ("new", "probe", "rws1-dc2 voice recording storage http://dav/x: confirmed."),
        ("gone", "probe", "mcp1-dc2 voice recording storage http://dav/x was not tried any more."),
    ]
    failed = replace(STORED, answer=FAILED, text="It is full.")
    text = "mcp1-dc2 voice recording storage http://dav/x was confirmed, and is failed. It is full."
    assert ("changed", "probe", text) in changed(made(), made(tried=(failed,)))


def test_check_mode_is_not_compared_in_what_it_cannot_show():
    looked = replace(STORED, answer=NOT_OBSERVABLE, text="check mode.")
    assert changed(made(), made(tried=(looked,), check=True)) == []


def test_report_of_another_form_is_named():
    found = comparison.compared({"id": "old", "from": "dc1", "to": "dc2", "outcome": "ready"}, made(), "rws1-dc1")
    assert (found["id"], found["differences"]) == ("old", [])
    assert found["problem"] == "it is of another form (KeyError)"
    text = lines.lines({**made(), "compared": found}, {}, ())
    assert "The last rehearsal, old, cannot be compared: it is of another form (KeyError)." in text
    assert comparison.compared(None, made())["id"] == ""
