# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Screen Recording Service (SRS) of an agent's PC: as a whole agent for tests, and behind its local HTTP API.

In a test, with no second that really passes::

    agent = srs.Agent(array, rws.AGENT, failover_after=10, failback_after=30)   # array: what filter srs_login gives
    agent.login()
    agent.start("screen-1")
    agent.tick(5)                       # seconds since the beginning: the desktop pings, the service looks around
    agent.stop()
    assert agent.connected_to == system.urls[0] and agent.uploads == [{"id": "screen-1", "server": agent.connected_to}]

Facts: desktop-and-configuration-server.md 2.2. The names of the calls that start and stop a recording are not
documented, so they are below /standin/ here.
"""

import ssl
import threading
import time

from standins import srs_array
from standins.component import Component
from standins.httpd import Response, Server
from standins.srs_service import Refused, Service, array


class Agent:
    """A desktop with its service. `pings`: whether the desktop calls; one that hangs loses its session.

    `login`: the array that the desktop posts. `account`: (user, password). The rest is for the Service.
    """

    def __init__(self, login, account, **service):
        self.array = login
        self.account = account
        self.now = 0.0
        self.pings = True
        self.logins = 0
        self.service = Service(clock=lambda: self.now, **service)

    def login(self, login=None):
        """With another array: the desktop submits another address."""
        self.array = self.array if login is None else login
        self.service.login(self.account, array(self.array))
        self.logins += 1

    def ping(self):
        """A desktop whose ping gets 401 logs in again. Whether it is logged in now."""
        try:
            self.service.ping(self.account)
        except Refused as lost:
            if lost.status != 401:
                raise
            try:
                self.login()
            except Refused as refusal:
                if refusal.status != 503:
                    raise
                return False
        return True

    def tick(self, now):
        """It is `now`: the service looks around, and the desktop pings."""
        if now < self.now:
            raise ValueError(f"time does not go back from {self.now} to {now}")
        self.now = float(now)
        self.service.tick()
        if self.pings and self.ping():
            self.service.tick()

    def start(self, identity=None):
        return self.service.start(identity)

    def stop(self):
        return self.service.stop()

    @property
    def connected_to(self):
        return self.service.connected_to

    @property
    def uploads(self):
        """What an RWS has acknowledged: id and server."""
        return self.service.uploads

    @property
    def waiting(self):
        """The ids of what no RWS has taken yet."""
        return [recording["id"] for recording in self.service.waiting]


class Srs(Component):
    """The HTTP API on the agent's PC. `origins`: those that get CORS headers, all when None.

    `tick_seconds`: how often it looks around by itself, never when None. `ca_file`: who may certify an RWS with https.
    """

    kind = "Screen Recording Service"

    def __init__(
        self,
        name,
        *,
        failover_after,
        port=0,
        host=None,
        tls=None,
        origins=None,
        tick_seconds=1,
        clock=None,
        ca_file=None,
        **service,
    ):
        super().__init__(name, port=port)
        if ca_file:
            service["context"] = ssl.create_default_context(cafile=ca_file)
        self.service = Service(clock=clock or time.monotonic, failover_after=failover_after, **service)
        self.requests = []
        self._host, self._tls, self._origins = host, tls, origins
        self._tick_seconds = tick_seconds
        self._server = None
        self._over = threading.Event()
        self._ticking = None

    def open(self):
        self._server = Server(self._answer, f"{self.kind} {self.name}", self.wanted_port, self._tls, self._host).start()
        self._over.clear()
        if self._tick_seconds:
            self._ticking = threading.Thread(target=self._tick, name=f"{self.name}-tick", daemon=True)
            self._ticking.start()
        return self._server.url

    def close(self):
        self._over.set()
        if self._ticking is not None:
            self._ticking.join()
            self._ticking = None
        self._server.stop()

    def _tick(self):
        while not self._over.wait(self._tick_seconds):
            self.service.tick()

    def facts(self):
        return self.service.describe()

    def _answer(self, request):
        try:
            response = self._route(request)
        except Refused as refusal:
            basic = [("WWW-Authenticate", 'Basic realm="SRS"')] if refusal.status == 401 else []
            response = Response(refusal.status, f"{refusal}\n", content_type="text/plain", headers=basic)
        response.headers += self._cors(request)
        entry = {"method": request.method, "path": request.path, "origin": request.headers.get("Origin")}
        credentials = request.credentials
        self.requests.append({**entry, "user": credentials[0] if credentials else None, "status": response.status})
        del self.requests[:-10000]
        return response

    def _route(self, request):
        ways = {
            "/api/v2/me": {"OPTIONS": self._preflight, "GET": self._login, "POST": self._login},
            "/ping": {"OPTIONS": self._preflight, "GET": self._ping},
            "/standin/state": {"GET": lambda _request: Response.of(self.describe())},
            "/standin/requests": {"GET": lambda _request: Response.of({"requests": self.requests})},
            "/standin/start": {"POST": lambda asked: self._order(self.service.start, asked.query.get("id"))},
            "/standin/stop": {"POST": lambda _request: self._order(self.service.stop)},
        }.get(request.path)
        if ways is None:
            raise Refused(404, f"There is no resource {request.path}.")
        if request.method not in ways:
            raise Refused(405, f"{request.method} is not allowed on {request.path}: use {' or '.join(ways)}.")
        return ways[request.method](request)

    def _cors(self, request):
        """The headers come where the expected origin is sent; what another one gets is not told."""
        origin = request.headers.get("Origin")
        if not origin or (self._origins is not None and origin not in self._origins):
            return []
        return [
            ("Access-Control-Allow-Origin", origin),
            ("Access-Control-Allow-Credentials", "true"),
            ("Access-Control-Allow-Methods", "GET, POST, OPTIONS"),
            ("Access-Control-Allow-Headers", "Authorization, Content-Type, X-Support-CSRFP, X-CSRF-Token"),
        ]

    @staticmethod
    def _require_origin(request):
        if not request.headers.get("Origin"):
            raise Refused(400, "The header Origin is missing.")

    def _preflight(self, request):
        self._require_origin(request)
        return Response(200, content_type=None)

    def _login(self, request):
        if request.credentials is None:
            raise Refused(401, "Send HTTP Basic credentials: there is no single sign-on.")
        settings = None
        if request.method == "POST":
            try:
                settings = srs_array.parse(request.body)
            except srs_array.Malformed as problem:
                raise Refused(400, str(problem)) from problem
        session = self.service.login(request.credentials, settings)
        headers = [("Set-Cookie", f"SRSSESSION={session}; Path=/; HttpOnly")]
        if (request.headers.get("X-Support-CSRFP") or "").lower() == "true":
            headers.append(("X-CSRF-Token", session[::-1]))
        return Response.of({}, headers=headers)

    def _ping(self, request):
        self._require_origin(request)
        self.service.ping(request.credentials, request.cookie("SRSSESSION"))
        return Response.of({})

    @staticmethod
    def _order(order, *arguments):
        return Response.of({"id": order(*arguments)})
