# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which agent groups a switch of the eServices site has to move."""

from __future__ import annotations

DOCUMENTATION = r"""
name: eservices_groups
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Names the agent groups whose annex holds another eServices site
description:
  - The annex of an agent group outweighs the Application of the desktops. A group without the option follows the
    Application, and is left alone.
  - Internal, used by the playbook C(gir.multidc.eservices_switch).
positional: site, desktops
options:
  _input: {description: What M(gir.multidc.gax_info) returned for the desktops., type: dict, required: true}
  site: {description: The site to switch to., type: str, required: true}
  desktops:
    description: As in P(gir.multidc.site_findings#filter).
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Move the agent groups
  gir.multidc.gax_options:
    objects: "{{ (read | gir.multidc.eservices_groups('DC2')).objects }}"
"""

RETURN = r"""
_value:
  description:
    - C(objects), the agent groups as M(gir.multidc.gax_options) takes them; C(pinned), those whose site the inventory
      writes, each with its C(name) and the C(reason).
  type: dict
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._components.options import places
from ansible_collections.gir.multidc.plugins.plugin_utils._components.workspace_desktop_options import WorkspaceDesktop
from ansible_collections.gir.multidc.plugins.plugin_utils._eservices.outcome import of_groups
from ansible_collections.gir.multidc.plugins.plugin_utils._report.sites import Desktops


def eservices_groups(
    answer: Mapping[str, Any], site: str, desktops: Mapping[str, Any] | None = None
) -> dict[str, list[Any]]:
    """Return the groups."""
    described = desktops or {}
    names = {**places(WorkspaceDesktop), **(described.get("option_names") or {})}
    groups, extra = described.get("agent_groups") or {}, described.get("extra_options") or {}
    found = Desktops(answer, names["eservices_site"], groups, extra)
    return of_groups(answer, found.place, site, found) if found.option else {"objects": [], "pinned": []}


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"eservices_groups": eservices_groups}
