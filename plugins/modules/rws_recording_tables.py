#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: rws_recording_tables
short_description: Create the call-recording tables of Interaction Recording Web Services
version_added: 0.1.0
description:
  - Interaction Recording Web Services (RWS) keeps voice recordings in Cassandra tables of each contact center.
  - The module asks whether they exist, C(GET /api/v2/ops/contact-centers/<id>/recording-tables), and has RWS create
    them when they do not, operation C(createCRCF).
  - A new contact center gets them by itself when C(createCallRecordingCF) is V(true) in C(application.yaml).
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment:
  - gir.multidc._rws
  - gir.multidc._rws.contact_center
  - gir.multidc._attributes
  - gir.multidc._attributes.action_group_rws
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: partial
    details:
      - An RWS that does not tell whether the tables exist is asked to create them at every run, which does no harm.
options:
  state:
    description:
      - V(present) creates what is missing. Tables are dropped with their contact center only.
    type: str
    choices: [present]
    default: present
seealso:
  - module: gir.multidc.rws_recording_tables_info
"""

EXAMPLES = r"""
- name: Make sure that voice recordings can be stored
  gir.multidc.rws_recording_tables:
    url:
      - http://rws1.dc1.example.com:8080
      - http://rws1.dc2.example.com:8080
    url_username: ops
    url_password: "{{ gir_rws_ops_password }}"
"""

RETURN = r"""
contact_center_id:
  description: The contact center; V(null) when it does not exist yet, see RV(assumed_new).
  returned: success
  type: str
  sample: 625a5cf1-dea8-4e46-b18b-831d4b254488
assumed_new:
  description: Whether the result was predicted for a new contact center, see O(unreachable=assume_new).
  returned: success
  type: bool
  sample: false
"""

from ansible_collections.gir.multidc.plugins.module_utils._rws.module import CONTACT_CENTER, PRESENT, change
from ansible_collections.gir.multidc.plugins.module_utils._rws.tables import ensure_tables


def main():
    change(ensure_tables, dict(CONTACT_CENTER, **PRESENT))


if __name__ == "__main__":
    main()
