# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where in the inventory a name stands, as far as ansible-core tells it."""

from __future__ import annotations

import importlib
import os
from typing import Any


def _origin_tag() -> Any:
    """The tag by which ansible-core 2.19 and later keep file and line; None before."""
    try:
        return importlib.import_module("ansible._internal._datatag._tags").Origin
    except (ImportError, AttributeError):
        return None


_ORIGIN = _origin_tag()


def place_of(name: Any) -> str | None:
    """`group_vars/gir/rws.yml:12` of a name as it was read from a file, seen from the current directory."""
    path, line = None, None
    if _ORIGIN is not None:
        origin = _ORIGIN.get_tag(name)
        path, line = getattr(origin, "path", None), getattr(origin, "line_num", None)
    elif isinstance(getattr(name, "ansible_pos", None), tuple):
        path, line, _column = name.ansible_pos
    if not path or not str(path).startswith("/"):
        return None
    near = os.path.relpath(str(path))
    shown = str(path) if near.startswith("..") else near
    return f"{shown}:{line}" if line else shown
