# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rejoin decides: the way through, and every turn that it may take."""

from dataclasses import replace
from random import Random

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.asked import Accepted
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.observed import (
    BY_HAND,
    HELD,
    NOBODY,
    OURS,
    Intent,
    Lock,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.run import Result
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin import outcomes, steps
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin.decide import decide
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin.observed import (
    DIVERGED,
    UNSEEN,
    Hints,
    Keystores,
    Listing,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin.rules import RULES
from rejoin_cases import ACCEPTED, ASKED, HOUR, LEFT, LISTING, MUXER, RUN, SEEN, applied, commands, follow

ALL = ["lock", "keep_list", "fence", "ledger", "keystores", "reindex", "write", "compare", "run", "done"]


def test_the_way_through():
    decisions, seen, _run = follow()
    assert commands(decisions) == ALL
    assert decisions[-1].outcome == "done"
    assert not seen.need
    stages = [one.stage for one in decisions]
    assert stages == sorted(stages, key=steps.STAGES.index)


def test_a_second_run_changes_nothing():
    _first, seen, _run = follow()
    decisions, _seen, _run = follow(seen=replace(seen, lock=Lock()))
    assert (decisions[-1].outcome, commands(decisions)) == ("unchanged", [])


def test_the_list_is_shown_before_anything_is_done():
    decision = decide(replace(ASKED, listed=""), SEEN, RUN)
    assert (decision.outcome, decision.stage) == ("to_confirm", "list")
    assert f"-e gir_rejoin_listed={LISTING.digest}" in decision.next
    assert not outcomes.OUTCOMES["to_confirm"].ok


def test_another_list_than_the_accepted_one_is_shown_again():
    decision = decide(replace(ASKED, listed="0" * 16), SEEN, RUN)
    assert decision.outcome == "to_confirm"
    assert "has changed" in decision.why[0]


def test_what_could_be_asked_when_it_was_accepted_is_asked_for_again():
    blind = Listing((), tuple(replace(one, answer="not observable") for one in LISTING.areas[:1]))
    kept = tuple(LISTING.ids)
    decision = decide(ASKED, replace(SEEN, listing=blind, kept=kept), RUN)
    assert decision.outcome == "to_confirm"
    known = replace(SEEN, listing=blind, kept=kept, kept_unseen=blind.unseen)
    assert [one.name for one in decide(ASKED, known, RUN).commands] == ["lock"]


def test_it_makes_way_for_a_failover():
    run = replace(RUN, results=(Result("lock", "applied"),))
    decision = decide(ASKED, replace(SEEN, lock=Lock(OURS, "run-1", marked=True)), run)
    assert (decision.outcome, decision.why) == ("superseded", (outcomes.MADE_WAY,))


def test_an_empty_list_needs_nobody():
    empty = replace(SEEN, listing=Listing((), tuple(replace(one, answer="confirmed") for one in LISTING.areas)))
    decisions, _seen, _run = follow(replace(ASKED, listed=""), empty)
    assert decisions[-1].outcome == "done"
    assert "keep_list" not in commands(decisions)


def test_what_nobody_could_ask_is_no_empty_list():
    unseen = tuple(replace(one, answer="not observable", text="GAX is away.") for one in LISTING.areas[:1])
    listing = Listing((), (*unseen, *LISTING.areas[1:]))
    assert decide(replace(ASKED, listed=""), replace(SEEN, listing=listing), RUN).outcome == "to_confirm"
    decisions, _seen, _run = follow(replace(ASKED, listed=listing.digest), replace(SEEN, listing=listing))
    assert decisions[-1].outcome == "done_open"
    assert "GAX is away." in [one.text for one in decisions[-1].open_points]


@pytest.mark.parametrize(
    ("hints", "asks"),
    [
        (Hints(3 * HOUR, 3 * HOUR), False),
        (Hints(3 * HOUR, 3 * HOUR + 1), True),
        (Hints(None, 60), True),
        (Hints(3 * HOUR, None), True),
    ],
)
def test_an_outage_beyond_the_hint_window_needs_a_repair(hints, asks):
    decision = decide(ASKED, replace(SEEN, hints=hints), RUN)
    assert (getattr(decision, "outcome", "") == "to_confirm") is asks
    if asks:
        assert "nodetool repair" in decision.why[0]
        assert "gir_rejoin_repaired_by" in decision.next
    assert decide(replace(ASKED, repaired_by="Ada"), replace(SEEN, hints=hints), RUN).kind == "act"


def test_who_was_never_apart_has_missed_no_write():
    only_behind = replace(SEEN, operation="", hints=Hints())
    assert follow(seen=only_behind)[0][-1].outcome == "done"
    assert "reindex" not in commands(follow(seen=only_behind)[0])


# -- rules -----------------------------------------------------------------------------------------------------------

BROKEN = {
    "GIR642": (replace(ASKED, data_center="dc9", confirm="dc9"), SEEN),
    "GIR643": (replace(ASKED, confirm="dc2"), SEEN),
    "GIR644": (ASKED, replace(SEEN, ledger=replace(SEEN.ledger, active="dc1"))),
    "GIR645": (replace(ASKED, problems=("gir_rejoin_seconds is 'x'.",)), SEEN),
    "GIR646": (ASKED, replace(SEEN, silent=(("muxer1-dc1", "no route"),))),
    "GIR649": (ASKED, replace(SEEN, lock=Lock(HELD, "run-9", "site", text="site of Ada"))),
    "GIR650": (ASKED, replace(SEEN, holds=("a hold is in force",))),
    "GIR651": (ASKED, replace(SEEN, keystores=Keystores(DIVERGED, "one alias, two keys"))),
    "GIR652": (ASKED, replace(SEEN, services=(replace(MUXER, state=BY_HAND, at_boot=None),))),
    "GIR653": (ASKED, replace(SEEN, active_heard=())),
    "GIR654": (ASKED, replace(SEEN, compared=False, unseen="rws1-dc1 said nothing.")),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_each_rule_stops_it_before_anything_is_done(rule):
    decision = decide(*BROKEN[rule], RUN)
    assert (decision.outcome, decision.rules) == ("refused", (rule,))
    assert RULES[rule].remedy or decision.why


def test_every_rule_has_a_case():
    assert {*BROKEN, "GIR647", "GIR648"} == set(RULES)


def test_all_rules_are_named_at_once():
    seen = replace(SEEN, silent=(("a", "x"),), holds=("h",), keystores=Keystores(UNSEEN, "k"), lock=Lock(NOBODY))
    decision = decide(replace(ASKED, confirm=""), seen, RUN)
    assert set(decision.rules) == {"GIR643", "GIR646", "GIR650", "GIR651", "GIR653"}


@pytest.mark.parametrize(
    ("ledger", "rule"),
    [
        (replace(SEEN.ledger, question="fork", text="The ledgers part."), "GIR647"),
        (replace(SEEN.ledger, intent=Intent("op-2", "failover", "dc1", "DC1", 3)), "GIR648"),
    ],
)
@pytest.mark.parametrize("run", [RUN, replace(RUN, results=(Result("lock", "applied", changed=False),))])
def test_a_question_of_the_ledger_stops_it_also_in_the_middle(ledger, rule, run):
    decision = decide(ASKED, replace(SEEN, ledger=ledger, lock=Lock(OURS)), run)
    assert (decision.outcome, decision.rules) == ("question", (rule,))
    assert decision.next == "ansible-playbook gir.multidc.ledger"


@pytest.mark.parametrize("ledger", [
    replace(SEEN.ledger, question="fork", text="The ledgers part."),
    replace(SEEN.ledger, intent=Intent("op-2", "failover", "dc1", "DC1", 3)),
])  # fmt: skip
def test_a_question_after_a_change_is_no_refusal(ledger):
    results = tuple(Result(name, "applied", changed=name == "fence") for name in ("lock", "keep_list", "fence"))
    seen = replace(SEEN, ledger=ledger, lock=Lock(OURS))
    decision = decide(ASKED, seen, replace(RUN, results=results))
    assert (decision.outcome, decision.next) == ("stopped", "ansible-playbook gir.multidc.ledger")
    recorded = replace(RUN, results=(*results, Result("compare", "applied", changed=False), Result("done", "applied")))
    ended = decide(ASKED, replace(seen, need="", operation="", behind=(), services=(), left=(),
                                  keystores=Keystores()), recorded)  # fmt: skip
    assert ended.outcome == "done"


def test_a_component_that_nobody_manages_is_accepted_by_a_person():
    by_hand = replace(SEEN, services=(replace(MUXER, state=BY_HAND, at_boot=None),))
    assert decide(replace(ASKED, accepted=(Accepted("dc2", "muxer"),)), by_hand, RUN).outcome == "refused"
    decisions, _seen, _run = follow(
        replace(ASKED, accepted=ACCEPTED), by_hand,
        apply=lambda name, seen: seen if name == "fence" else replace(applied(name, replace(seen, services=())),
                                                                      services=by_hand.services),
    )  # fmt: skip
    assert decisions[-1].outcome == "done_open"
    assert "fence" not in commands(decisions)


def test_a_lock_whose_run_is_dead_is_taken_over():
    dead = replace(SEEN, lock=Lock(HELD, "run-0", "site", dead=True))
    assert decide(ASKED, dead, RUN).commands[0].name == "take_over"
    named = replace(SEEN, lock=Lock(HELD, "run-0", "site"))
    assert decide(replace(ASKED, take_over="run-0"), named, RUN).commands[0].argument == "run-0"


# -- in the middle ---------------------------------------------------------------------------------------------------


def test_check_mode_shows_the_list_and_does_nothing():
    decision = decide(replace(ASKED, check=True, listed=""), SEEN, RUN)
    assert decision.outcome == "predicted"
    assert LISTING.digest in decision.next


@pytest.mark.parametrize("lock", [Lock(HELD, "run-9", "failover"), Lock()])
def test_who_lost_the_lock_stops_writing(lock):
    run = replace(RUN, results=(Result("lock", "applied"),))
    assert decide(ASKED, replace(SEEN, lock=lock), run).outcome == "superseded"


def test_a_failover_back_meanwhile_stops_it():
    run = replace(RUN, results=(Result("lock", "applied"),))
    moved = replace(SEEN, lock=Lock(OURS), ledger=replace(SEEN.ledger, active="dc1"))
    assert decide(ASKED, moved, run).outcome == "superseded"


def test_units_stay_stopped_as_long_as_anything_differs():
    """What only a person can repair is left, with its remedy."""

    def apply(name, seen):
        return replace(seen, left=LEFT[:1]) if name == "write" else applied(name, seen)

    decisions, seen, _run = follow(apply=apply)
    assert decisions[-1].outcome == "stopped"
    assert commands(decisions)[-1] == "compare"
    assert {"run", "done"}.isdisjoint(commands(decisions))
    assert all(one.fenced for one in seen.services)
    assert "rws1-dc1: application.yaml differs. Run site." in [one.text for one in decisions[-1].open_points]
    assert "gir.multidc.rejoin" in decisions[-1].next


@pytest.mark.parametrize("command", [one for one in ALL if one not in ("lock", "reindex", "compare")])
def test_a_command_without_effect_ends_it(command):
    decisions, _seen, _run = follow(apply=lambda name, seen: seen if name == command else applied(name, seen))
    if command in ("keep_list", "keystores"):
        return
    assert decisions[-1].outcome == "stopped"
    assert command == "done" or "done" not in commands(decisions)


@pytest.mark.parametrize("outcome", ["failed", "unknown"])
@pytest.mark.parametrize("command", [one for one in ALL if one not in ("lock", "reindex", "compare")])
def test_a_command_that_fails_ends_it(command, outcome):
    run, seen, done = RUN, SEEN, 0
    while True:
        decision = decide(ASKED, seen, run)
        if decision.kind == "end":
            break
        done += 1
        assert done < 40, "it never ends"
        (one,) = decision.commands
        bad = one.name == command
        seen = seen if bad else applied(one.name, seen)
        run = replace(run, results=(*run.results, Result(one.key, outcome if bad else "applied", done, "Why.")))
    assert decision.outcome == "stopped"
    assert any("Why." in text for text in decision.why)


def test_an_index_that_fails_is_an_open_point():
    _decisions, seen, run = follow()
    run = replace(run, results=(*run.results, Result("reindex", "failed", 9, "HTTP 500.")))
    decision = decide(ASKED, seen, run)
    assert decision.outcome == "done_open"
    assert "HTTP 500." in decision.open_points[0].text


@pytest.mark.parametrize("most", range(len(ALL)))
def test_a_run_that_was_killed_goes_on(most):
    """The list that is left is a part of the one that was accepted, so nobody reads it again."""
    _decisions, seen, _run = follow(most=most)
    gone = replace(seen, lock=Lock(HELD, "run-1", "rejoin", dead=True) if most else Lock())
    assert gone.listing.ids <= LISTING.ids

    def apply(name, now):
        return replace(now, lock=Lock(OURS)) if name == "take_over" else applied(name, now)

    decisions, last, _run = follow(seen=gone, run=replace(RUN, lock="run-2"), apply=apply)
    assert decisions[-1].outcome == "done"
    assert not last.need


@pytest.mark.parametrize("seed", range(200))
def test_units_never_start_before_all_is_equal(seed):
    """Commands that work, have no effect, or are killed, in any order: `applied` asserts what must hold."""
    random = Random(seed)
    seen, ended = SEEN, ""
    for number in range(6):
        run, done = replace(RUN, lock=f"run-{number}"), 0
        seen = replace(seen, lock=Lock())
        most = random.choice([2, 4, 6, 99])
        while True:
            decision = decide(ASKED, seen, run)
            if decision.kind == "end" or done >= most:
                break
            done += 1
            for one in decision.commands:
                outcome = random.choice(["applied", "applied", "applied", "failed", "unknown"])
                works = outcome == "applied" or (outcome == "unknown" and random.random() < 0.5)
                seen = applied(one.name, seen) if works else seen
                run = replace(run, results=(*run.results, Result(one.key, outcome, done)))
        ended = getattr(decision, "outcome", "")
        assert ended in ("", "refused", "stopped", "done", "done_open", "unchanged")
    decisions, _seen, _run = follow(seen=replace(seen, lock=Lock()))
    assert decisions[-1].outcome in ("done", "unchanged")


def test_a_marker_is_shown_and_stops_nothing():
    decisions, _seen, _run = follow(seen=replace(SEEN, markers=("rws1-dc1 rws: new disk",)))
    assert decisions[-1].outcome == "done_open"
    assert decisions[-1].open_points[0].name == "maintenance"
