# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Media lifecycle rules of the RWS stand-in, in two forms that are invented and say so."""

import copy

import pytest
from standin_client import call
from standins import rws
from standins.rws_lifecycle import DAY

PLANS = "/api/v2/invented/lifecycle-plans"
JOB = {"kind": "PURGE", "source": "CALL", "age": {"from": 30 * DAY, "to": 40 * DAY}}
NESTED = {"ruleName": "a", "state": "on", "schedule": {"cron": "0 0 1 * * ?", "zone": "UTC"}, "jobs": [JOB]}
TASK = {"type": "purge", "media": "voice", "minAge": 30, "maxAge": 40}
FLAT = {"name": "a", "nodePath": "/US/NY", "enabled": True, "time": "01:00:00", "repeat": "daily", "tasks": [TASK]}


@pytest.fixture(scope="module")
def system():
    with rws.cluster(nodes=1, data_centers=("dc1",), monitoring_delay=0.1) as built:
        yield built


def ask(system, form, method="GET", body=None, path=""):
    system.set_dialect(lifecycle_form=form)
    if form == "nested":
        return call(f"{system.urls[0]}{PLANS}?location=/US/NY", method, rws.ADMIN, body)
    rules = f"/api/v2/ops/contact-centers/{system.contact_center_id}/invented-lifecycle-rules{path}"
    return call(system.urls[0] + rules, method, rws.OPS, body)


def plan(*rules):
    return {"plan": {"nodePath": "/US/NY", "rules": list(rules)}}


def test_nested_form(system):
    assert ask(system, "nested").status == 404
    for revision in (1, 2):
        assert ask(system, "nested", "PUT", plan(NESTED)).json == {"statusCode": 0, "form": "invented"}
        answer = ask(system, "nested").json
        assert answer["form"] == "invented" and answer["plan"]["rules"] == [{**NESTED, "revision": revision}]
    assert ask(system, "nested", "PUT", plan({**NESTED, "revision": 2})).json["statusCode"] == 11
    assert ask(system, "nested", "PUT", plan(NESTED, NESTED)).status == 409


def test_flat_form(system):
    assert ask(system, "flat").json == {"statusCode": 0, "form": "invented", "rules": []}
    assert ask(system, "flat", "POST", FLAT).json == {"statusCode": 0, "form": "invented"}
    assert ask(system, "flat", "POST", FLAT).status == 409
    [kept] = ask(system, "flat").json["rules"]
    assert kept == {**FLAT, "id": kept["id"]}
    assert ask(system, "flat", "PUT", {**kept, "enabled": False}, f"/{kept['id']}").status == 200
    assert ask(system, "flat").json["rules"] == [{**kept, "enabled": False}]
    assert ask(system, "flat", "PUT", {**kept, "id": "x"}, f"/{kept['id']}").json["statusCode"] == 11
    assert [ask(system, "flat", "DELETE", None, f"/{kept['id']}").status for _twice in range(2)] == [200, 404]


def test_neither_form_is_there_unless_it_is_chosen(system):
    assert system.dialect["lifecycle_form"] in ("absent", "nested", "flat")
    for form, other in (("nested", "flat"), ("flat", "nested")):
        ask(system, other)
        path = PLANS + "?location=/US/NY" if form == "nested" else None
        path = path or f"/api/v2/ops/contact-centers/{system.contact_center_id}/invented-lifecycle-rules"
        for dialect in (other, "absent"):
            system.set_dialect(lifecycle_form=dialect)
            assert call(system.urls[0] + path, auth=rws.ADMIN if form == "nested" else rws.OPS).status == 404


def edited(base, way, value):
    rule = copy.deepcopy(base)
    place = rule
    for step in way[:-1]:
        place = place[step]
    place[way[-1]] = value
    return rule


@pytest.mark.parametrize(
    ("way", "value"),
    [
        (["color"], "red"),
        (["ruleName"], ""),
        (["state"], True),
        (["schedule", "cron"], "0 0 1 * * MON"),
        (["schedule", "cron"], "0 60 1 * * ?"),
        (["schedule", "zone"], "EST"),
        (["jobs"], {}),
        (["jobs", 0, "kind"], "purge"),
        (["jobs", 0, "age"], {"from": 5}),
        (["jobs", 0, "age"], {"from": 40 * DAY, "to": 30 * DAY}),
        (["jobs", 0, "filter"], {"callTypes": "Inbound"}),
        (["jobs", 0, "filter"], {"labels": {"with": [""]}}),
        (["jobs", 0, "parameters"], [{"name": "location", "value": "file:///x"}]),
        (["jobs", 0, "parameters"], [{"name": "executeOnScreenRecording", "value": "true"}]),
    ],
    ids=str,
)
def test_the_nested_form_refuses_what_it_does_not_know(system, way, value):
    assert ask(system, "nested", "PUT", plan(edited(NESTED, way, value))).status == 400


@pytest.mark.parametrize(
    ("way", "value"),
    [
        (["color"], "red"),
        (["enabled"], "on"),
        (["time"], "1:00"),
        (["repeat"], "weekly"),
        (["nodePath"], "US"),
        (["tasks", 0, "minAge"], "30"),
        (["tasks", 0, "minAge"], 50),
        (["tasks", 0, "callTypes"], ["inbound"]),
        (["tasks", 0, "folder"], "file:///x"),
        (["tasks", 0], {**TASK, "media": "screen", "includeLabels": ["a"]}),
        (["tasks", 0, "attachedData"], {"a": 1}),
        (["tasks", 0, "withScreens"], "true"),
    ],
    ids=str,
)
def test_the_flat_form_refuses_what_it_does_not_know(system, way, value):
    assert ask(system, "flat", "POST", edited({**FLAT, "name": "other"}, way, value)).status == 400
