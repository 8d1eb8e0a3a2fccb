# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lays a user's further options over those of a role without losing a section."""

from collections.abc import Mapping

from ansible.errors import AnsibleFilterError

DOCUMENTATION = r"""
name: with_options
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Lays further options over those of a role
description:
  - Combines nested dictionaries at any depth; the further options win. Lists are replaced as a whole.
  - A V(null) in the place of an option stays V(null), which removes the option from the file.
  - A V(null) in the place of a section, which is what an empty key in YAML is, changes nothing.
  - Any other value in the place of a section is refused, all at once, because a section would be lost.
positional: options
options:
  _input:
    description: The options of the role.
    type: dict
    required: true
  options:
    description: The further options.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Show the result
  ansible.builtin.debug:
    msg: "{{ {'jetty': {'port': 8080, 'host': 'a'}} | gir.multidc.with_options({'jetty': {'host': none}}) }}"
# {"jetty": {"port": 8080, "host": null}}
"""

RETURN = r"""
_value:
  description: The combined options.
  type: dict
"""


def _laid_over(base, options, path, problems):
    result = {name: base[name] for name in base}
    for name, value in options.items():
        where = f"{path}{name}"
        if not isinstance(result.get(name), Mapping):
            result[name] = value
        elif isinstance(value, Mapping):
            result[name] = _laid_over(result[name], value, where + "/", problems)
        elif value is not None:
            problems.append(f"{where} is a section of the file, but the given value is not one: give its options")
    return result


def with_options(base, options):
    """Return the options of the role with the further ones."""
    if not isinstance(base, Mapping) or not isinstance(options, Mapping):
        raise AnsibleFilterError("Further options: give a dictionary.")
    problems = []
    result = _laid_over(base, options, "", problems)
    if problems:
        raise AnsibleFilterError("Further options: " + "; ".join(problems) + ".")
    return result


class FilterModule:
    """The filters of this file."""

    def filters(self):
        return {"with_options": with_options}
