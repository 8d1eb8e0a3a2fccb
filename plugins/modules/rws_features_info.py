#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: rws_features_info
short_description: Read the features of a contact center of Interaction Recording Web Services
version_added: 0.1.0
description:
  - Lists the features that are assigned to a contact center of Interaction Recording Web Services (RWS),
    C(GET /api/v2/ops/contact-centers/<id>/features).
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment:
  - gir.multidc._rws
  - gir.multidc._rws.contact_center
  - gir.multidc._attributes
  - gir.multidc._attributes.info_module
  - gir.multidc._attributes.action_group_rws
seealso:
  - module: gir.multidc.rws_features
"""

EXAMPLES = r"""
- name: See which features the contact center has
  gir.multidc.rws_features_info:
    url:
      - http://rws1.dc1.example.com:8080
      - http://rws1.dc2.example.com:8080
    url_username: ops
    url_password: "{{ gir_rws_ops_password }}"
  register: contact_center

- name: Voice recording needs its feature
  ansible.builtin.assert:
    that: "'api-voice-recording' in contact_center.features"
"""

RETURN = r"""
contact_center_id:
  description: The contact center; V(null) when it does not exist yet, see RV(assumed_new).
  returned: success
  type: str
  sample: 625a5cf1-dea8-4e46-b18b-831d4b254488
features:
  description: Names of the assigned features, the last segment of their URIs; V(null) when this RWS does not list them.
  returned: success
  type: list
  elements: str
  sample: [api-supervisor-recording, api-voice-recording]
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

from ansible_collections.gir.multidc.plugins.module_utils._rws.features import read_features
from ansible_collections.gir.multidc.plugins.module_utils._rws.module import CONTACT_CENTER, read


def main():
    read(read_features, CONTACT_CENTER)


if __name__ == "__main__":
    main()
