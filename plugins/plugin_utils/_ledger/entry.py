# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ledger of a host as its file has it: which data center is active, and which eServices site is in use.

A history to which entries are only added. Each names the entry before it, so that two histories can be compared.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

FORMAT = 1
DONE = "done"
INTENT = "intent"
STATES = (DONE, INTENT)
# Far above that of any older record, so that an entry can always follow.
LARGEST_EPOCH = 10**18
_ENVIRONMENT = re.compile(r"[0-9a-f]{32}")
_OPERATION = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,99}")
LONGEST_TEXT = 1000
# What is kept for people; nothing is decided by it.
TEXTS = ("verb", "user", "controller", "reason", "change_id", "recorded_at", "controller_time")


@dataclass(frozen=True)
class Entry:
    """One change of the two inputs. `operation` names it, `parent` the entry before it, None for the first one.

    `state`: an intent is written before anything is done, and becomes done in its place. `epoch` only grows along a
    history. `rejects`: all operations that a person declared void, see chain.py. `recorded_at` is UTC by the clock of
    the host, `controller_time` by that of the controller; neither decides anything.
    """

    operation: str
    epoch: int
    active_datacenter: str
    eservices_site: str
    state: str = DONE
    verb: str = ""
    parent: str | None = None
    parent_epoch: int | None = None
    rejects: tuple[str, ...] = ()
    user: str = ""
    controller: str = ""
    reason: str = ""
    change_id: str = ""
    recorded_at: str = ""
    controller_time: str = ""

    @property
    def document(self) -> dict[str, Any]:
        """The entry as the file has it."""
        return {**asdict(self), "rejects": list(self.rejects)}

    @property
    def content(self) -> tuple[object, ...]:
        """What two copies of one entry have in common, whatever became of the intent and whatever the clocks said."""
        return (
            self.operation,
            self.parent,
            self.epoch,
            self.active_datacenter,
            self.eservices_site,
            frozenset(self.rejects),
        )


@dataclass(frozen=True)
class Ledger:
    """`environment` is a random id, made once for a system; the ledger of another system has another one."""

    environment: str
    entries: tuple[Entry, ...]

    @property
    def document(self) -> dict[str, Any]:
        """The ledger as the file has it."""
        return {
            "format": FORMAT,
            "environment": self.environment,
            "entries": [entry.document for entry in self.entries],
        }


class Unreadable(ValueError):
    """Why something is no ledger; the sentence follows a colon."""


def read_ledger(value: object) -> Ledger:
    """The ledger in a document; raises Unreadable."""
    if not isinstance(value, Mapping):
        raise Unreadable("it is not a dictionary")
    if value.get("format") != FORMAT or isinstance(value.get("format"), bool):
        raise Unreadable(f"its format is not {FORMAT}, the only one that this release knows")
    environment = value.get("environment")
    if not isinstance(environment, str) or not _ENVIRONMENT.fullmatch(environment):
        raise Unreadable("environment is not an id of 32 hexadecimal digits")
    listed = value.get("entries")
    if not isinstance(listed, list) or not listed:
        raise Unreadable("it has no entries")
    entries: dict[str, Entry] = {}
    for number, item in enumerate(listed, 1):
        entry = _read_entry(item, f"entry {number}")
        if entry.operation in entries:
            raise Unreadable(f"entry {number} has the operation of an earlier one")
        _check_parent(entry, entries, f"entry {number}")
        entries[entry.operation] = entry
    return Ledger(environment, tuple(entries.values()))


def _read_entry(value: object, what: str) -> Entry:
    if not isinstance(value, Mapping):
        raise Unreadable(f"{what} is not a dictionary")
    known = {field.name for field in fields(Entry)}
    given = {name: value[name] for name in known if name in value}
    for name in ("operation", "active_datacenter", "eservices_site"):
        if not isinstance(given.get(name), str) or not given[name].strip():
            raise Unreadable(f"{what} has no {name}")
    if not _OPERATION.fullmatch(given["operation"]):
        raise Unreadable(f"{what} has an operation that is no name")
    if given.get("state", DONE) not in STATES:
        raise Unreadable(f"{what} is neither done nor an intent")
    if not _is_epoch(given.get("epoch")):
        raise Unreadable(f"epoch of {what} is no number from 1 to {LARGEST_EPOCH}")
    if given.get("parent") is not None and not isinstance(given["parent"], str):
        raise Unreadable(f"parent of {what} is no text")
    rejects = given.get("rejects", [])
    if not isinstance(rejects, list) or not all(isinstance(one, str) for one in rejects):
        raise Unreadable(f"rejects of {what} is no list of operations")
    for name in TEXTS:
        if not isinstance(given.get(name, ""), str):
            raise Unreadable(f"{name} of {what} is no text")
        given[name] = given.get(name, "")[:LONGEST_TEXT]
    return Entry(**{**given, "rejects": tuple(rejects)})


def _is_epoch(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST_EPOCH


def _check_parent(entry: Entry, before: Mapping[str, Entry], what: str) -> None:
    """The chain is unbroken: each parent stands before, with the epoch that the entry says it has."""
    if entry.parent is None:
        if entry.parent_epoch is not None:
            raise Unreadable(f"{what} has an epoch of its parent, but no parent")
        return
    parent = before.get(entry.parent)
    if parent is None:
        raise Unreadable(f"the chain is broken: the parent of {what} does not stand before it")
    if not _is_epoch(entry.parent_epoch) or entry.parent_epoch != parent.epoch or entry.epoch <= parent.epoch:
        raise Unreadable(f"the chain is broken: {what} does not follow its parent")
