# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the eServices site of the desktops stands."""

from __future__ import annotations

DOCUMENTATION = r"""
name: site_objects
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Names the objects that hold the eServices site of the desktops
description: Internal, used by the playbook C(gir.multidc.verify).
positional: groups, tenant
options:
  _input: {description: Name of the Application object of the desktops., type: str, required: true}
  groups: {description: "Names of agent groups by data center, or V(null).", type: dict, default: {}}
  tenant: {description: Tenant of the agent groups., type: str}
"""

EXAMPLES = r"""
- name: Show what is read
  ansible.builtin.debug:
    msg: "{{ 'WDE' | gir.multidc.site_objects({'dc1': 'Agents of dc1'}) }}"
"""

RETURN = r"""
_value: {description: The objects as M(gir.multidc.gax_info) takes them; maybe none., type: list, elements: dict}
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._report.sites import objects


def site_objects(
    application: str | None, groups: Mapping[str, object] | None = None, tenant: str | None = None
) -> list[dict[str, str]]:
    """Return the objects."""
    return objects(application, groups or {}, tenant)


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"site_objects": site_objects}
