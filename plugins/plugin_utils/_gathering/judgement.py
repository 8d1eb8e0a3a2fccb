# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of every component of every host, judged before anything is written."""

from __future__ import annotations

from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import Violation
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model


def violations(model: Model, gatherer: Gatherer) -> list[Violation]:
    """Every rule that a component's variables break, host by host, as the inventory, -e and set_fact give them.

    What a play or the parameters of a role set is not among them: that is judged when the role runs.
    """
    found = []
    for component in COMPONENTS.values():
        for host in component.targets(model):
            target = gatherer.target(component, host, model, own=False)
            found += component.desired(model, target, gatherer.of_host(component, host)).violations
    return found
