# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/guide.md beside the list of the guide's sentences: what has no row, and rows that name what does not exist."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from vendor_guide import ASKS, Mark

PAGE = "docs/guide.md"
# So much of a sentence may stand on the page: enough to find it, too little to be a copy.
_WORDS = 8
_COLUMNS = 5
_NAME = re.compile(r"`([^`]+)`")
# What a name is said to be. The first one after the word counts; others on the page only have to be something.
_SAID = re.compile(r"\b(role|module|playbook|filter|group)s? \[?`([^`]+)`")
_RULE = re.compile(r"\bGIR\d+\b")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.M)


@dataclass(frozen=True)
class Row:
    """A line of the page."""

    id: str
    begins: str
    asks: str
    here: str
    person: str


@dataclass(frozen=True)
class Collection:
    """What exists. `names`: by kind, such as role; `read`: the text of a page from the root, or None."""

    names: Mapping[str, frozenset[str]]
    rules: frozenset[str]
    read: Callable[[str], str | None]


def rows(page: str) -> list[Row]:
    """The lines of all tables but their heads. Raises ValueError for one that lacks a column."""
    found = []
    for line in page.splitlines():
        if line.startswith("| ") and not line.startswith("| id |"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if len(cells) != _COLUMNS:
                raise ValueError(f"{line!r} has {len(cells)} columns")
            found.append(Row(*cells))
    return found


def problems(marks: list[Mark], page: str, collection: Collection) -> Iterator[str]:
    """All that is wrong with the page, and with the list."""
    found = rows(page)
    ids = [row.id for row in found]
    asked = [mark.about for mark in marks if mark.kind == ASKS]
    for mark in marks:
        place = f"sentence {mark.number} of {mark.section}"
        if mark.kind == ASKS and mark.about not in ids:
            yield f"{place} asks for something, and has no row {mark.about!r}"
        elif len(mark.about.split()) != (1 if mark.kind == ASKS else 2):
            yield f"{place} is {mark.kind!r}, and says {mark.about!r} of it"
    yield from (f"row {one} stands {ids.count(one)} times" for one in sorted(set(ids)) if ids.count(one) > 1)
    for row in found:
        if row.id not in asked:
            yield f"row {row.id} belongs to no sentence"
        if not (row.asks and row.here and row.person):
            yield f"row {row.id} has an empty column"
        if len(row.begins.split()) > _WORDS:
            yield f"row {row.id} has more than {_WORDS} words of the guide"
        yield from (f"row {row.id}: {problem}" for problem in _named(f"{row.asks} {row.here} {row.person}", collection))


def _named(text: str, collection: Collection) -> Iterator[str]:
    """What a text names, and nobody has."""
    every = frozenset().union(*collection.names.values())
    for kind, name in _SAID.findall(text):
        if name not in collection.names[kind]:
            yield f"there is no {kind} {name}"
    yield from (f"{name} is nothing of the collection" for name in _NAME.findall(text) if name not in every)
    yield from (f"there is no rule {one}" for one in _RULE.findall(text) if one not in collection.rules)
    for target in _LINK.findall(text):
        path, _mark, place = target.partition("#")
        content = collection.read(posixpath.normpath(posixpath.join(posixpath.dirname(PAGE), path)))
        if content is None or (place and place not in {anchor(one) for one in _HEADING.findall(content)}):
            yield f"the link to {target} leads nowhere"


def anchor(heading: str) -> str:
    """What a link names a heading by."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
