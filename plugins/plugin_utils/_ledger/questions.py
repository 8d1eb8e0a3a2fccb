# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only a person can say about the ledgers: what was found, the question, and the commands that answer it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from .chain import AS_OF, Judgement, chain, in_order
from .entry import DONE, INTENT, Entry

FOREIGN, CONTRADICTION, FORK, UNFINISHED, UNREADABLE = "foreign", "contradiction", "fork", "intent", "unreadable"
KINDS = (FOREIGN, CONTRADICTION, FORK, UNFINISHED, UNREADABLE)
COMMAND = "ansible-playbook gir.multidc.ledger -e gir_ledger_choose="
CREATE = "ansible-playbook gir.multidc.ledger -e gir_ledger_create=true"
_LONGEST = 60
_FEW = 4


class Question(NamedTuple):
    """`kind` is one of KINDS, `sentence` what was found, `remedy` the question and how to answer it in one sentence."""

    kind: str
    sentence: str
    remedy: str


@dataclass(frozen=True)
class Answer:
    """A command that answers the questions, and what it says."""

    choice: str
    meaning: str

    @property
    def command(self) -> str:
        return COMMAND + self.choice


def plain(text: str, longest: int = _LONGEST) -> str:
    """Text of a ledger as one line of ASCII: anybody who may write the file may have put anything there."""
    shown = "".join(one if " " <= one <= "~" else "?" for one in text)
    return shown if len(shown) <= longest else shown[: longest - 3] + "..."


def some(names: Iterable[str]) -> str:
    """The first few names, and how many more there are."""
    known = [plain(name) for name in names]
    more = len(known) - _FEW
    return ", ".join(known[:_FEW]) + (f" and {more} more" if more > 0 else "")


def values(entry: Entry) -> str:
    """What an entry says of the two inputs."""
    return f"{plain(entry.active_datacenter)} active, eServices site {plain(entry.eservices_site)}"


def _named(found: Judgement, entry: Entry) -> str:
    hosts = some(found.holders(entry.operation))
    return f"{entry.operation} ({plain(entry.verb) or 'no verb'}: {values(entry)}; on {hosts})"


def questions(found: Judgement) -> list[Question]:
    """Nothing when all is clear. Each question has the same answers: one command settles all of them."""
    remedy = _remedy(found)
    return [Question(kind, sentence, remedy) for kind, sentence in _found(found)]


def _found(found: Judgement) -> list[tuple[str, str]]:
    said = []
    if len(found.environments) > 1:
        some_ids = "; ".join(f"{name[:8]} on {some(hosts)}" for name, hosts in found.environments.items())
        said.append((FOREIGN, f"The RWS hosts hold the ledgers of {len(found.environments)} environments: {some_ids}."))
    for operation in found.contradictions:
        hosts = some(found.holders(operation))
        said.append((CONTRADICTION, f"The ledgers on {hosts} say different things of one entry, {operation}."))
    for fork in found.forks:
        tips = "; ".join(_named(found, tip) for _first, tip in fork.branches)
        after = "as their first entry" if fork.parent is None else f"after {fork.parent}"
        said.append((FORK, f"The ledgers part {after}, as if two operators had worked apart: {tips}."))
    for entry in found.intents:
        text = f"An operation was begun and has not said how it ended: {_named(found, entry)}."
        said.append((UNFINISHED, text))
    for host, reason in found.unreadable.items():
        said.append((UNREADABLE, f"The ledger of {host} cannot be read: {plain(reason, 200).rstrip('.')}."))
    return said


def _remedy(found: Judgement) -> str:
    known = answers(found)
    if not known:
        return f"No RWS host that answered holds a ledger that can be read. Move the files away, and run {CREATE}."
    said = "; or ".join(f"{answer.meaning}: {answer.command}" for answer in known)
    question = "Which data center is active, and which eServices site is in use?"
    return f"{question} Find out, and say it with one command. {said}."


def answers(found: Judgement) -> list[Answer]:
    """The commands that answer all questions at once; nothing when there is no question."""
    if not found.question:
        return []
    if len(found.environments) > 1:
        return [
            Answer(_choice(found, entry, world.held), f"{_meaning(entry)} (environment {environment[:8]})")
            for environment, world in found.worlds.items()
            for entry in _candidates(world)
        ]
    return [answer for entry in _candidates(found) for answer in _versions(found, entry)]


def _candidates(found: Judgement) -> list[Entry]:
    """The ends of all branches that are not void, the head, and what two hosts dispute."""
    live = [entry for entry in in_order(found.entries) if entry.operation not in found.void]
    inner = {entry.parent for entry in live if entry.state == DONE}
    ends = {entry.operation for entry in live if entry.state == INTENT or entry.operation not in inner}
    ends.update(found.contradictions)
    if found.head is not None:
        ends.add(found.head.operation)
    # What stands right before an intent is the answer that it did not happen.
    ends.update(name for entry in found.intents for name in chain(found.entries, entry)[1:2] if name not in found.void)
    return [entry for entry in live if entry.operation in ends]


def _versions(found: Judgement, entry: Entry) -> list[Answer]:
    if entry.operation not in found.contradictions:
        return [Answer(entry.operation, _meaning(entry))]
    known: dict[object, Answer] = {}
    for host in found.holders(entry.operation):
        version = next(one for one in found.held[host].entries if one.operation == entry.operation)
        known.setdefault(version.content, Answer(f"{entry.operation}{AS_OF}{host}", f"{_meaning(version)} ({host})"))
    return list(known.values())


def _choice(found: Judgement, entry: Entry, hosts: Iterable[str]) -> str:
    """With a host where the ledger of another environment has an entry of this name."""
    own = [host for host in hosts if host in found.holders(entry.operation)]
    return entry.operation if own == found.holders(entry.operation) else f"{entry.operation}{AS_OF}{own[0]}"


def _meaning(entry: Entry) -> str:
    did = "it took place, " if entry.state == INTENT else ""
    return f"{did}{values(entry)}"
