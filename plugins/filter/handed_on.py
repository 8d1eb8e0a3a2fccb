# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What of a result goes on to the next job of a workflow."""

from __future__ import annotations

DOCUMENTATION = r"""
name: handed_on
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Makes of a result what the next job of a workflow gets
description:
  - Internal, used by the playbooks of this collection for M(ansible.builtin.set_stats). Numbers stand in place of lists
    that grow with the system.
positional: verb, todo
options:
  _input: {description: "What the verb publishes, such as C(gir_site).", type: dict, required: true}
  verb: {description: The verb., type: str, required: true}
  todo:
    description: Of C(site), component to the hosts where it was to be done.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Give it to what runs after this playbook
  ansible.builtin.set_stats:
    data:
      gir_verify: "{{ gir_verify | gir.multidc.handed_on('verify') }}"
    aggregate: false
"""

RETURN = r"""
_value: {description: The same members without those that grow with the system., type: dict}
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.gir.multidc.plugins.plugin_utils._report import handed_on as of


def handed_on(result: Mapping[str, Any], verb: str, todo: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return it."""
    if verb not in of.VERBS:
        raise AnsibleFilterError(f"verb is {verb}; give one of {', '.join(of.VERBS)}.")
    return of.of_site(result, todo or {}) if verb == "site" else of.handed_on(result, verb)


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"handed_on": handed_on}
