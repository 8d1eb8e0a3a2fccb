# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory as it is on the controller: every file of its sources, with what stands beside them."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

# Beside a source that is one file: what Ansible reads there, and what variables mostly point to.
BESIDE = ("group_vars", "host_vars", "files", "templates")
_NO_DIRECTORY = {".git", ".hg", ".svn", "__pycache__", ".cache"}
_NO_FILE = (".pyc", ".pyo", ".swp", "~")
# Installation archives lie beside inventories, too; a failover installs nothing.
LARGEST = 20 * 1024 * 1024


@dataclass
class Sources:
    """`files`: path within the kit to path on the controller; `arguments`: what -i is given, within the kit.

    `lists`: those arguments that are lists of hosts and no paths. `problems`: why it is not whole; `notices`: what to
    know besides.
    """

    files: dict[str, str] = field(default_factory=dict)
    arguments: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def collected(given: Iterable[str]) -> Sources:
    """All files of the sources of this run, in their order."""
    found, bases = Sources(), dict[str, str]()
    for source in given:
        path = os.path.abspath(source)
        if os.path.isdir(path):
            base = _base(bases, path)
            found.arguments.append(base)
            _take(found, path, base)
        elif os.path.isfile(path):
            base = _base(bases, os.path.dirname(path))
            found.arguments.append(f"{base}/{os.path.basename(path)}")
            _add(found, path, f"{base}/{os.path.basename(path)}")
            for name in BESIDE:
                below = os.path.join(os.path.dirname(path), name)
                if os.path.isdir(below):
                    _take(found, below, f"{base}/{name}")
                elif os.path.isfile(below):
                    _add(found, below, f"{base}/{name}")
        elif "," in source:
            found.arguments.append(source)
            found.lists.append(source)
        else:
            found.problems.append(f"The inventory source {source} is neither a file nor a directory.")
    if not found.arguments:
        found.problems.append("This run has no inventory source.")
    return found


def _base(bases: dict[str, str], path: str) -> str:
    """Sources of one directory stay together, as their variables do. Where it lies on the controller does not count."""
    return bases.setdefault(path, f"inventory/{len(bases) + 1}")


def _take(found: Sources, top: str, base: str) -> None:
    """A whole directory, also behind links: whoever unpacks the kit has nothing that they lead to."""
    visited: set[str] = set()
    for directory, below, names in os.walk(top, followlinks=True, onerror=lambda error: _unreadable(found, error)):
        real = os.path.realpath(directory)
        if real in visited:
            below[:] = []
            continue
        visited.add(real)
        below[:] = sorted(name for name in below if name not in _NO_DIRECTORY)
        for name in sorted(names):
            if not name.endswith(_NO_FILE):
                path = os.path.join(directory, name)
                _add(found, path, f"{base}/{os.path.relpath(path, top)}")


def _add(found: Sources, path: str, name: str) -> None:
    try:
        state = os.stat(path)
    except OSError as error:
        _unreadable(found, error)
        return
    if not stat.S_ISREG(state.st_mode):
        return
    if state.st_size > LARGEST:
        found.notices.append(f"{path} is left out: it is larger than {LARGEST // 1024 // 1024} MiB.")
    elif not os.access(path, os.R_OK):
        found.problems.append(f"{path} cannot be read.")
    else:
        found.files[name] = path


def _unreadable(found: Sources, error: OSError) -> None:
    found.problems.append(f"{error.filename} cannot be read: {error.strerror}.")


def contents(sources: Sources) -> dict[str, bytes]:
    """Path within the kit to what stands there. Raises OSError."""
    return {name: Path(path).read_bytes() for name, path in sources.files.items()}


def digest(sources: Sources, known: dict[str, bytes]) -> str:
    """What says whether an inventory is the one of a kit: its files, and the order of its sources."""
    found = hashlib.sha256()
    for line in _lines(sources, known):
        found.update(f"{line}\n".encode("utf-8", "surrogateescape"))
    return found.hexdigest()


def _lines(sources: Sources, known: dict[str, bytes]) -> Iterator[str]:
    yield from sources.arguments
    for name in sorted(known):
        yield f"{hashlib.sha256(known[name]).hexdigest()} {name}"
