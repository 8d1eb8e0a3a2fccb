# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times as people write them, and as reports have them."""

from __future__ import annotations

import re
from datetime import datetime, timezone

_TIME = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})[Tt ](?P<time>\d{2}:\d{2}(:\d{2})?)(\.\d+)?"
    r" ?((?P<utc>[Zz]|UTC)|(?P<hours>[+-]\d{2}):?(?P<minutes>\d{2})?)"
)


def seconds_of(value: object) -> float | None:
    """Seconds since 1970 of a time in ISO 8601 with its zone; None of anything else."""
    found = _TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        return None
    zone = "+00:00" if found["utc"] else f"{found['hours']}:{found['minutes'] or '00'}"
    try:
        return datetime.fromisoformat(f"{found['day']}T{found['time']}{zone}").timestamp()
    except (ValueError, OverflowError):
        return None


def stamp(seconds: float) -> str:
    """The time in UTC, as 2027-01-31T01:10:00Z."""
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
