# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that reports are sent to: a real WebDAV server, and one that answers as it is told."""

import base64
import contextlib
import http.server
import threading
import time
import urllib.error
import urllib.request

from passlib.hash import sha512_crypt
from standins.webdav import WebDav

USERNAME, PASSWORD = "reporter", "report-Secret-4711"
AUTHORIZATION = "Basic " + base64.b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()


def fetched(url):
    """Status and body, for the account of the server."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers={"Authorization": AUTHORIZATION})) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, b""


@contextlib.contextmanager
def webdav(directory):
    """A WebDAV server that serves the directory `files` as /files."""
    root = directory / "files"
    root.mkdir()
    (directory / "htpasswd").write_text(f"{USERNAME}:{sha512_crypt.using(rounds=5000).hash(PASSWORD)}\n")
    with WebDav("files", htpasswd=directory / "htpasswd", roots={"/files": root}) as server:
        until = time.monotonic() + 10
        while server.state != "running" and time.monotonic() < until:
            time.sleep(0.02)
        assert server.state == "running", server.reason
        server.root = root
        yield server


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.requests.append((self.command, self.path, dict(self.headers), body))
        status, headers, answer = self.server.answer(self.command, self.path, body)
        self.send_response(status)
        for name, value in {**headers, "Content-Length": len(answer)}.items():
            self.send_header(name, str(value))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer)

    do_GET = do_PUT = do_DELETE = do_MKCOL = do_MOVE = do_OPTIONS = _answer

    def log_message(self, *_arguments):
        pass


class Obedient(http.server.ThreadingHTTPServer):
    """`statuses`: method to its status, or to a function of path and body that gives it. `headers`: of every answer."""

    daemon_threads = True
    scheme = "http"

    def __init__(self, **statuses):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.statuses = {"MKCOL": 405, "PUT": 201, "MOVE": 204, "DELETE": 204, "GET": 404, "OPTIONS": 200, **statuses}
        self.headers, self.content, self.requests = {}, b"", []

    def answer(self, method, path, body):
        found = self.statuses[method]
        status = found(path, body) if callable(found) else found
        return status, self.headers, self.content if method == "GET" else b""

    @property
    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.server_port}"

    def said(self, *methods):
        """The requests as (method, path), of these methods."""
        return [(method, path) for method, path, _headers, _body in self.requests if method in (methods or (method,))]


@contextlib.contextmanager
def obedient(context=None, **statuses):
    """An Obedient that runs, with TLS where there is a context for it."""
    with Obedient(**statuses) as server:
        if context is not None:
            server.scheme, server.socket = "https", context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
