# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the simulation has found in the decisions of a failover, each as the shortest case of it."""

from dataclasses import replace

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.decide import decide
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.diagnosis import diagnose
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.observed import (
    ABSENT,
    BLOCKED,
    IN_EFFECT,
    OURS,
    PERSON,
    Lock,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.run import End, Result
from failover_cases import ASKED, RUN, SEEN, STEPS, commands, follow, with_intent, with_step

BEGUN = (Result("lock", "applied"), Result("intent", "applied", 1))


def test_rws_that_switches_after_the_intent_was_taken_back():
    """Without an intent no step of the switch is done, whatever RWS shows later."""
    results = (*BEGUN, Result("rws", "refused", 2), Result("abandon", "applied", 3))
    seen = with_step(replace(SEEN, lock=Lock(OURS)), "rws", state=IN_EFFECT)
    decision = decide(ASKED, seen, replace(RUN, operation="run-1", results=results))
    assert isinstance(decision, End)
    assert decision.outcome == "undone"


def test_another_run_that_switches_after_the_intent_was_taken_back():
    results = (*BEGUN, Result("rws", "refused", 2), Result("abandon", "applied", 3))
    ledger = replace(SEEN.ledger, active="dc2", eservices_site="DC2", operation="run-9", epoch=4)
    seen = replace(SEEN, ledger=ledger, lock=Lock(OURS), steps=tuple(replace(one, state=IN_EFFECT) for one in STEPS))
    decision = decide(ASKED, seen, replace(RUN, operation="run-1", results=results))
    assert decision.outcome == "superseded"


def test_a_ledger_that_may_be_old():
    """A data center that was away returns with a ledger that calls it active, and hears nothing of the other one."""
    ledger = replace(SEEN.ledger, active="dc2", eservices_site="DC2")
    decisions, seen, _run = follow(seen=replace(SEEN, ledger=ledger))
    assert ("intent",) in commands(decisions)
    assert ("done",) in commands(decisions)
    assert seen.ledger.operation == "run-1"


@pytest.mark.parametrize("state", [BLOCKED, PERSON, ABSENT])
def test_rws_that_cannot_be_switched(state):
    """The failover is not recorded as done while RWS uses another site, whatever keeps it from switching."""
    decisions, _seen, _run = follow(seen=with_step(SEEN, "rws", state=state, text="No node answers."))
    assert ("done",) not in commands(decisions)
    assert decisions[-1].outcome == "stopped"


def test_one_more_answer_than_that_of_an_isolated_controller():
    isolated = replace(SEEN, witness=False)
    answers = replace(isolated, origin=replace(SEEN.origin, heard=1))
    nearness = [diagnose(ASKED, one).kind.towards_lost for one in (isolated, answers)]
    assert nearness == sorted(nearness, reverse=True)


def test_the_intent_is_in_force_until_it_is_taken_back():
    run = replace(RUN, operation="run-1", results=BEGUN)
    assert decide(ASKED, with_intent(replace(SEEN, lock=Lock(OURS))), run).stage == "switch"
