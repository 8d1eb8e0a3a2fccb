# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why a component must not be started on a host."""

from __future__ import annotations

DOCUMENTATION = r"""
name: hold_start
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Says why a component must not be started on a host
description:
  - A Muxer runs in one data center alone. It is started after this run has seen that those of the other data centers
    do not run.
  - A data center whose hosts cannot be asked is accepted with C(gir_muxer_accept_unobserved) of the host.
  - Internal, used by the roles.
positional: host, component, hostvars
options:
  _input: {description: "The model of the data centers, C(gir_topology).", type: dict, required: true}
  host: {description: "The host, as the inventory names it.", type: str, required: true}
  component: {description: Name of the component., type: str, required: true}
  hostvars:
    description:
      - The variables of all hosts. Of each host C(__component_stopped) is read, whether it was told in this run to stop
        a component and confirmed it; C(__component_run), what its last service answered; and C(__component_observed),
        what the playbook C(gir.multidc.upgrade) observed.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Show why the Muxer must not be started here
  ansible.builtin.debug:
    msg: "{{ gir_topology | gir.multidc.hold_start(inventory_hostname, 'muxer', hostvars) }}"
"""

RETURN = r"""
_value: {description: "A sentence without its end; empty where the component may be started.", type: str}
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._common.observation import FAILED
from ansible_collections.gir.multidc.plugins.plugin_utils._components.other_side import ACCEPT, ALONE, Seen, hold
from ansible_collections.gir.multidc.plugins.plugin_utils._report.variables import of_host

_FACTS = ("__component_stopped", "__component_run", "__component_observed")


def hold_start(topology: Any, host: str, component: str, hostvars: Mapping[str, Any]) -> str:
    """Return the sentence."""
    if component not in ALONE:
        return ""
    group, _name = ALONE[component]
    seen = {}
    for center in topology["data_centers"].values():
        for member in center["hosts"].get(group) or ():
            told, answer, observed = (of_host(hostvars, member, [name]).get(name) or {} for name in _FACTS)
            health = (observed.get(component) or {}).get("health") or {}
            seen[member] = Seen(_stopped(told.get(component), answer.get("observation")), health.get("state"))
    return hold(topology, host, component, seen, of_host(hostvars, host, [ACCEPT]).get(ACCEPT))


def _stopped(told: str | None, observation: str | None) -> bool | None:
    """Whether it has stopped; None where it was not told to, or could not be asked."""
    if told == "confirmed":
        return True
    return False if told == "asked" and observation == FAILED else None


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., str]]:
        return {"hold_start": hold_start}
