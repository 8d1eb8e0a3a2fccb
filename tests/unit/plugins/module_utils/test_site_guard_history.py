# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a site guard makes of ledgers: the same as the controller makes of them."""

import random

import pytest
import series
from ansible_collections.gir.multidc.plugins.module_utils._site_guard import history
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.chain import choose, follow, judge
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.entry import DONE, INTENT, Entry, Ledger

ENVIRONMENT = "0" * 32


def document(*entries, environment=ENVIRONMENT):
    return Ledger(environment, entries).document


def entry(operation, epoch, active="dc1", parent=None, **further):
    known = None if parent is None else parent.operation
    above = None if parent is None else parent.epoch
    return Entry(operation, epoch, active, active.upper(), parent=known, parent_epoch=above, **further)


FIRST = entry("a", 1)
SECOND = entry("b", 2, "dc2", FIRST)


def known(*documents):
    return history.known(history.merged([history.reduced(one) for one in documents]))


def test_newest_entry_counts():
    found = known(document(FIRST, SECOND))
    assert (found.actives, found.intents, found.claims) == ({"dc2"}, set(), {"dc2": "b"})


def test_older_ledger_changes_nothing():
    assert known(document(FIRST, SECOND), document(FIRST)) == known(document(FIRST, SECOND))


def test_first_entry_is_no_claim():
    """Nobody made its data center the active one while another one was."""
    assert known(document(FIRST)).claims == {}
    assert known(document(FIRST, entry("c", 2, "dc1", FIRST, verb="eservices_switch"))).claims == {}


def test_claim_is_the_entry_that_changed_the_data_center():
    third = entry("c", 3, "dc2", SECOND)
    assert known(document(FIRST, SECOND, third)).claims == {"dc2": "b"}


def test_intent_is_known_until_it_is_done():
    intent = entry("b", 2, "dc2", FIRST, state=INTENT)
    found = known(document(FIRST, intent))
    assert (found.actives, found.intents, found.claims) == ({"dc1"}, {"dc2"}, {"dc2": "b"})
    found = known(document(FIRST, intent), document(FIRST, SECOND))
    assert (found.actives, found.intents) == ({"dc2"}, set())


def test_fork_names_both():
    other = entry("c", 2, "dc1", FIRST)
    assert known(document(FIRST, SECOND), document(FIRST, other)).actives == {"dc1", "dc2"}


def test_repair_ends_a_fork():
    other = entry("c", 2, "dc1", FIRST)
    repair = entry("d", 3, "dc1", other, rejects=("b",))
    assert known(document(FIRST, SECOND), document(FIRST, other, repair)).actives == {"dc1"}


def test_contradiction_names_both():
    assert known(document(FIRST, SECOND), document(FIRST, entry("b", 2, "dc1", FIRST))).actives == {"dc1", "dc2"}


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (None, "its format"),
        ([], "its format"),
        ({"format": 2}, "its format"),
        ({"format": 1, "environment": "me", "entries": []}, "no environment"),
        ({"format": 1, "environment": ENVIRONMENT, "entries": []}, "no entries"),
        ({**document(FIRST), "entries": [1]}, "entry 1 is no dictionary"),
        (document(FIRST, FIRST), "entry 2 has no operation of its own"),
        (document(entry("a", 1, " ")), "entry 1 names no data center"),
        (document(entry("a", 1, state="perhaps")), "entry 1 is neither done nor an intent"),
        (document(entry("a", 0)), "entry 1 has no epoch"),
        (document(SECOND), "entry 1 does not follow its parent"),
        (document(FIRST, entry("b", 1, "dc2", FIRST)), "entry 2 does not follow its parent"),
        (document(entry("a", 1, rejects=(3,))), "entry 1 rejects what is no operation"),
    ],
)
def test_damaged_ledger_is_refused(value, why):
    with pytest.raises(ValueError, match=why):
        history.reduced(value)


def test_no_name_of_a_person_is_published():
    told = document(entry("a", 1, user="anna", reason="because", controller="awx1"))
    assert not {"anna", "because", "awx1"} & {str(value) for value in history.reduced(told)["entries"][0].values()}


# -- the same as on the controller -------------------------------------------------------------------------------------


def write(chance, ledgers):
    """One more operation on a random part of the hosts, as the controller makes it."""
    hosts = chance.sample(sorted(ledgers), chance.randint(1, len(ledgers)))
    found = judge({host: ledgers[host] for host in hosts})
    new = Entry(f"o{chance.randrange(10**9)}", 1, chance.choice(["dc1", "dc2"]), "DC1")
    if found.question:
        if not found.entries or chance.random() < 0.5:
            return
        chosen = chance.choice(sorted(found.entries))
        if chosen in found.contradictions or len(found.environments) != 1:
            return
        ledger = choose(found, chosen, new)
    else:
        made = follow(found, new)
        if chance.random() < 0.3:
            made = Entry(**{**made.__dict__, "state": INTENT})
        ledger = Ledger(ENVIRONMENT, (*(found.ledger.entries if found.ledger else ()), made))
    for host in hosts:
        ledgers[host] = ledger


def test_random_histories_are_judged_as_on_the_controller():
    """Where the controller sees one history, the guard knows its head and its intents; where not, all ends."""
    kinds = set()
    for seed in range(series.length(500, 20_000)):
        chance = random.Random(seed)
        ledgers = dict.fromkeys(("h1", "h2", "h3"))
        for _step in range(chance.randint(1, 7)):
            write(chance, ledgers)
        held = {host: ledger for host, ledger in ledgers.items() if ledger is not None}
        expected = judge(held)
        found = known(*[ledger.document for ledger in held.values()])
        assert found.intents == {one.active_datacenter for one in expected.intents}, seed
        if expected.forks:
            tips = {tip for fork in expected.forks for _first, tip in fork.branches if tip.state == DONE}
            assert found.actives >= {tip.active_datacenter for tip in tips}, seed
        elif expected.head is not None:
            assert found.actives == {expected.head.active_datacenter}, seed
        kinds.add((bool(expected.forks), bool(expected.intents), bool(expected.void)))
    assert len(kinds) >= 6


def test_intent_that_leaves_the_data_center_is_no_claim():
    """Whoever switches the eServices site alone attests nothing, so that what the guard has stopped stays down."""
    assert known(document(FIRST, entry("c", 2, "dc1", FIRST, state=INTENT, verb="eservices_switch"))).claims == {}
    third = entry("c", 3, "dc2", SECOND, state=INTENT)
    assert known(document(FIRST, SECOND, third)).claims == {"dc2": "b"}
