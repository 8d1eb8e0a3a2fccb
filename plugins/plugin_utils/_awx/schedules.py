# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When AWX starts what by itself, as rules of repetition with a time zone (RFC 5545)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from .._components.reading import truth
from .._failover.reading import Values
from .._failover.variables import Variable
from .._remediation.window_reading import read_clock, read_days, read_zone
from .._remediation.windows import DAYS
from .._topology.values import did_you_mean, kind, listed, show

# Workflows of these names.
NIGHTLY, KEYSTORES = "nightly", "keystores"
_DEFAULTS = {
    NIGHTLY: (time(2, 0), DAYS),
    KEYSTORES: (time(3, 0), ("sun",)),
}
NAMES = tuple(_DEFAULTS)
_KEYS = ("at", "days", "zone", "enabled")
# AWX wants a begin, and keeps it; a day on which no clock is changed anywhere.
_BEGIN = "20260101"


@dataclass(frozen=True)
class Schedule:
    """`at`: as a clock on the wall of `zone` shows it. `days`: of DAYS."""

    at: time
    zone: str
    days: tuple[str, ...] = DAYS
    enabled: bool = True

    @property
    def rrule(self) -> str:
        """The form that AWX takes: a begin with its zone, and one rule with an interval."""
        begin = f"DTSTART;TZID={self.zone}:{_BEGIN}T{self.at:%H%M%S}"
        if len(self.days) == len(DAYS):
            return f"{begin} RRULE:FREQ=DAILY;INTERVAL=1"
        return f"{begin} RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY={','.join(day[:2].upper() for day in self.days)}"


def schedules(found: Values, variable: Variable, zone: str) -> dict[str, Schedule]:
    """By name; those that are switched off are not there. Each problem is a sentence in `found.problems`."""
    before = len(found.problems)
    read_zone("gir_awx_time_zone", zone, found.problems)
    if len(found.problems) > before:
        zone = "UTC"
    value = found.given(variable)
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            value = None
            found.problems.append(f"{variable.name} is text that is no JSON; give a dictionary.")
    if value is not None and not isinstance(value, dict):
        found.problems.append(f"{variable.name} is {kind(value)}; give a dictionary with {listed(NAMES)}.")
        value = None
    given: Mapping[object, object] = value or {}
    for key in given:
        if key not in NAMES:
            hint = did_you_mean(str(key), NAMES) or f" Schedules are {listed(NAMES)}."
            found.problems.append(f"{variable.name}.{key} is not known.{hint}")
    made = {name: _schedule(f"{variable.name}.{name}", name, given.get(name), zone, found.problems) for name in NAMES}
    return {name: one for name, one in made.items() if one is not None}


def _schedule(place: str, name: str, value: object, zone: str, problems: list[str]) -> Schedule | None:
    at, days = _DEFAULTS[name]
    if value is None:
        return Schedule(at, zone, days)
    if truth(value) is False:
        return None
    if not isinstance(value, Mapping):
        problems.append(f"{place} is {show(value)}; give {{at: '02:00', days: [mon, sat]}}, or false for none.")
        return None
    for key in value:
        if key not in _KEYS:
            hint = did_you_mean(str(key), _KEYS) or f" Keys are {listed(_KEYS)}."
            problems.append(f"{place}.{key} is not known.{hint}")
    clock = read_clock(f"{place}.at", value["at"], problems) if "at" in value else at
    if "days" in value:
        days = read_days(f"{place}.days", value["days"], problems)
    if "zone" in value:
        given = read_zone(f"{place}.zone", value["zone"], problems)
        zone = given.key if given else zone
    enabled = truth(value.get("enabled", True))
    if enabled is None:
        problems.append(f"{place}.enabled is {show(value['enabled'])}; give true or false.")
    return Schedule(clock or at, zone, days, enabled is not False)
