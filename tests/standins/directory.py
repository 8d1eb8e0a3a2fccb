# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Configuration Server objects in a JSON file, shared by the GAX stand-in and the RWS stand-in's users."""

import json
import threading
from pathlib import Path


def person(username, roles="", dbid="100", recording=None, **fields):
    """A CfgPerson whose annex gives it RWS roles (section htcc, option roles: rws.md 5.8) and recording permissions."""
    annex = [{"section": "htcc", "key": "roles", "value": roles}] if roles else []
    annex += [{"section": "recording", "key": key, "value": value} for key, value in (recording or {}).items()]
    shape = {
        "type": "CfgPerson",
        "dbid": dbid,
        "username": username,
        "employeeid": username,
        "isagent": "CFGFalse",
        "state": "CFGEnabled",
        "userproperties": {"property": annex},
    }
    shape.update(fields)
    return shape


class Directory:
    """``objects``: every configuration object; ``passwords``: what the real server keeps hidden."""

    def __init__(self, objects=(), passwords=None, path=None):
        self._lock = threading.Lock()
        self._path = Path(path) if path else None
        self._stamp = None
        self._objects = list(objects)
        self._passwords = dict(passwords or {})

    def save(self):
        document = {"objects": self._objects, "passwords": self._passwords}
        self._path.touch(mode=0o600)
        self._path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")

    def _refresh(self):
        if self._path is None or not self._path.exists():
            return
        stamp = self._path.stat().st_mtime_ns
        if stamp != self._stamp:
            document = json.loads(self._path.read_text(encoding="utf-8"))
            self._objects, self._passwords = document["objects"], document.get("passwords", {})
            self._stamp = stamp

    def objects(self, kind=None):
        with self._lock:
            self._refresh()
            return [item for item in self._objects if kind in {None, item["type"]}]

    def knows(self, username, password):
        with self._lock:
            self._refresh()
            return username in self._passwords and self._passwords[username] == password

    def options(self, username, section):
        """The options of one section in the annex of a user."""
        for item in self.objects("CfgPerson"):
            if item.get("username") == username:
                properties = item.get("userproperties", {}).get("property", [])
                return {entry["key"]: entry["value"] for entry in properties if entry["section"] == section}
        return {}

    def roles(self, username):
        """The RWS roles of a user, lower case; an empty list for a user without any."""
        value = self.options(username, "htcc").get("roles", "")
        return [role.strip().lower() for role in value.split(",") if role.strip()]
