#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: rws_storage_info
short_description: Read the recording storage of each location from Interaction Recording Web Services
version_added: 0.1.0
description:
  - Lists on which WebDAV servers the voice and screen recordings of each location rest, as Interaction Recording Web
    Services (RWS) has stored it. Passwords are never returned.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._rws, gir.multidc._tls, gir.multidc._rws.contact_center,
                                 gir.multidc._rws.voice_payload, gir.multidc._attributes.reads]
options:
  kinds:
    description: Which storages to read. V(screen) needs a user with the Contact Center Admin role, O(admin_username).
    type: list
    elements: str
    choices: [voice, screen]
    default: [voice, screen]
seealso:
  - module: gir.multidc.rws_storage
"""

EXAMPLES = r"""
# Connection and account stand in module_defaults of group/gir.multidc.rws, as gir.multidc.rws_info shows.
- name: See where the recordings of each location rest
  gir.multidc.rws_storage_info:
  register: storage

- name: Say so
  ansible.builtin.debug:
    msg: "{{ item.location }}: {{ item.kind }} recordings are stored at {{ item.url }}"
  loop: "{{ storage.locations }}"
  loop_control:
    label: "{{ item.location }}"
"""

RETURN = r"""
not_observable: {description: "What nobody could tell, and why.", returned: success, type: list, elements: str}
contact_center_id: {description: The contact center; V(null) for a new one., returned: success, type: str}
locations:
  description: The storages, one entry for each. Several of one location stand in their order.
  returned: success
  type: list
  elements: dict
  contains:
    kind: {description: V(voice) or V(screen)., returned: success, type: str}
    location:
      description: Node path without a trailing slash; V(null) for voice storage without a location.
      type: str
      returned: success
    storage_type: {description: Type of the storage as RWS names it., returned: success, type: str}
    url: {description: Address; V(null) when the storage is not WebDAV., returned: success, type: str}
    username: {description: "WebDAV user, or V(null).", returned: success, type: str}
    active:
      description: Whether the storage is in use; V(null) for voice, where RWS has no such value.
      type: bool
      returned: success
    password_shown:
      description: Whether RWS shows the password, so that it can be compared.
      type: bool
      returned: success
  sample:
    - kind: screen
      location: /US/NY
      storage_type: webDAV
      url: https://dav.dc1.example.com/screens
      username: recorder
      active: true
      password_shown: false
complete:
  description: Whether all locations are among them; V(false) when this RWS does not list them, or not the voice
    storage.
  returned: success
  type: bool
  sample: true
assumed_new: {description: Whether no RWS answered; see O(unreachable=assume_new)., returned: success, type: bool}
"""

from ansible_collections.gir.multidc.plugins.module_utils._rws.module import CONTACT_CENTER, read
from ansible_collections.gir.multidc.plugins.module_utils._rws.storage_info import read_storage
from ansible_collections.gir.multidc.plugins.module_utils._rws.voice import VOICE_PAYLOAD_ARGUMENT


def main():
    kinds = {"type": "list", "elements": "str", "choices": ["voice", "screen"], "default": ["voice", "screen"]}
    read(read_storage, dict(CONTACT_CENTER, kinds=kinds, voice_payload=VOICE_PAYLOAD_ARGUMENT))


if __name__ == "__main__":
    main()
