# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whose old index is deleted and built anew after an upgrade."""

from __future__ import annotations

DOCUMENTATION = r"""
name: upgrade_index
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Says whose recording index is deleted and built anew after an upgrade
description:
  - Reads C(gir_upgrade_purge_old_index), C(gir_upgrade_purge_confirm) and C(gir_upgrade_purge_from). Nothing is deleted
    that was not named in both of the first two.
  - Internal, used by the playbook C(gir.multidc.upgrade).
positional: hostvars
options:
  _input: {description: "The model of the data centers, C(gir_topology).", type: dict, required: true}
  hostvars:
    description: The variables of all hosts. Those that ask for it are read from C(localhost).
    type: dict
    required: true
  leave_out: {description: Hosts that are not upgraded., type: list, elements: str, default: []}
"""

EXAMPLES = r"""
- name: Plan whose index is built anew
  ansible.builtin.set_fact:
    index: "{{ gir_topology | gir.multidc.upgrade_index(hostvars) }}"
"""

RETURN = r"""
_value:
  description:
    - C(rebuilds), each with C(data_center), C(host), whose variables say how its RWS is asked, C(urls) and C(start);
      C(notes), sentences on an old index that remains; C(problems), one sentence each. With problems nothing should be
      begun.
  type: dict
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._eservices.nodes import VARIABLES
from ansible_collections.gir.multidc.plugins.plugin_utils._report.variables import of_host, of_hosts
from ansible_collections.gir.multidc.plugins.plugin_utils._upgrade.index import ACCOUNT, ASKED, index
from ansible_collections.gir.multidc.plugins.plugin_utils._upgrade.observed import observed


def upgrade_index(topology: Any, hostvars: Mapping[str, Any], leave_out: Iterable[str] = ()) -> dict[str, Any]:
    """Return what is built anew and what stands in the way."""
    kept = of_hosts(hostvars, topology["hosts"], "__component_observed")
    observations = {host: {name: observed(given) for name, given in found.items()} for host, found in kept.items()}
    hosts = {
        host: of_host(hostvars, host, (*VARIABLES, *ACCOUNT))
        for center in topology["data_centers"].values()
        for host in center["hosts"].get("gir_rws") or ()
    }
    # The controller need not be in the group whose variables these are.
    asked: dict[str, Any] = {}
    for host in (*list(hosts)[:1], "localhost"):
        asked.update(of_host(hostvars, host, ASKED))
    return asdict(index(topology, asked, hosts, observations, leave_out))


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"upgrade_index": upgrade_index}
