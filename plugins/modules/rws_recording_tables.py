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
    them when they do not, operation C(createCRCF). The question is not in the vendor's guide. Whatever RWS answers to
    it, the operation is carried out unless the tables are shown, and RV(not_observable) says what could not be known.
  - A new contact center gets them by itself when C(createCallRecordingCF) is V(true) in C(application.yaml).
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._rws, gir.multidc._tls, gir.multidc._rws.contact_center,
                                 gir.multidc._attributes.writes]
attributes:
  idempotent:
    support: partial
    details:
      - An RWS that does not tell whether the tables exist is asked to create them at every run, which does no harm.
options:
  state:
    description: V(present) creates what is missing. Tables are dropped with their contact center only.
    type: str
    choices: [present]
    default: present
seealso:
  - module: gir.multidc.rws_recording_tables_info
"""

EXAMPLES = r"""
# Connection and account stand in module_defaults of group/gir.multidc.rws, as gir.multidc.rws_info shows.
- name: Make sure that voice recordings can be stored
  gir.multidc.rws_recording_tables:
"""

RETURN = r"""
not_observable: {description: "What nobody could tell, and why.", returned: success, type: list, elements: str}
contact_center_id: {description: The contact center; V(null) for a new one., returned: success, type: str}
assumed_new: {description: Whether no RWS answered; see O(unreachable=assume_new)., returned: success, type: bool}
"""

from ansible_collections.gir.multidc.plugins.module_utils._rws.module import CONTACT_CENTER, PRESENT, change
from ansible_collections.gir.multidc.plugins.module_utils._rws.tables import ensure_tables


def main():
    change(ensure_tables, dict(CONTACT_CENTER, **PRESENT))


if __name__ == "__main__":
    main()
