# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings groups below /api/v2/settings: private to this collection, may change at any time.

A setting is known by its group, its name and its location. A complex value is replaced as a whole.
"""

from urllib.parse import quote

from ansible_collections.gir.multidc.plugins.module_utils._common.values import bare_location
from ansible_collections.gir.multidc.plugins.module_utils._rws.changes import DELETED, UNCHANGED, Stored, identity
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsError
from ansible_collections.gir.multidc.plugins.module_utils._rws.status import ADMIN

# Stands for every location, in questions only.
ANYWHERE = "*"
ENVELOPE = ("statusCode", "statusMessage", "key", "uri", "path", "name", "displayName", "settings", "setting")


def group_path(group):
    return "/settings/" + quote(group, safe="")


def entries_of(answer):
    """Settings of an answer, each with at least a name."""
    found = answer.get("settings", answer.get("setting"))
    if isinstance(found, dict) and isinstance(found.get("name"), str):
        found = [found]
    others = sorted(set(answer) - set(ENVELOPE))
    if (found is None and others) or not isinstance(found, (list, type(None))):
        # Taken for empty, whatever is there would be overwritten.
        text = "RWS shows settings in a form that is not known, with %s. Nothing was changed."
        raise RwsError(text % (", ".join("'%s'" % name for name in others) or "'settings' that are no list"))
    return [item for item in found or [] if isinstance(item, dict) and isinstance(item.get("name"), str)]


def _get(client, group, query):
    try:
        return entries_of(client.get(group_path(group), query, account=ADMIN))
    except RwsError as exc:
        if exc.not_found:  # nothing has been stored yet
            return []
        raise


def read_group(client, group, wanted):
    """(stored settings by identity, whether every location is among them).

    `wanted` are the locations of interest, None for a setting without one.
    """
    found, complete = [], True
    if any(wanted):
        try:
            found += [item for item in _get(client, group, {"location": ANYWHERE}) if item.get("location")]
        except RwsError as exc:
            if exc.http_status != 400 and exc.status_code not in (2, 10):
                raise
            complete = False
        if not found:
            # Either nothing is stored, or the wildcard means nothing to this RWS: ask for each location.
            for location in sorted({place for place in wanted if place} - {ANYWHERE}):
                found += _located(client, group, location)
            complete = complete and not found
    if None in wanted or (ANYWHERE in wanted and not complete):
        found += _get(client, group, None)
    return Stored(found), complete


def _located(client, group, location):
    """Both spellings of a location: without the wildcard nobody tells which of them is stored."""
    for spelling in (location, location + "/"):
        found = _get(client, group, {"location": spelling})
        found = [item for item in found if bare_location(item.get("location")) == location]
        if found:
            return found
    return []


def apply(client, operation):
    """Carry out one operation."""
    if operation.action == UNCHANGED:
        return
    path = group_path(operation.group)
    if operation.action == DELETED:
        _delete(client, path, operation)
        return
    body = {"name": operation.desired["name"], "value": operation.desired["value"]}
    # The stored spelling of the location identifies the setting; another one would create a second setting.
    place = (operation.stored or {}).get("location") or bare_location(operation.desired.get("location"))
    if place:
        body["location"] = place

    def confirm():
        stored, _complete = read_group(client, operation.group, [bare_location(place)])
        actual = stored.get(identity(body))
        if actual is None:
            return False
        hidden = body["name"] in operation.secrets
        if operation.secrets.differences(body["value"], actual.get("value"), False, hidden):
            return False
        # When only a secret that nobody can read was to change, the stored setting proves nothing.
        unread = operation.secrets.differences(body["value"], actual.get("value"), True, hidden)
        return None if unread and operation.stored else True

    def send(method):
        client.write(method, path, body, account=ADMIN, greeting=path, confirm=confirm, find_out=find_out(operation))

    # Somebody may have created or removed the setting since it was read: the other verb says the same.
    first, second = ("PUT", "POST") if operation.stored else ("POST", "PUT")
    try:
        send(first)
    except RwsError as exc:
        vanished = first == "PUT" and exc.not_found
        appeared = first == "POST" and exc.already_there
        if not (vanished or appeared):
            raise
        send(second)


def _delete(client, path, operation):
    place = operation.stored.get("location")
    query = {"location": place} if place else None
    try:
        client.write(
            "DELETE",
            path,
            {"name": operation.stored["name"]},
            account=ADMIN,
            query=query,
            greeting=path,
            find_out=find_out(operation),
        )
    except RwsError as exc:
        if not exc.not_found:
            raise


def find_out(operation):
    text = "Run the task again, or read %s with GET /api/v2%s, to see the state."
    return text % (operation.label, group_path(operation.group))
