# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A difference as hosts and APIs report it is bounded, whatever they hold."""

import json

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._common.difference import difference, not_checked

LONG = "x" * 1000000


def test_no_text_of_a_difference_is_long():
    one = difference("c", "rws", LONG, LONG, LONG, LONG, reason=LONG, changed_by=LONG)
    other = not_checked("c", "rws", LONG, LONG, LONG)
    assert max(len(json.dumps(one)), len(json.dumps(other))) < 10000


@pytest.mark.parametrize("name", ["object", "key"])
def test_long_names_stay_different_and_stable(name):
    def shown(text):
        return difference("c", "rws", *((text, "") if name == "object" else ("/a", text)))[name]

    assert shown(LONG + "a") == shown(LONG + "a") != shown(LONG + "b")
    assert shown("\udcff" * 5000) != shown("\udcfe" * 5000)


def test_half_of_a_pair_of_surrogates_can_be_written():
    half = "\ud800"
    one = difference("c", "rws", "/a\udcff", half, half, half * 1000, reason=half, changed_by=half)
    assert json.dumps(one, ensure_ascii=False).encode("utf-8")
    assert one["object"] == "/a\\udcff"


def test_what_is_short_stays_as_it_is():
    found = difference("c", "rws", "/" + "a" * 300, "a.b", reason="Why.", changed_by="root")
    assert (found["object"], found["key"]) == ("/" + "a" * 300, "a.b")
    assert (found["reason"], found["changed_by"]) == ("Why.", "root")
