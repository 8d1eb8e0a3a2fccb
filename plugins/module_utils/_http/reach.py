# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a name to an open connection, in one given time: private to this collection, may change at any time.

The timeout of a socket bounds one step on one address. Nothing bounds getaddrinfo, which goes on in a thread that
nobody waits for.
"""

import contextlib
import errno
import os
import selectors
import socket
import threading
import time
from typing import Any, Dict, List, Tuple, cast

# How long an address is tried alone at most before the next one is tried beside it (RFC 8305, 5).
HEAD_START = 0.25
_OPENING = (0, errno.EINPROGRESS, errno.EWOULDBLOCK)

# What socket.getaddrinfo gives for one address: family, type, protocol, name, address of the socket.
Entry = Tuple[Any, ...]


class OutOfTime(socket.timeout):
    """A step did not end in time; the text says which one, and with which address."""


class Unreachable(OSError):
    """No address of a name takes a connection; `problems` are pairs of an address and its error."""

    def __init__(self, problems: List[Tuple[str, OSError]]) -> None:
        super().__init__("no address of the name takes a connection")
        self.problems = problems


class Deadline:
    """The end of everything that is done within `seconds`, which begin now."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds, never less than 0."""
        return max(0.0, self._end - time.monotonic())

    def patience(self) -> float:
        """Seconds for a socket, to which 0 means that it does not wait at all."""
        return max(0.001, self.left())

    def missed(self, text: str) -> OutOfTime:
        """The error to raise; `text` says what did not end, up to its last word, such as within."""
        return OutOfTime("%s %g s" % (text, round(self.seconds, 1)))


class _Lookup(threading.Thread):
    """One name that is being resolved."""

    def __init__(self, host: str, port: int) -> None:
        # A daemon: the end of the process does not wait for a name server.
        super().__init__(name="lookup of %s" % host, daemon=True)
        self.key = (host, port)
        self.entries: List[Entry] = []
        self.problem: Any = None

    def run(self) -> None:
        try:
            self.entries = socket.getaddrinfo(self.key[0], self.key[1], 0, socket.SOCK_STREAM)
        except Exception as problem:
            self.problem = problem
        finally:
            with _lock:
                _under_way.pop(self.key, None)


_lock = threading.Lock()
# By host and port: however often a name is asked for that nobody resolves, it has one thread.
_under_way: Dict[Tuple[Any, Any], _Lookup] = {}


def resolve(host: str, port: int, deadline: Deadline) -> List[Entry]:
    """The addresses of a name, each once, in the order of this host's resolver."""
    with _lock:
        lookup = _under_way.get((host, port))
        if lookup is None:
            lookup = _Lookup(host, port)
            lookup.start()
            _under_way[lookup.key] = lookup
    lookup.join(deadline.left())
    if lookup.problem is not None:
        raise lookup.problem
    if lookup.is_alive() and not lookup.entries:
        raise deadline.missed("its name %s was not resolved within" % host)
    if not lookup.entries:
        raise socket.gaierror(socket.EAI_NONAME, "the name has no address")
    return list({entry[4]: entry for entry in lookup.entries}.values())


def connect(host: str, port: int, deadline: Deadline) -> socket.socket:
    """An open connection to the first address of a name that takes one; the caller sets its timeout.

    An address that does not answer delays the others only by HEAD_START, and never takes their time.
    """
    return first_open(resolve(host, port, deadline), deadline)


def first_open(entries: List[Entry], deadline: Deadline) -> socket.socket:
    """The same with addresses that `resolve` gave."""
    race = _Race(entries, deadline)
    try:
        return race.run()
    finally:
        race.close()


class _Race:
    def __init__(self, entries: List[Entry], deadline: Deadline) -> None:
        self.waiting = list(entries)
        # However many there are and however short the time is: the last one begins before half of it is over.
        self._head_start = min(HEAD_START, deadline.left() / (2 * max(1, len(entries))))
        self.deadline = deadline
        self.problems: List[Tuple[str, OSError]] = []
        self._selector = selectors.DefaultSelector()
        self._opening: Dict[Any, str] = {}

    def run(self) -> socket.socket:
        following = 0.0
        while self.waiting or self._opening:
            now = time.monotonic()
            if self.deadline.left() <= 0:
                raise self.deadline.missed("no connection to %s was opened within" % self._tried())
            if self.waiting and (now >= following or not self._opening):
                self._begin(self.waiting.pop(0))
                following = now + self._head_start
                continue
            pause = min(self.deadline.left(), following - now) if self.waiting else self.deadline.left()
            for key, _events in self._selector.select(max(0.0, pause)):
                opening = cast(socket.socket, key.fileobj)
                if self._is_open(opening):
                    return opening
                following = 0.0
        if len(self.problems) == 1:
            raise self.problems[0][1]
        raise Unreachable(self.problems)

    def _begin(self, entry: Entry) -> None:
        family, kind, protocol, _name, address = entry
        try:
            opening = socket.socket(family, kind, protocol)
        except OSError as problem:
            # Such as an IPv6 address on a host without IPv6.
            self.problems.append((address[0], problem))
            return
        opening.setblocking(False)
        self._opening[opening] = address[0]
        code = opening.connect_ex(address)
        if code in _OPENING:
            self._selector.register(opening, selectors.EVENT_WRITE)
        else:
            self._failed(opening, code)

    def _is_open(self, opening: Any) -> bool:
        code = opening.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        self._selector.unregister(opening)
        if code:
            self._failed(opening, code)
            return False
        # From here on it belongs to the caller.
        del self._opening[opening]
        return True

    def _failed(self, opening: Any, code: int) -> None:
        self.problems.append((self._opening.pop(opening), OSError(code, os.strerror(code))))
        opening.close()

    def _tried(self) -> str:
        return " or ".join([address for address, _problem in self.problems] + list(self._opening.values()))

    def close(self) -> None:
        for opening in self._opening:
            with contextlib.suppress(OSError):
                opening.close()
        self._selector.close()
