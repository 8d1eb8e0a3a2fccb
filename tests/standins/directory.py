# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Configuration Server objects in a JSON file, shared by the GAX stand-in and the RWS stand-in's users."""

import json
import threading
from pathlib import Path

from standins import private_files


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
    """``objects``: every configuration object; ``passwords``: what the real server keeps hidden.

    Objects are never changed in place: who holds one may go on reading it.
    """

    FIRST_DBID = 1001

    def __init__(self, objects=(), passwords=None, path=None):
        self._lock = threading.RLock()
        self._path = Path(path) if path else None
        self._stamp = None
        self._take(objects)
        self._passwords = dict(passwords or {})

    def _take(self, objects):
        self._objects = {(item["type"], item["dbid"]): item for item in objects}
        self._lines = {key: json.dumps(item) for key, item in self._objects.items()}

    def save(self):
        """One object a line, so that writing one of many costs little."""
        with self._lock:
            text = '{"objects": [\n%s\n],\n"passwords": %s}\n'
            text %= (",\n".join(self._lines.values()), json.dumps(self._passwords))
            private_files.replace(self._path, text)
            self._stamp = self._path.stat().st_mtime_ns

    def _refresh(self):
        if self._path is None or not self._path.exists():
            return
        stamp = self._path.stat().st_mtime_ns
        if stamp != self._stamp:
            document = json.loads(self._path.read_text(encoding="utf-8"))
            self._take(document["objects"])
            self._passwords = document.get("passwords", {})
            self._stamp = stamp

    def objects(self, kind=None):
        with self._lock:
            self._refresh()
            return [item for item in self._objects.values() if kind in {None, item["type"]}]

    def get(self, kind, dbid):
        with self._lock:
            self._refresh()
            return self._objects.get((kind, dbid))

    def text(self, thing):
        """The object as JSON."""
        key = (thing["type"], thing["dbid"])
        with self._lock:
            return self._lines[key] if self._objects.get(key) is thing else json.dumps(thing)

    def put(self, thing):
        """Store an object, new or in the place of the one with its type and dbid."""
        with self._lock:
            self._refresh()
            key = (thing["type"], thing["dbid"])
            self._lines[key] = json.dumps(thing)
            self._objects[key] = json.loads(self._lines[key])
            self._written()
            return self._objects[key]

    def remove(self, kind, dbid):
        with self._lock:
            self._refresh()
            del self._objects[kind, dbid], self._lines[kind, dbid]
            self._written()

    def next_dbid(self):
        with self._lock:
            self._refresh()
            taken = [int(dbid) for _kind, dbid in self._objects if dbid.isdigit()]
            return str(max([*taken, self.FIRST_DBID - 1]) + 1)

    def _written(self):
        if self._path is not None:
            self.save()

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
