# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which components of a host a playbook loops over."""

from __future__ import annotations

DOCUMENTATION = r"""
name: host_components
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Names the components of a host that a playbook loops over
description: Internal, used by the playbooks C(gir.multidc.verify) and C(gir.multidc.upgrade).
positional: host, purpose
options:
  _input: {description: "The model of the data centers, C(gir_topology).", type: dict, required: true}
  host: {description: Name of the host. One that is not in the map runs nothing., type: str, required: true}
  purpose:
    description:
      - V(upgraded) names the components that have versions to upgrade, what others need first.
      - V(probed) names those that have transactions to try.
    type: str
    choices: [upgraded, probed]
    required: true
"""

EXAMPLES = r"""
- name: Show what playbook upgrade brings to this host
  ansible.builtin.debug:
    msg: "{{ gir_topology | gir.multidc.host_components(inventory_hostname, 'upgraded') }}"
"""

RETURN = r"""
_value: {description: Names of components., type: list, elements: str}
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._components.selection import of_host, probed, upgraded

_PURPOSES = {"upgraded": upgraded, "probed": probed}


def host_components(topology: Any, host: str, purpose: str) -> list[str]:
    """Return the names."""
    return of_host(_PURPOSES[purpose](), topology, host)


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"host_components": host_components}
