# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real WebDAV server (WsgiDAV on cheroot) in the place of Apache httpd, with the accounts of a rendered htpasswd."""

import hashlib
import threading
from pathlib import Path

from cheroot.server import HeaderReader, HTTPConnection, HTTPRequest
from cheroot.wsgi import Server as WsgiServer
from passlib.apache import HtpasswdFile
from wsgidav.dc.base_dc import BaseDomainController
from wsgidav.error_printer import ErrorPrinter
from wsgidav.fs_dav_provider import FilesystemProvider
from wsgidav.http_authenticator import HTTPAuthenticator
from wsgidav.request_resolver import RequestResolver
from wsgidav.wsgidav_app import WsgiDAVApp

from standins import httpd
from standins.component import Component, Refused, require_free_port

# A root that holds a file of this name takes and serves recordings, and lets nobody remove one (WORM).
KEEPS = ".keeps-everything"
# A root that holds a file of this name has no room, as mod_dav of Apache httpd says it.
FULL = ".is-full"
REALM = "user"  # AuthName of the vendor's recipe (rws.md 1.4)


class Accounts:
    """htpasswd checks, remembered: a sha512-crypt check is slow on purpose."""

    def __init__(self, path):
        self._file = HtpasswdFile(str(path))
        if not self._file.users():
            raise Refused(f"{path} holds no user: nobody could log in")
        self._passed = set()
        self._lock = threading.Lock()

    def check(self, user, password):
        key = hashlib.sha256(f"{user}\0{password}".encode()).digest()
        with self._lock:
            if key in self._passed:
                return True
            try:
                valid = bool(self._file.check_password(user, password))
            except ValueError:  # a hash of a kind that Apache might know and this server does not
                valid = False
            if valid:
                self._passed.add(key)
            return valid


class Controller(BaseDomainController):
    """Require valid-user, HTTP Basic only."""

    def get_domain_realm(self, path_info, environ):
        return REALM

    def require_authentication(self, realm, environ):
        return True

    def basic_auth_user(self, realm, user_name, password, environ):
        return self.config["gir.accounts"].check(user_name, password)

    def supports_http_digest_auth(self):
        return False


class _Headers(HeaderReader):
    """Leaves `Expect` to _Request: cheroot itself asks for a body before anybody knows who sends it."""

    def __call__(self, rfile, hdict=None):
        found = super().__call__(rfile, hdict)
        if b"Expect" in found:
            found[b"X-Expected"] = found.pop(b"Expect")
        return found


class _Awaited:
    """The rest of a connection, of which the client sends nothing until it is asked to."""

    def __init__(self, connection):
        self._rfile = connection.rfile
        self._wfile = connection.wfile
        self._asked = False

    def read(self, size):
        if not self._asked:
            self._asked = True
            self._wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        return self._rfile.read(size)

    def __getattr__(self, name):
        return getattr(self._rfile, name)


class _Request(HTTPRequest):
    """Asks for an announced body when the storage begins to read it, as httpd does."""

    header_reader = _Headers()

    def respond(self):
        if b"X-Expected" in self.inheaders:
            self.conn.rfile = _Awaited(self.conn)
            # What has not been asked for does not come, and nobody waits for it.
            self.close_connection = True
        super().respond()


class _Connection(HTTPConnection):
    RequestHandlerClass = _Request


class WebDav(Component):
    """One data center's recording storage: ``roots`` maps URL paths to directories that the webdav role made."""

    kind = "WebDAV server"

    def __init__(self, name, *, htpasswd, roots, port=0, health_path="/gir-health"):
        super().__init__(name, port=port, files=[htpasswd, *roots.values()])
        self.htpasswd = Path(htpasswd)
        self.roots = {path: Path(root) for path, root in roots.items()}
        self.health_path = health_path
        self._server = None
        self._thread = None
        self._serving = None
        self.requests = []

    def open(self):
        for path, root in self.roots.items():
            if not root.is_dir():
                raise Refused(f"{root} (served at {path}) is not a directory")
        application = WsgiDAVApp(
            {
                "provider_mapping": {path: FilesystemProvider(str(root)) for path, root in self.roots.items()},
                "middleware_stack": [ErrorPrinter, HTTPAuthenticator, RequestResolver],
                "http_authenticator": {
                    "domain_controller": Controller,
                    "accept_basic": True,
                    "accept_digest": False,
                    "default_to_digest": False,
                },
                "gir.accounts": Accounts(self.htpasswd),
                "lock_storage": True,
                "verbose": 0,
                "logging": {"enable": False},
            }
        )
        require_free_port(f"{self.kind} {self.name}", self.wanted_port)
        where = (httpd.LOOPBACK, self.wanted_port)
        server = WsgiServer(where, self._observed(application), numthreads=4, shutdown_timeout=1)
        server.ConnectionClass = _Connection
        server.prepare()
        self._server = server
        self._serving = threading.Thread(target=server.serve, name=self.name, daemon=True)
        self._serving.start()
        return f"http://{httpd.in_url(httpd.LOOPBACK)}:{server.bind_addr[1]}"

    def close(self):
        self._server.stop()
        self._serving.join()

    def facts(self):
        return {"roots": {path: str(root) for path, root in self.roots.items()}}

    def _observed(self, application):
        def serve(environ, start_response):
            path = environ.get("PATH_INFO", "")
            if path == self.health_path:
                start_response("204 No Content", [])
                return []
            self.requests.append((environ["REQUEST_METHOD"], path))
            del self.requests[:-10000]
            if environ["REQUEST_METHOD"] in ("DELETE", "MOVE") and self._holds(path, KEEPS):
                start_response("403 Forbidden", [("Content-Length", "0")])
                return []
            if environ["REQUEST_METHOD"] in ("PUT", "MKCOL") and self._holds(path, FULL):
                start_response("507 Insufficient Storage", [("Content-Length", "0")])
                return []
            return application(environ, start_response)

        return serve

    def _holds(self, path, mark):
        return any(path.startswith(f"{url}/") and (root / mark).exists() for url, root in self.roots.items())
