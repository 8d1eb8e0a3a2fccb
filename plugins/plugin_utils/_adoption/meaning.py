# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a file means to the product that reads it, whatever case, quotes and remarks it was written with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._components import further, python2_ini
from ansible_collections.gir.multidc.plugins.plugin_utils._components.options import Key, Row

from . import trees
from .trees import Place, Tree

_SWITCHES = {
    **dict.fromkeys(("true", "yes", "on", "1"), True),
    **dict.fromkeys(("false", "no", "off", "0"), False),
}
# How the names of options are read, by the format of the file.
_SPELLING = {"ini": further.INI, "env": further.OBJECT}


def scalar(value: Any, kind: str) -> Any:
    """Text that means a number or a boolean is that for the product, whether it stands in quotes or not."""
    if kind == "int" and isinstance(value, str) and re.fullmatch(r"[+-]?[0-9]+", value.strip(), re.ASCII):
        return int(value)
    if kind == "bool" and isinstance(value, (str, int)):
        return _SWITCHES.get(str(value).strip().lower(), value)
    return value


def value_of(value: Any, row: Row) -> Any:
    """The value as its option takes it, members of lists too. What cannot be converted stays as it is."""
    if isinstance(value, list) and row.about.shape:
        return [_member(item, row.about.shape) for item in value]
    if isinstance(value, list):
        return [scalar(item, row.elements or "") for item in value]
    return scalar(value, row.type)


def _member(item: Any, shape: Mapping[str, Key]) -> Any:
    if not isinstance(item, dict):
        return item
    return {name: scalar(value, shape[name].type) if name in shape else value for name, value in item.items()}


class Meaning:
    """`document`: the options under the names of `names`; `empty`: places without a value, which the product takes
    for options that are not given; `twice`: pairs of places that are one option.
    """

    def __init__(self, form: str, written: Tree, names: Mapping[str, str | None], kinds: Mapping[str, Row]) -> None:
        self.document: Tree = {}
        self.empty: list[Place] = []
        self.twice: list[tuple[Place, Place]] = []
        self._form, self._spelling = form, _SPELLING.get(form, further.YAML)
        self._known: dict[further.Spelled, tuple[str, Place]] = {}
        for key, name in names.items():
            if name is not None:
                self._known.setdefault(further.spelled(self._spelling, name.split("/")), (key, tuple(name.split("/"))))
        self._kinds = kinds
        origin: dict[Place, Place] = {}
        for path, value in trees.leaves(written):
            self._take(path, value, origin)

    def _take(self, path: Place, value: Any, origin: dict[Place, Place]) -> None:
        if value is None and path:
            self.empty.append(path)
            return
        key, place = self._known.get(further.spelled(self._spelling, path), (None, path))
        if place in origin:
            self.twice.append((origin[place], path))
        origin[place] = path
        row = self._kinds.get(key) if key is not None else None
        if row is not None:
            value = self._as_text(value_of(value, row)) if self._form in ("ini", "env") else value_of(value, row)
        _put(self.document, place, value)

    @staticmethod
    def _as_text(value: Any) -> Any:
        return str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, int) else value


def _put(tree: Tree, place: Place, value: Any) -> None:
    """Where a section has the name of an option, the section stays."""
    for part in place[:-1]:
        below = tree.setdefault(part, {})
        if not isinstance(below, dict):
            below = tree[part] = {}
        tree = below
    if place and not (isinstance(tree.get(place[-1]), dict) and tree[place[-1]]):
        tree[place[-1]] = value


def as_python2(written: Tree, text: str) -> Tree:
    """The values that Python 2.7 reads, which knows remarks behind a blank and a semicolon; names as they stand."""
    read = python2_ini.read_text(text)
    return {
        section: {name: read.get((section, name.lower()), value) for name, value in options.items()}
        for section, options in written.items()
    }
