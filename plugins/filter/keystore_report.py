# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What became of the keystore of every host."""

from __future__ import annotations

DOCUMENTATION = r"""
name: keystore_report
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Says what became of the keystore of every host
description:
  - Internal, used by the playbook C(gir.multidc.keystore_sync).
positional: plan
options:
  _input:
    description: What M(gir.multidc.rcs_keystore_sync) returned.
    type: dict
    required: true
  plan:
    description: What P(gir.multidc.keystore_plan#filter) did.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Show what became of every host
  ansible.builtin.debug:
    msg: "{{ (sync | gir.multidc.keystore_report(plan)).lines }}"
"""

RETURN = r"""
_value:
  description:
    - C(source); C(hosts), what happened on each; hosts that were C(written); hosts whose RCS was C(restarted), and
      those to C(restart_by_hand); C(stale) hosts; C(lines), one for each host.
  type: dict
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._keystores.report import report
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import plain


def keystore_report(sync: Mapping[str, Any], plan: Mapping[str, Any]) -> dict[str, Any]:
    """Return the report."""
    hosts: Any = plain(sync["hosts"])
    found = report({**sync, "hosts": hosts}, plan)
    return {**asdict(found), "lines": found.lines}


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"keystore_report": keystore_report}
