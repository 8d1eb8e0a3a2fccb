# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The programs of a host that records all the while, and of one with an Interaction Receiver, as services of theirs.

``load CONFIG``: the calls and an agent's desktop of one data center. ``receiver CONFIG``: an Interaction Receiver with
an index of what it took.
"""

import json
import logging
import signal
import sys
import threading
import time
from pathlib import Path

from standins.endpoints import InteractionReceiver
from standins.json_lines import Lines
from standins.srs import Agent
from standins.srs_service import Refused

from lab.index import PORT, RecordingIndex
from lab.recorder import Profiles, Recorder

STEP_SECONDS = 0.2
SCREEN_SECONDS = 3
FAILOVER_SECONDS, FAILBACK_SECONDS = 6, 20
LEDGER, STOP_RECORDING = "ledger.jsonl", "drain"


class Desktop:
    """An agent who works all the while; his screen recordings go to the RWS that his service follows.

    `say`: takes each acknowledgement as a document.
    """

    def __init__(self, location, login, account, say):
        self.location, self.recording = location, True
        times = {"failover_after": FAILOVER_SECONDS, "failback_after": FAILBACK_SECONDS, "answer_within": 2}
        self._agent = Agent(login, tuple(account), **times)
        self._say, self._told, self._started = say, 0, None

    @property
    def waiting(self):
        return self._agent.waiting

    def tick(self, now):
        try:
            if not self._agent.logins:
                self._agent.login()
            self._agent.tick(now)
            if self._agent.service.recording and now - self._started >= SCREEN_SECONDS:
                self._agent.stop()
            if self.recording and not self._agent.service.recording:
                self._agent.start()
                self._started = now
        except Refused:
            pass  # no session: the desktop logs in again with its next ping
        for upload in self._agent.uploads[self._told :]:
            self._say({"what": "screen", "id": upload["id"], "location": self.location, "to": upload["server"]})
        self._told = len(self._agent.uploads)


def load(config, over):
    """Until told to end. While the file `drain` is there nothing new is recorded."""
    state = Path(config["state"])
    lines = Lines(state / LEDGER)

    def say(document):
        lines.append({**document, "time": time.time()})

    places = [Recorder(config["data_center"], state, Profiles(**config["profile"]), say, config["interval"])]
    if config.get("agent"):
        places.append(Desktop(config["data_center"], config["agent"]["login"], config["agent"]["account"], say))
    threads = [threading.Thread(target=_work, args=(place, state / STOP_RECORDING, over)) for place in places]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _work(place, drain, over):
    begin = time.monotonic()
    while not over.wait(STEP_SECONDS):
        place.recording = not drain.exists()
        place.tick(time.monotonic() - begin)


def receiver(config, over):
    """An Interaction Receiver that keeps what it takes, and an index of that."""
    account = {"username": config["username"], "password": config["password"]}
    kept = config["kept"]
    index = RecordingIndex("index", kept, config["locations"], cluster_name=config["cluster"], port=PORT)
    with InteractionReceiver("receiver", host="0.0.0.0", port=config["port"], kept=kept, **account), index:
        over.wait()


def main(arguments=None):
    """Until SIGTERM."""
    program, path = sys.argv[1:] if arguments is None else arguments
    logging.basicConfig(level=logging.WARNING)
    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: over.set())
    {"load": load, "receiver": receiver}[program](json.loads(Path(path).read_text(encoding="utf-8")), over)
