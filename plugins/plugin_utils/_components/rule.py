# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules about the variables of components. Each stands beside the code that checks it and is listed here.

The list is complete once the registry of components is imported.
"""

from __future__ import annotations

from .._topology.rule import ERROR, MODEL, WARNING, Rule

RULES: dict[str, Rule] = {}


def rule(
    number: int,
    holds: str,
    remedy: str,
    source: str = MODEL,
    severity: str = ERROR,
    lenient: str = WARNING,
    used_by: tuple[str, ...] = (),
    shown_by: tuple[str, ...] = (),
) -> Rule:
    """A rule with the id GIR<number>, which nobody else may have.

    A component that breaks it is not written by any verb. Verbs that do not write the component only show it.
    """
    made = Rule(f"GIR{number}", severity, holds, remedy, source, lenient, used_by=used_by, shown_by=shown_by)
    if made.id in RULES:
        raise ValueError(f"{made.id} is the id of two rules")
    RULES[made.id] = made
    return made
