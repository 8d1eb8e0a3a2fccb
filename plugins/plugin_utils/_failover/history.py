# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happened in a run, from the lines of its journal, also where it was killed in the middle."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from . import journal
from .asked import Asked
from .case import Case
from .objectives import Objectives
from .observed import Seen, Step
from .run import End, Result, Run
from .steps import PLAN

Line = Mapping[str, Any]
# Kinds of lines beside journal.DECISION.
BEGIN, COMMAND, RESULT, PROBLEM, END = "begin", "command", "result", "problem", "end"
# What the first look has shown of earlier runs: `stages`, as About has `expected`.
EXPECTED = "expected"


@dataclass(frozen=True)
class About:
    """What a run knows of itself, as its line of the kind `begin` has it.

    `started`: seconds since 1970. `expected`: stage to a dictionary with `seconds` and `source`, as expected.py has it.
    `silent`: host to why it was not heard. `objectives`, `newest`: as objectives.py has them.
    """

    started: float = 0
    user: str = ""
    controller: str = ""
    collection: str = ""
    limit: str = ""
    expected: Mapping[str, Mapping[str, Any]] | None = None
    silent: Mapping[str, str] | None = None
    objectives: Objectives = Objectives()
    newest: Mapping[str, float | None] | None = None


@dataclass(frozen=True)
class Segment:
    """A time in which a run was in one stage; in seconds of the run."""

    stage: str
    start: float
    end: float


@dataclass(frozen=True)
class Sent:
    """A command, and what became of it; None where nobody knows.

    `stage` and `step`: of the decision by which it was sent, what was observed then. `back`: it undoes.
    """

    name: str
    key: str
    at: float
    hosts: tuple[str, ...] = ()
    argument: str = ""
    stage: str = ""
    step: Step | None = None
    result: Result | None = None
    back: bool = False


def parsed(lines: Iterable[str]) -> list[dict[str, Any]]:
    """The lines of a journal that can be read: the last one of a run that was killed may be cut off."""
    found = []
    for line in lines:
        try:
            one = json.loads(line)
        except ValueError:
            continue
        if isinstance(one, dict):
            found.append(one)
    return found


class History:
    """`lines`: the documents of a journal, in their order. Raises journal.Unreadable for a decision of another form."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._decisions = [one for one in lines if one.get("kind") == journal.DECISION]

    def _of(self, kind: str) -> list[Line]:
        return [one for one in self._lines if one.get("kind") == kind]

    @cached_property
    def begun(self) -> About:
        """What the run said of itself when it began."""
        found, better = self._of(BEGIN), self._of(EXPECTED)
        about: About = journal.read(About, found[0]) if found else About()
        return replace(about, expected=better[-1]["stages"]) if better else about

    @cached_property
    def last(self) -> Case | None:
        """The last moment; None where nothing was decided."""
        return _case(self._decisions[-1]) if self._decisions else None

    @cached_property
    def judged(self) -> Case | None:
        """The last moment before anything was done: the diagnosis, the rules and the plan are of it."""
        for line in reversed(self._decisions):
            case = _case(line)
            if not case.begun:
                return case
        return self.last

    @cached_property
    def end(self) -> End | None:
        """How it ended; None where nobody knows."""
        ends = self._of(END) or [one["decision"] for one in self._decisions if one["decision"].get("kind") == "end"]
        if not ends:
            return None
        found: End = journal.read(End, {**ends[-1], "kind": "end"})
        return found

    @property
    def problems(self) -> list[str]:
        """What went wrong beside the commands, such as a lock that could not be given back."""
        return [str(one["text"]) for one in self._of(PROBLEM)]

    @cached_property
    def seconds(self) -> float:
        """How long it ran, as far as anybody knows."""
        ends = [float(one["seconds"]) for one in self._of(END) if one.get("seconds") is not None]
        results = [float(one.get("at") or 0) for kind in (COMMAND, RESULT) for one in self._of(kind)]
        return max([*ends, *results, *(_now(one) for one in self._decisions)], default=0.0)

    @cached_property
    def segments(self) -> list[Segment]:
        """The stages in the order of time. What comes before the first decision belongs to the first stage."""
        marks = [(PLAN, 0.0), *((str(one["decision"]["stage"]), _now(one)) for one in self._decisions)]
        found: list[Segment] = []
        for (stage, start), (_next, end) in zip(marks, [*marks[1:], ("", self.seconds)]):
            if found and found[-1].stage == stage:
                found[-1] = replace(found[-1], end=end)
            elif end > start:
                found.append(Segment(stage, start, end))
        return found

    @cached_property
    def stages(self) -> dict[str, float]:
        """Stage to all its seconds, in the order of time."""
        found: dict[str, float] = {}
        for one in self.segments:
            found[one.stage] = found.get(one.stage, 0.0) + one.end - one.start
        return found

    @cached_property
    def sent(self) -> list[Sent]:
        """Every command, in the order of time."""
        found: list[Sent] = []
        steps: Mapping[str, Step] = {}
        stage, back = "", False
        for line in self._lines:
            kind = line.get("kind")
            if kind == journal.DECISION:
                stage, back = str(line["decision"]["stage"]), bool(line["run"].get("back"))
                steps = {one.name: one for one in journal.read(Seen, line["seen"]).steps}
            elif kind == COMMAND:
                found.append(replace(_sent(line, stage, steps), back=back))
            elif kind == RESULT:
                _take(found, journal.read(Result, line))
        return found


def _case(line: Line) -> Case:
    try:
        return Case(*(journal.read(kind, line[key]) for kind, key in ((Asked, "asked"), (Seen, "seen"), (Run, "run"))))
    except (KeyError, TypeError) as error:
        raise journal.Unreadable(f"a decision is of another form: {type(error).__name__}: {error}") from error


def _now(line: Line) -> float:
    return float(line["run"].get("now") or 0)


def _sent(line: Line, stage: str, steps: Mapping[str, Step]) -> Sent:
    name = str(line["name"])
    return Sent(name, str(line.get("key") or name), float(line.get("at") or 0), tuple(line.get("hosts") or ()),
                str(line.get("argument") or ""), stage, steps.get(name))  # fmt: skip


def _take(found: list[Sent], result: Result) -> None:
    """Give the result to the first of its commands that has none. The line of a command is always before it."""
    for place, one in enumerate(found):
        if one.key == result.command and one.result is None:
            found[place] = replace(one, result=result)
            return
