# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a data center is a standby to which one may go back: what a rejoin has made, and what it could not see."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from .._failover.observed import Check
from .._ledger.rejoining import command, needs_rejoin
from .._status import keys, records
from .._status.area import Point
from .._status.seen import Seen

_HINTS = "hint window"


def checks(
    seen: Seen, points: Iterable[Point], heard: Collection[str], data_center: str, rule: str
) -> tuple[Check, ...]:
    """One for each thing that a rejoin settles, of the `rule` of who asks.

    `seen`, `points`: as StatusRun found them. `heard`: hosts that answered.
    """
    return tuple(_checks(seen, list(points), heard, data_center, rule))


def _checks(seen: Seen, points: list[Point], heard: Collection[str], center: str, rule: str) -> Iterator[Check]:
    yield _rejoined(seen, center, rule)
    away = [host for host in seen.hosts_of(center) if host not in heard and host not in seen.windows]
    for host in away:
        text = f"{host} does not answer, so nobody knows whether it is one of a standby."
        yield Check(rule, FAILED, text, "Bring it up.", f"host {host}")
    for one in points:
        if one.data_center == center and one.answer != CONFIRMED and _is_of_rejoin(one):
            about = f"{one.area} {one.name} {one.host}".strip()
            place = f"{one.host}: " if one.host else ""
            yield Check(rule, one.answer, f"{place}{one.text}", one.remedy, about)


def _rejoined(seen: Seen, center: str, rule: str) -> Check:
    if not (seen.ledger.held or seen.ledger.missing):
        text = "No RWS host showed its ledger, so nobody knows whether it has rejoined."
        return Check(rule, NOT_OBSERVABLE, text, "Run gir.multidc.ledger.", "rejoin")
    found = needs_rejoin(seen.ledger, {host: seen.center_of(host) for host in seen.ledger.held})
    need = next((one for one in found if one.data_center == center), None)
    if need is not None:
        return Check(rule, FAILED, f"{center} is no standby yet: {need.reason}", command(center), "rejoin")
    return Check(rule, CONFIRMED, f"{center} has not been left without its help, or has rejoined since.", "", "rejoin")


def _is_of_rejoin(one: Point) -> bool:
    """Ledger, keystores, and whether Cassandra has every write."""
    if one.area == records.LEDGER:
        return one.name in ("behind", "missing")
    return one.area == keys.KEYS or one.name == _HINTS
