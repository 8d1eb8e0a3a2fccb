# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Metadata that a recording processor has taken and not yet passed on.

Facts: components.md, data flow: RPS posts on to the Interaction Receiver, whose address is in the metadata of each
recording (operations.md D3). Own: the files, that it retries for ever, and how often; the vendor has a recovery script.
"""

import base64
import http.client
import json
import threading
import urllib.request
from pathlib import Path
from typing import NamedTuple

from standins import json_lines

RETRY_SECONDS = 2
TIMEOUT_SECONDS = 2
_SPEECHMINER = "recordingclient.rp.speechminer_"


class Onward(NamedTuple):
    """Where metadata goes next, and with which account (user:password, or None)."""

    url: str
    account: str


def receiver_of(metadata):
    """The Interaction Receiver that stands in the metadata, or None."""
    for media in metadata.get("mediaFiles", ()):
        parameters = media.get("parameters", {})
        if parameters.get(f"{_SPEECHMINER}uri"):
            return Onward(parameters[f"{_SPEECHMINER}uri"], parameters.get(f"{_SPEECHMINER}auth"))
    return None


class Backlog:
    """Two files of JSON lines in a directory: what was `taken`, and the numbers of what was `passed` on.

    ``onward(metadata)`` says where to; None: nowhere yet. What comes a second time is kept a second time.
    """

    def __init__(self, directory, onward):
        self._directory = Path(directory)
        self._taken, self._passed = (json_lines.Lines(path) for path in files(self._directory))
        self._onward = onward
        self._lock = threading.Lock()
        self._number = 0
        self._open = {}
        self._halt = threading.Event()
        self._wake = threading.Event()
        self._thread = None

    def start(self):
        taken = json_lines.read(self._taken.path)
        self._number = max([entry["number"] for entry in taken], default=0)
        self._open = {entry["number"]: entry["metadata"] for entry in waiting(self._directory)}
        self._halt.clear()
        self._thread = threading.Thread(target=self._work, name="backlog", daemon=True)
        self._thread.start()

    def stop(self):
        self._halt.set()
        self._wake.set()
        self._thread.join()

    def take(self, metadata):
        """It is on the disk when this returns."""
        with self._lock:
            self._number += 1
            self._taken.append({"number": self._number, "metadata": metadata})
            self._open[self._number] = metadata
        self._wake.set()

    def _work(self):
        while not self._halt.is_set():
            self._wake.clear()
            silent = set()
            with self._lock:
                ready = dict(self._open)
            for number, metadata in ready.items():
                onward = self._onward(metadata)
                if onward is None or onward in silent or self._halt.is_set():
                    continue
                if post(onward, metadata):
                    self._passed.append({"number": number, "to": onward.url})
                    with self._lock:
                        del self._open[number]
                else:
                    silent.add(onward)
            self._wake.wait(RETRY_SECONDS)


def files(directory):
    return Path(directory) / "taken.jsonl", Path(directory) / "passed.jsonl"


def waiting(directory):
    """What of a backlog has not been passed on: entries with number and metadata."""
    taken, passed = (json_lines.read(path) for path in files(directory))
    gone = {entry["number"] for entry in passed}
    return [entry for entry in taken if entry["number"] not in gone]


def post(onward, document, timeout=TIMEOUT_SECONDS):
    """Whether it was taken: nothing but a whole answer 2xx says so."""
    headers = {"Content-Type": "application/json"}
    if onward.account:
        headers["Authorization"] = "Basic " + base64.b64encode(onward.account.encode()).decode()
    body = json.dumps(document).encode("utf-8")
    request = urllib.request.Request(onward.url, body, headers, method="POST")
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=timeout) as answer:
            answer.read()
            return 200 <= answer.status < 300
    except (OSError, ValueError, http.client.HTTPException):
        return False
