# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as Markdown, for merge requests, tickets and chats. Values stand in code spans, in which nothing acts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from .._topology.values import printable
from .document import Document, Group, Item, actions, groups, remarks
from .outcomes import EQUAL, IGNORED, NOT_OBSERVABLE
from .terminal import label_of

MOST_GROUPS = 1000
_MOST_HOSTS = 4
_LONGEST = 200
_LONGEST_COMMAND = 10_000
# Whatever could begin something in Markdown or HTML, wherever it stands in a line.
_ACTIVE = re.compile(r"([\\`*_{}\[\]<>#|~&$])")


def markdown(document: Document) -> str:
    """The whole report. Each cell is one line; what is too long ends with how long it is."""
    return "\n".join(_lines(document)) + "\n"


def _lines(document: Document) -> Iterator[str]:
    yield f"# {words(document.title)}"
    yield ""
    yield f"**{words(document.headline)}**"
    yield ""
    yield from _table(("", ""), [(words(label), words(text)) for label, text in document.facts])
    counted = [(words(level.label), str(count)) for level, count in document.counts() if count]
    if counted:
        yield ""
        yield from _table(("Severity" if document.kind == "drift" else "Answer", "Number"), counted)
    bad = document.open
    to_do = actions(bad)
    if to_do:
        yield from _headed("What to do")
        for action in to_do:
            text = code(action.text, _LONGEST_COMMAND) if action.is_command else words(action.text)
            yield f"- {text}: {action.items} ({words(action.bucket)})"
    if bad:
        yield from _headed(document.open_title)
        yield from _groups(document, groups(bad))
    for section in document.sections:
        yield from _headed(words(section.title))
        yield from (f"{words(sentence)}\n" for sentence in section.sentences)
        yield from _table(section.head, [[words(cell) for cell in row] for row in section.rows])
    if document.notes:
        yield from _headed("Notes")
        yield from (f"- {words(note)}" for note in document.notes)
    others = (
        ("Ignored", document.ignored),
        ("Gone since the previous report", document.gone),
        ("Not observable", document.points),
        ("Confirmed", [item for item in document.items if item.outcome == EQUAL]),
    )
    for title, items in others:
        if items:
            yield from _headed(title)
            yield from _groups(document, groups(items))


def _groups(document: Document, every: Sequence[Group]) -> Iterator[str]:
    head = ("Severity", "Where", "What", "Expected", "Actual", "More")
    yield from _table(head, [_row(document, group) for group in every[:MOST_GROUPS]])
    if len(every) > MOST_GROUPS:
        yield ""
        yield f"{len(every) - MOST_GROUPS} more groups are in the JSON report."


def _row(document: Document, group: Group) -> tuple[str, ...]:
    item = group.first
    centers = f" ({words(', '.join(group.data_centers))})" if group.data_centers else ""
    more = f" and {len(group.hosts) - _MOST_HOSTS} more" if len(group.hosts) > _MOST_HOSTS else ""
    where = ", ".join(code(host) for host in group.hosts[:_MOST_HOSTS])
    label = item.outcome if item.outcome in (IGNORED, NOT_OBSERVABLE) else label_of(document, item)
    return (
        words(label.replace("_", " ")),
        f"{where}{more}{centers}",
        " ".join(part for part in (words(item.component), code(item.object or None), code(item.key or None)) if part),
        *_values(item),
        words("; ".join(remarks(item))),
    )


def _values(item: Item) -> tuple[str, str]:
    if item.secret:
        return "a secret", "it differs"
    if item.expected is None and item.actual is None:
        return "", ""
    return code(item.expected) or "nothing", code(item.actual) or "nothing"


def _headed(title: str) -> Iterable[str]:
    return ("", f"## {title}", "")


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if rows:
        yield f"| {' | '.join(head)} |"
        yield "|" + "---|" * len(head)
        yield from (f"| {' | '.join(row)} |" for row in rows)


def words(text: str) -> str:
    """Text that is shown as it is, and calls nobody."""
    return _ACTIVE.sub(r"\\\1", _line(text, 4 * _LONGEST)).replace("@", "`@`")


def code(text: str | None, most: int = _LONGEST) -> str:
    """A code span, empty for nothing. A bar would end the cell even there; a fence is longer than any in the text."""
    if text is None:
        return ""
    plain = _line(text, most).replace("|", "\\|")
    if not plain:
        return '""' if text == "" else ""
    fence = "`" * (max(map(len, re.findall(r"`+", plain)), default=0) + 1)
    blank = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{fence}{blank}{plain}{blank}{fence}"


def _line(text: str, most: int) -> str:
    text = text if len(text) <= most else f"{text[:most]}... ({len(text)} characters)"
    return printable(" ".join(text.split()))
