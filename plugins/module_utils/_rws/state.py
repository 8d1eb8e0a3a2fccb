# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What RWS holds for a contact center, compared part by part: private to this collection, may change at any time."""

from typing import Any, Dict, List, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.difference import difference
from ansible_collections.gir.multidc.plugins.module_utils._common.values import SecretValues
from ansible_collections.gir.multidc.plugins.module_utils._rws import (
    any_settings,
    feature_list,
    foreign,
    settings,
    tables,
    undocumented,
)
from ansible_collections.gir.multidc.plugins.module_utils._rws.changes import DELETED, identity, label
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsError
from ansible_collections.gir.multidc.plugins.module_utils._rws.compared import (
    CONTACT_CENTER,
    RWS,
    differing,
    hides_secret,
    of_operation,
    setting_name,
    storage_name,
    text,
)
from ansible_collections.gir.multidc.plugins.module_utils._rws.discovery import choose, contact_centers, last_segment
from ansible_collections.gir.multidc.plugins.module_utils._rws.passwords import ON_CHANGE, Passwords
from ansible_collections.gir.multidc.plugins.module_utils._rws.storage import STORAGE, Storage
from ansible_collections.gir.multidc.plugins.module_utils._rws.voice import SCREEN_GROUP, payload_names

# Parts, as differences call what could not be read.
FEATURES = "features"
TABLES = "recording tables"
GROUPS = "settings groups"
PASSWORDS = "passwords"
FURTHER = "settings of further locations"
# The places whose passwords nobody can see are named up to this number.
_MOST_NAMED = 6


class State:
    """One comparison, through one address; `view` takes what is found."""

    def __init__(self, view: Any) -> None:
        self.view = view
        self.params = view.params
        self.client = view.client
        self.secrets = SecretValues(patterns=view.params["secret_keys"])
        # Where RWS holds a secret that it does not show, and whether any of them is written all the same.
        self._hidden: List[str] = []
        self._rewritten = False
        self._storage: Any = None
        self._passwords: Any = None

    def compare(self) -> None:
        """All parts. What stops everything is raised."""
        found = contact_centers(self.client)
        try:
            self.view.contact_center_id = _chosen(found, self.params["contact_center_id"])
        except RwsError as exc:
            for part, component in self._parts():
                self.view.cannot(part, str(exc), component)
            return
        # The planners look for themselves.
        self.params["contact_center_id"] = self.view.contact_center_id
        self._storage = Storage(self.view, payload_names(self.params))
        if self.params["features"]:
            self.view.guarded(FEATURES, self._features)
        if self.params["tables"]:
            self.view.guarded(TABLES, self._tables, RWS)
        self.view.guarded("digests of passwords", self._read_digests)
        for kind in self._kinds():
            self.view.guarded(storage_part(kind), lambda kind=kind: self._storages(kind))
        for (scope, group), asked in sorted(self._asked().items()):
            self.view.guarded(group_part(scope, group), lambda s=scope, g=group, a=asked: self._settings(s, g, a))
        if self.params["settings"]:
            self.view.guarded(GROUPS, self._foreign_groups)
        if self._hidden:
            self.view.cannot(PASSWORDS, self._why_hidden(), documented=False, rewritten=self._rewritten)

    def _parts(self) -> List[Tuple[str, str]]:
        found = [(FEATURES, CONTACT_CENTER)] if self.params["features"] else []
        found += [(TABLES, RWS)] if self.params["tables"] else []
        found += [(storage_part(kind), CONTACT_CENTER) for kind in self._kinds()]
        found += [(group_part(*key), CONTACT_CENTER) for key in sorted(self._asked())]
        return found + ([(GROUPS, CONTACT_CENTER)] if self.params["settings"] else [])

    def _kinds(self) -> List[str]:
        asked = {item["kind"] for item in self.params["locations"]}
        return [kind for kind in ("screen", "voice") if kind in asked]

    def _asked(self) -> Dict[Tuple[str, str], List[Any]]:
        found: Dict[Tuple[str, str], List[Any]] = {}
        for setting in self.params["settings"]:
            found.setdefault((setting["scope"], setting["group"]), []).append(setting)
        return found

    # -- features and tables ---------------------------------------------------------------------------------------

    def _features(self) -> None:
        asked = [uri.strip() for uri in self.params["features"]]
        path = feature_list.path_of(self.view.contact_center_id)
        present, reason = undocumented.ask(self.client, lambda: feature_list.assigned(self.client, path))
        if present is None:
            self.view.cannot(FEATURES, reason, documented=False, rewritten=True)
            return
        lacking = [last_segment(uri) for uri in feature_list.missing(asked, present)]
        found = [difference("rws.feature", CONTACT_CENTER, name, "", "assigned") for name in lacking]
        found += [
            difference(
                "rws.feature_foreign",
                CONTACT_CENTER,
                name,
                actual="assigned",
                reason=foreign.FEATURE_EFFECT,
            )
            for name in foreign.features(asked, present)
        ]
        self.view.add(FEATURES, found)

    def _tables(self) -> None:
        identifier = self.view.contact_center_id
        # An error proves nothing here: an RWS without this resource says the same as one without the tables.
        exist, reason = undocumented.ask(self.client, lambda: tables.shown(self.client, identifier))
        if exist is None:
            self.view.cannot(TABLES, reason, RWS, documented=False)
        elif not exist:
            self.view.add(TABLES, [difference("rws.tables", RWS, TABLES, "", "present", None)])

    # -- storage ---------------------------------------------------------------------------------------------------

    def _read_digests(self) -> None:
        self._passwords = Passwords(self.view)

    def _outdated(self, operation: Any) -> bool:
        return self._passwords is not None and bool(self._passwords.outdated(operation))

    def _storages(self, kind: str) -> None:
        part, storage = storage_part(kind), self._storage
        items = [item for item in self.params["locations"] if item["kind"] == kind]
        desired, stored, complete = storage.found(kind, items)
        unseen = None if stored else self._unseen(storage.document)
        if unseen is not None:
            self.view.cannot(part, unseen, documented=False, rewritten=True)
            return
        state = "replaced" if complete else "merged"
        asked = {identity(setting) for setting in desired}
        for operation in storage.planned(kind, desired, stored, self._outdated, state):
            thing = storage_name(kind, operation.location)
            if operation.action == DELETED and identity(operation.stored) not in asked:
                self.view.add(part, self._foreign_storage(thing, operation))
            else:
                self.view.add(part, of_operation("rws.storage", thing, operation))
                self._note_hidden(thing, operation)
        if not complete:
            self.view.cannot(part + " of further locations", "This RWS cannot list the settings of all locations.")

    def _unseen(self, document: Any) -> Any:
        """Why nobody can tell what a document holds that seems to hold nothing; None for one that is empty."""
        if document is None:
            return None
        # An RWS that does not show it says the same as one that has none.
        problem = self.client.problem(document.path)
        return document.unseen or (problem and (problem.told or str(problem)))

    def _foreign_storage(self, thing: str, operation: Any) -> List[Dict[str, Any]]:
        if not foreign.in_use(operation.stored.get("value")):
            return []
        reason = foreign.STORAGE_EFFECT if operation.location else foreign.NO_LOCATION_EFFECT
        actual = text(operation.stored.get("value"), operation.secrets)
        return [difference("rws.storage_foreign", CONTACT_CENTER, thing, actual=actual, reason=reason)]

    # -- settings --------------------------------------------------------------------------------------------------

    def _settings(self, scope: str, group: str, asked: List[Any]) -> None:
        part = group_part(scope, group)
        if scope == any_settings.CONTACT_CENTER:
            _document, _entries, stored, operations = any_settings.document_operations(
                self.view, group, asked, self._outdated
            )
            self._foreign_settings(part, any_settings.DOCUMENT_LABEL + group, stored, asked)
        else:
            operations = any_settings.group_operations(self.view, group, asked, self._outdated)
        for operation in operations:
            thing = setting_name(operation.group, operation.desired or operation.stored)
            self.view.add(part, of_operation("rws.setting", thing, operation))
            self._note_hidden(thing, operation)

    def _foreign_groups(self) -> None:
        """Settings that nobody named: those of a known or managed group one by one, any other group as a whole."""
        asked = {key[1]: settings for key, settings in self._asked().items() if key[0] == any_settings.SETTINGS}
        own = {self.params["digest_group"]}
        names = self._storage.names
        storages = {SCREEN_GROUP} | ({names["group"]} if names["style"] == "settings" else set())
        for group in sorted(set(any_settings.all_groups(self.view)) - own):
            part = group_part(any_settings.SETTINGS, group)
            stored, complete = settings.read_group(self.client, group, [None, settings.ANYWHERE])
            if not complete:
                self.view.cannot(FURTHER, "This RWS cannot list the settings of all locations.")
            # Storage by location is compared as storage.
            is_storage = group in storages
            rest = {key: stored[key] for key in stored if not (is_storage and key[0] == STORAGE and key[1] is not None)}
            if group in asked or group in storages or group in foreign.KNOWN_GROUPS:
                self._foreign_settings(part, group, rest, asked.get(group, []))
            else:
                self._foreign_group(part, group, list(rest.values()))

    def _foreign_settings(self, part: str, group: str, stored: Dict[Any, Any], asked: List[Any]) -> None:
        named = {identity(setting) for setting in asked}
        for key in sorted(set(stored) - named, key=str):
            setting = stored[key]
            if foreign.in_use(setting.get("value")):
                _group, _name, reason, severity = foreign.effect(group, setting)
                hidden, more = setting["name"] in self.secrets, {"reason": reason, "severity": severity}
                thing, value = setting_name(group, setting), setting.get("value")
                one = differing("rws.setting_foreign", thing, "", None, value, self.secrets, hidden, **more)
                self.view.add(part, [one])

    def _foreign_group(self, part: str, group: str, stored: List[Any]) -> None:
        found = foreign.effect_of_all(group, stored)
        if found is not None:
            actual = ", ".join(sorted({label(group, setting).partition("/")[2] for setting in stored}))
            more = {"actual": actual, "reason": found[2], "severity": found[3]}
            self.view.add(part, [difference("rws.setting_foreign", CONTACT_CENTER, group + "/*", **more)])

    # -- passwords -------------------------------------------------------------------------------------------------

    def _note_hidden(self, thing: str, operation: Any) -> None:
        if hides_secret(operation):
            self._hidden.append(thing)
            self._rewritten = self._rewritten or self._passwords is None or bool(self._passwords.rewrite(operation))

    def _why_hidden(self) -> str:
        named = sorted(set(self._hidden))
        more = len(named) - _MOST_NAMED
        places = ", ".join(named[:_MOST_NAMED]) + (" and %d more" % more if more > 0 else "")
        told = "RWS does not show the passwords of %s: nobody can tell whether somebody changed them there. " % places
        if self._passwords is not None and self._passwords.mode == ON_CHANGE:
            return told + "Those that were written last are known by their digests."
        return told + "With update_password on_change, a new password of the inventory is noticed at least."


def storage_part(kind: str) -> str:
    """The storages of a kind, as differences call them where they cannot be read."""
    return kind + " storage"


def group_part(scope: str, group: str) -> str:
    """The same of a settings group."""
    return "settings group %s%s" % (any_settings.DOCUMENT_LABEL if scope == any_settings.CONTACT_CENTER else "", group)


def _chosen(found: List[Tuple[str, str]], asked: Any) -> Any:
    """The contact center; with the sentence of the role where it is not the one that is meant."""
    try:
        return choose(found, asked, "contact_center_id", "contact center", "")
    except RwsError as exc:
        listed = ", ".join(sorted({identifier for identifier, _uri in found})) or "none"
        given = asked or "not given"
        told = "RWS serves the contact centers %s; gir_contact_center_id is %s. Give the identifier of the right one."
        raise RwsError(told % (listed, given)) from exc
