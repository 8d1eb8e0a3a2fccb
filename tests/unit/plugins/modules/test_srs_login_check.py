# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""srs_login_check against the stand-in of the Screen Recording Service, and against servers that are none."""

import base64
import json

import module_runs
import pytest
from ansible_collections.gir.multidc.plugins.filter.srs_login import FilterModule
from standins import rws, srs
from standins.httpd import Response, Server
from standins.tls import private_ca

NAMES = ["login_preflight", "login", "ping_preflight", "ping"]
ORIGIN = "https://desktop.example.com"
HIDDEN = "hidden-Password-4711"
OK, BAD, UNSEEN = "confirmed", "failed", "not observable"


@pytest.fixture
def system():
    with rws.cluster() as found:
        yield found


@pytest.fixture
def service():
    with srs.Srs("agent1", failover_after=0, tick_seconds=None) as found:
        yield found


def login_of(system):
    """What the filter gives for agents of dc1."""
    centers = {
        name: {"rws_url": url, "peer": peer} for name, url, peer in zip(("dc1", "dc2"), system.urls, ("dc2", "dc1"))
    }
    devices = [{"dn": "1001", "switch": "SIP"}]
    return FilterModule().filters()["srs_login"]({"data_centers": centers}, "dc1", "Place_1", devices)


def check(service, login=None, check=False, **options):
    account = {"url_username": rws.AGENT[0], "url_password": rws.AGENT[1]}
    given = {"url": service.url, "timeout": 5, **account, **({} if login is None else {"login": login}), **options}
    result = module_runs.succeed("srs_login_check", given, check)
    assert [step["name"] for step in result["steps"]] == NAMES
    for secret in (given["url_password"], base64.b64encode(":".join(rws.AGENT).encode()).decode()):
        assert secret not in result["text"]
    return result


def observed(result):
    return [step["observation"] for step in result["steps"]]


def reasons(result):
    return [step["observation_reason"] for step in result["steps"] if step["observation_reason"]]


def test_each_step_of_a_login_is_confirmed(service, system):
    result = check(service, login_of(system))
    assert (result["answer"], observed(result), result["changed"]) == (OK, [OK] * 4, True)
    assert [(step["status"], step["allows_origin"]) for step in result["steps"]] == [(200, True)] * 4
    asked = [(entry["method"], entry["path"], entry["origin"]) for entry in service.requests]
    assert asked == [
        (method, path, system.urls[0])
        for method, path in (("OPTIONS", "/api/v2/me"), ("POST", "/api/v2/me"), ("OPTIONS", "/ping"), ("GET", "/ping"))
    ]
    state = service.facts()
    assert (state["connected_to"], state["place"]) == (system.urls[0], "Place_1")


def test_login_without_an_array_and_with_csrf(service, system):
    check(service, login_of(system))
    result = check(service, origin=ORIGIN, csrf=True)
    assert (result["answer"], result["csrf_token"]) == (OK, True)
    assert service.requests[-3]["method"] == "GET" and service.requests[-3]["origin"] == ORIGIN


def test_check_mode_logs_nobody_in(service, system):
    result = check(service, login_of(system), check=True)
    assert observed(result) == [OK, UNSEEN, OK, UNSEEN] and result["answer"] == UNSEEN
    assert {entry["method"] for entry in service.requests} == {"OPTIONS"}
    assert service.service.session is None and system.requests == []


def test_wrong_account_is_a_failed_login(service, system):
    result = check(service, login_of(system), url_password=HIDDEN)
    assert observed(result) == [OK, BAD, OK, UNSEEN] and result["changed"] is False
    assert reasons(result) == [
        "it answers HTTP 401: the account is not accepted; there is no single sign-on, and RWS has to know the account",
        "nobody is logged in",
    ]


def test_an_rws_that_is_gone_is_a_failed_login(service, system):
    login = login_of(system)
    for node in system.nodes:
        node.stop()
    result = check(service, login)
    assert observed(result) == [OK, BAD, OK, UNSEEN]
    assert "HTTP 503" in reasons(result)[0] and "No RWS answers." in reasons(result)[0]


def test_session_lost_between_login_and_ping(service, system, monkeypatch):
    monkeypatch.setattr(service.service, "_session_seconds", 0)
    result = check(service, login_of(system))
    assert observed(result) == [OK, OK, OK, BAD]
    assert reasons(result) == ["it answers HTTP 401: the session is lost, so the desktop has to log in again"]


def test_an_origin_that_is_not_expected_is_shown(system):
    with srs.Srs("agent1", failover_after=0, tick_seconds=None, origins=[ORIGIN]) as service:
        result = check(service, login_of(system), origin="https://other.example.com")
        assert [step["allows_origin"] for step in result["steps"]] == [False] * 4
        assert result["answer"] == OK


def test_nobody_listens(service, system):
    service.url, login = "http://127.0.0.1:9", login_of(system)
    result = check(service, login)
    assert (observed(result), result["answer"], result["changed"]) == ([BAD, BAD, BAD, UNSEEN], BAD, False)
    assert reasons(result)[:3] == ["connection refused"] * 3
    service.url = None


@pytest.mark.parametrize("trusted", [True, False])
def test_certificate_of_the_service_is_verified(tmp_path, system, trusted):
    authority = private_ca(tmp_path)
    tls = authority.server_context("srs")
    with srs.Srs("agent1", failover_after=0, tick_seconds=None, tls=tls) as service:
        options = {"ca_path": str(authority.ca_file)} if trusted else {}
        assert check(service, login_of(system), **options)["answer"] == (OK if trusted else BAD)


HTML = Response(500, f"<html>\x1b[2J{HIDDEN}</html>", content_type="text/html")
ANSWERS = {
    "another success": (lambda: Response(204), UNSEEN, "it answers HTTP 204, where 200 is documented"),
    "a page": (lambda: HTML, BAD, "it answers HTTP 500: the answer begins: <html>?[2J"),
    "nothing": (lambda: Response(404, b""), BAD, "it answers HTTP 404: the answer is empty"),
    "huge": (lambda: Response(400, "x" * 9_000_000), BAD, "larger than"),
    "elsewhere": (
        lambda: Response(302, b"", headers=[("Location", "http://elsewhere.test/x?token=1")]),
        BAD,
        "it redirects to http://elsewhere.test:80/x; give the final address",
    ),
    "no bytes of text": (lambda: Response(418, b"\xff\xfe\x00"), BAD, "it answers HTTP 418"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_of_something_else(name):
    answer, observation, says = ANSWERS[name]
    with Server(lambda _request: answer(), "no SRS") as server:
        result = check(server, origin=ORIGIN, url_password=HIDDEN)
    assert observed(result)[:3] == [observation] * 3 and says in reasons(result)[0]
    assert HIDDEN not in json.dumps(result) and "\x1b" not in json.dumps(result, ensure_ascii=False)


def test_every_mistake_is_named():
    login = [
        {"name": "place", "value": "P"},
        {"name": "place", "value": "Q"},
        {"name": "peer_server", "value": "rws.dc2.test"},
    ]
    account = {"url_username": "a", "url_password": "b"}
    result = module_runs.fail(
        "srs_login_check",
        {"url": "https://127.0.0.1", "login": login, "origin": "https://d/page", "timeout": 0, **account},
    )
    assert result["problems"] == [
        "url has no port: give http://host:port or https://host:port, because the port of the Screen Recording Service"
        " has no known default.",
        "login has no server: give the array of filter gir.multidc.srs_login.",
        "login has place more than once.",
        "login: peer_server: 'rws.dc2.test' is not an address: write http://host:port or https://host:port.",
        "origin has a path: give https://d only.",
        "timeout is 0; it must be between 1 and 3600 seconds.",
    ]
    result = module_runs.fail("srs_login_check", {"url": "http://u:secret-4711@h:1", **account})
    assert "origin is missing: without login nobody knows it." in result["problems"]
    assert "secret-4711" not in result["text"]
