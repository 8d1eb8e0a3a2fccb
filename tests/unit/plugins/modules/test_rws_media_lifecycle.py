# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""rws_media_lifecycle and its _info against both invented forms of the RWS stand-in."""

import contextlib
import copy

import module_runs
import pytest
from ansible_collections.gir.multidc.plugins.module_utils._rws import lifecycle_writing as lifecycle
from rws_systems import connect
from standins import rws
from support.lifecycle_forms import BACKUP, CHANGE, FLAT, FORMS, LOCATIONS, NESTED, NIGHTLY, PURGE, READ, WEEDING

pytestmark = pytest.mark.usefixtures("short_pauses")
MODULE, INFO = "rws_media_lifecycle", "rws_media_lifecycle_info"


def asked(system, form, locations=None, **options):
    """The arguments of rws_media_lifecycle."""
    return connect(system, **{**CHANGE, "template": FORMS[form], "locations": locations or LOCATIONS, **options})


def read(system, form, *locations):
    """The arguments of rws_media_lifecycle_info."""
    return connect(system, **{**READ, "template": FORMS[form], "locations": list(locations) or READ["locations"]})


@contextlib.contextmanager
def speaking(form, **dialect):
    dialect["lifecycle_form"] = form
    with rws.cluster(nodes=1, data_centers=("dc1",), monitoring_delay=0.1, dialect=dialect) as system:
        yield system


@pytest.fixture(params=sorted(FORMS))
def form(request):
    return request.param


@pytest.fixture
def system(form):
    with speaking(form) as running:
        yield running


def change(system, form, locations=None, **options):
    return module_runs.succeed(MODULE, asked(system, form, locations, **options))


def rules_of(system, form, location):
    [found] = module_runs.succeed(INFO, read(system, form, location))["locations"]
    return {one["name"]: one["rule"] for one in found["rules"]}


def put(system, form, location, edit):
    """Somebody changes the rules of a location in RWS, as GAX would."""
    view = system.store.view(None)
    key = f"lifecycle/plan|{location}" if form == "nested" else "lifecycle/rules"
    kept = view.get(key)
    edit(kept["rules"] if form == "nested" else kept)
    view.put(key, kept)


def named(rules, form, name):
    return next(rule for rule in rules if rule["ruleName" if form == "nested" else "name"] == name)


def test_everything_that_a_rule_may_have_is_written_and_read_back(system, form):
    predicted = module_runs.succeed(MODULE, asked(system, form), check=True)
    assert system.writes() == [] and {one["outcome"] for one in predicted["results"]} == {"predicted"}
    assert {one["observation"] for one in predicted["results"]} == {"not observable"}
    real = change(system, form)
    assert (predicted["changed"], predicted["diff"], predicted["plan"]) == (True, real["diff"], real["plan"])
    found = [(one["name"], one["action"], one["outcome"], one["observation"]) for one in real["results"]]
    assert found == [(name, "created", "done", "confirmed") for name in ("nightly", "weeding / all", "weeding / all")]
    assert (real["approved_by"], real["foreign"], real["not_observable"]) == ("Jane Doe", [], [])
    system.forget_requests()
    again = change(system, form, approved_by=None)
    assert (again["changed"], again["plan"], system.writes()) == (False, None, [])
    nightly = rules_of(system, form, "/US/NY")["nightly"]
    assert nightly["tasks"][0] == {**BACKUP, "call_types": ["Inbound", "Outbound"], "include_labels": ["a", "b"]}
    assert (nightly["at"], nightly["enabled"], nightly["tasks"][1]["min_age_days"]) == ("01:02:03", True, 400)


def test_only_what_differs_is_written_and_the_rest_is_sent_back_as_it_is(system, form):
    change(system, form)
    unknown, notes = "comment" if form == "nested" else "note", []
    put(system, form, "/US/NY", lambda kept: named(kept, form, "nightly").update({unknown: "ask Jane"}))
    tasks = [dict(BACKUP, max_age_days=3, backup_folder=None, include_screen_recordings=False), PURGE]
    wanted = [{"location": "/US/NY", "rules": [dict(NIGHTLY, tasks=tasks), WEEDING]}]
    result = change(system, form, wanted)
    assert [(one["action"], sorted(one["reasons"])) for one in result["results"]] == [
        ("updated", ["tasks[0].backup_folder", "tasks[0].include_screen_recordings", "tasks[0].max_age_days"]),
        ("unchanged", []),
    ]
    rule = rules_of(system, form, "/US/NY")["nightly"]
    assert (rule["tasks"][0]["max_age_days"], rule["tasks"][0]["backup_folder"]) == (3, None)
    put(system, form, "/US/NY", lambda kept: notes.append(named(kept, form, "nightly")[unknown]))
    assert notes == ["ask Jane"]


def test_another_value_of_a_constant_differs_and_is_told(system, form):
    change(system, form)
    path, other = ("schedule.zone", {"zone": "CET"}) if form == "nested" else ("repeat", "weekly")
    top = path.partition(".")[0]

    def edit(kept):
        rule = named(kept, form, "nightly")
        rule[top] = {**rule[top], **other} if form == "nested" else other

    put(system, form, "/US/NY", edit)
    [found] = module_runs.succeed(INFO, read(system, form, "/US/NY"))["locations"]
    assert {one["name"]: one["other_constants"] for one in found["rules"]} == {"nightly": [path], "weeding / all": []}
    [nightly, *_others] = change(system, form)["results"]
    assert (nightly["action"], nightly["reasons"]) == ("updated", [path])


def test_a_rule_that_nobody_asked_for_is_shown_and_only_removed_by_its_name(system, form):
    change(system, form)
    only = [{"location": "/US/NY", "rules": [NIGHTLY]}]
    result = change(system, form, only)
    assert result["changed"] is False
    assert [(one["name"], one["rule"]["tasks"][0]["type"]) for one in result["foreign"]] == [("weeding / all", "purge")]
    assert "nobody asked for, which are kept: weeding / all at /US/NY" in str(result["warnings"])
    result = change(system, form, [dict(only[0], absent=["weeding / all", "never there"])])
    assert [one["action"] for one in result["results"]] == ["unchanged", "deleted", "unchanged"]
    assert list(rules_of(system, form, "/US/NY")) == ["nightly"]
    assert list(rules_of(system, form, "/US/CA")) == ["weeding / all"]


def test_nothing_is_written_without_approval_of_this_plan(system, form, monkeypatch):
    failed = module_runs.fail(MODULE, asked(system, form, approved_by=" "))
    assert "give the name of who approves them as approved_by. Nothing was changed." in failed["msg"]
    assert "nightly at /US/NY (created)" in failed["msg"]
    planned = module_runs.succeed(MODULE, asked(system, form), check=True)["plan"]
    other = asked(system, form, LOCATIONS[:1], approved_plan=planned)
    assert "approve it anew. Nothing was changed." in module_runs.fail(MODULE, other)["msg"]
    today = lifecycle.time.time()
    monkeypatch.setattr(lifecycle.time, "time", lambda: today + 2 * 86400)
    assert "approve it anew" in module_runs.fail(MODULE, asked(system, form, approved_plan=planned))["msg"]
    assert system.writes() == []
    monkeypatch.setattr(lifecycle.time, "time", lambda: today)
    assert change(system, form, approved_plan=planned)["changed"] is True


def spoil(form):
    """A value that the template does not explain."""
    member, tasks = ("kind", "jobs") if form == "nested" else ("type", "tasks")
    return lambda kept: named(kept, form, "nightly")[tasks][0].update({member: "ARCHIVE"})


def test_what_the_template_does_not_explain_is_not_written_over(system, form):
    change(system, form)
    put(system, form, "/US/NY", spoil(form))
    before = dict(system.store.view(None).children("lifecycle/"))
    failed = module_runs.fail(MODULE, asked(system, form))
    assert "Not compared, and so not written: nightly at /US/NY." in failed["msg"] and not failed["changed"]
    assert 'is "ARCHIVE", which the template does not explain' in str(failed["not_observable"])
    assert [one["observation"] for one in failed["results"]] == ["not observable", "confirmed", "confirmed"]
    assert dict(system.store.view(None).children("lifecycle/")) == before
    [found] = module_runs.succeed(INFO, read(system, form, "/US/NY"))["locations"]
    assert {one["name"]: one["observation"] for one in found["rules"]}["nightly"] == "not observable"


@pytest.mark.parametrize(
    ("part", "value", "words"),
    [
        ("rules_at", "rules.of.nobody", "has no list of objects at rules.of.nobody"),
        ("path", "/invented/elsewhere", "There is no resource"),
    ],
)
def test_a_list_that_is_not_there_is_not_an_empty_one(part, value, words):
    with speaking("flat") as system:
        template = copy.deepcopy(FLAT)
        template["read"][part] = value
        failed = module_runs.fail(MODULE, asked(system, "flat", template=template))
        assert "Not compared, and so not written" in failed["msg"] and words in str(failed["not_observable"])
        assert system.writes() == []


def test_a_lost_answer_is_looked_up(system, form):
    system.faults.add("drop", method="PUT" if form == "nested" else "POST", phase="after", times=1)
    assert change(system, form)["changed"] is True
    assert module_runs.succeed(MODULE, asked(system, form))["changed"] is False


def test_a_refused_rule_is_named(system, form):
    wrong = dict(WEEDING, name="wrong", tasks=[dict(PURGE, backup_folder="file:///x")])
    failed = module_runs.fail(MODULE, asked(system, form, [{"location": "/US/NY", "rules": [NIGHTLY, wrong]}]))
    assert "is for the folder of a backup" in failed["msg"]
    done = [] if form == "nested" else ["nightly"]
    assert [one["name"] for one in failed["results"] if one["observation"] == "confirmed"] == done
    assert list(rules_of(system, form, "/US/NY")) == done


def test_a_write_that_was_not_kept_is_a_failure(system, form, monkeypatch):
    """RWS answers well, and shows something else afterwards."""
    monkeypatch.setattr("standins.rws_store.View.put", lambda *_arguments: None)
    failed = module_runs.fail(MODULE, asked(system, form))
    assert "Rule nightly at /US/NY was written, but: RWS shows 0 rules of this name." in failed["msg"]
    assert {one["observation"] for one in failed["results"]} == {"failed"} and failed["changed"]


def test_two_rules_of_one_name_are_ambiguous():
    with speaking("flat") as system:
        change(system, "flat")
        put(system, "flat", "/US/NY", lambda kept: kept.append({**named(kept, "flat", "nightly"), "id": "other"}))
        failed = module_runs.fail(MODULE, asked(system, "flat"))
        assert "RWS has 2 rules of this name; remove all but one in GAX." in str(failed["not_observable"])


def test_a_form_that_is_only_read_changes_nothing():
    with speaking("flat") as system:
        template = {name: part for name, part in FLAT.items() if name not in ("create", "update", "delete")}
        failed = module_runs.fail(MODULE, asked(system, "flat", template=template), check=True)
        assert "The template has no create, which nightly at /US/NY" in failed["msg"]
        assert module_runs.succeed(INFO, read(system, "flat"))["locations"][0]["observation"] == "confirmed"


def test_fields_without_a_path_are_not_observable_and_cannot_be_asked_for():
    template = copy.deepcopy(NESTED)
    del template["task"]["fields"]["exclude_labels"]
    with speaking("nested") as system:
        failed = module_runs.fail(MODULE, asked(system, "nested", template=template))
        assert "/US/NY, rule nightly: tasks[0].exclude_labels is given, but the template has no path" in failed["msg"]
        result = change(system, "nested", LOCATIONS[1:], template=template)
        assert "exclude_labels of tasks cannot be known: the template has no path" in str(result["not_observable"])


def test_everything_wrong_with_the_rules_is_said_at_once():
    rule = dict(NIGHTLY, at="1:00", tasks=[dict(BACKUP, min_age_days=3, call_types=["Consult"])])
    places = [{"location": "US/NY/", "rules": [rule, rule], "absent": ["nightly"]}]
    with speaking("nested") as system:
        said = module_runs.fail(MODULE, asked(system, "nested", places))["msg"]
        for words in ("'US/NY/' is no node path", "'nightly' is empty or given twice", "at is '1:00'",
                      "is in rules and in absent", "max_age_days is 2, but min_age_days is 3",
                      "call_types has Consult, for which the template has no value"):  # fmt: skip
            assert words in said
        assert system.requests == []
