# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings groups below /api/v2/settings: private to this collection, may change at any time.

A setting is known by its group, its name and its location. A complex value is replaced as a whole.
"""

from urllib.parse import quote

from ansible_collections.gir.multidc.plugins.module_utils._rws_client import RwsError
from ansible_collections.gir.multidc.plugins.module_utils._rws_status import ADMIN
from ansible_collections.gir.multidc.plugins.module_utils._rws_values import (
    WRITE_ALWAYS,
    bare_location,
    differences,
    is_secret,
    redacted,
    secrets_of,
)

EXISTS = (18, 19)


def group_path(group):
    return "/settings/" + quote(group, safe="")


def identity(setting):
    return (setting["name"], bare_location(setting.get("location")))


def label(group, setting):
    place = bare_location(setting.get("location"))
    return "%s/%s%s" % (group, setting["name"], " at " + place if place else "")


def _entries(answer):
    found = answer.get("settings", answer.get("setting"))
    if isinstance(found, dict):
        found = [found]
    return [item for item in found or [] if isinstance(item, dict) and isinstance(item.get("name"), str)]


def _get(client, group, query):
    try:
        return _entries(client.get(group_path(group), query, account=ADMIN))
    except RwsError as exc:
        if exc.http_status == 404:  # nothing has been stored yet
            return []
        raise


def read_group(client, group, wanted):
    """(stored settings by identity, whether every location is among them).

    `wanted` are the locations of interest, None for a setting without one.
    """
    found, complete = [], True
    if any(wanted):
        try:
            found += _get(client, group, {"location": "*"})
        except RwsError as exc:
            if exc.http_status != 400:
                raise
            complete = False  # this RWS does not understand the wildcard: ask for each location
            for location in sorted({place for place in wanted if place}):
                found += _get(client, group, {"location": location})
    if None in wanted:
        found += _get(client, group, None)
    return {identity(item): item for item in found}, complete


class Operation:
    """One change of one setting, decided before anything is sent."""

    def __init__(self, group, action, desired, stored, reasons):
        self.group = group
        self.action = action
        self.desired = desired
        self.stored = stored
        self.reasons = reasons

    def describe(self):
        shown = self.desired or self.stored
        return {
            "group": self.group,
            "name": shown["name"],
            "location": bare_location(shown.get("location")),
            "action": self.action,
            "reasons": self.reasons,
        }

    def before(self):
        return None if self.stored is None else redacted(self.stored.get("value"), is_secret(self.stored["name"]))

    def after(self):
        if self.action == "deleted":
            return None
        if self.action == "unchanged":
            return self.before()
        return redacted(self.desired["value"], is_secret(self.desired["name"]), self.reasons)


def plan(group, desired, stored, state, always):
    """Operations that make the group what is desired; `replaced` also removes what is not listed."""
    operations, listed = [], set()
    for setting in desired:
        key = identity(setting)
        listed.add(key)
        actual = stored.get(key)
        if state == "deleted":
            operations.append(
                Operation(group, "deleted" if actual else "unchanged", setting if not actual else None, actual, [])
            )
        elif actual is None:
            operations.append(Operation(group, "created", setting, None, []))
        else:
            reasons = differences(setting["value"], actual.get("value"), always, is_secret(setting["name"]))
            operations.append(Operation(group, "updated" if reasons else "unchanged", setting, actual, reasons))
    if state == "replaced":
        names = {setting["name"] for setting in desired}
        for key in sorted((key for key in stored if key not in listed and key[0] in names and key[1]), key=str):
            operations.append(Operation(group, "deleted", None, stored[key], []))
    return operations


def apply(client, operation):
    """Carry out one operation."""
    if operation.action == "unchanged":
        return
    path = group_path(operation.group)
    if operation.action == "deleted":
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
        return actual is not None and not differences(
            body["value"], actual.get("value"), False, is_secret(body["name"])
        )

    def send(method):
        client.write(method, path, body, account=ADMIN, greeting=path, confirm=confirm, find_out=find_out(operation))

    # Somebody may have created or removed the setting since it was read: the other verb says the same.
    first, second = ("PUT", "POST") if operation.stored else ("POST", "PUT")
    try:
        send(first)
    except RwsError as exc:
        vanished = first == "PUT" and exc.http_status == 404
        appeared = first == "POST" and (exc.http_status == 409 or exc.status_code in EXISTS)
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
        if exc.http_status != 404:
            raise


def find_out(operation):
    return "Run the task again, or read %s with GET /api/v2%s, to see the state." % (
        label(operation.group, operation.desired or operation.stored),
        group_path(operation.group),
    )


def carry_out(operations, send):
    """Send every operation that changes something; a failure says what is done and what is not."""
    todo = [operation for operation in operations if operation.action != "unchanged"]
    for number, operation in enumerate(todo):
        try:
            send(operation)
        except RwsError as exc:
            places = [str(item.describe()["location"] or item.describe()["name"]) for item in todo]
            done, rest = ", ".join(places[:number]) or "nothing", ", ".join(places[number:])
            return "%s Written before this failure: %s. Not finished: %s." % (exc, done, rest), number > 0
    return None, bool(todo)


# -- the module rws_settings -------------------------------------------------------------------------------------


def problems(params):
    found, seen = [], set()
    for number, setting in enumerate(params["settings"]):
        where = "settings[%d]" % number
        if not setting["group"] or "/" in setting["group"]:
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
        key = (setting["group"],) + identity(setting)
        if key in seen:
            found.append("%s repeats %s; list each setting once." % (where, label(setting["group"], setting)))
        seen.add(key)
    return found


def keep_secret(module):
    """Hide only what is secret in `settings[].value`.

    The option is declared no_log so that nothing of it reaches a log; but hiding every word of it would also
    mangle addresses and numbers in the result, so words that are no secret are taken off the list again.
    """
    kept, shown = set(), set()
    for setting in module.params.get("settings") or []:
        value, hidden = setting.get("value"), is_secret(setting.get("name", ""))
        kept.update(secrets_of(value, hidden))
        # A text that holds an address with a password is itself nothing to show.
        shown.update(text for text in secrets_of(value, True) if not secrets_of(text))
    for name in ("url_password", "admin_password"):
        if module.params.get(name):
            kept.add(module.params[name])
    module.no_log_values.difference_update(shown - kept)
    module.no_log_values.update(text for text in kept if text)


def ensure_settings(this):
    params = this.params
    by_group = {}
    for setting in params["settings"]:
        by_group.setdefault(setting["group"], []).append(setting)
    operations = []
    for group in sorted(by_group):
        wanted = [bare_location(setting.get("location")) for setting in by_group[group]]
        stored, _complete = this.read(lambda g=group, w=wanted: read_group(this.client, g, w), ({}, True))
        operations += plan(group, by_group[group], stored, params["state"], params["update_password"] in WRITE_ALWAYS)
    failure, changed = None, any(operation.action != "unchanged" for operation in operations)
    if not this.check_mode:
        failure, changed = carry_out(operations, lambda operation: apply(this.client, operation))
    return {
        "changed": changed,
        "failure": failure,
        "results": [operation.describe() for operation in operations],
        "diff": diff(operations),
    }


def diff(operations):
    before, after = {}, {}
    for operation in operations:
        key = label(operation.group, operation.desired or operation.stored)
        before[key], after[key] = operation.before(), operation.after()
    return {"before": before, "after": after}
