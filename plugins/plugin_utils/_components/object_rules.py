# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds of every object of Configuration Server, whichever component describes it."""

from __future__ import annotations

from collections.abc import Iterator

from ...module_utils._gax.schema import is_name, is_value
from .._topology.values import listed, show
from .desired import Desired, Tree
from .report import Report
from .rule import rule

GIR963 = rule(
    963,
    "Names of objects of Configuration Server, and of their sections and options, are one line.",
    "Take line breaks and other control characters out of the name.",
)
GIR964 = rule(
    964,
    "Options in Configuration Server have no control characters but tabs and line breaks.",
    "Take the character out of the value.",
)
GIR965 = rule(
    965,
    "No two sections or options of an object differ in case only: Configuration Server would hold both.",
    "Give one of them.",
)


def check(result: Desired, report: Report) -> None:
    """Every object of the component, those that are taken out left aside: what is there may have any name."""
    for thing in result.objects:
        label = f"{thing.type} {show(thing.name)}"
        if not is_name(thing.name):
            report.add(GIR963, label, f"{label} has a line break or another control character in its name.")
        for part, sections in (("options", thing.options), ("annex", thing.annex)):
            _check_part(f"{part} of {label}", sections or {}, report)


def _check_part(where: str, sections: Tree, report: Report) -> None:
    given = list(_given(sections))
    for place, value in given:
        shown = "/".join(show(name) for name in place)
        if not all(is_name(name) for name in place):
            sentence = f"The {where} have {shown}, with a line break or another control character in the name."
            report.add(GIR963, where, sentence)
        elif isinstance(value, str) and not is_value(value):
            report.add(GIR964, where, f"{shown} of the {where} has a control character in its value.")
    same: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for place, _value in given:
        for some in (place[:1], place):
            same.setdefault(tuple(name.lower() for name in some), set()).add(some)
    for names in same.values():
        if len(names) > 1:
            shown = listed(sorted("/".join(name) for name in names))
            report.add(GIR965, where, f"The {where} have {shown}, which differ in case only.")


def _given(sections: Tree) -> Iterator[tuple[tuple[str, str], object]]:
    """(section, option) and value of what is asked for."""
    for section, options in sections.items():
        for name, value in (options if isinstance(options, dict) else {}).items():
            if value is not None:
                yield (str(section), str(name)), value
