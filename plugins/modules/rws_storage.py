#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: rws_storage
short_description: Manage the recording storage of each location in Interaction Recording Web Services
version_added: 0.1.0
description:
  - Tells Interaction Recording Web Services (RWS) on which WebDAV server the voice and screen recordings of each
    location rest, and with which account they are reached. One call handles all locations.
  - Screen recording storage is a setting by location below C(/api/v2/settings/screen-recording). RWS wants a user
    with the Contact Center Admin role for it, O(admin_username).
  - Voice recording storage is written with the ops account, O(url_username), to
    C(/api/v2/ops/contact-centers/<id>/settings/recordings), all locations in one document. The vendor's pages show that
    document for another kind of storage only; the WebDAV form used here is inferred, see O(voice_payload).
  - That RWS shows the voice storage is not documented. Where it does not, whatever it answers instead,
    O(state=replaced) writes it, and RV(not_observable) says why. The other states refuse then, because writing the
    document without what else stands in it would delete that.
  - A location matches with and without a trailing slash; the spelling that RWS has stored is kept.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._rws, gir.multidc._tls, gir.multidc._rws.contact_center,
                                 gir.multidc._rws.passwords, gir.multidc._rws.voice_payload,
                                 gir.multidc._attributes.writes]
attributes:
  idempotent:
    support: partial
    details: With O(update_password=always), a storage whose password RWS does not show is written at every run.
options:
  locations:
    description: The storages. Several storages of the same kind and location are kept in the order given.
    type: list
    elements: dict
    required: true
    suboptions:
      location:
        description: Node path of the RWS nodes that use the storage, for example V(/US/NY).
        type: str
        required: true
      kind:
        description: Whether V(voice) or V(screen) recordings rest there.
        type: str
        choices: [voice, screen]
        required: true
      url: {description: Address of the storage. Required unless O(state=deleted)., type: str}
      username: {description: WebDAV user. Required unless O(state=deleted)., type: str}
      password:
        description: Password of the WebDAV user. Required whenever the storage has to be written.
        type: str
      active:
        description: Whether the storage is in use. Voice storage can only be in use.
        type: bool
        default: true
  state:
    description:
      - V(merged) makes the given locations as described and leaves others alone.
      - V(replaced) also removes the locations that are not listed, for each kind that is listed. Voice storage without
        a location, which this module cannot describe, is removed with them.
      - V(deleted) removes the given locations.
    type: str
    choices: [merged, replaced, deleted]
    default: merged
  verify:
    description:
      - Whether to read the storages again after a change and to fail when RWS does not show them as written.
        Passwords are not compared.
    type: bool
    default: false
seealso:
  - module: gir.multidc.rws_storage_info
  - module: gir.multidc.rws_settings
  - module: gir.multidc.transaction_probe
"""

EXAMPLES = r"""
# Connection and account stand in module_defaults of group/gir.multidc.rws, as gir.multidc.rws_info shows.
- name: Keep the recordings of each data center in that data center
  gir.multidc.rws_storage:
    state: replaced
    locations:
      - location: /US/NY
        kind: voice
        url: https://dav.dc1.example.com/recordings
        username: recorder
        password: "{{ gir_storage_credentials.dc1.password }}"
      - location: /US/NY
        kind: screen
        url: https://dav.dc1.example.com/screens
        username: recorder
        password: "{{ gir_storage_credentials.dc1.password }}"
      - location: /US/CA
        kind: voice
        url: https://dav.dc2.example.com/recordings
        username: recorder
        password: "{{ gir_storage_credentials.dc2.password }}"
      - location: /US/CA
        kind: screen
        url: https://dav.dc2.example.com/screens
        username: recorder
        password: "{{ gir_storage_credentials.dc2.password }}"

- name: Write new passwords although RWS does not show the old ones
  gir.multidc.rws_storage:
    update_password: always
    locations:
      - location: /US/NY
        kind: screen
        url: https://dav.dc1.example.com/screens
        username: recorder
        password: "{{ gir_storage_credentials.dc1.password }}"
"""

RETURN = r"""
not_observable: {description: "What nobody could tell, and why.", returned: success, type: list, elements: str}
contact_center_id: {description: The contact center; V(null) for a new one., returned: success, type: str}
locations:
  description: What was done, or would be done, to each location.
  returned: success, and failure of a request that changes something
  type: list
  elements: dict
  contains:
    kind: {description: V(voice) or V(screen)., returned: success, type: str}
    location: {description: Node path without a trailing slash., returned: success, type: str}
    action: {description: "One of V(created), V(updated), V(deleted), V(unchanged).", returned: success, type: str}
    outcome: {description: "V(unchanged), V(done), V(predicted), V(not done), V(unknown)", returned: success, type: str}
    reasons:
      description: Paths of the values that differ, for an updated storage.
      type: list
      elements: str
      returned: success
  sample:
    - kind: screen
      location: /US/NY
      action: updated
      outcome: done
      reasons: ["value[0].credential.storagePath"]
assumed_new: {description: Whether no RWS answered; see O(unreachable=assume_new)., returned: success, type: bool}
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.module import entries
from ansible_collections.gir.multidc.plugins.module_utils._rws.module import CONTACT_CENTER, change
from ansible_collections.gir.multidc.plugins.module_utils._rws.passwords import ARGUMENTS
from ansible_collections.gir.multidc.plugins.module_utils._rws.storage import LOCATION, ensure_storage, problems
from ansible_collections.gir.multidc.plugins.module_utils._rws.voice import VOICE_PAYLOAD_ARGUMENT


def main():
    options = dict(
        CONTACT_CENTER,
        locations=entries(**LOCATION),
        state={"type": "str", "choices": ["merged", "replaced", "deleted"], "default": "merged"},
        verify={"type": "bool", "default": False},
        voice_payload=VOICE_PAYLOAD_ARGUMENT,
        **ARGUMENTS
    )
    change(ensure_storage, options, problems)


if __name__ == "__main__":
    main()
