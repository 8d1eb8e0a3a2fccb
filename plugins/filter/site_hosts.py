# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hosts of a play of playbook site."""

from __future__ import annotations

DOCUMENTATION = r"""
name: site_hosts
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Names the hosts of a component's play
description:
  - Internal, used by playbook C(gir.multidc.site) as the hosts of its plays. These are the hosts on which something of
    the component differs or was not observed in this run, and the one that stands for the controller.
  - No host where everything was seen to be equal, so that a run with nothing to do is through in no time.
options:
  _input:
    description: The variable RV(ignore:hostvars), which a check of the syntax does not have.
    type: dict
    required: true
  groups:
    description: The variable RV(ignore:groups).
    type: dict
    required: true
  components:
    description: The component, or several; then the hosts of all of them.
    type: list
    elements: str
    required: true
  otherwise:
    description: The hosts before anything was compared, as C(--list-hosts) shows them.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Configure the recording storage
  hosts: "{{ hostvars | default({}) | gir.multidc.site_hosts(groups, ['webdav'], 'gir_webdav') }}"
  tasks: []
"""

RETURN = r"""
_value: {description: "A list of names, or a pattern that no host matches.", type: raw}
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.surfaces import CONTROLLER_GROUP
from ansible_collections.gir.multidc.plugins.plugin_utils._report.variables import of_host

_PUBLISHED = "__gir_todo"
# A pattern for a group that does not exist would be a warning.
NOBODY = "all:!all"


def site_hosts(
    hostvars: Mapping[str, Any], groups: Mapping[str, Sequence[str]], components: Iterable[str], otherwise: str
) -> list[str] | str:
    """Return the hosts."""
    controller = next(iter(groups.get(CONTROLLER_GROUP, ())), None)
    if controller is None:
        return otherwise
    todo = of_host(hostvars, controller, [_PUBLISHED]).get(_PUBLISHED) or {}
    found = [host for name in components for host in todo.get(name, ()) if host != "localhost"]
    # With it a play is never left without a host, which ends the run, when all others stop answering.
    return list(dict.fromkeys([*found, controller])) if any(name in todo for name in components) else NOBODY


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"site_hosts": site_hosts}
