# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server under every stand-in."""

import logging
import socket
import threading
import urllib.request

import pytest
from standin_client import call
from standins import rws
from standins.httpd import Response, Server


def test_who_asks_a_server_to_stop_gets_the_whole_answer():
    over = threading.Event()
    size = 32 * 1024 * 1024  # far more than the buffers of a socket hold: it is sent while the client reads

    def application(_request):
        answer = Response(body=b"x" * size)
        answer.afterwards = over.set
        return answer

    def stop_when_told():
        over.wait(30)
        server.stop()

    with Server(application, "control") as server:
        stopper = threading.Thread(target=stop_when_told)
        stopper.start()
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(server.url, timeout=30) as answer:
            received = len(answer.read())
        stopper.join()
    assert received == size


@pytest.fixture
def echo():
    """It answers with the body that it read, and remembers it."""

    def application(request):
        bodies.append(request.body)
        return Response(200, request.body)

    bodies = []
    with Server(application, "echo") as server:
        server.bodies = bodies
        yield server


def talk(server, sent):
    """What a server answers to these bytes, until it closes the connection."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(sent)
        received = b""
        while True:
            some = connection.recv(65536)
            if not some:
                return received
            received += some


def test_a_body_in_chunks_is_read_and_the_connection_goes_on(echo):
    chunks = b"5\r\nfirst\r\nB;x=y\r\n and\r\n more\r\n0\r\nT: 1\r\n\r\n"
    chunked = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
    talk(echo, chunked + b"POST / HTTP/1.1\r\nContent-Length: 4\r\nConnection: close\r\n\r\nlast")
    assert echo.bodies == [b"first and\r\n more", b"last"]


@pytest.mark.parametrize(
    ("headers", "status", "reason"),
    [
        (b"Content-Length: five", 400, b"Content-Length 'five' is no number"),
        (b"Content-Length: -1", 400, b"Content-Length '-1' is no number"),
        (b"Transfer-Encoding: gzip", 501, b"Transfer-Encoding 'gzip' is not known"),
        (b"Transfer-Encoding: chunked\r\n\r\nxyz", 400, b"'xyz' is not the size of a chunk"),
        (b"Transfer-Encoding: chunked\r\n\r\n2\r\nabc", 400, b"A chunk is longer than its size"),
    ],
)
def test_what_is_no_request_is_refused_in_a_sentence(echo, headers, status, reason):
    answer = talk(echo, b"POST / HTTP/1.1\r\n" + headers + b"\r\n\r\n")
    assert (answer.split()[1], reason in answer, echo.bodies) == (b"%d" % status, True, []), answer


def test_an_address_that_nobody_can_read_is_refused(echo):
    assert talk(echo, b"GET http://[ HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 400 ")


def test_whatever_a_handler_raises_is_an_answer_and_is_logged(caplog):
    def application(request):
        return Response.of({"found": {}[request.query["key"]]})

    with Server(application, "broken") as server, caplog.at_level(logging.ERROR, "standins"):
        answer = call(server.url + "/there?key=absent")
        assert answer.status == 500
        assert "The stand-in failed on GET /there" in answer.json["message"]
        assert "KeyError: 'absent'" in answer.json["message"]
    (record,) = caplog.records
    assert (record.getMessage(), record.exc_info[0]) == ("GET /there?key=absent failed", KeyError)


def test_a_node_that_fails_says_so_and_remembers_it(monkeypatch):
    with rws.cluster(data_centers=("dc1",)) as system:
        monkeypatch.setattr(system.nodes[0], "store", None)
        answer = call(system.urls[0] + "/api/v2/ops/contact-centers", auth=system.ops)
        assert (answer.status, "The stand-in failed on GET" in answer.json["message"]) == (500, True)
        assert system.requests[-1]["status"] == 500
        monkeypatch.undo()
        assert call(system.urls[0] + "/api/v2/ops/contact-centers", auth=system.ops).status == 200
