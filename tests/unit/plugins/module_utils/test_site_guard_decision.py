# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of decisions of the site guard, as docs/site-guard.md has it, and what holds for every combination."""

import itertools

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._site_guard import decision
from ansible_collections.gir.multidc.plugins.module_utils._site_guard.decision import View, decide

DC1, DC2, BOTH = frozenset(["dc1"]), frozenset(["dc2"]), frozenset(["dc1", "dc2"])
NONE = frozenset()
CENTERS = (DC1, DC2, BOTH, frozenset(["dc2", "dc3"]))
INTENTS = (NONE, DC1, DC2, BOTH)
SILENCES = (None, 0.0, 119.9, 120.0, 5000.0)
EVERY = [
    View("dc1", actives, intents, heard, silence, watched, attested, 120)
    for actives, intents, heard, silence, watched, attested in itertools.product(
        CENTERS, INTENTS, (True, False), SILENCES, (0.0, 120.0), (True, False)
    )
]


def view(**changes):
    known = {
        "own": "dc1",
        "actives": DC1,
        "intents": NONE,
        "heard": True,
        "silence": 0.0,
        "watched": 900.0,
        "attested": False,
        "isolation": 120,
    }
    return View(**{**known, **changes})


SILENT = {"heard": False, "silence": 60.0}


@pytest.mark.parametrize(
    ("changes", "start", "stop", "reason"),
    [
        # The newest entry, and others answer.
        ({}, True, False, decision.CONNECTED),
        ({"actives": DC2}, False, True, decision.SUPERSEDED),
        ({"actives": BOTH}, False, True, decision.CONTESTED),
        ({"actives": frozenset(["dc2", "dc3"])}, False, True, decision.CONTESTED),
        # A switch that is under way.
        ({"intents": DC2}, False, False, decision.LEAVING),
        ({"actives": DC2, "intents": DC1}, True, False, decision.CONNECTED),
        ({"actives": DC2, "intents": BOTH}, False, True, decision.SUPERSEDED),
        ({"actives": BOTH, "intents": DC1}, False, True, decision.CONTESTED),
        ({"intents": DC1}, True, False, decision.CONNECTED),
        # Nobody answers.
        (SILENT, True, False, decision.WAITING),
        ({**SILENT, "silence": 119.9}, True, False, decision.WAITING),
        ({**SILENT, "silence": 120.0}, False, True, decision.CUT_OFF),
        ({**SILENT, "actives": DC2}, False, True, decision.SUPERSEDED),
        ({**SILENT, "silence": 500.0, "intents": DC2}, False, True, decision.CUT_OFF),
        # Nobody has answered since the boot.
        ({"heard": False, "silence": None, "watched": 0.0}, False, False, decision.NOT_HEARD),
        ({"heard": False, "silence": None, "watched": 120.0}, False, True, decision.NOT_HEARD),
        # A person made it the active one while nobody answered.
        ({"heard": False, "silence": None, "attested": True}, True, False, decision.ATTESTED),
        ({**SILENT, "silence": 9000.0, "attested": True}, True, False, decision.ATTESTED),
        ({**SILENT, "silence": 9000.0, "attested": True, "actives": DC2, "intents": DC1}, True, False,
         decision.ATTESTED),
        ({"attested": True, "actives": DC2}, False, True, decision.SUPERSEDED),
    ],
)  # fmt: skip
def test_decision(changes, start, stop, reason):
    found = decide(view(**changes))
    assert (found.start, found.stop, found.reason) == (start, stop, reason)


@pytest.mark.parametrize(
    ("mode", "changes", "may_start", "is_stopped"),
    [
        ("active", {"actives": DC2}, False, True),
        ("standby", {"actives": DC2}, False, True),
        ("standby", {}, True, False),
        # It hands over to the active one, so it runs whatever happens.
        ("backup", {"actives": DC2}, True, False),
        ("backup", {**SILENT, "silence": 500.0}, True, False),
    ],
)
def test_modes(mode, changes, may_start, is_stopped):
    found = decide(view(**changes))
    assert (decision.may_start(mode, found), decision.is_stopped(mode, found)) == (may_start, is_stopped)


def test_nothing_is_started_that_has_to_stop():
    assert not [one for one in EVERY if decide(one).start and decide(one).stop]


def test_where_another_data_center_is_active_only_a_switch_to_this_one_starts_anything():
    for one in EVERY:
        if one.actives != DC1 and decide(one).start:
            assert one.intents == DC1 and len(one.actives) == 1, one


def test_whoever_is_heard_stops_nothing():
    """One more answer never stops the data center that all ledgers call active."""
    for one in EVERY:
        if one.heard and decide(one).stop:
            assert not decide(one._replace(heard=False)).start, one
            assert one.actives != DC1, one


def test_longer_silence_never_starts_anything():
    for one in EVERY:
        if one.silence is not None and decide(one).stop:
            longer = decide(one._replace(silence=one.silence + 1000))
            assert longer.stop and not longer.start


def test_names_do_not_matter():
    """With the names of two data centers exchanged the decision is the same."""
    def turned(names):
        return frozenset({"dc1": "dc2", "dc2": "dc1"}.get(name, name) for name in names)

    for one in EVERY:
        other = one._replace(own="dc2", actives=turned(one.actives), intents=turned(one.intents))
        assert decide(one)[:3] == decide(other)[:3]


def test_every_decision_has_a_sentence():
    for one in EVERY:
        assert decide(one).sentence and not decide(one).sentence.endswith(".")
