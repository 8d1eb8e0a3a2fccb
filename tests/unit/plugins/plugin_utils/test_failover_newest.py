# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How new the data of the survivor are, as its hosts say it."""

import json
from dataclasses import replace

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_parts import newest
from status_cases import ACTIVE, STANDBY, UPDATE, Well

AT_EIGHT = {"covered_until": "2027-01-15T08:00:00Z"}
AT_NINE = {"covered_until": "2027-01-15T09:00:00Z"}


def seen(status):
    well = Well()
    well.answers[UPDATE]["index_update"] = status if status is None else {"status": status}
    return well.seen


@pytest.mark.parametrize(
    ("indexes", "moment"),
    [
        ({"a": AT_EIGHT}, 1_800_000_000),
        ({"a": AT_NINE, "b": AT_EIGHT}, 1_800_000_000),
        ({"a": {"covered_until": None}, "b": AT_EIGHT}, None),
        ({"a": {"covered_until": "at night"}}, None),
        ({"a": {}}, None),
        ({"a": 7}, None),
        ({}, None),
        ([], None),
    ],
)
def test_index_is_as_new_as_its_oldest_part(indexes, moment):
    assert newest(seen(json.dumps({"indexes": indexes})), STANDBY) == {"index": moment}


@pytest.mark.parametrize("status", [None, "", "{", "[]", "7"])
def test_host_that_does_not_say_it(status):
    assert newest(seen(status), STANDBY) == {"index": None}


def test_host_that_does_not_answer():
    well = Well()
    well.silence(UPDATE)
    assert newest(well.seen, STANDBY) == {"index": None}


def test_index_of_another_data_center_says_nothing():
    found = seen(json.dumps({"indexes": {"a": AT_EIGHT}}))
    assert newest(found, ACTIVE) == {}
    assert newest(replace(found, index_update=None), STANDBY) == {}
