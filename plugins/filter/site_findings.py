# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the desktops and RWS use the eServices site that they should."""

from __future__ import annotations

DOCUMENTATION = r"""
name: site_findings
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Compares the eServices sites that desktops and RWS use with that of the ledger
description:
  - The desktops and RWS are moved to another eServices site by two separate actions. When they differ, screen
    recordings and interactions are handled by different data centers.
  - Internal, used by the playbook C(gir.multidc.verify).
positional: rws, topology, desktops, hostvars, answered
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
  topology:
    description:
      - The model of the data centers, C(gir_topology). C(eservices_site) is the site that all should have, and
        C(eservices_source) says where it comes from.
    type: dict
    required: true
  desktops:
    description: How the inventory describes the desktops.
    type: dict
    default: {}
    suboptions:
      option_names:
        description:
          - Names of options, C(workspace_desktop_option_names) of role P(gir.multidc.workspace_desktop#role). Nothing
            is said about the desktops when the one of C(eservices_site) is V(null).
        type: dict
      agent_groups: {description: C(workspace_desktop_agent_groups)., type: dict}
      extra_options: {description: C(workspace_desktop_agent_group_extra_options)., type: dict}
      unread: {description: "Why GAX is not asked, where that is so.", type: str}
  hostvars:
    description:
      - The variables of all hosts. C(__verify_asked) of any host names the hosts of this run. An address of RWS that
        gives no answer is no failure when all hosts behind it are outside of the limit.
    type: dict
    default: {}
  answered:
    description: Whether a probe of the site's own says which site RWS uses, where no node shows it.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Fail when desktops or RWS are on another site
  ansible.builtin.assert:
    that: desktops | gir.multidc.site_findings(rws, gir_topology) | selectattr('answer', '==', 'failed') | length == 0
"""

RETURN = r"""
_value:
  description: Each place where the site stands, in the form of the report of C(gir.multidc.verify).
  type: list
  elements: dict
  contains:
    host: {description: The host., type: str}
    data_center: {description: The active data center., type: str}
    name: {description: What was compared., type: str}
    url: {description: Where., type: str}
    answer: {description: "V(confirmed), V(failed) or V(not observable).", type: str}
    reason: {description: Why it is not confirmed., type: str, returned: when it is not}
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._components.options import places
from ansible_collections.gir.multidc.plugins.plugin_utils._components.workspace_desktop_options import WorkspaceDesktop
from ansible_collections.gir.multidc.plugins.plugin_utils._report.sites import ACTIVE, Desktops, Rws, Site, findings
from ansible_collections.gir.multidc.plugins.plugin_utils._report.variables import first_of


def site_findings(
    answer: Mapping[str, Any],
    rws: Mapping[str, Any],
    topology: Any,
    desktops: Mapping[str, Any] | None = None,
    hostvars: Mapping[str, Any] | None = None,
    answered: bool = False,
) -> list[dict[str, str]]:
    """Return what was found."""
    described = desktops or {}
    names = {**places(WorkspaceDesktop), **(described.get("option_names") or {})}
    asked = first_of(hostvars or {}, topology["hosts"], "__verify_asked")
    return findings(
        Desktops(
            answer,
            names["eservices_site"],
            described.get("agent_groups") or {},
            described.get("extra_options") or {},
            described.get("unread") or "",
        ),
        Rws(answer=rws, hidden=_hidden(topology, asked), answered=answered),
        Site(topology["eservices_site"], topology["active"], topology.get("eservices_source", ACTIVE)),
    )


def _hidden(topology: Any, asked: list[str] | None) -> dict[str, str]:
    """The addresses of data centers of which no RWS host is in this run."""
    centers = {} if asked is None else topology["data_centers"]
    return {
        name: center["rws_url"]
        for name, center in centers.items()
        if not set(center["hosts"].get("gir_rws", ())) & set(asked or ())
    }


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"site_findings": site_findings}
