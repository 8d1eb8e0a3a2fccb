# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read of the variables of a failover, and what is said of those that cannot be used."""

import json

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._failover import plan_file, reading, variables
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.asked import Accepted, Asked, Override
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.objectives import Objectives
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.plan import digest
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable
from ansible_collections.gir.multidc.plugins.plugin_utils._variables import known
from hypothesis import given
from hypothesis import strategies as st

NOW = 1_800_000_000.0
PLAN = {"from": "dc1", "to": "dc2", "steps": [{"name": "rws", "state": "needed"}]}


def asked(**values):
    return reading.read({f"gir_failover_{name}": value for name, value in values.items()}, NOW)


def problem(**values):
    (one,) = asked(**values).problems
    return one


def test_what_a_person_gives_at_night():
    given_ = {"gir_failover_to": "dc2", "gir_failover_confirm": "dc2", "gir_failover_attested_by": " Ada ",
              "gir_reason": "no power\n", "gir_change_id": 4711}  # fmt: skip
    assert reading.read(given_, NOW) == Asked("dc2", "dc2", attested_by="Ada", reason="no power", change_id="4711")


def test_blank_text_is_not_given():
    assert reading.read(dict.fromkeys(variables.READ, " "), NOW) == Asked("") == reading.read({}, NOW)


def test_text_of_a_survey_is_read_as_what_it_stands_for():
    found = asked(reindex="no", hold_minutes="0", lost_seconds="30", expect_epoch="7", plan_minutes="5")
    assert (found.reindex, found.hold_minutes, found.lost_seconds) == (False, 0, 30)
    assert (found.expect_epoch, found.plan_seconds, found.problems) == (7, 300, ())


@pytest.mark.parametrize(
    "value",
    [["dc1/muxer", "dc1/rps"], "dc1/muxer, dc1/rps", "[dc1/muxer,dc1/rps]", '["dc1/muxer", "dc1/rps", "dc1/rps"]'],
)
def test_what_is_accepted(value):
    """The form with brackets is the one that a run prints."""
    assert asked(accept=value).accepted == (Accepted("dc1", "muxer"), Accepted("dc1", "rps"))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("dc1", "names no such component"),
        ("dc1/muxr", "Did you mean muxer?"),
        ("/muxer", 'has "/muxer"'),
        ([7], "has 7"),
        ({"dc1": "muxer"}, "is a dictionary"),
        ([Unusable("x is undefined", "Define x.")], "cannot be evaluated: x is undefined. Define x."),
    ],
)
def test_what_cannot_be_accepted(value, said):
    assert said in problem(accept=value)


@pytest.mark.parametrize("form", [lambda value: value, json.dumps])
def test_overrides(form):
    value = [{"rule": "gir627", "reason": " another disk "}, {"rule": "GIR630", "reason": ""}]
    assert asked(override=form(value)).overrides == (Override("GIR627", "another disk"), Override("GIR630", ""))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("GIR627", "no JSON"),
        ({"rule": "GIR627"}, "is a dictionary"),
        (["GIR627"], '[0] is "GIR627"'),
        ([{"reason": "x"}], "names no rule"),
        ([{"rule": "GIR627", "reson": "x"}], "Did you mean reason?"),
        ([{"rule": "GIR627", "reason": ["x"]}], "reason is a list"),
        ([{"rule": "GIR627", "reason": "a\nb"}], "has a line break"),
    ],
)
def test_overrides_that_cannot_be_used(value, said):
    assert said in problem(override=value)
    assert asked(override=value).overrides == ()


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("2027-01-15T08:59:00+01:00", 60), ("2027-01-15 07:59:00Z", 60), ("2027-01-15T07:59+0000", 60)],
)
def test_since_when_nothing_has_answered(value, seconds):
    assert asked(outage_since=value).silent_before == seconds


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2027-01-15T09:59:00+01:00", "still to come"),
        ("2027-01-15T07:59:00", "no time with a zone"),
        ("02:10", "no time with a zone"),
        ("2027-13-15T07:59:00Z", "no time with a zone"),
        (1234, "no time with a zone"),
    ],
)
def test_an_outage_of_no_time(value, said):
    assert said in problem(outage_since=value)
    assert asked(outage_since=value).silent_before == 0


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"lost_seconds": 3601}, "is 3601; give a whole number from 0 to 3600"),
        ({"lost_seconds": "-1"}, "from 0 to 3600"),
        ({"hold_minutes": True}, "is true; give a whole number"),
        ({"expect_epoch": "1.5"}, "whole number"),
        ({"seconds": "soon"}, "from 3 to 120"),
        ({"reindex": "perhaps"}, "give true or false"),
        ({"to": ["dc2"]}, "is a list; give text"),
        ({"confirm": True}, "is a boolean; give text"),
        ({"attested_by": "A\nB"}, "has a line break"),
        ({"attested_by": "A" * 401}, "has 401 letters"),
        ({"to": Unusable("x is undefined", "Define x.")}, "gir_failover_to cannot be evaluated: x is undefined."),
        ({"plan": "nowhere.json"}, "No such file"),
    ],
)
def test_what_cannot_be_used(values, said):
    assert said in problem(**values)


def test_all_problems_are_said_at_once():
    found = asked(lost_seconds="x", outage_since="x", accept="x", override="x", plan="x", reindex="x")
    assert len(found.problems) == 6


def test_the_site_guard_is_off_until_it_is_on():
    on = {"gir_site_guard": "yes", "gir_site_guard_isolation": "90"}
    assert reading.read(on, NOW).guard_seconds == 90
    assert reading.read({**on, "gir_site_guard": False}, NOW).guard_seconds is None
    assert reading.read({"gir_site_guard": True}, NOW).guard_seconds == 120
    assert "from 30 to 3600" in reading.read({"gir_site_guard_isolation": 5}, NOW).problems[0]


def test_a_digest_alone_has_no_age():
    found = asked(plan=digest(PLAN).upper())
    assert (found.plan, found.plan_document, found.plan_age) == (digest(PLAN), None, None)


def test_the_name_of_a_plan_tells_its_age():
    found = asked(plan=plan_file.name_of(PLAN, NOW - 90))
    assert (found.plan, found.plan_document, found.plan_age, found.problems) == (digest(PLAN), None, 90, ())
    assert "still to come" in problem(plan=plan_file.name_of(PLAN, NOW + 3600))
    assert "No such file" in problem(plan=f"soon@{digest(PLAN)}")


def test_a_plan_of_a_file(tmp_path):
    path = tmp_path / "plan.json"
    path.write_text(plan_file.text(PLAN, NOW - 90), encoding="utf-8")
    found = asked(plan=str(path))
    assert (found.plan, found.plan_document, found.plan_age, found.problems) == (digest(PLAN), PLAN, 90, ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "no JSON"),
        ("[]", "no plan of a failover"),
        (json.dumps({"plan": PLAN, "digest": digest(PLAN)}), "no plan of a failover"),
        (plan_file.text(PLAN, NOW).replace("dc2", "dc3"), "was changed after"),
        (plan_file.text(PLAN, NOW + 3600), "still to come"),
    ],
)
def test_a_file_that_is_no_plan(tmp_path, text, said):
    path = tmp_path / "plan.json"
    path.write_text(text, encoding="utf-8")
    assert said in problem(plan=str(path))


def test_what_is_wrong_with_the_report_stops_nothing():
    values = {"gir_failover_formats": "json,junit", "gir_failover_output_dir": 7}
    found = reading.settings(values)
    assert reading.read(values, NOW).problems == ()
    assert (found.seconds, found.reports.formats, len(found.notes)) == (6, ("json",), 2)
    assert reading.settings({"gir_failover_output_dir": "out"}).reports.formats == ("json", "markdown", "html")


def test_what_is_wrong_with_the_objectives_stops_nothing():
    values = {"gir_recovery_objectives": {"time_minutes": "10", "data_minutes": -1}}
    found = reading.settings(values)
    assert (found.objectives, len(found.notes)) == (Objectives(time_minutes=10), 1)
    assert reading.read(values, NOW).problems == ()
    undefined = reading.settings({"gir_recovery_objectives": Unusable("x is undefined", "Define x.")})
    assert undefined.notes == ("gir_recovery_objectives cannot be evaluated: x is undefined. Define x.",)


def test_every_variable_is_public():
    assert {one.name for one in variables.VARIABLES} <= known.names()


TEXT = st.text(st.sampled_from("a1\n\x1b\u202eé/,[]{}'\" "), max_size=9)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT | st.just(Unusable("x", "y.")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["rule", "reason", "x"]), inner),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(variables.READ), ANYTHING))
def test_nothing_that_is_given_raises(values):
    """Whatever it is, there is a sentence of one line, or it is used."""
    found = reading.read(values, NOW)
    assert all(one.isprintable() and one.endswith((".", "?")) for one in found.problems)
    assert reading.settings(values).seconds >= 3
