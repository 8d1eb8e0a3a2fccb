# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CSRF sessions, dialects of errors, and faults on request."""

import http.client
import json
import time

import pytest
from standin_client import call, eventually
from standins import rws
from standins.faults import KINDS, UnknownFault

CENTERS = "/api/v2/ops/contact-centers"


@pytest.fixture
def system():
    with rws.cluster(nodes=1, monitoring_delay=0.05) as built:
        yield built


@pytest.fixture
def guarded():
    with rws.cluster(nodes=1, server_settings={"enableCsrfProtection": True}) as built:
        yield built


def switch(system, node=0, site="DC2", **headers):
    path = f"/api/v2/ops/genesys-environments/{system.environment_id}/multimedia-switch"
    return call(system.urls[node] + path, "POST", system.ops, {"eServicesSite": site}, **headers)


def control(system, path, method="GET", body=None):
    return call(f"{system.urls[0]}/standin/{path}", method, None, body).json


# CSRF (rws.md 7.3)


def test_a_write_needs_the_token_of_its_session(guarded):
    greeting = call(guarded.urls[0] + "/api/v2/me", auth=guarded.ops)
    assert greeting.headers["X-CSRF-HEADER"] == "X-CSRF-TOKEN"
    token, session = greeting.headers["X-CSRF-TOKEN"], greeting.session
    assert session.startswith("JSESSIONID=")
    refused = [
        switch(guarded),
        switch(guarded, X_CSRF_TOKEN=token),
        switch(guarded, Cookie=session),
        switch(guarded, Cookie=session, X_CSRF_TOKEN="0"),
        switch(guarded, node=1, Cookie=session, X_CSRF_TOKEN=token),  # sessions live on one node
    ]
    assert [(answer.status, answer.json["statusMessage"]) for answer in refused] == [
        (403, "Missing or invalid Csrf token")
    ] * 5
    assert guarded.describe()["environment"]["eServicesSite"] == "DC1"
    assert switch(guarded, Cookie=session, X_CSRF_TOKEN=token).status == 200
    assert switch(guarded, Cookie=session, X_CSRF_TOKEN=token, site="DC1").status == 200


def test_a_session_that_expired_takes_its_token_along(guarded):
    greeting = call(guarded.urls[0] + "/api/v2/diagnostics/version")
    headers = {"Cookie": greeting.session, "X_CSRF_TOKEN": greeting.headers["X-CSRF-TOKEN"]}
    guarded.faults.add("expired_session", method="POST", times=1)
    assert switch(guarded, **headers).status == 403
    renewed = call(guarded.urls[0] + "/api/v2/me", auth=guarded.ops, Cookie=greeting.session)
    assert renewed.headers["X-CSRF-TOKEN"] != greeting.headers["X-CSRF-TOKEN"]
    assert switch(guarded, Cookie=renewed.session, X_CSRF_TOKEN=renewed.headers["X-CSRF-TOKEN"]).status == 200


def test_inactivity_ends_a_session():
    document = rws.application(sync_node=True, enableCsrfProtection=True)
    document["jetty"]["sessionMaxInactiveInterval"] = 0.2
    cluster = rws.Cluster(directory=rws.people())
    cluster.add("n", document=document)
    with cluster:
        greeting = call(cluster.urls[0] + "/api/v2/me", auth=rws.OPS)
        headers = {"Cookie": greeting.session, "X_CSRF_TOKEN": greeting.headers["X-CSRF-TOKEN"]}
        time.sleep(0.3)
        assert switch(cluster, site="DC1", **headers).status == 403


def test_without_protection_there_are_no_csrf_headers(system):
    answer = call(system.urls[0] + "/api/v2/me", auth=system.ops)
    assert "X-CSRF-HEADER" not in answer.headers
    assert "X-CSRF-TOKEN" not in answer.headers
    system.set_dialect(csrf="on")
    assert "X-CSRF-TOKEN" in call(system.urls[0] + "/api/v2/me", auth=system.ops).headers


# Dialects


@pytest.mark.parametrize(("style", "status", "code"), [("http", 404, 6), ("body", 200, 6), ("http_only", 404, None)])
def test_how_an_error_is_told_is_a_dialect(system, style, status, code):
    system.set_dialect(error_style=style)
    answer = call(system.urls[0] + CENTERS + "/nope/recording-tables", auth=system.ops)
    assert (answer.status, answer.json.get("statusCode")) == (status, code)
    assert "cannot be found" in answer.json["statusMessage"]
    assert call(system.urls[0] + CENTERS).status == 401


@pytest.mark.parametrize(("dialect", "shown"), [("hidden", None), ("stored", "DC2"), ("adopted", "DC1")])
def test_whether_an_environment_shows_its_site_is_a_dialect(system, dialect, shown):
    system.set_dialect(environment_site=dialect)
    system.faults.add("never_switch")
    assert switch(system).status == 200
    path = f"/api/v2/ops/genesys-environments/{system.environment_id}"
    answer = call(system.urls[0] + path, auth=system.ops).json["genesysEnvironment"]
    assert answer.get("eServicesSite") == shown
    assert answer["id"] == system.environment_id


def test_an_unknown_dialect_is_refused(system):
    with pytest.raises(ValueError, match="unknown dialect 'x'"):
        system.set_dialect(x=1)
    with pytest.raises(ValueError, match="choose from 415, 400"):
        system.set_dialect(content_type_status=418)
    assert control(system, "dialect", "PUT", {"content_type_status": 400})["content_type_status"] == "400"
    assert "unknown dialect" in control(system, "dialect", "PUT", {"nope": 1})["error"]
    with pytest.raises(ValueError, match="unknown dialect"):
        rws.cluster(dialect={"nope": 1})


# Faults


def test_never_switch_holds_one_node_until_it_is_removed(system):
    fault = system.faults.add("never_switch", node="rws1-dc2")
    assert switch(system).status == 200
    assert eventually(lambda: system.node("rws1-dc1").site == "DC2")
    time.sleep(0.2)  # several monitoring delays of the other node
    assert system.node("rws1-dc2").site == "DC1"
    system.faults.remove(fault)
    assert eventually(lambda: system.node("rws1-dc2").site == "DC2")


@pytest.mark.parametrize(("phase", "site"), [("before", "DC1"), ("after", "DC2")])
def test_a_dropped_connection_before_and_after_execution(system, phase, site):
    system.faults.add("drop", method="POST", phase=phase, times=1)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        switch(system)
    assert system.describe()["environment"]["eServicesSite"] == site
    assert system.writes()[-1]["executed"] is (phase == "after")
    assert switch(system).status == 200


@pytest.mark.parametrize(
    ("kind", "options", "status"),
    [("status", {"status": 502}, 502), ("status", {}, 503), ("html", {}, 200), ("html", {"status": 500}, 500)],
)
def test_html_in_the_place_of_json(system, kind, options, status):
    system.faults.add(kind, path="contact-centers", **options)
    answer = call(system.urls[0] + CENTERS, auth=system.ops)
    assert (answer.status, answer.headers["Content-Type"]) == (status, "text/html")
    assert answer.body.startswith(b"<html>")
    assert call(system.urls[0] + "/api/v2/me", auth=system.ops).status == 200


def test_spoiled_bodies(system):
    whole = call(system.urls[0] + CENTERS, auth=system.ops).body
    system.faults.add("truncate", times=1)
    with pytest.raises(http.client.IncompleteRead) as cut:
        call(system.urls[0] + CENTERS, auth=system.ops)
    assert cut.value.partial == whole[: len(whole) // 2]
    system.faults.add("truncated_json", times=1)
    half = call(system.urls[0] + CENTERS, auth=system.ops)
    assert half.status == 200
    with pytest.raises(json.JSONDecodeError):
        json.loads(half.body)
    system.faults.add("empty", times=1)
    assert call(system.urls[0] + CENTERS, auth=system.ops).body == b""
    system.faults.add("oversized", times=1, size=100000)
    assert len(call(system.urls[0] + CENTERS, auth=system.ops).body) > 100000
    assert call(system.urls[0] + CENTERS, auth=system.ops).body == whole


def test_delay_and_redirect(system):
    system.faults.add("delay", seconds=0.3, times=1)
    started = time.monotonic()
    assert call(system.urls[0] + CENTERS, auth=system.ops).status == 200
    assert time.monotonic() - started >= 0.3
    system.faults.add("redirect", location="http://127.0.0.2:1/elsewhere", times=1)
    answer = call(system.urls[0] + CENTERS, auth=system.ops)
    assert (answer.status, answer.headers["Location"]) == (302, "http://127.0.0.2:1/elsewhere")


def test_a_fault_strikes_only_what_it_names_and_as_often_as_told(system):
    system.faults.add("status", node="rws1-dc2", method="GET", path="/contact-centers", times=2)
    statuses = [call(url + CENTERS, auth=system.ops).status for url in system.urls * 3]
    assert statuses == [200, 503, 200, 503, 200, 200]
    assert system.faults.list() == []


def test_faults_over_the_control_path(system):
    added = control(system, "faults", "POST", {"kind": "status", "status": 500})["faults"]
    assert [fault["kind"] for fault in added] == ["status"]
    assert call(system.urls[1] + CENTERS, auth=system.ops).status == 500
    assert control(system, f"faults/{added[0]['id']}", "DELETE") == {"faults": []}
    for wrong in ({}, {"kind": "nope"}, {"kind": "drop", "phase": "never"}):
        assert "error" in control(system, "faults", "POST", wrong)
    assert control(system, "state")["cluster"]["faults"] == []
    assert control(system, "requests", "DELETE") == {"requests": []}
    assert "no GET" in control(system, "nothing")["error"]


def test_an_unknown_fault_is_refused_with_the_known_ones(system):
    with pytest.raises(UnknownFault, match="unknown fault 'x'") as refusal:
        system.faults.add("x")
    assert [kind for kind in KINDS if kind not in str(refusal.value)] == []
