# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the copies of a host lie, from its variables and from what its components write."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import Any

from .._components.component import Component
from .._components.deployed import BACKUPS, UNITS
from .._components.registry import COMPONENTS
from .._gathering.values import Gatherer
from .._topology.published import Model
from .._topology.values import Unusable, is_blank, show

RCS = "gir_rcs"
DIRECTORIES = "gir_kept_copies_directories"


@dataclass(frozen=True)
class Place:
    """`root` is the prefix of all paths, `directories` are those in which files are written, with their component.

    `problem`: why the host cannot be asked, as a sentence without its full stop; empty when it can.
    """

    root: str = ""
    keystore: str | None = None
    password: str | None = field(default=None, repr=False)
    directories: dict[str, str] = field(default_factory=dict)
    problem: str = ""

    def request(self, step: str, **more: Any) -> dict[str, Any]:
        """What the module is asked for."""
        places = {"root": self.root, "backups": BACKUPS, "directories": self.directories, "keystore": self.keystore}
        return {"step": step, **places, **more}


def root_of(host: str, gatherer: Gatherer) -> tuple[str, str]:
    """The prefix of all paths of a host, and why it is not known, as a sentence without its full stop."""
    root = gatherer.value(host, "gir_root")
    if isinstance(root, Unusable):
        return "", f"gir_root cannot be evaluated: {root.reason}"
    if root is None or is_blank(root):
        root = ""
    if not isinstance(root, str) or (root and not root.startswith("/")):
        return "", f"gir_root is {show(root)}, no absolute path; give one, or leave it empty"
    return root.strip().rstrip("/"), ""


def place_of(host: str, model: Model, gatherer: Gatherer) -> Place:
    """Where to look on one host."""
    root, problem = root_of(host, gatherer)
    if problem:
        return Place(problem=problem)
    directories: dict[str, str] = {}
    known = model["hosts"].get(host)
    groups = known["components"] if known is not None else []
    for component in COMPONENTS.values():
        if component.runs_on(groups):
            for path in _written(component, host, model, gatherer):
                directories.setdefault(path, component.name)
    further = gatherer.value(host, DIRECTORIES)
    if further is not None and not is_blank(further):
        if not isinstance(further, list) or not all(_is_path(path) for path in further):
            return Place(problem=f"{DIRECTORIES} is {show(further)}, no list of absolute paths; give one")
        for path in further:
            directories.setdefault(posixpath.normpath(path), "")
    keystore = gatherer.value(host, "rcs_keystore_path") if RCS in groups else None
    password = gatherer.value(host, "rcs_keystore_password") if RCS in groups else None
    if keystore is not None and not is_blank(keystore) and not _is_path(keystore):
        return Place(problem=f"rcs_keystore_path is {show(keystore)}, no absolute path; give one")
    return Place(
        root=root,
        keystore=keystore if isinstance(keystore, str) and _is_path(keystore) else None,
        password=password if isinstance(password, str) and password else None,
        directories=directories,
    )


def _written(component: Component, host: str, model: Model, gatherer: Gatherer) -> list[str]:
    """The directories in which a component writes; of one whose variables are wrong only those that it always has."""
    given = gatherer.of_host(component, host)
    state = component.desired(model, gatherer.target(component, host, model, own=False), given)
    found: list[object] = [posixpath.dirname(file.path) for file in state.files]
    found += [directory.path for directory in state.directories]
    if f"{component.table.COMPONENT}_install_path" in component.variables:
        found += [given.get(f"{component.table.COMPONENT}_install_path"), UNITS]
    return [posixpath.normpath(path) for path in found if isinstance(path, str) and _is_path(path)]


def _is_path(value: object) -> bool:
    return isinstance(value, str) and posixpath.isabs(value)
