# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Puts settings under the names that a product uses for them; the names are a table that users may change."""

import difflib
from collections.abc import Mapping

from ansible.errors import AnsibleFilterError

DOCUMENTATION = r"""
name: named_options
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Names settings as the product does, from a table
description:
  - Option names of the product that are known only by hearsay stand in one table per role, from the role's word for a
    setting to the product's name for it, so that an installation that differs changes the table and nothing else.
  - This filter takes the settings under the role's words and returns them as nested dictionaries under the product's
    names.
  - A setting whose value is V(null), whose name is V(null), or that has no name in the table is left out, so that the
    product's own default applies.
positional: names
options:
  _input:
    description: The settings, by the role's words.
    type: dict
    required: true
  names:
    description:
      - The product's name of each setting as C(section/option); O(depth) says how many levels are possible.
      - A word that O(_input) does not know, a malformed name, and a name given to two settings are refused, all at
        once.
    type: dict
    required: true
  depth:
    description: The number of levels that every name must have. Any number when it is not given.
    type: int
  value_format:
    description:
      - How each value is written; C({value}) stands for it. Values keep their type when it is C({value}) alone.
    type: str
    default: "{value}"
"""

EXAMPLES = r"""
- name: Show the sections of a configuration file
  ansible.builtin.debug:
    msg: "{{ {'port': 8889, 'mode': 'active', 'region': none} | gir.multidc.named_options(names) }}"
  vars:
    names:
      port: rp_server/port
      mode: processing/mode
      region: metadata/region
# {"processing": {"mode": "active"}, "rp_server": {"port": 8889}}
"""

RETURN = r"""
_value:
  description: The settings as nested dictionaries under the product's names, in the order of O(names).
  type: dict
"""


def _path_of(word, name, depth, problems):
    """Return the levels of a name; None when the setting has no name or a wrong one."""
    if name is None:
        return None
    parts = name.split("/") if isinstance(name, str) else []
    if not parts or any(not part or part != part.strip() for part in parts):
        problems.append(f"the name of {word!r} is {name!r}, give text like 'section/option', or null to leave it out")
        return None
    if depth is not None and len(parts) != depth:
        problems.append(f"the name of {word!r} is {name!r}, give it {depth} levels separated by '/'")
        return None
    return parts


def _place(tree, path, value):
    """Put the value into the tree; False when the place is taken."""
    for part in path[:-1]:
        tree = tree.setdefault(part, {})
        if not isinstance(tree, dict):
            return False
    if path[-1] in tree:
        return False
    tree[path[-1]] = value
    return True


def named_options(values, names, depth=None, value_format="{value}"):
    """Return the settings under the product's names."""
    for what, given in (("settings", values), ("table of names", names)):
        if not isinstance(given, Mapping):
            raise AnsibleFilterError(f"named_options: the {what} must be a dictionary, got {type(given).__name__}.")
    if not isinstance(value_format, str) or "{value}" not in value_format:
        raise AnsibleFilterError("named_options: value_format must be text that contains {value}.")
    problems = []
    tree = {}
    owner = {}
    for word, name in names.items():
        if word not in values:
            known = sorted(map(str, values))
            close = difflib.get_close_matches(str(word), known, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"the settings are {', '.join(known)}"
            problems.append(f"no setting is called {word!r}, {hint}")
            continue
        path = _path_of(word, name, depth, problems)
        value = values[word]
        if path is None or value is None:
            continue
        written = value if value_format == "{value}" else value_format.replace("{value}", str(value))
        if not _place(tree, path, written):
            problems.append(f"the name {name!r} of {word!r} is taken by {owner.get(name, 'another setting')!r}")
        owner.setdefault(name, word)
    if problems:
        raise AnsibleFilterError("Table of option names: " + "; ".join(problems) + ".")
    return tree


class FilterModule:
    """The filters of this file."""

    def filters(self):
        return {"named_options": named_options}
