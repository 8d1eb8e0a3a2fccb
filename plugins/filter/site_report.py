# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a run of playbook site ended."""

from __future__ import annotations

DOCUMENTATION = r"""
name: site_report
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Reports what playbook site did not do
description: Internal, used by the playbook C(gir.multidc.site).
positional: groups, all_hosts, hosts, tags, skip_tags
options:
  _input:
    description:
      - The variables of all hosts. Of each host C(__gir_refusals) is read, what was kept with
        P(gir.multidc.refusal#filter); C(__component_check), which tells that something was begun there; and
        C(__gir_run), what the topology said of this run.
    type: dict
    required: true
  groups: {description: The groups of the inventory., type: dict, required: true}
  all_hosts: {description: The hosts of the play within the limit., type: list, elements: str, required: true}
  hosts: {description: Those that are still in the run., type: list, elements: str, required: true}
  tags: {description: "The tags of this run, C(ansible_run_tags).", type: list, elements: str, default: []}
  skip_tags: {description: "The tags that are left out, C(ansible_skip_tags).", type: list, elements: str, default: []}
"""

EXAMPLES = r"""
- name: Show what is not done
  ansible.builtin.debug:
    msg: "{{ (hostvars | gir.multidc.site_report(groups, ansible_play_hosts_all, ansible_play_hosts)).lines }}"
"""

RETURN = r"""
_value:
  description:
    - C(ok), whether everything is done that the run was asked for; C(message), the end of the run in one sentence;
      C(lines), one for each thing that is not done.
    - C(refused), each with C(component), C(host), C(task) and C(sentence), and C(stopped), each with C(component),
      C(host), C(sentence) and C(because), a list of C(component) and C(host); both in the order of the playbook, with
      C(host=localhost) for what the controller does.
    - C(silent), host to why it was not heard when the run began; C(lost), hosts that were lost on the way;
      C(unfinished), all hosts that the next run has to do again; C(run), the limit, the slice and the check mode.
  type: dict
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.calls import template_variables
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.surfaces import CONTROLLER_GROUP
from ansible_collections.gir.multidc.plugins.plugin_utils._report import site
from ansible_collections.gir.multidc.plugins.plugin_utils._report.refusals import KEPT, from_dict
from ansible_collections.gir.multidc.plugins.plugin_utils._report.variables import of_host
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.tags import components_asked_for

SILENT_GROUP = "__gir_silent"
RUN = "__gir_run"
# What the first task of every component registers.
BEGUN = "__component_check"
# What was compared before anything was done, and may have been equal.
COMPARED = "__gir_compared_components"


def site_report(
    hostvars: Mapping[str, Any],
    groups: Mapping[str, Sequence[str]],
    all_hosts: Sequence[str],
    hosts: Iterable[str],
    tags: Iterable[str] = (),
    skip_tags: Iterable[str] = (),
) -> dict[str, Any]:
    """Return the report."""
    every = list(dict.fromkeys([*groups.get("all", ()), CONTROLLER]))
    known = {host: of_host(hostvars, host, (KEPT, BEGUN, RUN, COMPARED)) for host in every}
    run = next((known[host][RUN] for host in all_hosts if RUN in known.get(host, {})), None) or {}
    reasons = run.get("silent") or {}
    silent, remaining = set(groups.get(SILENT_GROUP, ())), set(hosts)
    members = {*groups.get("gir", ()), CONTROLLER}
    asked_for = set(components_asked_for(tags, skip_tags))
    compared = {name for host in all_hosts for name in known.get(host, {}).get(COMPARED) or ()}
    seen = site.Seen(
        silent={host: str(reasons.get(host) or "") for host in all_hosts if host in silent},
        lost=[host for host in all_hosts if host not in remaining and host not in silent],
        left=[host for host in all_hosts if host in remaining and host in members],
        begun=not asked_for or bool(asked_for & compared) or any(BEGUN in known.get(host, {}) for host in all_hosts),
        controller=next(iter(groups.get(CONTROLLER_GROUP, ())), CONTROLLER),
        run=run,
    )
    refusals = [from_dict(one) for variables in known.values() for one in variables.get(KEPT, ())]
    return template_variables(site.site_report(refusals, every, seen).as_dict())


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"site_report": site_report}
