# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One time limit for an exchange, from the resolution of the name to the last byte; the message names the step."""

import contextlib
import os
import socket
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._dns import client as dns_client
from ansible_collections.gir.multidc.plugins.module_utils._http import exchange as http
from ansible_collections.gir.multidc.plugins.module_utils._http import reach
from ansible_collections.gir.multidc.plugins.module_utils._service.health import Health
from slow_servers import dead_port, drip, entries, serving, wait
from standins import tls

SECONDS = 0.2
MARGIN = 0.6
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n"


@contextlib.contextmanager
def in_time(seconds=SECONDS):
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds + MARGIN


def ask(url, kind, words, method="GET", body=None, **options):
    session = http.HttpSession(http.Address(url), http.TlsOptions(validate_certs=False), SECONDS, **options)
    with in_time(), pytest.raises(kind, match=words) as trouble:
        session.request(method, "/", body=body)
    session.close()
    return trouble.value


@pytest.fixture(scope="module")
def context(tmp_path_factory):
    """TLS of a server."""
    return tls.private_ca(tmp_path_factory.mktemp("tls")).server_context("server")


@pytest.fixture
def hanging(monkeypatch):
    """A resolver that says nothing until the test ends, and the names that it was asked for."""
    asked, ended = [], threading.Event()

    def getaddrinfo(host, *_more):
        asked.append(host)
        ended.wait(10)
        return entries(9)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    yield asked
    ended.set()


def test_a_resolver_that_hangs(hanging):
    for _time in range(2):
        ask("http://rws.gone.test:8080", http.NotSent, "its name rws.gone.test was not resolved within 0.2 s")
    # A name that nobody resolves has one thread, however often it is asked for.
    assert hanging == ["rws.gone.test"]


def test_a_resolver_that_hangs_ends_health_and_dns_in_time(hanging):
    health = Health({"host": "muxer.gone.test", "port": 80, "url": "http://muxer.gone.test/", "timeout": 9})
    with in_time():
        assert "not resolved within 0.2 s" in health._probe(SECONDS)
    with in_time(), pytest.raises(Refusal, match=r"its name ns.gone.test was not resolved within 0.2 s"):
        dns_client.Server("ns.gone.test", {"port": 53, "key_name": None, "timeout": SECONDS})


def test_a_name_without_answer_says_so(monkeypatch):
    def unknown(*_arguments):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    ask("http://nobody.test", http.NotSent, "the host name cannot be resolved")


@pytest.mark.parametrize("dead", [1, 9])
def test_dead_addresses_leave_time_for_one_that_lives(monkeypatch, dead):
    with dead_port() as gone, serving(wait) as alive:
        hosts = ["127.0.0.%d" % number for number in range(1, dead + 1)]
        found = [entry for host in hosts for entry in entries(gone, host=host)] + entries(1, alive)
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_given: found)
        with in_time(0.3):
            connection = reach.connect("rws.test", 80, reach.Deadline(0.6))
        assert connection.getpeername()[1] == alive
        connection.close()


def test_addresses_that_do_not_answer_are_named(monkeypatch):
    with dead_port() as gone:
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_given: entries(gone))
        ask("http://rws.test", http.NotSent, "no connection to 127.0.0.1 was opened within 0.2 s")


def test_refusals_name_each_address(monkeypatch):
    found = entries(1) + entries(1, host="127.0.0.2")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_given: found)
    ask("http://rws.test", http.NotSent, "connection refused at 127.0.0.1, connection refused at 127.0.0.2")


@pytest.mark.parametrize("play", [wait, drip(b"\x16\x03\x03\x3f\xff", requested=False)])
def test_a_tls_handshake_that_does_not_end(play):
    with serving(play) as port:
        words = "the TLS handshake with 127.0.0.1 did not end within 0.2 s"
        trouble = ask("https://127.0.0.1:%d" % port, http.NotSent, words)
    assert not trouble.permanent


SLOW_HEAD = drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 900)
SLOW_CHUNKS = drip(b"1\r\nx\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
SILENT = "no answer came from 127.0.0.1 within 0.2 s"
INCOMPLETE = "the answer of 127.0.0.1 was not complete after 0.2 s"


@pytest.mark.parametrize(
    ("play", "secured", "words"),
    [
        (wait, False, SILENT),
        (SLOW_HEAD, False, INCOMPLETE),
        (drip(b"HTTP/1.1 100 Continue\r\n\r\n"), False, INCOMPLETE),
        (drip(b"x", HEAD), False, INCOMPLETE),
        (drip(b"x", HEAD), True, INCOMPLETE),
        (SLOW_CHUNKS, False, INCOMPLETE),
    ],
)
def test_an_answer_that_does_not_end(context, play, secured, words):
    with serving(play, context if secured else None) as port:
        ask("%s://127.0.0.1:%d" % ("https" if secured else "http", port), http.Interrupted, words)


@pytest.mark.parametrize("secured", [False, True])
def test_a_request_that_nobody_takes(context, secured):
    with serving(wait, context if secured else None) as port:
        url = "%s://127.0.0.1:%d" % ("https" if secured else "http", port)
        words = "the request was not taken by 127.0.0.1 within 0.2 s"
        assert ask(url, http.Interrupted, words, "PUT", b"x" * 30000000).sent


def test_redirects_have_the_time_of_one_request():
    def around(stream, ended):
        while stream.recv(65536) and not ended.wait(0.07):
            stream.sendall(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /\r\n\r\n")

    with serving(around) as port:
        ask("http://127.0.0.1:%d" % port, http.Interrupted, "no answer came from 127.0.0.1 within 0.2 s")


def test_port_and_address_of_a_service_share_the_time():
    with serving(wait) as port:
        health = Health({"port": port, "url": "http://127.0.0.1:%d/" % port, "timeout": 9})
        with in_time():
            assert "no answer came from 127.0.0.1 within 0.2 s" in health._probe(SECONDS)


def test_a_process_ends_although_its_resolver_hangs(tmp_path):
    (tmp_path / "ask.py").write_text(
        textwrap.dedent(
            """
            import socket, time
            from ansible_collections.gir.multidc.plugins.module_utils._http import exchange as http

            socket.getaddrinfo = lambda *_given: time.sleep(60)
            try:
                http.HttpSession(http.Address("http://gone.test"), http.TlsOptions(), 0.2).request("GET", "/")
            except http.NotSent as problem:
                print(problem)
            """
        ),
        encoding="utf-8",
    )
    root = Path(http.__file__).parents[6]
    with in_time(3):
        ended = subprocess.run(
            [sys.executable, str(tmp_path / "ask.py")],
            env=dict(os.environ, PYTHONPATH=str(root)),
            stdout=subprocess.PIPE,
            timeout=20,
            check=True,
        )
    assert ended.stdout == b"its name gone.test was not resolved within 0.2 s\n"


def test_time_for_a_socket_is_never_none():
    deadline = reach.Deadline(0)
    assert deadline.left() == 0 < deadline.patience()
    assert isinstance(deadline.missed("it was not done within"), socket.timeout)
    assert str(reach.Deadline(29.9999).missed("it was not done within")) == "it was not done within 30 s"
