# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Maintenance markers: shown beside findings, never a reason to leave one out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from .._topology.values import printable
from .ignores import moment
from .observed import Answer

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_KEYS = ("component", "who", "why", "until")


def markers(answers: Iterable[Answer], now: datetime) -> list[dict[str, str]]:
    """One for each marker that a host holds, with whether its time has passed."""
    return [
        {"host": answer.host, **{key: _text(marker.get(key)) for key in _KEYS}, "ended": _ended(marker, now)}
        for answer in answers
        for marker in _of(answer)
    ]


def text(answer: Answer, component: str, now: datetime) -> str:
    """What a finding of that component says of it; empty without a marker that still holds."""
    for marker in _of(answer):
        if _text(marker.get("component")) in ("", component) and _ended(marker, now) != "yes":
            until = _text(marker.get("until"))
            by = f" ({_text(marker.get('who'))})" if marker.get("who") else ""
            return f"{_text(marker.get('why')) or 'maintenance'}{by}{f', until {until}' if until else ''}"
    return ""


def _of(answer: Answer) -> list[Mapping[str, Any]]:
    found = answer.maintenance
    if isinstance(found, Mapping):
        found = found.get("markers", found)
    many = found if isinstance(found, list) else [found]
    return [one for one in many if isinstance(one, Mapping)]


def _ended(marker: Mapping[str, Any], now: datetime) -> str:
    """yes, no, or unknown where the marker does not say until when."""
    try:
        until = _text(marker.get("until"))
        ended = moment(f"{until}T23:59:59Z" if _DAY.fullmatch(until) else until) <= now
        return "yes" if ended else "no"
    except (ValueError, TypeError):
        return "unknown"


def _text(value: object) -> str:
    return "" if value is None else printable(str(value))[:200]
