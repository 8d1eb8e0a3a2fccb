# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain values: what a value is called in a sentence, and how it is shown without showing a secret."""

from __future__ import annotations

import datetime
import difflib
import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TypeVar, Union

from ...module_utils._common.secret_names import is_secret

MAX_DEPTH = 12
# Stands for a key that may be a password.
NOT_SHOWN = "<not shown>"
LONGEST_SHOWN = 80
# Longer numbers are no text in Python (a guard against slow conversions), and no setting either.
_NUMBER_BITS = 256
_LINE_BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_UNSEEN = ("Cc", "Cf", "Cs")
_ACCOUNT_IN_URL = re.compile(r"//.*@", re.DOTALL)
_QUERY_IN_URL = re.compile(r"(https?://[^?#\s]*)[?#].*", re.IGNORECASE | re.DOTALL)


class Unusable:
    """Stands where a value could not be evaluated; reason and remedy hold no part of the value."""

    def __init__(self, reason: str, remedy: str = "") -> None:
        self.reason, self.remedy = reason, remedy


# What `plain` makes of anything.
Value = Union[None, bool, int, float, str, Unusable, "list[Value]", "dict[str, Value]"]
_Present = TypeVar("_Present")


def present(value: _Present | None) -> _Present:
    """The value, for code that only runs when no rule of severity error is broken: then it has been read."""
    if value is None:
        raise ValueError("a value that broke no rule is missing")
    return value


def is_blank(value: object) -> bool:
    """True for text without a letter: surveys answer so where nothing was entered."""
    return isinstance(value, str) and (not value or value.isspace())


def given(values: dict[str, Value]) -> dict[str, Value]:
    """The members, with None for those that are blank: these count as not given."""
    return {name: None if is_blank(value) else value for name, value in values.items()}


def plain(value: object, depth: int = 0) -> Value:
    """A copy made of the exact built-in types: subclasses (tagged, unsafe, lazy) stay outside of the model."""
    if value is None or value.__class__ is str or isinstance(value, (bool, Unusable)):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int.__int__(value)
    if isinstance(value, float):
        return float.__float__(value)
    if depth >= MAX_DEPTH:
        return Unusable("it is nested too deep")
    if isinstance(value, dict):
        return {key_text(key): plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        # Long lists are lists of host names.
        return [item if item.__class__ is str else plain(item, depth + 1) for item in value]
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return Unusable("it is of a type that has no meaning here")


def key_text(key: object) -> str:
    """YAML keys may be numbers, booleans or nothing; as names they are text."""
    if isinstance(key, str):
        return str.__str__(key)
    if key is None or isinstance(key, bool):
        return {None: "null", True: "true", False: "false"}[key]
    return str(key) if not isinstance(key, int) or key.bit_length() < _NUMBER_BITS else "a number"


def kind(value: object) -> str:
    """What a reader of YAML would call the value."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return "text" if value.strip() else "empty text"
    if isinstance(value, dict):
        return "a dictionary"
    return "a list"


def show(value: object) -> str:
    """The value in quotes, on one line, short, without the account or the query of a URL."""
    if isinstance(value, (dict, list)) or value is None or isinstance(value, Unusable):
        return "a value" if isinstance(value, Unusable) else kind(value)
    if isinstance(value, int) and value.bit_length() >= _NUMBER_BITS:
        return kind(value)
    if not isinstance(value, str):
        return json.dumps(value)
    text = _QUERY_IN_URL.sub(r"\1?...", _ACCOUNT_IN_URL.sub("//********@", value))
    if len(text) > LONGEST_SHOWN:
        text = text[:LONGEST_SHOWN] + "..."
    return f'"{printable(text)}"'


def show_under(name: object, value: object) -> str:
    """The value of a member, unless the member's name is that of a secret."""
    return "a value" if is_secret(name) else show(value)


def printable(text: str) -> str:
    """The text on one line, with a question mark for what cannot be shown."""
    return text if text.isprintable() else "".join(letter if letter.isprintable() else "?" for letter in text)


def flaw(text: str) -> str:
    """What a reader of the inventory would not see in the text, in words that show none of it; or nothing."""
    if text.isprintable() and text == text.strip():
        return ""
    for letter, where in ((text[-1:], "ends"), (text[:1], "begins")):
        if letter in _LINE_BREAKS:
            return f"{where} with a line break"
        if letter.isspace():
            return f"{where} with a blank"
    if any(letter in _LINE_BREAKS for letter in text):
        return "has a line break"
    if any(unicodedata.category(letter) in _UNSEEN for letter in text):
        return "has a control character or another one that cannot be seen"
    return ""


def is_port_like(text: str) -> bool:
    """Whether text is a port as somebody may have mistyped it. Other text may be a password in the wrong place."""
    return re.fullmatch(r"[0-9+., _-]{1,12}", text) is not None


def show_url(value: str) -> str:
    """A URL that may be malformed: what stands before the last @ may be an account, what follows a ? a token."""
    shown = "********@" + value.rpartition("@")[2] if "@" in value else value
    return show(re.sub(r"([?#]).*", r"\1...", shown, flags=re.DOTALL))


def listed(names: Iterable[str], limit: int = 12) -> str:
    """`a, b and c`; long lists end with how many more there are."""
    names = list(names)
    if len(names) > limit:
        return "{0} and {1} more".format(", ".join(names[:limit]), len(names) - limit)
    if len(names) < 2:
        return "".join(names)
    return "{0} and {1}".format(", ".join(names[:-1]), names[-1])


def with_verb(names: Sequence[str]) -> str:
    """`a is`, or `a and b are`."""
    return f"{listed(names)} {'is' if len(names) == 1 else 'are'}"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence that begins with a space, or nothing."""
    by_case = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(word.casefold()[:100], list(by_case), n=1, cutoff=0.6)
    return f" Did you mean {by_case[close[0]]}?" if close else ""


def numeric_version(text: str) -> tuple[int, ...] | None:
    """(8, 5, 118, 10) of "8.5.118.10"; None when it is no such version."""
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})*", text):
        return None
    return tuple(int(part) for part in text.split("."))
