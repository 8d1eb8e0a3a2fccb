# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The store of an RWS node that runs on a host of its own: every node holds a copy, and peers exchange what is newer.

It has what matters of Cassandra: a write is at once on every peer that can be reached, a peer that was cut off or off
catches up by itself, and of two writes to one key the later one wins everywhere.
"""

import json
import logging
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from standins import private_files
from standins.httpd import Response, Server, in_url
from standins.rws_store import View

LOG = logging.getLogger("standins.rws")
PATH = "/rows"
EXCHANGE_SECONDS = 0.5
TIMEOUT_SECONDS = 1.0


class ReplicatedStore:
    """What rws_store.Store offers; ``peers`` are the (host, port) of the other copies."""

    def __init__(self, name, path, peers, listen):
        self.name = name
        self._path = Path(path)
        self._peers = {peer: threading.Event() for peer in peers}  # set: the last exchange went well
        self._transaction = threading.RLock()
        self._rows_lock = threading.Lock()
        self._rows = {}
        if self._path.exists():
            self._rows = json.loads(self._path.read_text(encoding="utf-8"))
        host, port = listen
        self._server = Server(self._answer, f"store of {name}", port, host=host)
        self._halt = threading.Event()
        self._threads = []

    def start(self):
        """Serve the peers and catch up with those that can be reached."""
        self._server.start()
        for peer in self._peers:
            self._exchange(peer)
            thread = threading.Thread(target=self._follow, args=(peer,), name=f"store-{peer[0]}", daemon=True)
            thread.start()
            self._threads.append(thread)
        return self

    def stop(self):
        """End the exchange; what was written is on the disk."""
        self._halt.set()
        for thread in self._threads:
            thread.join()
        self._server.stop()

    def view(self, data_center):
        """As the nodes of a data center see it: here the copy of this node."""
        return View(self, data_center)

    def lock(self):
        """Held over a read and the write that depends on it; it holds on this node only, as RWS has none."""
        return self._transaction

    def keys(self):
        """Of all rows, deleted ones included."""
        with self._rows_lock:
            return list(self._rows)

    def read(self, key, _data_center):
        """The value of this copy, or None."""
        with self._rows_lock:
            row = self._rows.get(key)
        return row[2] if row else None

    def write(self, key, value, _data_center):
        """``value`` None deletes. Peers that were there a moment ago have it when this returns."""
        with self._rows_lock:
            last = self._rows.get(key, [0.0])[0]
            row = [max(time.time(), last + 1e-6), self.name, value]
            self._rows[key] = row
            self._persist()
        for peer, there in self._peers.items():
            if there.is_set():
                self._send(peer, {key: row})

    def _merge(self, rows):
        """Take over what is newer; the name of the writer decides between equal times."""
        with self._rows_lock:
            newer = {key: row for key, row in rows.items() if self._age(row) > self._age(self._rows.get(key))}
            if newer:
                self._rows.update(newer)
                self._persist()

    @staticmethod
    def _age(row):
        return (row[0], row[1]) if row else (0.0, "")

    def _answer(self, request):
        if request.path != PATH or request.method != "POST":
            return Response(404)
        self._merge(request.json())
        with self._rows_lock:
            return Response.of(self._rows)

    def _follow(self, peer):
        while not self._halt.wait(EXCHANGE_SECONDS):
            self._exchange(peer)

    def _exchange(self, peer):
        with self._rows_lock:
            rows = dict(self._rows)
        self._send(peer, rows)

    def _send(self, peer, rows):
        """Send rows, take over what the answer has that is newer, and remember whether the peer is there."""
        host, port = peer
        body = json.dumps(rows).encode("utf-8")
        request = urllib.request.Request(f"http://{in_url(host)}:{port}{PATH}", data=body, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
                self._merge(json.load(answer))
        except (OSError, ValueError, urllib.error.URLError) as problem:
            if self._peers[peer].is_set():
                LOG.warning("the copy on %s cannot be reached: %s", host, problem)
            self._peers[peer].clear()
            return
        if not self._peers[peer].is_set():
            LOG.info("the copy on %s can be reached", host)
        self._peers[peer].set()

    def _persist(self):
        private_files.replace(self._path, json.dumps(self._rows))
