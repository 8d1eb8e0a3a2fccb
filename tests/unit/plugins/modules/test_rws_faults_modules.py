# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every fault of network, balancer and server, for every rws_* module: success after all, or one clear failure."""

import contextlib
import functools
import itertools
import json
import socket
import threading
import time

import module_runs
import pytest
import series
from ansible_collections.gir.multidc.plugins.module_utils._http import exchange as http
from ansible_collections.gir.multidc.plugins.module_utils._rws import client as rws_client
from answer_forms import OTHER_FORMS
from rws_systems import MODULES, READERS, WRITERS, connect
from standins import rws

pytestmark = pytest.mark.usefixtures("short_pauses")

FAULTS = {
    "dropped": {"kind": "drop"},
    "dropped after execution": {"kind": "drop", "phase": "after"},
    "502": {"kind": "status", "status": 502},
    "503": {"kind": "status", "status": 503},
    "504 after execution": {"kind": "status", "status": 504, "phase": "after"},
    "html": {"kind": "html"},
    "html error": {"kind": "html", "status": 500},
    "truncated": {"kind": "truncate"},
    "truncated JSON": {"kind": "truncated_json"},
    "empty": {"kind": "empty"},
    "oversized": {"kind": "oversized", "size": 9000000},
    "expired session": {"kind": "expired_session"},
    "renewed CSRF token": {"kind": "csrf_expired"},
    "no statusCode": {"kind": "no_status_code"},
    "partial success": {"kind": "partial"},
    "rate limit": {"kind": "rate_limited"},
    "500": {"kind": "status", "status": 500, "status_code": 4, "message": "Internal server error"},
    "black hole": {"kind": "blackhole", "seconds": 20},
}

# Answers of RWS itself: nobody else is asked, and a reader fails.
ANSWERS = ("500", "partial success", "rate limit")

# A whole timeout each, and the client that waits for it is shared: one module for each method in CI.
SLOW = {"black hole": ["rws_features GET", "rws_force_index POST", "rws_storage PUT", "rws_info GET"]}
# The writers that send a PUT where nothing is set yet.
PUTS = ("rws_storage",)


def cases(modules, *methods):
    """All of them in `make record`; in CI GET and POST take turns, from fault to fault and from module to module."""
    every, chosen = series.length(sample=False, whole=True), []
    numbered = itertools.product(enumerate(sorted(modules)), enumerate(sorted(FAULTS)), enumerate(methods))
    for (turn, name), (other, fault), (number, method) in numbered:
        taken = f"{name} {method}" in SLOW[fault] if fault in SLOW else method == "PUT" or (turn + other) % 2 == number
        if (every or taken) and (method != "PUT" or name in PUTS):
            chosen.append((name, fault, method))
    return chosen


@pytest.fixture
def system():
    # Two nodes of one data center and CSRF protection: the hardest case for a client.
    with rws.cluster(nodes=2, data_centers=("dc1", "dc2"), monitoring_delay=0.1, dialect={"csrf": "on"}) as running:
        yield running


def state(system):
    """What the contact center looks like; index runs count separately."""
    view = system.store.view(None)
    kept = dict(view.children("settings/"))
    return {
        "features": sorted(view.get("features", [])),
        "settings": kept,
        "voice": view.get("ops-settings/recordings"),
        "site": view.get("environment")["eServicesSite"],
        "tables": view.get("tables"),
    }


@functools.cache
def desired(name):
    with rws.cluster(nodes=1, monitoring_delay=0.1) as clean:
        module_runs.succeed(name, connect(clean, **WRITERS[name]))
        return state(clean)


def secrets(system):
    tokens = {call["token"] for call in system.requests} | {call["session"] for call in system.requests}
    return [system.ops[1], system.admin[1], *[token for token in tokens if token]]


def says(result, *sentences):
    return any(sentence in result["msg"] for sentence in sentences)


@pytest.mark.parametrize(("name", "fault", "method"), cases(WRITERS, "GET", "POST", "PUT"))
def test_one_fault(system, name, fault, method):
    old, new = state(system), desired(name)
    system.faults.add(method=method, times=1, **FAULTS[fault])
    result = module_runs.run(name, connect(system, retries=2, timeout=1, **WRITERS[name]))
    assert system.faults.list() == [], "the fault never struck"
    assert "Traceback" not in result["text"]
    assert [secret for secret in secrets(system) if secret in result["text"]] == []
    if not result.get("failed"):
        assert state(system) == new
    elif says(result, "Nothing was changed.", "Written before this failure: nothing. Not written"):
        assert state(system) == old
    else:
        assert method == "POST" or fault in ANSWERS
        assert says(result, "not known whether", "may have been changed", "Written before", "windows failed")
    if name == "rws_force_index":
        ran = [(run["index"], run["from"]) for run in system.index_runs]
        assert len(ran) == len(set(ran)), "a POST that had been executed was sent again"


@pytest.mark.parametrize("site", ["adopted", "stored", "hidden"])
@pytest.mark.parametrize("phase", ["before", "after"])
def test_an_interrupted_switch_is_sent_again_only_when_it_was_not_executed(system, phase, site):
    system.set_dialect(environment_site=site)
    system.faults.add("drop", path="multimedia-switch", phase=phase, times=1)
    result = module_runs.run("rws_multimedia_switch", connect(system, **WRITERS["rws_multimedia_switch"]))
    posts = [call for call in system.writes() if call["path"].endswith("multimedia-switch")]
    if site == "hidden":
        assert "not known whether" in result["msg"] and len(posts) == 1
    else:
        assert not result.get("failed") and result["changed"] is True
        assert len(posts) == (2 if phase == "before" else 1)


def test_the_client_itself_refuses_to_write_in_check_mode(system):
    client = rws_client.RwsClient(system.urls, {"ops": system.ops}, http.TlsOptions(), check_mode=True)
    for method in ("POST", "PUT", "DELETE"):
        with pytest.raises(rws_client.RwsError, match="check mode"):
            client.write(method, "/ops/contact-centers", {})
    assert system.requests == []


@pytest.mark.parametrize(("name", "fault", "method"), cases(READERS, "GET"))
def test_reading_survives_one_fault(system, name, fault, method):
    # The version is read too, and a node that does not tell it answers all the same.
    system.faults.add(method=method, path="/(ops|settings|recordings)", times=1, **FAULTS[fault])
    result = module_runs.run(name, connect(system, retries=2, timeout=1, **READERS[name]))
    silent = result["silent"] if name == "rws_info" else []
    assert bool(result.get("failed") or silent) is (fault in ANSWERS)
    assert "Nothing was changed" not in result.get("msg", "")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"kind": "html"}, "the answer is HTML; it begins: <html>"),
        ({"kind": "compressed", "coding": "br"}, "the answer is compressed (br), which was not asked for"),
        ({"kind": "compressed", "coding": None}, "is compressed (gzip), but no Content-Encoding says so"),
        ({"kind": "odd_status_code"}, "HTTP 200, but its statusCode is null, which is none"),
        ({"kind": "truncated_json"}, "not complete JSON; it begins: {"),
        ({"kind": "empty"}, "the answer is empty"),
        ({"kind": "truncate"}, "the answer is truncated"),
        ({"kind": "oversized", "size": 9000000}, "larger than 8388608 bytes"),
        ({"kind": "drop"}, "closed the connection without an answer"),
        ({"kind": "status", "status": 503}, "HTTP 503"),
        ({"kind": "html", "status": 500}, "HTTP 500"),
    ],
)
def test_a_lasting_fault_is_named_with_every_node(system, fault, words):
    system.faults.add(**fault)
    result = module_runs.fail("rws_contact_center_info", connect(system, retries=0))
    assert words in result["msg"]
    assert all(url in result["msg"] for url in system.urls)


@pytest.mark.parametrize("fault", OTHER_FORMS)
def test_an_answer_in_another_form_is_read(system, fault):
    system.faults.add(**fault)
    arguments = connect(system, retries=0, **WRITERS["rws_settings"])
    assert module_runs.succeed("rws_settings", arguments)["changed"] is True
    assert module_runs.succeed("rws_settings", arguments)["changed"] is False


def test_a_hanging_node_is_left_after_the_timeout(system):
    system.faults.add("delay", node="rws1-dc1", seconds=3)
    result = module_runs.succeed("rws_contact_center_info", connect(system, timeout=1, retries=0))
    assert result["node"] == system.urls[1]


def test_nodes_are_tried_in_order_and_a_refusal_is_final(system):
    dead = ["http://127.0.0.1:1", *system.urls]
    assert module_runs.succeed("rws_contact_center_info", connect(system, url=dead))["node"] == system.urls[0]
    system.forget_requests()
    result = module_runs.fail("rws_contact_center_info", connect(system, url_password="wrong-pass"))
    assert len(system.requests) == 1
    assert "opsUserName" in result["msg"] and "wrong-pass" not in result["text"]


def test_settings_with_the_wrong_account_name_the_right_one(system):
    for account in (system.ops, system.agent):
        arguments = connect(system, admin_username=account[0], admin_password=account[1], **WRITERS["rws_settings"])
        assert "Contact Center Admin role" in module_runs.fail("rws_settings", arguments)["msg"]


def test_credentials_never_follow_a_redirect_to_another_server(system):
    with rws.cluster(nodes=1, data_centers=("dc1",)) as stranger:
        system.faults.add("redirect", location=stranger.urls[0] + "/api/v2/ops/contact-centers")
        result = module_runs.fail("rws_contact_center_info", connect(system, retries=0))
        assert "credentials are not sent to another server" in result["msg"]
        assert stranger.requests == []


def test_csrf_token_is_fetched_once_and_renewed_once(system):
    only = connect(system, url=system.urls[:1], **WRITERS["rws_settings"])
    module_runs.succeed("rws_settings", only)
    assert all(call["token"] for call in system.writes())
    assert len({call["session"] for call in system.writes()}) == 1
    system.forget_requests()
    system.faults.add("expired_session", method="DELETE", times=1)
    module_runs.succeed("rws_settings", dict(only, state="deleted"))
    assert [call["status"] for call in system.writes()] == [403, 200, 200]


@pytest.mark.parametrize("name", sorted(MODULES))
def test_first_installation_can_be_predicted_without_any_node(name):
    arguments = {"url": ["http://127.0.0.1:1"], "url_username": "ops", "url_password": "secret-1", "retries": 0}
    arguments.update(MODULES[name])
    assert "connection refused" in module_runs.fail(name, arguments, check=True)["msg"]
    assert "connection refused" in module_runs.fail(name, dict(arguments, unreachable="assume_new"))["msg"]
    predicted = module_runs.succeed(name, dict(arguments, unreachable="assume_new"), check=True)
    assert predicted["assumed_new"] is True
    assert predicted["changed"] is (name in WRITERS)
    assert "new contact center" in json.dumps(predicted["warnings"])


def test_mistakes_in_the_connection_are_named_all_at_once():
    urls = ["rws1", "http://ops:ops@rws1:8080", "http://rws1/?x=1"]
    wrong = {"url": urls, "url_username": "o:ps", "url_password": "x-secret", "timeout": 0, "retries": 99}
    result = module_runs.fail("rws_contact_center_info", wrong)
    assert len(result["problems"]) == 6
    assert "ops:ops" not in result["text"]


# -- what one node did and another one refused -------------------------------------------------------------------


@pytest.mark.parametrize(("method", "state", "first"), [("PUT", "merged", "done"), ("DELETE", "deleted", "unknown")])
def test_what_one_node_may_have_done_and_another_refuses_is_not_said_to_be_undone(system, method, state, first):
    module_runs.succeed("rws_settings", connect(system, **WRITERS["rws_settings"]))
    changed = {"settings": [dict(item, value={"uri-prefix": "http://new"}) for item in RECEIVERS], "state": state}
    system.faults.add("drop", method=method, phase="after", times=1)
    system.faults.add("status", method=method, status=500, status_code=4, message="no", skip=1)
    result = module_runs.fail("rws_settings", connect(system, retries=0, **changed))
    # What was written can be looked up; that something is gone may have other reasons.
    assert [item["outcome"] for item in result["results"]] == [first, "not done"]
    assert result["changed"] is True


RECEIVERS = WRITERS["rws_settings"]["settings"]


@pytest.mark.parametrize("fault", [{"kind": "html", "status": 404}, {"kind": "html"}, {"kind": "no_status_code"}])
def test_nothing_is_written_to_what_is_no_rws(system, fault):
    # The first node answers reading, and then hands writing over to one whose greeting is not that of RWS.
    system.faults.add("status", status=503, method="POST", node="rws1-dc1")
    for node in ("rws2-dc1", "rws1-dc2", "rws2-dc2"):
        system.faults.add(node=node, method="GET", **fault)
    result = module_runs.fail("rws_force_index", connect(system, retries=0, **WRITERS["rws_force_index"]))
    assert system.index_runs == [] and result["windows"][0]["outcome"] == "failed"


@pytest.mark.parametrize("code", [float("inf"), 0.5, True, "x", [], -1, None])
def test_after_a_status_code_that_is_none_nobody_knows_what_was_done(system, code):
    """Neither a success, nor a failure that changed nothing; and a POST is not sent again."""
    system.faults.add("odd_status_code", method="POST", value=code)
    result = module_runs.fail("rws_force_index", connect(system, **WRITERS["rws_force_index"]))
    assert result["windows"][0]["outcome"] == "unknown" and len(system.index_runs) == 1
    shown = json.dumps(code)
    assert f"HTTP 200, but its statusCode is {shown}, which is none. It is not known whether" in result["msg"]
    assert "Nothing was changed" not in result["msg"]


@pytest.mark.parametrize("code", [None, "x"])
def test_a_put_with_such_a_status_code_is_looked_up(system, code):
    module_runs.succeed("rws_settings", connect(system, **WRITERS["rws_settings"]))
    system.faults.add("odd_status_code", method="PUT", value=code)
    result = module_runs.run("rws_settings", connect(system, retries=0, **new_receivers()))
    assert result["changed"] is True and "Nothing was changed" not in result.get("msg", "")


def test_a_system_that_has_answered_is_not_assumed_to_be_new(system):
    system.faults.add("status", status=503, path="/(settings|features)")
    setting = {"scope": "contact_center", "group": "screen-recording-encryption", "name": "certificate-1", "value": "x"}
    arguments = connect(system, unreachable="assume_new", settings=[setting])
    assert "HTTP 503" in module_runs.fail("rws_settings", arguments, check=True)["msg"]
    arguments = connect(system, unreachable="assume_new", **WRITERS["rws_features"])
    assert module_runs.succeed("rws_features", arguments, check=True)["assumed_new"] is False


@pytest.mark.parametrize("drip", ["header", "body"])
def test_an_answer_that_drips_ends_at_the_timeout(drip):
    beginning = b"HTTP/1.1 200 OK\r\n" + (b"Content-Length: 1000\r\n\r\n" if drip == "body" else b"")
    with socket.create_server(("127.0.0.1", 0)) as server:
        over = threading.Event()

        def serve():
            stream, _peer = server.accept()
            with stream, contextlib.suppress(OSError):
                stream.recv(65536)
                stream.sendall(beginning)
                while not over.wait(0.1):
                    stream.sendall(b"x")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        started = time.monotonic()
        url = "http://127.0.0.1:%d" % server.getsockname()[1]
        options = {"url": [url], "url_username": "u", "url_password": "p-word", "timeout": 1, "retries": 0}
        result = module_runs.fail("rws_contact_center_info", options)
        assert time.monotonic() - started < 5 and "not complete after" in result["msg"]
        over.set()
        thread.join(10)


# -- a write that was executed although everything after it failed -----------------------------------------------


def new_receivers():
    return {"settings": [dict(item, value={"uri-prefix": "http://new"}) for item in RECEIVERS[:1]]}


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ({"kind": "status", "status": 502, "phase": "after"}, {"kind": "status", "status": 503}),
        ({"kind": "drop", "phase": "after"}, {"kind": "status", "status": 503}),
        ({"kind": "drop", "phase": "after"}, {"kind": "status", "status": 500, "status_code": 4, "message": "no"}),
    ],
)
def test_an_executed_put_is_never_said_to_be_undone(first, then):
    with rws.cluster(nodes=1, data_centers=("dc1",), monitoring_delay=0.1) as one:
        module_runs.succeed("rws_settings", connect(one, settings=RECEIVERS[:1]))
        one.faults.add(method="PUT", times=1, **first)
        one.faults.add(method="PUT", skip=1, **then)
        # Nor can it be looked up.
        one.faults.add("status", status=503, method="GET", skip=1)
        result = module_runs.fail("rws_settings", connect(one, retries=1, **new_receivers()))
        assert [item["outcome"] for item in result["results"]] == ["unknown"] and result["changed"] is True
        assert "Nothing was changed" not in result["msg"]


def test_a_node_that_dies_of_a_write_may_have_executed_it(monkeypatch):
    with rws.cluster(nodes=1, data_centers=("dc1",), monitoring_delay=0.1) as one:
        module_runs.succeed("rws_settings", connect(one, settings=RECEIVERS[:1]))
        one.faults.add("drop", method="PUT", phase="after", times=1)
        real, connects = http.HttpSession._connect, []

        def connect_once(self, origin):
            connects.append(origin)
            if len(connects) > 1:
                raise http.NotSent("connection refused")
            return real(self, origin)

        monkeypatch.setattr(http.HttpSession, "_connect", connect_once)
        result = module_runs.fail("rws_settings", connect(one, retries=0, **new_receivers()))
        assert [item["outcome"] for item in result["results"]] == ["unknown"]


def test_an_unknown_first_attempt_stays_unknown(tmp_path):
    path = tmp_path / "gir_eservices.fact"
    with rws.cluster(nodes=1, monitoring_delay=60) as slow:
        slow.faults.add("status", status=502, phase="after", method="POST", times=1)
        slow.faults.add("status", status=503, method="POST", skip=1)
        arguments = connect(slow, site="DC2", monitoring_delay=0, wait_timeout=5, retries=0, record_path=str(path))
        result = module_runs.fail("rws_multimedia_switch", arguments)
        assert "not known" in result["msg"] and "Nothing was changed" not in result["msg"]
        assert json.loads(path.read_text(encoding="utf-8"))["eservices_site"] is None


def test_a_site_that_was_shown_before_the_request_confirms_nothing(tmp_path):
    path = tmp_path / "gir_eservices.fact"
    with rws.cluster(nodes=1, monitoring_delay=3) as slow:
        options = {"monitoring_delay": 3, "wait_timeout": 20, "record_path": str(path)}
        module_runs.succeed("rws_multimedia_switch", connect(slow, site="DC2", wait=False, **options))
        slow.faults.add("drop", method="POST", phase="before", times=1)
        result = module_runs.fail("rws_multimedia_switch", connect(slow, site="DC1", **options))
        assert "not known" in result["msg"]
        assert json.loads(path.read_text(encoding="utf-8"))["eservices_site"] is None


def test_an_unfinished_request_is_not_said_to_have_failed(system):
    system.faults.add("status", status=400, status_code=9, message="later", method="POST")
    result = module_runs.fail("rws_force_index", connect(system, **WRITERS["rws_force_index"]))
    assert result["windows"][0]["outcome"] == "unknown" and "has not finished" in result["msg"]
