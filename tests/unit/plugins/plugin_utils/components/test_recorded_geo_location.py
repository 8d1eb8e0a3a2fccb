# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""geo_location: the desired state is as recorded, and what was refused still is."""

from collections import Counter

import pytest
from recorded import broken_rules, computed, given, names, scenarios

# What was written wrongly is refused now: a switch that is `true` became the text "True".
REFUSED = {"numbers and booleans of another type": "GIR914"}
# The old sentences by their rules. What they join with commas has a sentence each now.
RULES = {
    r"which is no data center: use": "GIR910",
    r"give a list of names of Applications\.": "GIR911",
    r"give the name of a resource group\.": "GIR912",
    r"give a list of DNs with number and switch\.": "GIR913",
    r"holds an entry without number or switch": "GIR914",
    r"more than once, but a DN has one geo-location": "GIR915",
    r"names one group for two geo-locations": "GIR916",
    r"which is no geo-location of a data center": "GIR917",
    r"give msml, softswitch, trunk or all": "GIR918",
    r"which lets MCPs of other locations record": "GIR919",
    r" itself: name another geo-location": "GIR920",
    r"whose recordings rest in": "GIR921",
    r"the form of overflow-location-map is not in public": "GIR922",
    r"is null, but recordings of": "GIR923",
    r"which is checked\.": "GIR924",
}
# Two DNs stood in one sentence, and four entries; a third DN was none, because its number was empty.
TIMES = {"GIR914": 4, "GIR915": 2}
# Malformed tables hid what else was wrong: names of data centers and geo-locations that are none.
FURTHER = {"wrong: malformed": {"GIR910": 4, "GIR917": 1}}
# Errors of filters while the role ran are rules now.
FAILED = {
    "wrong: names of options": {"GIR810": 1, "GIR811": 2},
    "wrong: an option in the place of a section": {"GIR814": 1},
}


def expected(name):
    problems = scenarios("geo_location")[name]["hosts"]["localhost"].get("problems")
    if problems is None:
        return Counter(FAILED[name])
    return broken_rules(problems, RULES, TIMES) + Counter(FURTHER.get(name, {}))


@pytest.mark.parametrize("name", [name for name in names("geo_location") if name not in REFUSED])
def test_desired_state_is_as_recorded(name):
    scenario = scenarios("geo_location")[name]
    old, new = scenario["hosts"]["localhost"], computed("geo_location", scenario, "localhost")
    assert new.violations == []
    assert [given(thing) for thing in new.objects] == old["objects"]
    assert [given(thing) for thing in new.unwanted] == old["unwanted"]
    assert new.secret_keys == old["secret_keys"]
    assert new.notices == old["notices"]
    assert new.files == new.documents == []


@pytest.mark.parametrize("name", REFUSED)
def test_what_was_written_wrongly_is_refused_now(name):
    new = computed("geo_location", scenarios("geo_location")[name], "localhost")
    assert [violation.id for violation in new.violations] == [REFUSED[name]]


@pytest.mark.parametrize("name", names("geo_location", wrong=True))
def test_what_was_refused_still_is(name):
    new = computed("geo_location", scenarios("geo_location")[name], "localhost")
    assert Counter(violation.id for violation in new.violations) == expected(name)
    assert all(part.endswith((".", "?")) for one in new.violations for part in (one.sentence, one.remedy))
