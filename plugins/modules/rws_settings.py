#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: rws_settings
short_description: Manage settings groups of Interaction Recording Web Services
version_added: 0.1.0
description:
  - Creates, updates and removes settings below C(/api/v2/settings) of Interaction Recording Web Services (RWS), for
    example the SpeechMiner Interaction Receiver of each location, the decrypt URI prefix of screen recordings, the
    origins of C(access-control), and, with O(settings[].scope=contact_center), the certificates that encrypt screen
    recordings.
  - A setting is known by its group, its name and its location. RWS replaces a complex value as a whole, and so does
    this module. One call handles any number of settings.
  - A location matches with and without a trailing slash; the spelling that RWS has stored is kept.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._rws, gir.multidc._tls, gir.multidc._rws.contact_center,
                                 gir.multidc._rws.hidden_names,
                                 gir.multidc._rws.passwords, gir.multidc._attributes.writes]
attributes:
  idempotent:
    support: partial
    details: With O(update_password=always), a setting whose secrets RWS does not show is written at every run.
options:
  settings:
    description: The settings to manage.
    type: list
    elements: dict
    required: true
    suboptions:
      scope:
        description:
          - V(settings) is a group below C(/api/v2/settings). RWS wants a user with the Contact Center Admin role.
          - V(contact_center) is a group below C(/api/v2/ops/contact-centers/<id>/settings), for which RWS wants the ops
            account, such as C(screen-recording-encryption). Reading it is documented. That it is written back as a
            whole is inferred from the storage of voice recordings.
        type: str
        choices: [settings, contact_center]
        default: settings
      group:
        description: Name of the settings group, for example V(speechminer) or V(access-control).
        type: str
        required: true
      name: {description: Name of the setting within its group., type: str, required: true}
      location:
        description:
          - Node path for which the setting holds, for example V(/US/NY). Leave it out for a setting without a location.
        type: str
      value:
        description:
          - The value, of any type. Required unless O(state=deleted).
          - Nothing of it is logged. In results and differences, the values of keys that look like a secret
            (password, passphrase, credential, secret, token, private key, access key, authorization) are redacted.
        type: raw
  state:
    description:
      - V(merged) makes the given settings as described and leaves others alone.
      - V(deleted) removes the given settings; their values do not matter.
    type: str
    choices: [merged, deleted]
    default: merged
seealso:
  - module: gir.multidc.rws_storage
"""

EXAMPLES = r"""
# Connection and account stand in module_defaults of group/gir.multidc.rws, as gir.multidc.rws_info shows.
- name: Let RWS of both locations purge through the Interaction Receiver of the active data center
  gir.multidc.rws_settings:
    settings:
      - group: speechminer
        name: interaction-receiver
        location: /US/NY
        value:
          uri-prefix: http://sm.dc1.example.com/interactionreceiver
          userName: "{{ gir_interaction_receiver_username }}"
          password: "{{ gir_interaction_receiver_password }}"
      - group: speechminer
        name: interaction-receiver
        location: /US/CA
        value:
          uri-prefix: http://sm.dc1.example.com/interactionreceiver
          userName: "{{ gir_interaction_receiver_username }}"
          password: "{{ gir_interaction_receiver_password }}"

- name: Allow the web applications of both sites to call RWS
  gir.multidc.rws_settings:
    settings:
      - group: access-control
        name: allowedOrigins
        value:
          - https://desk.dc1.example.com
          - https://desk.dc2.example.com

- name: Give the certificate that encrypts screen recordings, when its key is in every keystore
  gir.multidc.rws_settings:
    settings:
      - scope: contact_center
        group: screen-recording-encryption
        name: certificatealias-1
        value: recording-2026
      - scope: contact_center
        group: screen-recording-encryption
        name: certificate-1
        value: "{{ lookup('ansible.builtin.file', 'recording-2026.pem') }}"
"""

RETURN = r"""
not_observable: {description: "What nobody could tell, and why.", returned: success, type: list, elements: str}
results:
  description: What was done, or would be done, to each setting.
  returned: success, and failure of a request that changes something
  type: list
  elements: dict
  contains:
    group: {description: Name of the settings group., returned: success, type: str}
    name: {description: Name of the setting., returned: success, type: str}
    location: {description: "Node path without a trailing slash, or V(null).", returned: success, type: str}
    action: {description: "One of V(created), V(updated), V(deleted), V(unchanged).", returned: success, type: str}
    outcome: {description: "V(unchanged), V(done), V(predicted), V(not done), V(unknown)", returned: success, type: str}
    reasons:
      description: Paths of the values that differ, for an updated setting.
      type: list
      elements: str
      returned: success
  sample:
    - group: speechminer
      name: interaction-receiver
      location: /US/NY
      action: updated
      outcome: done
      reasons: [value.uri-prefix]
assumed_new: {description: Whether no RWS answered; see O(unreachable=assume_new)., returned: success, type: bool}
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.module import entries
from ansible_collections.gir.multidc.plugins.module_utils._common.secret_options import SECRET_KEYS
from ansible_collections.gir.multidc.plugins.module_utils._rws.any_settings import (
    SETTING,
    ensure_settings,
    problems,
)
from ansible_collections.gir.multidc.plugins.module_utils._rws.module import CONTACT_CENTER, change
from ansible_collections.gir.multidc.plugins.module_utils._rws.passwords import ARGUMENTS


def main():
    options = dict(
        CONTACT_CENTER,
        settings=entries(**SETTING),
        state={"type": "str", "choices": ["merged", "deleted"], "default": "merged"},
        **SECRET_KEYS,
        **ARGUMENTS
    )
    change(ensure_settings, options, problems)


if __name__ == "__main__":
    main()
