# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Legal holds as a person writes them, and what is wrong with them."""

import datetime

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.recording_holds import (
    HoldQuery,
    RecordingHold,
    read,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable

GOOD = {"name": "m17", "by": "Jane Doe", "on": "2026-11-01", "recordings": ["id1", "id2", "id1"]}
OCTOBER = {"from": "2026-10-01T00:00:00Z", "to": "2026-11-01T01:00:00+01:00", "parameters": {"callerPhoneNumber": "1*"}}


def hold(**changes):
    return {**GOOD, **changes}


@pytest.mark.parametrize("value", [None, "", "  ", []])
def test_nothing_given_is_no_hold(value):
    assert read(value) == ([], [])


def test_a_hold_by_ids_covers_every_location():
    found, flaws = read([GOOD])
    day = datetime.date(2026, 11, 1)
    assert (found, flaws) == ([RecordingHold("m17", "Jane Doe", day, (), ("id1", "id2"), None)], [])
    assert found[0].covers("/US/NY")


def test_a_hold_by_query_has_times_in_milliseconds():
    found, flaws = read([hold(recordings=None, locations=["/US/NY"], query=OCTOBER)])
    assert flaws == []
    assert found[0].query == HoldQuery(1790812800000, 1793491200000, {"callerPhoneNumber": "1*"})
    assert (found[0].covers("/US/NY"), found[0].covers("/US/TX")) == (True, False)


@pytest.mark.parametrize("on", [True, "true", "True", "on"])
def test_the_key_on_may_stand_without_quotes(on):
    value = {key: item for key, item in GOOD.items() if key != "on"}
    assert read([{**value, on: datetime.date(2026, 11, 1)}])[1] == []


@pytest.mark.parametrize(("value", "sentence"), [
    ("m17", "gir_recording_holds is text, not a list of holds."),
    ([Unusable("who is undefined")], "gir_recording_holds[0] cannot be evaluated: who is undefined."),
    ([hold(name=None)], "gir_recording_holds[0] does not name the hold."),
    ([hold(by=" ")], "gir_recording_holds[0] does not say by whom."),
    ([hold(on="soon")], 'gir_recording_holds[0].on is "soon", which is no date.'),
    ([hold(recordings=None)], "gir_recording_holds[0] names no recording."),
    ([hold(recordings=[])], "gir_recording_holds[0].recordings is empty."),
    ([hold(recordings=[7])], "gir_recording_holds[0].recordings[0] is a number, not text."),
    ([hold(locations=[])], "gir_recording_holds[0].locations is empty."),
    ([hold(location=["/US/NY"])], 'gir_recording_holds[0] has the unknown key "location". Did you mean locations?'),
    ([GOOD, GOOD], 'gir_recording_holds[1].name is "m17", which another hold has too.'),
    ([hold(query={"to": "2026-10-01"})], "gir_recording_holds[0].query.from is not given."),
    ([hold(query={"from": "2026-10-01T00:00:00"})],
     'gir_recording_holds[0].query.from is "2026-10-01T00:00:00", which is no time with a zone.'),
    ([hold(query={"from": "2026-10-02", "to": "2026-10-01"})],
     "gir_recording_holds[0].query.to is not after gir_recording_holds[0].query.from: no recording is in between."),
    ([hold(query={**OCTOBER, "parameters": {"startTime": "1"}})],
     "gir_recording_holds[0].query.parameters has startTime and endTime, which are made of from and to."),
    ([hold(query={**OCTOBER, "parameters": {"callerPhoneNumber": 1555}})],
     "gir_recording_holds[0].query.parameters.callerPhoneNumber is a number, not text."),
])
def test_a_flaw_is_named_and_the_hold_is_none(value, sentence):
    found, flaws = read(value)
    assert [flaw.sentence for flaw in flaws] == [sentence]
    assert len(found) == len([item for item in value if item == GOOD][:1])
    assert flaws[0].remedy.endswith(".")
