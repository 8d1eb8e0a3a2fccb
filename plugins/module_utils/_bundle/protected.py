# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keys in files whose loss cannot be undone, such as one that something was encrypted with.

A value is compared as the text that stands in the file, so 1 and "1" are one key. Where nothing can read the file, its
lines are searched for the key's name. No value leaves this module.
"""

import codecs
import json
import re
from typing import Any, List, Optional, Set, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._bundle import compare

_KNOWN, _UNTOLD = "known", "untold"
_NOWHERE = object()
_COMMENTS = ("#", ";", "//")
_BEHIND = r"\s*,?\s*(?:#.*)?$"
_SINGLE = re.compile(r"'((?:[^']|'')*)'" + _BEHIND)
_DOUBLE = re.compile(r'("(?:[^"\\]|\\.)*")' + _BEHIND)
_NOT_PLAIN = tuple("&*!|>{[%@`'\"")
_Value = Tuple[str, str]
_NULLS = ("", "~", "null", "Null", "NULL")


def loss(present: bytes, wanted: Optional[bytes], fmt: str, key: str) -> Optional[str]:
    """What a file would lose of a key, as the words between its name and the reason; None when nothing is lost.

    `present`, `wanted`: bytes; None for a file that is to be removed. `key`: its levels, separated by slashes.
    """
    there = _values(present, fmt, key)
    if not there:
        return None
    if wanted is None:
        return "holds %s and is to be removed" % key
    then = _values(wanted, fmt, key)
    if there == then:
        return None
    if not then:
        return "holds %s, and what is to be written does not" % key
    if any(kind == _UNTOLD for kind, _value in there):
        return "holds a %s that cannot be read to compare it" % key
    return "holds another %s than what is to be written" % key


def _values(content: bytes, fmt: str, key: str) -> Set[_Value]:
    """Every value that the key may have in a file, each with whether it is known; none when it is not set."""
    levels = key.split("/")
    text, sure = _decoded(content)
    try:
        if fmt not in compare.STRUCTURED:
            raise compare.NoParser(fmt)
        found = _in_data(compare.read_texts(fmt, text), levels)
    except (compare.Unreadable, compare.NoParser):
        found = _in_lines(text, levels[-1])
    # What another encoding makes of a letter is another key for the product.
    return {(kind if sure or _is_ascii(value) else _UNTOLD, value) for kind, value in found if value}


def _decoded(content: bytes) -> Tuple[str, bool]:
    """The text of a file in any encoding, and whether every letter of it is certain."""
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
        return text.replace("\0", ""), False
    return text.replace("\0", ""), True


def _is_ascii(text: str) -> bool:
    return all(ord(letter) < 128 for letter in text)


# -- in data ---------------------------------------------------------------------------------------------------------


def _in_data(data: Any, levels: List[str]) -> List[_Value]:
    found: List[Any] = []
    for document in data if isinstance(data, tuple) else (data,):
        place = document
        for level in levels:
            place = place.get(level, _NOWHERE) if isinstance(place, dict) else _NOWHERE
        # In another place, or in another spelling, it may be a key all the same, for a product that is more lenient
        # than this: Spring knows neither case nor hyphens, and takes a dotted name for its levels.
        usual = place is not _NOWHERE and place is not None
        found += [place] if usual else _anywhere(document, _plain(levels[-1]), set())
    return [_told(value) for value in found if value is not None]


def _told(value: Any) -> _Value:
    if isinstance(value, (dict, list, tuple)):
        # Nothing that can be compared, and perhaps endless: it equals no other.
        return _UNTOLD, str(id(value))
    return _KNOWN, str(value)


def _plain(name: str) -> str:
    """A name without case, hyphens and underscores."""
    return name.lower().replace("-", "").replace("_", "")


def _anywhere(data: Any, name: str, seen: Set[int]) -> List[Any]:
    """The values under a plain name at any depth; an alias is followed once."""
    if id(data) in seen or not isinstance(data, (dict, list, tuple)):
        return []
    seen.add(id(data))
    found = []
    if isinstance(data, dict):
        found += [value for key, value in data.items() if _plain(str(key).rpartition(".")[2]) == name]
    for value in data.values() if isinstance(data, dict) else data:
        found += _anywhere(value, name, seen)
    return found


# -- in lines --------------------------------------------------------------------------------------------------------


def _in_lines(text: str, name: str) -> List[_Value]:
    spelled = "[-_]?".join(re.escape(letter) for letter in _plain(name))
    word = re.compile(r"(?<![A-Za-z0-9_-])%s(?![A-Za-z0-9_-])" % spelled, re.IGNORECASE)
    option = re.compile(
        r"\s*(?:-\s+)?(['\"]?)(?:[\w-]+\.)*%s\1\s*(?:=|:(?=\s|$|['\"]))\s*(.*)" % spelled, re.IGNORECASE
    )
    lines = text.splitlines()
    found: List[_Value] = []
    for number, line in enumerate(lines):
        if line.lstrip().startswith(_COMMENTS) or not word.search(line.partition(" #")[0]):
            continue
        below = _below(lines, number)
        match = option.match(line)
        value = _scalar(match.group(2).strip()) if match and not below else None
        if value is None:
            found.append((_UNTOLD, "\n".join([line.strip()] + below)))
        else:
            found.append((_KNOWN, value))
    return found


def _below(lines: List[str], number: int) -> List[str]:
    """The lines that belong to the value of a line, as they are indented further."""
    indent = _indent(lines[number])
    found = []
    following = number + 1
    for line in lines[following:]:
        if line.strip() and not line.lstrip().startswith("#"):
            if _indent(line) <= indent:
                break
            found.append(line.strip())
    return found


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _scalar(text: str) -> Optional[str]:
    """The value of one line; empty when there is none, None when nobody can tell."""
    single, double = _SINGLE.match(text), _DOUBLE.match(text)
    if single:
        return single.group(1).replace("''", "'")
    if double:
        try:
            return str(json.loads(double.group(1)))
        except ValueError:
            return None
    if text.startswith(_NOT_PLAIN):
        return None
    plain = "" if text.startswith("#") else re.split(r"\s+#", text, maxsplit=1)[0].strip()
    return "" if plain in _NULLS else plain
