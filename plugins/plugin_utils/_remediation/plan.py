# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of a remediation in their order, and the plan of them that a person approves.

One step is one component on one host: what is written together is judged together. Hosts of the standby data center
come first, one after the other, then those that only record, those of the active one last; then what RWS, Configuration
Server and DNS hold, in the order in which one needs the other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .._components.registry import COMPONENTS
from .._drift.finding import Finding, line_of
from .._failover.plan import digest
from .._rolling import centers
from .._topology.published import Model
from .selection import BUDGET, Left, place_of

FORMAT = 1
# How long a step may take to be planned with: a file and its comparison; and what a restart takes besides.
WRITE_SECONDS, RESTART_SECONDS = 15, 60
# Of a service that does not run.
_DOWN = ("unit.missing", "unit.state")


@dataclass(frozen=True)
class Step:
    """`host`: on which the component is done, localhost for what belongs to no host. `data_center`: empty for that."""

    host: str
    component: str
    data_center: str
    findings: tuple[Finding, ...] = field(repr=False)

    @property
    def restarts(self) -> bool:
        """Whether the service of the host restarts with it."""
        return bool(self.data_center) and any(one.repair.restarts for one in self.findings)

    @property
    def seconds(self) -> int:
        """How long it is planned to take."""
        return WRITE_SECONDS + (RESTART_SECONDS if self.restarts else 0)

    @property
    def name(self) -> str:
        """For people."""
        return f"{self.component} of {self.host}"

    def as_dict(self) -> dict[str, Any]:
        """As it is approved."""
        return {
            "host": self.host,
            "component": self.component,
            "data_center": self.data_center,
            "restarts": self.restarts,
            "seconds": self.seconds,
            "findings": [_approved(one) for one in self.findings],
        }


def _approved(one: Finding) -> dict[str, Any]:
    return {"id": one.id, "where": one.host, "check": one.check, "object": one.object, "key": one.key,
            "severity": one.severity, "before": one.actual, "after": one.expected, "line": line_of(one)}  # fmt: skip


@dataclass(frozen=True)
class Budget:
    """How much one run may touch; None without a limit."""

    hosts: int | None = None
    restarts: int | None = None
    minutes: int | None = None


def ordered(findings: Iterable[Finding], model: Model, places: Mapping[str, str]) -> list[Step]:
    """The steps of these findings, in the order in which they are done."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for one in findings:
        groups.setdefault(place_of(one, places), []).append(one)
    steps = []
    for (host, component), some in groups.items():
        known = model["hosts"].get(host)
        center = "" if known is None else known["data_center"]
        some.sort(key=lambda one: (one.object, one.key, one.check))
        steps.append(Step(host, component, center, tuple(some)))
    down = {one.host for one in steps if any(each.check in _DOWN for each in one.findings)}
    return sorted(steps, key=_place(model, down))


def _place(model: Model, down: Collection[str]) -> Any:
    """`down`: hosts with a service that does not run, which come first, so that no other one stops meanwhile."""
    turns = {name: turn for turn, name in enumerate(centers(model))}
    names = {name: turn for turn, name in enumerate(COMPONENTS)}
    hosts = {name: turn for turn, name in enumerate(model["hosts"])}
    last = len(turns)

    def key(step: Step) -> tuple[int, bool, int, int, str]:
        name = names.get(step.component, len(names))
        if not step.data_center:
            return last, False, 0, name, step.host
        # All of one host before the next one, so that no two are touched at once.
        return turns[step.data_center], step.host not in down, hosts[step.host], name, step.host

    return key


def within(steps: Sequence[Step], budget: Budget) -> tuple[list[Step], list[Left]]:
    """What fits, from the first on; a later run does the rest, so that no step overtakes one that it may need."""
    kept: list[Step] = []
    for place, step in enumerate(steps):
        text = _exceeded([*kept, step], budget)
        if text:
            rest = [finding for later in steps[place:] for finding in later.findings]
            return kept, [Left(one, BUDGET, text, "The next plan takes it, or give more.") for one in rest]
        kept.append(step)
    return kept, []


def _exceeded(steps: Sequence[Step], budget: Budget) -> str:
    hosts = len({one.host for one in steps if one.data_center})
    restarts = sum(one.restarts for one in steps)
    minutes = sum(one.seconds for one in steps) / 60
    for name, used, limit in (("hosts", hosts, budget.hosts), ("restarts", restarts, budget.restarts),
                              ("minutes", minutes, budget.minutes)):  # fmt: skip
        if limit is not None and used > limit:
            return f"gir_remediate_max_{name} is {limit}."
    return ""


def plan_of(steps: Sequence[Step], environment: str | None, fingerprint: str, active: str) -> dict[str, Any]:
    """What is approved, without times: the same system has the same digest a minute later."""
    return {
        "environment": environment,
        "model": fingerprint,
        "active": active,
        "steps": [one.as_dict() for one in steps],
    }


def hash_of(plan: Mapping[str, Any]) -> str:
    """SHA-256 of a plan, 64 hexadecimal digits."""
    return digest(plan)
