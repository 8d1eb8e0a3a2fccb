# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields of media lifecycle rules, as a template maps them to JSON: private to this collection, may change at any time.

Each field has a kind, which says which options its mapping has and how its value is written and read. What cannot be
read is never guessed: it raises Unreadable.
"""

import json
import re
from typing import Any, Dict, List, Optional, Set, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._rws import lifecycle_paths as paths

TYPES = ("backup", "purge")
MEDIA = ("voice", "screen")
CALL_TYPES = ("Inbound", "Outbound", "Internal", "Consult", "Unknown", "NotSet")
SWITCH = ("true", "false")
OMIT, NULL, EMPTY = "omit", "null", "empty"
TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])\Z")
TIME_FORMAT = "{HH}:{MM}:{SS}"
_PARTS = re.compile(r"\{(HH|MM|SS|H|M|S)\}")

# The kinds.
TEXT, BOOLEAN, CLOCK, TASKS, CHOICE, CHOICES, TEXTS, DAYS, PAIRS = (
    "text", "boolean", "clock", "tasks", "choice", "choices", "texts", "days", "pairs",
)  # fmt: skip
RULE_FIELDS = {
    "id": TEXT, "location": TEXT, "name": TEXT, "enabled": BOOLEAN, "at": CLOCK, "tasks": TASKS,
}  # fmt: skip
TASK_FIELDS = {
    "type": CHOICE, "media": CHOICE, "call_types": CHOICES, "include_labels": TEXTS, "exclude_labels": TEXTS,
    "min_age_days": DAYS, "max_age_days": DAYS, "attached_data": PAIRS, "backup_folder": TEXT,
    "include_screen_recordings": BOOLEAN,
}  # fmt: skip
# Without these no rule is one.
NEEDED = {"name", "enabled", "at", "tasks", "type", "media"}
# What a mapping of a kind may say besides its path.
OPTIONS: Dict[str, Set[str]] = {
    TEXT: {"when_empty"},
    BOOLEAN: {"values", "when_empty"},
    CLOCK: {"format"},
    TASKS: set(),
    CHOICE: {"values"},
    CHOICES: {"values", "separator", "when_empty"},
    TEXTS: {"separator", "when_empty"},
    DAYS: {"factor", "as_text", "when_empty"},
    PAIRS: {"pairs", "when_empty"},
}
CHOICES_OF = {"type": TYPES, "media": MEDIA, "call_types": CALL_TYPES}
# What is written for a field that has no value, by `when_empty: empty`.
_EMPTY_VALUES: Dict[str, Any] = {TEXT: "", CHOICES: [], TEXTS: [], PAIRS: {}}


class Unreadable(Exception):
    """A value that the template does not know how to read; the text says why."""


class Field:
    """One field and its mapping, which has been judged to be sound."""

    def __init__(self, name: str, kind: str, mapping: Dict[str, Any]) -> None:
        self.name, self.kind, self.mapping = name, kind, mapping
        self.path = paths.parse(mapping["path"]) or []
        self.when_empty = mapping.get("when_empty")
        given = mapping.get("values") or {}
        self.values = {_key(key): value for key, value in given.items()}

    @property
    def has_seconds(self) -> bool:
        """Whether a time is exact to the second."""
        return "S" in clock_parts(self.mapping.get("format", TIME_FORMAT))

    # -- writing -------------------------------------------------------------------------------------------------------

    def write(self, data: Any, value: Any) -> None:
        """Put a value into the JSON of its rule or task."""
        if self._is_empty(value):
            if self.when_empty == NULL:
                paths.put(data, self.path, None)
            elif self.when_empty == EMPTY:
                nothing = _EMPTY_VALUES[self.kind]
                nothing = "" if "separator" in self.mapping else [] if "pairs" in self.mapping else nothing
                paths.put(data, self.path, nothing)
            else:
                paths.remove(data, self.path)
            return
        paths.put(data, self.path, self._written(value))

    def _is_empty(self, value: Any) -> bool:
        # A switch that is off is written as such, unless the template says otherwise.
        return value in (None, "", [], {}) or (value is False and self.when_empty is not None)

    def _written(self, value: Any) -> Any:
        if self.kind == BOOLEAN:
            return self.values.get(_key(value), value)
        if self.kind == CHOICE:
            return self.values.get(value, value)
        if self.kind == CLOCK:
            return _clock(value, self.mapping.get("format", TIME_FORMAT))
        if self.kind in (CHOICES, TEXTS):
            entries = [self.values.get(entry, entry) for entry in value]
            separator = self.mapping.get("separator")
            return entries if separator is None else separator.join(str(entry) for entry in entries)
        if self.kind == DAYS:
            number = value * self.mapping.get("factor", 1)
            return str(number) if self.mapping.get("as_text") else number
        if self.kind == PAIRS and "pairs" in self.mapping:
            names = self.mapping["pairs"]
            return [{names["key"]: key, names["value"]: value[key]} for key in sorted(value)]
        return value

    # -- reading -------------------------------------------------------------------------------------------------------

    def read(self, data: Any) -> Any:
        """The value in the JSON of its rule or task; raises Unreadable."""
        value = paths.get(data, self.path)
        nothing = isinstance(value, paths.Missing) or value is None
        if nothing or value in ("", [], {}):
            if self.name in NEEDED - {"tasks"}:
                raise self._unreadable("is missing" if nothing else "is empty")
            return {BOOLEAN: False, CHOICES: [], TEXTS: [], PAIRS: {}, TASKS: []}.get(self.kind)
        return self._read(value)

    def _read(self, value: Any) -> Any:
        if self.kind == TEXT:
            if isinstance(value, bool) or not isinstance(value, (str, int)):
                raise self._unknown(value)
            return str(value)
        if self.kind == BOOLEAN:
            found = self._chosen(value, SWITCH) if self.values else value
            return found == "true" if self.values else self._boolean(found)
        if self.kind == CHOICE:
            return self._chosen(value, CHOICES_OF[self.name])
        if self.kind == CLOCK:
            return self._clock_read(value)
        if self.kind == DAYS:
            return self._days(value)
        if self.kind == PAIRS:
            return self._pairs(value)
        return self._list(value)

    def _boolean(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise self._unknown(value)
        return value

    def _chosen(self, value: Any, choices: Tuple[str, ...]) -> str:
        for choice in choices:
            if _same(self.values.get(choice, None if self.values else choice), value):
                return choice
        raise self._unknown(value)

    def _clock_read(self, value: Any) -> str:
        pattern = clock_pattern(self.mapping.get("format", TIME_FORMAT))
        match = re.match(pattern, value) if isinstance(value, str) else None
        if match is None:
            raise self._unknown(value)
        parts = match.groupdict()
        found = "%02d:%02d:%02d" % tuple(int(parts.get(part, 0)) for part in "HMS")
        if not TIME.match(found):
            raise self._unknown(value)
        return found

    def _days(self, value: Any) -> int:
        if isinstance(value, str) and re.match(r"[0-9]{1,18}\Z", value):
            value = int(value)
        factor: int = self.mapping.get("factor", 1)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self._unknown(value)
        if value % factor:
            raise self._unreadable("is %d, which is no whole number of days of %d each" % (value, factor))
        return value // factor

    def _list(self, value: Any) -> List[str]:
        separator = self.mapping.get("separator")
        if separator is not None and isinstance(value, str):
            value = [entry.strip() for entry in value.split(separator) if entry.strip()]
        if not isinstance(value, list):
            raise self._unknown(value)
        if self.kind == CHOICES:
            return [self._chosen(entry, CALL_TYPES) for entry in value]
        if not all(isinstance(entry, str) for entry in value):
            raise self._unknown(value)
        return value

    def _pairs(self, value: Any) -> Dict[str, str]:
        names = self.mapping.get("pairs")
        if names is not None and isinstance(value, list) and all(isinstance(entry, dict) for entry in value):
            value = {str(entry.get(names["key"])): entry.get(names["value"]) for entry in value}
        if not isinstance(value, dict) or not all(isinstance(entry, (str, int)) for entry in value.values()):
            raise self._unknown(value)
        return {str(key): str(entry) for key, entry in value.items()}

    def _unknown(self, value: Any) -> Unreadable:
        return self._unreadable("is %s, which the template does not explain" % json.dumps(value))

    def _unreadable(self, why: str) -> Unreadable:
        return Unreadable("%s (%s) %s" % (self.name, self.mapping["path"], why))


def clock_pattern(text: str) -> str:
    """The regular expression of a format of times."""
    pattern, position = "", 0
    for match in _PARTS.finditer(text):
        begin = match.start()
        pattern += re.escape(text[position:begin])
        digits = "[0-9]{2}" if len(match.group(1)) == 2 else "[0-9]{1,2}"
        pattern += "(?P<%s>%s)" % (match.group(1)[0], digits)
        position = match.end()
    return pattern + re.escape(text[position:]) + r"\Z"


def clock_parts(text: str) -> List[str]:
    """Which parts of a time a format has: H, M and S."""
    return sorted(match.group(1)[0] for match in _PARTS.finditer(text))


def _clock(value: str, text: str) -> str:
    hours, minutes, seconds = value.split(":")
    parts = {"HH": hours, "MM": minutes, "SS": seconds}
    parts.update({"H": str(int(hours)), "M": str(int(minutes)), "S": str(int(seconds))})
    return _PARTS.sub(lambda match: parts[match.group(1)], text)


def _key(key: Any) -> str:
    """The name of a value: YAML makes a boolean of true and false without quotes."""
    return str(key).lower() if str(key).lower() in SWITCH else str(key)


def _same(one: Optional[Any], other: Any) -> bool:
    """Equal, and of one kind: 1 is not true."""
    return isinstance(one, bool) == isinstance(other, bool) and one == other and one is not None
