# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What rws_settings was asked for and what it answers: private to this collection, may change at any time."""

from typing import Any, List, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.secret_options import pattern_problems
from ansible_collections.gir.multidc.plugins.module_utils._common.values import SecretValues, bare_location
from ansible_collections.gir.multidc.plugins.module_utils._rws import settings
from ansible_collections.gir.multidc.plugins.module_utils._rws.changes import (
    Request,
    Stored,
    carry_out,
    diff,
    identity,
    label,
    plan,
)
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsError
from ansible_collections.gir.multidc.plugins.module_utils._rws.discovery import listed
from ansible_collections.gir.multidc.plugins.module_utils._rws.document import Document
from ansible_collections.gir.multidc.plugins.module_utils._rws.module import contact_center_id
from ansible_collections.gir.multidc.plugins.module_utils._rws.passwords import Passwords
from ansible_collections.gir.multidc.plugins.module_utils._rws.passwords import problems as password_problems
from ansible_collections.gir.multidc.plugins.module_utils._rws.status import ADMIN

SCOPES = SETTINGS, CONTACT_CENTER = "settings", "contact_center"
# What the modules take for one setting.
SETTING = {
    "scope": {"type": "str", "choices": list(SCOPES), "default": SETTINGS},
    "group": {"type": "str", "required": True},
    "name": {"type": "str", "required": True},
    "location": {"type": "str"},
    "value": {"type": "raw", "no_log": True},
}
# How the name of a group below a contact center begins in differences.
DOCUMENT_LABEL = "contact-center/"


def problems(params):
    found, seen = password_problems(params) + pattern_problems(params), set()
    for number, setting in enumerate(params["settings"]):
        where = "settings[%d]" % number
        if setting["group"] in ("", ".", "..") or "/" in setting["group"]:
            found.append(
                "%s.group is '%s'; give the bare name of a settings group, such as speechminer."
                % (where, setting["group"])
            )
        if not setting["name"]:
            found.append("%s.name is empty." % where)
        place = setting.get("location")
        if place and not place.startswith("/"):
            found.append("%s.location is '%s'; it must be a node path such as /US/NY." % (where, place))
        if setting.get("value") is None and params["state"] != "deleted":
            found.append("%s.value is missing; it is needed unless state is deleted." % where)
        if setting["scope"] == CONTACT_CENTER and setting.get("value") is not None and setting["group"] == "recordings":
            found.append("%s: the voice storage of a contact center is managed by rws_storage." % where)
        key = (setting["scope"], setting["group"]) + identity(setting)
        if key in seen:
            found.append("%s repeats %s; list each setting once." % (where, label(setting["group"], setting)))
        seen.add(key)
    return found


def ensure_settings(this):
    params = this.params
    passwords = Passwords(this)
    by_group = {}
    for setting in params["settings"]:
        by_group.setdefault((setting["scope"], setting["group"]), []).append(setting)
    requests = []
    for scope, group in sorted(by_group):
        collect = _document_requests if scope == CONTACT_CENTER else _group_requests
        requests += collect(this, group, by_group[scope, group], passwords)
    operations = [operation for request in requests for operation in request.operations]
    failure, changed = carry_out(requests, this.check_mode)
    if not this.check_mode and changed:
        failure = passwords.remember(operations, failure)
    return {
        "changed": changed,
        "failure": failure,
        "results": [operation.describe() for operation in operations],
        "diff": diff(operations),
    }


def _plan(this: Any, group: str, desired: Any, stored: Any, rewrite: Any, owner: Optional[str] = None) -> List[Any]:
    found: List[Any] = plan(group, desired, stored, this.params["state"], rewrite, _secrets(this), owner=owner)
    return found


def _secrets(this):
    """The names under which this task has secrets."""
    return SecretValues(patterns=this.params["secret_keys"])


def group_operations(this: Any, group: str, desired: Any, rewrite: Any) -> List[Any]:
    """What makes the settings of a group the desired ones."""
    wanted = [bare_location(setting.get("location")) for setting in desired]
    stored, _complete = this.read(lambda: settings.read_group(this.client, group, wanted), ({}, True))
    return _plan(this, group, desired, stored, rewrite)


def document_operations(this: Any, group: str, desired: Any, rewrite: Any) -> Tuple[Any, Any, Any, List[Any]]:
    """(document, its entries, the same by identity, what makes them the desired ones) of a contact center's group."""
    owner = contact_center_id(this)
    document = _document(this, owner, group)
    entries = this.read(document.read, [])
    if entries is None:
        raise RwsError(
            "This RWS does not show the group %s of the contact center, so nobody can tell what must be kept. "
            "Nothing was changed." % group
        )
    stored = Stored(entry for entry in entries if isinstance(entry.get("name"), str))
    return document, entries, stored, _plan(this, DOCUMENT_LABEL + group, desired, stored, rewrite, owner)


def _group_requests(this, group, desired, passwords):
    """One request for each setting of a group."""
    found = group_operations(this, group, desired, passwords.rewrite)
    return [Request([op], lambda op=op: settings.apply(this.client, op)) for op in found]


def _document_requests(this, group, desired, passwords):
    """One request for all settings of a group below the contact center, which RWS replaces as a whole."""
    document, entries, stored, operations = document_operations(this, group, desired, passwords.rewrite)
    wanted = []
    if this.params["state"] != "deleted":
        wanted = [
            dict(stored.get(identity(setting), {}), name=setting["name"], value=setting["value"]) for setting in desired
        ]
        for entry, setting in zip(wanted, desired):
            if setting.get("location") and not entry.get("location"):
                entry["location"] = bare_location(setting["location"])
    return [document.request(operations, entries, wanted)]


def _document(this, contact_center, group):
    secrets = _secrets(this)
    return Document(
        this.client,
        contact_center,
        group,
        SETTINGS,
        _identify,
        lambda entry: secrets.unreadable(entry.get("value"), str(entry.get("name")) in secrets),
        lambda entry: entry.get("value") is None,
        secrets,
    )


def _identify(entry):
    return (str(entry.get("name")), bare_location(entry.get("location")))


# -- the module rws_settings_info --------------------------------------------------------------------------------


def read_problems(params):
    names = (params["groups"] or []) + params["contact_center_groups"]
    return pattern_problems(params) + [
        "'%s' is no settings group; give its bare name, such as speechminer." % name
        for name in names
        if name in ("", ".", "..") or "/" in name
    ]


def read_settings(this):
    """The settings of the groups asked for, secrets redacted."""
    identifier, found, secrets = None, [], _secrets(this)
    for group in sorted(all_groups(this) if this.params["groups"] is None else this.params["groups"]):
        stored = this.read(lambda g=group: settings.read_group(this.client, g, [None, settings.ANYWHERE])[0], {})
        found += [_shown(SETTINGS, group, stored[key], secrets) for key in sorted(stored, key=str)]
    for group in sorted(this.params["contact_center_groups"]):
        identifier = identifier or contact_center_id(this)
        document = _document(this, identifier, group)
        entries = [entry for entry in this.read(document.read, []) or [] if isinstance(entry.get("name"), str)]
        entries.sort(key=lambda entry: str(identity(entry)))
        found += [_shown(CONTACT_CENTER, group, entry, secrets) for entry in entries]
    return {"changed": False, "contact_center_id": identifier, "settings": found}


def all_groups(this: Any) -> List[str]:
    """Names of the groups below /api/v2/settings, as RWS lists them."""
    answer = this.read(lambda: this.client.get("/settings", account=ADMIN), {})
    if "settings" in answer:
        return [item["name"] for item in settings.entries_of(answer)]
    return [identifier for identifier, _uri in listed(answer)]


def _shown(scope, group, setting, secrets):
    return {
        "scope": scope,
        "group": group,
        "name": setting["name"],
        "location": bare_location(setting.get("location")),
        "value": secrets.redacted(setting.get("value"), setting["name"] in secrets),
    }
