# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Planning and carrying out changes of RWS state: private to this collection, may change at any time.

What is stored and what is desired become operations, one for each object, before anything is sent. Requests carry
operations out; one that fails leaves behind exactly what is known about each object.
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.values import SECRETS, bare_location
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsError

CREATED = "created"
UPDATED = "updated"
DELETED = "deleted"
UNCHANGED = "unchanged"

# What became of an operation: nothing had to be done, it is predicted, it is done, it is not, or nobody can tell.
DONE = "done"
NOT_DONE = "not done"
PREDICTED = "predicted"
UNKNOWN = "unknown"


def identity(setting):
    return (setting["name"], bare_location(setting.get("location")))


def label(group, setting):
    place = bare_location(setting.get("location"))
    return "%s/%s%s" % (group, setting["name"], " at " + place if place else "")


class Operation:
    """One change of one setting, decided before anything is sent."""

    def __init__(self, group, action, desired, stored, reasons, secrets=SECRETS, owner=None):
        self.group = group
        self.action = action
        self.desired = desired
        self.stored = stored
        self.reasons = reasons
        self.secrets = secrets
        # The contact center, for what is stored below one.
        self.owner = owner
        self.outcome = UNCHANGED if action == UNCHANGED else NOT_DONE

    @property
    def label(self):
        return label(self.group, self.desired or self.stored)

    @property
    def digest_key(self):
        return "%s of %s" % (self.label, self.owner) if self.owner else self.label

    @property
    def secret_part(self):
        """What is secret in the desired value, in its places."""
        return self.secrets.only(self.desired["value"], self.desired["name"] in self.secrets)

    @property
    def location(self):
        return bare_location((self.desired or self.stored).get("location"))

    def describe(self):
        shown = self.desired or self.stored
        return {
            "group": self.group,
            "name": shown["name"],
            "location": self.location,
            "action": self.action,
            "outcome": self.outcome,
            "reasons": self.reasons,
        }

    def before(self):
        if self.stored is None:
            return None
        return self.secrets.redacted(self.stored.get("value"), self.stored["name"] in self.secrets)

    def after(self):
        if self.action == DELETED:
            return None
        if self.action == UNCHANGED:
            return self.before()
        return self.secrets.redacted(self.desired["value"], self.desired["name"] in self.secrets, self.reasons)


def plan(group, desired, stored, state, rewrite, secrets=SECRETS, obsolete=None, owner=None):
    """Operations that make the group what is desired.

    `stored` has the stored settings by identity, and in `stored.twins` those that differ in their spelling only.
    `rewrite(operation)` says whether a secret that RWS does not show has to be written although nothing else differs.
    With state replaced, stored settings for which `obsolete(identity)` holds and which are not desired are deleted.
    """
    operations, listed = [], set()

    def delete(items):
        for item in items:
            operations.append(Operation(group, DELETED, None, item, [], secrets, owner))

    def twins(key):
        return [twin for twin in getattr(stored, "twins", ()) if identity(twin) == key]

    for setting in desired:
        key = identity(setting)
        listed.add(key)
        actual = stored.get(key)
        if state == "deleted" and actual is not None:
            delete([actual] + twins(key))
        elif state == "deleted":
            operations.append(Operation(group, UNCHANGED, setting, None, [], secrets, owner))
        elif actual is None:
            operations.append(Operation(group, CREATED, setting, None, [], secrets, owner))
        else:
            operation = Operation(group, UNCHANGED, setting, actual, [], secrets, owner)
            hidden = setting["name"] in secrets
            reasons = secrets.differences(setting["value"], actual.get("value"), False, hidden)
            if not reasons and operation.secret_part is not None and rewrite(operation):
                reasons = secrets.differences(setting["value"], actual.get("value"), True, hidden)
            if reasons:
                operation = Operation(group, UPDATED, setting, actual, reasons, secrets, owner)
            operations.append(operation)
            # Another spelling of the same location would contradict what is desired.
            delete(twins(key))
    if state == "replaced":
        for key in sorted((key for key in stored if key not in listed and obsolete(key)), key=str):
            delete([stored[key]] + twins(key))
    return operations


class Stored(dict):
    """Stored settings by identity; `twins` are further ones that differ from one of them in their spelling only."""

    def __init__(self, settings=()):
        super().__init__()
        self.twins = []
        for setting in settings:
            if identity(setting) in self:
                if setting != self[identity(setting)]:
                    self.twins.append(setting)
            else:
                self[identity(setting)] = setting


class Request:
    """One thing to send, and the operations that it carries out."""

    def __init__(self, operations, send):
        self.operations = operations
        self.send = send

    @property
    def needed(self):
        return any(operation.action != UNCHANGED for operation in self.operations)


def carry_out(requests, check_mode):
    """(failure or None, changed): send what is needed; the first failure stops."""
    todo = [request for request in requests if request.needed]
    if check_mode:
        for request in todo:
            _settle(request, PREDICTED)
        return None, bool(todo)
    for number, request in enumerate(todo):
        try:
            request.send()
        except RwsError as exc:
            if exc.uncertain:
                _settle(request, UNKNOWN)
            changed = number > 0 or exc.uncertain
            return "%s %s" % (exc, _account(todo)), changed
        _settle(request, DONE)
    return None, bool(todo)


def _settle(request, outcome):
    for operation in request.operations:
        if operation.action != UNCHANGED:
            operation.outcome = outcome


def _account(requests):
    """What a failure left behind, in words."""
    parts = []
    for outcome, words in ((DONE, "Written before this failure"), (UNKNOWN, "Unknown"), (NOT_DONE, "Not written")):
        names = [op.label for request in requests for op in request.operations if op.outcome == outcome]
        if names or outcome == DONE:
            parts.append("%s: %s." % (words, ", ".join(names) or "nothing"))
    return " ".join(parts)


def diff(operations):
    before, after = {}, {}
    for operation in operations:
        name = operation.label
        if name in before:  # a twin that differs in its spelling only
            name = "%s, stored as %s" % (name, operation.stored.get("location"))
        before[name], after[name] = operation.before(), operation.after()
    return {"before": before, "after": after}
