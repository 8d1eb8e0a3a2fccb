# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""In which order hosts are upgraded, and why they cannot be."""

from __future__ import annotations

DOCUMENTATION = r"""
name: upgrade_plan
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Orders the hosts of a rolling upgrade, and says what stands in its way
description:
  - The standby data center comes first, then those that only record, the active one last. In a data center the
    Recording Crypto Servers come first, then the RWS nodes, then all others.
  - A node that is down because it has not applied an earlier change comes before its peer nodes, so that an upgrade
    that stopped can be run again. Any other node that is down stands in the way.
  - Internal, used by the playbook C(gir.multidc.upgrade).
positional: hostvars
options:
  _input: {description: "The model of the data centers, C(gir_topology).", type: dict, required: true}
  hostvars:
    description:
      - The variables of all hosts. Of each host C(__component_observed) is read, what was observed of its components,
        and C(__upgrade_inspected). A host without the latter could not be inspected.
    type: dict
    required: true
  leave_out: {description: Hosts that are not upgraded., type: list, elements: str, default: []}
"""

EXAMPLES = r"""
- name: Plan the upgrade
  ansible.builtin.set_fact:
    plan: "{{ gir_topology | gir.multidc.upgrade_plan(hostvars, leave_out=['mcp1-dc1']) }}"
"""

RETURN = r"""
_value:
  description:
    - C(order), the hosts; C(components), by host what is upgraded there in this order; C(versions), each with C(host),
      C(component), C(before) and C(after); C(lines), the versions as sentences; C(problems), one sentence each. With
      problems nothing should be begun.
  type: dict
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._report.variables import of_hosts
from ansible_collections.gir.multidc.plugins.plugin_utils._upgrade.observed import observed
from ansible_collections.gir.multidc.plugins.plugin_utils._upgrade.plan import plan


def upgrade_plan(topology: Any, hostvars: Mapping[str, Any], leave_out: Iterable[str] = ()) -> dict[str, Any]:
    """Return the order of the hosts and what stands in the way."""
    inspected = of_hosts(hostvars, topology["hosts"], "__upgrade_inspected")
    kept = of_hosts(hostvars, inspected, "__component_observed")
    observations = {host: {name: observed(given) for name, given in kept.get(host, {}).items()} for host in inspected}
    found = plan(topology, observations, leave_out)
    return {**asdict(found), "lines": [version.line for version in found.versions]}


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"upgrade_plan": upgrade_plan}
