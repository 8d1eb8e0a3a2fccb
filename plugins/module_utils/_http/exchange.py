# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One HTTP exchange with one node: private to this collection, may change at any time.

http.client is used directly because it keeps connections alive and lets one TLS context serve a whole run;
building a context for every call costs far more than the call.
"""

import contextlib
import http.client
import os
import re
import socket
import ssl
from typing import Any, Callable
from urllib.parse import quote, urlsplit

from ansible_collections.gir.multidc.plugins.module_utils._http import guard, hosts, reach
from ansible_collections.gir.multidc.plugins.module_utils._http.answer import MAX_BYTES, Response
from ansible_collections.gir.multidc.plugins.module_utils._http.redirect import destination, origin_text, same_origin
from ansible_collections.gir.multidc.plugins.module_utils._http.tls import explain_tls, refuses_client

USER_AGENT = "gir.multidc"
MAX_REDIRECTS = 5
REDIRECTS = (301, 302, 303, 307, 308)
_LAST_WORD_SECONDS = 0.2
IDEMPOTENT = ("GET", "HEAD", "OPTIONS", "PROPFIND", "PUT", "DELETE")


class HttpProblem(Exception):
    """An exchange that gave no usable answer. `sent` tells whether the server may have acted on the request."""

    sent = False
    permanent = False

    def __init__(self, message, permanent=False):
        super().__init__(message)
        self.permanent = permanent


class NotSent(HttpProblem):
    """No connection: the request certainly did not reach the server."""


class Interrupted(HttpProblem):
    """The exchange broke after the request had left: the server may have executed it."""

    sent = True


class Address:
    """A validated http(s) address of a server: origin and base path."""

    def __init__(self, url, strip=()):
        text = str(url).strip()
        # Not quoted with an @: whatever stands before it may be a password, however the rest is written.
        shown = "the given text" if "@" in text else "'%s'" % text
        flaw = hosts.flaw(text)
        if flaw:
            raise ValueError("%s %s." % (shown, flaw))
        try:
            parts = urlsplit(text)
            port = parts.port
        except ValueError as exc:
            if "@" in text:
                raise ValueError("%s is not an address: write http://host:port or https://host:port." % shown) from None
            raise ValueError("%s is not an address: %s." % (shown, exc)) from exc
        if "@" in parts.netloc:
            # Not quoted: whatever stands before the @ may be a password.
            raise ValueError("an address contains a user name or a password; give them as options, not in the address.")
        if re.search(r"[\s\x00-\x1f\x7f]", text):
            raise ValueError("%s contains a space or a control character; remove it." % shown)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("%s is not an address: write http://host:port or https://host:port." % shown)
        if parts.query or parts.fragment:
            raise ValueError("'%s' contains a query or a fragment; give the bare address." % text)
        self.scheme = parts.scheme
        self.host = parts.hostname
        self.port = port or (443 if parts.scheme == "https" else 80)
        path = parts.path.rstrip("/")
        for tail in strip:
            if path.endswith(tail):
                path = path[: -len(tail)].rstrip("/")
        self.base_path = quote(path, safe="/%:@!$&'()*+,;=~-._")
        self.url = "%s://%s%s" % (parts.scheme, parts.netloc, self.base_path)

    @property
    def origin(self):
        """What credentials, cookies and CSRF tokens belong to."""
        return (self.scheme, self.host, self.port)


def hide_user_info(module, urls):
    """Keep a user name and password that somebody wrote into an address out of the module's result."""
    for url in urls:
        scheme, _separator, rest = str(url).partition("://")
        account = (rest or scheme).rpartition("@")[0]
        password = account.partition(":")[2]
        if password:
            module.no_log_values.update((account, password))


class TlsOptions:
    """What is needed to build the one TLS context of a run; built at the first https exchange."""

    def __init__(self, validate_certs=True, ca_path=None, client_cert=None, client_key=None):
        self.validate_certs = validate_certs
        self.ca_path = ca_path
        self.client_cert = client_cert
        self.client_key = client_key
        self._context = None

    def problems(self):
        found = []
        for name, path in (
            ("ca_path", self.ca_path),
            ("client_cert", self.client_cert),
            ("client_key", self.client_key),
        ):
            if path and not os.path.exists(path):
                found.append("%s: '%s' does not exist on the host that runs the module." % (name, path))
        if self.client_key and not self.client_cert:
            found.append("client_key is given without client_cert; give both.")
        return found

    def prepare(self, urls):
        """Build the context before several threads would each build one; what is wrong shows when it is used."""
        if any(str(url).strip().startswith("https") for url in urls):
            with contextlib.suppress(NotSent):
                self.context()

    def context(self):
        if self._context is None:
            self._context = self._build()
        return self._context

    def _build(self):
        try:
            if not self.validate_certs:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
            elif self.ca_path and os.path.isdir(self.ca_path):
                context = ssl.create_default_context(capath=self.ca_path)
            else:
                context = ssl.create_default_context(cafile=self.ca_path or None)
        except (OSError, ssl.SSLError) as exc:
            held = "in '%s'" % self.ca_path if self.ca_path else "of this system"
            raise NotSent("the CA certificates %s cannot be loaded: %s" % (held, exc), permanent=True) from exc
        if self.client_cert:
            try:
                # Without this password an encrypted key would make the module wait for a terminal.
                context.load_cert_chain(self.client_cert, self.client_key or None, password="")
            except (OSError, ssl.SSLError) as exc:
                text = "the client certificate '%s' cannot be loaded (an encrypted key is not supported): %s"
                raise NotSent(text % (self.client_cert, exc), permanent=True) from exc
        return context


def explain(exc, tls, host, clean=str):
    """A socket or TLS error in words; `clean` takes secrets out of what the server said."""
    if isinstance(exc, reach.OutOfTime):
        return str(exc)
    if isinstance(exc, reach.Unreachable):
        return ", ".join("%s at %s" % (explain(problem, tls, host), address) for address, problem in exc.problems)
    if isinstance(exc, socket.timeout):
        return "no answer in time"
    if isinstance(exc, socket.gaierror):
        return "the host name cannot be resolved"
    if isinstance(exc, (ssl.SSLError, ssl.CertificateError)):
        return explain_tls(exc, tls, host)
    if isinstance(exc, ConnectionRefusedError):
        return "connection refused"
    if isinstance(exc, http.client.RemoteDisconnected):
        return "it closed the connection without an answer"
    if isinstance(exc, ConnectionResetError):
        return "it dropped the connection"
    if isinstance(exc, http.client.IncompleteRead):
        return "the answer is truncated"
    if isinstance(exc, OSError) and exc.strerror:
        return exc.strerror
    # Of http.client, which quotes the line that it does not understand.
    return clean(exc) or type(exc).__name__


def _last_word(sock, exc):
    """The TLS alert that came while the request was still written, and says why that failed; or the same failure."""
    if isinstance(sock, ssl.SSLSocket) and isinstance(exc, (ConnectionError, ssl.SSLEOFError)):
        try:
            # It has come by now or never will.
            sock.settimeout(_LAST_WORD_SECONDS)
            sock.recv(1)
        except (OSError, ValueError) as word:
            return word
    return exc


class HttpSession:
    """Kept-alive exchanges with one address.

    `timeout`, in seconds, may be changed between two of them. It bounds a whole exchange: resolving the name, trying
    its addresses, TLS, the request, the answer and whatever redirects lead to.
    """

    def __init__(self, address, tls, timeout=30, max_bytes=MAX_BYTES):
        self.address = address
        self.tls = tls
        self.timeout = timeout
        self.max_bytes = max_bytes
        # Takes secrets out of what a server said, before it is cut to length.
        self.clean: Callable[[Any], str] = str
        self._connection = None
        self._origin = None
        self._deadline = reach.Deadline(timeout)

    def close(self):
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.close()
            self._connection = None

    def request(self, method, path, headers=None, body=None, follow=True, repeat=True):
        """Send one request and return the complete answer.

        A request that must not run twice never travels on a reused connection: if that connection had gone stale
        nobody could tell whether the server saw the request. With `repeat` off, one that may run twice, but should not
        without a look at what the first one did, is not sent again on a new connection either.
        """
        self._deadline = reach.Deadline(self.timeout)
        headers = dict(headers or {})
        headers.setdefault("User-Agent", USER_AGENT)
        origin, target = self.address.origin, self.address.base_path + path
        for _hop in range(MAX_REDIRECTS + 1):
            response = self._exchange(origin, method, target, headers, body, repeat)
            location = response.header("Location") if response.status in REDIRECTS else None
            if location is None or not follow or method not in ("GET", "HEAD"):
                return response
            target = self._follow(response.url, location)
        raise NotSent("it redirects in a circle", permanent=True)

    def _follow(self, url, location):
        """The target of a redirect on this origin; another one would get what the request carries."""
        new, target = destination(url, location)
        if new is None:
            text = (
                "it redirects to something that is no http address; credentials are not sent to another server: "
                "correct that redirect, or give the final address instead"
            )
            raise NotSent(text, permanent=True)
        if not same_origin(new, self.address.origin):
            text = (
                "it redirects to %s; credentials are not sent to another server, and another scheme or port is one: "
                "if that address is right, give it instead"
            )
            raise NotSent(text % origin_text(new, self.clean), permanent=True)
        return target

    def _connect(self, origin):
        scheme, host, port = origin
        if scheme == "https":
            connection = http.client.HTTPSConnection(host, port, context=self.tls.context())
        else:
            connection = http.client.HTTPConnection(host, port)
        try:
            connection.sock = reach.connect(host, port, self._deadline)
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if scheme == "https":
                connection.sock = self._secured(connection.sock, host)
        except (OSError, ValueError, UnicodeError) as exc:
            connection.close()
            why = explain(exc, self.tls, host, self.clean)
            raise NotSent(why, permanent=isinstance(exc, (ssl.SSLError, ValueError))) from exc
        return connection

    def _secured(self, sock: Any, host: str) -> Any:
        """The same connection with TLS."""
        secured = self.tls.context().wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
        watch = guard.Guard(secured, self._deadline)
        watch.begin(guard.HANDSHAKE)
        try:
            with watch:
                secured.do_handshake()
        except (OSError, ValueError) as exc:
            secured.close()
            missed = watch.missed(exc)
            if missed:
                raise missed from exc
            raise
        return secured

    def _exchange(self, origin, method, target, headers, body, repeat):
        reused = self._connection is not None and self._origin == origin and method in IDEMPOTENT
        if not reused:
            self.close()
            self._connection, self._origin = self._connect(origin), origin
        try:
            return self._send(origin, method, target, headers, body)
        except Interrupted as exc:
            self.close()
            stale = isinstance(exc.__cause__, (ConnectionError, http.client.RemoteDisconnected))
            if not (reused and stale and repeat):
                raise
        try:
            self._connection = self._connect(origin)
            response = self._send(origin, method, target, headers, body)
        except NotSent as exc:
            # The first sending may have been executed: as when a server dies of it.
            raise Interrupted("it closed the connection without an answer, and then: %s" % exc) from exc
        except Interrupted:
            # What is left of it has no socket any more, and the next request must not take it for a connection.
            self.close()
            raise
        response.repeated = True
        return response

    def _send(self, origin, method, target, headers, body):
        connection, sock = self._connection, self._connection.sock
        watch = guard.Guard(sock, self._deadline)
        try:
            with watch:
                watch.begin(guard.NOT_TAKEN)
                connection.request(method, target, body=body, headers=headers)
                watch.begin(guard.SILENT)
                raw = connection.getresponse()
                watch.begin(guard.INCOMPLETE)
                content = self._read(raw)
            watch.check()
        except (OSError, http.client.HTTPException, Interrupted) as exc:
            missed = watch.missed(exc)
            if missed:
                raise Interrupted(str(missed)) from missed
            if isinstance(exc, Interrupted):
                raise
            reason = _last_word(sock, exc)
            if refuses_client(reason):
                # A server looks at a client certificate before it reads a request.
                self.close()
                raise NotSent(explain(reason, self.tls, origin[1], self.clean), permanent=True) from exc
            raise Interrupted(explain(exc, self.tls, origin[1], self.clean)) from exc
        except ValueError as exc:
            self.close()
            # Not in its own words: they quote headers.
            text = "the request cannot be written: an address or a header has a character that HTTP does not allow"
            raise NotSent(text, permanent=True) from exc
        will_close = raw.will_close
        # Without this the connection would not take another request, although the answer has been read.
        raw.close()
        if will_close:
            self.close()
        return Response(origin_text(origin) + target, raw.status, raw.getheaders(), content, self.max_bytes)

    def _read(self, raw):
        expected, chunks, size = raw.length, [], 0
        while True:
            chunk = raw.read1(65536)
            if not chunk:
                break
            chunks.append(chunk)
            size += len(chunk)
            if size > self.max_bytes:
                self.close()
                line = Response("", 0, raw.getheaders(), b"".join(chunks)).first_line(clean=self.clean)
                raise Interrupted(
                    "the answer is larger than %d bytes and was not read; it begins: %s" % (self.max_bytes, line)
                )
        if expected is not None and size < expected:
            self.close()
            line = Response("", 0, raw.getheaders(), b"".join(chunks)).first_line(clean=self.clean)
            raise Interrupted("the answer is truncated (%d of %d bytes); it begins: %s" % (size, expected, line))
        return b"".join(chunks)
