# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings under the product's names, and a user's further options over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ...module_utils._common.secret_names import exactly
from .._topology.values import did_you_mean, kind, show
from .desired import Json, Tree
from .options import Options, places, rows, secret_option_keys
from .report import Report
from .rule import rule

GIR810 = rule(
    810,
    "Tables of the product's names have only option keys of the component.",
    "Use an option key; the README of the role lists them.",
)
GIR811 = rule(
    811,
    "The product's name of an option is text with as many levels as the product has.",
    "Give text such as section/option, or null to leave the option out.",
)
GIR812 = rule(
    812,
    "No two options of a component have the same name in the product.",
    "Give each option a name of its own.",
)
GIR813 = rule(
    813,
    "What is laid over the options of the component is a dictionary.",
    "Give options, as section to option to value.",
)
GIR814 = rule(
    814,
    "What is laid over a section of options is a dictionary.",
    "Give the options of the section, as option to value.",
)


NONE = "none"
"""What a variable says where the product is to have an empty option."""


class OptionNames:
    """The product's names by option key: a component's table with what the user gives in `variable` over it.

    `known`: option key to place, `secret`: the keys whose values are secret. `depth`: the number of levels that every
    name has to have; any number when None. With `user_order` options are written in the order of the user's names,
    for products of which none is known.
    """

    def __init__(
        self,
        known: Mapping[str, str | None],
        given: Tree,
        variable: str,
        report: Report,
        depth: int | None = None,
        secret: Iterable[str] = (),
        user_order: bool = False,
    ) -> None:
        self._variable, self._report, self._depth, self._secret = variable, report, depth, tuple(secret)
        self.names: dict[str, Json] = {} if user_order else dict(known)
        for key, name in given.items():
            if key in known:
                self.names[key] = name
            else:
                report.add(
                    GIR810,
                    variable,
                    f"{variable} has {show(key)}, which is no option key.{did_you_mean(key, known)}",
                )

    @classmethod
    def of_table(
        cls, table: type[Options], given: Tree, variable: str, report: Report, depth: int | None = None
    ) -> OptionNames:
        """Those of a component's own table."""
        return cls(places(table), given, variable, report, depth, secret_option_keys(table))

    def place(self, key: str) -> list[str] | None:
        """The levels of an option's name; None when it has none, or a wrong one, which is then reported."""
        name = self.names[key]
        if name is None:
            return None
        parts = name.split("/") if isinstance(name, str) else []
        good = bool(parts) and all(part and part == part.strip() for part in parts)
        if not good or (self._depth is not None and len(parts) != self._depth):
            flat = self._depth == 1
            levels = "" if self._depth is None else " without a section" if flat else f" with {self._depth} levels"
            self._report.add(
                GIR811,
                self._variable,
                f"{self._variable}.{key} is {show(name)}, which is no name of an option{levels}.",
                f"Give text such as {'option' if flat else 'section/option'}, or null to leave the option out.",
            )
            return None
        return parts

    def check(self) -> None:
        """Report every wrong name at once, where some of the places are needed before the options are written."""
        for key in self.names:
            self.place(key)

    def taken_out(self, key: str) -> Tree:
        """What takes the option out of an object; nothing where it has no name."""
        place = self.place(key)
        return {} if place is None else {place[0]: {place[1]: None}}

    def tree(self, settings: Mapping[str, Json], value_format: str = "{value}") -> Tree:
        """The settings (key to value) as nested dictionaries under the product's names, without those that are null."""
        tree: Tree = {}
        owner: dict[tuple[str, ...], str] = {}
        for key in self.names:
            path, value = self.place(key), settings.get(key)
            if path is None or value is None:
                continue
            written = value if value_format == "{value}" else value_format.replace("{value}", str(value))
            if not _put(tree, path, written):
                taken, other = next((taken, other) for taken, other in owner.items() if _collide(path, taken))
                self._report.add(
                    GIR812,
                    self._variable,
                    f"{self._variable}.{key} is {show('/'.join(path))}, which collides with {show('/'.join(taken))} of"
                    f" option {other}.",
                )
            owner.setdefault(tuple(path), key)
        return tree

    def secret_patterns(self) -> list[str]:
        """Regular expressions of the names, as they are in force, of the options whose values are secret."""
        names = [self.names.get(key) for key in self._secret]
        return [exactly(name.rpartition("/")[2]) for name in names if isinstance(name, str)]


def _collide(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two options have one name, or one of them has that of a section of the other."""
    return all(mine == its for mine, its in zip(one, other))


def _put(tree: Tree, path: list[str], value: Json) -> bool:
    for part in path[:-1]:
        below = tree.setdefault(part, {})
        if not isinstance(below, dict):
            return False
        tree = below
    if path[-1] in tree:
        return False
    tree[path[-1]] = value
    return True


def settings_of(options: Options, derived: Mapping[str, Json]) -> Tree:
    """Option key to value, in the order of the table; what is derived wins over a variable of the same key."""
    found: Tree = {}
    for row in rows(type(options)):
        key = row.about.key
        if key is not None:
            found[key] = derived[key] if key in derived else getattr(options, row.attribute)
    if not set(derived) <= set(found):
        raise KeyError(f"no options: {set(derived) - set(found)}")
    return found


def variables_of(options: Options, derived: Mapping[str, str]) -> dict[str, str]:
    """Option key to what its value is called in a sentence: the variable, or for what is derived what stands there."""
    own = {row.about.key: row.variable for row in rows(type(options)) if row.about.key is not None}
    return {key: derived.get(key, variable) for key, variable in own.items()}


def emptied(value: str | None) -> str | None:
    """The empty text that a product wants for none; blank text of a variable means that it is not given."""
    return "" if value == NONE else value


def with_options(base: Tree, further: Json, variable: str, report: Report) -> Tree:
    """`further` laid over `base` at any depth; null in the place of a section changes nothing, else null stays null."""
    if further is None:
        return base
    if not isinstance(further, dict):
        report.add(GIR813, variable, f"{variable} is {kind(further)}, which is no dictionary.")
        return base
    return _laid_over(base, further, variable, variable, report)


def _laid_over(base: Tree, further: Tree, path: str, variable: str, report: Report) -> Tree:
    result = dict(base)
    for name, value in further.items():
        present = result.get(name)
        if not isinstance(present, dict):
            result[name] = value
        elif isinstance(value, dict):
            result[name] = _laid_over(present, value, f"{path}.{name}", variable, report)
        elif value is not None:
            sentence = f"{path}.{name} is {kind(value)}, where a dictionary of options belongs."
            report.add(GIR814, variable, sentence)
    return result


def merged(base: Tree, over: Tree) -> Tree:
    """Dictionaries combined at any depth; the second one wins."""
    result = dict(base)
    for name, value in over.items():
        present = result.get(name)
        result[name] = merged(present, value) if isinstance(present, dict) and isinstance(value, dict) else value
    return result
