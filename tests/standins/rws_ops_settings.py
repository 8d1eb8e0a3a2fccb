# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RWS settings groups below a contact center, for the ops account (rws.md 5.3)."""

from standins.rws_errors import Refused
from standins.rws_ops import require_contact_center
from standins.rws_settings import check_credential, check_screen_store, masked

VOICE = "recordings"
ENCRYPTION = "screen-recording-encryption"


def _stored(call, group):
    return masked(call.store.get(f"ops-settings/{group}") or [], call.cluster.dialect["password_on_read"])


def _entries(call, field):
    entries = call.body().get(field)
    if entries is None:
        raise Refused(400, 1, f"Required parameter '{field}' is missing.")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise Refused(400, 10, f"Parameter '{field}' is invalid: it must be a list of objects.")
    return entries


# Any group: a list of settings


def read(call):
    require_contact_center(call)
    return 200, {"settings": _stored(call, call.match["group"]), "key": "name"}


def write(call):
    """A PUT replaces the whole list."""
    require_contact_center(call)
    entries = _entries(call, "settings")
    if call.match["group"] == ENCRYPTION:
        _check_certificates(entries)
    call.store.put(f"ops-settings/{call.match['group']}", entries)
    return 200, {}


def _check_certificates(entries):
    names = [entry.get("name") for entry in entries]
    if not all(isinstance(entry.get(key), str) and entry[key] for entry in entries for key in ("name", "value")):
        raise Refused(400, 10, "Parameter 'settings' is invalid: each setting needs a name and a value.")
    if len(set(names)) < len(names):
        raise Refused(400, 10, "Parameter 'settings' is invalid: a name is given twice, and the name is the key.")


# The voice store: one list


def read_voice(call):
    require_contact_center(call)
    store = _stored(call, VOICE)
    if call.cluster.dialect["voice_store_read"] == "settings":
        return 200, {"settings": [{"name": "store", "value": store}] if store else [], "key": "name"}
    return 200, {"store": store}


def write_voice(call):
    require_contact_center(call)
    store = _entries(call, "store")
    for entry in store:
        _check_store(entry, call.cluster.dialect)
    call.store.put(f"ops-settings/{VOICE}", store)
    return 200, {}


def _check_store(entry, dialect):
    if "location" in entry and dialect["voice_store_location"] == "refused":
        raise Refused(400, 10, "Parameter 'store' is invalid: a store has no location.")
    if "awsS3" in entry:
        return
    if dialect["voice_store_form"] == "credential":
        check_screen_store(entry)
    elif "webDAV" in entry:
        check_credential(entry["webDAV"], "uri")
    else:
        raise Refused(400, 10, "Parameter 'store' is invalid: each store must be webDAV or awsS3.")
