# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The document of a ledger: what is written is read again, and what is broken is refused with a reason."""

import copy

import pytest
import series
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.entry import (
    LARGEST_EPOCH,
    LONGEST_TEXT,
    Ledger,
    Unreadable,
    read_ledger,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_histories import ENVIRONMENT, System, entry

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["op1", "done", 1, 2]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
MANY = settings(
    max_examples=series.length(sample=200, whole=5000), deadline=None, suppress_health_check=list(HealthCheck)
)


def document():
    system = System()
    system.start()
    system.switch("DC2")
    return system.ledgers["rws1-dc1"].document


def places(value, way=()):
    """The way to every member of a document."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*way, key)
        yield from places(inner, (*way, key))


def changed(value, way, new):
    broken = copy.deepcopy(value)
    inner = broken
    for key in way[:-1]:
        inner = inner[key]
    if new is ...:
        del inner[way[-1]]
    else:
        inner[way[-1]] = new
    return broken


@MANY
@given(way=st.sampled_from(list(places(document()))), new=JSON | st.just(...))
def test_random_damage(way, new):
    """Refused with a reason, or read and written again as it was read."""
    try:
        ledger = read_ledger(changed(document(), way, new))
    except Unreadable as error:
        assert str(error) and len(str(error)) < 200
        return
    assert read_ledger(ledger.document) == ledger


@MANY
@given(JSON)
def test_random_documents(value):
    with pytest.raises(Unreadable):
        read_ledger(value)


@pytest.mark.parametrize(
    ("way", "new", "reason"),
    [
        (("format",), 2, "its format is not 1"),
        (("format",), True, "its format is not 1"),
        (("environment",), "F" * 32, "environment is not an id"),
        (("entries",), [], "it has no entries"),
        (("entries", 1, "operation"), "op1", "has the operation of an earlier one"),
        (("entries", 1, "operation"), "a b", "an operation that is no name"),
        (("entries", 1, "parent"), "op7", "the chain is broken"),
        (("entries", 1, "parent"), None, "an epoch of its parent"),
        (("entries", 1, "parent_epoch"), 7, "the chain is broken"),
        (("entries", 1, "parent_epoch"), True, "the chain is broken"),
        (("entries", 1, "epoch"), 1, "the chain is broken"),
        (("entries", 0, "epoch"), LARGEST_EPOCH + 1, "no number from 1 to"),
        (("entries", 0, "eservices_site"), " ", "has no eservices_site"),
        (("entries", 0, "rejects"), "op1", "no list of operations"),
        (("entries", 0, "reason"), ["x"], "reason of entry 1 is no text"),
    ],
)
def test_damage_is_named(way, new, reason):
    with pytest.raises(Unreadable, match=reason):
        read_ledger(changed(document(), way, new))


def test_later_members_are_ignored():
    assert read_ledger({**document(), "more": 1}) == read_ledger(document())


def test_endless_texts_are_cut():
    ledger = Ledger(ENVIRONMENT, (entry("op1", reason="x" * 5000),))
    assert len(read_ledger(ledger.document).entries[0].reason) == LONGEST_TEXT
