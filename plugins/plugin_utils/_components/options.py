# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Option tables: a component's variables are the fields of a dataclass, each with all that is known of it.

The field's name is the variable without the component's prefix (`port` of component rws is `rws_port`); names that
begin with `gir_` are variables as they stand. The annotation is the type, the field's default the variable's, and the
string below the field describes it to the user, each paragraph for itself.
defaults, argument_specs and the README's table of each role are generated from here.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar, NewType, Union

from .desired import Json

Path = NewType("Path", str)

CONFIRMED = "confirmed"
INFERRED = "inferred"
UNVERIFIED = "unverified"
UNKNOWN = "unknown"

Description = Union[str, tuple[str, ...]]
_METADATA = "option"
# Stands for the component's name in defaults and descriptions of options that several components share.
_COMPONENT = "<component>"
_TYPE = re.compile(r"(?:ClassVar\[)?(str|int|bool|Path|dict|list)(?:\[(str|int|bool|Path|dict))?")


@dataclass(frozen=True)
class Key:
    """A key of a dictionary that an option takes. `type` is an Ansible type name."""

    type: str
    description: Description
    elements: str | None = None
    required: bool = False
    choices: tuple[str, ...] = ()
    secret: bool = False
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True)
class About:
    """What is known of an option besides its name, type, default and description.

    `place`: where the product reads it, levels separated by `/`; None where the name is not known. `certainty` is that
    of the place. `key`: its name in the component's table of option names; None when it stands in no file and no
    object. `equal`: the same on every node. `source`: where the product fact stands. `variable`: the full name of a
    variable of another component that this one only reads. `computed`: it follows from the map or from other variables
    when it is not given. `minimum`, `maximum`: of a number; a port has its own, and others are 0 or more where nothing
    is said. `verbatim`: text in it may have several lines, or others judge its lines and blanks.
    """

    place: str | None = None
    certainty: str = CONFIRMED
    key: str | None = None
    required: bool = False
    secret: bool = False
    equal: bool = False
    derived: bool = False
    source: str = ""
    choices: tuple[str, ...] = ()
    shape: Mapping[str, Key] | None = None
    elements: str | None = None
    variable: str = ""
    computed: bool = False
    minimum: int | None = None
    maximum: int | None = None
    verbatim: bool = False


@dataclass(frozen=True)
class Limits:
    """The least and the largest number that is good; None for no largest one."""

    least: int
    largest: int | None


PORTS = Limits(1, 65535)


@dataclass(frozen=True)
class Row:
    """One line of a table, for those who read tables: generators, documentation, the reader of values.

    `limits`: of its numbers. `is_name`: its text is text even where YAML sees a number. `is_address`: it holds URLs.
    """

    attribute: str
    variable: str
    type: str
    elements: str | None
    nullable: bool
    default: Json
    about: About
    own: bool
    limits: Limits
    is_name: bool
    is_address: bool


def option(
    place: str | None = None,
    certainty: str = CONFIRMED,
    *,
    default: Json = None,
    key: str | None = None,
    required: bool = False,
    secret: bool = False,
    equal: bool = False,
    source: str = "",
    choices: tuple[str, ...] = (),
    shape: Mapping[str, Key] | None = None,
    elements: str | None = None,
    variable: str = "",
    computed: bool = False,
    minimum: int | None = None,
    maximum: int | None = None,
    verbatim: bool = False,
) -> Any:
    """A variable. Its key is the field's name where none is given; of an option whose place is UNKNOWN too."""
    about = About(place, certainty, key, required, secret, equal, False, source, choices, shape, elements, variable,
                  computed, minimum, maximum, verbatim)  # fmt: skip
    return _field(default, about)


def derived(
    place: str | None = None,
    certainty: str = CONFIRMED,
    *,
    secret: bool = False,
    source: str = "",
) -> Any:
    """An option of the product that follows from the map or from another variable; its field is no variable."""
    return _field(None, About(place, certainty, secret=secret, source=source, derived=True))


# pylint lets nobody call field() outside of a class, and a table's fields are made by the functions above.
_make = partial(field)


def _field(default: Json, about: About) -> Any:
    metadata = {_METADATA: about}
    if isinstance(default, (dict, list)):
        return _make(default_factory=lambda: copy(default), metadata=metadata, repr=False)
    # Whoever prints options, such as a traceback, shows no value: many of them are secret.
    return _make(default=default, metadata=metadata, repr=False)


@dataclass(frozen=True)
class Options:
    """Base of all tables. `COMPONENT` is the prefix of the variables.

    `FILES`: the files below `install_path` in which the product may read the options, each with its format; the first
    one of a format is written. None where the options stand in objects of Configuration Server.
    The rest is documentation of the role, each text with a short description as its first paragraph: the string below
    `COMPONENT` says what the entry point main does, `ENTRIES` what entry points do that only this role has.
    """

    COMPONENT: ClassVar[str]
    FILES: ClassVar[Mapping[str, str]] = {}
    ENTRIES: ClassVar[dict[str, str]] = {}


_ROWS: dict[type[Options], tuple[Row, ...]] = {}


def rows(table: type[Options]) -> tuple[Row, ...]:
    """The lines of a table in the order of its file: what the class itself names, then what its bases do."""
    if table not in _ROWS:
        _ROWS[table] = _rows_of(table)
    return _ROWS[table]


def _rows_of(table: type[Options]) -> tuple[Row, ...]:
    annotations: dict[str, str] = {}
    own = set(table.__dict__.get("__annotations__", {}))
    for base in reversed(table.__mro__):
        annotations.update(base.__dict__.get("__annotations__", {}))
    found = [_row(table, item, annotations[item.name], item.name in own) for item in dataclasses.fields(table)]
    return tuple(sorted(found, key=lambda row: not row.own))


def _row(table: type[Options], item: dataclasses.Field[Any], annotation: str, own: bool) -> Row:
    about: About = item.metadata[_METADATA]
    match = _TYPE.match(annotation)
    if match is None:
        raise TypeError(f"{table.__name__}.{item.name}: {annotation} is no type of an option")
    kind = match.group(1)
    default: Any = item.default
    if item.default_factory is not dataclasses.MISSING:
        default = item.default_factory()
    if isinstance(default, str):
        default = named(default, table)
    if about.key is None and (about.place is not None or about.certainty == UNKNOWN):
        about = dataclasses.replace(about, key=item.name)
    elements = about.elements or (match.group(2) if kind == "list" else None)
    name = item.name if item.name.startswith("gir_") else f"{table.COMPONENT}_{item.name}"
    variable = about.variable or name
    return Row(
        attribute=item.name,
        variable=variable,
        type="path" if kind == "Path" else kind,
        elements="path" if elements == "Path" else elements,
        nullable=annotation.endswith("| None"),
        default=default,
        about=about,
        own=own,
        limits=limits(variable, about.minimum, about.maximum),
        is_name=about.key is None or about.secret or variable.endswith("_version"),
        is_address="str" in (kind, elements) and variable.endswith(("_url", "_urls", "_post_uri")),
    )


def named(text: str, table: type[Options]) -> str:
    """Text that several components share, with the name of this one."""
    return text.replace(_COMPONENT, table.COMPONENT)


def limits(name: str, minimum: int | None, maximum: int | None) -> Limits:
    """The limits of a number: those that are given, those of a port, or 0 and none."""
    if name.endswith("port") and minimum is None and maximum is None:
        return PORTS
    return Limits(0 if minimum is None else minimum, maximum)


def not_given(options: Options, *fields: str) -> list[str]:
    """The variables of those of the fields that are null or empty."""
    names = {row.attribute: row.variable for row in rows(type(options))}
    return [names[field] for field in fields if not getattr(options, field)]


def variables(table: type[Options]) -> dict[str, Row]:
    """The variables of a table by their full names."""
    return {row.variable: row for row in rows(table) if not row.about.derived}


def places(table: type[Options]) -> dict[str, str | None]:
    """The table of option names: key to the product's place, in the order of the product's file."""
    return {row.about.key: row.about.place for row in rows(table) if row.about.key is not None}


def secret_option_keys(table: type[Options]) -> list[str]:
    """Keys of the options whose values are secret."""
    return [row.about.key for row in rows(table) if row.about.secret and row.about.key is not None]
