# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The store under all RWS nodes: Cassandra's part, with replication between data centers that may lag."""

import json
import threading
import time
from pathlib import Path

from standins import private_files


class Store:
    """Every key keeps its writes with their origin; a data center sees foreign ones after the replication delay."""

    def __init__(self, replication_delay=0.0, path=None):
        self.replication_delay = float(replication_delay)
        self._path = Path(path) if path else None
        self._lock = threading.RLock()
        self._writes = {}
        if self._path is not None and self._path.exists():
            document = json.loads(self._path.read_text(encoding="utf-8"))
            self._writes = {key: [(0.0, None, value)] for key, value in document.items()}

    def view(self, data_center):
        return View(self, data_center)

    def write(self, key, value, data_center):
        """``value`` None deletes. The last write wins everywhere once it has arrived."""
        with self._lock:
            self._writes.setdefault(key, []).append((time.monotonic(), data_center, value))
            self._writes[key] = self._writes[key][-20:]
            self._persist()

    def read(self, key, data_center):
        with self._lock:
            now = time.monotonic()
            for written, origin, value in reversed(self._writes.get(key, ())):
                if origin in {None, data_center} or data_center is None or now - written >= self.replication_delay:
                    return value
        return None

    def keys(self):
        with self._lock:
            return list(self._writes)

    def settle(self):
        """Everything written so far is visible everywhere, at once."""
        with self._lock:
            self._writes = {key: [(0.0, None, writes[-1][2])] for key, writes in self._writes.items()}

    def lock(self):
        return self._lock

    def _persist(self):
        if self._path is None:
            return
        document = {key: writes[-1][2] for key, writes in self._writes.items() if writes[-1][2] is not None}
        private_files.replace(self._path, json.dumps(document, indent=2))


class View:
    """The store as one data center's nodes see it. Keys are paths such as ``settings/speechminer``."""

    def __init__(self, store, data_center):
        self._store = store
        self._data_center = data_center

    def get(self, key, default=None):
        value = self._store.read(key, self._data_center)
        return default if value is None else json.loads(json.dumps(value))

    def put(self, key, value):
        self._store.write(key, value, self._data_center)

    def delete(self, key):
        self._store.write(key, None, self._data_center)

    def children(self, prefix):
        """(rest of the key, value) of every key below the prefix, in a stable order."""
        found = []
        keys = self._store.keys()
        for key in sorted(key for key in keys if key.startswith(prefix)):
            value = self.get(key)
            if value is not None:
                found.append((key[len(prefix) :], value))
        return found

    def transaction(self):
        return self._store.lock()
