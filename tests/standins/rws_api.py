# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way of every request through an RWS node: faults, CSRF, credentials, route, answer in the chosen dialect."""

import json
import re
import time

from standins import faults, rws_control, rws_routes
from standins.httpd import Response, guarded
from standins.rws_errors import Refused, in_type

_WRITES = {"POST", "PUT", "DELETE", "PATCH"}


class Call:
    """A request on its way through one node, with what the handlers need."""

    def __init__(self, node, request):
        self.node = node
        self.cluster = node.cluster
        self.application = node.application
        self.store = node.store
        self.request = request
        self.user = None
        self.match = {}
        self.opens_session = True

    def body(self):
        """The JSON object of the body; comments and other text are refused in words (rws.md 5.7)."""
        if self.request.content_type != "application/json":
            given = self.request.content_type or "none"
            raise Refused(
                int(self.cluster.dialect["content_type_status"]),
                10,
                f"Content type '{given}' is not supported: send application/json.",
            )
        text = self.request.body.decode("utf-8", "replace")
        try:
            document = json.loads(text)
        except ValueError as error:
            hint = " JSON has no comments: remove the text after '//'." if re.search(r"(?<!:)//", text) else ""
            raise Refused(400, 10, f"The request body is not valid JSON: {error}.{hint}") from error
        if not isinstance(document, dict):
            raise Refused(400, 10, "The request body must be a JSON object.")
        return document


def handle(node, request):
    if request.path.startswith("/standin/"):
        return rws_control.handle(node.cluster, node, request)
    entry = node.cluster.record(node, request)
    if node.application is None:  # stopped between accept and here
        response = Response()
        response.transport = "drop"
        return response
    response = faults.apply(
        node.cluster.faults.take(node.name, request),
        node,
        lambda: guarded(lambda asked: _execute(node, asked, entry), request),
    )
    entry["status"] = None if response.transport == "drop" else response.status
    entry["seconds"] = round(time.monotonic() - entry.pop("_started"), 4)
    return response


def _execute(node, request, entry):
    entry["executed"] = True
    call = Call(node, request)
    session = node.session(request)
    headers = []
    try:
        if call.cluster.csrf(call.application) and request.method in _WRITES:
            _check_token(request, session)
        response = _success(call, _result(call), entry)
    except Refused as refusal:
        status, document = _in_dialect(refusal, call.cluster.dialect["error_style"])
        response = _respond(call, status, document, entry)
        if refusal.status == 401:
            headers.append(("WWW-Authenticate", 'Basic realm="RWS"'))
    if session is None and call.opens_session and response.status != 401:
        session = node.new_session()
        headers.append(("Set-Cookie", f"JSESSIONID={session.id}; Path=/; HttpOnly"))
    if session is not None and request.method in {"GET", "HEAD"} and call.cluster.csrf(call.application):
        # rws.md 7.3: any GET hands out the name of the header and the token of the session.
        headers += [("X-CSRF-HEADER", "X-CSRF-TOKEN"), ("X-CSRF-TOKEN", session.token)]
    response.headers += headers
    return response


def _result(call):
    dialect = call.cluster.dialect
    if call.request.method == "OPTIONS":  # browsers ask before they send an account, and keep no session
        call.opens_session = False
        return Response(
            200, content_type=None, headers=[("Allow", ", ".join(rws_routes.methods(call.request, dialect)))]
        )
    route, call.match = rws_routes.find(call.request, dialect)
    instead = rws_routes.absent(route, call.request.path, dialect)
    if instead is not None:
        return instead
    call.user = _authenticate(call, route.who)
    return route.handler(call)


def _success(call, result, entry):
    """A handler gives a status and a document, which tells success, or a response as it is to be sent."""
    if isinstance(result, Response):
        entry["status_code"] = None
        return result
    status, document = result
    return _respond(call, status, dict({"statusCode": 0}, **document), entry)


def _respond(call, status, document, entry):
    entry["status_code"] = document.get("statusCode")
    if "statusCode" in document:
        document["statusCode"] = in_type(call.cluster.dialect, document["statusCode"])
    return Response.of(document, status)


def _check_token(request, session):
    if session is None or request.headers.get("X-CSRF-TOKEN") != session.token:
        raise Refused(403, 3, "Missing or invalid Csrf token", container=True)


def _authenticate(call, who):
    """rws.md 5.9: the ops account for ops and internal paths, Contact Center Admin for settings."""
    if who is rws_routes.NO_ACCOUNT:
        return None
    if call.request.credentials is None:
        raise Refused(401, 20, "User is not authenticated: send HTTP Basic credentials.", container=True)
    user, password = call.request.credentials
    if (user, password) == call.application.ops:
        roles = rws_routes.OPS
    elif call.cluster.directory.knows(user, password):
        roles = call.cluster.directory.roles(user)
    else:
        raise Refused(401, 20, "User is not authenticated: wrong user name or password.", container=True)
    if who.isdisjoint(roles):
        raise Refused(403, 5, "Insufficient user roles.")
    return user


def _in_dialect(refusal, style):
    """How an error is told is INFERRED (rws.md 5.6 pairs HTTP status and statusCode for a few calls only)."""
    document = {"statusCode": refusal.code, "statusMessage": refusal.message}
    if style == "body" and not refusal.container:
        return 200, document
    if style == "http_only":
        return refusal.status, {"statusMessage": refusal.message}
    return refusal.status, document
