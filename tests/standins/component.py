# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every stand-in but an RWS node has in common: a state, and files it waits for and follows."""

import logging
import socket
import stat
import threading
from pathlib import Path

from standins import httpd
from standins.httpd import PortInUse

LOG = logging.getLogger("standins")
WATCH_SECONDS = 0.1
# While it is set nobody in this process looks whether a file has changed, as a product that runs does not.
HELD = threading.Event()


class Refused(Exception):
    """The component does not start; one line says why."""


def stamp(path):
    """Changes whenever the file is written or replaced; None while there is none. A directory only has to be there."""
    try:
        status = Path(path).stat()
    except OSError:
        return None
    if stat.S_ISDIR(status.st_mode):
        return "directory"
    return (status.st_mtime_ns, status.st_ino, status.st_size)


def require_free_port(name, port):
    """Say it before anything is started: nobody should wait for a server that can never listen."""
    with socket.socket(httpd.family(httpd.LOOPBACK), socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((httpd.LOOPBACK, port))
        except OSError as error:
            raise PortInUse(name, port) from error


class Component:
    """States: waiting, running, refused, stopped. Subclasses give open() and close(), and files to wait for."""

    kind = "component"

    def __init__(self, name, *, port=0, files=()):
        self.name = name
        self.wanted_port = port
        self.files = [Path(file) for file in files]
        self.state = "stopped"
        self.reason = None
        self.url = None
        self._halt = threading.Event()
        self._thread = None

    def open(self):
        """Start serving and return the URL."""
        raise NotImplementedError

    def close(self):
        raise NotImplementedError

    def facts(self):
        """What describe() adds for this kind."""
        return {}

    def start(self):
        self._halt.clear()
        if not self.files:
            self.url = self.open()
            self._set("running", None)
            return self
        self._set("waiting", self._missing())
        self._thread = threading.Thread(target=self._follow, name=self.name, daemon=True)
        self._thread.start()
        return self

    def stop(self):
        self._halt.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._close()
        self._set("stopped", None)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_exc):
        self.stop()

    def describe(self):
        shown = {"name": self.name, "kind": self.kind, "state": self.state, "reason": self.reason, "url": self.url}
        shown["files"] = [str(file) for file in self.files]
        return dict(shown, **self.facts())

    def _missing(self):
        absent = [str(file) for file in self.files if not file.exists()]
        return "waiting for {}".format(" and ".join(absent)) if absent else None

    def _follow(self):
        seen = None
        while not self._halt.wait(WATCH_SECONDS):
            if HELD.is_set():
                continue
            stamps = [stamp(file) for file in self.files]
            if None in stamps:
                self._close()
                self._set("waiting", self._missing())
                seen = None
            elif stamps != seen:
                seen = stamps
                self._reopen()

    def _reopen(self):
        """As a restart by a service manager after a change of configuration."""
        self._close()
        try:
            self.url = self.open()
            self._set("running", None)
        except (Refused, PortInUse) as refusal:
            self._set("refused", str(refusal))
        except OSError as error:
            self._set("refused", f"{error.filename or self.name}: {error.strerror}")

    def _close(self):
        if self.url is not None:
            self.close()
            self.url = None

    def _set(self, state, reason):
        if (state, reason) == (self.state, self.reason):
            return
        self.state, self.reason = state, reason
        if state == "refused":
            LOG.error("%s %s does not start: %s", self.kind, self.name, reason)
        elif state == "running":
            LOG.info("%s %s is running at %s", self.kind, self.name, self.url)
        else:
            LOG.info("%s %s is %s", self.kind, self.name, reason or state)
