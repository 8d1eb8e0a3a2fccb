# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recording processor, Recording Crypto Server and Interaction Receiver: the little that is documented of each."""

import configparser
import json
import socketserver
import threading

from standins.backlog import Backlog, Onward, receiver_of
from standins.component import Component, Refused
from standins.httpd import LOOPBACK, Response, Server
from standins.json_lines import Lines


class Endpoint(Component):
    """An HTTP server that remembers what it was asked."""

    def __init__(self, name, *, port=0, files=(), host=None):
        super().__init__(name, port=port, files=files)
        self._host = host
        self.requests = []
        self._server = None

    def open(self):
        self._server = Server(self._answer, f"{self.kind} {self.name}", self.listen_port(), host=self._host).start()
        return self._server.url

    def close(self):
        self._server.stop()

    def listen_port(self):
        return self.wanted_port

    def facts(self):
        return {"requests": len(self.requests)}

    def handle(self, request):
        raise NotImplementedError

    def _answer(self, request):
        if request.path == "/standin/state":
            return Response.of(self.describe())
        if request.path == "/standin/requests":
            return Response.of({"requests": self.requests})
        response = self.handle(request)
        credentials = request.credentials
        entry = {"method": request.method, "path": request.path, "user": credentials[0] if credentials else None}
        self.requests.append(dict(entry, status=response.status, body=request.body.decode("utf-8", "replace")))
        del self.requests[:-10000]
        return response


def _refusal(status, sentence, headers=()):
    return Response(status, sentence + "\n", content_type="text/plain", headers=headers)


def _is_json(request):
    try:
        json.loads(request.body.decode("utf-8"))
    except ValueError:
        return False
    return request.content_type == "application/json"


class Processor(Endpoint):
    """RPS: POST on /api/contact-centers/<domain>/recordings (components.md 2.2, 3).

    It listens where its rpconfig.cfg says, when that names a port; the option's name is RECALLED, so it is a parameter.
    ``backlog``: a directory in which it keeps what it takes, until it has passed that on (standins.backlog).
    """

    kind = "Recording processor"

    def __init__(
        self, name, *, file, domain, port=0, port_option="rp_server/port", mode_option="processing/mode",
        post_option="processing/post_uri", host=None, backlog=None,
    ):
        super().__init__(name, port=port, files=[file], host=host)
        self.domain = domain
        self.mode = None
        self._config = configparser.RawConfigParser()
        self._port_option = port_option
        self._mode_option, self._post_option = mode_option, post_option
        self._backlog = Backlog(backlog, self._onward) if backlog else None

    def open(self):
        parser = configparser.RawConfigParser()
        parser.optionxform = str
        try:
            with self.files[0].open(encoding="utf-8") as lines:
                parser.read_file(lines)
        except (configparser.Error, UnicodeDecodeError) as error:
            raise Refused("{} cannot be read: {}".format(self.files[0], " ".join(str(error).split()))) from error
        if not parser.sections():
            raise Refused(f"{self.files[0]} has no section")
        self._config = parser
        self.mode = self._option(self._mode_option)
        url = super().open()
        if self._backlog:
            self._backlog.start()
        return url

    def close(self):
        super().close()
        if self._backlog:
            self._backlog.stop()

    def _onward(self, metadata):
        """In backup mode everything goes to the active processor, else to the Interaction Receiver of the profile."""
        if self.mode != "backup":
            return receiver_of(metadata)
        active = self._option(self._post_option)
        return Onward(active, None) if active else None

    def _option(self, place):
        section, _slash, option = place.partition("/")
        return self._config.get(section, option, fallback=None)

    def listen_port(self):
        given = self._option(self._port_option)
        if given is None:
            return self.wanted_port
        if not given.isdigit():
            raise Refused(f"{self.files[0]}: {self._port_option} is '{given}', not a port number")
        return int(given)

    def facts(self):
        return {"mode": self.mode, "requests": len(self.requests)}

    def handle(self, request):
        if request.path.rstrip("/") != f"/api/contact-centers/{self.domain}/recordings":
            return _refusal(404, f"There is no resource {request.path}.")
        if request.method != "POST":
            return _refusal(405, "Recordings are posted.", [("Allow", "POST")])
        if not _is_json(request):
            return _refusal(400, "The recording's metadata must be JSON.")
        if self._backlog:
            self._backlog.take(request.json())
        return Response.of({})


class CryptoServer(Endpoint):
    """RCS: its REST API is not documented in the reference, so it only shows that it is alive.

    ``media``: path to what it decrypts, and ``account`` who may have it. That a player asks RCS with HTTP Basic, and
    below the decrypt URI prefix of RWS, is INFERRED.
    """

    kind = "Recording Crypto Server"

    def __init__(self, name, *, media=None, account=None, **options):
        super().__init__(name, **options)
        self.media = media or {}
        self._account = account

    def handle(self, request):
        if request.method == "GET" and request.path in self.media:
            if self._account and request.credentials != self._account:
                return _refusal(401, "Wrong user name or password.", [("WWW-Authenticate", 'Basic realm="RCS"')])
            return Response(200, self.media[request.path], content_type="audio/mp3")
        if request.method not in {"GET", "HEAD"}:
            return _refusal(405, "The stand-in only shows that it is alive.", [("Allow", "GET, HEAD")])
        return Response.of({"alive": True})


class _Tcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


class Listener(Component):
    """A server whose protocol the reference does not have: it takes connections and says nothing on them."""

    kind = "Listener"

    def __init__(self, name, *, port=0, host=LOOPBACK):
        super().__init__(name, port=port)
        self._host = host

    def open(self):
        self._server = _Tcp((self._host, self.wanted_port), socketserver.BaseRequestHandler)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), name=self.name, daemon=True).start()
        return "tcp://%s:%d" % self._server.server_address[:2]

    def close(self):
        self._server.shutdown()
        self._server.server_close()


class InteractionReceiver(Endpoint):
    """SpeechMiner's Interaction Receiver: metadata is posted with an authorization header (components.md 2.2).

    ``kept``: a file of JSON lines for what it takes.
    """

    kind = "Interaction Receiver"

    def __init__(self, name, *, username, password, port=0, host=None, path="/interactionreceiver", kept=None):
        super().__init__(name, port=port, host=host)
        self._account = (username, password)
        self.path = path
        self._kept = Lines(kept) if kept else None

    def handle(self, request):
        if request.path.rstrip("/") != self.path:
            return _refusal(404, f"There is no resource {request.path}.")
        if request.credentials != self._account:
            return _refusal(401, "Wrong user name or password.", [("WWW-Authenticate", 'Basic realm="SpeechMiner"')])
        if request.method != "POST":
            return _refusal(405, "Metadata is posted.", [("Allow", "POST")])
        if not _is_json(request):
            return _refusal(400, "The metadata must be JSON.")
        if self._kept:
            self._kept.append(request.json())
        return Response.of({})
