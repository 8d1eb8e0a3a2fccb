# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP server under every stand-in: one thread per connection, kept-alive, able to misbehave on request."""

import base64
import binascii
import errno
import json
import logging
import selectors
import socket
import ssl
import struct
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standins import httpd_body

# Where servers listen that nobody told where; a test may put ::1 in its place.
LOOPBACK = "127.0.0.1"
EVERYWHERE = ("0.0.0.0", "::", "")
LOG = logging.getLogger("standins")


def in_url(host):
    """An IPv6 address stands in brackets there."""
    return f"[{host}]" if ":" in host else host


def family(host):
    """That of the addresses of a host, which is an IPv6 address, or else a name or an address of IPv4."""
    return socket.AF_INET6 if ":" in host else socket.AF_INET


class PortInUse(Exception):
    """The address a server was told to listen on is taken by another process."""

    def __init__(self, name, port, host=None):
        host = host or LOOPBACK
        super().__init__(
            f"{name} cannot listen on {in_url(host)}:{port}: the port is already in use. "
            "Stop the program that uses it, or choose another port."
        )


class Request:
    """One request as the application sees it."""

    def __init__(self, method, target, headers, body):
        parts = urllib.parse.urlsplit(target)
        self.method = method
        self.target = target
        self.path = urllib.parse.unquote(parts.path)
        self.query = dict(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))
        self.headers = headers
        self.body = body

    @property
    def content_type(self):
        return (self.headers.get("Content-Type") or "").split(";")[0].strip().lower()

    @property
    def credentials(self):
        """(user, password) of HTTP Basic, or None when there are none that can be read."""
        scheme, _space, token = (self.headers.get("Authorization") or "").partition(" ")
        if scheme.lower() != "basic":
            return None
        try:
            user, colon, password = base64.b64decode(token.strip(), validate=True).decode("utf-8").partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        return (user, password) if colon else None

    def cookie(self, name):
        for part in (self.headers.get("Cookie") or "").split(";"):
            key, _equals, value = part.strip().partition("=")
            if key == name:
                return value
        return None

    def json(self):
        return json.loads(self.body.decode("utf-8"))


class Response:
    """An answer; ``transport`` says how it is to be mishandled on the wire (None: properly).

    ``afterwards()`` runs once the answer has been sent: what ends the server must not race its own answer.
    """

    def __init__(self, status=200, body=b"", content_type="application/json", headers=()):
        self.status = status
        self.body = body.encode("utf-8") if isinstance(body, str) else body
        self.content_type = content_type
        self.headers = list(headers)
        self.transport = None
        self.afterwards = None

    @classmethod
    def of(cls, document, status=200, headers=()):
        return cls(status, json.dumps(document, indent=2) + "\n", headers=headers)


def guarded(application, request):
    """The application's answer; one that says so when the application fails, which is a bug of the stand-in."""
    try:
        return application(request)
    except Exception as error:
        LOG.exception("%s %s failed", request.method, request.target)
        reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        sentence = f"The stand-in failed on {request.method} {request.path}; this is a bug of it, not of you: {reason}."
        return Response.of({"message": sentence}, 500)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # status line, headers and body leave in one packet
    timeout = 120

    def version_string(self):
        return "gir-stand-in"

    def log_message(self, format, *args):  # the base class names its parameter so
        LOG.debug("%s %s", self.server.label, format % args)

    def _answered(self):
        try:
            request = Request(self.command, self.path, self.headers, httpd_body.read(self.headers, self.rfile))
        except (httpd_body.Unreadable, ValueError) as problem:
            self.close_connection = True
            return Response.of({"message": str(problem)}, getattr(problem, "status", 400))
        return guarded(self.server.application, request)

    def _serve(self):
        response = self._answered()
        if response.transport == "drop":
            self._reset()
            return
        length = len(response.body)
        sent = response.body
        if response.transport == "truncate":
            sent = sent[: length // 2]
            self.close_connection = True
        self.send_response(response.status)
        if response.content_type and (sent or response.status not in {204, 304}):
            self.send_header("Content-Type", response.content_type)
        if response.status not in {204, 304}:
            self.send_header("Content-Length", str(length))
        for name, value in response.headers:
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD" and response.status not in {204, 304}:
            self.wfile.write(sent)
        self.wfile.flush()
        if response.afterwards:
            response.afterwards()

    def _reset(self):
        """Close without an answer, the way a died process or a firewall would."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_PATCH = _serve


class Server:
    """Serves ``application(Request) -> Response`` from background threads; on loopback unless told otherwise."""

    def __init__(self, application, name, port=0, tls=None, host=None):
        self.name = name
        self._application = application
        self._wanted_port = port
        self._host = host or LOOPBACK
        self._tls = tls  # (certificate file, key file), an SSLContext, or None
        self._httpd = None
        self._thread = None
        self.port = None

    @property
    def url(self):
        host = LOOPBACK if self._host in EVERYWHERE else self._host
        return "{}://{}:{}".format("https" if self._tls else "http", in_url(host), self.port)

    def start(self):
        try:
            httpd = _Listener((self._host, self._wanted_port), _Handler)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortInUse(self.name, self._wanted_port, self._host) from error
            raise
        if self._tls:
            httpd.socket = _context(self._tls).wrap_socket(
                httpd.socket, server_side=True, do_handshake_on_connect=False
            )
        httpd.application = self._application
        httpd.label = self.name
        self.port = httpd.server_address[1]
        self._httpd = httpd
        self._thread = threading.Thread(target=httpd.serve_until_woken, name=self.name, daemon=True)
        self._thread.start()
        return self

    def stop(self):
        if self._httpd is None:
            return
        self._httpd.wake()
        self._thread.join()
        self._httpd.server_close()
        self._httpd.close_connections()
        self._httpd = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_exc):
        self.stop()


def _context(tls):
    if isinstance(tls, ssl.SSLContext):
        return tls
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*tls)
    return context


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    application = None
    label = ""

    def __init__(self, address, handler):
        self.address_family = family(address[0])
        self._open = set()
        self._lock = threading.Lock()
        self._waking, self._woken = socket.socketpair()
        super().__init__(address, handler)

    def serve_until_woken(self):
        """As serve_forever, which asks every now and then whether it should end and so ends late."""
        with selectors.DefaultSelector() as selector:
            selector.register(self, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            while True:
                ready = {key.fileobj for key, _events in selector.select()}
                if self._woken in ready:
                    return
                self._handle_request_noblock()

    def wake(self):
        """End serve_until_woken, from another thread."""
        self._waking.send(b"x")

    def server_close(self):
        super().server_close()
        self._waking.close()
        self._woken.close()

    def server_bind(self):
        # The base class resolves its own name here, which can take seconds where there is no DNS.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if self.server_address[0] == "::":
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]

    def process_request(self, request, client_address):
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request):
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def close_connections(self):
        """A stopped server keeps no connection: clients must notice, as with a stopped service."""
        with self._lock:
            connections, self._open = list(self._open), set()
        for connection in connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                LOG.debug("%s: a connection was closed already", self.label)

    def handle_error(self, request, client_address):
        # A client that goes away is the client's affair; anything else is a bug of the stand-in and must be seen.
        LOG.debug("%s: connection from %s ended early", self.label, client_address, exc_info=True)
