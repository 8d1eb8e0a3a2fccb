# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of scenarios: all of them can be read, and one with mistakes names each."""

import pytest
from support.scenario import BadScenario, Event, every, parse

GOOD = {
    "about": "It returns.",
    "world": {"active": "dc1"},
    "events": [
        {"at": "start", "do": "cut", "data_center": "dc1"},
        {"at": "start", "do": "failover", "to": "dc2", "reindex": False},
        {"at": "stage switch", "do": "heal", "data_center": "dc1"},
    ],
    "expect": {"outcomes": ["done"], "active": "dc2"},
}


def test_every_file_can_be_read():
    names = [scenario.name for scenario in every()]
    assert names


def test_what_a_file_leaves_out_has_its_usual_value():
    found = parse("returns", GOOD)
    assert found.world == {"data_centers": ["dc1", "dc2"], "active": "dc1", "guard": False, "recording": True,
                           "index": False}  # fmt: skip
    assert found.laboratory_only == ""
    assert found.events[2] == Event("stage", "heal", "switch", {"data_center": "dc1"})
    assert found.events[1].options == {"to": "dc2", "reindex": False}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"expects": {}}, "expects"),
        ({"expect": {}}, "says nothing"),
        ({"events": []}, "no event is one of failback, failover, rehearsal, rejoin"),
        ({"laboratory_only": " "}, "is the reason"),
        ({"laboratory_only": True}, "is the reason"),
        ({"laboratory_only": "It takes long."}, "is for those with rehearsal or write"),
        ({"events": [{"at": "start", "do": "rehearsal"}]}, "is for those with rehearsal or write"),
        ({"events": [{"at": "stage", "do": "failover", "to": "dc2"}]}, "is at 'stage'"),
        ({"events": [{"at": "start", "do": "cut"}]}, "needs data_center"),
        ({"events": [{"at": "start", "do": "burn"}]}, "'burn'"),
        ({"events": [{"at": "start", "do": "heal", "data_center": "dc1", "direction": "in"}]}, "direction"),
        ({"world": {"activ": "dc1"}}, "activ"),
    ],
)
def test_each_mistake_is_named(change, said):
    with pytest.raises(BadScenario, match=said):
        parse("wrong", {**GOOD, **change})


def test_mistakes_are_named_at_once():
    with pytest.raises(BadScenario) as caught:
        parse("wrong", {**GOOD, "expect": {}, "events": [{"at": "never", "do": "burn"}]})
    assert str(caught.value).count(";") == 3
