# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done with an open connection ends in time: private to this collection, may change at any time."""

import contextlib
import socket
import threading
from typing import Any, Optional

from ansible_collections.gir.multidc.plugins.module_utils._http import reach

# How a sentence about a step begins that did not end in time.
HANDSHAKE = "the TLS handshake with %s did not end within"
NOT_TAKEN = "the request was not taken by %s within"
SILENT = "no answer came from %s within"
INCOMPLETE = "the answer of %s was not complete after"


class Guard:
    """Ends what is done with a socket in time: the timeout of a socket bounds the waiting for each piece only."""

    def __init__(self, sock: Any, deadline: reach.Deadline) -> None:
        self._sock = sock
        self._deadline = deadline
        self._passed = False
        # A little later than the socket's own timeout, so that both do not happen at once.
        self._timer = threading.Timer(deadline.left() + 0.1, self._end)
        self._timer.daemon = True
        self.peer = peer(sock)
        self.step = ""

    def _end(self) -> None:
        self._passed = True
        with contextlib.suppress(OSError):
            # Not SSLSocket.shutdown: it would unwrap the socket under the thread that is reading.
            socket.socket.shutdown(self._sock, socket.SHUT_RDWR)

    def __enter__(self) -> "Guard":
        self._sock.settimeout(self._deadline.patience())
        self._timer.start()
        return self

    def __exit__(self, *_exc: Any) -> None:
        self._timer.cancel()

    def begin(self, step: str) -> None:
        """`step`: how a sentence about it begins when it does not end in time."""
        self.check()
        self.step = step

    def check(self) -> None:
        missed = self.missed()
        if missed:
            # A line that was cut off can pass for a whole one.
            raise missed

    def missed(self, exc: Optional[BaseException] = None) -> Optional[reach.OutOfTime]:
        """The error of the step that did not end in time; None when `exc`, if any, is another trouble."""
        if not self._passed and not isinstance(exc, socket.timeout):
            return None
        # Where nothing came at all, the timeout of the socket was first.
        step = INCOMPLETE if self._passed and self.step == SILENT else self.step
        return self._deadline.missed(step % self.peer)


def peer(sock: Any) -> Any:
    """The address at the other end."""
    try:
        return sock.getpeername()[0]
    except (OSError, IndexError):
        return "the server"
