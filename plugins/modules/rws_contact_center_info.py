#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: rws_contact_center_info
short_description: List the contact centers of Interaction Recording Web Services
version_added: 0.1.0
description:
  - Lists the contact centers that Interaction Recording Web Services (RWS) serves, C(GET /api/v2/ops/contact-centers).
  - On premises there is normally one. It is created by the sync node at its first start.
  - That the list has an entry proves that RWS is up, reaches Cassandra and accepts the ops account.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._rws, gir.multidc._tls, gir.multidc._attributes.reads]
"""

EXAMPLES = r"""
# Connection and account stand in module_defaults of group/gir.multidc.rws, as gir.multidc.rws_info shows.
- name: Find the contact center, asking the nodes of both data centers
  gir.multidc.rws_contact_center_info:
  register: contact_center

- name: Show its identifier
  ansible.builtin.debug:
    msg: "{{ contact_center.contact_centers[0].id }}"
"""

RETURN = r"""
not_observable: {description: "What nobody could tell, and why.", returned: success, type: list, elements: str}
contact_centers:
  description: The contact centers, as RWS lists them.
  returned: success
  type: list
  elements: dict
  contains:
    id: {description: Identifier of the contact center., returned: success, type: str}
    uri:
      description: Address of the contact center, in the form in which RWS shows it.
      type: str
      returned: success
  sample:
    - id: 625a5cf1-dea8-4e46-b18b-831d4b254488
      uri: http://rws.dc1.example.com:8080/api/v2/ops/contact-centers/625a5cf1-dea8-4e46-b18b-831d4b254488
node: {description: Address of the node that answered; V(null) when none did., returned: success, type: str}
assumed_new: {description: Whether no RWS answered; see O(unreachable=assume_new)., returned: success, type: bool}
"""

from ansible_collections.gir.multidc.plugins.module_utils._rws.discovery import read_contact_centers
from ansible_collections.gir.multidc.plugins.module_utils._rws.module import read


def main():
    read(read_contact_centers)


if __name__ == "__main__":
    main()
