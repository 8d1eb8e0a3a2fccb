# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""transaction_probe against the RWS stand-in and a small WebDAV server that refuses what a real one would."""

import base64
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import module_runs
import pytest
from standins import rws

USER, PASSWORD = "recorder", "dav-pass-3391"


class Folder:
    """A WebDAV folder /recordings in memory; `faults` maps a method to the status that it gets instead."""

    def __init__(self):
        self.files = {}
        self.faults = {}
        self.calls = []
        self.spoil = False

    def answer(self, method, path, headers, body):
        self.calls.append(method)
        token = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if headers.get("Authorization") != "Basic " + token:
            return 401, b""
        if method in self.faults:
            return self.faults[method], b"refused by the test"
        if not path.startswith("/recordings"):
            return 404, b""
        name = path[len("/recordings/") :]
        if method == "PUT":
            self.files[name] = b"spoilt" if self.spoil else body
            return 201, b""
        if method == "PROPFIND":
            return 207, b"<multistatus/>"
        if name not in self.files:
            return 404, b""
        if method == "DELETE":
            del self.files[name]
            return 204, b""
        return 200, self.files[name]


@pytest.fixture
def dav():
    folder = Folder()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, content = folder.answer(self.command, self.path, self.headers, body)
            self.send_response(status)
            if status != 204:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_PUT = do_DELETE = do_PROPFIND = _any

        def log_message(self, *_arguments):
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    folder.url = "http://127.0.0.1:%d/recordings" % server.server_port
    yield folder
    server.shutdown()
    server.server_close()


def webdav(folder, **options):
    return dict(
        {"name": "voice storage", "kind": "webdav", "url": folder.url, "username": USER, "password": PASSWORD},
        **options,
    )


def probe(*probes, check=False, **options):
    result = module_runs.succeed(
        "transaction_probe", dict({"probes": list(probes), "timeout": 5}, **options), check=check
    )
    assert result["changed"] is False
    assert PASSWORD not in result["text"]
    return result


def test_a_file_is_written_read_and_deleted(dav):
    result = probe(webdav(dav))
    assert result["ok"] is True and result["results"][0]["reason"] is None
    assert dav.calls[:4] == ["PUT", "GET", "DELETE", "GET"]
    assert dav.files == {}


def test_what_comes_of_an_offer_is_deleted(dav):
    """This server takes a file from anybody who announces one, and stores the part that came."""
    large = probe(webdav(dav))["results"][0]["large_upload"]
    assert large["answer"] == "not observable" and "from somebody without an account too" in large["reason"]
    assert dav.calls[4:] == ["PUT", "DELETE", "DELETE", "PUT", "DELETE"]
    assert dav.files == {}


def test_storage_that_fails_is_not_offered_a_file(dav):
    dav.faults = {"PUT": 507}
    large = probe(webdav(dav))["results"][0]["large_upload"]
    assert large == {"answer": "not observable", "reason": "the storage has to work for that"}
    service = {"name": "service", "kind": "http", "url": dav.url}
    assert probe(service)["results"][0]["large_upload"] is None


def test_check_mode_writes_nothing_and_says_so(dav):
    result = probe(webdav(dav), check=True)
    assert result["ok"] is True and "no probe file was written" in result["results"][0]["note"]
    assert result["results"][0]["large_upload"]["reason"] == "check mode: no file was offered"
    assert dav.calls == ["PROPFIND"]
    assert not probe(webdav(dav, password="wrong"), check=True)["ok"]


def test_nothing_is_written_where_nobody_may_delete(dav):
    (result,) = probe(webdav(dav, read_only=True))["results"]
    assert result["ok"] is True
    assert result["note"] == "nobody may delete there: the folder was only looked at; no probe file was written"
    assert dav.calls == ["PROPFIND"]


@pytest.mark.parametrize(
    ("faults", "words", "left"),
    [
        ({"PUT": 403}, "PUT was answered with HTTP 403: this user may not", 0),
        ({"PUT": 405}, "WebDAV is not enabled", 0),
        ({"PUT": 507}, "the storage is full", 0),
        ({"PUT": 500}, "HTTP 500: the answer begins: refused by the test", 0),
        ({"GET": 403}, "GET was answered with HTTP 403", 0),
        ({"DELETE": 403}, "is left behind", 1),
        ({"GET": 403, "DELETE": 403}, "may be left behind", 1),
    ],
)
def test_a_failed_transaction_is_named_and_cleaned_up(dav, faults, words, left):
    dav.faults = faults
    result = probe(webdav(dav))["results"][0]
    assert result["ok"] is False and words in result["reason"]
    assert len(dav.files) == left
    assert "DELETE" in dav.calls


def test_a_refused_file_is_not_said_to_be_left_behind(dav):
    for status in (307, 403):
        dav.faults = {"PUT": status, "DELETE": status}
        assert "left behind" not in probe(webdav(dav))["results"][0]["reason"]
    nobody = probe(webdav(dav, url="http://127.0.0.1:1/recordings"))["results"][0]
    assert "left behind" not in nobody["reason"]


def test_content_that_comes_back_different_is_a_failure(dav):
    dav.spoil = True
    assert "reads back different" in probe(webdav(dav))["results"][0]["reason"]
    assert dav.files == {}


def test_wrong_credentials_and_addresses_are_reasons_not_failures(dav):
    result = probe(
        webdav(dav, password="not-this-one"),
        webdav(dav, username=None),
        webdav(dav, url="nowhere"),
        webdav(dav, url="http://me:pw@127.0.0.1/x"),
        {"name": "dead", "kind": "http", "url": "http://127.0.0.1:1"},
        webdav(dav),
    )
    assert [item["ok"] for item in result["results"]] == [False] * 5 + [True]
    words = (
        "not accepted",
        "username and password are needed",
        "is not an address",
        "contains a user name",
        "refused",
        "",
    )
    for item, word in zip(result["results"], words, strict=True):
        assert word in (item["reason"] or "")
    assert "me:pw" not in result["text"]
    assert result["ok"] is False


def test_rws_must_have_a_contact_center():
    with rws.cluster(data_centers=("dc1",)) as system:
        rws_probe = {
            "name": "RWS",
            "kind": "rws",
            "url": system.urls[0],
            "username": system.ops[0],
            "password": system.ops[1],
        }
        result = probe(rws_probe, dict(rws_probe, password="wrong-ops-pass"))["results"]
        assert result[0]["details"]["contact_centers"] == [system.contact_center_id]
        assert "the ops account" in result[1]["reason"] and "url_username" not in result[1]["reason"]
        system.faults.add("html")
        assert "the answer is HTML" in probe(rws_probe)["results"][0]["reason"]
    with rws.cluster(data_centers=("dc1",), sync_node=False) as empty:
        result = probe(dict(rws_probe, url=empty.urls[0]))["results"][0]
        assert result["ok"] is False and "no contact center" in result["reason"]


def test_a_service_answers_when_it_answers_below_500():
    with rws.cluster(data_centers=("dc1",)) as system:
        service = {"name": "processor", "kind": "http", "url": system.urls[0] + "/nothing/here"}
        assert probe(service)["ok"] is True
        strict = probe(dict(service, expect_status=[200, 204]))["results"][0]
        assert strict["ok"] is False and "where 200, 204 is expected" in strict["reason"]
        system.faults.add("status", status=503)
        assert "HTTP 503" in probe(service)["results"][0]["reason"]


def test_probes_run_at_the_same_time_and_keep_their_order(dav):
    meeting = threading.Barrier(4, timeout=10)
    answer = dav.answer

    def together(method, path, headers, body):
        if method == "PUT":
            meeting.wait()  # nobody gets on before all four are here
        return answer(method, path, headers, body)

    dav.answer = together
    many = [webdav(dav, name=f"probe {number}") for number in range(4)]
    result = probe(*many, threads=4)
    assert result["ok"] is True
    assert [item["name"] for item in result["results"]] == [item["name"] for item in many]


def test_nothing_to_probe_is_not_a_failure_and_bad_options_are_sentences():
    assert probe()["ok"] is True
    result = module_runs.fail("transaction_probe", {"probes": [], "threads": 0, "timeout": -1, "ca_path": "/nowhere"})
    assert len(result["problems"]) == 3
