# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a remediation may work: windows in which it may, and others, stronger, in which it may not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# A window that is longer than a day began yesterday at the earliest.
_LOOK_BACK = 1


@dataclass(frozen=True)
class Window:
    """`begin` and `end` as a clock on the wall of `zone` shows them; one that ends first ends on the next day.

    `days`: of DAYS, those on which it begins. `since` and `until`: its first and last day, None without a limit.
    """

    begin: time
    end: time
    zone: ZoneInfo
    days: tuple[str, ...] = DAYS
    since: date | None = None
    until: date | None = None

    def around(self, moment: float) -> tuple[float, float] | None:
        """Begin and end, in seconds since 1970, of the occurrence that holds the moment; None where none does."""
        return next((one for one in self._near(moment) if one[0] <= moment < one[1]), None)

    def after(self, moment: float, days: int = 8) -> float | None:
        """When it next begins within so many days; None where it does not."""
        return min((begin for begin, _end in self._near(moment, days) if begin > moment), default=None)

    def _near(self, moment: float, days: int = 1) -> Iterator[tuple[float, float]]:
        today = datetime.fromtimestamp(moment, self.zone).date()
        for offset in range(-_LOOK_BACK, days + 1):
            day = today + timedelta(days=offset)
            if DAYS[day.weekday()] not in self.days:
                continue
            if (self.since and day < self.since) or (self.until and day > self.until):
                continue
            last = day if self.end > self.begin else day + timedelta(days=1)
            yield self._seconds(day, self.begin), self._seconds(last, self.end)

    def _seconds(self, day: date, clock: time) -> float:
        return datetime.combine(day, clock, self.zone).astimezone(timezone.utc).timestamp()


@dataclass(frozen=True)
class Calendar:
    """`open`: without any it is always open. `denied` wins over `open`."""

    open: tuple[Window, ...] = ()
    denied: tuple[Window, ...] = ()

    def closes(self, moment: float) -> float | None:
        """Until when work may go on that is going on at the moment; the moment itself where it may not, None without
        an end."""
        if _holding(self.denied, moment):
            return moment
        limits = [self._end_of_open(moment)] if self.open else []
        limits += [begin for one in self.denied for begin in [one.after(moment)] if begin is not None]
        return min(limits, default=None)

    def _end_of_open(self, moment: float) -> float:
        """Windows that touch are one; after a week nobody needs to know more."""
        end = moment
        while end < moment + 7 * 86400:
            ends = [one for _begin, one in _holding(self.open, end)]
            if not ends:
                break
            end = max(ends)
        return end

    def allows(self, moment: float, seconds: float) -> bool:
        """Whether something that takes so long may begin at the moment."""
        limit = self.closes(moment)
        return limit is None or (limit > moment and moment + seconds <= limit)

    def opens(self, moment: float) -> float | None:
        """When work may begin next; the moment itself where it may, None within a week where it may not."""
        found = sorted({moment, *_begins(self.open, moment), *_ends(self.denied, moment)})
        for one in found:
            limit = self.closes(one)
            if limit is None or limit > one:
                return one
        return None


def _holding(windows: Sequence[Window], moment: float) -> list[tuple[float, float]]:
    return [found for one in windows for found in [one.around(moment)] if found is not None]


def _begins(windows: Sequence[Window], moment: float) -> Iterator[float]:
    for one in windows:
        begin = one.after(moment)
        while begin is not None and begin < moment + 8 * 86400:
            yield begin
            begin = one.after(begin)


def _ends(windows: Sequence[Window], moment: float) -> Iterator[float]:
    for one in windows:
        for begin in (moment, *_begins([one], moment)):
            found = one.around(begin)
            if found is not None:
                yield found[1]
