# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What playbook verify confirmed."""

from __future__ import annotations

DOCUMENTATION = r"""
name: verification
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Reports the transactions of all hosts
description:
  - Internal, used by the playbook C(gir.multidc.verify). A host that had something to prove and did not answer is a
    failure. A host that the limit leaves out is counted apart.
positional: hostvars, sites, probes, limit
options:
  _input: {description: "The model of the data centers, C(gir_topology).", type: dict, required: true}
  hostvars:
    description:
      - The variables of all hosts. Of each host C(__verify_probes) is read, what verb V(probe) of
        M(gir.multidc.component) returned for each of its components, and C(__index_update_verdict) or
        C(__hold_keeper_verdict). C(__verify_asked) of any host names the hosts of this run, C(__verify_lifecycle) is
        what M(gir.multidc.media_lifecycle_info) returned.
    type: dict
    required: true
  sites: {description: What P(gir.multidc.site_findings#filter) found., type: list, elements: dict, default: []}
  probes: {description: What M(gir.multidc.probe_commands) answered., type: list, elements: dict, default: []}
  limit: {description: "The C(--limit) of this run, if any.", type: str, default: ""}
"""

EXAMPLES = r"""
- name: Show what was confirmed
  ansible.builtin.debug:
    msg: "{{ (gir_topology | gir.multidc.verification(hostvars)).lines }}"
"""

RETURN = r"""
_value:
  description: The report.
  type: dict
  contains:
    result: {description: "The variable C(gir_verify), as docs/verify.md describes it.", type: dict}
    lines: {description: "One line for each transaction, which begins with its answer.", type: list, elements: str}
    message: {description: "How many answers of each kind there are, and every failure.", type: str}
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._report.variables import first_of, of_hosts
from ansible_collections.gir.multidc.plugins.plugin_utils._report.verification import Observed, of_lifecycle
from ansible_collections.gir.multidc.plugins.plugin_utils._report.verification import verification as report


def verification(
    topology: Any,
    hostvars: Mapping[str, Any],
    sites: Sequence[Mapping[str, Any]] = (),
    probes: Sequence[Mapping[str, Any]] = (),
    limit: str = "",
) -> dict[str, Any]:
    """Return the report."""
    hosts = topology["hosts"]
    observed = Observed(
        asked=first_of(hostvars, hosts, "__verify_asked") or (),
        answers=of_hosts(hostvars, hosts, "__verify_probes"),
        # One runs in the standby data center, the other in the active one, so that no host has both.
        verdicts={
            **of_hosts(hostvars, hosts, "__index_update_verdict"),
            **of_hosts(hostvars, hosts, "__hold_keeper_verdict"),
        },
        sites=[*sites, *of_lifecycle(first_of(hostvars, hosts, "__verify_lifecycle"))],
        probes=probes,
    )
    found = report(topology, observed, limit)
    return {"result": found.result, "lines": found.lines, "message": found.message}


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"verification": verification}
