# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What playbook verify proved."""

from __future__ import annotations

DOCUMENTATION = r"""
name: verification
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Reports the transactions of all hosts
description:
  - Internal, used by the playbook C(gir.multidc.verify). A host that had something to prove and did not answer is a
    failure.
positional: hostvars, sites
options:
  _input: {description: "The model of the data centers, C(gir_topology).", type: dict, required: true}
  hostvars:
    description:
      - The variables of all hosts. Of each host C(__verify_probes) is read, what verb V(probe) of
        M(gir.multidc.component) returned for each of its components, and C(__index_update_verdict).
    type: dict
    required: true
  sites: {description: What P(gir.multidc.site_findings#filter) found., type: list, elements: dict, default: []}
"""

EXAMPLES = r"""
- name: Show what was proven
  ansible.builtin.debug:
    msg: "{{ (gir_topology | gir.multidc.verification(hostvars)).lines }}"
"""

RETURN = r"""
_value:
  description:
    - C(ok), whether all succeeded and there was something to try; C(lines), one for each transaction; C(message), all
      failures, or that there are none.
  type: dict
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._report.variables import of_hosts
from ansible_collections.gir.multidc.plugins.plugin_utils._report.verification import verification as report


def verification(topology: Any, hostvars: Mapping[str, Any], sites: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """Return the report."""
    answers = of_hosts(hostvars, topology["hosts"], "__verify_probes")
    verdicts = of_hosts(hostvars, topology["hosts"], "__index_update_verdict")
    found = report(topology, answers, verdicts, sites)
    return {"ok": found.ok, "lines": found.lines, "message": found.message}


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"verification": verification}
