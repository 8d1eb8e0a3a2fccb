# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hold that a failover sets by itself, so that nothing else writes while people look at what has become of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .._lock import caller
from .._lock.inputs import HOLD, beside, roots_of
from .protocol import Task


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
