# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a product does where nothing says it: choices that a system can be switched between."""

from typing import NamedTuple


class Dialect(NamedTuple):
    """``values``: each one with what it means where its name alone does not say it; the first is the default."""

    values: dict
    why: str


class Dialects(dict):
    """All dialects of one product, by name. docs/stand-ins.md shows each table; a test holds the two together."""

    def defaults(self):
        return {name: next(iter(dialect.values)) for name, dialect in self.items()}

    def checked(self, choices):
        """The choices as text; ValueError names what may be chosen."""
        for name, value in choices.items():
            if name not in self:
                raise ValueError(f"unknown dialect '{name}': choose from {', '.join(sorted(self))}")
            if str(value) not in self[name].values:
                raise ValueError(f"dialect {name} is '{value}': choose from {', '.join(self[name].values)}")
        return {name: str(value) for name, value in choices.items()}
