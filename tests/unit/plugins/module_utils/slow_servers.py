# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that take their time on the wire, and addresses that never answer."""

import contextlib
import socket
import threading
import time

DRIP_SECONDS = 0.05


def wait(_stream, ended):
    """Accept, and say nothing."""
    ended.wait(10)


def drip(text, head=b"", requested=True):
    """Read a request if one comes, send the head at once, and then one byte after the other."""

    def play(stream, ended):
        if requested:
            stream.recv(65536)
        stream.sendall(head)
        for number in range(1000):
            if ended.wait(DRIP_SECONDS):
                return
            stream.sendall(text[number % len(text) :][:1])

    return play


@contextlib.contextmanager
def serving(play, context=None):
    """The port of a server that plays `play(stream, ended)` with each connection; `context` is for TLS."""
    ended, listener = threading.Event(), socket.create_server(("127.0.0.1", 0))

    def one(stream):
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            stack.callback(stream.close)
            if context:
                stream = stack.enter_context(context.wrap_socket(stream, server_side=True))
            play(stream, ended)

    def accept():
        with contextlib.suppress(OSError):
            while True:
                stream = listener.accept()[0]
                threading.Thread(target=one, args=(stream,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        ended.set()
        listener.close()


@contextlib.contextmanager
def dead_port():
    """A port whose SYN packets get no answer: its queue is full."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("0.0.0.0", 0))
        listener.listen(0)
        for _number in range(3):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", listener.getsockname()[1]))
        # The first ones must have arrived.
        time.sleep(0.05)
        yield listener.getsockname()[1]


def entries(*ports, host="127.0.0.1"):
    """What a resolver says: one address for each port."""
    return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (host, port)) for port in ports]
