# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How site guards ask for ledgers, on loopback: what is authentic counts, and nothing takes longer than it may."""

import contextlib
import http.server
import json
import os
import socket
import threading
import time

import pytest
import slow_servers
from ansible_collections.gir.multidc.plugins.module_utils._site_guard import asking, publisher, wire

KEY = "k" * 32
LEDGER = {
    "format": 1,
    "environment": "0" * 32,
    "entries": [{"operation": "a", "epoch": 1, "active_datacenter": "dc1", "eservices_site": "DC1", "user": "anna"}],
}


@contextlib.contextmanager
def publishing(path, key=KEY):
    server = publisher.Publisher(0, key, str(path))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def ledger(tmp_path):
    path = tmp_path / "ledger.json"
    path.write_text(json.dumps(LEDGER))
    return path


def raw(port, request):
    """The whole answer to some bytes."""
    with socket.create_connection(("127.0.0.1", port), 5) as client:
        client.sendall(request)
        data = b""
        while True:
            piece = client.recv(65536)
            if not piece:
                return data
            data += piece


def question(nonce):
    return f"GET {wire.PATH}{nonce} HTTP/1.0\r\n\r\n".encode()


def saying(data):
    """A server that says this to whatever it is asked."""

    def play(stream, _ended):
        stream.recv(4096)
        stream.sendall(data)
        stream.close()

    return play


def peer(port, host="rws1"):
    return {"host": host, "address": "127.0.0.1", "port": port, "data_center": "dc2"}


def test_ledger_is_published_without_names_of_people(ledger):
    with publishing(ledger) as port:
        answer = wire.ask("127.0.0.1", port, KEY, 2)
        data = raw(port, question("0" * 32))
    assert answer.ledger["entries"][0]["active_datacenter"] == "dc1"
    assert b"anna" not in data and KEY.encode() not in data


def test_ipv6_is_served_where_the_host_has_it(ledger, not_run):
    if not publisher._has_ipv6():
        not_run("the ledger publisher over IPv6: this machine has none")
        return
    with publishing(ledger) as port:
        assert wire.ask("::1", port, KEY, 2).ledger is not None


def test_missing_and_damaged_ledgers_are_told_apart(tmp_path, ledger):
    with publishing(tmp_path / "nothing.json") as port:
        assert wire.ask("127.0.0.1", port, KEY, 2) == (None, "")
    ledger.write_text(json.dumps({**LEDGER, "entries": []}))
    with publishing(ledger) as port:
        assert wire.ask("127.0.0.1", port, KEY, 2) == (None, "it has no entries")
        heard = asking.ask_all([peer(port)], [], KEY)
    assert heard.ledgers == {}
    assert heard.silent == {"rws1": "holds a ledger that cannot be read: it has no entries"}


def test_other_key_is_refused(ledger):
    with publishing(ledger, "o" * 32) as port, pytest.raises(wire.NoAnswer, match="not authentic"):
        wire.ask("127.0.0.1", port, KEY, 2)


def test_changed_answer_is_refused(ledger):
    with publishing(ledger) as port:
        changed = raw(port, question("0" * 32)).replace(b'"dc1"', b'"dc2"')
    with slow_servers.serving(saying(changed)) as at, pytest.raises(wire.NoAnswer, match="not authentic"):
        wire.ask("127.0.0.1", at, KEY, 2)


def test_answer_to_an_earlier_question_is_refused(ledger):
    with publishing(ledger) as port:
        kept = raw(port, question("0" * 32))
    with slow_servers.serving(saying(kept)) as at, pytest.raises(wire.NoAnswer, match="repeats an answer"):
        wire.ask("127.0.0.1", at, KEY, 2)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no HTTP"),
        (b"SSH-2.0-OpenSSH\r\n\r\n", "no HTTP"),
        (b"HTTP/1.1 503 Busy\r\n\r\n", "HTTP status 503"),
        (b"HTTP/1.1 200 OK\r\n\r\n{}", "not authentic"),
        (wire.response("200 OK", b"[]", KEY), "not understood"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * wire.LONGEST_ANSWER, "no ledger"),
    ],
)
def test_what_is_no_answer(data, why):
    with slow_servers.serving(saying(data)) as port, pytest.raises(wire.NoAnswer, match=why):
        wire.ask("127.0.0.1", port, KEY, 5)


@pytest.mark.parametrize("play", [slow_servers.wait, slow_servers.drip(b"x", b"HTTP/1.1 200 OK\r\n")])
def test_slow_hosts_keep_nobody_waiting(ledger, play):
    """All are asked at once, and one that answers in time counts."""
    with slow_servers.serving(play) as slow, slow_servers.dead_port() as dead, publishing(ledger) as port:
        began = time.monotonic()
        peers = [peer(slow, "slow"), peer(dead, "dead"), peer(port, "good")]
        heard = asking.ask_all(peers, [f"http://127.0.0.1:{slow}/"], KEY, 0.5)
        assert time.monotonic() - began < 2.5
    assert list(heard.ledgers) == ["good"]
    assert set(heard.silent) >= {"slow", "dead"}


class Answering(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(404)
        self.end_headers()

    def log_message(self, *_args):
        pass


def test_any_http_answer_is_one_of_a_witness():
    server = http.server.HTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    good = f"http://127.0.0.1:{server.server_address[1]}/health?deep=1"
    heard = asking.ask_all([], [good, "http://127.0.0.1:1/"], KEY)
    server.shutdown()
    server.server_close()
    assert heard.witnesses == [good] and list(heard.silent) == ["http://127.0.0.1:1/"]


# -- the publisher ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET /ledger HTTP/1.0\r\n\r\n",
        b"GET /ledger?nonce=zz HTTP/1.0\r\n\r\n",
        b"GET /ledger?nonce=" + b"0" * 64 + b" HTTP/1.0\r\n\r\n",
        b"GET /../etc/passwd?nonce=" + b"0" * 32 + b" HTTP/1.0\r\n\r\n",
        b"PUT /ledger?nonce=" + b"0" * 32 + b" HTTP/1.0\r\n\r\n",
        b"\x16\x03\x01\r\n\r\n",
        b"x" * 8000,
    ],
)
def test_publisher_answers_one_question_alone(ledger, request_):
    with publishing(ledger) as port, contextlib.suppress(ConnectionResetError):
        data = raw(port, request_)
        assert data.startswith(b"HTTP/1.0 404 ") and wire.DIGEST.encode() not in data


def test_client_that_is_slow_is_sent_away(ledger, monkeypatch):
    monkeypatch.setattr(publisher, "CLIENT_SECONDS", 0.3)
    with publishing(ledger) as port, socket.create_connection(("127.0.0.1", port), 5) as client:
        began = time.monotonic()
        while time.monotonic() - began < 4:
            try:
                client.sendall(b"G")
                client.settimeout(0.05)
                if not client.recv(100):
                    break
            except socket.timeout:
                continue
            except OSError:
                break
        assert time.monotonic() - began < 3


def test_clients_that_are_too_many_are_turned_away(ledger):
    with publishing(ledger) as port, contextlib.ExitStack() as stack:
        for _number in range(publisher.MOST_CLIENTS):
            stack.enter_context(socket.create_connection(("127.0.0.1", port), 5))
        deadline = time.monotonic() + 5
        while True:
            with contextlib.suppress(ConnectionResetError):
                if raw(port, question("0" * 32)) == b"":
                    break
            assert time.monotonic() < deadline
        stack.close()
        while True:
            with contextlib.suppress(wire.NoAnswer):
                assert wire.ask("127.0.0.1", port, KEY, 2).ledger is not None
                break
            assert time.monotonic() < deadline + 5


def test_publisher_follows_no_link(tmp_path, ledger):
    link = tmp_path / "link.json"
    os.symlink(ledger, link)
    with publishing(link) as port:
        answer = wire.ask("127.0.0.1", port, KEY, 2)
    assert answer.ledger is None and "symbolic link" in answer.problem
