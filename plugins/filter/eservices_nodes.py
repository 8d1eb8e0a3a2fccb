# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The addresses of RWS, for a switch of the eServices site."""

from __future__ import annotations

DOCUMENTATION = r"""
name: eservices_nodes
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Lists the addresses of all RWS nodes
description: Internal, used by the playbook C(gir.multidc.eservices_switch).
positional: hostvars
options:
  _input: {description: "The model of the data centers, C(gir_topology).", type: dict, required: true}
  hostvars:
    description: The variables of all hosts; the address and the port of each RWS host are among them.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Show where RWS is asked
  ansible.builtin.debug:
    msg: "{{ gir_topology | gir.multidc.eservices_nodes(hostvars) | map(attribute='url') }}"
"""

RETURN = r"""
_value: {description: "Each address once, with its C(url) and a C(name).", type: list, elements: dict}
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._eservices.nodes import VARIABLES, nodes
from ansible_collections.gir.multidc.plugins.plugin_utils._report.variables import of_host


def eservices_nodes(topology: Any, hostvars: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the addresses."""
    hosts = {host: of_host(hostvars, host, VARIABLES) for host in topology["hosts"]}
    return [{"url": node.url, "name": node.host} for node in nodes(topology, hosts)]


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"eservices_nodes": eservices_nodes}
