# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hold that a failover sets by itself, so that nothing else writes while people look at what has become of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...module_utils._ledger.hold import LONGEST_MINUTES
from .._components.desired import Violation
from .._components.report import Report
from .._components.rule import rule
from .._lock import caller
from .._lock.inputs import HOLD, beside, roots_of
from .._topology.values import Unusable, is_blank
from .inputs import minutes_of
from .protocol import Task

VARIABLE = "gir_failover_hold_minutes"
MINUTES = 60

GIR640 = rule(
    640,
    f"{VARIABLE} is a whole number of minutes from 0 (no hold) to {LONGEST_MINUTES}.",
    "Correct the value, or leave it out.",
    used_by=("failover", "failback"),
)


def read(given: object) -> tuple[int, list[Violation]]:
    """The minutes, and what is wrong with them. Blank is not given; what cannot be evaluated is judged apart."""
    if given is None or isinstance(given, Unusable) or is_blank(given):
        return MINUTES, []
    report, problems = Report(""), list[str]()
    minutes = minutes_of(VARIABLE, given, problems, least=0)
    for problem in problems:
        report.add(GIR640, VARIABLE, problem)
    return (MINUTES if problems else minutes), report.violations


def task_of(
    hosts: Iterable[str], variables: Mapping[str, Any], verb: str, center: str, operation: str, minutes: int
) -> Task:
    """The hold of an operation on these RWS hosts, for `protocol.held` and `protocol.lifted`.

    It is named after the operation, so that the same run sets it once and may lift it. `hosts`: those that answered.
    """
    roots = roots_of(hosts, variables, [])
    paths = {host: beside(root, HOLD) for host, root in roots.items()}
    reason = f"{verb} to {center}"
    return Task(paths, caller.user(variables), caller.controller(), frozenset(), operation, reason, minutes)
