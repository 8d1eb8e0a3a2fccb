# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The chain of the ledgers as lines of text: oldest first, a branch set in, in ASCII, no wider than a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from .chain import Judgement, chain, in_order
from .entry import INTENT, Entry
from .questions import plain, some, values

WIDTH = 100
_DEEPEST = 30
LEGEND = "* newest entry in force   o done   ? begun, end unknown   x void"


def picture(found: Judgement) -> list[str]:
    """Nothing but a word where no host holds a ledger."""
    lines: list[str] = []
    for environment, world in found.worlds.items():
        lines.append(f"environment {environment[:8]}, on {_hosts(found, world.environments[environment])}")
        lines += _tree(found if len(found.environments) == 1 else world)
    lines += [
        f"! {plain(host)}: its ledger cannot be read: {plain(why, WIDTH)}" for host, why in found.unreadable.items()
    ]
    if found.missing:
        lines.append(f"no ledger on {some(found.missing)}")
    if found.lagging:
        lines.append(f"without the newest entry: {some(found.lagging)}")
    return [line[:WIDTH].rstrip() for line in [*lines, LEGEND]]


def _tree(found: Judgement) -> Iterator[str]:
    children: dict[str | None, list[Entry]] = {}
    for entry in in_order(found.entries):
        children.setdefault(entry.parent if entry.parent in found.entries else None, []).append(entry)
    to_head = set() if found.head is None else set(chain(found.entries, found.head))
    # Not by recursion: a broken ledger may be deeper than that goes.
    waiting = [
        (entry, "" if entry.operation in to_head else "  ") for entry in reversed(_last(children[None], to_head))
    ]
    while waiting:
        entry, margin = waiting.pop()
        following = _last(children.get(entry.operation, []), to_head)
        ends = not following
        yield from _entry(found, entry, margin, ends)
        for number, one in reversed(list(enumerate(following))):
            straight = number == len(following) - 1 and (len(following) == 1 or one.operation in to_head)
            deeper = margin if straight or len(margin) >= _DEEPEST else margin + "| "
            waiting.append((one, deeper))


def _last(entries: list[Entry], to_head: set[str]) -> list[Entry]:
    """Branches first, then the way on to the head."""
    return sorted(entries, key=lambda entry: entry.operation in to_head)


def _entry(found: Judgement, entry: Entry, margin: str, ends: bool) -> Iterator[str]:
    said = [f"epoch {entry.epoch}", entry.state, plain(entry.verb), *_marks(found, entry)]
    yield f"{margin}{_sign(found, entry)} {entry.operation}  {'  '.join(one for one in said if one)}"
    edge = margin + ("  " if ends else "| ")
    yield f"{edge}  {values(entry)}"
    who = " on ".join(plain(one) for one in (entry.user, entry.controller) if one) or "unknown"
    why = " ".join([plain(entry.reason), f"({plain(entry.change_id)})" if entry.change_id else ""]).strip()
    when = plain(entry.recorded_at or entry.controller_time) or "at an unknown time"
    yield f"{edge}  {when} by {who}: {why or 'no reason'}"
    yield f"{edge}  on {_hosts(found, found.holders(entry.operation))}"


def _sign(found: Judgement, entry: Entry) -> str:
    if entry.operation in found.void:
        return "x"
    if found.head is not None and entry.operation == found.head.operation:
        return "*"
    return "?" if entry.state == INTENT else "o"


def _marks(found: Judgement, entry: Entry) -> list[str]:
    marks = ["HEAD"] if found.head is not None and entry.operation == found.head.operation else []
    marks += ["VOID"] if entry.operation in found.void else []
    marks += ["UNFINISHED"] if entry in found.intents else []
    marks += ["DISPUTED"] if entry.operation in found.contradictions else []
    marks += ["FORK HERE"] if any(fork.parent == entry.operation for fork in found.forks) else []
    return marks


def _hosts(found: Judgement, hosts: list[str]) -> str:
    everybody = len(found.held) + len(found.missing) + len(found.unreadable)
    return f"all {everybody} hosts" if len(hosts) == everybody > 1 else some(hosts)
