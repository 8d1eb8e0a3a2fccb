# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which components of a host a playbook loops over."""

from __future__ import annotations

from .._topology.published import Model
from .component import Component
from .registry import COMPONENTS


def upgraded() -> list[Component]:
    """The components that playbook upgrade brings a new version of, what others need first."""
    ranked = {kind.upgrade_rank: kind for kind in COMPONENTS.values() if kind.upgrade_rank is not None}
    return [ranked[rank] for rank in sorted(ranked)]


def probed() -> list[Component]:
    """The components whose transactions playbook verify tries."""
    return [component for component in COMPONENTS.values() if component.probed]


def of_host(components: list[Component], model: Model, host: str) -> list[str]:
    """The names of those that the host runs; none where the host is not in the map."""
    known = model["hosts"].get(host)
    groups = [] if known is None else known["components"]
    return [component.name for component in components if component.runs_on(groups)]
