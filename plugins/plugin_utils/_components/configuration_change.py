# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a service whose options in Configuration Server this run changed: one rule for all components."""

from __future__ import annotations

from dataclasses import dataclass

from .desired import NOTHING, RELOAD, RESTART, Desired, Json
from .options import option
from .report import Report
from .rule import rule
from .shared import Installed

CHOICES = (RESTART, RELOAD, NOTHING)

GIR962 = rule(
    962,
    "A service that is to reload its options has a unit that can.",
    "Give the unit an ExecReload, or let the service restart.",
)


@dataclass(frozen=True)
class TakesUp(Installed):
    """Of every component with a service and an Application object. Each says for itself why its default is right."""

    on_configuration_change: str = option(default=RESTART, choices=CHOICES)
    """What a run does with the service after it changed the component's options through GAX."""


def check(o: TakesUp, report: Report) -> None:
    """Where the role writes the unit, it says whether there is a reload; of another one gated_service finds out."""
    if o.on_configuration_change != RELOAD:
        return
    variable = f"{o.COMPONENT}_on_configuration_change"
    if not o.service:
        sentence = f"{variable} is reload, but {o.COMPONENT}_service is not given, so nothing is reloaded."
        report.add(GIR962, variable, sentence, f"Give {o.COMPONENT}_service, or nothing.")
    elif o.start_command and not _has_reload(o.unit_extra_options.get("Service")):
        unit = f"{o.COMPONENT}_unit_extra_options"
        sentence = f"{variable} is reload, but the unit that the role writes has no Service/ExecReload in {unit}."
        report.add(GIR962, variable, sentence, f"Give {unit} an ExecReload, or {variable} restart or nothing.")


def _has_reload(section: Json) -> bool:
    return isinstance(section, dict) and bool(section.get("ExecReload"))


def add(result: Desired, o: TakesUp) -> None:
    """Let the service apply what is changed."""
    result.on_configuration_change = o.on_configuration_change
