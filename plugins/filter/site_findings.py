# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the desktops and RWS use the eServices site of the active data center."""

from __future__ import annotations

DOCUMENTATION = r"""
name: site_findings
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Compares the eServices sites of the desktops and of RWS with the active data center
description:
  - The desktops and RWS are moved to another eServices site by two separate actions. When they differ, screen
    recordings and interactions are handled by different data centers.
  - Used by the playbook C(gir.multidc.verify).
positional: rws, site, data_center, option_names
options:
  _input:
    description:
      - What M(gir.multidc.gax_info) returned for the Application object of the desktops and for their agent groups,
        whose annex wins over it. Nothing is said about the desktops when it was skipped or is empty.
    type: dict
    required: true
  rws:
    description: What M(gir.multidc.rws_multimedia_switch_info) returned. Nothing is said about RWS when it is empty.
    type: dict
    required: true
  site: {description: The site of the active data center., type: str, required: true}
  data_center: {description: The active data center., type: str, required: true}
  option_names:
    description:
      - Names of options, C(workspace_desktop_option_names) of role P(gir.multidc.workspace_desktop#role). Nothing is
        said about the desktops when the one of C(eservices_site) is V(null).
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Fail when desktops or RWS are on another site
  ansible.builtin.assert:
    that: desktops | gir.multidc.site_findings(rws, 'DC1', 'dc1') | rejectattr('ok') | length == 0
"""

RETURN = r"""
_value:
  description: Each place where the site stands, in the form of the report of C(gir.multidc.verify).
  type: list
  elements: dict
  contains:
    host: {description: The host., type: str}
    data_center: {description: Its data center., type: str}
    name: {description: What was compared., type: str}
    url: {description: Where., type: str}
    ok: {description: Whether it is the site of the active data center., type: bool}
    reason: {description: Why it is not., type: str, returned: when it is not}
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._components.options import places
from ansible_collections.gir.multidc.plugins.plugin_utils._components.workspace_desktop_options import WorkspaceDesktop
from ansible_collections.gir.multidc.plugins.plugin_utils._report.sites import Site, findings


def site_findings(
    desktops: Mapping[str, Any],
    rws: Mapping[str, Any],
    site: str,
    data_center: str,
    option_names: Mapping[str, str | None] | None = None,
) -> list[dict[str, Any]]:
    """Return what was found."""
    names = {**places(WorkspaceDesktop), **(option_names or {})}
    return findings(desktops, rws, Site(site, data_center), names["eservices_site"])


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"site_findings": site_findings}
