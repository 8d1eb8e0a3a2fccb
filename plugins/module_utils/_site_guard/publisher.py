# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers for the ledger of this host, and reads nothing else: private to this collection.

Each client has a few seconds and a few bytes; those that are too many at once are turned away.
"""

import contextlib
import re
import socket
import socketserver
import threading
from typing import Any, Optional

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._http.reach import Deadline
from ansible_collections.gir.multidc.plugins.module_utils._ledger import files
from ansible_collections.gir.multidc.plugins.module_utils._site_guard import history, wire

MOST_CLIENTS = 32
CLIENT_SECONDS = 4.0
_REQUEST = re.compile(rb"GET /ledger\?nonce=([0-9a-f]{32}) HTTP/1\.[01]\r\n")


class Publisher(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """A server of one file; `port` 0 takes a free one."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = MOST_CLIENTS

    def __init__(self, port: int, key: str, ledger: str) -> None:
        self.key, self.ledger = key, ledger
        self._free = threading.BoundedSemaphore(MOST_CLIENTS)
        self.address_family = socket.AF_INET6 if _has_ipv6() else socket.AF_INET
        socketserver.TCPServer.__init__(self, ("", port), _Client)

    def server_bind(self) -> None:
        if self.address_family == socket.AF_INET6:
            # IPv4 is answered by the same socket.
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        socketserver.TCPServer.server_bind(self)

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self._free.acquire(blocking=False):
            self.shutdown_request(request)
            return
        socketserver.ThreadingMixIn.process_request(self, request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            socketserver.ThreadingMixIn.process_request_thread(self, request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is nothing to log."""

    def answer(self, nonce: str) -> bytes:
        """The response to a question."""
        ledger: Optional[Any] = None
        problem = ""
        try:
            held = files.read_json(self.ledger)
            ledger = None if held is None else history.reduced(held)
        except (Refusal, ValueError) as reason:
            problem = str(reason)
        return wire.response("200 OK", wire.body_of(nonce, ledger, problem), self.key)


class _Client(socketserver.BaseRequestHandler):
    server: Publisher

    def handle(self) -> None:
        deadline = Deadline(CLIENT_SECONDS)
        with contextlib.suppress(OSError):
            asked = _REQUEST.match(self._request(deadline))
            if asked is None:
                found = wire.response("404 Not Found", b"{}")
            else:
                found = self.server.answer(asked.group(1).decode("ascii"))
            self._send(found, deadline)

    def _request(self, deadline: Deadline) -> bytes:
        data = b""
        while b"\r\n\r\n" not in data and len(data) < wire.LONGEST_REQUEST:
            self._wait(deadline)
            piece = self.request.recv(wire.LONGEST_REQUEST)
            if not piece:
                break
            data += piece
        return data

    def _send(self, data: bytes, deadline: Deadline) -> None:
        rest = memoryview(data)
        while rest:
            self._wait(deadline)
            rest = rest[self.request.send(rest):]

    def _wait(self, deadline: Deadline) -> None:
        """The time limit of a socket is that of one step, and a client may take many."""
        if deadline.left() <= 0:
            raise deadline.missed("a client took more than")
        self.request.settimeout(deadline.patience())


def _has_ipv6() -> bool:
    if not socket.has_ipv6:
        return False
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            trial.bind(("::", 0))
    except OSError:
        return False
    return True
