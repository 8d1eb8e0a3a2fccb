# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is written to which hosts when an operation begins, ends, or is found not to have changed anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from .chain import AS_INTENT, Judgement, UnknownChoice, choose, follow, in_order, next_epoch
from .entry import DONE, INTENT, Entry, Ledger
from .questions import CREATE, questions

MIGRATED = "migrated"
FIRST = "first entry"


class Refused(ValueError):
    """Nothing is written; one sentence each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(self.problems))


@dataclass(frozen=True)
class Change:
    """The ledger for all of `hosts`, which do not hold it yet. `entry` is what it is about.

    `clocked`: whether the entry gets the time of the host's own clock.
    """

    ledger: Ledger
    entry: Entry
    hosts: list[str]
    clocked: bool = True


def present(found: Judgement, entry: Entry | None, make_environment: Callable[[], str]) -> Change | None:
    """`entry` as the first one where no host holds a ledger; else the whole history for hosts without one.

    None where there is nothing to write. A host with an older ledger stays as it is: only a person says what it may do.
    """
    _refuse_questions(found)
    if found.ledger is not None and found.head is not None:
        return Change(found.ledger, found.head, found.missing, clocked=False) if found.missing else None
    if entry is None or not found.missing:
        return None
    return Change(Ledger(make_environment(), (entry,)), entry, found.missing)


def begin(found: Judgement, entry: Entry) -> Change:
    """`entry` as an intent after the head. Once more: hosts that lack it get it."""
    _refuse_questions(found)
    known = found.entries.get(entry.operation)
    if known is not None:
        if known.state == DONE or known.operation in found.void:
            raise Refused([f"The operation {known.operation} has ended; begin one with another id."])
        if (known.active_datacenter, known.eservices_site) != (entry.active_datacenter, entry.eservices_site):
            raise Refused([f"The operation {known.operation} was begun with other values; begin one with another id."])
        return _change(found, found.entries, known)
    if found.head is None:
        raise Refused([f"No RWS host that answered holds a ledger. Make one: {CREATE}."])
    intent = follow(found, replace(entry, state=INTENT, rejects=()))
    return _change(found, {**found.entries, intent.operation: intent}, intent)


def end(found: Judgement, operation: str, controller_time: str, reason: str = "") -> Change:
    """The intent took place. Whatever else is open, that is true. `reason`: another one than that of the intent."""
    intent = _own(found, operation)
    reason = reason or intent.reason
    is_new = intent.state == INTENT
    done = replace(intent, state=DONE, controller_time=controller_time, reason=reason) if is_new else intent
    return _change(found, {**found.entries, operation: done}, done)


def abandon(found: Judgement, operation: str, closing: Entry, complete: bool) -> Change | None:
    """The intent changed nothing. With all hosts at hand (`complete`) it goes away; None where nobody holds it.

    Else `closing` follows, which rejects it, should it stand on a host that comes back.
    """
    if operation not in found.entries and found.environments:
        return None
    intent = _own(found, operation)
    if intent.state == DONE:
        raise Refused([f"The operation {operation} took place, so it cannot be abandoned."])
    others = {name: one for name, one in found.entries.items() if name != operation}
    before = others.get(intent.parent or "")
    if before is None:
        raise Refused([f"The operation {operation} follows from no entry that is known, so it cannot be abandoned."])
    if complete and all(one.parent != operation for one in others.values()):
        return _change(found, others, before, clocked=False)
    end_of_it = replace(
        closing,
        state=DONE,
        epoch=next_epoch(found.entries),
        active_datacenter=before.active_datacenter,
        eservices_site=before.eservices_site,
        parent=before.operation,
        parent_epoch=before.epoch,
        rejects=(operation + AS_INTENT,),
    )
    return _change(found, {**found.entries, end_of_it.operation: end_of_it}, end_of_it)


def caught_up(found: Judgement) -> Change | None:
    """The whole history for hosts with an older one, and for those without one; None where all hosts hold it.

    Only for whoever makes a data center the standby that was away. No host loses an entry, and none that took place is
    open again.
    """
    _refuse_questions(found)
    if found.ledger is None or found.head is None:
        raise Refused([f"No RWS host that answered holds a ledger. Make one: {CREATE}."])
    change = _change(found, found.entries, found.head, clocked=False)
    shorter = [host for host in change.hosts if host in found.held and not _holds(change.ledger, found.held[host])]
    if shorter:
        raise Refused([f"The ledger of {', '.join(shorter)} would lose entries; see gir.multidc.ledger."])
    return change if change.hosts else None


def recorded(found: Judgement, entry: Entry) -> Change:
    """`entry` as done after the head, with the values of the head: something took place that moved neither of them."""
    _refuse_questions(found)
    if found.head is None:
        raise Refused([f"No RWS host that answered holds a ledger. Make one: {CREATE}."])
    if entry.operation in found.entries:
        raise Refused([f"The operation {entry.operation} is recorded already; record one with another id."])
    head = found.head
    done = follow(found, replace(entry, state=DONE, rejects=(), active_datacenter=head.active_datacenter,
                                 eservices_site=head.eservices_site))  # fmt: skip
    return _change(found, {**found.entries, done.operation: done}, done)


def repair(found: Judgement, choice: str, entry: Entry) -> Change | None:
    """The entry that `choice` names tells the truth, on every host that answered; None where nothing is in question."""
    try:
        ledger = choose(found, choice, entry)
    except UnknownChoice as error:
        raise Refused([f"gir_ledger_choose: {error}"]) from error
    if not found.question and found.head is not None and found.head.operation == choice:
        return None
    return Change(ledger, ledger.entries[-1], sorted({*found.held, *found.missing, *found.unreadable}))


def _refuse_questions(found: Judgement) -> None:
    if found.question:
        raise Refused(f"{question.sentence} {question.remedy}" for question in questions(found))


def _own(found: Judgement, operation: str) -> Entry:
    entry = found.entries.get(operation)
    if entry is None or operation in found.void:
        what = "is void" if entry else "is unknown"
        raise Refused([f"The operation {operation} {what} to the RWS hosts that answered; see gir.multidc.ledger."])
    return entry


def _change(found: Judgement, entries: dict[str, Entry], entry: Entry, clocked: bool = True) -> Change:
    if len(found.environments) != 1:
        raise Refused(f"{question.sentence} {question.remedy}" for question in questions(found))
    environment = next(iter(found.environments))
    ledger = Ledger(environment, tuple(in_order(entries)))
    lacking = [host for host, held in found.held.items() if _meaning(held) != _meaning(ledger)]
    return Change(ledger, entry, sorted([*lacking, *found.missing]), clocked)


def _holds(ledger: Ledger, other: Ledger) -> bool:
    """Whether a ledger has every entry of another one, and as done what is done there."""
    known = {one.operation: one.state for one in ledger.entries}
    return all(known.get(one.operation) in (one.state, DONE) for one in other.entries)


def _meaning(ledger: Ledger) -> list[object]:
    """A ledger without the times, which differ from host to host."""
    return [(one.state, one.content) for one in ledger.entries]
