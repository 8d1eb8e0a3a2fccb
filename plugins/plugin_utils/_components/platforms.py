# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Families of operating systems, for components that the system's own packages bring: httpd and HAProxy."""

from __future__ import annotations

from collections.abc import Iterable

from .._topology.values import show
from .deployed import Owner, owner_of
from .report import Report
from .rule import rule
from .shared import OnHost
from .target import Target

REFERENCE = "RedHat"
"""What is shown where nothing says the family: render connects to nothing, and this is the reference's platform."""


GIR860 = rule(
    860,
    "The layout of the host's platform is known.",
    "Give the platform as RedHat or Debian, whichever the host is like.",
)


def os_family(given: str | None, target: Target) -> str:
    """The family that the variable says, or else the host itself."""
    return given or target.os_family or REFERENCE


def check_os_family(variable: str, given: str | None, target: Target, known: Iterable[str], report: Report) -> None:
    """Only a family whose layout is known can be configured."""
    family = os_family(given, target)
    if family in known:
        return
    said = f"{variable} is" if given else f"{variable} is not given and the host's platform is"
    report.add(
        GIR860,
        variable,
        f"{said} {show(family)}, whose layout is not known.",
        f"Give {variable} as {' or '.join(known)}, whichever the host is like.",
    )


def system_owner(options: OnHost) -> Owner:
    """Who owns the files of what the system brings: root, but below a staged root whoever runs the components."""
    return owner_of(options) if options.gir_root else {"owner": "root", "group": "root"}
