# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recording storage by location: private to this collection, may change at any time.

The payload of screen recording storage is documented. That of voice is not: the default below follows the one form
that was seen (an S3 store), its names are overridable, and nothing else in the collection knows it.
"""

from urllib.parse import quote

from ansible_collections.gir.multidc.plugins.module_utils import _rws_settings as settings
from ansible_collections.gir.multidc.plugins.module_utils._http import Address
from ansible_collections.gir.multidc.plugins.module_utils._rws_client import RwsError
from ansible_collections.gir.multidc.plugins.module_utils._rws_module import contact_center_id
from ansible_collections.gir.multidc.plugins.module_utils._rws_values import (
    WRITE_ALWAYS,
    bare_location,
    differences,
    is_secret,
    unreadable_secrets,
)

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


def screen_wire(item):
    return {
        "storageType": "webDAV",
        "active": item["active"],
        "credential": _present(
            {"userName": item["username"], "password": item["password"], "storagePath": item["url"]}
        ),
    }


def voice_wire(item, names):
    store = _present(
        {names["username"]: item["username"], names["password"]: item["password"], names["url"]: item["url"]}
    )
    return {names["storage"]: store, names["location"]: bare_location(item["location"])}


def _present(values):
    return {name: value for name, value in values.items() if value is not None}


def problems(params):
    found, seen = [], set()
    deleting = params["state"] == "deleted"
    for number, item in enumerate(params["locations"]):
        where = "locations[%d] (%s %s)" % (number, item["kind"], item["location"])
        if not item["location"].startswith("/"):
            found.append("%s: the location must be a node path such as /US/NY." % where)
        if deleting:
            continue
        for name in ("url", "username"):
            if not item[name]:
                found.append("%s: %s is missing." % (where, name))
        if item["url"]:
            try:
                Address(item["url"])
            except ValueError as exc:
                found.append("%s: url: %s" % (where, exc))
        if item["kind"] == "voice" and not item["active"] and params["voice_payload"]["style"] == "store":
            found.append(
                "%s: voice storage has no known way to be inactive; remove the location with state=deleted instead."
                % where
            )
        key = (item["kind"], bare_location(item["location"]), item["url"])
        if key in seen:
            found.append("%s: the same storage is listed twice." % where)
        seen.add(key)
    if not params["locations"]:
        found.append("locations is empty: list at least one location.")
    return found


def ensure_storage(this):
    params = this.params
    names = dict(VOICE_PAYLOAD)
    names.update(_present(params["voice_payload"] or {}))
    by_kind = {"screen": [], "voice": []}
    for item in params["locations"]:
        by_kind[item["kind"]].append(item)
    operations = []
    if by_kind["screen"]:
        operations += _plan_settings(this, SCREEN_GROUP, by_kind["screen"])
    if by_kind["voice"] and names["style"] == "settings":
        operations += _plan_settings(this, names["group"], by_kind["voice"])
    voice = _VoiceStore(this, names, by_kind["voice"]) if by_kind["voice"] and names["style"] == "store" else None
    if voice:
        operations += voice.operations
    _require_passwords(operations)
    failure, changed = None, any(operation.action != "unchanged" for operation in operations)
    if not this.check_mode:
        failure, changed = settings.carry_out(operations, lambda operation: _send(this, voice, operation))
        if changed and not failure and params["verify"]:
            failure = _verify(this, names, by_kind)
    return {
        "changed": changed,
        "failure": failure,
        "contact_center_id": voice.contact_center_id if voice else None,
        "locations": [_describe(operation) for operation in operations],
        "diff": settings.diff(operations),
    }


def _send(this, voice, operation):
    if isinstance(operation, _VoiceOperation):
        voice.send()
    else:
        settings.apply(this.client, operation)


def _describe(operation):
    described = operation.describe()
    voice = isinstance(operation, _VoiceOperation) or operation.group != SCREEN_GROUP
    return {
        "kind": "voice" if voice else "screen",
        "location": described["location"],
        "action": described["action"],
        "reasons": described["reasons"],
    }


def _by_location(items, wire):
    """Settings (one per location, its storages in the order given)."""
    found = {}
    for item in items:
        place = bare_location(item["location"])
        setting = found.setdefault(place, {"name": STORAGE, "location": place, "value": []})
        setting["value"].append(wire(item))
    return list(found.values())


def _plan_settings(this, group, items):
    desired = _by_location(items, screen_wire)
    wanted = [setting["location"] for setting in desired]
    stored, complete = this.read(lambda: settings.read_group(this.client, group, wanted), ({}, True))
    if this.params["state"] == "replaced" and not complete:
        raise RwsError(
            "This RWS cannot list the settings of all locations, so state=replaced cannot know what to remove; "
            "use state=merged, and state=deleted for what must go. Nothing was changed."
        )
    always = this.params["update_password"] in WRITE_ALWAYS
    return settings.plan(group, desired, stored, this.params["state"], always)


def _require_passwords(operations):
    """What is written needs its password: RWS replaces a value as a whole."""
    lacking = []
    for operation in operations:
        if operation.action not in ("created", "updated"):
            continue
        for storage in operation.desired["value"]:
            inner = storage.get("credential") or next((part for part in storage.values() if isinstance(part, dict)), {})
            if not any(is_secret(name) for name in inner):
                lacking.append("%s" % operation.desired["location"])
    if lacking:
        raise RwsError(
            "The storage of %s must be written and its password is not given; add the password. Nothing was changed."
            % ", ".join(sorted(set(lacking)))
        )


def _verify(this, names, by_kind):
    """Read everything back and compare, passwords aside."""
    left = []
    if by_kind["screen"]:
        left += [op for op in _plan_settings(this, SCREEN_GROUP, by_kind["screen"]) if op.action != "unchanged"]
    if by_kind["voice"]:
        if names["style"] == "settings":
            again = _plan_settings(this, names["group"], by_kind["voice"])
        else:
            again = _VoiceStore(this, names, by_kind["voice"]).operations
        left += [op for op in again if op.action != "unchanged"]
    left = [op for op in left if op.action != "updated" or any("assword" not in reason for reason in op.reasons)]
    if left:
        places = ", ".join(str(op.describe()["location"]) for op in left)
        return "RWS accepted the storage settings, but does not show them as written for: %s." % places
    return None


# -- voice: one document with all locations ----------------------------------------------------------------------


class _VoiceOperation(settings.Operation):
    """A change of one location; all of them travel in one request."""


class _VoiceStore:
    def __init__(self, this, names, items):
        self.this = this
        self.names = names
        self.contact_center_id = contact_center_id(this)
        self.path = "/ops/contact-centers/%s/settings/%s" % (
            quote(self.contact_center_id or "", safe=""),
            quote(names["group"], safe=""),
        )
        self.sent = False
        stored = this.read(self._read, [])
        by_location = {}
        for entry in stored:
            by_location.setdefault(self._location(entry), []).append(entry)
        known = {
            (STORAGE, place): {"name": STORAGE, "location": place, "value": entries}
            for place, entries in by_location.items()
        }
        desired = _by_location(items, lambda item: voice_wire(item, names))
        for setting in known.values():
            # The location is the key here; its spelling is not a difference.
            setting["value"] = [dict(entry, **{names["location"]: setting["location"]}) for entry in setting["value"]]
        always = this.params["update_password"] in WRITE_ALWAYS
        planned = settings.plan(names["group"], desired, known, this.params["state"], always)
        self.operations = [_VoiceOperation(op.group, op.action, op.desired, op.stored, op.reasons) for op in planned]
        self.body = {names["list"]: self._document(stored)}
        if any(op.action != "unchanged" for op in self.operations):
            self._refuse_loss(stored)

    def _location(self, entry):
        place = entry.get(self.names["location"])
        return bare_location(place) if isinstance(place, str) else None

    def _read(self):
        try:
            answer = self.this.client.get(self.path)
        except RwsError as exc:
            if exc.http_status == 404:  # nothing has been stored yet
                return []
            raise
        found = answer.get(self.names["list"])
        if found is None:
            for setting in answer.get("settings") or []:
                if isinstance(setting, dict) and setting.get("name") == self.names["list"]:
                    found = setting.get("value")
        return [entry for entry in found or [] if isinstance(entry, dict)]

    def _kept(self, stored):
        """Stored entries that this run neither changes nor knows the password of."""
        mine = {op.describe()["location"] for op in self.operations}
        return [entry for entry in stored if self._location(entry) not in mine]

    def _document(self, stored):
        document = list(self._kept(stored))
        for operation in self.operations:
            if operation.desired is not None and self.this.params["state"] != "deleted":
                document += operation.desired["value"]
        return document

    def _refuse_loss(self, stored):
        """The document is replaced as a whole: an entry whose password cannot be read would lose it."""
        lost = [
            self._location(entry) or "without a location" for entry in self._kept(stored) if self._incomplete(entry)
        ]
        if lost:
            raise RwsError(
                "RWS replaces the voice storage of all locations at once and does not show the passwords of: %s. "
                "Writing now would lose them: list those locations with their passwords too "
                "(state=replaced removes what is not listed). Nothing was changed." % ", ".join(sorted(lost))
            )
        unwritable = [
            str(op.desired["location"])
            for op in self.operations
            if op.action == "unchanged" and op.desired is not None and self.this.params["state"] != "deleted"
            for entry in op.desired["value"]
            if self.names["password"] not in entry[self.names["storage"]]
        ]
        if unwritable:
            raise RwsError(
                "RWS replaces the voice storage of all locations at once, and no password is given for: %s; add it. "
                "Nothing was changed." % ", ".join(sorted(set(unwritable)))
            )

    def _incomplete(self, entry):
        store = entry.get(self.names["storage"])
        if isinstance(store, dict) and self.names["password"] not in store:
            return True
        return unreadable_secrets(entry)

    def send(self):
        """Write the document once, whichever operation comes first."""
        if self.sent:
            return
        find_out = "Run the task again to see the state."
        self.this.client.write("PUT", self.path, self.body, confirm=self._confirm, find_out=find_out)
        self.sent = True

    def _confirm(self):
        return not differences(self.body[self.names["list"]], self._read())
