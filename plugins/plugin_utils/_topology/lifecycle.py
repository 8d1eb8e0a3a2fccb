# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads when recordings are backed up and purged, by location, and how long the law wants them kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from .lifecycle_words import (
    BACKUP,
    BACKUP_KEYS,
    CALL_TYPES,
    LIFECYCLE,
    MARGIN,
    MEDIA,
    PURGE,
    RETENTION,
    RETENTION_KEYS,
    RULE_KEYS,
    SCREEN,
    SEPARATORS,
    TASK_KEYS,
    TYPES,
    VOICE_KEYS,
)
from .reading import boolean, clean, dictionary, texts, unknown_keys
from .report import Report
from .values import Value, did_you_mean, kind, listed, show

_AS_SHOWN = "Write it as docs/media-lifecycle.md shows it."
_MIDNIGHT = "00:00:00"
_DAY = 24 * 60 * 60
_MARGIN_DAYS = 1
_Read = TypeVar("_Read")


@dataclass(frozen=True)
class Task:
    """What is done with which recordings. Empty `call_types`: all. `path` is where it stands in the inventory."""

    path: str
    type: str
    media: str
    call_types: tuple[str, ...] = ()
    include_labels: tuple[str, ...] = ()
    exclude_labels: tuple[str, ...] = ()
    min_age_days: int | None = None
    max_age_days: int | None = None
    attached_data: Mapping[str, str] = field(default_factory=dict)
    backup_folder: str | None = None
    include_screen_recordings: bool = False


@dataclass(frozen=True)
class LifecycleRule:
    """What the scheduler does daily at `at` (UTC) with the recordings of one location."""

    path: str
    name: str
    enabled: bool
    at: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class Retention:
    """How long the law of a place wants recordings kept, and until when they have to be gone; in days."""

    min_days: int | None = None
    max_days: int | None = None

    @property
    def can_be_obeyed(self) -> bool:
        """Whether there is an age at which recordings may be purged."""
        return self.min_days is None or self.max_days is None or self.min_days <= self.max_days


@dataclass(frozen=True)
class Lifecycle:
    """`rules` by node path, `retention` by jurisdiction."""

    rules: Mapping[str, Sequence[LifecycleRule]] = field(default_factory=dict)
    retention: Mapping[str, Retention] = field(default_factory=dict)
    margin_days: int = _MARGIN_DAYS
    # Whether all that is given could be read: else something may be there that only looks missing.
    is_whole: bool = True

    def purges(self, node_path: str | None) -> list[tuple[LifecycleRule, Task]]:
        """The purges of a location, disabled ones too."""
        rules = self.rules.get(node_path or "", ())
        return [(rule, task) for rule in rules for task in rule.tasks if task.type == PURGE]

    def kept(self, jurisdictions: Sequence[str]) -> Retention | None:
        """What satisfies the laws of all these places; None where nothing is given about any of them."""
        laws = [self.retention[name] for name in dict.fromkeys(jurisdictions) if name in self.retention]
        least = [law.min_days for law in laws if law.min_days is not None]
        most = [law.max_days for law in laws if law.max_days is not None]
        return Retention(max(least, default=None), min(most, default=None)) if laws else None


def read(report: Report, variables: Mapping[str, Value]) -> Lifecycle:
    """What can be read; what cannot is left out, after a violation has said so."""
    before = len(report.violations)
    margin = _MARGIN_DAYS
    if variables.get(MARGIN) is not None:
        margin = days(report, MARGIN, variables[MARGIN]) or 0
    rules = _by_name(report, LIFECYCLE, variables.get(LIFECYCLE), _rules)
    retention = _by_name(report, RETENTION, variables.get(RETENTION), _retention)
    return Lifecycle(rules, retention, margin, is_whole=len(report.violations) == before)


def say(
    report: Report, rule_id: str, rules: Sequence[LifecycleRule], sentence: str, remedy: str | None = None
) -> None:
    """About enabled rules. What a disabled one would break is shown before somebody enables it, and stops nothing."""
    off = [rule.path for rule in rules if not rule.enabled]
    if off:
        report.add("GIR734", off[0], f"{off[0]} is not enabled. If it were: {sentence}", remedy)
    else:
        report.add(rule_id, rules[0].path, sentence, remedy)


def _by_name(
    report: Report, path: str, value: Value, reader: Callable[[Report, str, Value], _Read | None]
) -> dict[str, _Read]:
    known = {} if value is None else dictionary(report, path, value, _AS_SHOWN)
    read_of = {name: reader(report, f"{path}[{name[:80]}]", item) for name, item in (known or {}).items()}
    return {name: found for name, found in read_of.items() if found is not None}


def _retention(report: Report, path: str, value: Value) -> Retention | None:
    """A law with an unreadable part is none: half of it would be another law."""
    before = len(report.violations)
    known = dictionary(report, path, value, _AS_SHOWN) or {}
    unknown_keys(report, path, known, RETENTION_KEYS, RETENTION_KEYS)
    least, most = (_optional_days(report, path, known, key) for key in RETENTION_KEYS)
    if len(report.violations) == before and least is None and most is None:
        report.add("GIR004", path, f"{path} has neither min_days nor max_days.", "Give one of the two, or both.")
    return Retention(least, most) if len(report.violations) == before else None


def _rules(report: Report, path: str, value: Value) -> list[LifecycleRule] | None:
    items = _items(report, path, value)
    found = [_rule(report, f"{path}[{index}]", item) for index, item in enumerate(items)]
    names: dict[str, str] = {}
    for rule in found:
        if rule is not None and names.setdefault(rule.name, rule.path) != rule.path:
            sentence = f"{rule.path}.name is {show(rule.name)}, and so is {names[rule.name]}.name."
            report.add("GIR729", rule.path, sentence)
    return [rule for rule in found if rule is not None and names[rule.name] == rule.path]


def _items(report: Report, path: str, value: Value) -> list[Value]:
    if report.unusable(path, value):
        return []
    if isinstance(value, list):
        return value
    report.add("GIR002", path, f"{path} is {kind(value)}, not a list.", _AS_SHOWN)
    return []


def _rule(report: Report, path: str, value: Value) -> LifecycleRule | None:
    before = len(report.violations)
    known = dictionary(report, path, value, _AS_SHOWN)
    if known is None:
        return None
    unknown_keys(report, path, known, RULE_KEYS, ("enabled", "at"))
    name, enabled, at = None, False, _MIDNIGHT
    if known.get("name") is None:
        report.add("GIR004", f"{path}.name", f"{path}.name is not given.", "Name the rule.")
    else:
        name = _shown(report, f"{path}.name", known["name"])
    if known.get("enabled") is not None:
        enabled = bool(boolean(report, f"{path}.enabled", known["enabled"]))
    if known.get("at") is not None:
        at = _time(report, f"{path}.at", known["at"]) or at
    items = [] if known.get("tasks") is None else _items(report, f"{path}.tasks", known["tasks"])
    if not items and known.get("tasks") in (None, []):
        report.add("GIR733", f"{path}.tasks", f"{path} has no tasks: it would do nothing.", "Give it tasks.")
    tasks = [_task(report, f"{path}.tasks[{index}]", item) for index, item in enumerate(items)]
    if len(report.violations) > before or name is None:
        return None
    return LifecycleRule(path, name, enabled, at, tuple(task for task in tasks if task is not None))


def _task(report: Report, path: str, value: Value) -> Task | None:
    """None as soon as a part is unreadable: without it the task would take other recordings."""
    before = len(report.violations)
    known = dictionary(report, path, value, _AS_SHOWN)
    if known is None:
        return None
    unknown_keys(report, path, known, TASK_KEYS, TASK_KEYS)
    kind_of_task = _word(report, f"{path}.type", known.get("type", BACKUP) or BACKUP, TYPES)
    media = None
    if known.get("media") is None:
        report.add("GIR004", f"{path}.media", f"{path}.media is not given.", f"Write {' or '.join(MEDIA)}.")
    else:
        media = _word(report, f"{path}.media", known["media"], MEDIA)
    _check_places(report, path, known, kind_of_task, media)
    call_types = _list(report, path, known, "call_types", _call_type)
    include, exclude = (_list(report, path, known, key, _label) for key in ("include_labels", "exclude_labels"))
    both = [label for label in include if label in exclude]
    if both:
        sentence = f"{path} includes and excludes the label {listed(map(show, both), 4)}: it takes no recording."
        report.add("GIR733", path, sentence, "Remove it from one of the two lists.")
    least, most = (_optional_days(report, path, known, key) for key in ("min_age_days", "max_age_days"))
    _check_ages(report, path, kind_of_task, least, most, "min_age_days" in _names(known))
    folder = None
    if known.get("backup_folder") is not None:
        folder = _shown(report, f"{path}.backup_folder", known["backup_folder"])
    screens = known.get("include_screen_recordings")
    with_screens = screens is not None and bool(boolean(report, f"{path}.include_screen_recordings", screens))
    attached = _attached_data(report, f"{path}.attached_data", known.get("attached_data"))
    if len(report.violations) > before or kind_of_task is None or media is None:
        return None
    return Task(path, kind_of_task, media, call_types, include, exclude, least, most, attached, folder, with_screens)


def _names(known: Mapping[str, Value]) -> set[str]:
    return {name for name, value in known.items() if value is not None}


def _check_places(
    report: Report, path: str, known: Mapping[str, Value], kind_of_task: str | None, media: str | None
) -> None:
    """What the scheduler has for voice recordings, or for backups, and the task is of another kind."""
    for key in known:
        if known[key] is None:
            continue
        if media == SCREEN and key in VOICE_KEYS:
            report.add("GIR733", path, f"{path} is about screen recordings, and {key} is for voice recordings only.")
        elif kind_of_task == PURGE and key in BACKUP_KEYS:
            report.add("GIR733", path, f"{path} is a purge, and {key} is for backups only.")


def _check_ages(
    report: Report, path: str, kind_of_task: str | None, least: int | None, most: int | None, given_least: bool
) -> None:
    if kind_of_task == PURGE and not given_least:
        sentence = f"{path} is a purge without min_age_days: it would take the recordings of today."
        report.add("GIR731", path, sentence, "Give the age in days from which recordings are purged.")
    if least is not None and most is not None and least > most:
        sentence = f"{path}.min_age_days is {least}, more than max_age_days, {most}: it takes no recording."
        report.add("GIR731", path, sentence, "Correct one of the two.")


def _word(report: Report, path: str, value: Value, known: Sequence[str]) -> str | None:
    if report.unusable(path, value) or value in known:
        return value if isinstance(value, str) else None
    hint = did_you_mean(value, known) if isinstance(value, str) else ""
    report.add("GIR730", path, f"{path} is {show(value)}, none of {listed(known)}.{hint}")
    return None


def _call_type(report: Report, path: str, value: Value) -> str | None:
    return _word(report, path, value, CALL_TYPES)


def _shown(report: Report, path: str, value: Value) -> str | None:
    """Text that can stand in the one line in which the scheduler shows a rule."""
    found = clean(report, path, value)
    if found is not None and any(separator in found for separator in SEPARATORS):
        report.add("GIR732", path, f"{path} is {show(found)}, with a character that separates the parts of a rule.")
        return None
    return found


def _label(report: Report, path: str, value: Value) -> str | None:
    found = _shown(report, path, value)
    if found is not None and (not found.isascii() or found.startswith("__")):
        why = "begins with __, which is reserved" if found.startswith("__") else "has letters that are not ASCII"
        report.add("GIR732", path, f"{path} is {show(found)}, which {why}.", "Write the name of a label of RWS.")
        return None
    return found


def _list(
    report: Report, path: str, known: Mapping[str, Value], key: str, reader: Callable[[Report, str, Value], str | None]
) -> tuple[str, ...]:
    if known.get(key) is None:
        return ()
    return tuple(dict.fromkeys(texts(report, f"{path}.{key}", known[key], reader) or ()))


def _attached_data(report: Report, path: str, value: Value) -> dict[str, str]:
    known = {} if value is None else dictionary(report, path, value, _AS_SHOWN) or {}
    found = {}
    for key, item in known.items():
        name = _shown(report, f"a key of {path}", key)
        if item is None:
            report.add("GIR002", f"{path}.{key[:80]}", f"{path}.{key[:80]} is empty.")
            continue
        text_of_item = _shown(report, f"{path}.{key[:80]}", item)
        if name is not None and text_of_item is not None:
            found[name] = text_of_item
    return found


def _optional_days(report: Report, path: str, known: Mapping[str, Value], key: str) -> int | None:
    return None if known.get(key) is None else days(report, f"{path}.{key}", known[key])


def days(report: Report, path: str, value: Value) -> int | None:
    """A number of whole days. A templated number may arrive as text."""
    if report.unusable(path, value):
        return None
    number = int(value) if isinstance(value, str) and re.fullmatch(r"[0-9]{1,6}", value.strip()) else value
    if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 10**6:
        return number
    report.add("GIR731", path, f"{path} is {show(value)}, which is no number of whole days.")
    return None


def _time(report: Report, path: str, value: Value) -> str | None:
    if report.unusable(path, value):
        return None
    if isinstance(value, str) and re.fullmatch(r"([01][0-9]|2[0-3])(:[0-5][0-9]){2}", value):
        return value
    said, remedy = f"{path} is {show(value)}, which is no time of day such as 01:00:00.", None
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _DAY:
        meant = f"{value // 3600:02}:{value // 60 % 60:02}:{value % 60:02}"
        said = f"{path} is the number {value}, as YAML makes of {meant} without quotes."
        remedy = f'Put it in quotes: "{meant}".'
    report.add("GIR730", path, said, remedy)
    return None
