# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Re-indexing of recordings (forceIndex) window by window: private to this collection, may change at any time.

Needs no ansible-core: the daily index update runs without it.
"""

import concurrent.futures
import threading
from urllib.parse import quote

from ansible_collections.gir.multidc.plugins.module_utils._common.moments import iso
from ansible_collections.gir.multidc.plugins.module_utils._rws import index_window as window
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsError

RESOURCES = {"recordings": "recordings", "screen_recordings": "screen-recordings"}

NOT_STARTED = "not started"
PREDICTED = "predicted"
INDEXED = "indexed"
FAILED = "failed"
UNKNOWN = "unknown"
OUTCOMES = (NOT_STARTED, PREDICTED, INDEXED, FAILED, UNKNOWN)


def make_window(index, start, end, purge_old=False):
    """One window of one index: bounds in milliseconds since the epoch, whole hours; `end` None means until now."""
    return {
        "index": index,
        "from": start,
        "to": end,
        "from_iso": iso(start),
        "to_iso": iso(end),
        "purge_old": purge_old,
        "outcome": NOT_STARTED,
        "reason": None,
    }


def pieces(indexes, start, end, now, hours=None, rounding="outward", purge_old=False):
    """Windows of at most `hours` for each index, in the order of time. Only the first of an index deletes it."""
    first, last = window.effective(start, end, rounding, now)
    return [
        make_window(name, low, high, purge_old and number == 0)
        for name in indexes
        for number, (low, high) in enumerate(window.split(first, last, hours, now))
    ]


def describe(item):
    return "%s from %s to %s" % (item["index"], item["from_iso"], item["to_iso"] or "now")


def send(client, contact_center_id, item):
    """Let RWS index one window; RwsError when it does not, `uncertain` when nobody can tell."""
    path = "/ops/contact-centers/%s/%s" % (quote(contact_center_id, safe=""), RESOURCES[item["index"]])
    body = {"operationName": "forceIndex", "from": str(item["from"]), "purgeOld": item["purge_old"]}
    if item["to"] is not None:
        body["to"] = str(item["to"])
    find_out = "Look for forceIndex in the log of that RWS node, or run the same window again."
    client.write("POST", path, body, find_out=find_out)


class Runner:
    """Sends windows, several at a time, and notes in each what became of it."""

    def __init__(self, clients, contact_center_id, windows, stop):
        """One of `clients` for each window that may be under way at the same time."""
        self.clients = clients
        self.contact_center_id = contact_center_id
        self.windows = windows
        self.stop = stop
        self._lock = threading.Lock()
        self._stopped = False

    def run(self):
        todo = [item for item in self.windows if item["outcome"] != INDEXED]
        for item in todo:
            item["outcome"], item["reason"] = NOT_STARTED, None
        # An index is deleted before any of it is rebuilt, and not rebuilt when it could not be deleted.
        self._work(self.clients[0], iter([item for item in todo if item["purge_old"]]))
        spoiled = {item["index"] for item in todo if item["purge_old"] and item["outcome"] != INDEXED}
        rest = []
        for item in todo:
            if item["purge_old"]:
                continue
            if item["index"] in spoiled:
                item["reason"] = "the old index was not deleted, so it is not rebuilt"
            else:
                rest.append(item)
        queue = iter(rest)
        with concurrent.futures.ThreadPoolExecutor(max_workers=len(self.clients)) as pool:
            for future in [pool.submit(self._work, client, queue) for client in self.clients]:
                future.result()

    def _work(self, client, queue):
        while True:
            with self._lock:
                item = None if self._stopped else next(queue, None)
            if item is None:
                return
            try:
                send(client, self.contact_center_id, item)
                item["outcome"] = INDEXED
            except RwsError as exc:
                item["outcome"] = UNKNOWN if exc.uncertain else FAILED
                item["reason"] = str(exc)
                self._stopped = self._stopped or self.stop
