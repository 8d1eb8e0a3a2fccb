# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long each stage of a failover will take: measured in earlier ones, or guessed from what may be waited for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from .steps import DRAIN, FENCE, OPEN, PLAN, PRECHECK, REPORT, STAGES, SWITCH, VALIDATE, VERIFY

MEASURED, GUESS = "measured", "guess"
# Older ones say little about the system of today.
MOST = 10
# To write a record on the RWS hosts, or a report.
_WRITING = 3.0


@dataclass(frozen=True)
class Expected:
    """`seconds` of a stage. `source`: MEASURED, of `runs` earlier failovers, or GUESS."""

    seconds: float
    source: str
    runs: int = 0


@dataclass(frozen=True)
class Limits:
    """What a run may wait for, in seconds.

    `look`: one look at everything. `silence`: what a silence still has to last. `way`: until a run that holds the lock
    makes way, 0 where none does. `guard`: until the site guard has stopped what nobody hears. `monitoring`: until RWS
    has seen a switch (drMonitoringDelay). `start`: until a service that was started is healthy. `verify`: the proofs.
    `drain`: until the queues are empty.
    """

    look: float
    silence: float = 0
    way: float = 0
    guard: float = 0
    monitoring: float = 0
    start: float = 0
    verify: float = 0
    drain: float = 0


def durations(report: Mapping[str, Any]) -> dict[str, float]:
    """Stage to its seconds, from the JSON report of a failover that did what was asked; empty of any other one."""
    if not report.get("ok") or report.get("check"):
        return {}
    return {str(one["stage"]): float(one["seconds"]) for one in report.get("stages") or ()}


def expected(earlier: Sequence[Mapping[str, float]], limits: Limits) -> dict[str, Expected]:
    """Every stage in its order. `earlier`: stage to seconds of earlier failovers in the same mode, the newest first.

    A stage that none of them names is a guess. One that only some of them name took no time in the others.
    """
    known = [one for one in earlier if is_whole(one)][:MOST]
    return {
        stage: Expected(median(one.get(stage, 0.0) for one in known), MEASURED, len(known))
        if any(stage in one for one in known)
        else Expected(seconds, GUESS)
        for stage, seconds in _guesses(limits).items()
    }


def total(stages: Mapping[str, Expected]) -> Expected:
    """All of them together, as `expected` returns them; measured where most of the seconds are."""
    seconds = sum(one.seconds for one in stages.values())
    known = [one for one in stages.values() if one.source == MEASURED]
    if 2 * sum(one.seconds for one in known) <= seconds:
        return Expected(seconds, GUESS)
    return Expected(seconds, MEASURED, max(one.runs for one in known))


def is_whole(run: Mapping[str, float]) -> bool:
    """A run that went on where another one had stopped has not been through all stages."""
    return {SWITCH, VERIFY} <= set(run)


def _guesses(limits: Limits) -> dict[str, float]:
    """The longest that each may take where everything answers."""
    found = {
        PLAN: limits.look,
        VALIDATE: 0.0,
        PRECHECK: limits.look + limits.silence,
        # A forced failover drains nothing.
        DRAIN: limits.drain,
        # A look after each change.
        FENCE: limits.way + limits.look + _WRITING,
        SWITCH: max(limits.guard, limits.monitoring) + limits.start + limits.look + _WRITING,
        VERIFY: limits.verify + limits.look,
        OPEN: 0.0,
        REPORT: _WRITING,
    }
    return {stage: found[stage] for stage in STAGES}
