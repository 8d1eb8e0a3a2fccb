# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The accounting of recordings: what must be there is there, and nothing that is missing passes."""

import pytest
from lab.accounting import Evidence, permitted_storages, violations

CALL = {"what": "stored", "id": "dc1-a", "location": "dc1", "url": "http://dav/dc1-a.mp3", "sha256": "f00"}
POSTED = {"what": "metadata", "id": "dc1-a", "location": "dc1", "to": "http://rps"}
SCREEN = {"what": "screen", "id": "b", "location": "dc1", "to": "http://rws"}


def evidence(**changes):
    held = {
        "acknowledged": [CALL, POSTED, SCREEN],
        "files": {"dc1": {"dc1-a.mp3": "f00"}, "dc2": {"b.mp4": "0"}, "abroad": {}},
        "permitted": {"dc1": ["dc1", "dc2"]}, "received": {"dc1-a"}, "screens": {"b"},
    }
    return Evidence(**{**held, **changes})


def test_all_that_was_acknowledged_is_there():
    assert violations(evidence()) == []


def test_metadata_that_wait_are_open_and_no_violation():
    assert violations(evidence(received=set(), waiting={"dc1-a"})) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"files": {"dc1": {}, "dc2": {"b.mp4": "0"}}}, "at no storage"),
        ({"files": {"dc1": {"dc1-a.mp3": "bad"}, "dc2": {"b.mp4": "0"}}}, "not what was stored"),
        ({"files": {"dc1": {"dc1-a.mp3": "f00"}, "abroad": {"b.mp4": "0"}}}, "is at storage abroad"),
        ({"files": {"dc1": {"dc1-a.mp3": "f00"}}}, "b.mp4"),
        ({"screens": set()}, "no RWS knows it"),
        ({"received": set()}, "nobody has them"),
        ({"received": set(), "acknowledged": [CALL]}, "metadata are nowhere"),
    ],
)
def test_each_loss_is_a_violation(changes, said):
    found = violations(evidence(**changes))
    assert any(said in sentence for sentence in found), found


def test_a_storage_is_permitted_by_its_jurisdiction():
    centers = {
        "dc1": {"jurisdiction": "US", "storage": {"voice_url": "x"}},
        "dc2": {"jurisdiction": "DE", "storage": {"voice_url": "y"}},
        "dc3": {"jurisdiction": "CA", "storage": "central", "storage_jurisdictions": ["CA", "US"]},
    }
    found = permitted_storages(centers, {"jurisdiction": "US"})
    assert found == {"dc1": ["central", "dc1"], "dc2": ["dc2"], "dc3": ["central", "dc1"]}
