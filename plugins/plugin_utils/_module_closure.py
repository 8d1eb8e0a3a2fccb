# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which modules of module_utils a program needs, so that it can be installed without the rest of the collection."""

from __future__ import annotations

import ast
import pathlib
from collections.abc import Iterable, Iterator

PACKAGE = "ansible_collections.gir.multidc.plugins.module_utils"


def _imported(source: pathlib.Path) -> Iterator[str]:
    """What a file imports of module_utils, with dots: a module, or a module and a name in it."""
    for node in ast.walk(ast.parse(source.read_bytes())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE):
            below = (node.module or "")[len(PACKAGE) :].lstrip(".")
            for alias in node.names:
                yield f"{below}.{alias.name}".lstrip(".")


def _file_of(library: pathlib.Path, name: str) -> pathlib.Path:
    """The file of a module; the last part of the name may be something that the module defines."""
    path = library.joinpath(*name.split("."))
    found = path.with_suffix(".py")
    return found if found.is_file() else path.parent.with_suffix(".py")


def module_closure(programs: Iterable[pathlib.Path], library: pathlib.Path) -> list[str]:
    """Paths below `library` of all modules that the programs import, directly or through one another; sorted."""
    found: set[pathlib.Path] = set()
    ahead = list(programs)
    while ahead:
        new = {_file_of(library, name) for name in _imported(ahead.pop())} - found
        found |= new
        ahead += new
    return sorted(path.relative_to(library).as_posix() for path in found)
