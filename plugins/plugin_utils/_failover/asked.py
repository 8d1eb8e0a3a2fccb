# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person asked of a failover, as plain values; reading.py makes it of the variables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FORCED, PLANNED = "forced", "planned"
MODES = (FORCED, PLANNED)


@dataclass(frozen=True)
class Override:
    """One blocking rule that a person lifts, and why."""

    rule: str
    reason: str


@dataclass(frozen=True)
class Accepted:
    """A component of a data center that nobody could stop, and that a person accepts as stopped."""

    data_center: str
    component: str


@dataclass(frozen=True)
class Asked:
    """Times are in seconds.

    `confirm`: the target once more. `attested_by`: who attests the loss. `plan`: digest of the plan that was approved,
    empty where none was; `plan_document`: that plan, where it is at hand; `plan_age`: how old it is, None where nobody
    knows. `expect_active`, `expect_epoch`: the state that the caller believes in. `take_over`: id of a lock whose run
    is dead. `drain_seconds`: how long a planned failover waits for empty queues.
    `lost_seconds`: how long nothing may have answered before a data center counts as lost. `silent_before`:
    for how long it had been silent when the run began. `guard_seconds`: the isolation time of the site guard, None
    without one. `check`: nothing is to be changed. `failback`: the target has to be the primary. `problems`: values
    that cannot be used, one sentence each.
    """

    to: str
    confirm: str = ""
    mode: str = FORCED
    attested_by: str = ""
    reason: str = ""
    change_id: str = ""
    accepted: tuple[Accepted, ...] = ()
    overrides: tuple[Override, ...] = ()
    plan: str = ""
    plan_document: Mapping[str, Any] | None = field(default=None, hash=False)
    plan_age: float | None = None
    plan_seconds: float = 3600
    expect_active: str = ""
    expect_epoch: int | None = None
    take_over: str = ""
    lost_seconds: float = 10
    silent_before: float = 0
    guard_seconds: float | None = None
    reindex: bool = True
    hold_minutes: int = 60
    preempt_seconds: float = 60
    drain_seconds: float = 600
    check: bool = False
    problems: tuple[str, ...] = ()
    failback: bool = False

    @property
    def planned(self) -> bool:
        """Whether the data center that is given up takes part."""
        return self.mode == PLANNED

    def lifts(self, rule: str) -> bool:
        """Whether a person overrides this rule."""
        return any(one.rule == rule for one in self.overrides)

    def accepts(self, data_center: str, component: str) -> bool:
        """Whether a person accepts this component as stopped there."""
        return Accepted(data_center, component) in self.accepted
