# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read YAML, JSON and INI text, and tell whether two texts mean the same."""

import collections
import configparser
import json
import math
import re
from typing import Any, Callable, List, Sequence, Set, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._bundle import yaml_reader

STRUCTURED = ("yaml", "json", "ini")

# Aliases make a small YAML file expand without end; nobody's configuration has a million values.
_MAX_VALUES = 1000000
# Whatever walks through data here has several frames for each level.
_MAX_LEVELS = 100


# A parser's message may quote what it has read.
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


class Unreadable(Exception):
    """The text is not what its format says. `names`: those of options, which the message has places for."""

    def __init__(self, message: str, names: Sequence[str] = ()) -> None:
        super().__init__(message % tuple(names) if names else message)
        self._message, self._names = message, names

    def beside(self, wanted: Any) -> str:
        """The message with the names alone that desired data has; what stands for another one may be a secret."""
        if not self._names:
            return str(self)
        known = names(wanted)
        return self._message % tuple(name if name in known else "(not shown)" for name in self._names)


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
        raise Unreadable(*_first_line(error)) from None
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


def flatten(data: Any, shown: Callable[[Any], str] = str) -> List[str]:
    """Sorted lines `a.b[0] = value`, the form in which differences are shown."""
    return sorted("%s = %s" % pair for pair in pairs(data, shown))


def pairs(data: Any, shown: Callable[[Any], str] = str) -> List[Tuple[str, str]]:
    """Every value with its path, `a.b[0]`; values as JSON has them. `shown`: a name as it stands in the path."""
    found: List[Tuple[str, str]] = []
    _flatten(data, "", found, shown)
    return found


def _flatten(data: Any, path: str, found: List[Tuple[str, str]], shown: Callable[[Any], str]) -> None:
    if isinstance(data, dict) and data:
        for key, value in data.items():
            name = shown(key)
            _flatten(value, "%s.%s" % (path, name) if path else name, found, shown)
    elif isinstance(data, (list, tuple)) and data:
        for index, value in enumerate(data):
            _flatten(value, "%s[%d]" % (path, index), found, shown)
    else:
        found.append((path or "(document)", json.dumps(data, ensure_ascii=False, default=str)))


def names(data: Any) -> Set[str]:
    """All names in data, on whatever level."""
    found: Set[str] = set()
    if isinstance(data, dict):
        found.update(str(key) for key in data)
        data = list(data.values())
    if isinstance(data, (list, tuple)):
        found.update(*(names(value) for value in data))
    return found


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


class _GivenTwice(ValueError):
    """Its text is the key."""


def _read_json(text: str) -> Any:
    def unique(pairs: List[Tuple[str, Any]]) -> Any:
        keys = [pair[0] for pair in pairs]
        if len(set(keys)) != len(keys):
            raise _GivenTwice(sorted(key for key, count in collections.Counter(keys).items() if count > 1)[0])
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


def _first_line(error: Any) -> Tuple[str, Sequence[str]]:
    """What Unreadable takes: only where it is wrong, since the line may hold a secret."""
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        problem = _QUOTED.sub("...", getattr(error, "problem", "") or "unreadable")
        return "%s, line %d, column %d" % (problem, mark.line + 1, mark.column + 1), ()
    if isinstance(error, json.JSONDecodeError):
        return "%s, line %d, column %d" % (error.msg, error.lineno, error.colno), ()
    if isinstance(error, _GivenTwice):
        return "the key %s is given twice", (str(error),)
    if isinstance(error, configparser.DuplicateOptionError):
        return "option %%s is given twice in section %%s, line %s" % error.lineno, (error.option, error.section)
    if isinstance(error, configparser.DuplicateSectionError):
        return "section %%s is given twice, line %s" % error.lineno, (error.section,)
    if isinstance(error, configparser.MissingSectionHeaderError):
        return "line %d stands before any [section]" % error.lineno, ()
    if isinstance(error, configparser.ParsingError):
        lines = ", ".join(str(pair[0]) for pair in error.errors)
        return "line %s is neither [section] nor option=value" % lines, ()
    return _QUOTED.sub("...", str(error).split("\n", 1)[0]), ()
