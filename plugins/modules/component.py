#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: component
version_added: 0.1.0
short_description: Carry out one verb on the desired state of one component
description:
  - Internal, used by the component roles. Computes what a component of this host, or of the controller, should be, from
    the model of the data centers (C(gir_topology)) and the variables of the component, and carries out one verb on it.
  - The variables are read as the task sees them, with the parameters of the role and the variables of the play. For a
    component that runs on the controller they are those of C(localhost), whichever host the task belongs to.
  - In playbook C(gir.multidc.site), V(check) also refuses what needs a component that was refused before.
  - The desired state carries secrets. It never leaves the action; results hold what the tasks of a role have to know.
options:
  component: {description: "Name of the component in the registry, for example V(muxer).", type: str, required: true}
  verb:
    description:
      - V(check) reports everything that is wrong with the variables, and returns what the tasks have to do.
      - V(render) writes files and Configuration Server objects on the controller, below C(gir_render_dir).
      - V(write) writes the files on the host. V(import_files) writes Configuration Server objects for import on the
        controller, V(documents) what the operator has to read.
      - V(objects) applies the Configuration Server objects through GAX, V(unwanted) takes out options that must not be
        set; both run where the task runs, so delegate them to the controller.
      - V(contact_centers) asks RWS which contact centers there are, as M(gir.multidc.rws_contact_center_info) does.
        V(features), V(storage) and V(settings) apply the state of one, V(dns) the DNS records.
      - V(media_lifecycle), of component V(contact_center), writes the rules of C(gir_media_lifecycle) as
        M(gir.multidc.rws_media_lifecycle) does, where C(gir_media_lifecycle_apply) is given with C(-e) and true. It is
        skipped otherwise.
      - V(probe) tries the transactions that prove what the component needs, as M(gir.multidc.transaction_probe) does.
      - V(windows_stopped) and V(windows_started) stop and start the Windows services of the host, with
        C(ansible.windows.win_service).
    type: str
    choices:
      - check
      - render
      - write
      - import_files
      - documents
      - objects
      - unwanted
      - contact_centers
      - features
      - storage
      - settings
      - media_lifecycle
      - dns
      - probe
      - windows_stopped
      - windows_started
    default: check
  validate_files:
    description: Whether files are checked with the program that will read them, where one is known.
    type: bool
    default: true
  contact_center_id:
    description: The contact center that V(features), V(storage) and V(settings) are about, where RWS has one.
    type: str
extends_documentation_fragment: [gir.multidc._attributes.writes]
author: Contributors to the gir.multidc project (@gir-multidc)
seealso:
  - module: gir.multidc.topology
"""

EXAMPLES = r"""
- name: Check what is desired of the Muxer
  gir.multidc.component:
    component: muxer
  register: check

- name: Write the files of the Muxer
  gir.multidc.component:
    component: muxer
    verb: write
"""

RETURN = r"""
violations:
  description: The rules that the variables break, each with C(id), C(subject), C(host), C(sentence) and C(remedy).
  returned: always
  type: list
  elements: dict
notices: {description: "What to know besides, as sentences.", returned: success, type: list, elements: str}
because:
  description: Which components were refused, each with C(component) and C(host), so that this one was left alone.
  returned: when O(verb=check) stops the component because of others
  type: list
  elements: dict
plan: {description: What the tasks of a role have to do; holds no secret., returned: when O(verb=check), type: dict}
"""
