# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RWS settings groups: storage by location, Interaction Receiver, anything else (rws.md 5.4, 5.5)."""

import copy

from standins.rws_errors import Refused

MASK = "********"
_SECRETS = {"password", "secretkey"}


# Generic groups, Contact Center Admin


def groups(call):
    names = sorted({rest.split("|")[0] for rest, _value in call.store.children("settings/")})
    if call.request.query.get("subresources") == "*":
        shown = _shown(call)
        return 200, {"settings": [dict(_group(call, name), settings=_settings(call, name, shown)) for name in names]}
    if call.cluster.dialect["settings_groups_read"] == "objects":
        return 200, {"settings": [_group(call, name) for name in names]}
    return 200, {"uris": [f"{call.application.external}/settings/{name}" for name in names]}


def _group(call, name):
    path = f"/settings/{name}"
    return {"name": name, "displayName": name, "key": "name", "uri": call.application.external + path, "path": path}


def _settings(call, group, shown):
    found = [value for _rest, value in call.store.children(f"settings/{group}|")]
    return [masked(item, call.cluster.dialect["password_on_read"]) for item in found if shown(item)]


def _shown(call):
    """Which settings a GET asks for; only reading one location is documented (rws.md 5.4)."""
    location = call.request.query.get("location")
    style = call.cluster.dialect["location_wildcard"]
    if location == "*" and style == "refused":
        raise Refused(400, 10, "Parameter 'location' is invalid: '*' is not a node path.")
    if location not in {None, "", "*"}:
        wanted = _stored_form(call, location)
        return lambda item: item.get("location") == wanted
    if location == "*" or style == "star":
        return lambda _item: True
    own = (call.application.node_path or "").rstrip("/")
    if style == "none_means_own" and own:
        return lambda item: (item.get("location") or "").rstrip("/") in {"", own}
    return lambda item: not item.get("location")


def read(call):
    """rws.md 5.5: with its subresources a group tells about itself too."""
    name = call.match["group"]
    described = _group(call, name) if call.request.query.get("subresources") == "*" else {"key": "name"}
    return 200, dict(described, settings=_settings(call, name, _shown(call)))


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
    value = setting["value"]
    if name == "storage" and isinstance(value, list) and len(value) > 1 and _one_storage(call):
        raise _invalid("a location has one storage")
    return _key(call.match["group"], location, name), setting


# What a known setting must look like


def _one_storage(call):
    return call.cluster.dialect["storages_per_location"] == "one"


def _invalid(what):
    return Refused(400, 10, f"Parameter 'value' is invalid: {what}.")


def _check_screen_storage(setting):
    if not setting.get("location"):
        raise Refused(400, 1, "Required parameter 'location' is missing.")
    entries = setting["value"]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _invalid("it must be a list of storages")
    for entry in entries:
        check_screen_store(entry)


def check_screen_store(entry):
    if entry.get("storageType") != "webDAV":
        raise _invalid("storageType must be webDAV")
    if not isinstance(entry.get("active"), bool):
        raise _invalid("active must be true or false")
    check_credential(entry.get("credential"), "storagePath")


def check_credential(credential, address):
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


def masked(value, style):
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
