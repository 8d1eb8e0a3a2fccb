#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: break_glass
version_added: 0.1.0
short_description: Write the break-glass sheets on the controller
description:
  - Writes one page for each data center and scenario, as HTML and as plain text with the same content. The page says
    how to move eServices, processing and the objects of Configuration Server with curl and ssh, when no controller is
    left. See C(docs/break-glass.md).
  - The pages hold no secret. They say which variable holds it, and in which file of the inventory that stands.
  - They are made from the whole inventory, whatever C(--limit) is. Nothing is written where this run does not see all
    hosts of the map; RV(notices) says so.
  - Connects to no host. What is recorded as active does not matter, so the same inventory gives the same pages.
options:
  directory:
    description: Directory on the controller. Relative to where C(ansible-playbook) was started.
    type: path
    required: true
extends_documentation_fragment: [gir.multidc._attributes.writes]
author: Contributors to the gir.multidc project (@gir-multidc)
seealso:
  - module: gir.multidc.topology
"""

EXAMPLES = r"""
# Playbook gir.multidc.topology has to run before.
- name: Write the pages for the night on which no controller is left
  hosts: gir
  gather_facts: false
  tasks:
    - name: Write the break-glass sheets
      gir.multidc.break_glass:
        directory: /srv/share/break-glass
      run_once: true
"""

RETURN = r"""
sheets:
  description: Every page with its C(name), C(title) and C(fingerprint).
  returned: success
  type: list
  elements: dict
files:
  description: Every file with its C(path), C(changed) and C(state).
  returned: success
  type: list
  elements: dict
notices: {description: "Why nothing was written, as sentences.", returned: success, type: list, elements: str}
"""
