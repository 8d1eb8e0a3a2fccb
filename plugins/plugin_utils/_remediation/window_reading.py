# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Maintenance windows as people write them: what cannot be used is said with its place, and nothing is guessed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, time

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from .._failover.variables import Variable
from .._topology.values import Unusable, did_you_mean, kind, listed, show
from .windows import DAYS, Window

_KEYS = ("from", "to", "zone", "days", "since", "until")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_EXAMPLE = "Give {from: '22:00', to: '04:00', zone: Europe/Berlin}"
_BASE = 60


def windows(variable: Variable, value: object, problems: list[str]) -> tuple[Window, ...]:
    """The windows of a list, or of the same as JSON text. Each problem is a sentence in `problems`."""
    if value is None:
        return ()
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            problems.append(f"{variable.name} is text that is no JSON. {_EXAMPLE} in a list.")
            return ()
    if not isinstance(value, list):
        problems.append(f"{variable.name} is {kind(value)}, not a list. {_EXAMPLE} in a list.")
        return ()
    found = [_window(f"{variable.name}[{place}]", one, problems) for place, one in enumerate(value)]
    return tuple(one for one in found if one is not None)


def _window(place: str, value: object, problems: list[str]) -> Window | None:
    if not isinstance(value, Mapping) or isinstance(value, Unusable):
        problems.append(f"{place} is {kind(value)}. {_EXAMPLE}.")
        return None
    before = len(problems)
    for key in value:
        if key not in _KEYS:
            hint = did_you_mean(str(key), _KEYS) or f" Keys are {listed(_KEYS)}."
            problems.append(f"{place}.{key} is not known.{hint}")
    begin, end = (read_clock(f"{place}.{key}", value.get(key), problems) for key in ("from", "to"))
    zone = read_zone(f"{place}.zone", value.get("zone"), problems)
    days = read_days(f"{place}.days", value.get("days"), problems)
    since, until = (_date(f"{place}.{key}", value.get(key), problems) for key in ("since", "until"))
    if since is not None and until is not None and since > until:
        problems.append(f"{place}.until is before {place}.since; correct one of them.")
    if len(problems) > before or begin is None or end is None or zone is None:
        return None
    return Window(begin, end, zone, days, since, until)


def read_clock(place: str, value: object, problems: list[str]) -> time | None:
    # YAML reads 22:00 without quotes as a number to the base 60.
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 24 * _BASE:
        return time(*divmod(value, _BASE))
    found = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        problems.append(f"{place} is {show(value)}; give hours and minutes in quotes, as in '22:00'.")
        return None
    return time(int(found[1]), int(found[2]))


def read_zone(place: str, value: object, problems: list[str]) -> ZoneInfo | None:
    try:
        if isinstance(value, str) and value.strip():
            return ZoneInfo(value.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    if available_timezones():
        problems.append(f"{place} is {show(value)}; give the name of a time zone, such as Europe/Berlin or UTC.")
    else:
        problems.append(f"{place} cannot be read: this controller has no time zone database. Install tzdata there.")
    return None


def read_days(place: str, value: object, problems: list[str]) -> tuple[str, ...]:
    if value is None:
        return DAYS
    some = value.split(",") if isinstance(value, str) else value
    names = [str(one).strip().lower()[:3] for one in some] if isinstance(some, list) else []
    if names and all(one in DAYS for one in names):
        return tuple(one for one in DAYS if one in names)
    problems.append(f"{place} is {show(value)}; give a list of {listed(DAYS)}.")
    return DAYS


def _date(place: str, value: object, problems: list[str]) -> date | None:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        problems.append(f"{place} is {show(value)}; give a day, as in 2027-01-31.")
        return None
