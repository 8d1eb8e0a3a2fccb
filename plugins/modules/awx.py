#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: awx
version_added: 0.1.0
short_description: Make AWX ready for the playbooks of this collection
description:
  - Used by playbook C(gir.multidc.awx). Reads AWX, and makes or changes what differs from what the inventory asks for,
    with the modules of the collection C(awx.awx), which has to be installed. Afterwards it reads AWX once more. See
    C(docs/awx.md).
  - Makes an organization, a credential type for the secrets of the inventory, credentials, an execution environment, a
    project, an inventory with its source, notification templates, job templates with surveys, workflows with
    approvals, schedules, teams and their roles.
  - Only what carries the mark of this collection and of C(gir_awx_name) in its description is changed. What is no
    longer wanted is removed only with C(gir_awx_prune).
  - With C(gir_awx_output_dir) it asks nobody, and writes the data as a file for the roles of
    C(infra.aap_configuration). With C(gir_awx_project_dir) it asks nobody either, and writes a file for each playbook
    into a checkout of the repository of the project.
  - Secrets are sent in credentials and notification templates only, and are neither in the result nor in the file. AWX
    shows none, so a secret that changed is sent with C(gir_awx_update_secrets).
options: {}
extends_documentation_fragment: [gir.multidc._attributes.writes]
author: Contributors to the gir.multidc project (@gir-multidc)
seealso:
  - module: gir.multidc.topology
"""

EXAMPLES = r"""
# Playbook gir.multidc.topology has to run before.
- name: Make AWX ready
  hosts: localhost
  gather_facts: false
  tasks:
    - name: Make AWX ready
      gir.multidc.awx:
      vars:
        gir_awx_url: https://awx.example.com
        gir_awx_token: "{{ vault_awx_token }}"
        gir_awx_project_url: https://git.example.com/gir.git
        gir_awx_inventory_path: inventories/prod
        gir_awx_image: registry.example.com/gir-multidc:2.16
"""

RETURN = r"""
changes:
  description: What was changed, or would be in check mode, a sentence each.
  returned: success
  type: list
  elements: str
  sample: [create job template GIR drift]
kept:
  description: What this collection made and no longer wants, and leaves without C(gir_awx_prune).
  returned: success
  type: list
  elements: str
lines: {description: "The same for people, with what to know besides.", returned: success, type: list, elements: str}
paths:
  description: The files.
  returned: with C(gir_awx_output_dir) or C(gir_awx_project_dir)
  type: list
  elements: str
"""
