# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A planned failover: what is drained, in which order, what undoes it, and what happens when its origin dies."""

import json
from dataclasses import replace

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._common.observation import CONFIRMED, FAILED
from ansible_collections.gir.multidc.plugins.plugin_utils._failover import journal, reading
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.asked import Accepted, Asked, Override
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.blocking import blocking
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.case import Case
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.decide import decide
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.observed import (
    BLOCKED,
    BY_HAND,
    IN_EFFECT,
    OURS,
    RUNNING,
    STOPPED,
    Check,
    Lock,
    Service,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.outcomes import again
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.report import headline, report
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.run import Result
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.steps import BY_NAME
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import failover_queues
from failover_cases import ORIGIN, RUN, SEEN, TARGET, alive, commands, follow, with_intent, with_step
from failover_journals import lines_of

PLANNED = Asked("dc2", "dc2", mode="planned", drain_seconds=60)
STANDBY = replace(TARGET, services=(*TARGET.services, Service("rps", "rps1-dc2", True, STOPPED, False)))
WORLD = replace(SEEN, origin=alive(ORIGIN), target=STANDBY, quiet_for=0)


def rules(asked=PLANNED, seen=WORLD):
    return [one.rule for one in blocking(Case(asked, seen, RUN))]


def outcomes(**found):
    """A world in which these commands have these outcomes on the way there."""

    def world(seen, run, sent):
        bad = {one.key: found[one.name] for one in sent if one.name in found}
        if "rps" in (one.name for one in sent) and not run.back:
            started = tuple(replace(one, state=RUNNING, at_boot=True) for one in seen.target.services)
            seen = replace(seen, target=replace(seen.target, services=started))
        return seen, {} if run.back else bad

    return world


# -- going forward ---------------------------------------------------------------------------------------------------


def test_intake_then_queues_then_what_drained_then_the_switch():
    decisions, _seen, run = follow(PLANNED, WORLD)
    assert commands(decisions) == [
        ("lock",), ("intent",), ("settings",), ("queues",), ("stop:muxer", "stop:rps"), ("rws", "look"),
        ("desktops", "rps", "muxer"), ("verify",), ("done",), ("hold",),
    ]  # fmt: skip
    assert decisions[-1].outcome == "done", decisions[-1]
    assert not run.back


def test_it_needs_no_attestation_and_a_healthy_origin_is_no_hindrance():
    assert rules() == []
    assert rules(replace(PLANNED, mode="forced")) == ["GIR613", "GIR622"]


def test_it_is_proven_before_it_is_recorded():
    decisions, _seen, _run = follow(PLANNED, WORLD)
    keys = [key for some in commands(decisions) for key in some]
    assert keys.index("verify") < keys.index("done")


def test_queues_are_asked_again_until_they_are_empty():
    asked = []

    def fills(seen, run, sent):
        asked.extend(one.key for one in sent if one.name == "queues")
        return seen, {"queues": "failed" if len(asked) < 3 else "applied"}

    decisions, _seen, run = follow(PLANNED, WORLD, world=fills)
    assert decisions[-1].outcome == "done"
    assert run.tried("queues") == 3


def test_queues_that_nobody_sees_are_an_open_point():
    decisions, _seen, _run = follow(PLANNED, WORLD, world=outcomes(queues="waited"))
    assert decisions[-1].outcome == "done_open"
    assert [one.name for one in decisions[-1].open_points] == ["queues"]


# -- what stops it before it begins ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("change", "rule"), [
    (lambda seen: replace(seen, origin=replace(ORIGIN, heard=0), quiet_for=60), "GIR639"),
    (lambda seen: replace(seen, origin=replace(seen.origin, services=(
        replace(seen.origin.services[0], heard=False), seen.origin.services[1]))), "GIR638"),
    (lambda seen: replace(seen, origin=replace(seen.origin, services=(
        replace(seen.origin.services[0], state=BY_HAND), seen.origin.services[1]))), "GIR638"),
    (lambda seen: with_step(seen, "desktops", state=BLOCKED, text="Configuration Server is read-only."), "GIR666"),
    (lambda seen: replace(seen, checks=(Check("GIR665", FAILED, "dc2 has not rejoined."),)), "GIR665"),
])  # fmt: skip
def test_a_rule_stops_it_and_not_a_forced_one(change, rule):
    assert rules(seen=change(WORLD)) == [rule]
    forced = replace(PLANNED, mode="forced", attested_by="Ada", overrides=(Override("GIR622", "x"),))
    assert rule not in rules(forced, change(WORLD))


def test_what_is_accepted_needs_no_answer():
    unheard = replace(WORLD.origin.services[0], heard=False)
    seen = replace(WORLD, origin=replace(WORLD.origin, services=(unheard, WORLD.origin.services[1])))
    assert rules(replace(PLANNED, accepted=(Accepted("dc1", "muxer"),)), seen) == []


def test_a_silence_has_to_last_before_it_is_one():
    decision = decide(PLANNED, replace(WORLD, origin=ORIGIN, quiet_for=2), RUN)
    assert (decision.kind, decision.stage) == ("wait", "precheck")


# -- undone ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("failing", ["settings", "rws", "desktops", "rps", "muxer", "verify", "stop"])
def test_what_fails_turns_it_back(failing):
    decisions, _seen, run = follow(PLANNED, WORLD, world=outcomes(**{failing: "failed"}))
    turns = [one for one in decisions if one.kind == "turn"]
    assert len(turns) == 1
    assert decisions[-1].outcome == "undone", decisions[-1]
    assert decisions[-1].why[0] == run.back == turns[0].why
    assert "done" not in [key for some in commands(decisions) for key in some]
    back = commands(decisions[decisions.index(turns[0]) + 1 :])
    assert ("abandon",) in back
    assert back[-1] == ("verify",)


def test_rws_that_refuses_turns_it_back_without_a_second_try():
    _decisions, _seen, run = follow(PLANNED, WORLD, world=outcomes(rws="refused"))
    assert sum(one.command == "rws" for one in run.forward) == 1


def test_on_the_way_back_the_target_stops_before_the_origin_starts():
    decisions, _seen, _run = follow(PLANNED, WORLD, world=outcomes(muxer="failed"))
    turn = next(number for number, one in enumerate(decisions) if one.kind == "turn")
    back = [key for some in commands(decisions[turn + 1 :]) for key in some]
    assert back.index("stop:rps") < back.index("rws") < back.index("abandon") < back.index("rps")


def test_one_that_turns_back_before_its_intent_stops_nothing():
    claimed = replace(RUN, results=(Result("lock", "applied"),)).turned("IVR Profiles: read-only.")
    wrong = replace(TARGET, services=(Service("rps", "rps1-dc2", True, RUNNING, True),))
    seen = replace(WORLD, lock=Lock(OURS, "run-1"), origin=wrong, target=alive(ORIGIN))
    decisions, _seen, _run = follow(PLANNED, seen, claimed)
    assert [key for some in commands(decisions) for key in some] == ["verify"]
    assert decisions[-1].outcome == "undone"
    assert "fence" in [one.name for one in decisions[-1].open_points]


def test_queues_that_do_not_empty_in_time_turn_it_back_unless_a_person_lifts_that():
    decisions, _seen, run = follow(PLANNED, WORLD, world=outcomes(queues="failed"), most=60)
    assert decisions[-1].outcome == "undone"
    assert "queues" in run.back
    lifted = replace(PLANNED, overrides=(Override("GIR667", "they are old"),))
    decisions, _seen, _run = follow(lifted, WORLD, world=outcomes(queues="failed"), most=60)
    assert decisions[-1].outcome == "done_open"


def test_what_was_not_done_is_not_undone():
    decisions, _seen, _run = follow(PLANNED, WORLD, world=outcomes(settings="failed"))
    turn = next(number for number, one in enumerate(decisions) if one.kind == "turn")
    assert commands(decisions[turn + 1 :]) == [("settings",), ("abandon",), ("verify",)]


def test_a_failed_proof_turns_it_back():
    def proves(seen, run, sent):
        bad = any(one.name == "verify" for one in sent) and not run.back
        return replace(seen, proofs=(Check("storage", FAILED if bad else CONFIRMED, "It is full."),)), {}

    decisions, _seen, run = follow(PLANNED, WORLD, world=proves)
    assert decisions[-1].outcome == "undone"
    assert run.back == "It is full."


# -- the origin dies -------------------------------------------------------------------------------------------------


def dies_at(name):
    def world(seen, run, sent):
        if any(one.name == name for one in sent):
            dead = tuple(replace(one, heard=False) for one in seen.origin.services)
            seen = replace(seen, origin=replace(seen.origin, heard=0, nodes_heard=0, services=dead))
        return seen, {}

    return world


@pytest.mark.parametrize("when", ["intent", "settings", "queues", "stop", "rws", "desktops"])
def test_an_origin_that_dies_asks_for_an_attestation(when):
    decisions, seen, run = follow(PLANNED, WORLD, world=dies_at(when))
    end = decisions[-1]
    assert end.outcome == "to_attest"
    assert "gir_failover_mode=forced" in end.next
    assert "<your name>" in end.next
    # The forced one goes on with the same operation, and ends well.
    forced = replace(PLANNED, mode="forced", attested_by="Ada", silent_before=60)
    later = replace(seen, lock=SEEN.lock, quiet_for=60)
    decisions, _seen, again = follow(forced, later, replace(RUN, lock="run-2"))
    assert decisions[-1].outcome in ("done", "done_open")
    assert again.operation == run.operation


def test_a_planned_failover_goes_on_where_another_run_was_killed():
    decisions, _seen, run = follow(PLANNED, with_intent(WORLD, "run-0"))
    assert decisions[-1].outcome == "done"
    assert run.operation == "run-0"


def test_one_that_went_on_undoes_everything():
    decisions, _seen, _run = follow(PLANNED, with_intent(WORLD, "run-0"), world=outcomes(muxer="failed"))
    turn = next(number for number, one in enumerate(decisions) if one.kind == "turn")
    back = {key for some in commands(decisions[turn + 1 :]) for key in some}
    assert {"rws", "desktops", "settings", "rps", "muxer", "abandon"} <= back


def test_one_that_turns_back_at_once_undoes_what_was_begun_before_it():
    """Else the intent of the run that died would stay, and a person would be asked for it."""

    def falls_silent(seen, run, sent):
        lost = any(one.name == "lock" for one in sent)
        return with_step(seen, "rps", state=BLOCKED, text="no host of it answers") if lost else seen, {}

    decisions, _seen, run = follow(PLANNED, with_intent(WORLD, "run-0"), world=falls_silent)
    turn = next(number for number, one in enumerate(decisions) if one.kind == "turn")
    assert run.operation == "run-0" and decisions[-1].outcome == "undone"
    assert ("intent",) in commands(decisions[:turn])
    back = {key for some in commands(decisions[turn + 1 :]) for key in some}
    assert {"settings", "abandon"} <= back


def test_desktops_go_back_where_rws_was_at_that_site_before():
    """It was not switched, so nobody switches it back, and nothing waits for that."""
    there = with_step(WORLD, "rws", state=IN_EFFECT)
    decisions, _seen, _run = follow(PLANNED, there, world=outcomes(muxer="failed"))
    turn = next(number for number, one in enumerate(decisions) if one.kind == "turn")
    back = [key for some in commands(decisions[turn + 1 :]) for key in some]
    assert "rws" not in back and back.index("desktops") < back.index("abandon")


# -- what is said of it ----------------------------------------------------------------------------------------------


def test_the_report_of_one_that_was_undone_says_what_it_undid():
    lines = lines_of(PLANNED, WORLD, world=outcomes(muxer="failed"))
    assert [was for was, now in journal.replay(map(json.dumps, lines)) if was != now] == []
    found = report(lines)
    assert (found["outcome"], found["from"], found["to"]) == ("undone", "dc1", "dc2")
    assert found["why"][0] == "Start the Muxer: failed"
    what = [one["what"] for one in found["commands"] if one["name"] == "rws"]
    assert what == [BY_NAME["rws"].what, f"Undo: {BY_NAME['rws'].what}"]
    assert found["objectives"] == []
    assert headline(found).startswith("Planned failover from dc1 to dc2: undone after")


# -- what the executor makes of it -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("answers", "outcome"), [
    ([], "waited"),
    ([{"answer": "not observable", "reason": ""}], "waited"),
    ([{"answer": "confirmed", "reason": ""}], "applied"),
    ([{"answer": "failed", "reason": "what it says does not match expect"}], "failed"),
])  # fmt: skip
def test_queues_are_what_the_sites_own_probe_says(answers, outcome):
    assert failover_queues.became(answers).outcome == outcome


def test_a_failback_goes_to_the_data_center_that_is_confirmed():
    asked = reading.read({"gir_failover_confirm": "dc1"}, 0, failback=True)
    assert (asked.to, asked.mode, asked.problems) == ("dc1", "planned", ())
    assert "gir.multidc.failback" in again(asked)


def test_a_failback_goes_to_the_primary_only():
    asked = replace(PLANNED, failback=True)
    assert rules(asked) == ["GIR611"]
    assert rules(asked, replace(WORLD, target=replace(WORLD.target, primary=True))) == []


def test_of_a_planned_failover_no_time_of_an_outage_counts():
    given = {"gir_failover_mode": "planned", "gir_failover_outage_since": "2026-01-01T00:00:00Z"}
    assert reading.read(given, 1.8e9).silent_before == 0
