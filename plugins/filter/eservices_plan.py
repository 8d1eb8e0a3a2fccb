# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a switch of the eServices site will do, and what stands in its way."""

from __future__ import annotations

DOCUMENTATION = r"""
name: eservices_plan
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Says what a switch of the eServices site will do, and why it may not be
description: Internal, used by the playbook C(gir.multidc.eservices_switch).
positional: hostvars, found
options:
  _input: {description: "The model of the data centers, C(gir_topology).", type: dict, required: true}
  hostvars: {description: The variables of all hosts., type: dict, required: true}
  found:
    description:
      - C(host), whose variables count; C(ledger), what M(gir.multidc.ledger) returned; C(probes), the results of
        M(gir.multidc.transaction_probe); C(gax), what M(gir.multidc.gax_info) returned; C(desktops), whether the
        inventory describes desktops; C(operation), the one that is gone on with.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Show why nothing may be done
  ansible.builtin.debug:
    msg: "{{ (gir_topology | gir.multidc.eservices_plan(hostvars, found)).problems }}"
"""

RETURN = r"""
_value:
  description:
    - C(problems) and C(open_points), one sentence each; C(data_center) and C(site) to switch to; C(before), the site
      that the ledger names; C(operation), C(changes_ledger), C(urls), C(silent), C(monitoring_delay), C(wait_timeout)
      and C(desktops).
  type: dict
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._eservices import precheck
from ansible_collections.gir.multidc.plugins.plugin_utils._eservices.nodes import VARIABLES, monitoring_delay, nodes
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.calls import template_variables
from ansible_collections.gir.multidc.plugins.plugin_utils._report.variables import of_host

_GIVEN = (precheck.TO, precheck.CONFIRM, *precheck.ACCOUNT)


def eservices_plan(topology: Any, hostvars: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """Return the plan."""
    hosts = {host: of_host(hostvars, host, VARIABLES) for host in topology["hosts"]}
    seen = precheck.Seen(
        ledger=found["ledger"],
        probes=found.get("probes") or (),
        gax=found.get("gax") or {},
        desktops=bool(found.get("desktops")),
        monitoring_delay=monitoring_delay(hosts),
        operation=found.get("operation") or "",
    )
    given = of_host(hostvars, found["host"], _GIVEN)
    # Braces in a message are text.
    return template_variables(precheck.plan(topology, given, nodes(topology, hosts), seen).as_dict())


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"eservices_plan": eservices_plan}
