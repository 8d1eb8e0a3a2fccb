# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Moments in milliseconds since 1970, UTC, and how people read them: private, may change at any time."""

import datetime
from typing import Optional

HOUR = 3600 * 1000
MAX_MILLISECONDS = 253402214400000  # the last day of the year 9999: rounding must not leave the calendar
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def iso(value: Optional[int]) -> Optional[str]:
    """A time for people, in UTC."""
    if value is None:
        return None
    moment = EPOCH + datetime.timedelta(milliseconds=value)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment.year >= 1000 else moment.isoformat()
