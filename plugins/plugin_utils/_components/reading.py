# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From plain values to a component's typed options. A value that cannot be read is reported, and its default stays."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from typing import TypeVar

from ...module_utils._common.secret_names import SecretNames
from .._topology.values import Unusable, did_you_mean, key_text, kind, listed, show
from .desired import Json
from .flaws import check_address, check_leaves, checked_text, is_good_number, member, members, report_fraction
from .options import Key, Options, Row, limits, rows
from .report import Report
from .rule import rule

Table = TypeVar("Table", bound=Options)

OMITTED = Unusable("it is omitted")
"""What a variable holds that was set to `omit`: as if it were not given."""

_TRUE = ("yes", "on", "1", "true", "t", "y")
_FALSE = ("no", "off", "0", "false", "f", "n")
_SCALARS = ("str", "path", "int", "bool")
# The variable that holds regular expressions.
_PATTERNS = "gir_secret_keys"

GIR801 = rule(
    801,
    "Every variable that a component reads can be evaluated.",
    "Define the missing variable, or correct the template or the vault password.",
)
GIR802 = rule(802, "Variables and keys that a component requires are given.", "Give it in group_vars/gir.")
GIR803 = rule(
    803,
    "Every value has the type of its variable.",
    "Correct the value; the README of the role has the type of each variable.",
)
GIR804 = rule(804, "A variable with choices has one of them.", "Use one of the choices.")
GIR805 = rule(805, "A dictionary has only the keys of its variable.", "Correct or remove the key.")
_UNREADABLE = (GIR801.id, GIR803.id)


class _Wrong(Exception):
    """What the value is not; the sentence goes on with it."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.remedy = remedy


def read(table: type[Table], given: Mapping[str, object], report: Report) -> Table:
    """The options of a component. `given`: variable to plain value, Unusable or OMITTED; more of them do no harm."""
    values: dict[str, Json] = {}
    for row in rows(table):
        if not row.about.derived:
            # Defaults that are lists or dictionaries belong to the table.
            values[row.attribute] = copy(_value(row, given.get(row.variable), report))
    return table(**values)


def _value(row: Row, value: object, report: Report) -> Json:
    """The value in the type of its row. Where a part of it has another one, the default stays as a whole."""
    before = len(report.violations)
    found = _whole(row, value, report)
    wrong = any(violation.id in _UNREADABLE for violation in report.violations[before:])
    return row.default if wrong else found


def _whole(row: Row, value: object, report: Report) -> Json:
    if isinstance(value, Unusable) and value is not OMITTED:
        report.add(GIR801, row.variable, f"{row.variable} cannot be evaluated: {value.reason}.", value.remedy)
        return row.default
    if value is None or value is OMITTED or is_blank(value):
        if row.about.required:
            report.add(GIR802, row.variable, f"{row.variable} is not given.")
            return row.default
        return None if value is None and row.nullable else row.default
    try:
        return _converted(row, value, report)
    except _Wrong as wrong:
        # What should be a dictionary may be one of options, as text, with their passwords.
        shown = "a value" if _is_secret(row) else kind(value) if "dict" in (row.type, row.elements) else show(value)
        report.add(GIR803, row.variable, f"{row.variable} is {shown}, which is {wrong}.", wrong.remedy)
        return row.default


def _converted(row: Row, value: object, report: Report) -> Json:
    found = _scalar(row, row.variable, row.type, value, report) if row.type in _SCALARS else _CONVERT[row.type](value)
    if isinstance(found, list):
        found = [_element(row, f"{row.variable}[{number}]", item, report) for number, item in enumerate(found)]
    elif isinstance(found, dict):
        _inside(row, row.variable, found, report)
        if row.about.shape is None and not row.about.verbatim:
            check_leaves(row, row.variable, found, report)
    elif found is None:
        return row.default
    verb, chosen = ("has", found) if isinstance(found, list) else ("is", [found])
    unknown = [item for item in chosen if isinstance(item, str) and item not in row.about.choices]
    for item in unknown if row.about.choices else []:
        hint = did_you_mean(item, row.about.choices).strip()
        allowed = listed(row.about.choices)
        sentence = f"{row.variable} {verb} {show(item)}, which is none of {allowed}."
        report.add(GIR804, row.variable, sentence, hint or _one_of(row.about.choices))
    return row.default if unknown and row.about.choices else found


def _scalar(row: Row, path: str, kind_of: str, value: object, report: Report) -> Json:
    """Text, a number or a boolean as the table has it. None for a number that is replaced by the variable's default."""
    if kind_of not in ("str", "path"):
        found = _CONVERT[kind_of](value)
        if kind_of == "int" and isinstance(found, int) and path == row.variable:
            good = is_good_number(row.limits, row.variable, path, found, report)
            return found if good or row.default is None else None
        return found
    # A file format writes numbers in its own way, so an option of a file keeps them; all other text is text.
    found = _any(value)
    if isinstance(found, str):
        found = checked_text(row, path, found, report)
    elif isinstance(found, float) and row.is_name:
        report_fraction(row, path, found, row.about.secret, report)
    if row.is_address:
        check_address(row, path, str(found), report)
    return found if row.about.key is not None and kind_of == "str" else str(found)


def _element(row: Row, path: str, item: Json, report: Report) -> Json:
    """One element of a list in the type that the table gives; numbers stay numbers in options of a file."""
    if row.elements == "dict" and not isinstance(item, (dict, Unusable)):
        raise _Wrong("no list of dictionaries")
    _inside(row, path, item, report)
    if row.elements not in _SCALARS or isinstance(item, Unusable):
        return item
    try:
        found = _scalar(row, path, row.elements or "", item, report)
        if row.variable == _PATTERNS:
            _check_pattern(found)
        return found
    except _Wrong as wrong:
        shown = "a value" if _is_secret(row) else show(item)
        report.add(GIR803, row.variable, f"{path} is {shown}, which is {wrong}.", wrong.remedy)
        return item


def _check_pattern(pattern: Json) -> None:
    """Everything that looks for secrets joins them with patterns of its own."""
    try:
        SecretNames([str(pattern)])
    except re.error as error:
        raise _Wrong(f"no regular expression ({error.msg})") from error


def _inside(row: Row, path: str, value: Json, report: Report) -> None:
    if isinstance(value, Unusable):
        report.add(GIR801, row.variable, f"{path} cannot be evaluated: {value.reason}.", value.remedy)
    elif isinstance(value, dict) and row.about.shape is not None:
        _keys(row, path, value, row.about.shape, report)
    else:
        for here, item in members(row, path, value):
            _inside(row, here, item, report)


def _keys(row: Row, path: str, value: dict[str, Json], shape: Mapping[str, Key], report: Report) -> None:
    for name, item in list(value.items()):
        here = member(row, path, name, item)
        if name not in shape:
            hint = did_you_mean(name, shape).strip()
            where = path if path == row.variable else f"an element of {row.variable}"
            sentence = f"{here} is given, but {where} has only the keys {listed(shape)}."
            report.add(GIR805, row.variable, sentence, hint or _one_of(shape))
        elif isinstance(item, Unusable):
            report.add(GIR801, row.variable, f"{here} cannot be evaluated: {item.reason}.", item.remedy)
        elif is_blank(item):
            del value[name]
        elif item is not None:
            try:
                value[name] = _of_key(row, here, name, shape[name], item, report)
            except _Wrong as wrong:
                shown = "a value" if row.about.secret or shape[name].secret else show(item)
                report.add(GIR803, row.variable, f"{here} is {shown}, which is {wrong}.", wrong.remedy)
    for name, key in shape.items():
        if key.required and value.get(name) is None:
            report.add(GIR802, row.variable, f"{path}.{name} is not given.", "Give it.")


def _of_key(row: Row, path: str, name: str, key: Key, item: Json, report: Report) -> Json:
    if isinstance(item, float) and key.type in ("str", "path"):
        report_fraction(row, path, item, row.about.secret or key.secret, report)
    found = _CONVERT[key.type](item)
    if isinstance(found, str):
        found = checked_text(row, path, found, report)
        if name.endswith("url"):
            check_address(row, path, found, report)
        return found
    if key.type == "int" and isinstance(found, int):
        is_good_number(limits(name, key.minimum, key.maximum), row.variable, path, found, report)
    return found


def is_blank(value: object) -> bool:
    """Whether a value is the empty answer of a survey, which counts as not given."""
    return isinstance(value, str) and not value.strip()


def _is_secret(row: Row) -> bool:
    """Whether a value of a wrong type may hold a secret: then where in it is not known."""
    return row.about.secret or any(key.secret for key in (row.about.shape or {}).values())


def _one_of(names: Iterable[str]) -> str:
    return f"Use one of {', '.join(names)}."


def _any(value: object) -> Json:
    if isinstance(value, bool):
        raise _Wrong("true or false, not text: YAML makes that of yes, on, no and off", "Put it in quotes.")
    if isinstance(value, (str, int, float)):
        return value
    raise _Wrong("no text")


def _text(value: object) -> Json:
    return str(_any(value))


def _integer(value: object) -> Json:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise _Wrong("no whole number")
    try:
        return int(value)
    except ValueError:
        raise _Wrong("no whole number") from None


def truth(value: object) -> bool | None:
    """What a boolean in any spelling says; None of anything else."""
    word = str(value).strip().lower() if isinstance(value, (bool, int, str)) else ""
    return True if word in _TRUE else False if word in _FALSE else None


def _boolean(value: object) -> Json:
    found = truth(value)
    if found is None:
        raise _Wrong("neither true nor false")
    return found


def _dictionary(value: object) -> Json:
    if isinstance(value, str):
        # -e and surveys give dictionaries as JSON.
        try:
            value = json.loads(value)
        except ValueError:
            raise _Wrong("no dictionary") from None
    if not isinstance(value, dict):
        raise _Wrong("no dictionary")
    return {key_text(key): item for key, item in value.items()}


def _list(value: object) -> Json:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",")]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return [value]
    if not isinstance(value, list):
        raise _Wrong("no list")
    return [dict(item) if isinstance(item, dict) else item for item in value]


_CONVERT: dict[str, Callable[[object], Json]] = {
    "str": _text,
    "path": _text,
    "int": _integer,
    "bool": _boolean,
    "dict": _dictionary,
    "list": _list,
}
