# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Definitions of recording labels (rws.md 5.7a)."""

from standins.rws_errors import Refused
from standins.rws_features import require_feature

SCHEMA = "schema-elasticsearch-v2-call-recording"
_PREFIX = "label-definitions/"
_PERMISSIONS = {
    "POST": "RECORDING_PERMISSION_ADD_LABEL_DEFINITION",
    "DELETE": "RECORDING_PERMISSION_DELETE_LABEL_DEFINITION",
}


def _admit(call):
    require_feature(call, SCHEMA)
    roles = set(call.cluster.directory.roles(call.user))
    if "admin" in roles and _current(call):  # an administrator needs no permission there
        return
    if not roles & {"agent", "supervisor"}:
        raise Refused(403, 5, "Insufficient user roles.")
    permission = _PERMISSIONS.get(call.request.method)
    if permission and not granted(call, permission):
        raise Refused(403, 3, "Insufficient recording permissions.")


def granted(call, permission):
    value = call.cluster.directory.options(call.user, "recording").get(permission)
    if value is None:
        return call.cluster.dialect["label_permission"] == "granted"
    return value.strip().lower() == "true"


def _current(call):
    return call.cluster.dialect["label_rules"] == "current"


def _key(call, name):
    return _PREFIX + (name.lower() if _current(call) else name)


def _name(call, body):
    name = body.get("name")
    if name is None:
        raise Refused(400, 1, "Required parameter 'name' is missing.")
    problem = None
    if not isinstance(name, str) or not name:
        problem = "it must be a non-empty string"
    elif not name.isascii():
        problem = "it must only contain ASCII characters"
    elif name.startswith("__"):
        problem = "names that start with two underscores are reserved"
    elif " " in name and _current(call):
        problem = "it must not include a space"
    if problem:
        raise Refused(400, 2, f"Parameter 'name' is invalid: {problem}.")
    return name


def create(call):
    _admit(call)
    body = call.body()
    name = _name(call, body)
    definition = {
        "name": name,
        "displayName": body.get("displayName", name),
        "description": body.get("description", ""),
    }
    for field in ("displayName", "description"):
        if not isinstance(definition[field], str):
            raise Refused(400, 2, f"Parameter '{field}' is invalid: it must be a string.")
    with call.store.transaction():
        if call.store.get(_key(call, name)) is not None:
            raise Refused(409, 18, f"Label definition '{name}' already exists.")
        if _current(call) and definition["displayName"] in {other["displayName"] for other in _all(call)}:
            raise Refused(409, 18, f"Display name '{definition['displayName']}' already exists.")
        call.store.put(_key(call, name), definition)
    return 201, {}


def _all(call):
    return [definition for _name, definition in call.store.children(_PREFIX)]


def read(call):
    _admit(call)
    definitions = _all(call)
    if call.request.query.get("fields") == "*":
        return 200, {"recordingLabelDefinitions": definitions}
    base = f"{call.application.external}/recording-label-definitions"
    return 200, {"uris": [f"{base}/{definition['name']}" for definition in definitions]}


def _require(call):
    found = call.store.get(_key(call, call.match["name"]))
    if found is None:
        raise Refused(404, 6, f"Requested label definition [{call.match['name']}] cannot be found.")
    return found


def one(call):
    _admit(call)
    return 200, {"recordingLabelDefinition": _require(call)}


def delete(call):
    _admit(call)
    with call.store.transaction():
        _require(call)
        call.store.delete(_key(call, call.match["name"]))
    return 200, {}
