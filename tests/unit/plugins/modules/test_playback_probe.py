# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""transaction_probe of kind playback: a recording of another location through RWS and RCS, as a player fetches it."""

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import module_runs
import pytest
from standins import rws
from standins.endpoints import CryptoServer
from standins.rws_recordings import sound

ACCOUNT = ("player", "rcs-pass-8812")
MEDIA = {"mediaId": "call-1.mp3", "type": "audio/mp3", "size": 10 + len("content of call-1.mp3\n")}


@pytest.fixture
def system():
    with rws.cluster(data_centers=("dc1",)) as built:
        built.store.view(None).put("recordings/call-1", {"id": "call-1", "region": "/DC1", "mediaFiles": [MEDIA]})
        yield built


def asked(system, **more):
    account = {"username": system.ops[0], "password": system.ops[1]}
    return {"name": "playback", "kind": "playback", "url": system.urls[0], "recording": "call-1", **account, **more}


def play(system, check=False, **more):
    result = module_runs.succeed("transaction_probe", {"probes": [asked(system, **more)], "timeout": 5}, check=check)
    assert system.ops[1] not in result["text"] and ACCOUNT[1] not in result["text"]
    assert result["changed"] is False
    return result["results"][0]


def told(found):
    return found["ok"], found["note"], (found["through_rcs"] or {}).get("answer")


@pytest.mark.parametrize("style", ["ignored", "honoured"])
@pytest.mark.parametrize("check", [False, True])
def test_through_rws(system, style, check):
    """That RWS names no RCS is not counted as good."""
    system.set_dialect(media_range=style)
    found = play(system, check)
    assert told(found) == (True, None, "not observable")
    assert "no Recording Crypto Server" in found["through_rcs"]["reason"]
    assert found["details"] == {"media": "call-1.mp3", "media_at": system.urls[0]}
    assert system.writes() == []


@contextlib.contextmanager
def crypto_server(system, content=None, prefix="/rcs"):
    """An RCS that RWS names in mediaUri, and what it has at that address."""
    path = f"{prefix}/ops/contact-centers/{system.contact_center_id}/recordings/call-1/play/call-1.mp3"
    server = CryptoServer("rcs", media={path: sound(MEDIA) if content is None else content}, account=ACCOUNT)
    with server:
        setting = {"name": "decrypt-uri-prefix", "location": "/DC1", "value": server.url + prefix}
        system.store.view(None).put("settings/screen-recording|decrypt-uri-prefix|/DC1", setting)
        system.set_dialect(media_uri="rcs")
        yield server


def test_through_rws_and_rcs(system):
    with crypto_server(system) as server:
        rcs = {"rcs_url": ["http://127.0.0.1:9", server.url], "rcs_username": ACCOUNT[0], "rcs_password": ACCOUNT[1]}
        assert told(play(system, **rcs)) == (True, None, "confirmed")
        assert {one["user"] for one in server.requests} == {ACCOUNT[0]}
        wrong = play(system, **{**rcs, "rcs_password": "wrong-rcs-pass-1"})
        assert told(wrong) == (False, None, "failed")
        assert "HTTP 401" in wrong["reason"] and wrong["reason"] == wrong["through_rcs"]["reason"]


def test_account_of_rws_is_not_sent_to_rcs(system):
    with crypto_server(system) as server:
        found = play(system, rcs_url=[server.url])
        assert told(found) == (True, None, "not observable")
        assert "asks for an account" in found["through_rcs"]["reason"]
        assert {one["user"] for one in server.requests} == {None}


def test_media_at_an_unknown_address_are_not_fetched(system):
    with crypto_server(system) as server:
        found = play(system, rcs_url=["https://rcs.other.test"], rcs_username=ACCOUNT[0], rcs_password=ACCOUNT[1])
        assert told(found) == (True, None, "not observable")
        assert "no rcs_url of the map" in found["through_rcs"]["reason"]
        assert server.requests == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it is empty"),
        (b"ID3 short", "it has 9 bytes, and RWS says 32"),
        (b"\x30\x82" + b"x" * 30, "begins like encrypted data"),
        (b"{" + b"x" * 31, "it is text, and no sound"),
    ],
)
def test_what_is_no_sound_is_a_failure(system, content, words):
    with crypto_server(system, content) as server:
        found = play(system, rcs_url=[server.url], rcs_username=ACCOUNT[0], rcs_password=ACCOUNT[1])
        assert told(found) == (False, None, "failed")
        assert words in found["reason"] and server.url in found["reason"]


def test_bytes_of_an_unknown_form_are_not_counted_as_good(system):
    with crypto_server(system, b"?" * MEDIA["size"]) as server:
        found = play(system, rcs_url=[server.url], rcs_username=ACCOUNT[0], rcs_password=ACCOUNT[1])
        assert told(found) == (True, None, "not observable")


def test_without_a_recording_nothing_is_asked(system):
    before = len(system.requests)
    found = play(system, recording=None)
    assert told(found) == (True, "no recording is named that could be fetched", None)
    assert len(system.requests) == before


def test_a_recording_that_is_not_there(system):
    found = play(system, recording="call-9")
    assert told(found) == (False, None, None)
    assert found["reason"].startswith("this RWS has no recording call-9; name one")
    assert told(play(system, recording="call-9/../call-1?x#y"))[0] is False


def test_an_account_is_needed(system):
    assert "username and password are needed" in play(system, password=None)["reason"]


def test_several_contact_centers(system):
    assert told(play(system, contact_center_id=system.contact_center_id))[0] is True
    assert told(play(system, contact_center_id="625a5cf1-dea8-4e46-b18b-831d4b254488"))[0] is False


@pytest.mark.parametrize("kind", ["html", "drop", "empty", "truncated_json", "oversized", "no_status_code", "redirect"])
@pytest.mark.parametrize("path", ["/recordings/call-1$", "/play/"])
def test_faults_of_rws(system, kind, path):
    """Whatever RWS answers, the probe has one reason and nothing is taken for sound."""
    more = {"location": "http://other.test/x"} if kind == "redirect" else {}
    if path == "/play/" and kind == "oversized":
        return
    system.faults.add(kind, path=path, **more)
    found = play(system)
    if path == "/play/" and kind in ("truncated_json", "no_status_code"):
        assert found["ok"] is False or found["note"]
    else:
        assert told(found)[0] is False and found["reason"]
        assert "unexpected" not in found["reason"]


HOSTILE = [
    b'{"statusCode": 0}',
    b'{"statusCode": 0, "recording": []}',
    b'{"statusCode": 0, "recording": {"mediaFiles": {"a": 1}}}',
    b'{"statusCode": 0, "recording": {"mediaFiles": [1, null, {"mediaId": 5}]}}',
    b'{"statusCode": 0, "recording": {"mediaFiles": [{"mediaId": "a", "mediaUri": "http://[::1/x"}]}}',
    b'{"statusCode": 0, "recording": {"mediaFiles": [{"mediaId": "a", "mediaUri": "\\u0007", "mediaPath": "//x"}]}}',
    b'{"statusCode": 0, "recording": {"mediaFiles": [{"mediaId": "a\\u0007", "mediaUri": 5, "size": "1e9"}]}}',
]


@pytest.mark.parametrize("body", HOSTILE)
def test_hostile_descriptions(body):
    """Never a crash, never a control character."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            found = body if "/play/" not in self.path else b"no"
            self.send_response(200 if "/play/" not in self.path else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(found)))
            self.end_headers()
            self.wfile.write(found)

        def log_message(self, *_arguments):
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    probe = {"name": "p", "kind": "playback", "url": f"http://127.0.0.1:{server.server_port}", "recording": "r"}
    probe.update(username="ops", password="ops-pass-221", contact_center_id="c")
    try:
        found = module_runs.succeed("transaction_probe", {"probes": [probe], "timeout": 5})["results"][0]
    finally:
        server.shutdown()
        server.server_close()
    assert found["ok"] is False or found["note"]
    assert "unexpected" not in (found["reason"] or "") and "\x07" not in str(found)
