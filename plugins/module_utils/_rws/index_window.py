# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times and hours of a re-index window, pure functions: private to this collection, may change at any time.

RWS rounds both ends of a window to the nearest hour, and a window is at least one hour long.
"""

import datetime
import re
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._common.moments import EPOCH, HOUR, MAX_MILLISECONDS

# More requests than this are no update any more.
MOST_WINDOWS = 10000
UNITS = {"s": 1000, "m": 60 * 1000, "h": HOUR, "d": 24 * HOUR, "w": 7 * 24 * HOUR}

_RELATIVE = re.compile(r"^(?:now)?\s*([+-])\s*(\d{1,9})\s*([smhdw])$")
_ISO = re.compile(
    r"^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([Zz]|[+-]\d{2}(?::?\d{2})?)?$"
)
FORMS = (
    "milliseconds since the epoch (1369272257713), ISO 8601 with a zone (2013-05-23T01:24:17Z) "
    "or relative (now, -24h, -7d)"
)


def parse(text: Any, now: int) -> int:
    """Milliseconds since the epoch of a time given in any accepted form; `now` is in milliseconds too."""
    text = str(text).strip()
    if text == "now":
        return now
    if re.match(r"^\d+$", text):
        return _epoch(text)
    match = _RELATIVE.match(text)
    if match:
        sign = -1 if match.group(1) == "-" else 1
        return _bounded(now + sign * int(match.group(2)) * UNITS[match.group(3)], text)
    match = _ISO.match(text)
    if match:
        return _iso(match, text)
    raise ValueError("'%s' is not a time; write %s" % (text, FORMS))


def _epoch(text: str) -> int:
    value = _bounded(int(text), text)
    if 0 < value < 10**11:
        raise ValueError("'%s' looks like seconds since the epoch; write milliseconds, that is %s000" % (text, text))
    return value


def _bounded(value: int, text: str) -> int:
    if not 0 <= value <= MAX_MILLISECONDS:
        raise ValueError("'%s' lies before 1970 or after 9999" % text)
    return value


def _iso(match: Any, text: str) -> int:
    zone = match.group(8)
    if not zone:
        raise ValueError("'%s' has no zone; add Z for UTC or an offset such as +01:00" % text)
    offset = 0
    if zone not in "Zz":
        hours, minutes = int(zone[1:3]), int(zone[3:].lstrip(":") or 0)
        if hours > 23 or minutes > 59:
            raise ValueError("'%s' has an impossible zone" % text)
        offset = (hours * 60 + minutes) * (1 if zone[0] == "+" else -1)
    numbers = [int(part or 0) for part in match.groups()[:6]]
    try:
        moment = datetime.datetime(*numbers, tzinfo=datetime.timezone.utc)
    except ValueError as exc:
        raise ValueError("'%s' is not a time: %s" % (text, exc)) from exc
    milliseconds = int((match.group(7) or "0").ljust(3, "0")[:3])
    delta = moment - EPOCH
    return _bounded((delta.days * 86400 + delta.seconds) * 1000 + milliseconds - offset * 60 * 1000, text)


def floor_hour(value):
    return value // HOUR * HOUR


def ceil_hour(value):
    return -(-value // HOUR) * HOUR


def nearest_hour(value):
    return (value + HOUR // 2) // HOUR * HOUR


def effective(start, end, rounding="nearest", now=None):
    """Bounds in whole hours that RWS will index for a window; `end` None stays open.

    A window that rounding would make empty becomes the whole hours around what was asked for, so that the guide's
    minimum of one hour never leaves a recording out. An open window never begins after `now`.
    """
    if rounding == "outward":
        first, last = floor_hour(start), None if end is None else ceil_hour(end)
    else:
        first, last = nearest_hour(start), None if end is None else nearest_hour(end)
    if last is None and now is not None and first > now:
        first = floor_hour(start)
    if last is not None and last <= first:
        first, last = floor_hour(start), ceil_hour(end)
        if last <= first:
            last = first + HOUR
    return first, last


def split(first, last, hours, now):
    """Bounds of consecutive windows of at most `hours` that cover [first, last) without gap or overlap.

    `first` and `last` are whole hours. With `last` None the last window stays open, and it too is at most `hours` long
    when it is sent at `now`; RWS may round the present up to the next hour.
    """
    if hours is None:
        return [(first, last)]
    end = ceil_hour(now + 1) if last is None else last
    step = hours * HOUR
    bounds = [(start, min(start + step, end)) for start in range(first, end, step)] or [(first, last)]
    if last is None:
        bounds[-1] = (bounds[-1][0], None)
    return bounds


def whole_hours(text):
    """Hours of a length such as 6h, 2d or 1w."""
    match = re.match(r"^\s*([0-9]{1,6})\s*([hdw])\s*$", str(text))
    if not match or int(match.group(1)) == 0:
        raise ValueError("'%s' is not a length in whole hours; write 6h, 1d or 1w" % text)
    return int(match.group(1)) * UNITS[match.group(2)] // HOUR
