# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults of every kind on every path: what reaches the client, what was executed, and how they are limited."""

import http.client
import json
import threading
import time

import pytest
from conftest import ROOT
from standin_client import call, eventually
from standins import rws
from standins.faults import KINDS, UnknownFault

SCREEN = "/api/v2/settings/screen-recording"
LASTING = {"never_switch", "read_only"}
WITHOUT_ANSWER = {"drop", "blackhole"}
# What a client sees of a fault on a request that would have succeeded: (HTTP status, statusCode).
SEEN = {
    "delay": (200, 0),
    "status": (503, None),
    "rate_limited": (429, None),
    "html": (200, None),
    "redirect": (302, None),
    "truncated_json": (200, None),
    "no_status_code": (200, None),
    "partial": (200, 7),
    "empty": (200, None),
    "encoded": (200, None),
    "compressed": (200, None),
    "odd_status_code": (200, None),
    "oversized": (200, 0),
    "expired_session": (200, 0),
    "csrf_expired": (200, 0),
}
OPTIONS = {"delay": {"seconds": 0.01}, "blackhole": {"seconds": 0.01}, "oversized": {"size": 100}}


@pytest.fixture(scope="module")
def shared():
    with rws.cluster(data_centers=("dc1",), monitoring_delay=0.05) as built:
        yield built


@pytest.fixture
def system(shared):
    shared.faults.remove()
    shared.forget_requests()
    yield shared
    shared.faults.remove()


def requests(system):
    """One request of every part of the API, each of which succeeds."""
    center = f"contact-centers/{system.contact_center_id}"
    place = {"name": "x", "location": "/US/CA", "value": "v"}
    return {
        "environment": ("GET", f"/api/v2/ops/genesys-environments/{system.environment_id}", system.ops, None),
        "index": ("POST", f"/api/v2/ops/{center}/recordings", system.ops, {"operationName": "createCRCF"}),
        "voice store": ("PUT", f"/api/v2/ops/{center}/settings/recordings", system.ops, {"store": []}),
        "settings": ("GET", f"{SCREEN}?location=/US/CA", system.admin, None),
        "setting": ("PUT", SCREEN, system.admin, place),
        "insertion": ("POST", f"/internal-api/{center}/screen-recordings", system.ops, {"id": "s"}),
        "version": ("GET", "/api/v2/diagnostics/version", None, None),
    }


def send(system, name):
    method, path, auth, body = requests(system)[name]
    return call(system.urls[0] + path, method, auth, body)


def status_code(answer):
    try:
        return answer.json.get("statusCode")
    except ValueError:
        return None


NAMES = ("environment", "index", "voice store", "settings", "setting", "insertion", "version")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", sorted(set(KINDS) - LASTING))
def test_every_kind_strikes_every_path(system, kind, name):
    system.set_dialect(put_missing="create")
    path = requests(system)[name][1].split("?")[0]
    system.faults.add(kind, path=f"^{path}", times=1, **OPTIONS.get(kind, {}))
    if kind in WITHOUT_ANSWER:
        with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
            send(system, name)
    elif kind == "truncate":
        with pytest.raises(http.client.IncompleteRead):
            send(system, name)
    else:
        answer = send(system, name)
        assert (answer.status, status_code(answer)) == SEEN[kind]
    assert system.faults.list() == []
    answer = send(system, name)
    assert (answer.status, status_code(answer)) == (200, 0)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_document_names_every_kind(kind):
    text = (ROOT / "docs" / "stand-ins.md").read_text(encoding="utf-8")
    table = text[text.index("| kind | what happens |") :]
    assert f"`{kind}`" in table[: table.index("\n\n")]


# Phases


@pytest.mark.parametrize("kind", ["drop", "blackhole", "status", "rate_limited", "html", "redirect", "delay"])
@pytest.mark.parametrize("phase", ["before", "after"])
def test_a_phase_says_whether_the_request_was_executed(system, kind, phase):
    system.faults.add(kind, method="POST", phase=phase, times=1, **OPTIONS.get(kind, {}))
    runs = len(system.index_runs)
    path = f"/api/v2/ops/contact-centers/{system.contact_center_id}/recordings"
    body = {"operationName": "forceIndex", "from": 1}
    if kind in WITHOUT_ANSWER:
        with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
            call(system.urls[0] + path, "POST", system.ops, body)
    else:
        assert call(system.urls[0] + path, "POST", system.ops, body).status == SEEN[kind][0]
    executed = phase == "after" or kind == "delay"
    assert len(system.index_runs) - runs == executed
    assert system.writes()[-1]["executed"] is executed


def test_a_partial_success_is_executed(system):
    system.faults.add("partial", times=1)
    answer = send(system, "setting")
    assert (answer.status, answer.json["statusCode"]) == (200, 7)
    assert [item["name"] for item in send(system, "settings").json["settings"]] == ["x"]


def test_the_rest_of_an_answer_stays_when_its_code_is_lost(system):
    whole = send(system, "environment").json
    system.faults.add("no_status_code", times=1)
    assert send(system, "environment").json == {key: value for key, value in whole.items() if key != "statusCode"}


@pytest.mark.parametrize("status", [400, 403, 404, 409, 418, 500, 502, 599])
def test_any_error_status_as_html_or_as_json(system, status):
    system.faults.add("status", status=status, times=1)
    page = send(system, "settings")
    assert (page.status, page.headers["Content-Type"]) == (status, "text/html")
    system.faults.add("status", status=status, status_code=4, message="no luck", times=1)
    answer = send(system, "settings")
    assert (answer.status, answer.json) == (status, {"statusCode": 4, "statusMessage": "no luck"})


def test_a_rate_limit_tells_when_to_come_back(system):
    system.faults.add("rate_limited", retry_after=7, times=1)
    answer = send(system, "environment")
    assert (answer.status, answer.headers["Retry-After"]) == (429, "7")


def test_a_token_expires_while_its_session_stays(system):
    system.set_dialect(csrf="on")
    greeting = call(system.urls[0] + "/api/v2/me", auth=system.ops)
    headers = {"Cookie": greeting.session, "X_CSRF_TOKEN": greeting.headers["X-CSRF-TOKEN"]}
    method, path, auth, body = requests(system)["setting"]
    assert call(system.urls[0] + path, method, auth, body, **headers).status == 200
    system.faults.add("csrf_expired", method=method, times=1)
    assert call(system.urls[0] + path, method, auth, body, **headers).status == 403
    renewed = call(system.urls[0] + "/api/v2/me", auth=system.ops, Cookie=greeting.session)
    assert "Set-Cookie" not in renewed.headers
    headers["X_CSRF_TOKEN"] = renewed.headers["X-CSRF-TOKEN"]
    assert call(system.urls[0] + path, method, auth, body, **headers).status == 200
    system.set_dialect(csrf="configured")


# Limits


@pytest.mark.parametrize(
    ("limits", "statuses"),
    [
        ({"skip": 2, "times": 1}, [200, 200, 503, 200, 200]),
        ({"skip": 3}, [200, 200, 200, 503, 503]),
        ({"times": 2}, [503, 503, 200, 200, 200]),
    ],
)
def test_a_fault_may_wait_for_the_nth_matching_request(system, limits, statuses):
    system.faults.add("status", path="diagnostics", **limits)
    seen = []
    for _time in statuses:
        assert send(system, "environment").status == 200  # does not match, so it does not count
        seen.append(send(system, "version").status)
    assert seen == statuses


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"kind": "status", "status": 200}, "from 400 to 599"),
        ({"kind": "status", "status": "503"}, "status is '503'"),
        ({"kind": "drop", "times": 0}, "times is 0"),
        ({"kind": "drop", "skip": -1}, "skip is -1"),
        ({"kind": "delay", "seconds": "x"}, "seconds is 'x'"),
        ({"kind": "drop", "seconds": 1}, "has no option seconds"),
        ({"kind": "drop", "path": "("}, "not a regular expression"),
        ({"kind": "drop", "path": 7}, "not a regular expression"),
    ],
)
def test_a_fault_that_could_never_strike_is_refused(system, fault, words):
    with pytest.raises(UnknownFault, match=words):
        system.faults.add(**fault)
    refused = call(system.urls[0] + "/standin/faults", "POST", None, fault)
    assert (refused.status, words in json.dumps(refused.json)) == (400, True)
    assert system.faults.list() == []


# Never answered


@pytest.mark.parametrize("fault", [{"kind": "blackhole"}, {"kind": "delay", "seconds": 60}], ids=["blackhole", "delay"])
def test_a_server_stops_promptly_while_a_request_hangs(fault):
    seen = []

    def hang(url):
        try:
            call(url + "/api/v2/diagnostics/version")
        except (OSError, http.client.HTTPException) as error:
            seen.append(error)

    with rws.cluster(data_centers=("dc1",)) as cluster:
        cluster.faults.add(**fault)
        client = threading.Thread(target=hang, args=cluster.urls)
        client.start()
        assert eventually(lambda: cluster.requests)
        stopping = time.monotonic()
    assert time.monotonic() - stopping < 10
    client.join(10)
    assert len(seen) == 1
    assert cluster.requests[0]["executed"] is False
