# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a component is left alone, because something that it needs has refused earlier in this run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._components.component import Component
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._report.refusals import KEPT, from_dict
from ansible_collections.gir.multidc.plugins.plugin_utils._report.refusals import stop as stopped
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import plain

# The group of the one host on which playbook site does the controller's part; what was refused there is kept on it.
CONTROLLER_GROUP = "__gir_controller"
# What the first task of each play of playbook site returned.
_LOCK = "__gir_lock_kept"


def stop(
    component: Component, host: str, model: Model, gatherer: Gatherer, task_vars: Mapping[str, Any]
) -> dict[str, Any] | None:
    """What the task answers when the component is left alone; None when nothing is in its way.

    Only hosts that count are looked at: to see the variables of each host from each host would be quadratic.
    """
    lost = lock_lost(task_vars.get(_LOCK))
    if lost:
        return {"msg": f"This run may not go on: {lost}", "because": [{"component": "lock", "host": CONTROLLER}]}
    if not component.needs:
        return None
    hosts = [task_vars["inventory_hostname"], *(task_vars.get("groups") or {}).get(CONTROLLER_GROUP, ())]
    if component.group is None:
        hosts += [one for need in component.needs if need in COMPONENTS for one in COMPONENTS[need].targets(model)]
    refusals = [from_dict(kept) for one in dict.fromkeys(hosts) for kept in _kept(gatherer.known(one).get(KEPT))]
    found = stopped(component, host, refusals)
    return None if found is None else {"msg": found.sentence, "because": found.as_dict()["because"]}


def lock_lost(answer: object) -> str:
    """Why this run has its lock no more, or nothing; in check mode nobody asked."""
    if not isinstance(answer, Mapping) or "hosts" in answer or answer.get("skipped"):
        return ""
    return str(plain(answer.get("msg")) or "nobody can tell whether it still has its lock.")


def _kept(value: object) -> list[Any]:
    found = plain(value)
    return found if isinstance(found, list) else []
