# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run has done so far, and what it may decide to do next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Union

# What became of a command. WAITED: done, and nobody can see it. UNKNOWN: nobody knows whether it was done.
APPLIED, WAITED, REFUSED, FAILED, UNKNOWN, SUPERSEDED = (
    "applied", "waited", "refused", "failed", "unknown", "superseded")  # fmt: skip
RESULTS = (APPLIED, WAITED, REFUSED, FAILED, UNKNOWN, SUPERSEDED)
# How often a command is tried that failed, or of which nobody knows what became of it.
ATTEMPTS = 2
# How often one is done that was done before, and is needed again because somebody works against it.
MOST_ATTEMPTS = 4
OF_COMPONENT = ("stop", "restore")
_OF_BOTH_WAYS = ("lock", "take_over", "mark", "intent")


@dataclass(frozen=True)
class Result:
    """What became of a command, by its key; `at` in seconds of the run.

    `changed`: whether it changed anything of the system, which a lock, a look and a verification do not. `hosts`:
    where it did.
    """

    command: str
    outcome: str
    at: float = 0
    text: str = ""
    changed: bool = True
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    """`lock`: id under which this run holds the lock. `operation`: id of its intent; another one's where it goes on.

    `now`: seconds since it began. `results`: of all commands, in order. `back`: why a planned failover is undone, empty
    while it goes forward; `results` are then those since, and `forward` those before.
    """

    lock: str
    operation: str = ""
    now: float = 0
    results: tuple[Result, ...] = ()
    back: str = ""
    forward: tuple[Result, ...] = ()

    def turned(self, why: str) -> Run:
        """The same run as a rollback: what holds in both directions are its lock and its intent."""
        kept = tuple(one for one in self.results if one.command in _OF_BOTH_WAYS)
        return replace(self, results=kept, back=why, forward=self.results)

    def tried(self, command: str) -> int:
        """How often a command was sent."""
        return sum(1 for one in self.results if one.command == command)

    def last(self, command: str) -> Result | None:
        """What became of a command the last time."""
        for one in reversed(self.results):
            if one.command == command:
                return one
        return None

    def did(self, command: str) -> bool:
        """Whether a command was done, seen or not."""
        found = self.last(command)
        return found is not None and found.outcome in (APPLIED, WAITED)

    def gave_up(self, command: str) -> bool:
        """Whether it is not tried again in this run."""
        found = self.last(command)
        if found is None:
            return False
        most = MOST_ATTEMPTS if found.outcome in (APPLIED, WAITED) else ATTEMPTS
        return found.outcome == REFUSED or self.tried(command) >= most

    @property
    def changed(self) -> bool:
        """Whether anything was changed, as far as anybody knows."""
        return any(one.changed and one.outcome in (APPLIED, WAITED, UNKNOWN) for one in (*self.results, *self.forward))


@dataclass(frozen=True)
class Command:
    """One thing to do. `name`: of steps.py. `hosts`: where, for those that stop something or start it again.

    `argument`: the component of these; for an intent the operation that is continued; for a lock the one taken over.
    """

    name: str
    hosts: tuple[str, ...] = ()
    argument: str = ""

    @property
    def key(self) -> str:
        """Under which its result is kept."""
        return f"{self.name}:{self.argument}" if self.name in OF_COMPONENT else self.name


@dataclass(frozen=True)
class Act:
    """Do all of these at once, then observe again."""

    stage: str
    commands: tuple[Command, ...]
    why: str
    kind: str = "act"


@dataclass(frozen=True)
class Wait:
    """Observe again after so many seconds."""

    stage: str
    seconds: float
    why: str
    kind: str = "wait"


@dataclass(frozen=True)
class Turn:
    """A rollback begins: origin and target change places, and both are observed anew."""

    stage: str
    why: str
    kind: str = "turn"


@dataclass(frozen=True)
class OpenPoint:
    """What is left: `name` is a step or a subject, `who` has to do it: a later run, or a person."""

    name: str
    text: str
    who: str


@dataclass(frozen=True)
class End:
    """How the run ends: one of outcomes.py. `next`: the command to run next, empty where there is nothing to do."""

    stage: str
    outcome: str
    why: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    open_points: tuple[OpenPoint, ...] = ()
    next: str = ""
    kind: str = "end"


Decision = Union[Act, Wait, Turn, End]
