# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a failover decides: the way through, and every turn that it may take."""

from dataclasses import replace

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._failover import journal, plan_file
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.asked import Accepted, Override
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.case import Case
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.decide import decide
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.diagnosis import BY_NAME, diagnose
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.observed import (
    BLOCKED,
    HELD,
    NOBODY,
    OURS,
    Check,
    Lock,
    Step,
    View,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.plan import digest_of, plan_of
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.run import Act, End, Result, Wait
from failover_cases import ASKED, ORIGIN, RUN, SEEN, alive, commands, follow, with_intent, with_step


def test_a_lost_data_center():
    decisions, seen, _run = follow()
    assert commands(decisions) == [
        ("lock",),
        ("intent",),
        ("rws", "look"),
        ("settings", "desktops", "rps", "muxer"),
        ("done",),
        ("verify", "hold"),
    ]
    assert decisions[-1].outcome == "done_open"
    assert [one.name for one in decisions[-1].open_points] == ["rejoin"]
    assert seen.ledger.active == "dc2"


def test_a_second_run_changes_nothing():
    _first, seen, _run = follow()
    decisions, _seen, run = follow(seen=replace(seen, lock=Lock()), run=replace(RUN, lock="run-2"))
    assert (decisions[-1].outcome, commands(decisions)) == ("unchanged", [("verify",)])
    assert {one.command for one in run.results} == {"verify"}


def test_what_answers_is_stopped_first():
    decisions, _seen, _run = follow(replace(ASKED, overrides=(Override("GIR622", "the floor burns"),)),
                                    replace(SEEN, origin=alive(ORIGIN)))  # fmt: skip
    assert commands(decisions)[:3] == [("lock",), ("stop:muxer", "stop:rps"), ("intent",)]


def test_a_silence_that_is_too_short_is_waited_for():
    decision = decide(replace(ASKED, silent_before=0), replace(SEEN, quiet_for=4), RUN)
    assert isinstance(decision, Wait)
    assert decision.seconds == 6


def test_every_rule_that_stops_it_is_named_at_once():
    bad = replace(ASKED, confirm="dc1", attested_by=" ", overrides=(Override("GIR619", "x"), Override("GIR627", "")))
    check = Check("GIR627", "failed", "The storage of dc2 is full.")
    decision = decide(bad, replace(SEEN, checks=(check,), witness=False), RUN)
    assert decision.outcome == "refused"
    assert set(decision.rules) == {"GIR612", "GIR613", "GIR636", "GIR618"}


def test_an_override_lifts_its_rule_and_no_other():
    checks = (Check("GIR627", "failed", "full"), Check("GIR628", "failed", "a key is missing"))
    asked = replace(ASKED, overrides=(Override("GIR627", "we have another disk"),))
    assert decide(asked, replace(SEEN, checks=checks), RUN).rules == ("GIR628",)


def test_a_question_of_the_ledger_stops_everything_also_in_the_middle():
    asks = replace(SEEN, ledger=replace(SEEN.ledger, question="fork", text="The ledgers part."), lock=Lock(OURS))
    for run in (RUN, replace(RUN, operation="run-1", results=(Result("lock", "applied"), Result("intent", "applied")))):
        decision = decide(ASKED, asks, run)
        assert (decision.outcome, decision.next) == ("question", "ansible-playbook gir.multidc.ledger")


def test_an_unfinished_operation_of_another_kind_is_a_question():
    decision = decide(ASKED, with_intent(SEEN, "other", "failover", "dc1", "DC1"), RUN)
    assert (decision.outcome, decision.rules) == ("question", ("GIR616",))


def test_a_run_goes_on_with_what_another_one_began():
    decisions, seen, run = follow(seen=with_intent(SEEN, "run-0"))
    assert commands(decisions)[:2] == [("lock",), ("intent",)]
    assert run.operation == "run-0"
    assert seen.ledger.operation == "run-0"


@pytest.mark.parametrize("lock", [Lock(HELD, "run-9", "failover"), Lock(), Lock(NOBODY)])
def test_a_run_that_lost_its_lock_stops(lock):
    run = replace(RUN, operation="run-1", results=(Result("lock", "applied"), Result("intent", "applied")))
    decision = decide(ASKED, with_intent(replace(SEEN, lock=lock)), run)
    assert decision.outcome == ("stopped" if lock.state == NOBODY else "superseded")


def test_a_run_whose_ledger_went_on_stops():
    run = replace(RUN, operation="run-1", results=(Result("lock", "applied"), Result("intent", "applied")))
    later = replace(SEEN, lock=Lock(OURS), ledger=replace(SEEN.ledger, operation="run-5", epoch=3))
    assert decide(ASKED, later, run).outcome == "superseded"


def test_a_site_run_is_told_to_stop_and_then_asked_about():
    held = replace(SEEN, lock=Lock(HELD, "op-7", "site", yields=True, text="by bert"))
    assert commands([decide(ASKED, held, RUN)]) == [("mark",)]
    run = replace(RUN, now=5, results=(Result("mark", "applied", 1),))
    marked = replace(held, lock=replace(held.lock, marked=True))
    assert isinstance(decide(ASKED, marked, run), Wait)
    late = decide(ASKED, marked, replace(run, now=100))
    assert late.outcome == "question"
    assert "gir_failover_take_over=op-7" in late.next


def test_the_lock_of_a_dead_run_is_taken_over():
    held = replace(SEEN, lock=Lock(HELD, "run-0", "failover", dead=True))
    assert commands([decide(ASKED, held, RUN)]) == [("take_over",)]
    assert decide(ASKED, replace(held, lock=replace(held.lock, dead=False)), RUN).rules == ("GIR617",)


def test_rws_refuses_and_what_was_done_is_undone():
    asked = replace(ASKED, overrides=(Override("GIR622", "test"),))

    def world(seen, _run, sent):
        return seen, {"rws": "refused"} if any(one.name == "rws" for one in sent) else {}

    decisions, seen, _run = follow(asked, replace(SEEN, origin=alive(ORIGIN)), world=world)
    assert commands(decisions)[-2:] == [("abandon",), ("restore:muxer", "restore:rps")]
    assert decisions[-1].outcome == "undone"
    assert seen.ledger.active == "dc1"


def test_nothing_is_recorded_while_nobody_knows_whether_rws_switched():
    def world(seen, _run, sent):
        return seen, {"rws": "unknown"} if any(one.name == "rws" for one in sent) else {}

    decisions, seen, _run = follow(world=world)
    assert decisions[-1].outcome == "stopped"
    assert not any("desktops" in one for one in commands(decisions))
    assert seen.ledger.intent is not None


def test_a_read_only_configuration_layer_is_open_and_finished_later():
    blocked = with_step(SEEN, "desktops", state=BLOCKED, text="Configuration Server is read-only.")
    decisions, seen, _run = follow(seen=blocked)
    assert [one.name for one in decisions[-1].open_points] == ["desktops", "rejoin"]
    assert decisions[-1].next.startswith("ansible-playbook gir.multidc.failover")
    writable = with_step(replace(seen, lock=Lock()), "desktops", state="needed")
    decisions, _seen, _run = follow(seen=writable, run=replace(RUN, lock="run-2"))
    # Nobody hears the other data center, so that what moves clients away from it is recorded again.
    assert commands(decisions) == [("lock",), ("intent",), ("desktops",), ("done",), ("verify", "hold")]


def test_a_muxer_that_nobody_hears_of_a_data_center_that_answers_has_to_be_accepted():
    origin = replace(ORIGIN, heard=3, services=(ORIGIN.services[0], replace(ORIGIN.services[1], heard=True,
                     state="stopped", at_boot=False)))  # fmt: skip
    decisions, _seen, _run = follow(seen=replace(SEEN, origin=origin))
    assert not any("muxer" in one for one in commands(decisions))
    assert "gir_failover_accept=[dc1/muxer]" in next(
        one.text for one in decisions[-1].open_points if one.name == "muxer"
    )
    asked = replace(ASKED, accepted=(Accepted("dc1", "muxer"),))
    decisions, _seen, _run = follow(asked, replace(SEEN, origin=origin))
    assert any("muxer" in one for one in commands(decisions))


def test_a_muxer_that_cannot_be_stopped_is_never_doubled_whatever_is_accepted():
    origin = replace(alive(ORIGIN), heard=5)

    def world(seen, _run, sent):
        return seen, {one.key: "failed" for one in sent if one.name == "stop"}

    asked = replace(ASKED, accepted=(Accepted("dc1", "muxer"), Accepted("dc1", "rps")))
    decisions, _seen, _run = follow(asked, replace(SEEN, origin=origin), world=world)
    assert not any({"muxer", "rps"} & set(one) for one in commands(decisions))
    assert decisions[-1].outcome == "done_open"


def test_a_muxer_that_comes_back_in_the_middle_is_stopped_again():
    def world(seen, _run, sent):
        if any(one.name == "look" for one in sent):
            seen = replace(seen, origin=alive(seen.origin))
        return seen, {}

    decisions, _seen, _run = follow(world=world)
    sent = commands(decisions)
    assert sent.index(("stop:muxer", "stop:rps")) < sent.index(("settings", "desktops", "rps", "muxer"))


def test_the_guard_of_a_silent_data_center_is_waited_for():
    asked = replace(ASKED, guard_seconds=120)
    decisions, _seen, run = follow(asked)
    started = next(one.at for one in run.results if one.command == "muxer")
    assert started + asked.silent_before >= 150
    assert commands(decisions).index(("settings", "desktops")) < commands(decisions).index(("rps", "muxer"))


def test_more_answers_never_move_towards_lost():
    states = [SEEN, replace(SEEN, origin=replace(ORIGIN, views=(View("rws1-dc2", True),))),
              replace(SEEN, origin=replace(ORIGIN, heard=1)), replace(SEEN, origin=replace(ORIGIN, heard=6)),
              replace(SEEN, origin=alive(ORIGIN))]  # fmt: skip
    ranks = [diagnose(ASKED, one).kind.towards_lost for one in states]
    assert ranks == sorted(ranks, reverse=True)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({}, "data center lost"),
        ({"witness": False}, "controller isolated"),
        ({"witness": True}, "data center lost"),
        ({"origin": replace(ORIGIN, views=(View("rws1-dc2", True),))}, "alive for others"),
        ({"origin": replace(ORIGIN, heard=1)}, "degraded"),
        ({"origin": alive(ORIGIN)}, "healthy"),
        ({"origin": replace(alive(ORIGIN), symptoms=("interaction_server",))}, "Interaction Server only"),
        ({"target": replace(SEEN.target, heard=0, nodes_heard=0)}, "controller isolated"),
        ({"target": replace(SEEN.target, heard=0, nodes_heard=0), "witness": True}, "both lost"),
        ({"origin": replace(alive(ORIGIN), symptoms=("storage",)),
          "target": replace(SEEN.target, symptoms=("storage",))}, "same fault at the target"),
    ],
)  # fmt: skip
def test_diagnoses(changes, name):
    found = diagnose(ASKED, replace(SEEN, **changes))
    assert found.name == name
    assert found.because
    assert name in BY_NAME


def test_what_is_approved_is_what_runs():
    plan = digest_of(Case(ASKED, SEEN, RUN))
    approved = replace(ASKED, plan=plan, plan_age=60, plan_document=plan_of(Case(ASKED, SEEN, RUN)))
    assert isinstance(decide(approved, replace(SEEN, quiet_for=40), replace(RUN, now=9)), Act)
    assert decide(replace(approved, plan_age=7200), SEEN, RUN).rules == ("GIR635",)
    changed = decide(approved, with_step(SEEN, "desktops", state="in effect"), RUN)
    assert changed.rules == ("GIR635",)
    assert "desktops in effect" in changed.why[0]


def test_a_journal_is_replayed():
    decisions, seen, run = follow()
    lines = [journal.line("decision", **journal.of_decision(ASKED, SEEN, RUN, decisions[0])),
             journal.line("stage", stage="fence"),
             journal.line("decision", **journal.of_decision(ASKED, seen, run, decisions[-1]))]  # fmt: skip
    assert [was == now for was, now in journal.replay(lines)] == [True, True]
    with pytest.raises(journal.Unreadable, match="line 1"):
        list(journal.replay(["{}"]))


def test_every_refusal_names_a_next_command():
    for decision in (decide(replace(ASKED, confirm=""), SEEN, RUN), decide(ASKED, replace(SEEN, ledger=replace(
            SEEN.ledger, question="fork", text="x")), RUN)):  # fmt: skip
        assert isinstance(decision, End)
        assert decision.next


def test_a_plan_by_its_name():
    name = plan_file.name_of({"to": "dc2"}, 1_800_000_000)
    found = plan_file.named(name, 1_800_000_060)
    assert (found.digest, found.age) == (name.partition("@")[2], 60)
    assert plan_file.named(found.digest, 0).age is None
    assert plan_file.named(f"yesterday@{found.digest}", 0) is None
    assert plan_file.named("plan.json", 0) is None


@pytest.mark.parametrize(("step", "point"), [("desktops", "desktops"), ("index_update", "index")])
def test_what_an_open_step_leaves_as_it_was_fails_no_verification(step, point):
    """A configuration layer that is read-only, and a host of the daily update that came back after the first look."""
    shown = Check(point, "failed", "It is as it was before.")
    found = replace(SEEN, steps=(*(one for one in SEEN.steps if one.name != step), Step(step, "needed")))
    blocked = with_step(found, step, state=BLOCKED, text="It cannot be written.")
    decisions, _seen, _run = follow(seen=replace(blocked, proofs=(shown,)))
    assert decisions[-1].outcome == "done_open"
    decisions, _seen, _run = follow(seen=replace(found, proofs=(shown,)))
    assert decisions[-1].outcome == "not_verified"
