# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read YAML, JSON and INI text, and tell whether two texts mean the same."""

import configparser
import json
import math
import re
from typing import Any, Callable, List, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._bundle import yaml_reader

STRUCTURED = ("yaml", "json", "ini")

# Aliases make a small YAML file expand without end; nobody's configuration has a million values.
_MAX_VALUES = 1000000
# Whatever walks through data here has several frames for each level.
_MAX_LEVELS = 100


class Unreadable(Exception):
    """The text is not what its format says."""


class NoParser(Exception):
    """This interpreter cannot read the format."""


def read(fmt: str, text: str) -> Any:
    """The meaning of text: plain Python data. Raises Unreadable, or NoParser."""
    return _read({"yaml": yaml_reader.read, "json": _read_json, "ini": _read_ini}[fmt], text)


def read_bytes(fmt: str, content: bytes) -> Any:
    """Like read, of a file. The products read UTF-8, so other bytes are named by their line."""
    try:
        return read(fmt, content.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable("line %d holds a byte that is no UTF-8" % line) from None


def hides_a_value(fmt: str, text: str) -> bool:
    """Whether an INI file has an indented remark: for Python 2.7 it belongs to the value above it."""
    return bool(hidden_remarks(fmt, text))


def hidden_remarks(fmt: str, text: str) -> List[int]:
    """The numbers of the lines with indented remarks."""
    lines = text.splitlines() if fmt == "ini" else []
    return [
        number
        for number, line in enumerate(lines, 1)
        if line[:1].isspace() and line.lstrip().startswith(("#", ";"))
    ]


def read_texts(fmt: str, text: str) -> Any:
    """Like read, with numbers and switches as the text that stands in the file; aliases may lead in circles."""
    return _read({"yaml": yaml_reader.read_texts, "json": _read_json_texts, "ini": _read_ini}[fmt], text, False)


def _read(reader: Callable[[str], Any], text: str, bounded: bool = True) -> Any:
    text = text[1:] if text.startswith("\ufeff") else text
    try:
        data = reader(text)
        if bounded:
            _Budget().walk(data)
    except yaml_reader.Unavailable as error:
        raise NoParser(str(error)) from error
    except RecursionError:
        raise Unreadable("it refers to itself or is nested too deeply") from None
    except (ValueError, configparser.Error) as error:
        raise Unreadable(_first_line(error)) from None
    return data


def same(left, right):
    """Equal by meaning and by type: 1 is neither "1" nor True nor 1.0, and the order of keys is irrelevant."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        if len(left) != len(right):
            return False
        others = {_typed(key): value for key, value in right.items()}
        return all(_typed(key) in others and same(value, others[_typed(key)]) for key, value in left.items())
    if isinstance(left, (list, tuple)):
        return len(left) == len(right) and all(same(a, b) for a, b in zip(left, right))
    if isinstance(left, float) and math.isnan(left) and math.isnan(right):
        return True
    return left == right


def without_empty(present: Any, wanted: Any) -> Any:
    """What is there, without members that have no value and that nobody wants: YAML has them where nothing is given."""
    if not isinstance(present, dict) or not isinstance(wanted, dict):
        return present
    return {
        key: without_empty(value, wanted.get(key))
        for key, value in present.items()
        if value is not None or key in wanted
    }


def flatten(data):
    """Sorted lines `a.b[0] = value`, the form in which differences are shown."""
    return sorted("%s = %s" % pair for pair in pairs(data))


def pairs(data: Any) -> List[Tuple[str, str]]:
    """Every value with its path, `a.b[0]`; values as JSON has them."""
    found: List[Tuple[str, str]] = []
    _flatten(data, "", found)
    return found


def _flatten(data: Any, path: str, found: List[Tuple[str, str]]) -> None:
    if isinstance(data, dict) and data:
        for key, value in data.items():
            _flatten(value, "%s.%s" % (path, key) if path else str(key), found)
    elif isinstance(data, (list, tuple)) and data:
        for index, value in enumerate(data):
            _flatten(value, "%s[%d]" % (path, index), found)
    else:
        found.append((path or "(document)", json.dumps(data, ensure_ascii=False, default=str)))


def _typed(key):
    return (type(key).__name__, key)


class _Budget:
    """Refuses data that is endless once its aliases are followed."""

    def __init__(self):
        self.left = _MAX_VALUES

    def walk(self, data: Any, level: int = 0) -> None:
        self.left -= 1
        if self.left < 0:
            raise ValueError("it has more than %d values" % _MAX_VALUES)
        if level > _MAX_LEVELS:
            raise RecursionError
        if isinstance(data, dict):
            for value in data.values():
                self.walk(value, level + 1)
        elif isinstance(data, (list, tuple, set)):
            for value in data:
                self.walk(value, level + 1)


def _read_json_texts(text: str) -> Any:
    return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)


def _read_json(text: str) -> Any:
    def unique(pairs: List[Tuple[str, Any]]) -> Any:
        keys = [pair[0] for pair in pairs]
        if len(set(keys)) != len(keys):
            raise ValueError("the key %s is given twice" % sorted(k for k in keys if keys.count(k) > 1)[0])
        return dict(pairs)

    def refuse(constant: str) -> None:
        raise ValueError("%s is not JSON" % constant)

    return json.loads(text, object_pairs_hook=unique, parse_constant=refuse)


def ini_parser():
    """Classic ini: no interpolation, names keep their case, no section lends its options to others."""
    parser = configparser.RawConfigParser(allow_no_value=True, default_section="\0none")
    parser.optionxform = str
    return parser


# An indented line below an option without a value: configparser trips over it, and since Python 3.13 it says so.
_INDENTED = (AttributeError, getattr(configparser, "MultilineContinuationError", AttributeError))


def _read_ini(text):
    parser = ini_parser()
    try:
        parser.read_string(text)
    except _INDENTED:
        raise ValueError("an indented line continues an option that has no value") from None
    return {section: dict(parser.items(section)) for section in parser.sections()}


def _first_line(error):
    # Only where it is wrong: a parser's message may quote the line, and the line may hold a secret.
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return "%s, line %d, column %d" % (
            re.sub(r"'[^']*'", "...", getattr(error, "problem", "") or "unreadable"),
            mark.line + 1,
            mark.column + 1,
        )
    if isinstance(error, json.JSONDecodeError):
        return "%s, line %d, column %d" % (error.msg, error.lineno, error.colno)
    if isinstance(error, configparser.DuplicateOptionError):
        return "option %s is given twice in section %s, line %s" % (error.option, error.section, error.lineno)
    if isinstance(error, configparser.DuplicateSectionError):
        return "section %s is given twice, line %s" % (error.section, error.lineno)
    if isinstance(error, configparser.MissingSectionHeaderError):
        return "line %d stands before any [section]" % error.lineno
    if isinstance(error, configparser.ParsingError):
        return "line %s is neither [section] nor option=value" % ", ".join(str(pair[0]) for pair in error.errors)
    return str(error).split("\n", 1)[0]
