# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every report shows, whatever made it: each writer knows this form and no verb.

Texts in it come from hosts and may hold anything. Each writer makes them harmless for its own format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .outcomes import DRIFT, EQUAL, NOT_CHECKED, NOT_OBSERVABLE, QUIET

# Who repairs, of findings that no playbook does.
PERSON = "person"
# How a repair begins that is a command; others are sentences.
COMMANDS = ("ansible-playbook ", "ansible ")
# Stands for the hosts in a command that is the same for several.
_OF_HOSTS = "--limit <hosts>"
_MOST_HOSTS = 40


@dataclass(frozen=True)
class Item:
    """One line of a report. Times are UTC texts, the other texts what a reader sees."""

    id: str
    """Stays the same from run to run."""
    level: str
    """Names a Level of the document."""
    outcome: str = DRIFT
    secret: bool = False
    """The values differ, and are not here."""
    expected: str | None = None
    actual: str | None = None
    data_center: str = ""
    host: str = ""
    component: str = ""
    object: str = ""
    key: str = ""
    """The path of the option in it; empty where it is about the whole."""
    explains: int = 0
    """How many others this one explains."""
    parent: str = ""
    """The id of the item that explains this one."""
    group: str = ""
    """The same on several hosts has one group."""
    check: str = ""
    what: str = ""
    """A short title, such as that of the check."""
    since: str | None = None
    first_seen: str | None = None
    changed_by: str | None = None
    reason: str = ""
    cause: str = ""
    confidence: str = ""
    restarts: bool = False
    repair: str = ""
    repair_by: str = ""
    """site, command or person."""
    novelty: str = ""
    """new or known; empty where nobody knows."""
    maintenance: str = ""

    @property
    def is_open(self) -> bool:
        """Whether somebody has to do something, and no other item says so already."""
        return self.outcome not in QUIET and not self.parent

    @property
    def place(self) -> str:
        """Object and key as one text."""
        return f"{self.object} {self.key}".strip()


@dataclass(frozen=True)
class Case:
    """One thing that was tried, for reports that list all of them. `level` and `message` where it is not good."""

    suite: str
    group: str
    name: str
    outcome: str
    level: str = ""
    message: str = ""
    text: str = ""


@dataclass(frozen=True)
class SiteHost:
    """A host in the picture; `level` of the worst item on it, empty where there is none."""

    name: str
    outcome: str = EQUAL
    level: str = ""
    items: int = 0


@dataclass(frozen=True)
class Site:
    """A data center in the picture, or what belongs to none: then the name is empty."""

    name: str
    role: str = ""
    components: Mapping[str, Sequence[SiteHost]] = field(default_factory=dict)


@dataclass(frozen=True)
class Bar:
    """Something that lasted, in the picture of a run; times in seconds. `label` of it beside the bar.

    `level` names how it is drawn, `mark` the sign that says the same. `inner`: it is a part of what stands above it.
    """

    name: str
    start: float
    end: float
    level: str = ""
    mark: str = ""
    label: str = ""
    inner: bool = False


@dataclass(frozen=True)
class Section:
    """A table of a report, with sentences above it, and the picture of a run where `bars` has any.

    `lines`: what a terminal shows of it; nothing where it is empty.
    """

    title: str
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    sentences: Sequence[str] = ()
    bars: Sequence[Bar] = ()
    lines: Sequence[str] = ()


@dataclass(frozen=True)
class Document:
    """A report. `kind` is the verb, which names the files. `verdict`: a word; `good`: whether it is green.

    `part`: what tells the report of a slice from those of the others, in the names of its files too.
    `items` are sorted, worst first. `levels`: the scale, worst first. `raw` is the whole truth, for
    JSON; everything else is a view of it.
    """

    kind: str
    title: str
    verdict: str
    good: bool
    headline: str
    levels: Sequence[Level]
    raw: Mapping[str, Any]
    facts: Sequence[tuple[str, str]] = ()
    notes: Sequence[str] = ()
    items: Sequence[Item] = ()
    ignored: Sequence[Item] = ()
    gone: Sequence[Item] = ()
    sites: Sequence[Site] = ()
    cases: Sequence[Case] = ()
    made: str = ""
    sections: Sequence[Section] = ()
    """Of verbs that have more to show than items."""
    open_title: str = "What differs, worst first"
    part: str = ""

    @property
    def name(self) -> str:
        """What its files are called, but for their endings."""
        return f"{self.kind}-{self.part}" if self.part else self.kind

    def level(self, name: str) -> Level:
        """The level of that name; one that nobody knows is shown as it is."""
        return next((level for level in self.levels if level.name == name), Level(name, name.replace("_", " "), "?"))

    def counts(self) -> list[tuple[Level, int]]:
        """How many items of each level there are, of those that were judged and that no other item explains."""
        quiet = (NOT_CHECKED, NOT_OBSERVABLE) if self.kind == "drift" else ()
        judged = [item.level for item in self.items if item.outcome not in quiet and not item.parent]
        return [(level, judged.count(level.name)) for level in self.levels]

    @property
    def unchecked(self) -> int:
        """How many items say that something could not be checked."""
        return sum(item.outcome == NOT_CHECKED and not item.parent for item in self.items)

    @property
    def points(self) -> list[Item]:
        """The items that nobody can see."""
        return [item for item in self.items if item.outcome == NOT_OBSERVABLE]

    @property
    def open(self) -> list[Item]:
        """The items that somebody has to do something about, worst first."""
        return [item for item in self.items if item.is_open]


class Level(NamedTuple):
    """One step of a scale. `mark` is a sign beside the word, so that colour alone never says it."""

    name: str
    label: str
    mark: str
    bad: bool = True


@dataclass(frozen=True)
class Group:
    """The same on several hosts. `items` has at least one."""

    items: Sequence[Item]

    @property
    def first(self) -> Item:
        return self.items[0]

    @property
    def hosts(self) -> list[str]:
        return list(dict.fromkeys(item.host for item in self.items if item.host))

    @property
    def data_centers(self) -> list[str]:
        return list(dict.fromkeys(item.data_center for item in self.items if item.data_center))


@dataclass(frozen=True)
class Action:
    """What to do, for so many items."""

    text: str
    by: str
    restarts: bool
    items: int
    level: str

    @property
    def is_command(self) -> bool:
        """Whether the text can be typed as it is."""
        return self.text.startswith(COMMANDS)

    @property
    def bucket(self) -> str:
        """When it can be done, in words."""
        if self.by == PERSON:
            return "needs a person"
        return "needs a window: it restarts a service" if self.restarts else "repairable now"


def groups(items: Sequence[Item]) -> list[Group]:
    """In the order of their worst item. What belongs to no group stands alone."""
    found: dict[tuple[str, str, str], list[Item]] = {}
    for item in items:
        found.setdefault((item.group or item.id, item.level, item.outcome), []).append(item)
    return [Group(members) for members in found.values()]


def actions(items: Sequence[Item]) -> list[Action]:
    """What to do: what needs nobody first, then by how many items it repairs. Hosts of one command stand in its limit.

    A command names so many hosts that a person can still read it.
    """
    found: dict[tuple[str, str, bool], list[Item]] = {}
    for item in items:
        if item.repair:
            text = re.sub(rf"--limit {re.escape(item.host or ' ')}(?!\S)", _OF_HOSTS, item.repair)
            found.setdefault((text, item.repair_by, item.restarts), []).append(item)
    every = []
    for (text, by, restarts), members in found.items():
        for part in _parts(members) if _OF_HOSTS in text else [members]:
            limit = f"--limit {','.join(dict.fromkeys(item.host for item in part))}"
            every.append(Action(text.replace(_OF_HOSTS, limit), by, restarts, len(part), part[0].level))
    return sorted(every, key=lambda action: (action.by == PERSON, action.restarts, -action.items))


def _parts(items: Sequence[Item]) -> Iterator[list[Item]]:
    """The items of so many hosts at a time."""
    hosts = list(dict.fromkeys(item.host for item in items))
    for start in range(0, len(hosts), _MOST_HOSTS):
        part = set(hosts[start:start + _MOST_HOSTS])
        yield [item for item in items if item.host in part]


def remarks(item: Item) -> list[str]:
    """What there is to say of an item besides its values, in parts of a sentence."""
    parts = [
        item.what,
        item.reason,
        item.cause,
        "inferred" if item.confidence == "inferred" else "",
        f"since {item.since}" if item.since else "",
        f"by {item.changed_by}" if item.changed_by else "",
        item.novelty,
        f"maintenance: {item.maintenance}" if item.maintenance else "",
        f"explains {item.explains} more" if item.explains else "",
        item.check,
    ]
    return [part.rstrip(".") for part in parts if part]
