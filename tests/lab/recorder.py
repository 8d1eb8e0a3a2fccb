# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What records calls in a data center as MCP does, one after the other, and keeps what nobody has acknowledged.

Facts (components.md, data flow): HTTP PUT to the storage, on its success HTTP POST of the metadata to the processor,
all as the recording IVR Profile says, whose changes MCP follows. Own: that it retries for ever, and how often.
"""

import base64
import hashlib
import http.client
import json
import time
import urllib.request
import uuid
from pathlib import Path

from standins.backlog import Onward, post

TIMEOUT_SECONDS = 2
PROFILE_SECONDS = 2
SECTION = "gvp.service-parameters"
CLIENT = "recordingclient."


class Recorder:
    """``tick(now)`` makes what is due. `say`: takes each acknowledgement as a document. `directory`: its spool.

    `profile()`: the parameters of the IVR Profile of its location, or None when Configuration Server is silent.
    """

    def __init__(self, location, directory, profile, say, interval=2.0):
        self.location = location
        self.recording = True
        self._spool = Path(directory) / "spool"
        self._spool.mkdir(parents=True, exist_ok=True)
        self._known = Path(directory) / "profile.json"
        self._read, self._say, self._interval = profile, say, interval
        self._profile = json.loads(self._known.read_text(encoding="utf-8")) if self._known.exists() else None
        self._next_call = self._next_profile = 0.0

    def tick(self, now):
        if now >= self._next_profile:
            self._next_profile = now + PROFILE_SECONDS
            self._follow_profile()
        if self.recording and self._profile and now >= self._next_call:
            self._next_call = now + self._interval
            self._record()
        self._deliver()

    def _follow_profile(self):
        found = self._read()
        if found:
            self._profile = found
            write(self._known, found)

    def _record(self):
        """The profile of its beginning holds for a call: its metadata name the Interaction Receiver of then."""
        identity = f"{self.location}-{uuid.uuid4().hex}"
        recording = {"id": identity, "profile": self._profile, "stored": False, "began": time.time()}
        write(self._spool / f"{identity}.json", recording)

    def _deliver(self):
        """In the order in which they were recorded; what is silent is asked once a round."""
        silent = set()
        waiting = (json.loads(path.read_text(encoding="utf-8")) for path in self._spool.glob("*.json"))
        for recording in sorted(waiting, key=lambda one: one["began"]):
            if recording["stored"] or self._attempt(self._store, recording, silent):
                self._attempt(self._post, recording, silent)

    @staticmethod
    def _attempt(step, recording, silent):
        if step in silent:
            return False
        done = step(recording)
        if not done:
            silent.add(step)
        return done

    def _store(self, recording):
        profile, content = recording["profile"], media(recording["id"])
        url = f"{profile[CLIENT + 'callrec_dest'].rstrip('/')}/{recording['id']}.mp3"
        if not put(url, content, profile[CLIENT + "callrec_authorization"]):
            return False
        digest = hashlib.sha256(content).hexdigest()
        self._say({"what": "stored", "id": recording["id"], "location": self.location, "url": url, "sha256": digest})
        recording["stored"] = True
        write(self._spool / f"{recording['id']}.json", recording)
        return True

    def _post(self, recording):
        profile, identity = recording["profile"], recording["id"]
        parameters = {key: value for key, value in profile.items() if key.startswith(CLIENT + "rp.")}
        media_files = [{"mediaId": f"{identity}.mp3", "parameters": parameters}]
        document = {"id": identity, "startTime": recording["began"], "mediaFiles": media_files}
        url = profile[CLIENT + "metadatapost"]
        if not post(Onward(url, None), document, TIMEOUT_SECONDS):
            return False
        self._say({"what": "metadata", "id": identity, "location": self.location, "to": url})
        (self._spool / f"{identity}.json").unlink()
        return True


def media(identity):
    """The sound of a call; each one is another."""
    return (f"recording {identity}\n" * 20).encode()


def write(path, document):
    """Replaced as a whole, whenever its writer ends."""
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps(document), encoding="utf-8")
    temporary.replace(path)


def put(url, content, account):
    """Whether the storage said that it has the file."""
    token = base64.b64encode(account.encode()).decode()
    request = urllib.request.Request(url, content, {"Authorization": f"Basic {token}"}, method="PUT")
    try:
        with _opener().open(request, timeout=TIMEOUT_SECONDS) as answer:
            answer.read()
            return answer.status in {200, 201, 204}
    except (OSError, http.client.HTTPException):
        return False


class Profiles:
    """The IVR Profile of a geo-location, as GAX shows it."""

    def __init__(self, url, username, password, geo_location):
        self._api = url.rstrip("/") + "/gax/api"
        self._account = {"username": username, "password": password, "isPasswordEncrypted": False}
        self._geo_location = geo_location
        self._cookie = None

    def __call__(self):
        """Its service parameters; None when there is none, or nobody says."""
        try:
            return self._read()
        except (OSError, ValueError, KeyError, http.client.HTTPException):
            self._cookie = None
            return None

    def _read(self):
        if self._cookie is None:
            with self._ask("/session/login", self._account) as answer:
                self._cookie = answer.headers["Set-Cookie"].partition(";")[0]
        with self._ask("/cfg/objects?type=CfgGVPIVRProfile") as answer:
            found = [sections(item) for item in json.load(answer)]
        for annex in found:
            if annex.get("gvp.general", {}).get("geo-location") == self._geo_location:
                return {key: value.partition("fixed,")[2] for key, value in annex[SECTION].items()}
        return None

    def _ask(self, path, body=None):
        headers = {"Content-Type": "application/json", **({"Cookie": self._cookie} if self._cookie else {})}
        data = None if body is None else json.dumps(body).encode()
        return _opener().open(urllib.request.Request(self._api + path, data, headers), timeout=TIMEOUT_SECONDS)


def sections(item):
    """The annex of an object, as section to option to value."""
    found = {}
    for entry in item.get("userproperties", {}).get("property", ()):
        found.setdefault(entry["section"], {})[entry["key"]] = entry["value"]
    return found


def _opener():
    return urllib.request.build_opener(urllib.request.ProxyHandler({}))
