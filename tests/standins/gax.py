# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Genesys Administrator Extension before a Configuration Server tree (desktop-and-configuration-server.md 7.2, from
public clients, not from the vendor): sessions, and which request goes where.

The tree is a file, see standins.directory. What the clients leave open is a choice, see standins.gax_dialects.
"""

import json
import threading
import time
import uuid

from standins.component import Component
from standins.faults import Faults, apply
from standins.gax_dialects import DIALECTS
from standins.gax_objects import Objects, Refused, only
from standins.httpd import Response, Server, guarded
from standins.standin_control import Control

API = "/gax/api"
_COOKIE = "JSESSIONID"
_WITHOUT_QUERY = ("/session/login", "/session/logout", "/cfg/schema", "/version", "/user/info")
_LOGIN_PAGE = "<html><head><title>Genesys Administrator Extension</title></head><body>Log in</body></html>\n"


def reveal(obfuscated):
    """The browser's obfuscation: for each character c and a random r from 68 to 122, c+r and then r."""
    pairs = list(zip(obfuscated[::2], obfuscated[1::2]))
    if len(obfuscated) % 2 or any(not 68 <= ord(low) <= 122 for _high, low in pairs):
        return None
    return "".join(chr(ord(high) - ord(low)) for high, low in pairs)


class Gax(Component):
    """``schema_after``: how many requests for the schema are told that it is not ready yet; the timeouts are seconds.
    ``observer(request)`` is called when a request was carried out and is about to be answered: others can act then."""

    kind = "GAX"

    def __init__(
        self,
        name="gax",
        *,
        directory,
        port=0,
        host=None,
        session_timeout=900,
        inactivity_timeout=600,
        schema_after=0,
        dialect=None,
        tls=None,
        observer=None,
    ):
        super().__init__(name, port=port)
        self.directory = directory
        self.requests = []
        self.faults = Faults()
        self.dialect = DIALECTS.defaults()
        self.set_dialect(**(dialect or {}))
        self.ended = threading.Event()
        self.session_timeout, self.inactivity_timeout = session_timeout, inactivity_timeout
        self._schema_after = schema_after
        self._tls, self._host = tls, host
        self.observer = observer
        self._control = Control(self)
        self._sessions = {}
        self._lock = threading.Lock()
        self._server = None
        self._objects = Objects(directory, self.dialect)

    # What faults.apply() and Control expect of a node.

    @property
    def cluster(self):
        return self

    def set_dialect(self, **changes):
        self.dialect.update(DIALECTS.checked(changes))

    def forget_sessions(self):
        with self._lock:
            self._sessions.clear()

    def renew_tokens(self):
        """GAX has none."""

    def forget_requests(self):
        del self.requests[:]

    def facts(self):
        with self._lock:
            return {"sessions": len(self._sessions), "dialect": self.dialect}

    def open(self):
        self.ended = threading.Event()
        self._server = Server(self._answer, f"{self.kind} {self.name}", self.wanted_port, self._tls, self._host).start()
        return self._server.url

    def close(self):
        self.ended.set()
        self._server.stop()
        self.forget_sessions()

    def _answer(self, request):
        if request.path.startswith("/standin/"):
            return self._control.answer(request)
        response = apply(self.faults.take(self.name, request), self, lambda: guarded(self._handle, request))
        if self.observer:
            self.observer(request)
        self.requests.append(
            {"method": request.method, "path": request.path, "query": request.query, "status": response.status}
        )
        del self.requests[:-10000]
        return response

    def _handle(self, request):
        try:
            return self._of_api(request)
        except Refused as refusal:
            return _no(refusal.status, str(refusal))

    def _of_api(self, request):
        if not request.path.startswith(API + "/"):
            raise Refused(404, f"there is no resource {request.path}")
        path = request.path[len(API) :].rstrip("/")
        if path in _WITHOUT_QUERY:
            only(request.query)
        if path == "/session/login":
            return self._login(request)
        if path == "/cfg/schema":
            self._schema_after -= 1
            return Response.of({"isEnabled": self._schema_after < 0})
        if path == "/version":
            return Response.of({"version": "gir-stand-in"})
        user = self._user(request)
        if user is None:
            return self._logged_out()
        if path == "/session/logout":
            return self._logout(request)
        if path == "/user/info" and request.method == "GET":
            return Response.of(self._user_info(user))
        if self._schema_after > 0:
            raise Refused(503, "the configuration is not loaded yet")
        return self._objects.answer(path, request)

    # -- sessions ------------------------------------------------------------------------------------------------

    def _login(self, request):
        if request.method != "POST":
            return _no(405, "log in with POST")
        if request.content_type != "application/json":
            return _no(415, "send application/json")
        try:
            body = json.loads(request.body.decode("utf-8"))
            user, password, encrypted = body["username"], body["password"], body.get("isPasswordEncrypted", False)
        except (ValueError, KeyError, TypeError, AttributeError):
            return _no(400, "username and password are needed")
        if not isinstance(user, str) or not isinstance(password, str) or not isinstance(encrypted, bool):
            return _no(400, "username and password are strings, isPasswordEncrypted is true or false")
        form = "obfuscated" if encrypted else "clear"
        if encrypted:
            password = reveal(password)
        if self.dialect["password_form"] not in {"both", form} or not self.directory.knows(user, password):
            return _no(401, "wrong user name or password")
        session, now = uuid.uuid4().hex.upper(), time.monotonic()
        with self._lock:
            self._sessions[session] = [user, now, now]
        return Response(204, headers=[("Set-Cookie", f"{_COOKIE}={session}; Path=/gax; HttpOnly")])

    def _user(self, request):
        now, session = time.monotonic(), request.cookie(_COOKIE)
        with self._lock:
            if session not in self._sessions:
                return None
            user, since, last = self._sessions[session]
            if now - since > self.session_timeout or now - last > self.inactivity_timeout:
                del self._sessions[session]
                return None
            self._sessions[session][2] = now
            return user

    def _logout(self, request):
        with self._lock:
            self._sessions.pop(request.cookie(_COOKIE), None)
        return Response(204)

    def _logged_out(self):
        style = self.dialect["session_lost"]
        if style == "redirect":
            return Response(302, b"", headers=[("Location", "/gax/#/!/login")])
        if style == "page":
            return Response(200, _LOGIN_PAGE, content_type="text/html")
        return _no(401, "log in first")

    def _user_info(self, user):
        return {
            "username": user,
            "userType": "CFGAdministrator",
            "sessionTimeout": self.session_timeout,
            "isDefaultUser": False,
            "writeDefault": False,
        }


def _no(status, sentence):
    return Response.of({"message": sentence}, status)
