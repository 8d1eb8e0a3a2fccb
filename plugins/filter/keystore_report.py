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
  _input: {description: What M(gir.multidc.rcs_keystore_sync) returned., type: dict, required: true}
  plan: {description: What P(gir.multidc.keystore_plan#filter) did., type: dict, required: true}
"""

EXAMPLES = r"""
- name: Say when somebody has to restart RCS
  ansible.builtin.assert:
    that: (sync | gir.multidc.keystore_report(plan)).restart_by_hand | length == 0
    quiet: true
"""

RETURN = r"""
_value:
  description: What became of every host.
  type: dict
  contains:
    source: {description: The host whose keystore the others got., type: str}
    hosts: {description: What happened on each host., type: dict}
    written: {description: Hosts whose keystore was written., type: list, elements: str}
    restarted: {description: Hosts whose RCS was restarted., type: list, elements: str}
    restart_by_hand: {description: Hosts whose RCS somebody has to restart., type: list, elements: str}
    stale: {description: Hosts that were not reached., type: list, elements: str}
    lines: {description: A line for each host., type: list, elements: str}
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
