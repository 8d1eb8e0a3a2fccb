# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The payloads of recording storage: private to this collection, may change at any time.

That of screen recordings is documented. That of voice is not: the default below follows the one form that was seen (an
S3 store), its names are overridable, and nothing else in the collection knows it.
"""

from typing import Any, Dict, Mapping

from ansible_collections.gir.multidc.plugins.module_utils._common.values import bare_location

SCREEN_GROUP = "screen-recording"
STORAGE = "storage"

# Voice: names of the store form,
# PUT /ops/contact-centers/{id}/settings/{group} {list: [{storage: {username, password, url}, location}]}.
VOICE_PAYLOAD = {
    "style": "store",
    "group": "recordings",
    "list": "store",
    "storage": "webDAV",
    "username": "userName",
    "password": "password",
    "url": "uri",
    "location": "location",
}

# Documented in the fragment `_rws.voice_payload`.
VOICE_PAYLOAD_ARGUMENT = {
    "type": "dict",
    "default": {},
    "options": {name: {"type": "str", "default": value, "no_log": False} for name, value in VOICE_PAYLOAD.items()},
}
VOICE_PAYLOAD_ARGUMENT["options"]["style"]["choices"] = ["store", "settings"]


def payload_names(params):
    """Names of the voice payload: the user's over the inferred ones."""
    names = dict(VOICE_PAYLOAD)
    names.update(present(params["voice_payload"] or {}))
    return names


def present(values: Mapping[str, Any]) -> Dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def screen_wire(item: Mapping[str, Any]) -> Dict[str, Any]:
    return {
        "storageType": "webDAV",
        "active": item["active"],
        "credential": present({"userName": item["username"], "password": item["password"], "storagePath": item["url"]}),
    }


def voice_wire(item: Mapping[str, Any], names: Mapping[str, str]) -> Dict[str, Any]:
    store = present(
        {names["username"]: item["username"], names["password"]: item["password"], names["url"]: item["url"]}
    )
    return {names["storage"]: store, names["location"]: bare_location(item["location"])}
