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
  - The module asks whether they exist, C(GET /api/v2/ops/contact-centers/<id>/recording-tables). That is not in the
    vendor's guide, so an RWS that does not answer it is no failure; RV(not_observable) says why.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._rws, gir.multidc._tls, gir.multidc._rws.contact_center,
                                 gir.multidc._attributes.reads]
seealso:
  - module: gir.multidc.rws_recording_tables
"""

EXAMPLES = r"""
# Connection and account stand in module_defaults of group/gir.multidc.rws, as gir.multidc.rws_info shows.
- name: See whether voice recordings can be stored
  gir.multidc.rws_recording_tables_info:
  register: tables

- name: Say so when they cannot
  ansible.builtin.assert:
    that: tables.exist
"""

RETURN = r"""
not_observable: {description: "What nobody could tell, and why.", returned: success, type: list, elements: str}
contact_center_id: {description: The contact center; V(null) for a new one., returned: success, type: str}
exist: {description: Whether the tables exist; V(null) when this RWS does not tell., returned: success, type: bool}
node: {description: Address of the node that answered; V(null) when none did., returned: success, type: str}
assumed_new: {description: Whether no RWS answered; see O(unreachable=assume_new)., returned: success, type: bool}
"""

from ansible_collections.gir.multidc.plugins.module_utils._rws.module import CONTACT_CENTER, read
from ansible_collections.gir.multidc.plugins.module_utils._rws.tables import read_tables


def main():
    read(read_tables, CONTACT_CENTER)


if __name__ == "__main__":
    main()
