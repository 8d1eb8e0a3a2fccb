# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What playbook eservices_switch decides."""

from __future__ import annotations

DOCUMENTATION = r"""
name: eservices
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Decides the steps of a switch of the eServices site
description: Internal, used by the playbook C(gir.multidc.eservices_switch).
positional: step, hostvars
options:
  _input: {description: What the step needs to know., type: dict, required: true}
  step:
    description:
      - V(nodes) lists the addresses of all RWS nodes. V(plan) says what will be done, and why it may not be. V(files)
        names the files of RWS hosts that hold the site, V(groups) the agent groups whose annex has another one.
        V(report) says what became of all parts.
    type: str
    choices: [nodes, plan, files, groups, report]
    required: true
  hostvars:
    description: The variables of all hosts; those that say where RWS is and what to switch to are read.
    type: dict
"""

EXAMPLES = r"""
- name: Show where RWS is asked
  ansible.builtin.debug:
    msg: "{{ {'topology': gir_topology} | gir.multidc.eservices('nodes', hostvars) | map(attribute='url') }}"
"""

RETURN = r"""
_value: {description: "A list of V(nodes) and of V(files), otherwise a dictionary.", type: raw}
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._components.options import places
from ansible_collections.gir.multidc.plugins.plugin_utils._components.workspace_desktop_options import WorkspaceDesktop
from ansible_collections.gir.multidc.plugins.plugin_utils._eservices import nodes, outcome, precheck
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.calls import template_variables
from ansible_collections.gir.multidc.plugins.plugin_utils._report.sites import Desktops
from ansible_collections.gir.multidc.plugins.plugin_utils._report.variables import of_host
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import plain

Given = Mapping[str, Any]


def _of_rws(given: Given, hostvars: Given) -> dict[str, dict[str, Any]]:
    return {host: of_host(hostvars, host, nodes.VARIABLES) for host in given["topology"]["hosts"]}


def _nodes(given: Given, hostvars: Given) -> list[dict[str, str]]:
    found = nodes.nodes(given["topology"], _of_rws(given, hostvars))
    return [{"url": node.url, "name": node.host} for node in found]


def _plan(given: Given, hostvars: Given) -> dict[str, Any]:
    """`given`: topology, `host` whose variables count, and what modules returned: ledger, probes, gax."""
    hosts = _of_rws(given, hostvars)
    seen = precheck.Seen(
        ledger=given["ledger"],
        probes=given.get("probes") or (),
        gax=given.get("gax") or {},
        desktops=bool(given.get("desktops")),
        monitoring_delay=nodes.monitoring_delay(hosts),
        operation=given.get("operation") or "",
    )
    own = of_host(hostvars, given["host"], (precheck.TO, precheck.CONFIRM, *precheck.ACCOUNT))
    made = precheck.plan(given["topology"], own, nodes.nodes(given["topology"], hosts), seen)
    # Braces in a message are text.
    return template_variables(made.as_dict())


def _files(given: Given, hostvars: Given) -> list[dict[str, str]]:
    known = {host: of_host(hostvars, host, nodes.PLACES) for host in given["hosts"]}
    return [asdict(one) for one in nodes.start_files(known, str(plain(given["site"])))]


def _groups(given: Given, _hostvars: Given) -> dict[str, list[Any]]:
    """`given`: gax, what gax_info returned; site; desktops, as filter site_findings has them."""
    described = given.get("desktops") or {}
    names = {**places(WorkspaceDesktop), **(described.get("option_names") or {})}
    groups, extra = described.get("agent_groups") or {}, described.get("extra_options") or {}
    found = Desktops(given["gax"], names["eservices_site"], groups, extra)
    return outcome.of_groups(found, given["site"])


def _report(given: Given, _hostvars: Given) -> dict[str, Any]:
    """`given`: plan, and what each part returned, as outcome.Done names them."""
    parts: dict[str, Any] = {name: one or {} for name, one in given.items()}
    return template_variables(outcome.report(outcome.Done(**parts)))


_STEPS = {"nodes": _nodes, "plan": _plan, "files": _files, "groups": _groups, "report": _report}


def eservices(given: Given, step: str, hostvars: Given | None = None) -> Any:
    """Return what the step decides."""
    return _STEPS[step](given, {} if hostvars is None else hostvars)


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"eservices": eservices}
