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
    C(GET /api/v2/ops/contact-centers/<id>/features). That is not documented, so an RWS that does not answer it is no
    failure; RV(not_observable) says why.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._rws, gir.multidc._tls, gir.multidc._rws.contact_center,
                                 gir.multidc._attributes.reads]
seealso:
  - module: gir.multidc.rws_features
"""

EXAMPLES = r"""
# Connection and account stand in module_defaults of group/gir.multidc.rws, as gir.multidc.rws_info shows.
- name: See which features the contact center has
  gir.multidc.rws_features_info:
  register: contact_center

- name: Voice recording needs its feature
  ansible.builtin.assert:
    that: "'api-voice-recording' in contact_center.features"
"""

RETURN = r"""
contact_center_id: {description: The contact center; V(null) for a new one., returned: success, type: str}
features:
  description: Names of the assigned features, the last segment of their URIs; V(null) when this RWS does not list them.
  returned: success
  type: list
  elements: str
  sample: [api-supervisor-recording, api-voice-recording]
not_observable: {description: "What nobody could tell, and why.", returned: success, type: list, elements: str}
node: {description: Address of the node that answered; V(null) when none did., returned: success, type: str}
assumed_new: {description: Whether no RWS answered; see O(unreachable=assume_new)., returned: success, type: bool}
"""

from ansible_collections.gir.multidc.plugins.module_utils._rws.features import read_features
from ansible_collections.gir.multidc.plugins.module_utils._rws.module import CONTACT_CENTER, read


def main():
    read(read_features, CONTACT_CENTER)


if __name__ == "__main__":
    main()
