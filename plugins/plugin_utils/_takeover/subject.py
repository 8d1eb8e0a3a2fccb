# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is judged before a failover: one data center, with all that this run has seen of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from .._failover.observed import Check
from .._status.area import FORCED, Point
from .._status.hosts import STARTED_BY_FAILOVER
from .._status.seen import Duty, Seen

RUNS = ("active", "reloading", "activating")
# A unit of this kind cannot be started.
BROKEN = ("not-found", "masked", "error", "bad-setting")


@dataclass(frozen=True)
class Subject:
    """`name`: of the data center. `points`: those of the status, of all data centers."""

    name: str
    seen: Seen
    points: Sequence[Point]

    @property
    def own(self) -> Iterator[Point]:
        """The points about this data center."""
        return (one for one in self.points if one.data_center == self.name)

    def of(self, area: str, *names: str) -> list[Point]:
        """Its points of an area, or those of them whose name begins with one of these."""
        return [one for one in self.own if one.area == area and (not names or one.name.startswith(names))]

    @property
    def other_of_pair(self) -> str:
        """The primary where this is not it, else the backup."""
        model = self.seen.model
        return model["backup"] if self.name == model["primary"] else model["primary"]

    @property
    def duties(self) -> list[Duty]:
        """What its hosts should run."""
        return [one for one in self.seen.duties if one.data_center == self.name]

    @property
    def hosts(self) -> list[str]:
        return self.seen.hosts_of(self.name)

    @property
    def heard(self) -> list[str]:
        """Its hosts that answered."""
        return [host for host in self.hosts if self.seen.has_answered(host)]

    def is_out_of_order(self, duty: Duty) -> bool:
        """Whether a service that should run was seen not to, or not to be well, or cannot be started when needed."""
        unit = (self.seen.answers.get(duty.host, {}).get("units") or {}).get(duty.component)
        if unit is None or not duty.unit or not duty.managed:
            return False
        if unit["load"] in BROKEN and (duty.started or duty.component in STARTED_BY_FAILOVER):
            return True
        return duty.started and (unit["active"] not in RUNS or bool(unit["health"]))


def check_of(rule: str, point: Point) -> Check:
    """A point of the status, as a check of a rule."""
    place = " ".join(part for part in (point.host, point.name) if part)
    return Check(rule, point.answer, f"{place}: {point.text}", point.remedy, place)


def confirmed(rule: str, text: str) -> Check:
    """`text` holds neither time nor measure, so that a plan stays the same."""
    return Check(rule, CONFIRMED, text)


def bad(points: Iterable[Point]) -> list[Point]:
    """Those that are not confirmed."""
    return [one for one in points if one.answer != CONFIRMED]


def stops(point: Point) -> bool:
    """Whether it prevents a forced failover, or could."""
    return FORCED in point.prevents and point.answer in (FAILED, NOT_OBSERVABLE)
