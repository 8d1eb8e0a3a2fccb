# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RWS settings groups: storage by location, Interaction Receiver, anything else (rws.md 5.3-5.5)."""

import copy

from standins.rws_errors import Refused
from standins.rws_ops import require_contact_center

MASK = "********"
_SECRETS = {"password", "secretkey"}
_OPS_STORE = "recordings"  # the voice store is one document, other groups are lists of settings


# Generic groups, Contact Center Admin


def groups(call):
    names = sorted({rest.split("|")[0] for rest, _value in call.store.children("settings/")})
    if call.request.query.get("subresources") == "*":
        return 200, {"settings": [_group(call, name) for name in names]}
    return 200, {"uris": [f"{call.application.external}/settings/{name}" for name in names]}


def _group(call, name):
    path = f"/settings/{name}"
    shown = {"name": name, "displayName": name, "key": "name", "uri": call.application.external + path, "path": path}
    return dict(shown, settings=_settings(call, name, None))


def _settings(call, group, location):
    found = [value for _rest, value in call.store.children(f"settings/{group}|")]
    if location not in {None, "*"}:
        found = [item for item in found if item.get("location") == location]
    return [_masked(item, call.cluster.dialect["password_on_read"]) for item in found]


def read(call):
    location = call.request.query.get("location")
    if location not in {None, "", "*"}:
        location = _stored_form(call, location)
    return 200, {"settings": _settings(call, call.match["group"], location or None), "key": "name"}


def create(call):
    key, setting = _setting(call)
    with call.store.transaction():
        if call.store.get(key) is not None and call.cluster.dialect["post_existing"] == "conflict":
            raise Refused(409, 18, f"Setting '{setting['name']}' already exists{_at(setting)}.")
        call.store.put(key, setting)
    return int(call.cluster.dialect["created_status"]), {}


def replace(call):
    key, setting = _setting(call)
    with call.store.transaction():
        if call.store.get(key) is None and call.cluster.dialect["put_missing"] == "refuse":
            raise Refused(404, 6, f"Setting '{setting['name']}' cannot be found{_at(setting)}.")
        call.store.put(key, setting)
    return 200, {}


def delete(call):
    """The location is in the query, the name in the body, and both must match exactly (rws.md 5.4)."""
    name = _name(call.body())
    location = call.request.query.get("location")
    key = _key(call.match["group"], location, name)
    with call.store.transaction():
        if call.store.get(key) is None:
            raise Refused(404, 6, f"Setting '{name}' cannot be found{_at({'location': location})}.")
        call.store.delete(key)
    return 200, {}


def _at(setting):
    return f" at location '{setting['location']}'" if setting.get("location") else ""


def _key(group, location, name):
    return f"settings/{group}|{location or ''}|{name}"


def _name(body):
    name = body.get("name")
    if name is None:
        raise Refused(400, 1, "Required parameter 'name' is missing.")
    if not isinstance(name, str) or not name:
        raise Refused(400, 10, "Parameter 'name' is invalid: it must be a non-empty string.")
    return name


def _stored_form(call, location):
    """With or without a trailing slash: the vendor's pages show both (rws.md 5.4), so the reading is a dialect."""
    if not isinstance(location, str) or not location.startswith("/"):
        raise Refused(400, 10, "Parameter 'location' is invalid: it must be a node path such as /US/CA.")
    dialect = call.cluster.dialect["location_slash"]
    if dialect == "as_given":
        return location
    stripped = location.rstrip("/") or "/"
    return stripped + "/" if dialect == "added" and stripped != "/" else stripped


def _setting(call):
    body = call.body()
    name = _name(body)
    if "value" not in body:
        raise Refused(400, 1, "Required parameter 'value' is missing.")
    setting = {"name": name, "value": body["value"]}
    location = body.get("location")
    if location is not None:
        location = setting["location"] = _stored_form(call, location)
    check = _CHECKS.get((call.match["group"], name))
    if check:
        check(setting)
    return _key(call.match["group"], location, name), setting


# What a known setting must look like


def _invalid(what):
    return Refused(400, 10, f"Parameter 'value' is invalid: {what}.")


def _check_screen_storage(setting):
    if not setting.get("location"):
        raise Refused(400, 1, "Required parameter 'location' is missing.")
    entries = setting["value"]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _invalid("it must be a list of storages")
    for entry in entries:
        if entry.get("storageType") != "webDAV":
            raise _invalid("storageType must be webDAV")
        if not isinstance(entry.get("active"), bool):
            raise _invalid("active must be true or false")
        _check_credential(entry.get("credential"), "storagePath")


def _check_credential(credential, address):
    if not isinstance(credential, dict):
        raise _invalid("the credential is missing")
    for name in ("userName", "password", address):
        if not isinstance(credential.get(name), str) or not credential[name]:
            raise _invalid(f"{name} is missing")
    if not credential[address].startswith(("http://", "https://")):
        raise _invalid(f"{address} must be a URL")


def _check_interaction_receiver(setting):
    value = setting["value"]
    if not isinstance(value, dict) or not str(value.get("uri-prefix") or "").startswith(("http://", "https://")):
        raise _invalid("uri-prefix must be a URL")


def _check_origins(setting):
    """rws.md 5.5: a lone * is not allowed."""
    value = setting["value"]
    if not isinstance(value, list) or not all(isinstance(origin, str) for origin in value) or value == ["*"]:
        raise _invalid("it must be a list of origins, and * alone is not allowed")


_CHECKS = {
    ("screen-recording", "storage"): _check_screen_storage,
    ("speechminer", "interaction-receiver"): _check_interaction_receiver,
    ("access-control", "allowedOrigins"): _check_origins,
}


# Groups below a contact center, ops account (rws.md 5.3)


def read_ops(call):
    require_contact_center(call)
    group = call.match["group"]
    found = call.store.get(f"ops-settings/{group}")
    style = call.cluster.dialect["password_on_read"]
    if group == _OPS_STORE:
        return 200, {"store": _masked(found or [], style)}
    return 200, {"settings": _masked(found or [], style), "key": "name"}


def write_ops(call):
    """The voice store: a PUT replaces the whole list. The webDAV form is INFERRED, awsS3 CONFIRMED (rws.md 5.3)."""
    require_contact_center(call)
    group, body = call.match["group"], call.body()
    field = "store" if group == _OPS_STORE else "settings"
    if field not in body:
        raise Refused(400, 1, f"Required parameter '{field}' is missing.")
    entries = body[field]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise Refused(400, 10, f"Parameter '{field}' is invalid: it must be a list of objects.")
    if group == _OPS_STORE:
        for entry in entries:
            if "webDAV" in entry:
                _check_credential(entry["webDAV"], "uri")
            elif "awsS3" not in entry:
                raise Refused(400, 10, "Parameter 'store' is invalid: each store must be webDAV or awsS3.")
    call.store.put(f"ops-settings/{group}", entries)
    return 200, {}


def _masked(value, style):
    """Whether passwords are read back is unknown (rws.md 5.10): masked, absent or clear, by dialect."""
    if style == "clear":
        return value
    value = copy.deepcopy(value)
    _mask(value, style)
    return value


def _mask(value, style):
    if isinstance(value, list):
        for item in value:
            _mask(item, style)
    elif isinstance(value, dict):
        for name in list(value):
            if name.lower() in _SECRETS:
                if style == "absent":
                    del value[name]
                else:
                    value[name] = MASK
            else:
                _mask(value[name], style)
