# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What became of a switch of the eServices site."""

from __future__ import annotations

DOCUMENTATION = r"""
name: eservices_report
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Reports a switch of the eServices site
description: Internal, used by the playbook C(gir.multidc.eservices_switch).
positional: done
options:
  _input: {description: What P(gir.multidc.eservices_plan#filter) returned., type: dict, required: true}
  done:
    description:
      - What each part returned, C(rws), C(files), C(ledger), C(desktops), C(groups); C(pinned) of
        P(gir.multidc.eservices_groups#filter); C(source), as C(gir_configuration_source); C(has_desktops); C(check).
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Show what became of it
  ansible.builtin.debug:
    msg: "{{ (plan | gir.multidc.eservices_report(done)).lines }}"
"""

RETURN = r"""
_value:
  description:
    - C(ok), C(summary), C(site), C(data_center), C(before), C(outcome), which is V(accepted), V(refused), V(unknown) or
      V(not asked); C(items), each with C(kind), C(name), C(answer) and C(reason); C(lines), the same as text;
      C(open_points), one sentence each.
  type: dict
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._eservices import outcome
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.calls import template_variables


def eservices_report(plan: Mapping[str, Any], done: Mapping[str, Any]) -> dict[str, Any]:
    """Return the report."""
    parts = {name: done.get(name) or {} for name in ("rws", "ledger", "desktops", "groups", "files")}
    found = outcome.Done(
        plan=plan,
        pinned=done.get("pinned") or [],
        source=done["source"],
        has_desktops=bool(done.get("has_desktops")),
        check=bool(done.get("check")),
        **parts,
    )
    # Braces in a message are text.
    return template_variables(outcome.report(found))


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"eservices_report": eservices_report}
