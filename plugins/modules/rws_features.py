#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: rws_features
short_description: Assign features to a contact center of Interaction Recording Web Services
version_added: 0.1.0
description:
  - Reads the features that are assigned to a contact center and assigns those that are missing, in one request,
    C(POST /api/v2/ops/contact-centers/<id>/features).
  - A feature is recognised by the last segment of its URI, so V(/api/api-voice-recording) and
    V(http://rws:8080/api/v2/features/api-voice-recording) are the same one.
  - That RWS lists the features is not documented. Where it does not, whatever it answers instead, all of them are
    assigned again, with a warning, and RV(not_observable) says why.
  - Features that are assigned and not listed stay as they are. RWS does not let the ops account take one away.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._rws, gir.multidc._tls, gir.multidc._rws.contact_center,
                                 gir.multidc._attributes.writes]
options:
  features:
    description: URIs of the features that must be assigned, as the vendor writes them.
    type: list
    elements: str
    required: true
  state: {description: V(present) assigns what is missing., type: str, choices: [present], default: present}
"""

EXAMPLES = r"""
# Connection and account stand in module_defaults of group/gir.multidc.rws, as gir.multidc.rws_info shows.
- name: Assign the features for voice recording
  gir.multidc.rws_features:
    features:
      - /api/api-voice-recording
      - /api/api-supervisor-recording
      - schema-elasticsearch-v2-call-recording
"""

RETURN = r"""
not_observable: {description: "What nobody could tell, and why.", returned: success, type: list, elements: str}
contact_center_id: {description: The contact center; V(null) for a new one., returned: success, type: str}
assigned:
  description: The features that were missing, as given in O(features).
  returned: success
  type: list
  elements: str
  sample: [/api/api-voice-recording]
features:
  description: Names of all features of the contact center afterwards, as far as they are known.
  returned: success
  type: list
  elements: str
  sample: [api-supervisor-recording, api-voice-recording]
assumed_new: {description: Whether no RWS answered; see O(unreachable=assume_new)., returned: success, type: bool}
"""

from ansible_collections.gir.multidc.plugins.module_utils._rws.features import ensure_features, problems
from ansible_collections.gir.multidc.plugins.module_utils._rws.module import CONTACT_CENTER, PRESENT, change


def main():
    features = {"type": "list", "elements": "str", "required": True}
    change(ensure_features, dict(CONTACT_CENTER, features=features, **PRESENT), problems)


if __name__ == "__main__":
    main()
