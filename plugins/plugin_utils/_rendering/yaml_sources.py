# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The reading half of the controller's PyYAML, to be sent to hosts that have none."""

from __future__ import annotations

import functools
import os

import yaml

# What SafeLoader needs; the writing half and the C binding stay here.
_MODULES = (
    "error",
    "tokens",
    "events",
    "nodes",
    "reader",
    "scanner",
    "parser",
    "composer",
    "constructor",
    "resolver",
    "loader",
)


@functools.lru_cache(maxsize=1)
def yaml_sources() -> dict[str, str]:
    """Module name to source text, or nothing when this PyYAML was installed without its sources."""
    directory = os.path.dirname(yaml.__file__)
    sources = {}
    for name in _MODULES:
        try:
            with open(os.path.join(directory, name + ".py"), encoding="utf-8") as source:
                sources[name] = source.read()
        except OSError:
            return {}
    return sources
