# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ConfigParser of Python 2.7, which Recording Processor Script and Muxer use, reads from their files.

Which of its readers they use is not known, nor whether a later release runs on Python 3. So a value has to arrive with
RawConfigParser, ConfigParser and SafeConfigParser, and with those of Python 3.
"""

from __future__ import annotations

import configparser
import io
import re
from collections.abc import Iterable, Iterator, Mapping

from ...module_utils._common.redact import Redactor
from ...module_utils._common.secret_names import SecretNames
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
    "Further options mean the same to each reader of Python 2.7: no reference with %, no section [DEFAULT].",
    "See which ConfigParser your release uses: for SafeConfigParser %% is one %, for RawConfigParser it is two.",
    PRODUCT,
    WARNING,
)

_SECTION = re.compile(rb"\[([^]]+)\]")
_OPTION = re.compile(rb"([^:=\s][^:=]*)\s*[:=]\s*(.*)$", re.DOTALL)

_PERCENT = "a % begins a reference to another option"
# What SafeConfigParser takes for one, or for a % that is written twice.
_REFERENCES = re.compile(r"%%|%\([^)\n]+\)s")
# Its options are those of every other section, too.
_DEFAULT = "DEFAULT"
_OTHER_NAME = (
    "Give the name as the product has it: in small letters, without : = [ ] and line breaks, and not beginning with"
    " a blank, #, ; or the word rem."
)
_LONE_PERCENT = "Give a value without it. %% stands for one % only where your release uses SafeConfigParser."
_LONGEST_VALUE = 60
# Section and option.
Place = tuple[str, str]


def written(tree: Mapping[str, Json]) -> dict[Place, str]:
    """The options of a file with their values as text; null removes one."""
    return {
        (str(section), str(name)): str(value).lower() if isinstance(value, bool) else str(value)
        for section, options in tree.items()
        if isinstance(options, dict)
        for name, value in options.items()
        if isinstance(value, (bool, int, float, str))
    }


def read_back(options: Mapping[Place, str]) -> dict[Place, str]:
    """What Python 2.7 reads from a file with these options; it knows no case in names of options."""
    return _read(_lines(options))


def read_text(text: str) -> dict[Place, str]:
    """What it reads from a file with this text; lines that are none of its own are left out."""
    return _read(text.encode("utf-8", "surrogateescape").split(b"\n"))


def _read(lines: Iterable[bytes]) -> dict[Place, str]:
    found: dict[Place, str] = {}
    section = name = b""
    for line in lines:
        if not line.strip() or line[:1] in b"#;" or (line[:1] in b"rR" and line.split(None, 1)[0].lower() == b"rem"):
            continue
        if line[:1].isspace() and section and name:
            place = _text(section), _text(name)
            found[place] = f"{found[place]}\n{_text(line.strip())}"
            continue
        header = _SECTION.match(line)
        if header is not None:
            section, name = header.group(1), b""
            continue
        option = _OPTION.match(line) if section else None
        if option is not None:
            name = option.group(1).rstrip().lower()
            found[_text(section), _text(name)] = _text(_value(option.group(2)))
    # Python 2.7 keeps the name of a section among its options, and hides it.
    return {place: value for place, value in found.items() if place[1] != "__name__"}


def _text(found: bytes) -> str:
    return found.decode("utf-8", "surrogateescape")


def _lines(options: Mapping[Place, str]) -> Iterator[bytes]:
    """The file, as it is written."""
    last = None
    for (section, name), value in options.items():
        if section != last:
            yield from _bytes(f"[{section}]").split(b"\n")
            last = section
        text = f"{name} = {value}".replace("\n", "\n\t").rstrip(" ")
        yield from _bytes(text).split(b"\n")


def _bytes(text: str) -> bytes:
    # Half of a pair of surrogates is no letter: it comes back as another one.
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


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
        elif not _arrives_in_python3(place, value):
            found[place] = "Python 3 takes one of its lines for a comment, or strips a blank"
        elif "%" in value:
            found[place] = _PERCENT
    return found


def _arrives_in_python3(place: Place, value: str) -> bool:
    parser = configparser.RawConfigParser(default_section="\0none")
    text = "\n".join(_text(line) for line in _lines({place: value}))
    try:
        # As open() reads a file, for which every kind of line break is one.
        parser.read_file(io.StringIO(text, newline=None))
    except (configparser.Error, AttributeError):
        return False
    return {name: dict(parser.items(name)) for name in parser.sections()} == {place[0]: {place[1].lower(): value}}


def _what_happens(back: str | None, value: str) -> str:
    if back is None:
        return "its name is none"
    if value == '""':
        return "two quotation marks are empty text"
    if value.startswith(back) and ";" in value[len(back) :]:
        return "a blank before ; begins a comment"
    return "a line break, or a blank at the end, is lost"


def check_file(
    file: str,
    tree: Tree,
    paths: Mapping[Place, str],
    further: Json,
    variable: str,
    report: Report,
    secret_keys: Iterable[str] = (),
) -> None:
    """Nothing in the file is read otherwise than it was given. `secret_keys`: patterns of further secret names.

    `paths`: where the values of the component's own options come from, as variable or as a path in one. `further` are
    the options that `variable` lays over them: there a reference with % may be what the user means.
    """
    options = written(tree)
    back = read_back(options)
    hidden = SecretNames(secret_keys)
    for place, what in misread(tree).items():
        section, name = place
        given = further.get(section) if isinstance(further, dict) else None
        is_further = isinstance(given, dict) and name in given
        path = None if is_further else paths.get(place)
        if path is None:
            path = f"{variable}.{printable(section[:80])}.{printable(name[:80])}"
        sentence = f"{path} stands in {file}, which Python 2.7 reads otherwise: {what}"
        if is_further and what == _PERCENT and "%" not in _REFERENCES.sub("", options[place]):
            report.add(GIR818, variable, sentence + ".")
            continue
        read = back.get((section, name.lower()))
        is_hidden = what == _PERCENT or any(part in hidden for part in (name, path.rpartition(".")[2]))
        sentence += _shown(options[place], None if is_hidden else read, is_further)
        remedy = _LONE_PERCENT if is_further and what == _PERCENT else _OTHER_NAME if read is None else ""
        report.add(GIR817, path.partition(".")[0], sentence, remedy)
    defaults = tree.get(_DEFAULT)
    if isinstance(defaults, dict) and defaults:
        sentence = f"{variable}.{_DEFAULT} stands in {file}: Python reads its options as those of every other section."
        report.add(GIR818, variable, sentence, "Give each option in the section in which the product looks for it.")


def _shown(value: str, read: str | None, is_further: bool) -> str:
    """What the product would read; None is not to be shown, and what stands in further options may be a secret."""
    if read is None:
        return "."
    if is_further:
        return f"; {len(read)} of its {len(value)} characters arrive."
    shown = read if len(read) <= _LONGEST_VALUE else read[:_LONGEST_VALUE] + "..."
    return f"; it would read '{printable(Redactor().scrub(shown))}'."


def places_of(names: OptionNames, paths: Mapping[str, str]) -> dict[Place, str]:
    """Place in the file to where its value comes from, of options whose names have two levels."""
    found = {key: names.place(key) for key in names.names}
    return {(place[0], place[1]): paths[key] for key, place in found.items() if place is not None and key in paths}
