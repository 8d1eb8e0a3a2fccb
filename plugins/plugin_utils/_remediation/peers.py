# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the others of a data center run, so that the restart of one does not take away the last."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from .._components.registry import COMPONENTS
from .._drift.finding import Finding
from .._topology.published import Model
from .plan import Step
from .selection import PEER, Left

# What says that a service does not do its work.
DOWN = ("unit.missing", "unit.load", "unit.state", "unit.health")


def down(component: str, hosts: Collection[str], findings: Iterable[Finding], silent: Mapping[str, str]) -> str:
    """Why no other one may restart, as a sentence; empty where all of `hosts` run, or nobody says that they do not."""
    away = [f"{host} gives no answer" for host in hosts if host in silent]
    bad = {one.host for one in findings if one.host in hosts and one.component == component and one.check in DOWN}
    found = [*away, *(f"{component} of {host} does not run as it should" for host in sorted(bad))]
    return f"It would restart, and {found[0]}." if found else ""


def others(model: Model, host: str, component: str) -> list[str]:
    """The other hosts of the data center that have a component."""
    known = model["hosts"].get(host)
    center = {} if known is None else model["data_centers"][known["data_center"]]["hosts"]
    return [one for one in center.get(COMPONENTS[component].group or "") or () if one != host]


def waiting(
    steps: Sequence[Step], left: Sequence[Left], silent: Mapping[str, str], model: Model
) -> tuple[list[Step], list[Left]]:
    """The steps that can be done, and what waits for another host that is `left` as it is, or silent."""
    findings = [one.finding for one in left]
    kept: list[Step] = []
    found: list[Left] = []
    for step in steps:
        hosts = others(model, step.host, step.component) if step.restarts else []
        why = down(step.component, hosts, findings, silent)
        if why:
            found += [Left(one, PEER, why, "See to that host first, then make a new plan.") for one in step.findings]
        else:
            kept.append(step)
    return kept, found
