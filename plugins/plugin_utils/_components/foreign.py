# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of Configuration Server objects that nobody asked for: which of them change what the product does.

All others are foreign and harmless. An option of which a variable exists that is not given is the site's own, unless a
rule here names it: the rules are about where recordings and agents go, not about how a site likes its desktops.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

# As _drift/finding.py has them.
SECURITY = "security"
RECORDINGS_AT_RISK = "recordings_at_risk"
SERVICE_AT_RISK = "service_at_risk"

OPTIONS, ANNEX = "options", "annex"
NOT_EMPTY = r".*\S.*"


@dataclass(frozen=True)
class Foreign:
    """Options of one kind. `reason`: what such an option does, in a sentence.

    `key`: the option key, whose name in force it is. Without one, `option` is a regular expression of the whole name,
    and `section` the section, any where it is None. `value`: a regular expression of the whole value. `unless`: names
    that are left alone.
    """

    part: str
    severity: str
    reason: str
    key: str = ""
    section: str | None = None
    option: str = ""
    value: str = NOT_EMPTY
    unless: tuple[str, ...] = ()


class Names(Protocol):
    """The product's names of options, see settings.py."""

    def place(self, key: str) -> list[str] | None:
        """The levels of an option's name."""


def in_force(rules: Iterable[Foreign], names: Names) -> tuple[Foreign, ...]:
    """The rules with the product's names; one about an option that is left out is none."""
    found = []
    for rule in rules:
        if not rule.key:
            found.append(rule)
            continue
        place = names.place(rule.key)
        if place is not None:
            found.append(replace(rule, section=place[0], option=re.escape(place[-1])))
    return tuple(found)
