# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a host is asked for its ledger: HTTP without TLS, bounded in size and time. Private to this collection.

The answer holds no secret. It repeats the nonce of the question and is authenticated by HMAC-SHA256 with the key that
all hosts share, so that it can be neither forged nor kept for later.
"""

import hashlib
import hmac
import json
import os
import re
import socket
from typing import Any, Dict, NamedTuple, Optional

from ansible_collections.gir.multidc.plugins.module_utils._http.reach import Deadline, connect

PATH = "/ledger?nonce="
DIGEST = "X-Gir-Digest"
NONCE = re.compile(r"[0-9a-f]{32}\Z")
# A ledger of 1 MiB, with what stands around it.
LONGEST_ANSWER = (1 << 20) + (1 << 16)
LONGEST_REQUEST = 4096
_PIECE = 65536
_STATUS = re.compile(rb"HTTP/1\.[01] ([0-9]{3})[ \r]")
# The digest is of this use of the key alone.
_PURPOSE = b"gir.multidc ledger 1\n"


class NoAnswer(Exception):
    """Why an answer does not count, as the end of a sentence that begins with the name of the host."""


class Answer(NamedTuple):
    """`ledger`: as the host holds it, None where it holds none. `problem`: why it cannot be read, empty when it can."""

    ledger: Optional[Dict[str, Any]]
    problem: str


def new_nonce() -> str:
    """Of a question, never used again."""
    return os.urandom(16).hex()


def digest(key: str, body: bytes) -> str:
    """What proves that somebody with the key wrote this body."""
    return hmac.new(key.encode("utf-8"), _PURPOSE + body, hashlib.sha256).hexdigest()


def body_of(nonce: str, ledger: Optional[Dict[str, Any]], problem: str) -> bytes:
    """The body of an answer."""
    return json.dumps({"nonce": nonce, "ledger": ledger, "problem": problem}, sort_keys=True).encode("ascii")


def response(status: str, body: bytes, key: Optional[str] = None) -> bytes:
    """A whole response; with the key it is authenticated. It ends with the connection."""
    lines = ["HTTP/1.0 %s" % status, "Content-Type: application/json", "Content-Length: %d" % len(body)]
    lines += ["Cache-Control: no-store", "Connection: close"]
    lines += ["%s: %s" % (DIGEST, digest(key, body))] if key is not None else []
    return "\r\n".join(lines + ["", ""]).encode("ascii") + body


def ask(address: str, port: int, key: str, seconds: float) -> Answer:
    """The ledger of one host. Raises NoAnswer, after `seconds` at the latest."""
    nonce = new_nonce()
    deadline = Deadline(seconds)
    request = "GET %s%s HTTP/1.0\r\nHost: %s\r\nConnection: close\r\n\r\n" % (PATH, nonce, _in_url(address))
    try:
        connection = connect(address, port, deadline)
        with connection:
            connection.settimeout(deadline.patience())
            connection.sendall(request.encode("ascii", "replace"))
            data = _all_of(connection, deadline)
    except (OSError, ValueError) as error:
        raise NoAnswer("does not answer: %s" % (str(error).rstrip(".") or type(error).__name__)) from error
    return _authentic(data, key, nonce)


def _in_url(address: str) -> str:
    return "[%s]" % address if ":" in address else address


def _all_of(connection: socket.socket, deadline: Deadline) -> bytes:
    data = bytearray()
    while len(data) <= LONGEST_ANSWER:
        if deadline.left() <= 0:
            raise deadline.missed("its answer did not end within")
        connection.settimeout(deadline.patience())
        piece = connection.recv(_PIECE)
        if not piece:
            return bytes(data)
        data += piece
    raise NoAnswer("answers more than %d bytes, which is no ledger" % LONGEST_ANSWER)


def _authentic(data: bytes, key: str, nonce: str) -> Answer:
    head, separator, body = data.partition(b"\r\n\r\n")
    status = _STATUS.match(head)
    if status is None or not separator:
        raise NoAnswer("answers something that is no HTTP")
    if status.group(1) != b"200":
        raise NoAnswer("answers with HTTP status %s" % status.group(1).decode("ascii"))
    if not hmac.compare_digest(_header(head, DIGEST).encode("utf-8"), digest(key, body).encode("ascii")):
        raise NoAnswer("gives an answer that is not authentic: look whether gir_site_guard_key is the same there")
    try:
        found = json.loads(body.decode("ascii"))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("problem"), str):
        raise NoAnswer("gives an authentic answer that is not understood: look whether its release is the same")
    if found.get("nonce") != nonce:
        raise NoAnswer("repeats an answer to an earlier question")
    return Answer(found.get("ledger"), found["problem"])


def _header(head: bytes, name: str) -> str:
    for line in head.decode("latin-1").split("\r\n")[1:]:
        found, _colon, value = line.partition(":")
        if found.strip().lower() == name.lower():
            return value.strip()
    return ""
