# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a status may take: `gir_status_seconds`, judged before anybody is asked."""

from __future__ import annotations

from .._components.desired import Violation
from .._components.report import Report
from .._components.rule import rule
from .._topology.values import Unusable, is_blank, show

VARIABLE = "gir_status_seconds"
# With the start of Ansible a status then takes less than ten seconds, also where a data center is away.
SECONDS = 6
_LEAST, _MOST = 3, 120

GIR989 = rule(
    989,
    f"{VARIABLE} is a whole number of seconds from {_LEAST} to {_MOST}.",
    "Correct the value, or leave it out.",
    used_by=("status",),
)


def read(given: object) -> tuple[int, list[Violation]]:
    """The seconds, and what is wrong with them. Blank is not given; what cannot be evaluated is judged apart."""
    report = Report("")
    if given is None or isinstance(given, Unusable) or is_blank(given):
        return SECONDS, []
    text = str(given).strip()
    if isinstance(given, bool) or not (text.isascii() and text.isdigit() and _LEAST <= int(text[:9]) <= _MOST):
        report.add(GIR989, VARIABLE, f"{VARIABLE} is {show(given)}, no whole number from {_LEAST} to {_MOST}.")
        return SECONDS, report.violations
    return int(text), []
