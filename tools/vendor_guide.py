# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sentences of the vendor's guide "Multiple data center locations", as digests.

The guide's text belongs to the vendor and is not in this repository. tests/guide/sentences.txt holds a digest of each
of its sentences, and whether the sentence asks for something; docs/guide.md says what does it. Give the text of the
guide to bring the list up to date: lines of sentences that are known keep their mark, new ones are `unjudged`.

    python3 tools/vendor_guide.py <text of the guide> [--show | --write]
"""

from __future__ import annotations

import argparse
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from writing import REPOSITORY

LIST = REPOSITORY / "tests" / "guide" / "sentences.txt"
# Where the text of the guide lies, for tests.
PLACE = "GIR_VENDOR_GUIDE"
ASKS, TELLS, UNJUDGED = "asks", "tells", "unjudged"
_HEAD = """\
# Each sentence of the vendor's guide "Multiple data center locations": section, number within it, digest, and
# `asks` with the id of its row in docs/guide.md, or `tells` with the reason why it asks for nothing.
# tools/vendor_guide.py brings this list up to date.
"""
_ITEM = re.compile(r"(?:\s*(?:-|\d+\.|[a-z]\.)\s+)+")
# A full stop, a question mark or a closing colon, and what begins like a sentence.
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_FENCE = "```"


@dataclass(frozen=True)
class Sentence:
    """A sentence, an item of a list, a step, a row of a table or a block of code; `number` is that in its section."""

    section: str
    number: int
    text: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(normalised(self.text).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Mark:
    """A line of the list. `about`: the id of a row of docs/guide.md, or why the sentence asks for nothing."""

    section: str
    number: int
    digest: str
    kind: str
    about: str = ""

    @property
    def line(self) -> str:
        return f"{self.section} {self.number} {self.digest} {self.kind} {self.about}".rstrip()


def normalised(text: str) -> str:
    """Letters and digits alone, so that another conversion of the page gives the same digests."""
    return " ".join(re.findall(r"\w+", text.lower().replace("\\", "").replace("_", "")))


def sentences(text: str) -> list[Sentence]:
    """All of them, in the order of the guide. A heading is the section of what follows, and no sentence."""
    found: list[Sentence] = []
    section, number = "front", 0
    for block in _blocks(text):
        if block.startswith("#"):
            section, number = _slug(block), 0
            continue
        for part in _parts(block):
            if normalised(part):
                number += 1
                found.append(Sentence(section, number, part))
    return found


def _slug(heading: str) -> str:
    return "-".join(normalised(heading).split())


def _blocks(text: str) -> Iterator[str]:
    """Lines that belong together: a line of a paragraph, an item, a row, or a whole block of code.

    A paragraph that begins in the middle of a sentence is the rest of the one before, and a block of code with an open
    brace goes on in the next one: a page ended there.
    """
    held, within = "", False
    code: list[str] = []
    for line in text.splitlines():
        if line.strip() == _FENCE:
            whole = "".join(code)
            if within and whole.count("{") <= whole.count("}"):
                yield "\n".join([_FENCE, *code])
                code = []
            elif held:
                yield held
                held = ""
            within = not within
        elif within:
            code.append(line)
        elif line.strip():
            continues = held and not held.startswith("#") and line[:1].islower() and not re.search(r"[.:?!]$", held)
            if continues and "\t" not in line:
                held = f"{held} {line.strip()}"
            else:
                if held:
                    yield held
                held = line.rstrip()
    if held:
        yield held


def _parts(block: str) -> list[str]:
    """The sentences of a block. Code and rows of a table are one each."""
    if block.startswith(_FENCE) or "\t" in block:
        return [block]
    item = _ITEM.match(block)
    return _END.split(block[item.end() :] if item else block)


def read(text: str) -> list[Mark]:
    """The list. Raises ValueError for a line that is none."""
    found = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            section, number, digest, kind, *about = line.split()
            if kind not in (ASKS, TELLS, UNJUDGED):
                raise ValueError(f"{line!r}: a sentence {ASKS} or {TELLS}")
            found.append(Mark(section, int(number), digest, kind, " ".join(about)))
    return found


def updated(marks: list[Mark], now: list[Sentence]) -> list[Mark]:
    """The list for the guide as it is now. The same text may stand in two places, so that they are taken in order."""
    known: dict[str, list[Mark]] = {}
    for mark in marks:
        known.setdefault(mark.digest, []).append(mark)
    found = []
    for one in now:
        old = known.get(one.digest, [])
        mark = old.pop(0) if old else None
        kind, about = (UNJUDGED, "") if mark is None else (mark.kind, mark.about)
        found.append(Mark(one.section, one.number, one.digest, kind, about))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("guide", type=Path, help="the text of the guide, as Markdown")
    parser.add_argument("--show", action="store_true", help="show each sentence beside its line")
    parser.add_argument("--write", action="store_true", help="write the list")
    given = parser.parse_args()
    now = sentences(given.guide.read_text(encoding="utf-8"))
    marks = updated(read(LIST.read_text(encoding="utf-8")) if LIST.exists() else [], now)
    if given.write:
        LIST.write_text(_HEAD + "".join(f"{mark.line}\n" for mark in marks), encoding="utf-8")
    else:
        for mark, one in zip(marks, now, strict=True):
            print(f"{mark.line}\n    {one.text}" if given.show else mark.line)


if __name__ == "__main__":
    main()
