# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ConfigParser of Python 2.7, which Recording Processor Script and Muxer use, reads from their files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from .._topology.rule import PRODUCT, WARNING
from .._topology.values import printable
from .desired import Json, Tree
from .report import Report
from .rule import rule
from .settings import OptionNames

GIR817 = rule(
    817,
    "Python 2.7, with which a product reads its file, finds in it what was given.",
    "Give another value: without %, a blank before ;, line breaks, blanks at its ends, and not two quotation marks.",
    PRODUCT,
)
GIR818 = rule(
    818,
    "No % stands in further options of a file that Python 2.7 reads.",
    "See which ConfigParser your release uses: for SafeConfigParser %% is one %, for RawConfigParser it is two.",
    PRODUCT,
    WARNING,
)

_SECTION = re.compile(rb"\[([^]]+)\]")
_OPTION = re.compile(rb"([^:=\s][^:=]*)\s*[:=]\s*(.*)$", re.DOTALL)

_PERCENT = "a % begins a reference to another option"
# Section and option.
Place = tuple[str, str]


def written(tree: Mapping[str, Json]) -> dict[Place, str]:
    """The options of a file with their values as text; null removes one."""
    return {
        (section, name): str(value).lower() if isinstance(value, bool) else str(value)
        for section, options in tree.items()
        if isinstance(options, dict)
        for name, value in options.items()
        if isinstance(value, (bool, int, float, str))
    }


def read_back(options: Mapping[Place, str]) -> dict[Place, str]:
    """What Python 2.7 reads from a file with these options; it knows no case in names of options."""
    found: dict[Place, str] = {}
    section = name = b""
    for line in _lines(options):
        if not line.strip() or line[:1] in b"#;" or (line[:1] in b"rR" and line.split(None, 1)[0].lower() == b"rem"):
            continue
        if line[:1].isspace() and section and name:
            place = section.decode(), name.decode()
            found[place] = f"{found[place]}\n{line.strip().decode()}"
            continue
        header = _SECTION.match(line)
        if header is not None:
            section, name = header.group(1), b""
            continue
        option = _OPTION.match(line) if section else None
        if option is not None:
            name = option.group(1).rstrip().lower()
            found[section.decode(), name.decode()] = _value(option.group(2)).decode()
    return found


def _lines(options: Mapping[Place, str]) -> Iterator[bytes]:
    """The file, as it is written."""
    last = None
    for (section, name), value in options.items():
        if section != last:
            yield from f"[{section}]".encode("utf-8", "replace").split(b"\n")
            last = section
        text = f"{name} = {value}".replace("\n", "\n\t").rstrip(" ")
        yield from text.encode("utf-8", "replace").split(b"\n")


def _value(text: bytes) -> bytes:
    """Without what Python 2.7 takes for a comment: only the first semicolon is looked at, and what stands before it."""
    place = text.find(b";")
    if place != -1 and text[place - 1 : place or None].isspace():
        text = text[:place]
    text = text.strip()
    return b"" if text == b'""' else text


def misread(tree: Mapping[str, Json]) -> dict[Place, str]:
    """Options whose values are read otherwise than they are given, each with what happens, which shows no value."""
    options = written(tree)
    back = read_back(options)
    names = [(section, name.lower()) for section, name in options]
    found = {}
    for (place, value), key in zip(options.items(), names):
        if names.count(key) > 1:
            found[place] = "two names there differ in case only"
        elif back.get(key) != value:
            found[place] = _what_happens(back.get(key), value)
        elif "%" in value:
            found[place] = _PERCENT
    return found


def _what_happens(back: str | None, value: str) -> str:
    if back is None:
        return "its name is none"
    if value == '""':
        return "two quotation marks are empty text"
    if value.startswith(back) and ";" in value[len(back) :]:
        return "a blank before ; begins a comment"
    return "a line break, or a blank at the end, is lost"


def check_file(file: str, tree: Tree, paths: Mapping[Place, str], further: Json, variable: str, report: Report) -> None:
    """Nothing in the file is read otherwise than it was given.

    `paths`: where the values of the component's own options come from, as variable or as a path in one. `further` are
    the options that `variable` lays over them: there a % may be what the user means.
    """
    for (section, name), what in misread(tree).items():
        options = further.get(section) if isinstance(further, dict) else None
        is_further = isinstance(options, dict) and name in options
        path = None if is_further else paths.get((section, name))
        if path is None:
            path = f"{variable}.{printable(section[:80])}.{printable(name[:80])}"
        sentence = f"{path} stands in {file}, which Python 2.7 reads otherwise: {what}."
        if is_further and what == _PERCENT:
            report.add(GIR818, variable, sentence)
        else:
            report.add(GIR817, path.partition(".")[0], sentence)


def places_of(names: OptionNames, paths: Mapping[str, str]) -> dict[Place, str]:
    """Place in the file to where its value comes from, of options whose names have two levels."""
    found = {key: names.place(key) for key in names.names}
    return {(place[0], place[1]): paths[key] for key, place in found.items() if place is not None and key in paths}
