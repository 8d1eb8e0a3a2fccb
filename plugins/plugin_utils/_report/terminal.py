# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as lines of a terminal: the verdict first, then what to do, then what is wrong, worst first, then notes.

Values of hosts are on one line, short, and without control characters, so that none of them can play tricks.
"""

from __future__ import annotations

import textwrap
import time
from collections.abc import Callable, Collection, Iterator, Sequence

from .._topology.values import listed, printable
from .document import Document, Group, Item, actions, groups, remarks
from .outcomes import NOT_CHECKED

WIDTH = 110
MOST_GROUPS = 40
_MOST_ACTIONS = 12
# Facts that nobody needs before he knows what differs.
_LATE = ("Compared with", "Environment", "Started", "Ended", "Collection", "Made")
# Facts of which the beginning is enough.
_ONE_ROW = ("Takeover", "Planned failover", "Forced failover")
_MOST_IGNORED = 10
_MOST_HOSTS = 4
_LONGEST_PLACE = 160
_LONGEST_VALUE = 120


def lines(document: Document, width: int = WIDTH, most: int = MOST_GROUPS) -> list[str]:
    """All of it. `most`: how many groups of findings; the rest is counted. `width`: of a line, at least 40."""
    width = max(width, 40)
    found = [*_wrapped(document.headline, width)]
    for label, text in document.facts:
        if label in _ONE_ROW:
            found.append(_row(f"{label}: {text}", width))
        elif label not in _LATE:
            found += _wrapped(f"{label}: {text}", width, "  ")
    bad = document.open
    found += _to_do(bad, width)
    every = groups(bad)
    if every:
        found += ["", f"{document.open_title}:"]
    for group in every[:most]:
        found += _group(document, group, width)
    if len(every) > most:
        left = sum(len(group.items) for group in every[most:])
        found.append(_more(document, left))
    found += _sections(document, width)
    found += _ignored(document, width)
    last = [*document.notes, *_points(document)]
    last += [f"{label}: {text}" for label, text in document.facts if label in _LATE]
    if last:
        found += ["", "Besides:"]
    for text in last:
        found += _wrapped(text, width, "  ")
    return found


def _sections(document: Document, width: int) -> Iterator[str]:
    for section in document.sections:
        if section.lines:
            yield ""
            yield f"{section.title}:"
        for text in section.lines:
            yield from _wrapped(text, width, "  ", "      ")


def _ignored(document: Document, width: int) -> Iterator[str]:
    """What is silenced, and by what: each reader sees that somebody decided so."""
    if not document.ignored:
        return
    yield ""
    yield f"Ignored: {len(document.ignored)}"
    every = groups(document.ignored)
    for group in every[:_MOST_IGNORED]:
        item = group.first
        parts = (listed(group.hosts, _MOST_HOSTS), item.component, _short(item.place, _LONGEST_PLACE), item.reason)
        yield from _wrapped(": ".join(part for part in parts if part), width, "  ", "      ")
    if len(every) > _MOST_IGNORED:
        left = sum(len(group.items) for group in every[_MOST_IGNORED:])
        yield _more(document, left)


def _more(document: Document, left: int) -> str:
    where = f"gir_{document.kind}_output_dir or gir_report_url"
    return f"  and {left} more; the reports of {where} have all of them"


def _points(document: Document) -> Iterator[str]:
    """What nobody can see, once for each reason."""
    found: dict[str, list[str]] = {}
    for item in document.points:
        place = " ".join(dict.fromkeys(part for part in (item.host, item.component, item.place) if part))
        found.setdefault(item.reason, []).append(_short(place, _LONGEST_PLACE))
    for reason, places in found.items():
        yield f"Not observable: {listed(places, _MOST_HOSTS)}: {reason}"


def _to_do(items: Sequence[Item], width: int) -> Iterator[str]:
    every = actions(items)
    if not every:
        return
    yield ""
    yield "What to do:"
    for action in every[:_MOST_ACTIONS]:
        many = f"{action.items} finding{'' if action.items == 1 else 's'}, {action.bucket}"
        yield from _wrapped(f"- {action.text} ({many})", width, "  ", "    ")
    if len(every) > _MOST_ACTIONS:
        yield f"  and {len(every) - _MOST_ACTIONS} more"


def _group(document: Document, group: Group, width: int) -> Iterator[str]:
    """One line that says where, and one that says what."""
    item = group.first
    level = label_of(document, item)
    where = listed(group.hosts, _MOST_HOSTS)
    centers = ", ".join(group.data_centers)
    place = _short(item.place, _LONGEST_PLACE)
    parts = [f"{where}{f' ({centers})' if centers else ''}", item.component, place]
    yield from _wrapped(f"{level}: {': '.join(part for part in parts if part)}", width, "  ", "      ")
    yield from _wrapped("; ".join(part for part in (_values(item), *remarks(item)) if part), width, "      ", "      ")


def _values(item: Item) -> str:
    if item.secret:
        return "a secret: it differs"
    if item.expected is None and item.actual is None:
        return ""
    expected, actual = (
        "nothing" if one is None else _short(one, _LONGEST_VALUE) or "an empty text"
        for one in (item.expected, item.actual)
    )
    return f"expected {expected}, actual {actual}"


def label_of(document: Document, item: Item) -> str:
    """What could not be checked is said to be so, before how bad it might be."""
    label = document.level(item.level).label
    return f"not checked ({label})" if item.outcome == NOT_CHECKED and document.kind == "drift" else label


def _short(text: str, most: int) -> str:
    """On one line; the beginning and how long it is."""
    text = text if len(text) <= most else f"{text[:most]}... ({len(text)} characters)"
    return " ".join(text.split())


def _wrapped(text: str, width: int, first: str = "", later: str | None = None) -> list[str]:
    """Lines of at most this width, without control characters; a word that is too long is broken."""
    later = first + "  " if later is None else later
    plain = printable(" ".join(text.split()))
    return textwrap.wrap(plain, width, initial_indent=first, subsequent_indent=later, break_on_hyphens=False) or [""]


def _row(text: str, width: int) -> str:
    """One line of it."""
    return "  " + textwrap.shorten(printable(" ".join(text.split())), width - 2, placeholder=" ... see the report")


class Progress:
    """Says how many of the hosts have answered, in runs that take long. `show` takes one line.

    Nothing is said of a run that is done within `first` seconds; then a line each `every` seconds at most.
    """

    def __init__(
        self,
        asked: Collection[str],
        show: Callable[[str], object],
        first: float = 5,
        every: float = 10,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._left = dict.fromkeys(asked)
        self._asked = len(self._left)
        self._show = show
        self._clock = clock
        self._every = every
        self._next = clock() + first

    def answered(self, host: str) -> None:
        """This one has answered, or will not."""
        self._left.pop(host, None)
        self.tick()

    def tick(self) -> None:
        """Say something where it is time; call it while waiting too."""
        if self._left and self._clock() >= self._next:
            self._next = self._clock() + self._every
            done = self._asked - len(self._left)
            waiting = listed(map(printable, self._left), _MOST_HOSTS)
            self._show(f"{done} of {self._asked} have answered, waiting for {waiting}")
