# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Genesys Administrator Extension before a Configuration Server tree: log in, read objects (reference 7.2 of
desktop-and-configuration-server.md, from public clients, not from the vendor). It will learn to write."""

import json
import threading
import uuid

from standins.component import Component
from standins.httpd import Response, Server

API = "/gax/api"
_COOKIE = "JSESSIONID"


def reveal(obfuscated):
    """The browser's obfuscation: for each character c and a random r, c+r and then r."""
    return "".join(chr(ord(high) - ord(low)) for high, low in zip(obfuscated[::2], obfuscated[1::2]))


class Gax(Component):
    kind = "GAX"

    def __init__(self, name="gax", *, directory, port=0):
        super().__init__(name, port=port)
        self.directory = directory
        self.requests = []
        self._sessions = {}
        self._lock = threading.Lock()
        self._server = None

    def open(self):
        self._server = Server(self._answer, f"{self.kind} {self.name}", self.wanted_port).start()
        return self._server.url

    def close(self):
        self._server.stop()
        self._sessions.clear()

    def _answer(self, request):
        if request.path == "/standin/state":
            return Response.of(self.describe())
        response = self._handle(request)
        self.requests.append({"method": request.method, "path": request.path, "status": response.status})
        del self.requests[:-10000]
        return response

    def _handle(self, request):
        if not request.path.startswith(API + "/"):
            return _no(404, f"there is no resource {request.path}")
        path = request.path[len(API) :].rstrip("/")
        if path == "/session/login":
            return self._login(request)
        if path == "/cfg/schema":
            return Response.of({"isEnabled": True})
        if path == "/version":
            return Response.of({"version": "gir-stand-in"})
        with self._lock:
            user = self._sessions.get(request.cookie(_COOKIE))
        if user is None:
            return _no(401, "log in first")
        if request.method != "GET":
            return _no(405, "this stand-in only reads")
        if path == "/user/info":
            return Response.of(_user_info(user))
        if path == "/cfg/objects":
            return self._list(request.query)
        if path.startswith("/cfg/objects/"):
            return self._one(path.split("/")[3:])
        return _no(404, f"there is no resource {request.path}")

    def _login(self, request):
        if request.method != "POST":
            return _no(405, "log in with POST")
        try:
            body = json.loads(request.body.decode("utf-8"))
            user, password = body["username"], body["password"]
            if body.get("isPasswordEncrypted"):
                password = reveal(password)
        except (ValueError, KeyError, TypeError):
            return _no(400, "username and password are needed")
        if not self.directory.knows(user, password):
            return _no(401, "wrong user name or password")
        session = uuid.uuid4().hex.upper()
        with self._lock:
            self._sessions[session] = user
        return Response(204, headers=[("Set-Cookie", f"{_COOKIE}={session}; Path=/gax; HttpOnly")])

    def _list(self, query):
        if "type" not in query:
            return _no(400, "type is needed")
        found = self.directory.objects(query["type"])
        for key in ("name", "username", "logincode"):
            if key in query:
                found = [item for item in found if item.get(key) == query[key]]
        return Response.of(found)

    def _one(self, parts):
        if len(parts) == 2:
            for item in self.directory.objects(parts[0]):
                if item["dbid"] == parts[1]:
                    return Response.of(item)
        return _no(404, "no such object: {}".format("/".join(parts)))


def _user_info(user):
    return {
        "username": user,
        "userType": "CFGAdministrator",
        "sessionTimeout": 900,
        "isDefaultUser": False,
        "writeDefault": False,
    }


def _no(status, sentence):
    return Response.of({"message": sentence}, status)
