# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recording storage by location: private to this collection, may change at any time.

The payloads are in _rws_voice.
"""

from typing import Any, List, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.values import SecretValues, bare_location
from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import Address
from ansible_collections.gir.multidc.plugins.module_utils._rws import settings
from ansible_collections.gir.multidc.plugins.module_utils._rws.changes import (
    DELETED,
    UNCHANGED,
    UPDATED,
    Request,
    carry_out,
    diff,
    plan,
)
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsError
from ansible_collections.gir.multidc.plugins.module_utils._rws.document import Document
from ansible_collections.gir.multidc.plugins.module_utils._rws.module import contact_center_id
from ansible_collections.gir.multidc.plugins.module_utils._rws.passwords import Passwords
from ansible_collections.gir.multidc.plugins.module_utils._rws.passwords import problems as password_problems
from ansible_collections.gir.multidc.plugins.module_utils._rws.voice import (
    SCREEN_GROUP,
    STORAGE,
    payload_names,
    screen_wire,
    voice_wire,
)

# What the modules take for one storage.
LOCATION = {
    "location": {"type": "str", "required": True},
    "kind": {"type": "str", "choices": ["voice", "screen"], "required": True},
    "url": {"type": "str"},
    "username": {"type": "str"},
    "password": {"type": "str", "no_log": True},
    "active": {"type": "bool", "default": True},
}
INVALID = (1, 2, 10)
# What the voice document is called in messages and differences.
VOICE_LABEL = "voice"


def problems(params):
    found, seen = password_problems(params), set()
    deleting = params["state"] == "deleted"
    for number, item in enumerate(params["locations"]):
        where = "locations[%d] (%s %s)" % (number, item["kind"], item["location"])
        if not item["location"].startswith("/"):
            found.append("%s: the location must be a node path such as /US/NY." % where)
        if deleting:
            continue
        if item["password"] == "":
            found.append("%s: password is empty; give one." % where)
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
    storage = Storage(this, payload_names(params))
    by_kind = {"screen": [], "voice": []}
    for item in params["locations"]:
        by_kind[item["kind"]].append(item)
    passwords = Passwords(this)
    requests = []
    for kind in ("screen", "voice"):
        if by_kind[kind]:
            requests += storage.requests(kind, by_kind[kind], passwords)
    operations = [operation for request in requests for operation in request.operations]
    _require_passwords(operations)
    failure, changed = carry_out(requests, this.check_mode)
    if not this.check_mode and changed:
        failure = passwords.remember(operations, failure)
        if params["verify"] and not failure:
            failure = _verified(storage, by_kind)
    if storage.unseen and (params["state"] == "replaced" or this.check_mode):
        this.warn(storage.unseen)
    elif storage.unseen:
        failure = failure or storage.unseen
    return {
        "changed": changed,
        "failure": failure,
        "contact_center_id": storage.contact_center_id,
        "locations": [_describe(operation) for operation in operations],
        "diff": diff(operations),
    }


def _describe(operation):
    described = operation.describe()
    return {
        "kind": "screen" if operation.group == SCREEN_GROUP else "voice",
        "location": described["location"],
        "action": described["action"],
        "outcome": described["outcome"],
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


def _require_passwords(operations):
    """What is written needs its password: RWS replaces a value as a whole."""
    lacking = set()
    for operation in operations:
        if operation.action in (UNCHANGED, DELETED):
            continue
        for storage in operation.desired["value"]:
            if operation.secrets.only(storage) is None:
                lacking.add(str(operation.desired["location"]))
    if lacking:
        raise RwsError(
            "The storage of %s must be written and its password is not given; add the password. Nothing was changed."
            % ", ".join(sorted(lacking))
        )


def _verified(storage, by_kind):
    try:
        return _verify(storage, by_kind)
    except RwsError as exc:
        return "RWS accepted the storage settings, but they could not be read again. %s" % exc


def _verify(storage, by_kind):
    """Read everything back and compare, passwords aside."""
    left = []
    for kind in ("screen", "voice"):
        if by_kind[kind] and not (kind == "voice" and storage.unseen):
            left += [op for op in storage.operations(kind, by_kind[kind], lambda _operation: False) if _differs(op)]
    if left:
        return "RWS accepted the storage settings, but does not show them as written for: %s." % ", ".join(
            str(op.location) for op in left
        )
    return None


def _differs(operation):
    if operation.action == UPDATED:
        return any(reason.rpartition(".")[2] not in operation.secrets for reason in operation.reasons)
    return operation.action != UNCHANGED


class Storage:
    """Where RWS keeps the storages: screen as settings by location, voice as one document or as settings too."""

    def __init__(self, this, names):
        self.this = this
        self.names = names
        self.secrets = {"screen": SecretValues(), "voice": SecretValues([names["password"]])}
        self.contact_center_id = None
        self.document: Any = None
        # Why nobody can tell what voice storage there is; None when it can be read.
        self.unseen = None
        self._stored_voice = []
        self._sent = False

    def groups(self):
        return {"screen": SCREEN_GROUP, "voice": self.names["group"] if self.names["style"] == "settings" else None}

    def requests(self, kind, items, passwords):
        """What has to be sent for the storages of one kind."""
        operations = self.operations(kind, items, passwords.rewrite)
        if self.groups()[kind] is not None:
            client = self.this.client
            return [Request([op], lambda op=op: settings.apply(client, op)) for op in operations]
        wanted = []
        if self.this.params["state"] != "deleted":
            for operation in operations:
                if operation.desired is not None:
                    wanted += self._with_spelling(operation.desired)
        request = self.document.request(operations, None if self.unseen else self._stored_voice, wanted)
        return [Request(operations, lambda: self._send_voice(request, wanted))]

    def _with_spelling(self, desired):
        """Desired voice entries with what the stored ones have besides: the spelling of the location, an identifier."""
        key, place = (STORAGE, desired["location"]), self.names["location"]
        stored = [entry for entry in self._stored_voice if self._identify(entry) == key]
        alone = len(stored) == len(desired["value"]) == 1
        for entry in desired["value"]:
            same = [old for old in stored if alone or self._url(old) == self._url(entry)]
            besides = {name: value for old in same[:1] for name, value in old.items() if not isinstance(value, dict)}
            spelling = {place: stored[0][place]} if stored else {}
            yield dict(besides, **dict(entry, **spelling))

    def _url(self, entry):
        store = entry.get(self.names["storage"])
        return store.get(self.names["url"]) if isinstance(store, dict) else None

    def _send_voice(self, request, wanted):
        try:
            request.send()
        except RwsError as exc:
            if exc.http_status == 400 or exc.status_code in INVALID:
                text = "%s The form of voice storage is inferred; voice_payload has its names."
                raise RwsError(text % exc, **exc.details) from exc
            raise
        self._sent = True
        if not self.unseen and self.document.unseen:
            self.this.unknown("Whether somebody else changed the voice storage meanwhile", self.document.unseen)
        if not wanted or self._stored_voice:
            return
        try:
            seen = self.document.read()
        except RwsError as exc:
            self._cannot_read_again(exc)
            return
        if seen is None and not self.unseen:
            self.this.unknown("Whether RWS shows the voice storage as it was written", self.document.unseen)
            self._cannot_read_again(self.document.unseen)
        elif seen == []:
            reason = "RWS took some, and afterwards it answers as if there were none."
            self.this.unknown(self._what(), reason)
            self.unseen = (
                "RWS took the voice storage and does not show it, so it is written at every run, and nobody can tell "
                "what else was stored: list all locations and use state=replaced."
            )

    def _what(self) -> str:
        return "What voice storage contact center %s has" % self.contact_center_id

    def _cannot_read_again(self, reason: object) -> None:
        self.this.warn("RWS took the voice storage, but it could not be read again. %s" % reason)

    def operations(self, kind, items, rewrite):
        if self.groups()[kind] is None:
            desired, stored = self._voice(items)
        else:
            desired, stored = self._settings(kind, items)
        return self.planned(kind, desired, stored, rewrite, self.this.params["state"])

    def planned(self, kind: str, desired: Any, stored: Any, rewrite: Any, state: str) -> List[Any]:
        """What makes the stored storages of one kind the desired ones."""
        group = self.groups()[kind]
        operations: List[Any] = plan(
            group or VOICE_LABEL,
            desired,
            stored,
            state,
            rewrite,
            self.secrets[kind],
            # Voice without a location is storage too; a setting without one is something else.
            lambda key: key[0] == STORAGE and (key[1] is not None or group is None),
            self.contact_center_id if group is None else None,
        )
        return operations

    def found(self, kind: str, items: List[Any]) -> Tuple[List[Any], Any, bool]:
        """(desired, stored, whether every location is among the stored ones); stored is None when nobody can tell."""
        group = self.groups()[kind]
        if group is None:
            entries = self.open_document()
            desired = _by_location(items, lambda item: voice_wire(item, self.names))
            return desired, None if entries is None else self.by_location(entries), entries is not None
        desired = _by_location(items, screen_wire)
        wanted = [setting["location"] for setting in desired]
        stored, complete = self.this.read(lambda: settings.read_group(self.this.client, group, wanted), ({}, True))
        return desired, stored, complete

    def _settings(self, kind, items):
        desired, stored, complete = self.found(kind, items)
        if self.this.params["state"] == "replaced" and not complete:
            raise RwsError(
                "This RWS cannot list the settings of all locations, so state=replaced cannot know what to remove; "
                "use state=merged, and state=deleted for what must go. Nothing was changed."
            )
        return desired, stored

    def open_document(self):
        """The entries of the voice document; None when nobody can tell. Only the writing of it was ever seen."""
        if self.document is None:
            self.contact_center_id = contact_center_id(self.this)
            names = self.names
            self.document = Document(
                self.this.client,
                self.contact_center_id,
                names["group"],
                names["list"],
                self._identify,
                self._incomplete,
                self._lacks_password,
                self.secrets["voice"],
                "voice_payload.list",
                documented=False,
            )
        if self.this.assumed_new:
            return []
        entries = self.document.read()
        if entries is None:
            self.this.unknown(self._what(), self.document.unseen)
        return entries

    def _voice(self, items):
        stored = self.open_document()
        if stored is None:
            if self._sent:
                raise RwsError(self.document.unseen)
            if self.this.params["state"] != "replaced":
                raise RwsError(
                    "This RWS does not show its voice storage, so nobody can tell what must be kept: list all "
                    "locations and use state=replaced. Nothing was changed. %s" % self.document.unseen
                )
            self.unseen = "This RWS does not show its voice storage, so it is written at every run."
            stored = []
        self._stored_voice = stored
        return _by_location(items, lambda item: voice_wire(item, self.names)), self.by_location(stored)

    def by_location(self, entries):
        """Stored voice entries as settings; the location is the key here, its spelling is no difference."""
        found = {}
        for entry in entries:
            key = self._identify(entry)
            setting = found.setdefault(key, {"name": STORAGE, "location": key[1], "value": []})
            # Only the storage itself is compared, not an identifier that RWS may give it.
            shown = {name: value for name, value in entry.items() if isinstance(value, dict)}
            if key[1] is not None:
                shown[self.names["location"]] = key[1]
            setting["value"].append(shown)
        return found

    def _identify(self, entry):
        place = entry.get(self.names["location"])
        return (STORAGE, bare_location(place) if isinstance(place, str) else None)

    def _lacks_password(self, entry):
        store = entry.get(self.names["storage"])
        return isinstance(store, dict) and self.names["password"] not in store

    def _incomplete(self, entry):
        return self._lacks_password(entry) or self.secrets["voice"].unreadable(entry)
