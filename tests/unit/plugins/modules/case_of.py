# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a case of a module is, and those that need nothing but a folder."""

import contextlib
from dataclasses import dataclass
from typing import Callable

import module_runs


@dataclass
class Case:
    """`call` runs the module, in check mode or not; `state` is all that it may change."""

    call: Callable
    state: Callable
    acts: bool = False  # whenever it is called, so that a second run changes something again


def of(name, arguments, state, **more):
    """The case of a module with these arguments."""
    return Case(lambda check=False: module_runs.succeed(name, arguments, check), state, **more)


def files(place):
    """Every file below a directory: content, mode and owner."""
    found = [path for path in sorted(place.rglob("*")) if path.is_file()]
    return {str(path): (path.read_bytes(), path.stat().st_mode, path.stat().st_uid) for path in found}


def at_folder(name, asked):
    """A module that looks at a folder."""

    @contextlib.contextmanager
    def case(place):
        (place / "segment").write_text("index", encoding="utf-8")
        yield of(name, asked(str(place)), lambda: files(place))

    return case
