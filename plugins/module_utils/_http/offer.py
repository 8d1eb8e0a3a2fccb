# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A request whose body is offered and never sent: private to this collection, may change at any time.

With `Expect: 100-continue` a client waits until the server says whether it wants the body (RFC 9110, 10.1.1), which
shows what a server thinks of a large body without sending one. http.client reads over that answer.
"""

import contextlib
import http.client
import re
import socket
import time
from typing import Any, Dict, Optional

from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import HttpSession, explain

CONTINUE = 100
# A server behind another one may refuse after the one before it has said that it takes the body.
_SECOND_THOUGHTS = 0.5
_MOST_BYTES = 65536
_STATUS = re.compile(rb"HTTP/1\.[01] ([1-9][0-9][0-9])(?: [^\r\n]*)?\r?\n")
_HEAD = re.compile(rb"\r?\n\r?\n")


class Reply:
    """What the server answered: `status`, or None and in `trouble` why there is none."""

    def __init__(self, status: Optional[int] = None, trouble: str = "") -> None:
        self.status = status
        self.trouble = trouble

    @property
    def text(self) -> str:
        """What came, as a sentence."""
        return "it answers HTTP %d" % self.status if self.status else self.trouble


class Offer(HttpSession):
    """One offer on a connection of its own. The timeout of the session bounds the connecting, and then the answer."""

    def make(self, method: str, path: str, headers: Dict[str, str], size: int) -> Reply:
        """Offer a body of `size` bytes, and leave. NotSent when there was no connection."""
        connection = self._connect(self.address.origin)
        sock = connection.sock
        try:
            until = time.monotonic() + self.timeout
            sock.settimeout(self.timeout)
            connection.putrequest(method, self.address.base_path + path, skip_accept_encoding=True)
            for name, value in dict(headers, Expect="100-continue", **{"Content-Length": str(size)}).items():
                connection.putheader(name, value)
            connection.endheaders()
            reply = _reply(sock, until)
            _leave(sock, until)
            return reply
        except (OSError, ValueError, http.client.HTTPException) as exc:
            return Reply(trouble=explain(exc, self.tls, self.address.host, self.clean))
        finally:
            connection.close()


def _reply(sock: Any, until: float) -> Reply:
    """The final status that comes in time, or else 100 where that came."""
    received, promised = b"", False
    while True:
        match = _STATUS.match(received)
        if match and int(match.group(1)) >= 200:
            return Reply(int(match.group(1)))
        head = _HEAD.search(received)
        if match and head:
            # Another interim answer says nothing of the body.
            if int(match.group(1)) == CONTINUE and not promised:
                promised, until = True, min(until, time.monotonic() + _SECOND_THOUGHTS)
            end = head.end()
            received = received[end:]
            continue
        if len(received) > _MOST_BYTES or (b"\n" in received and not match):
            return Reply(trouble="what it sends is no HTTP")
        some = _some(sock, until)
        if not some:
            if promised and some is None:
                return Reply(CONTINUE)
            closed = "it closed the connection without an answer"
            return Reply(trouble="no answer came in time" if some is None else closed)
        received += some


def _some(sock: Any, until: float) -> Optional[bytes]:
    """The bytes that come next, none at the end, None when none come in time."""
    left = until - time.monotonic()
    if left <= 0:
        return None
    sock.settimeout(left)
    try:
        received: bytes = sock.recv(4096)
        return received
    except socket.timeout:
        return None


def _leave(sock: Any, until: float) -> None:
    """End the body where it has not begun, and wait until the server has noticed: then it has tidied up."""
    with contextlib.suppress(OSError, ValueError):
        # Not SSLSocket.shutdown, which would take the TLS off what is read afterwards.
        socket.socket.shutdown(sock, socket.SHUT_WR)
        while _some(sock, until):
            pass
