# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client of the GAX HTTP API: private to this collection, may change at any time.

The API is not documented by the vendor; what is here was read in public clients (paths, bodies, the 204 of a login).
One GAX of several serves a run, with one session. A lost session is renewed once for a request; a request that was
refused for want of a session was not executed. The Configuration Server is changed by `write` only.
"""

import json
import random
import time
from urllib.parse import quote, urlencode

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._http.cluster import Cluster
from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import (
    REDIRECTS,
    Address,
    HttpProblem,
    HttpSession,
    Interrupted,
)
from ansible_collections.gir.multidc.plugins.module_utils._http.redirect import destination_text
from ansible_collections.gir.multidc.plugins.module_utils._http.session import Session, basic, cleaned

API = "/gax/api"
UNAVAILABLE = (502, 503, 504)
CLEAR, OBFUSCATED = "clear", "obfuscated"
READY_PAUSE = 0.5
LOGOUT_SECONDS = 3
MESSAGE_CHARACTERS = 400
# The list of all objects of a type may be large.
MAX_BYTES = 256 * 1024 * 1024
_OBFUSCATION = (68, 122)


class GaxError(Refusal):
    """A failure with one sentence; `http_status` when GAX itself refused something."""

    def __init__(self, message, http_status=None):
        super().__init__(message, http_status=http_status)
        self.http_status = http_status


class NoGaxAnswers(GaxError):
    """No GAX could be used: nothing else of this run can work."""


class LoginRefused(NoGaxAnswers):
    """Trying again would count against the account."""


class OutcomeUnknown(GaxError):
    """A write may or may not have been executed."""


class _SessionLost(Exception):
    pass


class _Unusable(Exception):
    """This GAX cannot serve now; another one, or the same one later, may."""

    def __init__(self, message, permanent=False, executed=False):
        super().__init__(message)
        self.permanent = permanent
        self.executed = executed


def obfuscated(password, choose=None):
    """What a browser sends for a password: for each character c and a random r, c+r and then r. It hides nothing."""
    choose = choose or random.SystemRandom().randint
    sent = []
    for character in password:
        low = choose(*_OBFUSCATION)
        sent += [chr(ord(character) + low), chr(low)]
    return "".join(sent)


class GaxClient(Cluster):
    """Calls to the first of several GAX that can be used. Timeouts are in seconds."""

    def __init__(self, urls, username, password, tls, **options):
        self.form = options.get("password_form", CLEAR)
        self.ready_timeout = options.get("ready_timeout", 60)
        self.check_mode = options.get("check_mode", False)
        timeout = options.get("timeout", 30)
        self._clock = options.get("clock", time.monotonic)
        self._username, self._password = username, password
        nodes = [HttpSession(Address(url, strip=("/gax/api", "/gax")), tls, timeout, MAX_BYTES) for url in urls]
        super().__init__(nodes, options.get("retries", 3), options.get("sleep", time.sleep))
        for node in nodes:
            node.clean = self.clean
        # Further secrets, which a server may echo: of the run, and a function that finds those in what was read.
        self.secrets = ()
        self.secrets_read = tuple
        self._sessions = {}
        self._sent_password = password
        # Whether a request of this run changed something, or may have.
        self.wrote = False

    def close(self):
        """Leave no session behind. That GAX takes this request is inferred, so its answer does not matter."""
        for node, session in self._sessions.items():
            node.timeout = min(node.timeout, LOGOUT_SECONDS)
            try:
                self._exchange(node, session, "POST", "/session/logout", None)
            except _Unusable:
                continue
        self._sessions = {}
        super().close()

    @property
    def last_node(self):
        return self.nodes[0].address.url

    # -- requests ------------------------------------------------------------------------------------------------

    def get(self, path, query=None):
        """The JSON document of an answer; GaxError with http_status when GAX says that there is none."""
        return self._rounds("GET", _target(path, query), None)

    def write(self, method, path, body):
        """The only way to change anything. The answered document, or None when GAX sends none.

        OutcomeUnknown when nobody can tell whether it was executed: read before it is sent again.
        """
        if self.check_mode:
            raise GaxError(
                "Internal error: %s %s was about to be sent in check mode; nothing was sent." % (method, path)
            )
        data = None if body is None else json.dumps(body).encode("utf-8")
        answer = self._rounds(method, _target(path), data)
        self.wrote = True
        return answer

    def _rounds(self, method, target, data):
        problems = []
        for nodes in self.rounds():
            problems = []
            for node in nodes:
                try:
                    answer = self._on_node(node, method, target, data)
                except _Unusable as exc:
                    problems.append((node, exc))
                    if exc.executed:
                        self.wrote = True
                        text = "GAX %s, %s %s: %s. It is not known whether the request was executed."
                        raise OutcomeUnknown(text % (node.address.url, method, target, exc)) from exc
                    continue
                self.prefer(node)
                return answer
            if all(exc.permanent for _node, exc in problems):
                break
        listed = "; ".join("%s: %s" % (node.address.url, exc) for node, exc in problems)
        text = "No GAX could serve %s %s (%d tried): %s. Check that GAX runs there and that this host reaches it."
        raise NoGaxAnswers(text % (method, target, len(problems), listed))

    def _on_node(self, node, method, target, data):
        for last in (False, True):
            session = self._sessions.get(node) or self._log_in(node)
            response = self._exchange(node, session, method, target, data)
            try:
                return self._judge(node, response, method, target)
            except _SessionLost as exc:
                del self._sessions[node]
                if last:
                    raise _Unusable("it asks for a login again right after one (%s)" % exc) from exc
        return None

    # -- session -------------------------------------------------------------------------------------------------

    def _log_in(self, node):
        if self.form == OBFUSCATED:
            self._sent_password = obfuscated(self._password)
        account = {
            "username": self._username,
            "password": self._sent_password,
            "isPasswordEncrypted": self.form == OBFUSCATED,
        }
        session = Session()
        response = self._exchange(node, session, "POST", "/session/login", json.dumps(account).encode("utf-8"), True)
        if response.status in UNAVAILABLE:
            raise _Unusable("HTTP %d to the login" % response.status)
        if response.status in (401, 403):
            text = (
                "GAX %s refuses the login of %s (HTTP %d). Check url_username and url_password; where they are right, "
                "try the other password_form (now %s)."
            )
            raise LoginRefused(text % (node.address.url, self._username, response.status, self.form), response.status)
        if response.status not in (200, 204) or not session.cookies:
            text = (
                "the login was answered with HTTP %d and %d cookies, not with 204 and a session, so it is no GAX; "
                "it says: %s"
            )
            said = self._said(response)
            raise _Unusable(text % (response.status, len(session.cookies), said), permanent=response.status < 500)
        self._wait_until_ready(node, session)
        self._sessions[node] = session
        return session

    def _wait_until_ready(self, node, session):
        """A GAX that has just started answers before it has loaded the form of the objects."""
        end, whole = self._clock() + self.ready_timeout, node.timeout
        while True:
            try:
                response = self._exchange(node, session, "GET", "/cfg/schema", None)
            finally:
                node.timeout = whole
            answer = response.document()[0] if response.status == 200 else {}
            if not isinstance(answer, dict):
                text = "it answers /cfg/schema with something else than a schema, so it is no GAX; it says: %s"
                raise _Unusable(text % self._said(response), permanent=True)
            if answer.get("isEnabled") in (True, "true"):
                return
            if response.status not in (200, 503):
                raise _Unusable("HTTP %d to /cfg/schema" % response.status, permanent=response.status < 500)
            if self._clock() >= end:
                raise _Unusable("its schema was not ready after %s seconds" % self.ready_timeout, permanent=True)
            self._sleep(READY_PAUSE)
            node.timeout = min(whole, max(1.0, end - self._clock()))

    # -- one exchange --------------------------------------------------------------------------------------------

    def _exchange(self, node, session, method, target, data, harmless=False):
        """`harmless`: a POST that may be sent twice."""
        headers = {"Accept": "application/json"}
        if data is not None:
            headers["Content-Type"] = "application/json"
        headers.update(session.headers(False))
        try:
            response = node.request(method, API + target, headers, data, follow=False, repeat=method == "GET")
        except HttpProblem as exc:
            executed = isinstance(exc, Interrupted) and method != "GET" and not harmless
            raise _Unusable(str(exc), exc.permanent, executed) from exc
        session.learn(response)
        return response

    def _judge(self, node, response, method, target):
        status = response.status
        if status == 401 or 300 <= status < 400:
            place = ": %s" % self._said(response) if status in REDIRECTS else ""
            raise _SessionLost("HTTP %d%s" % (status, place))
        if status in UNAVAILABLE:
            raise _Unusable("HTTP %d" % status, executed=status != 503 and method != "GET")
        if not 200 <= status < 300:
            text = "GAX %s answered %s %s with HTTP %d: %s"
            raise GaxError(text % (node.address.url, method, target, status, self._said(response)), status)
        if not response.body.strip():
            if method == "GET":
                raise _Unusable("HTTP %d without a document" % status)
            return None
        answer, fault = response.document(self.clean)
        if fault and response.is_html and method == "GET":
            # A login page in the place of an answer.
            raise _SessionLost("HTML instead of JSON: %s" % self._said(response))
        if fault or answer is None:
            raise _Unusable(fault or "the answer is null", executed=method != "GET")
        return answer

    def _said(self, response):
        """What an answer says, in one line: the message of an error, or the first line that says something."""
        if response.status in REDIRECTS:
            return "it redirects to %s" % destination_text(response.url, response.header("Location"), self.clean)
        document, _fault = response.document()
        message = document.get("message") if isinstance(document, dict) else None
        if isinstance(message, str) and message.strip():
            line = " ".join(self.clean(message).split())[:MESSAGE_CHARACTERS]
            return "".join(letter if letter.isprintable() else "?" for letter in line)
        return response.first_line(clean=self.clean)

    def clean(self, text):
        """Text from a server may echo what was sent: take every secret of this run out of it."""
        secrets = set(self.secrets)
        secrets.update((self._password, self._sent_password, basic(self._username, self._password)))
        secrets.update(self.secrets_read())
        for session in self._sessions.values():
            secrets.update(session.secrets())
        return cleaned(text, secrets)


def _target(path, query=None):
    return path + ("?" + urlencode(query, quote_via=quote) if query else "")
