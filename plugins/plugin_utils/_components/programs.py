# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs of this collection that run on hosts: those of a role with all that they import, as they are tested."""

from __future__ import annotations

import pathlib
import posixpath
from functools import lru_cache

from .._module_closure import module_closure

# The part of the collection that a program needs, in the directories that its imports name.
LIBRARY_PATH = "ansible_collections/gir/multidc/plugins/module_utils"
# At the head of the packages, and in each that is found by its name: an ansible_collections that the host's Python may
# have, or a module that an earlier release left under a package's name, would be taken for it otherwise.
PACKAGE_FILE = "__init__.py"
PACKAGE_TEXT = "# The directories below hold a part of the collection gir.multidc.\n"

_COLLECTION = pathlib.Path(__file__).resolve().parents[3]


def sources(role: str) -> dict[str, pathlib.Path | None]:
    """Path below the installation directory to the file of this collection; None for one that has no file."""
    programs = sorted((_COLLECTION / "roles" / role / "files").glob("*.py"))
    library = _COLLECTION / "plugins" / "module_utils"
    modules = [f"{LIBRARY_PATH}/{name}" for name in module_closure(programs, library)]
    packages = [LIBRARY_PATH.split("/", maxsplit=1)[0], *sorted({posixpath.dirname(name) for name in modules})]
    found: dict[str, pathlib.Path | None] = {f"{package}/{PACKAGE_FILE}": None for package in packages}
    found.update({path.name: path for path in programs})
    found.update({name: library / name[len(LIBRARY_PATH) + 1 :] for name in modules})
    return found


@lru_cache(maxsize=None)
def texts(role: str) -> dict[str, str]:
    """The texts of the programs of a role, by their paths below the installation directory."""
    return {
        name: PACKAGE_TEXT if path is None else path.read_bytes().decode("utf-8")
        for name, path in sources(role).items()
    }


def directories(role: str) -> list[str]:
    """The directories below that of the installation, with this one as an empty path, parents first."""
    needed = {parent.as_posix() for name in texts(role) for parent in pathlib.PurePosixPath(name).parents}
    return sorted("" if name == "." else name for name in needed)
