# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nested dictionaries: what is inside, and where two of them differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

MISSING: Any = object()
Tree = dict[str, Any]
Place = tuple[Any, ...]


def mapping(value: Any) -> Tree:
    """What the seed gives where a dictionary belongs; nothing where it is none."""
    return value if isinstance(value, dict) else {}


def get(tree: Any, path: Place) -> Any:
    for part in path:
        if not isinstance(tree, dict) or part not in tree:
            return MISSING
        tree = tree[part]
    return tree


def without(tree: Any, path: Place) -> Any:
    """A copy of the tree without one leaf, and without sections that become empty by that."""
    if not isinstance(tree, dict) or path[0] not in tree:
        return tree
    rest = dict(tree)
    if len(path) == 1:
        del rest[path[0]]
        return rest
    rest[path[0]] = without(tree[path[0]], path[1:])
    if rest[path[0]] == {}:
        del rest[path[0]]
    return rest


def leaves(tree: Any, path: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every (path, value) that is no section; an empty section is a leaf."""
    if not isinstance(tree, dict) or (not tree and path):
        yield path, tree
        return
    for key, value in tree.items():
        yield from leaves(value, (*path, key))


def by_words(document: Tree, table: Mapping[str, str | None]) -> tuple[Tree, Tree]:
    """({option key: value}, what the table has no key for). A value that is a section is no option."""
    words, rest = {}, document
    for word, name in table.items():
        if name is None:
            continue
        path = tuple(name.split("/"))
        value = get(document, path)
        if value is MISSING or isinstance(value, dict):
            continue
        words[word] = value
        rest = without(rest, path)
    return words, rest


def differences(desired: Tree, live: Tree) -> Iterator[tuple[Place, Any]]:
    """Every (path, what is there) where two documents differ; MISSING where nothing is."""
    wanted, found = dict(leaves(desired)), dict(leaves(live))
    for path, value in wanted.items():
        there = found.get(path, MISSING)
        if there is MISSING or type(there) is not type(value) or there != value:
            yield path, there
    for path, value in found.items():
        if path not in wanted:
            yield path, value
