# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the ledgers of all hosts that answered say together: the newest entry whose chain is unbroken, or why none is.

A higher epoch alone proves nothing: two histories that part are a fork, whichever is longer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from .entry import DONE, INTENT, Entry, Ledger

Entries = dict[str, Entry]
# In `rejects`, behind an operation that was an intent: should it turn up as done, its rejection no longer holds.
AS_INTENT = ":intent"
# Behind an operation in a choice: as this host has it.
AS_OF = "@"


@dataclass(frozen=True)
class Fork:
    """Entries with the same parent (None: two first entries), each with the last entry of its branch."""

    parent: str | None
    branches: tuple[tuple[Entry, Entry], ...]


@dataclass
class Judgement:
    """All that the ledgers say. `head` is the newest done entry before any fork; None without one.

    `environments`: id to its hosts; more than one means that a ledger is foreign, and then there is no head. `forks`
    and `intents` have no entries that a later one rejects. `contradictions`: operations of which two hosts say
    different things. `lagging`: hosts without the head, to the operation they are at; `missing`: hosts that hold no
    ledger; `unreadable`: hosts whose ledger cannot be read, and why. `held`: what each host holds.
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
    unreadable: dict[str, str] = field(default_factory=dict)
    held: dict[str, Ledger] = field(default_factory=dict)

    @property
    def question(self) -> bool:
        """Whether a person has to say what is true before anything may be written."""
        return bool(self.forks or self.intents or self.contradictions or self.unreadable or len(self.environments) > 1)

    @property
    def ledger(self) -> Ledger | None:
        """The whole history, oldest first, as every host should hold it; None without one or with two environments."""
        if len(self.environments) != 1 or not self.entries:
            return None
        return Ledger(next(iter(self.environments)), tuple(in_order(self.entries)))

    @property
    def worlds(self) -> dict[str, Judgement]:
        """What the hosts of each environment say by themselves."""
        return {
            environment: judge({host: self.held[host] for host in hosts})
            for environment, hosts in sorted(self.environments.items())
        }

    def holders(self, operation: str) -> list[str]:
        """The hosts that hold an entry."""
        return [host for host, ledger in self.held.items() if any(one.operation == operation for one in ledger.entries)]


def judge(
    ledgers: Mapping[str, Ledger | None], operation: str | None = None, unreadable: Mapping[str, str] | None = None
) -> Judgement:
    """`ledgers`: host that answered to its ledger, None where it holds none. `unreadable`: hosts where it is broken.

    `operation`: the operation of this very run, whose intent is in force.
    """
    found = Judgement(missing=sorted(host for host, ledger in ledgers.items() if ledger is None))
    found.unreadable = dict(sorted((unreadable or {}).items()))
    found.held = {host: ledger for host, ledger in sorted(ledgers.items()) if ledger is not None}
    for host, ledger in found.held.items():
        found.environments.setdefault(ledger.environment, []).append(host)
    found.entries, contradictions = _union(found.held.values())
    if len(found.environments) > 1:
        # Each environment has a history of its own, which says nothing about the other.
        for world in found.worlds.values():
            found.forks += world.forks
            found.intents += world.intents
            found.contradictions += world.contradictions
        return found
    found.void = _void(found.entries)
    found.contradictions = [name for name in contradictions if name not in found.void]
    live = {name: entry for name, entry in found.entries.items() if name not in found.void}
    children = _children(found.entries, live)
    found.forks = _forks(live, children)
    found.intents = [entry for entry in in_order(live) if entry.state == INTENT and entry.operation != operation]
    found.head = _head(children, operation, found.contradictions)
    if found.head is not None:
        head = found.head.operation
        for host, ledger in found.held.items():
            if all(entry.operation != head or entry.state != found.head.state for entry in ledger.entries):
                found.lagging[host] = ledger.entries[-1].operation
    return found


def _union(ledgers: Iterable[Ledger]) -> tuple[Entries, list[str]]:
    """All entries, and the operations of which the ledgers say different things."""
    versions: dict[str, list[Entry]] = {}
    for ledger in ledgers:
        for entry in ledger.entries:
            versions.setdefault(entry.operation, []).append(entry)
    # Always the same one of several versions, whatever the order of the hosts. An intent that another host knows as
    # done is done.
    entries = {name: min(some, key=lambda entry: (entry.state != DONE, repr(entry))) for name, some in versions.items()}
    return entries, sorted(name for name, some in versions.items() if len({entry.content for entry in some}) > 1)


def _void(entries: Entries) -> frozenset[str]:
    """What a person declared void; what is void itself rejects nothing.

    What follows from a void entry and was not there when it was rejected was written by somebody who did not know that:
    it is not void but a branch of its own, and so a question.
    """
    void: set[str] = set()
    for repair in sorted(entries.values(), key=lambda entry: (-entry.epoch, entry.operation)):
        if repair.state == DONE and repair.operation not in void:
            void |= _rejected(entries, repair)
    return frozenset(void)


def _rejected(entries: Mapping[str, Entry], repair: Entry) -> set[str]:
    """The entries that a repair rejects. It has seen them, so that its epoch is higher, and it follows from none."""
    found = set()
    for text in repair.rejects:
        entry = entries.get(text.removesuffix(AS_INTENT))
        if entry is None or entry.epoch >= repair.epoch or (text.endswith(AS_INTENT) and entry.state == DONE):
            continue
        found.add(entry.operation)
    return found.difference(chain(entries, repair)) if found else found


def chain(entries: Mapping[str, Entry], entry: Entry) -> list[str]:
    """The operations of an entry and of all before it, newest first."""
    names = {entry.operation: None}
    while entry.parent is not None and entry.parent in entries and entry.parent not in names:
        entry = entries[entry.parent]
        names[entry.operation] = None
    return list(names)


def _children(entries: Entries, live: Entries) -> dict[str | None, list[Entry]]:
    """What follows each live entry. A void one between two of them is passed over."""
    found: dict[str | None, list[Entry]] = {}
    for entry in in_order(live):
        parent = entry.parent
        if parent is not None and parent not in live:
            parent = next((name for name in chain(entries, entry)[1:] if name in live), None)
        found.setdefault(parent, []).append(entry)
    return found


def _forks(live: Entries, children: Mapping[str | None, list[Entry]]) -> list[Fork]:
    parents = [None, *(entry.operation for entry in in_order(live))]
    return [
        Fork(parent, tuple((entry, _tip(children, entry)) for entry in children[parent]))
        for parent in parents
        if len(children.get(parent, [])) > 1
    ]


def _tip(children: Mapping[str | None, list[Entry]], entry: Entry) -> Entry:
    """The newest entry that follows from this one."""
    below = [entry]
    for one in below:
        below += children.get(one.operation, [])
    return max(below, key=lambda one: (one.epoch, one.operation))


def _head(children: Mapping[str | None, list[Entry]], operation: str | None, unclear: list[str]) -> Entry | None:
    """The newest done entry on the way from the first one to the first fork; the own intent counts as done."""
    head, following = None, children.get(None, [])
    while len(following) == 1 and following[0].operation not in unclear:
        entry = following[0]
        if entry.state == INTENT and entry.operation != operation:
            break
        head, following = entry, children.get(entry.operation, [])
    return head


def in_order(entries: Mapping[str, Entry]) -> list[Entry]:
    """Parents before their children, and otherwise by epoch and operation, so that every host gets the same text."""
    return sorted(entries.values(), key=lambda entry: (entry.epoch, entry.operation))


def unfinished(found: Judgement, verb: str, eservices_site: str) -> str | None:
    """The operation of this verb and target that was begun and did not end: the same command goes on with it."""
    names = [one.operation for one in found.intents if (one.verb, one.eservices_site) == (verb, eservices_site)]
    return names[0] if len(names) == 1 else None


# -- new entries ---------------------------------------------------------------------------------------------------


def next_epoch(entries: Mapping[str, Entry]) -> int:
    """An epoch that no entry has."""
    return max((entry.epoch for entry in entries.values()), default=0) + 1


def follow(judgement: Judgement, entry: Entry) -> Entry:
    """The entry as it follows the head."""
    head = judgement.head
    return replace(
        entry,
        epoch=max(entry.epoch, next_epoch(judgement.entries)),
        parent=None if head is None else head.operation,
        parent_epoch=None if head is None else head.epoch,
    )


class UnknownChoice(ValueError):
    """No single entry is meant by a choice; the sentence says why and what to give."""


def choose(judgement: Judgement, choice: str, entry: Entry) -> Ledger:
    """The history with `entry` as a repair at its end: the entry that `choice` names tells the truth.

    What is not before it is void. A chosen intent took place: its values are taken over, and it is rejected with the
    others. `choice` is an operation; where hosts say different things of it, with `@` and one of them. Raises
    UnknownChoice.
    """
    environment, chosen = _chosen(judgement, choice)
    ledgers = [judgement.held[host] for host in judgement.environments[environment]]
    entries, unclear = _union(ledgers)
    kept: Entries = {}
    for name in reversed(chain(entries, chosen)):
        if entries[name].state != DONE or name in unclear:
            break
        kept[name] = entries[name]
    parent = list(kept.values())[-1] if kept else None
    known = _void(kept)
    others = [one for one in in_order(entries) if one.operation not in kept]
    repair = replace(
        entry,
        state=DONE,
        epoch=next_epoch(entries),
        active_datacenter=chosen.active_datacenter,
        eservices_site=chosen.eservices_site,
        parent=None if parent is None else parent.operation,
        parent_epoch=None if parent is None else parent.epoch,
        rejects=tuple(_as_rejected(one, chosen) for one in others if one.operation not in known),
    )
    return Ledger(environment, (*_fitting(entries), repair))


def _fitting(entries: Entries) -> list[Entry]:
    """The entries that follow from each other: where hosts say different things of one, others may not follow it."""
    found: Entries = {}
    for entry in in_order(entries):
        parent = found.get(entry.parent or "")
        if entry.parent is None or (parent is not None and parent.epoch == entry.parent_epoch):
            found[entry.operation] = entry
    return list(found.values())


def _as_rejected(entry: Entry, chosen: Entry) -> str:
    is_open = entry.state == INTENT and entry.operation != chosen.operation
    return entry.operation + AS_INTENT if is_open else entry.operation


def _chosen(judgement: Judgement, choice: str) -> tuple[str, Entry]:
    """The environment and the entry that a choice means."""
    operation, _separator, host = choice.partition(AS_OF)
    found = {
        name: (ledger.environment, one)
        for name, ledger in judgement.held.items()
        for one in ledger.entries
        if one.operation == operation and host in ("", name)
    }
    if not found:
        known = ", ".join(one.operation for one in in_order(judgement.entries)) or "none at all"
        raise UnknownChoice(f"no RWS host that answered holds the entry {choice}. They hold {known}.")
    meanings = {(environment, one.content) for environment, one in found.values()}
    if len(meanings) > 1:
        names = ", ".join(f"{operation}{AS_OF}{name}" for name in found)
        raise UnknownChoice(f"hosts say different things of the entry {operation}. Give one of {names}.")
    # Where some hosts know the intent as done, it is done.
    return min(found.values(), key=lambda pair: pair[1].state != DONE)
