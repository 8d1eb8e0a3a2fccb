#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: adopt_inventory
short_description: Write the inventory of a running system
version_added: 0.1.0
author: Contributors to the gir.multidc project (@gir-multidc)
description:
  - Turns what earlier tasks have read of a running system, and what the inventory in use (the seed) says of its hosts,
    into an inventory of this collection, below a directory of the controller.
  - It is a part of the playbook C(gir.multidc.adopt), which reads the system; see C(docs/adopt.md).
  - Secrets stand in C(group_vars/gir/vault.yml) only, which has mode 0600.
  - A file C(adoption-report.md) says what was recognised, what has to be filled in by hand, and where sources disagree.
extends_documentation_fragment: [gir.multidc._attributes.writes, gir.multidc._attributes.controller]
options:
  directory:
    description: Directory on the controller. It is made, or holds an inventory that this action has written before.
    type: str
    required: true
  overwrite:
    description: Whether files of another origin, or an encrypted vault, may be written over.
    type: bool
    default: false
  data_centers:
    description:
      - The groups that are data centers. When it is empty, all groups that hold hosts of the group C(gir) only and
        whose names do not begin with C(gir_).
    type: list
    elements: str
    default: []
  all_options:
    description:
      - Whether all Application Options of MCP and RCS are taken over, also those that this collection has no variable
        for. They would be kept as they are from then on.
    type: bool
    default: false
seealso:
  - module: gir.multidc.gax_info
  - module: gir.multidc.file_texts_info
"""

EXAMPLES = r"""
- name: Write the inventory
  gir.multidc.adopt_inventory:
    directory: inventories/adopted
"""

RETURN = r"""
directory: {description: The directory., returned: success, type: str, sample: /srv/inventories/adopted}
files:
  description: What became of each file, as for M(gir.multidc.render_bundle).
  returned: success
  type: list
  elements: dict
report: {description: "What was found, as lists of sentences by kind.", returned: success, type: dict}
problems: {description: "Why nothing was written, a sentence each.", returned: failure, type: list, elements: str}
"""
