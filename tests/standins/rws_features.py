# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RWS features and services: what a contact center has, and what the system knows (rws.md 5.2, 8)."""

from standins.rws_errors import Refused
from standins.rws_ops import require_contact_center

# Features that pages of RWS and GWS name; feature-definitions.json of the product has them all.
SYSTEM_FEATURES = {
    "api-provisioning-read": "Reading of configuration",
    "api-provisioning-write": "Writing of configuration",
    "api-voice": "Voice",
    "api-voice-recording": "Voice recording",
    "ui-supervisor-recording": "Recordings in the user interface",
    "api-supervisor-recording": "Recordings over the API",
    "api-multimedia": "Multimedia",
    "api-supervisor-monitoring": "Monitoring of agents",
    "api-supervisor-agent-control": "Control of agents",
    "schema-elasticsearch-v2-call-recording": "Elasticsearch schema V2 for call recordings",
}
# Back-end services that GET /services lists, with the feature that brings each one.
_SERVICES = {"Provisioning": None, "Voice": "api-voice-recording", "Media": None, "Reporting": None}


def _identity(uri):
    return uri.rstrip("/").rsplit("/", 1)[-1]


def _assigned(call):
    return call.store.get("features", [])


def require_feature(call, identity):
    """A disabled feature takes its resources along (rws.md 5.2), where the dialect says so."""
    if call.cluster.dialect["required_features"] == "enforced" and identity not in map(_identity, _assigned(call)):
        raise Refused(404, 6, f"There is no resource {call.request.path}: feature {identity} is not assigned.")


# Ops account


def of_contact_center(call):
    require_contact_center(call)
    uris = _assigned(call)
    if call.cluster.dialect["feature_uris"] == "absolute":
        uris = [f"{call.application.external}/{uri.lstrip('/')}" for uri in uris]
    if call.cluster.dialect["features_read"] == "objects":
        return 200, {"features": [dict(_described(call, _identity(uri)), uri=uri) for uri in uris]}
    return 200, {"uris": uris}


def assign(call):
    require_contact_center(call)
    uris = call.body().get("uris")
    if uris is None:
        raise Refused(400, 1, "Required parameter 'uris' is missing.")
    if not isinstance(uris, list) or not uris or not all(isinstance(uri, str) and uri.strip() for uri in uris):
        raise Refused(400, 10, "Parameter 'uris' is invalid: it must be a list of feature URIs.")
    unknown = [uri for uri in uris if _identity(uri) not in SYSTEM_FEATURES]
    if unknown and call.cluster.dialect["assign_unknown"] == "refuse":
        raise Refused(400, 16, f"Unable to assign: there is no feature {', '.join(unknown)}.")
    with call.store.transaction():
        present = _assigned(call)
        fresh = [uri for uri in dict.fromkeys(uris) if uri not in present]
        if len(fresh) < len(uris) and call.cluster.dialect["assign_assigned"] == "conflict":
            raise Refused(409, 19, "A feature of the list is already assigned.")
        call.store.put("features", present + fresh)
    return 200, {}


# Users


def _described(call, identity):
    path = f"/features/{identity}"
    shown = {"id": identity, "displayName": SYSTEM_FEATURES.get(identity, identity)}
    return dict(shown, uri=call.application.external + path, path=path)


def _collection(call, identities):
    features = [_described(call, identity) for identity in identities]
    if call.request.query.get("fields") == "*":
        return 200, {"features": features}
    return 200, {"uris": [feature["uri"] for feature in features]}


def assigned(call):
    return _collection(call, [_identity(uri) for uri in _assigned(call)])


def system(call):
    return _collection(call, SYSTEM_FEATURES)


def _require_assigned(call):
    identity = call.match["id"]
    if identity not in map(_identity, _assigned(call)):
        raise Refused(404, 6, f"Requested feature [{identity}] cannot be found.")
    return identity


def one(call):
    return 200, {"feature": _described(call, _require_assigned(call))}


def unassign(call):
    with call.store.transaction():
        identity = _require_assigned(call)
        call.store.put("features", [uri for uri in _assigned(call) if _identity(uri) != identity])
    return 200, {}


def services(call):
    present = {_identity(uri) for uri in _assigned(call)}
    shown = [name for name, feature in _SERVICES.items() if feature is None or feature in present]
    return 200, {"services": [{"name": name, "status": "Active"} for name in shown]}
