# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The RWS REST client of all rws_* modules: private to this collection, may change at any time.

Several nodes serve one store, so a node that cannot answer is replaced by the next one. Every write goes through
`write`, which refuses in check mode. A POST that a server may have executed is never sent again blindly.
"""

import contextlib
import json
import re
import time
from typing import Any, Iterator, Optional
from urllib.parse import quote, urlencode

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import SURPRISES, Refusal
from ansible_collections.gir.multidc.plugins.module_utils._http.cluster import Cluster
from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import (
    Address,
    HttpProblem,
    HttpSession,
    Interrupted,
)
from ansible_collections.gir.multidc.plugins.module_utils._http.redirect import destination_text
from ansible_collections.gir.multidc.plugins.module_utils._http.session import Session, basic, cleaned
from ansible_collections.gir.multidc.plugins.module_utils._rws.status import CSRF_REMEDY, OPS, meaning, remedy

API = "/api/v2"
UNAVAILABLE = (502, 503, 504)
CSRF_RENEWALS = 2
UNUSABLE = -1
NO_STATUS_CODE = "the answer has no statusCode, so it is not one of RWS"
FIND_OUT = "Read the state before the request is sent again."


class RwsError(Refusal):
    """A failure with one sentence and, for the module result, its parts."""

    # Whether RWS itself said so, and not a balancer or another server.
    from_rws = False
    # What was answered, without what to do about it; None where the message is no answer.
    told: Optional[str] = None

    @property
    def http_status(self):
        return self.details.get("http_status")

    @property
    def status_code(self):
        return self.details.get("status_code")

    @property
    def not_found(self):
        """RWS says that it has no such thing."""
        return self.status_code == 6 or (self.http_status == 404 and self.from_rws)

    @property
    def not_offered(self):
        """RWS does not offer this operation at all, with an HTTP status or with its own code alone."""
        return self.http_status == 405 or (self.http_status == 200 and self.status_code == 3)

    @property
    def lasting(self) -> bool:
        """Whether the same question would be answered so a moment later, too."""
        return self.http_status is not None and self.http_status < 500 and self.http_status != 429

    @property
    def already_there(self):
        """What was to be created or assigned exists or is in use."""
        return self.http_status == 409 or self.status_code in (18, 19)

    @property
    def uncertain(self):
        """Whether the server may have changed something although this failed."""
        return self.details.get("outcome") in ("unknown", "partial")


class NoNodeAnswers(RwsError):
    """No node gave an answer of its own: every connection failed or a balancer had nobody to ask."""


class OutcomeUnknown(RwsError):
    """A write may or may not have been executed."""


def _unknown(text, exc):
    """The same failure, but nobody knows what it left behind."""
    error = OutcomeUnknown(text, **dict(exc.details, outcome="unknown"))
    error.from_rws = exc.from_rws
    return error


class _Unusable(Exception):
    """One node cannot serve this request now; another one, or the same one later, may."""

    def __init__(self, message, permanent=False, answered=False, executed=False):
        super().__init__(message)
        self.permanent = permanent
        self.answered = answered
        self.executed = executed


class RwsClient(Cluster):
    """Calls to the nodes of one RWS cluster.

    `accounts` maps OPS and ADMIN to (user name, password).
    """

    def __init__(self, urls, accounts, tls, timeout=30, retries=3, check_mode=False, sleep=time.sleep):
        super().__init__([HttpSession(Address(url, strip=("/api/v2",)), tls, timeout) for url in urls], retries, sleep)
        for node in self.nodes:
            node.clean = self.clean
        # Further secrets of the run, which a server may echo.
        self.secrets: Any = ()
        self.accounts = accounts
        self.check_mode = check_mode
        self._sessions = {}
        self.last_node = None
        # Whether a request of this run changed something, or may have.
        self.wrote = False
        self.requests = 0
        # When the only round of requests ends, see `once`.
        self._until = None

    @contextlib.contextmanager
    def once(self) -> Iterator[None]:
        """No request within is repeated, and all nodes together get the time of one."""
        kept = self.retries, self._until, [(node, node.timeout) for node in self.nodes]
        self.retries, self._until = 0, time.monotonic() + max(node.timeout for node in self.nodes)
        try:
            yield
        finally:
            self.retries, self._until, timeouts = kept
            for node, seconds in timeouts:
                node.timeout = seconds

    def limit(self, seconds):
        """No request from now on lasts longer."""
        for node in self.nodes:
            node.timeout = max(0.1, min(node.timeout, seconds))

    # -- reading -------------------------------------------------------------------------------------------------

    def get(self, path, query=None, account=OPS):
        """The answer, a JSON object. Without an account no credentials are sent, and statusCode may be missing."""
        return self._rounds("GET", self._target(path, query), None, account, None)

    def asks_for_csrf(self):
        """Whether any node handed out a CSRF token so far."""
        return any(session.csrf for session in self._sessions.values())

    # -- writing -------------------------------------------------------------------------------------------------

    def write(
        self,
        method,
        path,
        body,
        account=OPS,
        query=None,
        greeting="/ops/contact-centers",
        confirm=None,
        find_out=FIND_OUT,
    ):
        """The only way to change anything.

        `greeting` is read first on a node that has not answered yet, because a CSRF token comes with any GET.
        `confirm` says after an interrupted POST whether it took effect: True, False or None when nobody can tell.
        `find_out` tells the operator how to learn the outcome when it stays unknown.
        """
        if self.check_mode:
            raise RwsError(
                "Internal error: %s %s was about to be sent in check mode; nothing was sent." % (method, path)
            )
        target = self._target(path, query)
        data = json.dumps(body).encode("utf-8") if body is not None else None
        first: Any = None
        for _attempt in range(2):
            try:
                answer = self._rounds(method, target, data, account, self._target(greeting, None))
                self.wrote = True
                return answer
            except RwsError as exc:
                if first is None and not isinstance(exc, OutcomeUnknown):
                    raise
                # What the first attempt did stays unknown, whatever is said to the second one.
                self.wrote = True
                done = self._ask(confirm)
                if done:
                    return {"statusCode": 0}
                if done is None or first is not None:
                    text = "%s It is not known whether the request was executed. %s" % (exc, find_out)
                    raise _unknown(text, exc) from exc
                first = exc
        return None

    @staticmethod
    def _ask(confirm):
        if confirm is None:
            return None
        try:
            return confirm()
        except (RwsError, *SURPRISES):
            return None

    # -- nodes in order, bounded retries -------------------------------------------------------------------------

    @staticmethod
    def _target(path, query):
        return API + path + ("?" + urlencode(query, quote_via=quote, safe="/*") if query else "")

    def _rounds(self, method, target, data, account, greeting):
        executed = None
        for nodes in self.rounds():
            problems = []
            for node in nodes:
                try:
                    answer = self._on_node(node, method, target, data, account, greeting)
                except RwsError as exc:
                    if executed is None:
                        raise
                    raise _unknown("%s Then: %s" % (executed, exc), exc) from exc
                except _Unusable as exc:
                    problems.append((node, exc))
                    if exc.executed:
                        executed = "RWS node %s, %s %s: %s." % (node.address.url, method, target, exc)
                        if method == "POST":
                            raise OutcomeUnknown(executed, url=node.address.url, outcome="unknown") from exc
                    continue
                self.prefer(node)
                self.last_node = node.address.url
                return answer
            if all(exc.permanent for _node, exc in problems):
                break
        raise self._exhausted(method, target, problems, executed)

    def _exhausted(self, method, target, problems, executed):
        listed = "; ".join("%s: %s" % (node.address.url, exc) for node, exc in problems)
        text = "No RWS node could serve %s %s (%d tried): %s." % (method, target, len(problems), listed)
        if executed is not None:
            return OutcomeUnknown("%s Then: %s" % (executed, text), outcome="unknown")
        if any(exc.answered for _node, exc in problems):
            return RwsError(text, outcome="unchanged")
        advice = "Check that RWS runs there and that this host reaches it."
        error = NoNodeAnswers("%s %s" % (text, advice), outcome="unchanged")
        error.told = text
        return error

    # -- one node ------------------------------------------------------------------------------------------------

    def _on_node(self, node, method, target, data, account, greeting):
        session = self._sessions.setdefault((node, account), Session())
        if greeting and not session.greeted:
            self._greet(node, session, greeting, account)
        response = self._exchange(node, session, method, target, data, account)
        for _renewal in range(CSRF_RENEWALS):
            if not (greeting and self._csrf_refused(response)):
                break
            # A refused request was not executed, so a renewed token may be used for it.
            session.csrf = None
            self._greet(node, session, greeting, account)
            response = self._exchange(node, session, method, target, data, account)
        try:
            answer = self._judge(node, response, method, target, account)
        except _Unusable as exc:
            exc.executed = exc.executed or bool(response.repeated and greeting)
            raise
        except RwsError as exc:
            if not (response.repeated and greeting):
                raise
            text = "RWS node %s, %s %s: the connection broke after the request was sent, and it was sent again."
            raise _unknown("%s Then: %s" % (text % (node.address.url, method, target), exc), exc) from exc
        session.greeted = True
        return answer

    def _greet(self, node, session, greeting, account):
        """Learn the CSRF token, and that an RWS answers there: a write is never sent to anything else."""
        response = self._exchange(node, session, "GET", greeting, None, account)
        if response.status in UNAVAILABLE:
            raise _Unusable("HTTP %d" % response.status)
        answer, fault = self._parse(response)
        if response.status not in (401, 403) and not self._is_rws(answer):
            raise _Unusable("HTTP %d, but %s" % (response.status, fault or NO_STATUS_CODE), answered=True)
        session.greeted = True

    @staticmethod
    def _is_rws(answer):
        return answer is not None and ("statusCode" in answer or "statusMessage" in answer)

    def _exchange(self, node, session, method, target, data, account):
        headers = {"Accept": "application/json"}
        if account is not None:
            headers["Authorization"] = "Basic " + basic(*self.accounts[account])
        if data is not None:
            headers["Content-Type"] = "application/json"
        headers.update(session.headers(method not in ("GET", "HEAD")))
        if self._until is not None:
            left = self._until - time.monotonic()
            if left <= 0:
                raise _Unusable("not asked, because another node took all the time")
            node.timeout = min(node.timeout, left)
        self.requests += 1
        try:
            response = node.request(method, target, headers, data)
        except HttpProblem as exc:
            executed = isinstance(exc, Interrupted) and method != "GET"
            raise _Unusable(
                str(exc), exc.permanent, isinstance(exc, Interrupted) and not exc.__cause__, executed
            ) from exc
        session.learn(response)
        return response

    @staticmethod
    def _csrf_refused(response):
        return response.status == 403 and b"csrf" in response.body[:4096].lower()

    def _judge(self, node, response, method, target, account):
        status = response.status
        if status in UNAVAILABLE:
            # 503 says that nobody handled the request; behind 502 and 504 somebody may have.
            raise _Unusable("HTTP %d" % status, executed=status != 503 and method != "GET")
        if 300 <= status < 400:
            place = destination_text(response.url, response.header("Location"), self.clean)
            raise RwsError(
                "RWS node %s redirects %s %s to %s; a redirect is not followed here: name the final address in url."
                % (node.address.url, method, target, place),
                url=node.address.url + target,
                http_status=status,
            )
        if status == 204 and not response.body and method != "GET":
            return {"statusCode": 0}
        answer, fault = self._parse(response)
        code = self._status_code(answer)
        if code == UNUSABLE and 200 <= status < 300:
            # Nobody knows what such a server has done.
            said = self.clean(json.dumps(answer["statusCode"]))[:80]
            text = "HTTP %d, but its statusCode is %s, which is none" % (status, said)
            raise _Unusable(text, answered=True, executed=method != "GET")
        if code == UNUSABLE:
            code = None
        if answer is not None and 200 <= status < 300 and code is None and account is not None:
            # Every answer of RWS has one; one without may be of a proxy that never asked it.
            answer, fault = None, "it is not one of RWS, and begins: %s" % response.first_line(clean=self.clean)
        if answer is None and (200 <= status < 300 or status >= 500):
            # A page of somebody else tells nothing about what the node behind it has done.
            lacks = "without statusCode: " if status < 300 else ""
            raise _Unusable("HTTP %d, but %s%s" % (status, lacks, fault), answered=True, executed=method != "GET")
        if 200 <= status < 300 and code in (0, None):
            return answer
        message = self.clean((answer or {}).get("statusMessage") or "")
        parts = ["HTTP %d" % status]
        if code is not None:
            parts.append("statusCode %s (%s)" % (code, meaning(code)))
        if message:
            parts.append('"%s"' % message[:300])
        if answer is None:
            parts.append(fault)
        text = "RWS node %s answered %s %s with %s." % (node.address.url, method, target, ", ".join(parts))
        details = {
            "url": node.address.url + target,
            "http_status": status,
            "status_code": code,
            "status_message": message,
        }
        # "After an error assume that nothing was modified", says the API; a part (7) and not yet (9) name themselves.
        details["outcome"] = "partial" if code in (7, 9) else "unchanged"
        advice = CSRF_REMEDY if self._csrf_refused(response) else remedy(status, code, account or OPS)
        error = RwsError("%s %s" % (text, advice), **details)
        error.from_rws, error.told = self._is_rws(answer), text
        raise error

    def _parse(self, response):
        """(answer, None) or (None, what is wrong with the body)."""
        answer, fault = response.document(self.clean)
        if fault:
            return None, fault
        if not isinstance(answer, dict):
            return None, "the answer is not a JSON object; it begins: %s" % response.first_line(clean=self.clean)
        return answer, None

    @staticmethod
    def _status_code(answer):
        """The statusCode as a number; None when there is none, UNUSABLE when it is nothing that RWS would say."""
        if answer is None or "statusCode" not in answer:
            return None
        code = answer["statusCode"]
        if isinstance(code, int) and not isinstance(code, bool):
            return code if code >= 0 else UNUSABLE
        return int(code) if isinstance(code, str) and re.match(r"^[0-9]{1,4}$", code) else UNUSABLE

    def clean(self, text):
        """Text from a server may echo what was sent: take every secret of this run out of it."""
        secrets = set(self.secrets)
        for user, password in self.accounts.values():
            if password:
                secrets.update((password, basic(user, password)))
        for session in self._sessions.values():
            secrets.update(session.secrets())
        return cleaned(text, secrets)
