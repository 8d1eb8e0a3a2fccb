# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates of media lifecycle rules: what is judged before anything is asked, and what text becomes what JSON."""

import copy
import random
import re
import types

import pytest
import yaml
from ansible_collections.gir.multidc.plugins.module_utils._common.values import SECRETS
from ansible_collections.gir.multidc.plugins.module_utils._rws import lifecycle_paths as paths
from ansible_collections.gir.multidc.plugins.module_utils._rws import lifecycle_reading as reading
from ansible_collections.gir.multidc.plugins.module_utils._rws import lifecycle_rules as rules
from ansible_collections.gir.multidc.plugins.module_utils._rws import lifecycle_writing as writing
from ansible_collections.gir.multidc.plugins.module_utils._rws.changes import CREATED, DELETED
from ansible_collections.gir.multidc.plugins.module_utils._rws.lifecycle_fields import Unreadable
from ansible_collections.gir.multidc.plugins.module_utils._rws.lifecycle_template import Template, flaws
from support.lifecycle_forms import FLAT, FORMS, NESTED, NIGHTLY, WEEDING
from support.playbook import ROOT

GONE = object()


def changed(base, path, value):
    """A template in which one place is another, or gone."""
    template = copy.deepcopy(base)
    *way, last = path.split("/")
    place = template
    for name in way:
        place = place.setdefault(name, {})
    if value is GONE:
        del place[last]
    else:
        place[last] = value
    return template


@pytest.mark.parametrize("form", sorted(FORMS))
def test_both_forms_are_sound(form):
    assert flaws(FORMS[form]) == []


CASES = [
    (FLAT, "account", "root", "template.account is 'root'. Choose one of ops, admin."),
    (FLAT, "account", GONE, "template has no account."),
    (FLAT, "post", {}, "template has the key 'post', which is not known."),
    (FLAT, "read", ["x"], "template.read is no dictionary."),
    (FLAT, "read/path", "lifecycle", "template.read.path is 'lifecycle', which is no plain path below /api/v2."),
    (FLAT, "read/path", "/x?location={location}", "give what follows a question mark as query."),
    (FLAT, "read/path", "/settings/../ops", "which is no plain path"),
    (FLAT, "read/path", "/api/v2/x", "but /api/v2 is put before it."),
    (FLAT, "read/method", "POST", "template.read.method is 'POST'. Choose one of GET."),
    (FLAT, "read/rules_at", "a..b", "template.read.rules_at is 'a..b', which is no path into JSON."),
    (FLAT, "read/not_found", "maybe", "template.read.not_found is 'maybe'. Choose one of refuse, no_rules."),
    (FLAT, "read/query", {"location": ["x"]}, "template.read.query is no dictionary of texts."),
    (FLAT, "read/query", {"id": "{rule_id}"}, "template.read.query has the placeholder {rule_id}, which is not known"),
    (FLAT, "replace", NESTED["replace"], "template has replace and also create and update and delete"),
    (FLAT, "create/body", {"a": ["x {rule}"]}, "template.create.body has {rule} within a text."),
    (FLAT, "create/body", {"a": "x"}, "template.create.body has no text that is {rule} and nothing else"),
    (FLAT, "create/method", "GET", "template.create.method is 'GET'. Choose one of POST, PUT, PATCH, DELETE."),
    (FLAT, "delete/path", GONE, "template.delete has no path."),
    (FLAT, "rule/fields/id", GONE, "template.update uses {rule_id}, but template.rule.fields has no id."),
    (FLAT, "rule/fields/location", GONE, "template.read does not use {location}, and template.rule.fields has no"),
    (FLAT, "rule/fields/tasks", GONE, "template.rule.fields has no tasks."),
    (FLAT, "rule/fields/color", {"path": "x"}, "template.rule.fields has the key 'color', which is not known."),
    (FLAT, "rule/fields/name/path", "enabled", "have the same path, enabled. Give each its own."),
    (FLAT, "rule/fields/name", "x", "template.rule.fields.name is no dictionary."),
    (FLAT, "rule/fields/at/format", "{HH}:{H}", "does not have each of hour, minute and second once."),
    (FLAT, "rule/constants", {"a[b": 1}, "template.rule.constants has a key that is 'a[b', which is no path into JSON"),
    (FLAT, "rule/read_only", "uri", "template.rule.read_only is no list of paths."),
    (FLAT, "task/read_only", ["uri"], "template.task has the key 'read_only', which is not known."),
    (FLAT, "task/fields/type/values", {"backup": "B"}, "template.task.fields.type.values has no purge."),
    (FLAT, "task/fields/type/values", {"backup": 1, "purge": 1}, "has a value twice, so nobody could read it back."),
    (FLAT, "task/fields/type/values", {"backup": 1, "purge": []}, "neither text, number nor boolean."),
    (FLAT, "task/fields/call_types/values", {"In": "I"}, "call_types.values has a key that is 'In'. Choose one of Inb"),
    (FLAT, "task/fields/min_age_days/factor", 0, "template.task.fields.min_age_days.factor is '0'."),
    (FLAT, "task/fields/min_age_days/when_empty", "empty", "when_empty is 'empty'. Choose one of omit, null."),
    (FLAT, "task/fields/min_age_days/values", {}, "min_age_days has the key 'values', which is not known."),
    (FLAT, "task/fields/include_labels/separator", "", "template.task.fields.include_labels.separator is no text."),
    (FLAT, "task/fields/attached_data/pairs", {"key": "a"}, "attached_data.pairs does not name two members."),
]


@pytest.mark.parametrize(("base", "path", "value", "words"), CASES, ids=lambda one: one if isinstance(one, str) else "")
def test_what_is_wrong_is_said(base, path, value, words):
    said = ["%s %s" % flaw for flaw in flaws(changed(base, path, value))]
    assert any(words in one for one in said), said


def test_all_of_it_is_said_at_once():
    template = FLAT
    chosen = [case for case in CASES if case[1] in ("account", "read/method", "create/method", "rule/fields/at/format")]
    for _base, path, value, _words in chosen:
        if value is not GONE:
            template = changed(template, path, value)
    said = " ".join("%s %s" % flaw for flaw in flaws(template))
    assert all(words in said for _base, _path, value, words in chosen if value is not GONE)


def places(data, path=()):
    yield path
    if isinstance(data, dict):
        for name in data:
            yield from places(data[name], (*path, name))


@pytest.mark.parametrize("form", sorted(FORMS))
def test_no_template_is_too_strange_to_be_judged(form):
    """Whatever stands anywhere: judged without a surprise, and one that is sound can be used."""
    chance = random.Random(7)
    strange = [None, 1, 1.5, True, "", "x", "{", "{x}", "{rule}", [], {}, ["x"], {"x": 1}, {"path": []}, {1: 2}, -1]
    for path in places(FORMS[form]):
        for value in chance.sample(strange, 4):
            template = changed(FORMS[form], "/".join(path), value) if path and "/" not in "".join(path) else value
            if not flaws(template):
                made = Template(template)
                made.request("read", "/US/NY")
                rules.written(made, rules.normal(full(NIGHTLY)), "/US/NY", None)


def full(rule):
    """A rule with every option, as a module has it."""
    task = {name: option.get("default") for name, option in rules.TASK.items()}
    base = {name: option.get("default") for name, option in rules.RULE.items()}
    return {**base, **rule, "tasks": [{**task, **one} for one in rule["tasks"]]}


@pytest.mark.parametrize("form", sorted(FORMS))
def test_what_is_written_is_read_as_the_same(form):
    template = Template(FORMS[form])
    for rule in (rules.normal(full(NIGHTLY)), rules.normal(full(WEEDING))):
        before = rules.stored(template, rules.written(template, rule, "/US/NY", None))
        assert (before.rule, before.reasons) == (rule, [])
        assert rules.differences(template, rule, before) == []


def test_forms_of_values():
    raw = rules.written(Template(NESTED), rules.normal(full(NIGHTLY)), "/US/NY", None)
    assert raw["schedule"] == {"zone": "UTC", "cron": "3 2 1 * * ?"}
    assert raw["jobs"][0] == {
        "kind": "BACKUP",
        "source": "CALL",
        "age": {"from": 86400000, "to": 172800000},
        "filter": {
            "callTypes": "INBOUND;OUTBOUND",
            "labels": {"with": ["a", "b"], "without": ["private"]},
            "attached": [{"name": "level", "value": "3"}, {"name": "queue", "value": "sales"}],
        },
        "parameters": [
            {"name": "location", "value": "file:///mnt/archive/ny"},
            {"name": "executeOnScreenRecroding", "value": "true"},
        ],
    }
    assert raw["jobs"][1] == {"kind": "PURGE", "source": "SCREEN", "age": {"from": 34560000000}}


def test_all_call_types_are_none():
    task = full(WEEDING)["tasks"][0]
    every = dict(task, call_types=["NotSet", "Unknown", "Consult", "Internal", "Outbound", "Inbound"])
    assert rules.normal(full(dict(WEEDING, tasks=[every]))) == rules.normal(full(WEEDING))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("min_age_days", 90000000, "is 90000000, which is no whole number of days of 86400000 each"),
        ("min_age_days", True, "min_age_days (age.from) is true, which the template does not explain"),
        ("type", None, "type (kind) is missing"),
        ("call_types", "INBOUND;FAX", 'is "FAX", which the template does not explain'),
        ("attached_data", [{"name": "a", "value": []}], "which the template does not explain"),
        ("include_labels", [1], "is [1], which the template does not explain"),
    ],
)
def test_what_cannot_be_read_is_not_guessed(name, value, words):
    field = Template(NESTED).task[name]
    raw = {}
    paths.put(raw, field.path, value)
    with pytest.raises(Unreadable) as error:
        field.read(raw)
    assert words in str(error.value)


@pytest.mark.parametrize("cron", ["3 2 1 * * MON", "3 61 1 * * ?", "3 2 24 * * ?", 5])
def test_another_time_is_not_taken_for_a_daily_one(cron):
    with pytest.raises(Unreadable):
        Template(NESTED).rule["at"].read({"schedule": {"cron": cron}})


def test_paths():
    data = {}
    named = paths.parse("parameters[name=a.b].value")
    paths.put(data, named, 1)
    paths.put(data, paths.parse("x.y"), None)
    assert data == {"parameters": [{"name": "a.b", "value": 1}], "x": {"y": None}}
    assert (paths.get(data, named), paths.get(data, paths.parse("x.y"))) == (1, None)
    assert isinstance(paths.get(data, paths.parse("x.y.z")), paths.Missing)
    paths.remove(data, named)
    paths.remove(data, paths.parse("nothing.there"))
    assert data == {"parameters": [], "x": {"y": None}}
    assert [paths.parse(text) for text in ("", ".", "a.", "a[b]", "a[b=c]", "a b", None, 5)] == [None] * 8


def test_one_list_of_all_locations_that_is_replaced_keeps_the_others():
    """Neither of the two forms is so: all locations in one answer, and one request that writes all of it."""
    given = {name: part for name, part in FLAT.items() if name not in ("create", "update", "delete")}
    given["replace"] = {"method": "PUT", "path": "/all", "body": {"rules": "{rules}"}}
    assert flaws(given) == []
    template = Template(given)
    rule = rules.normal(full(NIGHTLY))
    kept = [dict(rules.written(template, rule, place, None), id=place) for place in ("/US/CA", "/US/NY")]
    sent = []
    client = types.SimpleNamespace(
        clean=str,
        get=lambda *_request, **_account: {"statusCode": 0, "rules": kept},
        write=lambda _method, _path, body, **_how: sent.append(body["rules"]),
    )
    this = types.SimpleNamespace(client=client)
    listing = reading.listing(client, template, "/US/NY/")
    assert [one.raw["id"] for one in listing.stored] == ["/US/NY"]
    new = dict(rule, name="new")
    operations = [
        writing.Operation("/US/NY", "nightly", DELETED, None, listing.stored[0], [], SECRETS),
        writing.Operation("/US/NY", "new", CREATED, new, None, [], SECRETS),
    ]
    [request] = writing.requests_of(this, template, "/US/NY", operations, listing)
    request.send()
    assert sent == [[kept[0], rules.written(template, new, "/US/NY", None)]]


def test_the_documented_example():
    """docs/media-lifecycle-api.md: the template is that of the stand-in's form, and makes the JSON that is shown."""
    page = (ROOT / "docs" / "media-lifecycle-api.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```(?:yaml|json)\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    template, rule, shown = [yaml.safe_load(block) for block in blocks[-3:]]
    assert template == {"gir_media_lifecycle_api": NESTED}
    assert rules.written(Template(NESTED), rules.normal(full(rule)), "/US/NY", None) == shown
