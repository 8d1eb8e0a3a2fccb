# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One RWS node: waits for its application.yaml, starts or refuses, restarts when the file changes, polls its site."""

import itertools
import logging
import threading
import time
import uuid
from pathlib import Path

from standins import rws_api, rws_config
from standins.component import HELD, WATCH_SECONDS, stamp
from standins.httpd import PortInUse, Server
from standins.tls import Authority

LOG = logging.getLogger("standins.rws")


class Session:
    """An HTTP session: it lives on one node only, and the CSRF token lives with it (rws.md 7.3)."""

    def __init__(self, seconds):
        self.id = uuid.uuid4().hex.upper()
        self.renew_token()
        self._seconds = seconds
        self.touch()

    def renew_token(self):
        self.token = str(uuid.uuid4())

    def touch(self):
        self._expires = time.monotonic() + self._seconds

    def expired(self):
        return time.monotonic() >= self._expires


class Node:
    """States: waiting (no file yet), running, refused (with the reason), stopped."""

    def __init__(self, cluster, name, data_center, *, file=None, document=None, tls=None):
        self.cluster = cluster
        self.name = name
        self.data_center = data_center
        self.file = Path(file) if file else None
        self.tls = tls
        self.state = "stopped"
        self.reason = None
        self.application = None
        self.site = None
        self.starts = 0
        self.store = cluster.store.view(data_center)
        self.ended = threading.Event()  # set when the node stops serving: a request that waits must not outlive it
        self._document = document
        self._server = None
        self._sessions = {}
        self._lock = threading.RLock()
        self._halt = threading.Event()
        self._threads = []
        self._stamp = None
        self._seen_change = None

    @property
    def url(self):
        return self._server.url if self._server else None

    @property
    def port(self):
        return self._server.port if self._server else None

    # Life cycle

    def start(self):
        self._halt.clear()
        if self.file is None:
            self._load()
            if self.state == "refused":
                raise rws_config.ConfigurationRefused(f"{self.name}: {self.reason}")
        else:
            self._set_state("waiting", f"waiting for {self.file}")
            self._run(self._watch)
        self._run(self._monitor)
        return self

    def stop(self):
        self._halt.set()
        for thread in self._threads:
            thread.join()
        self._threads = []
        self._close()
        self._set_state("stopped", None)

    def die(self):
        """As with its data center: start() brings it back where it was."""
        if self.file is None:
            self._document = {**self._document, "jetty": {**self._document["jetty"], "port": self.port}}
        self.stop()

    def restart(self):
        """What a service manager does: sessions are lost, settings are read again."""
        with self.cluster.lock, self._lock:
            self._close()
            self._load()

    def reconfigure(self, document):
        """New settings for a node without a file; takes effect at once, like a restart."""
        self._document = document
        self.restart()

    def _run(self, target):
        thread = threading.Thread(target=target, name=f"{self.name}-{target.__name__}", daemon=True)
        thread.start()
        self._threads.append(thread)

    def _watch(self):
        """Follow the file; a refused node tries again when any node of the cluster has changed."""
        while not self._halt.wait(WATCH_SECONDS):
            if HELD.is_set():
                continue
            found = stamp(self.file)
            if found is None:  # a running process does not look at its file again
                if self.state == "refused":
                    self._set_state("waiting", f"waiting for {self.file}")
                continue
            change = self.cluster.changes
            if found != self._stamp or (self.state == "refused" and change != self._seen_change):
                self._stamp, self._seen_change = found, change
                self.restart()

    def _load(self):
        with self.cluster.lock, self._lock:
            try:
                if self.file is None:
                    application = rws_config.Application(self._document, self.cluster.crypt)
                else:
                    application = rws_config.read(self.file, self.cluster.crypt)
                self._join(application)
            except (rws_config.ConfigurationRefused, PortInUse) as refusal:
                self._set_state("refused", str(refusal))
            except OSError as error:
                self._set_state("refused", f"{self.file} cannot be read: {error.strerror}")

    def _join(self, application):
        problem = rws_config.disagreement(application, self.cluster.running(besides=self))
        if problem is None:
            problem = self.cluster.account_problem(application)
        if problem is None and application.tls and self.tls is None:
            problem = "jetty.enableSsl is true but the stand-in was given no certificate for this node"
        if problem:
            raise rws_config.ConfigurationRefused(f"{self.file or self.name}: {problem}")
        self.ended = threading.Event()
        server = Server(
            lambda request: rws_api.handle(self, request),
            f"RWS node {self.name}",
            application.port,
            self._certified() if application.tls else None,
            application.host,
        ).start()
        self.application = application.with_port(server.port)
        self._server = server
        self.starts += 1
        if application.sync_node:
            self.cluster.synchronise(self)
        self.site = self.stored_site()
        self._set_state("running", None)

    def _certified(self):
        """The certificate that the node was given, or one of the CA that it was given."""
        return self.tls.server_context(self.name) if isinstance(self.tls, Authority) else self.tls

    def _close(self):
        with self._lock:
            self.ended.set()
            if self._server is not None:
                self._server.stop()
                self._server = None
            self._sessions.clear()
            self.application = None
            if self.state == "running":
                self._set_state("stopped", None)

    def _set_state(self, state, reason):
        if (state, reason) == (self.state, self.reason):
            return
        self.state, self.reason = state, reason
        self.cluster.changes += 1
        if state == "refused":
            LOG.error("RWS node %s does not start: %s", self.name, reason)
        elif state == "running":
            LOG.info("RWS node %s is running at %s", self.name, self.url)
        else:
            LOG.info("RWS node %s is %s", self.name, reason or state)

    # eServices site (rws.md 5.7): the node itself looks every drMonitoringDelay seconds

    def stored_site(self):
        record = self.store.get("environment") or {}
        return record.get("eServicesSite") or (self.application.eservices_site if self.application else None)

    def _monitor(self):
        last = time.monotonic()
        while not self._halt.wait(0.02):
            application = self.application
            if application is None:
                last = time.monotonic()
                continue
            delay = application.monitoring_delay or self.cluster.default_monitoring_delay
            if time.monotonic() - last < delay:
                continue
            last = time.monotonic()
            wanted = self.stored_site()
            if wanted != self.site and not self.cluster.faults.holds("never_switch", self.name):
                LOG.info("RWS node %s switches its eServices site from %s to %s", self.name, self.site, wanted)
                self.site = wanted

    # Sessions

    def session(self, request):
        """The live session of the request's cookie, or None."""
        with self._lock:
            found = self._sessions.get(request.cookie("JSESSIONID"))
            if found is not None and found.expired():
                del self._sessions[found.id]
                found = None
            if found is not None:
                found.touch()
            return found

    def new_session(self):
        session = Session(self.application.session_seconds)
        with self._lock:
            for old in [key for key, value in self._sessions.items() if value.expired()]:
                del self._sessions[old]
            self._sessions[session.id] = session
            # A client that never sends its cookie back must not fill the memory.
            for old in list(itertools.islice(self._sessions, max(0, len(self._sessions) - 5000))):
                del self._sessions[old]
        return session

    def forget_sessions(self):
        with self._lock:
            self._sessions.clear()

    def renew_tokens(self):
        with self._lock:
            for session in self._sessions.values():
                session.renew_token()

    def describe(self):
        return {
            "name": self.name,
            "data_center": self.data_center,
            "state": self.state,
            "reason": self.reason,
            "url": self.url,
            "file": str(self.file) if self.file else None,
            "site_name": self.application.site_name if self.application else None,
            "site": self.site,
            "sync_node": bool(self.application and self.application.sync_node),
            "starts": self.starts,
        }
