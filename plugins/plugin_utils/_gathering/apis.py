# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What GAX, RWS and DNS are asked to compare: one call for each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._drift.observed import Check
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.states import State
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model

Answer = Mapping[str, Any]
Difference = Mapping[str, Any]
GAX, RWS, DNS = "gax", "rws", "dns"


@dataclass(frozen=True)
class ApiRequest:
    """One call from the controller. `module` None: nobody can ask, and `unseen` says why.

    `differences`: what its answer says. `owners`: (component, host) that a difference belongs to.
    """

    module: str | None
    arguments: Mapping[str, Any] = field(repr=False)
    checks: Sequence[Check] = field(default=(), compare=False)
    check: bool | None = True
    unseen: Sequence[Difference] = ()
    differences: Callable[[Answer], list[Difference]] = field(default=lambda answer: [], compare=False)
    owners: Callable[[Difference], set[tuple[str, str]]] = field(default=lambda difference: set(), compare=False)


def requests(states: Sequence[State], model: Model, gatherer: Gatherer) -> dict[str, ApiRequest]:
    """By API, those that there is something to ask."""
    return {}
