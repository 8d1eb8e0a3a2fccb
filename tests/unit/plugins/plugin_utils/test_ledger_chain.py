# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ledgers of many hosts say together, also after random histories of operators who do not see each other."""

import json
from dataclasses import replace
from random import Random

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger import changes
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.chain import UnknownChoice, chain, choose, judge
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.entry import DONE, INTENT, Ledger, read_ledger
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.questions import answers, questions
from ledger_histories import ENVIRONMENT, HOSTS, Killed, System, entry, random_history

DC1, DC2 = ("rws1-dc1", "rws2-dc1"), ("rws1-dc2", "rws2-dc2")
CASES = range(200)


@pytest.fixture
def system():
    made = System()
    made.start()
    return made


def saying(found):
    """All that a judgement says, comparable."""
    held = [found.entries, found.environments, found.head, found.forks, found.intents, found.contradictions]
    return repr([*held, sorted(found.void), sorted(found.lagging.items()), found.missing, found.unreadable])


# -- histories that people would call ordinary -----------------------------------------------------------------------


def test_no_host_holds_a_ledger():
    found = System().judge()
    assert (found.head, found.ledger, found.question, found.missing) == (None, None, False, sorted(HOSTS))


def test_a_switch_there_and_back(system):
    system.switch("DC2")
    last = system.switch("DC1")
    found = system.judge()
    assert (found.head.operation, found.head.eservices_site, found.head.state) == (last, "DC1", DONE)
    assert not found.question and not found.lagging
    assert [one.epoch for one in found.ledger.entries] == [1, 2, 3]


def test_a_host_that_was_away_lags(system):
    system.switch("DC2", DC2)
    found = system.judge()
    assert (found.head.eservices_site, found.question) == ("DC2", False)
    assert found.lagging == dict.fromkeys(DC1, "op1")
    system.start()
    assert system.judge().lagging == dict.fromkeys(DC1, "op1"), "site leaves an older ledger as it is"
    system.switch("DC1")
    assert not system.judge().lagging, "the next operation brings the whole history"


def test_two_operators_across_a_cut_are_a_fork(system):
    one, two = system.switch("DC2", DC2), system.switch("DC2", DC1)
    found = system.judge()
    assert found.question and found.head.operation == "op1"
    assert [(fork.parent, [tip.operation for _first, tip in fork.branches]) for fork in found.forks] == [
        ("op1", [one, two])
    ]


def test_the_longer_branch_of_a_fork_does_not_win(system):
    system.switch("DC2", DC2)
    for _time in range(5):
        system.switch("DC1", DC1)
    assert system.judge().head.operation == "op1"


def test_first_entries_made_apart_are_two_environments():
    system = System()
    system.start(DC1)
    foreign = judge({DC2[0]: Ledger("f" * 32, (entry("other"),)), **{DC1[0]: system.ledgers[DC1[0]]}})
    assert foreign.question and foreign.head is None and foreign.ledger is None
    assert [question.kind for question in questions(foreign)] == ["foreign"]


@pytest.mark.parametrize("reached", [1, 2, 99])
def test_an_intent_of_a_killed_run_is_a_question(system, reached):
    with pytest.raises(Killed):
        system.switch("DC2", begun=reached if reached < 99 else 99, ended=0)
    found = system.judge()
    assert found.question and [one.operation for one in found.intents] == ["op2"] and found.head.operation == "op1"
    own = system.judge(operation="op2")
    assert not own.question and own.head.eservices_site == "DC2"
    system.switch("DC2", operation="op2")
    assert not system.judge().question and system.judge().head.operation == "op2"


def test_an_intent_that_one_host_knows_as_done_is_done(system):
    with pytest.raises(Killed):
        system.switch("DC2", ended=1)
    found = system.judge()
    assert not found.question and (found.head.operation, found.head.state) == ("op2", DONE)
    assert len(found.lagging) == 3


def test_an_abandoned_intent_leaves_nothing(system):
    with pytest.raises(Killed):
        system.switch("DC2", ended=0)
    system.abandon("op2")
    found = system.judge()
    assert not found.question and list(found.entries) == ["op1"]


def test_an_intent_abandoned_without_a_host_stays_away(system):
    with pytest.raises(Killed):
        system.switch("DC2", ended=0)
    system.abandon("op2", DC2)
    found = system.judge()
    assert not found.question and found.head.eservices_site == "DC1" and found.void == {"op2"}


def test_what_was_done_cannot_be_abandoned(system):
    system.switch("DC2")
    with pytest.raises(changes.Refused, match="took place"):
        system.abandon("op2")


def test_an_operation_that_ended_does_not_begin_again(system):
    system.switch("DC2")
    with pytest.raises(changes.Refused, match="has ended"):
        system.switch("DC2", operation="op2")


# -- repairs ---------------------------------------------------------------------------------------------------------


def test_a_repair_of_a_fork(system):
    system.switch("DC2", DC2)
    right = system.switch("DC1", DC1)
    system.repair(right)
    found = system.judge()
    assert not found.question and not found.lagging
    assert (found.head.eservices_site, found.head.parent, found.void) == ("DC1", right, {"op2"})


@pytest.mark.parametrize(("choice", "site"), [("op1", "DC1"), ("op2", "DC2")])
def test_a_repair_of_an_intent(system, choice, site):
    with pytest.raises(Killed):
        system.switch("DC2", ended=0)
    system.repair(choice)
    found = system.judge()
    assert not found.question and (found.head.eservices_site, found.head.parent) == (site, "op1")


def test_repairs_on_both_sides_of_a_cut_are_a_question(system):
    here, there = system.switch("DC1", DC1), system.switch("DC2", DC2)
    system.ledgers.update({DC1[0]: system.judge().ledger, DC2[0]: system.judge().ledger})
    system.repair(here, DC1)
    system.repair(there, DC2)
    assert system.judge().question


def test_work_on_a_branch_that_was_declared_void(system):
    """Whoever went on there did not know of the repair, and changed the system all the same."""
    here, there = system.switch("DC1", DC1), system.switch("DC2", DC2)
    system.ledgers[DC1[0]] = system.judge().ledger
    system.repair(here, DC1)
    system.switch("DC1", DC2)
    found = system.judge()
    assert found.question and there in found.void
    assert [fork.parent for fork in found.forks] == ["op1"]


def test_an_intent_that_was_rejected_and_done_is_a_question(system):
    with pytest.raises(Killed):
        system.switch("DC2", ended=0)
    system.repair("op1", DC1)
    system.switch("DC2", DC2, operation="op2")
    assert system.judge().question


def test_two_versions_of_one_entry():
    first = entry("op1")
    ledgers = {
        host: Ledger(ENVIRONMENT, (first, entry("op2", epoch=2, parent="op1", parent_epoch=1, eservices_site=site)))
        for host, site in (("a", "DC1"), ("b", "DC2"))
    }
    found = judge(ledgers)
    assert found.question and found.contradictions == ["op2"] and found.head.operation == "op1"
    with pytest.raises(UnknownChoice, match="op2@a, op2@b"):
        choose(found, "op2", entry("op3"))
    assert [answer.choice for answer in answers(found)] == ["op1", "op2@a", "op2@b"]
    repaired = choose(found, "op2@b", entry("op3"))
    after = judge({**ledgers, "c": repaired})
    assert (after.head.eservices_site, after.question) == ("DC2", False)


def test_the_same_entry_in_two_environments():
    ledgers = {"a": Ledger("a" * 32, (entry("op1"),)), "b": Ledger("b" * 32, (entry("op1"),))}
    found = judge(ledgers)
    assert [answer.choice for answer in answers(found)] == ["op1@a", "op1@b"]
    assert choose(found, "op1@b", entry("op2")).environment == "b" * 32


def test_a_choice_that_nobody_holds(system):
    with pytest.raises(UnknownChoice, match=r"no RWS host that answered holds the entry op9\. They hold op1\."):
        choose(system.judge(), "op9", entry("op10"))


def test_a_repair_without_a_question_changes_nothing(system):
    assert changes.repair(system.judge(), "op1", entry("op2")) is None


def test_an_unreadable_ledger_is_a_question(system):
    found = judge(system.ledgers, unreadable={"rws3": "it is not JSON"})
    assert found.question and [question.kind for question in questions(found)] == ["unreadable"]
    assert "rws3" in changes.repair(found, "op1", entry("op2")).hosts


# -- random histories ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", CASES)
def test_random_histories(seed):
    random = Random(seed)
    system = random_history(random, steps=12)
    found = system.judge()
    for host, ledger in system.ledgers.items():
        if ledger is None:
            continue
        text = json.dumps(ledger.document)
        assert read_ledger(json.loads(text)) == ledger, "what is read is what was written"
        assert (host in found.lagging) is (found.head is not None and newest_of(ledger, found.head) != found.head.state)
    order = list(system.ledgers.items())
    random.shuffle(order)
    assert saying(judge(dict(order))) == saying(found), "the order of hosts does not matter"
    assert bool(answers(found)) is bool(questions(found)) is found.question
    if found.head is not None and not found.question:
        assert not found.void.intersection(chain(found.entries, found.head))
        live = [one for one in found.entries.values() if one.operation not in found.void]
        assert found.head == max(live, key=lambda one: one.epoch), "an older entry never wins"
    check_answers(system, found)


def newest_of(ledger, head):
    return next((one.state for one in ledger.entries if one.operation == head.operation), None)


def check_answers(system, found):
    """Each answer settles everything, for good."""
    for answer in answers(found):
        after = System()
        after.count = system.count
        after.ledgers = dict(system.ledgers)
        after.repair(answer.choice)
        judged = after.judge()
        assert not judged.question and not judged.lagging and not judged.missing
        assert judged.head is not None and answer.choice.partition("@")[0] in judged.entries
        chosen = judged.entries[answer.choice.partition("@")[0]]
        assert (judged.head.active_datacenter, judged.head.eservices_site) == (
            chosen.active_datacenter,
            chosen.eservices_site,
        )
        # A host that was away comes back with what it held before: what is void stays void.
        after.ledgers[HOSTS[0]] = system.ledgers[HOSTS[0]]
        assert not after.judge().question and after.judge().head == judged.head
        after.switch("DC2")
        assert not after.judge().question and after.judge().void == judged.void


@pytest.mark.parametrize("seed", CASES)
def test_random_operators_across_a_cut(seed):
    """Whatever they did there, as long as both ended an operation, a person is asked when the cut is healed."""
    random = Random(seed)
    system = System()
    system.start()
    for _time in range(random.randrange(3)):
        system.switch(random.choice(["DC1", "DC2"]))
    ended = []
    for hosts in random.sample([DC1, DC2], 2):
        for _time in range(random.randint(1, 3)):
            ended.append(system.switch(random.choice(["DC1", "DC2"]), hosts))
    found = system.judge()
    assert found.question and found.head.operation not in ended


def test_a_damaged_state_is_no_intent(system):
    broken = {**system.ledgers[HOSTS[0]].document}
    broken["entries"] = [dict(broken["entries"][0], state="maybe")]
    with pytest.raises(ValueError, match="neither done nor an intent"):
        read_ledger(broken)
    assert INTENT != DONE and replace(entry("a"), state=INTENT).content == entry("a").content
