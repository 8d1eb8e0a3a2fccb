# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which keystore is the right one, which hosts get it, and in which order RCS reads it."""

from __future__ import annotations

DOCUMENTATION = r"""
name: keystore_plan
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Names the source and the targets of a keystore sync, and the order of the restarts
description:
  - The source is the designated Recording Crypto Server (RCS) of the active data center, the first of its group
    C(gir_rcs) unless it is named.
  - RCS reads its keystore in the standby data center first, then in those that only record, last in the active one,
    and there last on the source.
  - Internal, used by the playbooks of keystores.
positional: hostvars, source_host, certificate
options:
  _input: {description: "The model of the data centers, C(gir_topology).", type: dict, required: true}
  hostvars:
    description:
      - The variables of all hosts. Of each RCS host C(gir_root), C(gir_manage_services), C(rcs_keystore_path),
        C(rcs_keystore_password) and C(rcs_service) are read. No result contains a password.
    type: dict
    required: true
  source_host:
    description: Name of the source, when it is not to be the first RCS of the active data center.
    type: str
  certificate:
    description: A new recording certificate, C(gir_recording_certificate), whose mistakes are among the problems.
    type: dict
"""

EXAMPLES = r"""
- name: Show the source of the sync
  ansible.builtin.debug:
    msg: "{{ (gir_topology | gir.multidc.keystore_plan(hostvars)).source }}"
"""

RETURN = r"""
_value:
  description:
    - C(source), C(targets), C(paths) by host, C(order) of the restarts, C(unmanaged) hosts, whose RCS is restarted by
      hand, and C(problems), one sentence each. With problems nothing should be begun.
  type: dict
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._keystores.plan import GROUP, VARIABLES, plan, rcs_of
from ansible_collections.gir.multidc.plugins.plugin_utils._keystores.request import problems
from ansible_collections.gir.multidc.plugins.plugin_utils._report.variables import of_host


def keystore_plan(
    topology: Any,
    hostvars: Mapping[str, Any],
    source_host: str | None = None,
    certificate: Mapping[str, object] | None = None,
) -> dict[str, Any]:
    """Return the plan."""
    hosts = [host for host, known in topology["hosts"].items() if GROUP in known["components"]]
    found = plan(topology, {host: rcs_of(of_host(hostvars, host, VARIABLES)) for host in hosts}, source_host)
    if certificate is not None:
        found.problems.extend(problems(certificate))
    return asdict(found)


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"keystore_plan": keystore_plan}
