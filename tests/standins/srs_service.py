# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Screen Recording Service of one agent, without HTTP: its session, its RWS, and what it has recorded.

Facts: desktop-and-configuration-server.md 2.1 and 2.2, and the guide (automatic failover, both ways). How long it waits
before it fails over and before it comes back is not documented, so whoever starts one has to say it.
"""

import threading
import uuid

from standins import srs_array
from standins.srs_rws import ACCEPTED, REFUSED, SILENT, Rws


class Refused(Exception):
    """The service refuses; HTTP status and sentence."""

    def __init__(self, status, sentence):
        super().__init__(sentence)
        self.status = status


class Service:
    """`clock`: seconds that never go back. `failover_after`: seconds without an answer of its RWS before it moves.

    `failback_after`: seconds for which its own RWS has to answer before it returns; None: it returns when the other one
    is silent. `session_seconds`: after the last ping. `takes_peer`: one before 8.5.340.97 does not.
    """

    def __init__(
        self,
        *,
        clock,
        failover_after,
        failback_after=None,
        session_seconds=60,
        takes_peer=True,
        context=None,
        answer_within=5,
    ):
        self._clock = clock
        self._failover_after, self._failback_after = failover_after, failback_after
        self._session_seconds, self._takes_peer = session_seconds, takes_peer
        self._client = {"context": context, "answer_within": answer_within}
        self._servers = []  # own first
        self._current = None
        self._deadline = None
        self._silent_since = None
        self._own_since = None
        self._lock = threading.RLock()
        self.settings = None
        self.account = None
        self.session = None
        self.connected_to = None
        self.recording = None
        self.waiting = []  # recorded, and not yet taken by any RWS
        self.uploads = []  # what an RWS has acknowledged: id and server
        self.moves = []  # each RWS that it was connected to

    # What a desktop asks

    def login(self, account, settings=None):
        """With an array, or without one to the RWS of the login before."""
        with self._lock:
            settings = settings or self.settings
            if settings is None:
                raise Refused(400, "No login has said which RWS to use.")
            second = settings.peer_server if self._takes_peer else ""
            servers = [Rws(url, account, **self._client) for url in (settings.server, second) if url]
            found = self._first_that_accepts(servers)
            self.settings, self.account, self._servers = settings, account, servers
            self.session = uuid.uuid4().hex
            self._connect(found)
            self._touch()
            return self.session

    @staticmethod
    def _first_that_accepts(servers):
        """That a login goes to the second RWS when the first is silent is a decision of this stand-in."""
        for server in servers:
            answer = server.ask()
            if answer == REFUSED:
                raise Refused(401, "RWS does not accept this account.")
            if answer == ACCEPTED:
                return server
        raise Refused(503, "No RWS answers.")

    def ping(self, account=None, session=None):
        """With the account or the session of the login; it begins the time of the session anew."""
        with self._lock:
            self._expire()
            known = account == self.account if account else session == self.session
            if self.session is None or not known:
                raise Refused(401, "There is no such session: log in again.")
            self._touch()

    def start(self, identity=None):
        """One screen recording at a time."""
        with self._lock:
            self._require_session()
            if self.recording is not None:
                raise Refused(409, f"Screen recording {self.recording['id']} runs already.")
            self.recording = {"id": identity or str(uuid.uuid4()), "startTime": self._clock()}
            return self.recording["id"]

    def stop(self):
        """It is uploaded at once, or kept until an RWS takes it."""
        with self._lock:
            self._require_session()
            if self.recording is None:
                raise Refused(409, "No screen recording runs.")
            identity = self._end_recording()
            self._upload()
            return identity

    # What it does by itself

    def tick(self):
        """Look at the time, at both RWS, and at what has not been uploaded."""
        with self._lock:
            self._expire()
            if self.session is None:
                return
            self._follow(self._clock())
            self._upload()

    def describe(self):
        with self._lock:
            return {
                "logged_in": self.session is not None,
                "connected_to": self.connected_to,
                "place": self.settings.place if self.settings else None,
                "recording": self.recording["id"] if self.recording else None,
                "waiting": [recording["id"] for recording in self.waiting],
                "uploads": list(self.uploads),
                "moves": list(self.moves),
            }

    def _touch(self):
        self._deadline = self._clock() + self._session_seconds

    def _expire(self):
        """60 seconds after the last ping it disconnects from RWS. That it keeps what it recorded is a decision."""
        if self.session is not None and self._clock() >= self._deadline:
            self.session = self.connected_to = None
            if self.recording is not None:
                self._end_recording()

    def _require_session(self):
        self._expire()
        if self.session is None:
            raise Refused(401, "There is no session: log in first.")

    def _connect(self, server):
        self._silent_since = self._own_since = None
        self._current = server
        if self.connected_to != server.url:
            self.connected_to = server.url
            self.moves.append(server.url)

    def _follow(self, now):
        others = [server for server in self._servers if server is not self._current]
        if self._current.ask() == SILENT:
            if self._silent_since is None:
                self._silent_since = now
            if now - self._silent_since >= self._failover_after:
                self._move(others)
            return
        self._silent_since = None
        own = self._servers[0]
        if self._failback_after is None or self._current is own:
            return
        if own.ask() != ACCEPTED:
            self._own_since = None
            return
        if self._own_since is None:
            self._own_since = now
        if now - self._own_since >= self._failback_after:
            self._connect(own)

    def _move(self, others):
        for server in others:
            if server.ask() == ACCEPTED:
                self._connect(server)
                return

    # Recordings

    def _end_recording(self):
        ended, self.recording = self.recording, None
        media = [{"mediaId": ended["id"], "startTime": ended["startTime"], "stopTime": self._clock()}]
        self.waiting.append({"id": ended["id"], "mediaFiles": media})
        return ended["id"]

    def _upload(self):
        """In the order in which they were recorded; what is not acknowledged stays."""
        while self.waiting:
            if not self._current.upload(self.waiting[0]):
                return
            self.uploads.append({"id": self.waiting.pop(0)["id"], "server": self.connected_to})


def array(document):
    """The settings of an array, as the service takes them."""
    try:
        return srs_array.settings(document)
    except srs_array.Malformed as problem:
        raise Refused(400, str(problem)) from problem
