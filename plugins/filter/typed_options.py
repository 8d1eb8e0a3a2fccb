# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Gives settings the types that a product's file needs, however they reached the role."""

from collections.abc import Mapping

from ansible.errors import AnsibleFilterError
from ansible.module_utils.parsing.convert_bool import boolean

DOCUMENTATION = r"""
name: typed_options
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Gives settings the types that a product's file needs
description:
  - A number given with C(-e) on the command line is text, and with ansible-core before 2.19 so is a number that a
    template made. In a YAML file C("8080") and C(8080) differ.
  - This filter turns the named settings into numbers and booleans. All others stay as they are.
  - A named setting that is V(null) or empty text stays out, as V(null).
options:
  _input:
    description: The settings.
    type: dict
    required: true
  integers:
    description: Keys whose values are whole numbers.
    type: list
    elements: str
    default: []
  booleans:
    description: Keys whose values are booleans.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Show the settings with their types
  ansible.builtin.debug:
    msg: "{{ settings | gir.multidc.typed_options(integers=['port'], booleans=['tls']) }}"
  vars:
    settings:
      port: "8080"
      tls: "yes"
      name: "1"
# {"port": 8080, "tls": true, "name": "1"}
"""

RETURN = r"""
_value:
  description: The settings in their order, with the types asked for.
  type: dict
"""


def _integer(value):
    if isinstance(value, (bool, float)):
        raise ValueError
    return int(value)


def _boolean(value):
    if isinstance(value, float):
        raise TypeError
    return boolean(value)


def typed_options(values, integers=(), booleans=()):
    """Return the settings with the types asked for."""
    if not isinstance(values, Mapping):
        raise AnsibleFilterError(f"typed_options: the settings must be a dictionary, got {type(values).__name__}.")
    typed = dict(values)
    problems = []
    for keys, convert, what in ((integers, _integer, "a whole number"), (booleans, _boolean, "true or false")):
        for key in keys:
            if key not in typed:
                problems.append(f"no setting is called {key!r}")
                continue
            value = typed[key]
            try:
                typed[key] = None if value is None or value == "" else convert(value)
            except (TypeError, ValueError):
                problems.append(f"{key} is {value!r}, give {what}")
    if problems:
        raise AnsibleFilterError("Types of options: " + "; ".join(problems) + ".")
    return typed


class FilterModule:
    """The filters of this file."""

    def filters(self):
        return {"typed_options": typed_options}
