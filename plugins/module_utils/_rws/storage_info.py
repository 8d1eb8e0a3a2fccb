# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recording storage as RWS has it, without passwords: private to this collection, may change at any time."""

from ansible_collections.gir.multidc.plugins.module_utils._common.values import bare_location, readable
from ansible_collections.gir.multidc.plugins.module_utils._rws import settings
from ansible_collections.gir.multidc.plugins.module_utils._rws.storage import STORAGE, Storage
from ansible_collections.gir.multidc.plugins.module_utils._rws.voice import payload_names


def read_storage(this):
    """All storages of the kinds asked for."""
    storage = Storage(this, payload_names(this.params))
    found, complete = [], True
    for kind in ("voice", "screen"):
        if kind not in this.params["kinds"]:
            continue
        group = storage.groups()[kind]
        if group is None:
            entries = storage.open_document()
            found += [_voice_entry(entry, storage.names) for entry in entries or []]
            listed = entries is not None
        else:
            stored, listed = this.read(
                lambda g=group: settings.read_group(this.client, g, [settings.ANYWHERE]), ({}, True)
            )
            for key in sorted(stored, key=str):
                if key[0] == STORAGE:
                    found += _located_entries(kind, stored[key])
        complete = complete and listed
    return {
        "changed": False,
        "contact_center_id": storage.contact_center_id,
        "locations": found,
        "complete": complete,
    }


def _voice_entry(entry, names):
    place, store = entry.get(names["location"]), entry.get(names["storage"])
    kinds = sorted(name for name in entry if isinstance(entry[name], dict))
    if not isinstance(store, dict):
        store = {}
    return {
        "kind": "voice",
        "location": bare_location(place) if isinstance(place, str) else None,
        "storage_type": kinds[0] if kinds else None,
        "url": store.get(names["url"]),
        "username": store.get(names["username"]),
        "active": None,
        "password_shown": readable(store.get(names["password"])),
    }


def _located_entries(kind, setting):
    """The storages of one location that are a setting."""
    value, found = setting.get("value"), []
    for entry in value if isinstance(value, list) else []:
        credential = entry.get("credential") if isinstance(entry, dict) else None
        if not isinstance(credential, dict):
            continue
        found.append(
            {
                "kind": kind,
                "location": bare_location(setting.get("location")),
                "storage_type": entry.get("storageType"),
                "url": credential.get("storagePath"),
                "username": credential.get("userName"),
                "active": entry.get("active"),
                "password_shown": readable(credential.get("password")),
            }
        )
    return found
