# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a unit that is about to start asks the guard, as whatever account it runs: private to this collection.

The account may read neither the key nor the memory of the guard, so it asks through a socket of the file system.
"""

import contextlib
import json
import os
import socket
import socketserver
import time
from typing import Any, Callable, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal

LONGEST_NAME = 300
# A guard that has just been started needs a moment, and asking others takes some seconds.
PATIENCE = 30.0
_CLIENT_SECONDS = 3.0
_NOT_REACHED = (
    "the site guard does not answer (%s), so nobody can tell whether this data center is still the active one: look at"
    " systemctl status gir-site-guard"
)

Permit = Callable[[str], Tuple[bool, str]]


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """Answers whether units may start."""

    daemon_threads = True

    def __init__(self, path: str, permit: Permit) -> None:
        self.permit = permit
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
        # Units run as any account, and whoever connects may only ask.
        before = os.umask(0o111)
        try:
            socketserver.UnixStreamServer.__init__(self, path, _Client)
        finally:
            os.umask(before)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is nothing to log."""


class _Client(socketserver.StreamRequestHandler):
    server: Server
    timeout = _CLIENT_SECONDS

    def handle(self) -> None:
        name = self.rfile.readline(LONGEST_NAME).decode("utf-8", "replace").strip()
        try:
            allowed, sentence = self.server.permit(name)
        except Refusal as problem:
            allowed, sentence = False, str(problem)
        self.wfile.write(json.dumps({"allowed": allowed, "sentence": sentence}).encode("ascii"))


def ask(path: str, unit: str, seconds: float = PATIENCE) -> Tuple[bool, str]:
    """Whether a unit may start, and why. Raises Refusal where the guard does not answer in time."""
    end = time.monotonic() + seconds
    while True:
        try:
            return _asked(path, unit, max(0.1, end - time.monotonic()))
        except (OSError, ValueError, KeyError) as problem:
            if time.monotonic() + 0.2 >= end:
                raise Refusal(_NOT_REACHED % problem) from problem
        time.sleep(0.2)


def _asked(path: str, unit: str, seconds: float) -> Tuple[bool, str]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(seconds)
        client.connect(path)
        client.sendall(unit.encode("utf-8") + b"\n")
        data = b""
        while True:
            piece = client.recv(4096)
            if not piece:
                break
            data += piece
    found = json.loads(data.decode("ascii"))
    return bool(found["allowed"]), str(found["sentence"])
