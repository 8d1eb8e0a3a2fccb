# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which path of an RWS node is for whom, and who handles it (rws.md 5.9). Facts: docs/stand-ins.md."""

import re
from typing import NamedTuple

from standins import (
    rws_features,
    rws_holds,
    rws_labels,
    rws_lifecycle,
    rws_ops,
    rws_ops_settings,
    rws_recordings,
    rws_settings,
)
from standins.httpd import Response
from standins.rws_dialects import WITHDRAWN
from standins.rws_errors import Refused

# Roles that may call; None asks for no account.
OPS = frozenset({"ops"})
ADMIN = frozenset({"admin"})
ADMIN_OR_AGENT = frozenset({"admin", "agent"})
PEOPLE = frozenset({"admin", "supervisor", "agent"})
CLOUD_ADMIN = frozenset({"cloud admin"})
ANYBODY = OPS | PEOPLE | CLOUD_ADMIN
NO_ACCOUNT = None

_CC = "contact-centers/(?P<cc>[^/]+)"
_ENV = "genesys-environments/(?P<env>[^/]+)"
_GROUP = "settings/(?P<group>[^/]+)"
_LABELS = "recording-label-definitions"
# Invented: no page of the vendor has them.
_PLANS = "invented/lifecycle-plans"
_RULES = "invented-lifecycle-rules"
_CALL = "(?P<kind>recordings)/(?P<id>[^/]+)"
_SCREEN = "(?P<kind>screen-recordings)/(?P<id>[^/]+)"
_CONTENT = _SCREEN + "/content/(?P<file>[^/]+[.]mp4)"


class Route(NamedTuple):
    """``dialect``: the one that may say that this is not there at all."""

    method: str
    pattern: re.Pattern
    who: frozenset
    handler: object
    dialect: str


def _route(method, pattern, who, handler, dialect=None):
    return Route(method, re.compile(f"^{pattern}$"), who, handler, dialect)


_API = (
    _route("GET", "/api/v2/diagnostics/version", NO_ACCOUNT, rws_ops.version, "version_read"),
    _route("GET", "/api/v2/me", ANYBODY, rws_ops.me),
    _route("GET", "/api/v2/features", ADMIN_OR_AGENT, rws_features.assigned, "gws_resources"),
    _route("GET", "/api/v2/features/(?P<id>[^/]+)", ADMIN_OR_AGENT, rws_features.one, "gws_resources"),
    _route("DELETE", "/api/v2/features/(?P<id>[^/]+)", CLOUD_ADMIN, rws_features.unassign, "gws_resources"),
    _route("GET", "/api/v2/system/features", ADMIN, rws_features.system, "gws_resources"),
    _route("GET", "/api/v2/services", PEOPLE, rws_features.services, "gws_resources"),
    _route("GET", f"/api/v2/{_LABELS}", PEOPLE, rws_labels.read),
    _route("POST", f"/api/v2/{_LABELS}", PEOPLE, rws_labels.create),
    _route("GET", f"/api/v2/{_LABELS}/(?P<name>[^/]+)", PEOPLE, rws_labels.one),
    _route("DELETE", f"/api/v2/{_LABELS}/(?P<name>[^/]+)", PEOPLE, rws_labels.delete),
    _route("GET", "/api/v2/recordings", ADMIN, rws_holds.search),
    _route("GET", f"/api/v2/{_CALL}", ADMIN, rws_holds.read),
    _route("POST", f"/api/v2/{_CALL}", PEOPLE, rws_holds.operation),
    _route("GET", f"/api/v2/{_CALL}/play/(?P<file>[^/]+[.]mp3)", ADMIN, rws_holds.play),
    _route("GET", f"/api/v2/{_PLANS}", ADMIN, rws_lifecycle.plan),
    _route("PUT", f"/api/v2/{_PLANS}", ADMIN, rws_lifecycle.replace_plan),
    _route("GET", "/api/v2/settings", ADMIN, rws_settings.groups),
    _route("GET", f"/api/v2/{_GROUP}", ADMIN, rws_settings.read),
    _route("POST", f"/api/v2/{_GROUP}", ADMIN, rws_settings.create),
    _route("PUT", f"/api/v2/{_GROUP}", ADMIN, rws_settings.replace),
    _route("DELETE", f"/api/v2/{_GROUP}", ADMIN, rws_settings.delete),
)
_OPERATIONS = (
    _route("GET", "/api/v2/ops/genesys-environments", OPS, rws_ops.environments),
    _route("GET", f"/api/v2/ops/{_ENV}", OPS, rws_ops.environment, "environment_site"),
    _route("POST", f"/api/v2/ops/{_ENV}/multimedia-switch", OPS, rws_ops.multimedia_switch),
    _route("GET", "/api/v2/ops/contact-centers", OPS, rws_ops.contact_centers),
    _route("GET", f"/api/v2/ops/{_CC}/features", OPS, rws_features.of_contact_center, "features_read"),
    _route("POST", f"/api/v2/ops/{_CC}/features", OPS, rws_features.assign),
    _route("GET", f"/api/v2/ops/{_CC}/recording-tables", OPS, rws_ops.recording_tables),
    _route("POST", f"/api/v2/ops/{_CC}/(?P<index>recordings|screen-recordings)", OPS, rws_ops.operation),
    _route("GET", f"/api/v2/ops/{_CC}/{_RULES}", OPS, rws_lifecycle.rules),
    _route("POST", f"/api/v2/ops/{_CC}/{_RULES}", OPS, rws_lifecycle.create_rule),
    _route("PUT", f"/api/v2/ops/{_CC}/{_RULES}/(?P<id>[^/]+)", OPS, rws_lifecycle.update_rule),
    _route("DELETE", f"/api/v2/ops/{_CC}/{_RULES}/(?P<id>[^/]+)", OPS, rws_lifecycle.delete_rule),
    _route("GET", f"/api/v2/ops/{_CC}/{_CALL}", OPS, rws_recordings.read),
    _route("GET", f"/api/v2/ops/{_CC}/{_CALL}/play/(?P<file>[^/]+[.]mp3)", OPS, rws_recordings.play),
    _route("GET", f"/api/v2/ops/{_CC}/settings/recordings", OPS, rws_ops_settings.read_voice, "voice_store_read"),
    _route("PUT", f"/api/v2/ops/{_CC}/settings/recordings", OPS, rws_ops_settings.write_voice),
    _route("GET", f"/api/v2/ops/{_CC}/{_GROUP}", OPS, rws_ops_settings.read),
    _route("PUT", f"/api/v2/ops/{_CC}/{_GROUP}", OPS, rws_ops_settings.write, "ops_settings_write"),
)
_INTERNAL = (
    _route("POST", f"/internal-api/{_CC}/(?P<kind>recordings|screen-recordings)", OPS, rws_recordings.insert),
    _route("POST", "/internal-api/screen-recordings", PEOPLE, rws_recordings.upload),
    _route("GET", f"/internal-api/{_CC}/{_SCREEN}", OPS, rws_recordings.read),
    _route("GET", f"/internal-api/{_CC}/{_CONTENT}", OPS, rws_recordings.content),
    _route("DELETE", f"/internal-api/{_CC}/{_CONTENT}", OPS, rws_recordings.delete_content),
)
ROUTES = _API + _OPERATIONS + _INTERNAL


# What no page of the vendor shows.
_UNDOCUMENTED = {
    rws_ops.version,
    rws_ops.environment,
    rws_ops.recording_tables,
    rws_features.of_contact_center,
    rws_ops_settings.read_voice,
    rws_labels.read,
}
_PAGE = "<html><head><title>404 Not Found</title></head><body><h1>HTTP ERROR 404</h1></body></html>\n"


def absent(route, path, dialect):
    """What comes where RWS does not have an undocumented read: an answer of what is below it, or None."""
    style = dialect["undocumented_reads"]
    if route.handler not in _UNDOCUMENTED or style == "offered":
        return None
    if style == "spring_404":
        told = {"timestamp": 1764201600000, "status": 404, "error": "Not Found", "message": "Not Found", "path": path}
        return Response.of(told, 404)
    if style == "html_404":
        return Response(404, _PAGE, content_type="text/html")
    return Response(404, b"", content_type=None)


def _withdrawn(route, dialect):
    return WITHDRAWN.get(dialect[route.dialect]) if route.dialect else None


def _matching(request):
    """Each route of the path of a request, with what its pattern matched."""
    path = request.path.rstrip("/") or "/"
    found = ((route, route.pattern.match(path)) for route in ROUTES)
    return path, [(route, match.groupdict()) for route, match in found if match]


def find(request, dialect):
    """(route, what its pattern matched); 404 and 405 as an RWS that lacks the path or the method would say it."""
    method = "GET" if request.method == "HEAD" else request.method
    path, matching = _matching(request)
    for route, match in matching:
        if method == route.method:
            withdrawn = _withdrawn(route, dialect)
            if withdrawn == 404:
                raise Refused(404, 6, f"There is no resource {path}.")
            if withdrawn == 405:
                raise Refused(405, 3, f"{request.method} is not allowed on {path}.")
            return route, match
    if matching:
        allowed = " or ".join(sorted({route.method for route, _match in matching}))
        raise Refused(405, 3, f"{request.method} is not allowed on {path}: use {allowed}.")
    raise Refused(404, 6, f"There is no resource {path}.")


def methods(request, dialect):
    """What OPTIONS tells of a path."""
    path, matching = _matching(request)
    found = {route.method for route, _match in matching if not _withdrawn(route, dialect)}
    if not found:
        raise Refused(404, 6, f"There is no resource {path}.")
    return sorted(found | {"OPTIONS"} | ({"HEAD"} if "GET" in found else set()))
