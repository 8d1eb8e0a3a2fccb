# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The desired states with the origin active, and those with the target active: what differs is what a failover does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.inventory import Inventory
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.observing import Observed
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.states import State, states
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.active import CENTER_VARIABLE, SITE_VARIABLE
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.engine import Evaluation
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model

CONTROLLER = "localhost"
VERB = "failover"


class NoModel(Exception):
    """The map breaks a rule without which nobody knows what a failover is."""

    def __init__(self, evaluation: Evaluation) -> None:
        super().__init__()
        self.evaluation = evaluation


@dataclass(frozen=True)
class Models:
    """`before`: the origin is active; `after`: the target is. `states`: all of the second; `changed`: other than in the
    first."""

    origin: str
    target: str
    before: Model
    after: Model
    states: list[State] = field(repr=False)
    changed: list[State] = field(repr=False)

    @property
    def site(self) -> str:
        """The eServices site to use at the end: that of the target, and during a rollback the former one."""
        return self.after["eservices_site"]

    def center_of(self, host: str) -> str:
        """The data center of a host; empty for the controller."""
        known = self.after["hosts"].get(host)
        return known["data_center"] if known else ""

    def of(self, *components: str) -> list[State]:
        """The changed states of these components."""
        return [state for state in self.changed if state.component.name in components]


def assumed(inventory: Inventory, active: str, site: str) -> Model:
    """The model with this data center active, whatever is recorded. Raises NoModel."""
    given = {CENTER_VARIABLE: active, SITE_VARIABLE: site}
    found = inventory.evaluate(VERB, False, Observed(), assumed=given)
    if found.model is None:
        raise NoModel(found)
    return found.model


def models(inventory: Inventory, gatherer: Gatherer, target: str, known: Model) -> Models:
    """`target`: primary or backup of the `known` model."""
    origin = known["backup"] if target == known["primary"] else known["primary"]
    sites = {name: center["site_name"] for name, center in known["data_centers"].items()}
    before, after = assumed(inventory, origin, sites[origin]), assumed(inventory, target, sites[target])
    hosts = [*known["hosts"], CONTROLLER]
    old, new = states(before, gatherer, hosts), states(after, gatherer, hosts)
    return Models(origin, target, before, after, new, list(_changed(old, new)))


def turned(known: Models, inventory: Inventory, gatherer: Gatherer, site: str) -> Models:
    """A rollback: to the former data center, and to the `site` that its ledger names."""
    former = assumed(inventory, known.origin, site)
    new = states(former, gatherer, [*former["hosts"], CONTROLLER])
    return Models(known.target, known.origin, known.after, former, new, list(_changed(known.states, new)))


def _changed(old: list[State], new: list[State]) -> Iterator[State]:
    """The states that another data center makes others of; those that are only now are among them.

    A host has one state for each kind of platform. Of those without systemd none is written: nobody asked the host.
    """
    was: Mapping[tuple[str, str, str], State] = {_key(one): one for one in old}
    for state in new:
        before = was.get(_key(state))
        if state.when.get("systemd", True) and (before is None or before.desired != state.desired):
            yield state


def _key(state: State) -> tuple[str, str, str]:
    return state.component.name, state.host, repr(sorted(state.when.items()))
