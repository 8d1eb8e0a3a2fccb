# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A switch that is blank is not given, and one that is misspelt is refused."""

from __future__ import annotations

DOCUMENTATION = r"""
name: switch
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Reads a switch, for which blank text means that it is not given
description:
  - Internal, used by the playbooks of this collection. Unlike P(ansible.builtin.bool#filter) it does not read blank or
    misspelt text as false, which could drop a safety without notice.
positional: _input, name, otherwise
options:
  _input: {description: "The value, null or blank text where it is not given.", type: raw, required: true}
  name: {description: "Name of the variable, for the error message.", type: str, required: true}
  otherwise: {description: What counts when it is not given., type: bool, required: true}
"""

EXAMPLES = r"""
- name: Say whether the record is read
  ansible.builtin.debug:
    msg: "{{ gir_read_record | default('') | gir.multidc.switch('gir_read_record', true) }}"
"""

RETURN = r"""
_value: {description: What the switch says., type: bool}
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.gir.multidc.plugins.plugin_utils._components.reading import truth
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import show


def switch(value: Any, name: str, otherwise: bool) -> bool:
    """Return what the switch says."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return otherwise
    found = truth(value)
    if found is None:
        raise AnsibleFilterError(f"{name} is {show(value)}, which is neither true nor false. Write true or false.")
    return found


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"switch": switch}
