#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: render_components
version_added: 0.1.0
short_description: Write on the controller what every component asks of every host
description:
  - Internal, used by playbook C(gir.multidc.render). Computes the desired state of every component of every host of the
    play, and of the controller when it takes part, and writes files and Configuration Server objects below
    C(gir_render_dir) on the controller.
  - With the variable C(gir_report_url) it writes the files of those hosts only that C(gir_render_dir) is given for.
    Secrets are then refused, and so is a part of the hosts where no directory is given.
  - Everything that is wrong with the variables is reported at once, before the first file is written.
  - The variables are those of the inventory, of C(-e) and of M(ansible.builtin.set_fact), because the task looks at all
    hosts. Connects to no host.
options:
  send:
    description:
      - Whether to send the files of all hosts, with the break-glass sheets, to C(gir_report_url) as one archive,
        C(rendered.tar.gz), and to write nothing to a directory. Equal files give equal bytes, and are not sent again.
      - In check mode the server is asked for the archive that is there, and nothing is sent.
    type: bool
    default: false
extends_documentation_fragment: [gir.multidc._attributes.writes]
author: Contributors to the gir.multidc project (@gir-multidc)
seealso:
  - module: gir.multidc.topology
"""

EXAMPLES = r"""
- name: Render all hosts
  hosts: gir
  gather_facts: false
  tasks:
    - name: Render every component of every host
      gir.multidc.render_components:
      run_once: true
"""

RETURN = r"""
files:
  description: Every file with its C(path), C(changed) and C(state).
  returned: success, without O(send)
  type: list
  elements: dict
violations:
  description: The broken rules, each with C(id), C(subject), C(host), C(sentence), C(remedy) and C(severity).
  returned: always
  type: list
  elements: dict
url: {description: Address of the archive., returned: "success, with O(send)", type: str}
notices: {description: "What to know besides, as sentences.", returned: success, type: list, elements: str}
"""
