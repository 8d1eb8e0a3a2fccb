# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the ledgers of all hosts that answered say together: the newest entry whose chain is unbroken, or why none is.

A higher epoch alone proves nothing: two histories that part are a fork, whichever is longer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from .entry import DONE, INTENT, LARGEST_EPOCH, Entry, Ledger

Entries = dict[str, Entry]


@dataclass(frozen=True)
class Fork:
    """Entries with the same parent (None: two first entries), each with the last entry of its branch."""

    parent: str | None
    branches: tuple[tuple[Entry, Entry], ...]


@dataclass
class Judgement:
    """All that the ledgers say. `head` is the newest done entry before any fork; None without one.

    `environments`: id to its hosts; more than one means that a ledger is foreign. `forks` and `intents` have no entries
    that a later one rejects. `contradictions`: operations of which two hosts say different things. `lagging`: hosts
    without the head, to the operation they are at; `missing`: hosts that hold no ledger.
    """

    entries: Entries = field(default_factory=dict)
    environments: dict[str, list[str]] = field(default_factory=dict)
    head: Entry | None = None
    forks: list[Fork] = field(default_factory=list)
    intents: list[Entry] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)
    void: frozenset[str] = frozenset()
    lagging: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    @property
    def question(self) -> bool:
        """Whether a person has to say what is true before anything may be written."""
        return bool(self.forks or self.intents or self.contradictions or len(self.environments) > 1)

    @property
    def ledger(self) -> Ledger | None:
        """The whole history, oldest first, as every host should hold it; None without one or with two environments."""
        if len(self.environments) != 1 or not self.entries:
            return None
        return Ledger(next(iter(self.environments)), tuple(in_order(self.entries)))


def judge(ledgers: Mapping[str, Ledger | None], operation: str | None = None) -> Judgement:
    """`ledgers`: host that answered to its ledger, None where it holds none.

    `operation`: the operation of this very run, whose intent is in force.
    """
    found = Judgement(missing=[host for host, ledger in ledgers.items() if ledger is None])
    held = {host: ledger for host, ledger in ledgers.items() if ledger is not None}
    for host, ledger in held.items():
        found.environments.setdefault(ledger.environment, []).append(host)
    found.entries, found.contradictions = _union(held.values())
    found.void = _void(found.entries)
    live = {name: entry for name, entry in found.entries.items() if name not in found.void}
    if found.entries and not live:
        # Repairs that reject each other: nothing is left but the question.
        live = dict(found.entries)
    found.forks = _forks(live)
    found.intents = [entry for entry in in_order(live) if entry.state == INTENT and entry.operation != operation]
    found.head = _head(live, operation)
    if found.head is not None:
        head = found.head.operation
        for host, ledger in held.items():
            if all(entry.operation != head or entry.state != found.head.state for entry in ledger.entries):
                found.lagging[host] = ledger.entries[-1].operation
    return found


def _union(ledgers: Iterable[Ledger]) -> tuple[Entries, list[str]]:
    entries: Entries = {}
    contradictions: list[str] = []
    for ledger in ledgers:
        for entry in ledger.entries:
            known = entries.get(entry.operation)
            if known is not None and known.content != entry.content:
                contradictions.append(entry.operation)
            # An intent that another host knows as done is done.
            if known is None or (known.state == INTENT and entry.state == DONE):
                entries[entry.operation] = entry
    return entries, list(dict.fromkeys(contradictions))


def _void(entries: Entries) -> frozenset[str]:
    """What later entries reject, with all that followed it; what is void itself rejects nothing."""
    void: set[str] = set()
    repairs = [entry for entry in entries.values() if entry.rejects and entry.state == DONE]
    for epoch in sorted({entry.epoch for entry in repairs}, reverse=True):
        valid = [entry for entry in repairs if entry.epoch == epoch and not void.intersection(chain(entries, entry))]
        for entry in valid:
            void.update(entry.rejects)
    return frozenset(name for name, entry in entries.items() if void.intersection(chain(entries, entry)))


def chain(entries: Mapping[str, Entry], entry: Entry) -> list[str]:
    """The operations of an entry and of all before it, newest first."""
    names = [entry.operation]
    while entry.parent is not None and entry.parent in entries and entry.parent not in names:
        entry = entries[entry.parent]
        names.append(entry.operation)
    return names


def _children(live: Entries) -> dict[str | None, list[Entry]]:
    found: dict[str | None, list[Entry]] = {}
    for entry in in_order(live):
        # What is void has no say in who is whose parent: the first live entry starts the history.
        found.setdefault(entry.parent if entry.parent in live else None, []).append(entry)
    return found


def _forks(live: Entries) -> list[Fork]:
    children = _children(live)
    return [
        Fork(parent, tuple((entry, _tip(live, children, entry)) for entry in entries))
        for parent, entries in children.items()
        if len(entries) > 1
    ]


def _tip(live: Entries, children: Mapping[str | None, list[Entry]], entry: Entry) -> Entry:
    """The newest entry that follows from this one."""
    below = [entry]
    for one in below:
        below += children.get(one.operation, [])
    return max(below, key=lambda one: one.epoch)


def _head(live: Entries, operation: str | None) -> Entry | None:
    """The newest done entry on the way from the first one to the first fork; the own intent counts as done."""
    children = _children(live)
    head, following = None, children.get(None, [])
    while len(following) == 1:
        entry = following[0]
        if entry.state == INTENT and entry.operation != operation:
            break
        head, following = entry, children.get(entry.operation, [])
    return head


def in_order(entries: Mapping[str, Entry]) -> list[Entry]:
    """Parents before their children, and otherwise by epoch and operation, so that every host gets the same text."""
    return sorted(entries.values(), key=lambda entry: (entry.epoch, entry.operation))


# -- new entries ---------------------------------------------------------------------------------------------------


def next_epoch(judgement: Judgement) -> int:
    """An epoch that no entry has."""
    return min(max((entry.epoch for entry in judgement.entries.values()), default=0) + 1, LARGEST_EPOCH)


def follow(judgement: Judgement, entry: Entry) -> Entry:
    """The entry as it follows the head."""
    head = judgement.head
    return replace(
        entry,
        epoch=max(entry.epoch, next_epoch(judgement)),
        parent=None if head is None else head.operation,
        parent_epoch=None if head is None else head.epoch,
    )


def choose(judgement: Judgement, operation: str, entry: Entry) -> Entry:
    """`entry` as a repair: the entry `operation` tells the truth, and what is not before it is void.

    A chosen intent took place: its values are taken over, and it is rejected with the others.
    """
    chosen = judgement.entries[operation]
    parent = chosen if chosen.state == DONE else judgement.entries.get(chosen.parent or "")
    kept = set() if parent is None else set(chain(judgement.entries, parent))
    others = {name: one for name, one in judgement.entries.items() if name not in kept}
    tops = [one for one in others.values() if one.parent not in others]
    return replace(
        entry,
        state=DONE,
        epoch=next_epoch(judgement),
        active_datacenter=chosen.active_datacenter,
        eservices_site=chosen.eservices_site,
        parent=None if parent is None else parent.operation,
        parent_epoch=None if parent is None else parent.epoch,
        rejects=tuple(one.operation for one in tops),
    )
