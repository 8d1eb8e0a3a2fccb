#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: rws_recording_tables_info
short_description: See whether Interaction Recording Web Services has its call-recording tables
version_added: 0.1.0
description:
  - Interaction Recording Web Services (RWS) keeps voice recordings in Cassandra tables of each contact center.
  - The module asks whether they exist, C(GET /api/v2/ops/contact-centers/<id>/recording-tables).
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment:
  - gir.multidc._rws
  - gir.multidc._rws.contact_center
  - gir.multidc._attributes
  - gir.multidc._attributes.info_module
  - gir.multidc._attributes.action_group_rws
seealso:
  - module: gir.multidc.rws_recording_tables
"""

EXAMPLES = r"""
- name: See whether voice recordings can be stored
  gir.multidc.rws_recording_tables_info:
    url:
      - http://rws1.dc1.example.com:8080
      - http://rws1.dc2.example.com:8080
    url_username: ops
    url_password: "{{ gir_rws_ops_password }}"
  register: tables

- name: Say so when they cannot
  ansible.builtin.assert:
    that: tables.exist
"""

RETURN = r"""
contact_center_id:
  description: The contact center; V(null) when it does not exist yet, see RV(assumed_new).
  returned: success
  type: str
  sample: 625a5cf1-dea8-4e46-b18b-831d4b254488
exist:
  description: Whether the tables exist; V(null) when this RWS does not tell.
  returned: success
  type: bool
  sample: true
node:
  description: Address of the node that answered; V(null) when none did.
  returned: success
  type: str
  sample: http://rws1.dc1.example.com:8080
assumed_new:
  description: Whether the result was assumed, see O(unreachable=assume_new).
  returned: success
  type: bool
  sample: false
"""

from ansible_collections.gir.multidc.plugins.module_utils._rws.module import CONTACT_CENTER, read
from ansible_collections.gir.multidc.plugins.module_utils._rws.tables import read_tables


def main():
    read(read_tables, CONTACT_CENTER)


if __name__ == "__main__":
    main()
