# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way of every request through an RWS node: faults, CSRF, credentials, route, answer in the chosen dialect."""

import json
import re
import time

from standins import faults, rws_control, rws_ops, rws_settings
from standins.httpd import Response
from standins.rws_errors import Refused

_WRITES = {"POST", "PUT", "DELETE", "PATCH"}
_CC = "contact-centers/(?P<cc>[^/]+)"
_ENV = "genesys-environments/(?P<env>[^/]+)"
_OPS, _ADMIN, _ANY, _NONE = "ops", "admin", "any", "none"

# method, path, who may call it (rws.md 5.9), handler. Facts: docs/stand-ins.md.
ROUTES = tuple(
    (methods.split("|"), re.compile("^" + pattern + "$"), who, handler)
    for methods, pattern, who, handler in (
        ("GET", "/api/v2/diagnostics/version", _NONE, rws_ops.version),
        ("GET", "/api/v2/me", _ANY, rws_ops.me),
        ("GET", "/api/v2/ops/genesys-environments", _OPS, rws_ops.environments),
        ("GET", f"/api/v2/ops/{_ENV}", _OPS, rws_ops.environment),
        ("POST", f"/api/v2/ops/{_ENV}/multimedia-switch", _OPS, rws_ops.multimedia_switch),
        ("GET", "/api/v2/ops/contact-centers", _OPS, rws_ops.contact_centers),
        ("GET", f"/api/v2/ops/{_CC}", _OPS, rws_ops.contact_center),
        ("GET", f"/api/v2/ops/{_CC}/features", _OPS, rws_ops.features),
        ("POST", f"/api/v2/ops/{_CC}/features", _OPS, rws_ops.assign_features),
        ("GET", f"/api/v2/ops/{_CC}/recording-tables", _OPS, rws_ops.recording_tables),
        ("POST", f"/api/v2/ops/{_CC}/(?P<index>recordings|screen-recordings)", _OPS, rws_ops.operation),
        ("GET", f"/api/v2/ops/{_CC}/recordings/(?P<id>[^/]+)", _OPS, rws_ops.recording),
        ("GET", f"/api/v2/ops/{_CC}/settings/(?P<group>[^/]+)", _OPS, rws_settings.read_ops),
        ("PUT", f"/api/v2/ops/{_CC}/settings/(?P<group>[^/]+)", _OPS, rws_settings.write_ops),
        ("GET", "/api/v2/settings", _ADMIN, rws_settings.groups),
        ("GET", "/api/v2/settings/(?P<group>[^/]+)", _ADMIN, rws_settings.read),
        ("POST", "/api/v2/settings/(?P<group>[^/]+)", _ADMIN, rws_settings.create),
        ("PUT", "/api/v2/settings/(?P<group>[^/]+)", _ADMIN, rws_settings.replace),
        ("DELETE", "/api/v2/settings/(?P<group>[^/]+)", _ADMIN, rws_settings.delete),
        ("POST", f"/internal-api/{_CC}/(?P<kind>recordings|screen-recordings)", _OPS, rws_ops.insert),
        ("GET", f"/internal-api/{_CC}/(?P<kind>screen-recordings)/(?P<id>[^/]+)", _OPS, rws_ops.recording),
    )
)


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
    response = faults.apply(node.cluster.faults.take(node.name, request), node, lambda: _execute(node, request, entry))
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
        handler, who, call.match = _route(request)
        call.user = _authenticate(call, who)
        status, document = handler(call)
        document = dict({"statusCode": 0}, **document)
    except Refused as refusal:
        status, document = _in_dialect(refusal, call.cluster.dialect["error_style"])
        if refusal.status == 401:
            headers.append(("WWW-Authenticate", 'Basic realm="RWS"'))
    entry["status_code"] = document.get("statusCode")
    if session is None and status != 401:
        session = node.new_session()
        headers.append(("Set-Cookie", f"JSESSIONID={session.id}; Path=/; HttpOnly"))
    if session is not None and request.method in {"GET", "HEAD"} and call.cluster.csrf(call.application):
        # rws.md 7.3: any GET hands out the name of the header and the token of the session.
        headers += [("X-CSRF-HEADER", "X-CSRF-TOKEN"), ("X-CSRF-TOKEN", session.token)]
    return Response.of(document, status, headers)


def _check_token(request, session):
    if session is None or request.headers.get("X-CSRF-TOKEN") != session.token:
        raise Refused(403, 3, "Missing or invalid Csrf token", container=True)


def _route(request):
    path = request.path.rstrip("/") or "/"
    allowed = []
    method = "GET" if request.method == "HEAD" else request.method
    for methods, pattern, who, handler in ROUTES:
        found = pattern.match(path)
        if found and method in methods:
            return handler, who, found.groupdict()
        if found:
            allowed += methods
    if allowed:
        raise Refused(405, 3, f"{request.method} is not allowed on {path}: use {' or '.join(sorted(set(allowed)))}.")
    raise Refused(404, 6, f"There is no resource {path}.")


def _authenticate(call, who):
    """rws.md 5.9: the ops account for ops and internal paths, Contact Center Admin for settings."""
    if who == _NONE:
        return None
    if call.request.credentials is None:
        raise Refused(401, 20, "User is not authenticated: send HTTP Basic credentials.", container=True)
    user, password = call.request.credentials
    if (user, password) == call.application.ops:
        roles = [_OPS]
    elif call.cluster.directory.knows(user, password):
        roles = call.cluster.directory.roles(user)
    else:
        raise Refused(401, 20, "User is not authenticated: wrong user name or password.", container=True)
    if (who == _ANY and not roles) or (who != _ANY and who not in roles):
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
