# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""gir_media_lifecycle_api and who may use it, judged before RWS is asked."""

import copy

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.known import names
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.lifecycle_api import (
    API,
    APPLY,
    APPROVED_BY,
    APPROVED_PLAN,
    VARIABLES,
    LifecycleApi,
    read,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.rules import RULES, group_of

FIELDS = ("name", "enabled", "at", "tasks")
TEMPLATE = {
    "account": "admin",
    "read": {"path": "/x", "query": {"location": "{location}"}, "rules_at": "rules"},
    "rule": {"fields": {name: {"path": name} for name in FIELDS}},
    "task": {"fields": {name: {"path": name} for name in ("type", "media")}},
}


def reading(**given):
    found, wrong = read(given.get)
    return found, [(one.id, one.sentence) for one in wrong]


def test_all_of_it_is_optional():
    assert reading() == (None, [])
    assert reading(**dict.fromkeys(VARIABLES, "")) == (None, [])
    # What cannot be evaluated is said by the rule about variables of playbooks.
    assert reading(**dict.fromkeys(VARIABLES, Unusable("site is undefined"))) == (None, [])
    assert set(VARIABLES) <= names()
    assert {group_of(RULES[f"GIR90{number}"]) for number in (4, 5, 6)} == {"The REST form of media lifecycle rules"}


def test_what_a_run_may_do():
    approved = {API: TEMPLATE, APPLY: "yes", APPROVED_BY: " Jane Doe ", APPROVED_PLAN: "2026-11-29-0123456789abcdef"}
    found, wrong = reading(**approved)
    assert (found, wrong) == (LifecycleApi(TEMPLATE, True, "Jane Doe", "2026-11-29-0123456789abcdef"), [])
    assert reading(**{API: TEMPLATE}) == (LifecycleApi(TEMPLATE), [])


@pytest.mark.parametrize(
    ("given", "rule", "words"),
    [
        ({API: ["x"]}, "GIR904", f"{API} is no dictionary."),
        ({API: {**TEMPLATE, "account": "root"}}, "GIR904", f"{API}.account is 'root'."),
        ({APPLY: True, APPROVED_BY: "Jane"}, "GIR905", f"{APPLY} is true, but {API} is not given"),
        ({API: TEMPLATE, APPLY: "perhaps"}, "GIR905", 'is "perhaps", which is neither true nor false'),
        ({API: TEMPLATE, APPLY: True}, "GIR906", f"{APPLY} is true, but {APPROVED_BY} names nobody."),
        ({API: TEMPLATE, APPROVED_BY: ["Jane"]}, "GIR906", f"{APPROVED_BY} is a list, not text."),
    ],
)
def test_flaws(given, rule, words):
    found, wrong = reading(**copy.deepcopy(given))
    assert found is None and [one for one, _sentence in wrong] == [rule] and words in wrong[0][1]


def test_a_person_asks_for_it_in_one_run():
    """What stands in the inventory would change rules whenever a schedule runs."""
    given = {API: TEMPLATE, APPLY: True, APPROVED_BY: "Jane Doe"}
    found, wrong = read(given.get, ["x"])
    assert found is None and [one.id for one in wrong] == ["GIR905"] and "in the inventory" in wrong[0].sentence
    assert read(given.get, [APPLY])[1] == [] and read({**given, APPLY: False}.get, [])[1] == []
