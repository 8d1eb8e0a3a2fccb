# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What GAX showed, as a person pasted it: the lines of a location, and how they differ from its rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .._topology.published import LifecycleRuleModel, LifecycleTaskModel
from .text import ENABLED, LOCATION, SCREENS, parameters

_LINE = re.compile(
    r"(?P<name>[^,]*[^,\s])\s*,\s*(?P<enabled>enabled|disabled)\s*,\s*every\s+day\s+at\s+(?P<at>\d{1,2}:\d{2}:\d{2})"
    r"\s*:\s*(?P<type>\w+)\s*,\s*range\s*:\s*(?P<min>\S*?)\s*to\s+(?P<max>\S*?)\s*days\s+old\s*,\s*(?P<media>\w+)"
    r"(?:\s*,\s*parameters\s*:(?P<parameters>.*?))?\s*,?",
    re.IGNORECASE,
)
_TIME = "at"


@dataclass(frozen=True)
class ShownTask:
    """A task as a line shows it, field to text; an empty text where nothing is given."""

    fields: Mapping[str, str]


@dataclass
class ShownRule:
    """A rule as its lines show it. `unread`: whether one of them cannot be read."""

    fields: dict[str, str] = field(default_factory=dict)
    tasks: list[ShownTask] = field(default_factory=list)
    unread: bool = False


@dataclass(frozen=True)
class Shown:
    """All of a location, by name. `unread`: the lines that cannot be read, each with its number."""

    rules: Mapping[str, ShownRule]
    unread: Sequence[tuple[int, str]] = ()


@dataclass(frozen=True)
class Difference:
    """`key`: the field, with the number of its task where there are several."""

    key: str
    expected: str | None
    actual: str | None

    @property
    def text(self) -> str:
        """What a person reads."""
        return f"{self.key} is {self.actual or 'not given'} in GAX and has to be {self.expected or 'not given'}"


def shown(pasted: str) -> Shown:
    """Whatever blanks and empty lines it has."""
    rules: dict[str, ShownRule] = {}
    unread = []
    for number, line in enumerate(pasted.splitlines(), 1):
        text = " ".join(line.split())
        if not text:
            continue
        match = _LINE.fullmatch(text)
        name = text.partition(",")[0].strip() if match is None else match["name"].strip()
        rule = rules.setdefault(name, ShownRule())
        if match is None:
            unread.append((number, text))
            rule.unread = True
            continue
        rule.fields.update(enabled=match["enabled"].capitalize(), at=match["at"].zfill(8))
        rule.tasks.append(ShownTask(_of_line(match)))
    # Whatever stands in a line that cannot be read, it need not be the name of a rule.
    return Shown({name: rule for name, rule in rules.items() if rule.tasks or rule.unread}, unread)


def _of_line(match: re.Match[str]) -> dict[str, str]:
    found = {
        "type": match["type"].lower(),
        "media": match["media"].lower(),
        "min_age_days": _age(match["min"]),
        "max_age_days": _age(match["max"]),
    }
    for one in (match["parameters"] or "").split(";"):
        name, _equals, value = (part.strip() for part in one.partition("="))
        if name:
            found[name] = value.lower() if name == SCREENS else value
    if found.get(SCREENS) == "false":
        del found[SCREENS]
    return found


def _age(text: str) -> str:
    return str(int(text)) if re.fullmatch("[0-9]{1,9}", text) else ""


def differences(rule: LifecycleRuleModel, seen: ShownRule) -> list[Difference]:
    """Between a rule and what GAX showed of it."""
    wanted = {"enabled": ENABLED if rule["enabled"] else "Disabled", _TIME: rule["at"]}
    return [*_of_fields("", wanted, seen.fields), *_of_tasks([expected(task) for task in rule["tasks"]], seen.tasks)]


def expected(task: LifecycleTaskModel) -> dict[str, str]:
    """What a line would show of a task."""
    given = {"min_age_days": task["min_age_days"], "max_age_days": task["max_age_days"]}
    ages = {name: "" if days is None else str(days) for name, days in given.items()}
    return {"type": task["type"], "media": task["media"], **ages, **parameters(task)}


def _of_tasks(wanted: list[dict[str, str]], seen: Sequence[ShownTask]) -> Iterator[Difference]:
    """Equal ones first, whatever their order is; then those of one type and medium are taken for the same task."""
    left = [dict(one.fields) for one in seen]
    open_ones = []
    for number, task in enumerate(wanted, 1):
        if task in left:
            left.remove(task)
        else:
            open_ones.append((number, task))
    for number, task in open_ones:
        prefix = f"task {number} " if len(wanted) > 1 else ""
        alike = [one for one in left if (one["type"], one["media"]) == (task["type"], task["media"])]
        if not alike:
            yield Difference(f"{prefix}{task['type']} of {task['media']}", _told(task), None)
            continue
        left.remove(alike[0])
        yield from _of_fields(prefix, task, alike[0])
    for one in left:
        yield Difference(f"{one['type']} of {one['media']}", None, _told(one))


def _of_fields(prefix: str, wanted: Mapping[str, str], seen: Mapping[str, str]) -> Iterator[Difference]:
    for key in dict.fromkeys([*wanted, *seen]):
        here, there = wanted.get(key, ""), seen.get(key, "")
        if here != there:
            yield Difference(f"{prefix}{key}", here or None, there or None)


def _told(task: Mapping[str, str]) -> str:
    """A task in a few words."""
    ages = f"{task['min_age_days'] or '?'} to {task['max_age_days'] or '?'} days old"
    return f"{ages}, {LOCATION}={task[LOCATION]}" if LOCATION in task else ages
