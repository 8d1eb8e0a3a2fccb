# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changing Configuration Server objects beside others who do: private to this collection, may change at any time.

GAX replaces whole objects and knows no condition for it, so whoever writes what he read a while ago takes back what
others wrote since. Therefore an object is read again immediately before it is written; what changed since it was looked
at is taken over once, and after that it is a conflict. When all is written, what was written is looked at again: a
writer who read before our write and wrote after it shows there, and ours is written anew on top of his. Each of two
such writers looks after his own options, so neither loses any, as long as none takes longer from his read to his write
than the other waits before he looks again.
"""

import time

from ansible_collections.gir.multidc.plugins.module_utils._gax.client import GaxError, NoGaxAnswers, OutcomeUnknown
from ansible_collections.gir.multidc.plugins.module_utils._gax.lookup import Lookup
from ansible_collections.gir.multidc.plugins.module_utils._gax.plan import changed, changes_of, holds
from ansible_collections.gir.multidc.plugins.module_utils._gax.properties import Unchangeable
from ansible_collections.gir.multidc.plugins.module_utils._gax.schema import OWNERS, name_field

CREATED, UPDATED, DELETED, UNCHANGED = "created", "updated", "deleted", "unchanged"
DONE, PREDICTED, NOT_DONE, UNKNOWN, CONFLICT = "done", "predicted", "not done", "unknown", "conflict"
# Seconds from sending a read to sending the write; whoever took longer reads again.
WINDOW_SECONDS = 0.25
# Seconds from the last write to looking again: longer than another writer of this kind takes.
SETTLE_SECONDS = 0.5
SLOW_READS = 3


class Operation:
    """What becomes of one object. `raw`: as it was read; `changes`: what has to change in it."""

    def __init__(self, wanted, action, raw, changes=()):
        self.wanted = wanted
        self.action = action
        self.raw = raw
        self.changes = list(changes)
        self.outcome = UNCHANGED if action == UNCHANGED else NOT_DONE
        self.message = None
        # GAX answered too slowly to be sure that nobody wrote in between.
        self.slow = False
        # Why it could not be looked at again after it was written.
        self.unseen = None
        # Whether anything of it was written, or may have been.
        self.wrote = False

    @property
    def address(self):
        return "/cfg/objects/%s/%s" % (self.wanted.type, self.raw["dbid"])

    @property
    def pending(self):
        return self.action != UNCHANGED and self.outcome == NOT_DONE and self.message is None


class Conflict(Exception):
    """Somebody else changes the object at the same time."""


def carry_out(client, operations, check_mode, sleep=time.sleep, clock=time.monotonic):
    """Do what is planned; each operation tells its outcome. One that fails does not keep the others from being done,
    unless GAX cannot be reached any more."""
    planned = [operation for operation in operations if operation.action != UNCHANGED]
    if check_mode:
        for operation in planned:
            operation.outcome = PREDICTED
        return
    try:
        for operation in planned:
            _attempt(client, operation, _WAYS[operation.action], clock)
        _look_again(client, [o for o in planned if o.outcome == DONE and o.action != DELETED], sleep, clock)
    except NoGaxAnswers as exc:
        for operation in planned:
            if operation.pending:
                operation.message = str(exc)


def _attempt(client, operation, way, clock):
    try:
        operation.outcome = DONE if way(client, operation, clock) else UNCHANGED
    except Conflict as exc:
        operation.outcome, operation.message = CONFLICT, str(exc)
    except OutcomeUnknown as exc:
        operation.outcome, operation.message, operation.wrote = UNKNOWN, str(exc), True
    except NoGaxAnswers as exc:
        operation.message = str(exc)
        raise
    except GaxError as exc:
        operation.message = str(exc)
    except Unchangeable as exc:
        operation.message = "%s: %s; it was left as it is." % (operation.wanted.label, exc)


def _update(client, operation, clock):
    taken_over = False
    for attempt in range(SLOW_READS + 1):
        sent = clock()
        now = client.get(operation.address)
        if now == operation.raw:
            operation.slow = clock() - sent > WINDOW_SECONDS
            if operation.slow and attempt < SLOW_READS:
                continue
            break
        if taken_over:
            text = "%s is being changed by somebody else at this moment; it was left as it is."
            raise Conflict("%s Run this again when they are done." % text % operation.wanted.label)
        taken_over = True
        _take_over(operation, now)
        if not operation.changes:
            # Somebody else did what was to be done.
            return False
    body = changed(operation.raw, operation.changes)
    try:
        client.write("PUT", operation.address, body)
    except OutcomeUnknown as unknown:
        _after_unknown(client, operation, body, unknown)
    # Whoever wrote in between and has looked again before this arrived has lost what he wrote.
    operation.slow = operation.slow or clock() - sent > SETTLE_SECONDS
    operation.wrote = True
    return True


def _take_over(operation, now):
    """Plan anew on what the object has become."""
    operation.raw = now
    operation.changes = changes_of(operation.wanted, now)


def _after_unknown(client, operation, body, unknown):
    try:
        now = client.get(operation.address)
    except GaxError as exc:
        raise OutcomeUnknown("%s It could not be read after that either: %s" % (unknown, exc)) from exc
    if holds(now, operation.changes):
        return
    if now != operation.raw:
        text = "%s: the connection broke while it was written, and it has changed since; read it before you go on."
        raise Conflict(text % operation.wanted.label)
    client.write("PUT", operation.address, body)


def _create(client, operation, _clock):
    try:
        answer = client.write("POST", "/cfg/objects", operation.raw)
    except OutcomeUnknown as exc:
        text = "%s Look for %s before this is run again." % (exc, operation.wanted.label)
        raise OutcomeUnknown(text) from exc
    operation.wrote = True
    if not (isinstance(answer, dict) and answer.get("dbid")):
        answer = _created(client, operation)
    operation.raw = answer
    return True


def _created(client, operation):
    """The new object, where GAX does not answer with it."""
    field = name_field(operation.wanted.type)
    query = {"brief": "false", "type": operation.wanted.type, field: operation.wanted.name}
    try:
        shown = client.get("/cfg/objects", query)
    except GaxError as exc:
        text = "GAX %s said that it created %s, which could not be read after that: %s"
        raise OutcomeUnknown(text % (client.last_node, operation.wanted.label, exc)) from exc
    for item in shown:
        owned = all(item.get(owner) == operation.raw.get(owner) for owner, _kind in OWNERS.values())
        if item.get(field) == operation.wanted.name and owned:
            return item
    text = "GAX %s said that it created %s, but does not show it. Look for it before this is run again."
    raise OutcomeUnknown(text % (client.last_node, operation.wanted.label))


def _delete(client, operation, _clock):
    if client.get(operation.address) != operation.raw:
        raise Conflict(
            "%s has changed since it was looked at; it was not deleted. Run this again." % operation.wanted.label
        )
    try:
        client.write("DELETE", operation.address, None)
    except OutcomeUnknown as unknown:
        try:
            client.get(operation.address)
        except GaxError as exc:
            if exc.http_status != 404:
                raise OutcomeUnknown("%s It could not be read after that either: %s" % (unknown, exc)) from exc
        else:
            raise
    operation.wrote = True
    return True


_WAYS = {CREATED: _create, UPDATED: _update, DELETED: _delete}


def _look_again(client, done, sleep, clock):
    """Whether what was written is still there; what is not is written once more."""
    end = clock() + SETTLE_SECONDS
    for last in (False, True):
        if not done:
            return
        sleep(max(0.0, end - clock()))
        try:
            present = _read_again(client, done)
        except GaxError as exc:
            for operation in done:
                operation.unseen = str(exc)
            return
        lost = [operation for operation in done if not _still_there(operation, present)]
        for operation in lost:
            operation.outcome = NOT_DONE
            if last:
                text = (
                    "%s was written, but GAX does not show all of it: somebody else overwrites it, or this GAX does "
                    "not keep it. Missing: %s."
                )
                missing = [change.path for change in operation.changes if not holds(operation.raw, [change])]
                operation.outcome = CONFLICT
                operation.message = text % (operation.wanted.label, ", ".join(missing))
                continue
            wanted = operation.changes
            _attempt(client, operation, _update, clock)
            # Also what was there before it got lost is to be there in the end.
            operation.changes = wanted
        done = [operation for operation in lost if operation.outcome == DONE]
        end = clock() + SETTLE_SECONDS


def _read_again(client, operations):
    """The objects as they are now, by type and dbid: many of one type with one request."""
    lookup = Lookup(client)
    lookup.prepare([operation.wanted for operation in operations])
    return {(o.wanted.type, str(o.raw["dbid"])): lookup.one(o.wanted.type, o.raw["dbid"]) or {} for o in operations}


def _still_there(operation, present):
    now = present[operation.wanted.type, str(operation.raw["dbid"])]
    try:
        if holds(now, operation.changes):
            return True
    except Unchangeable:
        pass
    if now:
        operation.raw = now
    return False
