#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: rws_settings_info
short_description: Read settings groups of Interaction Recording Web Services
version_added: 0.1.0
description:
  - Reads settings below C(/api/v2/settings) of Interaction Recording Web Services (RWS), and, on demand, groups below a
    contact center. Secrets are redacted.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._rws, gir.multidc._tls, gir.multidc._rws.contact_center,
                                 gir.multidc._rws.hidden_names,
                                 gir.multidc._attributes.reads]
options:
  groups:
    description:
      - Names of the groups below C(/api/v2/settings), for example V(speechminer). All that RWS lists when not given.
      - RWS wants a user with the Contact Center Admin role for them, O(admin_username).
    type: list
    elements: str
  contact_center_groups:
    description:
      - Names of groups below C(/api/v2/ops/contact-centers/<id>/settings), for example V(screen-recording-encryption).
        They are read with the ops account.
    type: list
    elements: str
    default: []
seealso:
  - module: gir.multidc.rws_settings
"""

EXAMPLES = r"""
# Connection and account stand in module_defaults of group/gir.multidc.rws, as gir.multidc.rws_info shows.
- name: Read the Interaction Receivers and the certificates of screen recordings
  gir.multidc.rws_settings_info:
    groups: [speechminer]
    contact_center_groups: [screen-recording-encryption]
  register: rws

- name: Show the address for each location
  ansible.builtin.debug:
    msg: "{{ rws.settings | selectattr('name', 'eq', 'interaction-receiver') }}"
"""

RETURN = r"""
not_observable: {description: "What nobody could tell, and why.", returned: success, type: list, elements: str}
contact_center_id: {description: The contact center; V(null) for a new one., returned: success, type: str}
settings:
  description: The settings, in the order of group, name and location.
  returned: success
  type: list
  elements: dict
  contains:
    scope:
      description: V(settings) or V(contact_center), see O(gir.multidc.rws_settings#module:settings[].scope).
      type: str
      returned: success
    group: {description: Name of the settings group., returned: success, type: str}
    name: {description: Name of the setting., returned: success, type: str}
    location: {description: "Node path without a trailing slash, or V(null).", returned: success, type: str}
    value: {description: "The value, of any type; secrets in it are redacted.", returned: success, type: raw}
  sample:
    - scope: settings
      group: speechminer
      name: interaction-receiver
      location: /US/NY
      value:
        uri-prefix: http://sm.dc1.example.com/interactionreceiver
        userName: receiver
        password: <secret>
assumed_new: {description: Whether no RWS answered; see O(unreachable=assume_new)., returned: success, type: bool}
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.secret_options import SECRET_KEYS
from ansible_collections.gir.multidc.plugins.module_utils._rws.any_settings import read_problems, read_settings
from ansible_collections.gir.multidc.plugins.module_utils._rws.module import CONTACT_CENTER, read


def main():
    groups = {"type": "list", "elements": "str"}
    options = dict(CONTACT_CENTER, **SECRET_KEYS, groups=groups, contact_center_groups=dict(groups, default=[]))
    read(read_settings, options, read_problems)


if __name__ == "__main__":
    main()
