# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What remediations repaired before, so that a repair that does not last is noticed. Kept beside the ledgers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from .._failover.moments import seconds_of, stamp
from .catalogue import CAME_BACK, SITE, kind_of
from .finding import Finding, Repair

FORMAT = 1
# A repair that came back so often is written against by somebody or something.
MOST_REPAIRS = 2
# What was repaired longer ago is no sign that somebody writes against the inventory.
REMEMBERED_DAYS = 30


def record(operation: str, plan_hash: str, at: float, repaired: Collection[str]) -> dict[str, Any]:
    """What one run leaves: the ids of the findings that it repaired and saw to be gone."""
    return {"format": FORMAT, "operation": operation, "plan": plan_hash, "at": stamp(at), "repaired": sorted(repaired)}


def repaired(records: Iterable[Mapping[str, Any]], now: float) -> dict[str, int]:
    """Id of a finding to how many runs of the last days repaired it; the same run of several hosts counts once.

    What is no record is left out: a damaged one must not keep everybody from repairing.
    """
    runs: dict[str, set[str]] = {}
    for one in records:
        at, ids, operation = seconds_of(one.get("at")), one.get("repaired"), one.get("operation")
        if at is None or not isinstance(ids, list) or not isinstance(operation, str):
            continue
        if now - at <= REMEMBERED_DAYS * 86400:
            runs.setdefault(operation, set()).update(str(each) for each in ids)
    return dict(Counter(each for some in runs.values() for each in some))


def came_back(findings: Iterable[Finding], repaired: Mapping[str, int]) -> Iterator[Finding]:
    """A finding of its own for each thing that was repaired too often. `repaired`: id of a finding to how often."""
    kind = kind_of(CAME_BACK)
    for one in findings:
        number = repaired.get(one.id, 0)
        if number >= MOST_REPAIRS and one.repair.by == SITE:
            names = {"host": one.host, "component": one.component, "object": one.object, "key": one.key}
            reason = f"{one.check} was repaired {number} times in {REMEMBERED_DAYS} days, and differs again."
            repair = Repair(kind.by, kind.text(**names))
            yield replace(one, check=kind.id, expected=None, actual=None, reason=reason, repair=repair)
