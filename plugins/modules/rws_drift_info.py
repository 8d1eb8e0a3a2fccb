#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: rws_drift_info
short_description: Compare Interaction Recording Web Services with what they should be
version_added: 0.1.0
description:
  - Compares features, storage, settings, recording tables and the eServices site of Interaction Recording Web Services
    (RWS) with what they should be, in one call that changes nothing. Playbook C(gir.multidc.drift) uses it.
  - The comparison is that of M(gir.multidc.rws_features), M(gir.multidc.rws_storage) and M(gir.multidc.rws_settings),
    so what they would change is a difference.
  - What nobody asked for is a difference where it changes what RWS does. A feature that every contact center has, a
    storage that is switched off, an empty setting and the group O(digest_group) are not.
  - Every address of O(url) is asked at the same time, in a session of its own. O(timeout) bounds all requests to one
    address together, and nothing is repeated, so O(retries) has no effect. A difference that only some addresses show
    is marked as such, because a write may not have arrived everywhere.
  - What RWS does not show is never taken for equal. It is a difference whose outcome is V(not_checked).
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._rws, gir.multidc._tls, gir.multidc._rws.contact_center,
                                 gir.multidc._rws.hidden_names, gir.multidc._rws.passwords,
                                 gir.multidc._rws.voice_payload, gir.multidc._attributes.reads]
options:
  features:
    description: URIs of the features that the contact center should have. Nothing is said of features without any.
    type: list
    elements: str
    default: []
  locations:
    description: The storages that RWS should have, as for O(gir.multidc.rws_storage#module:locations).
    type: list
    elements: dict
    default: []
    suboptions:
      location: {description: Node path of the nodes that use it., type: str, required: true}
      kind: {description: Which recordings rest there., type: str, choices: [voice, screen], required: true}
      url: {description: Its address. Required., type: str}
      username: {description: Its WebDAV user. Required., type: str}
      password: {description: Password of that user., type: str}
      active: {description: Whether RWS uses it., type: bool, default: true}
  settings:
    description:
      - The settings that RWS should have, as for O(gir.multidc.rws_settings#module:settings).
      - Nothing is said of further settings without any.
    type: list
    elements: dict
    default: []
    suboptions:
      scope:
        description: Where its group stands.
        type: str
        choices: [settings, contact_center]
        default: settings
      group: {description: Name of its settings group., type: str, required: true}
      name: {description: Its name., type: str, required: true}
      location: {description: Node path for which it holds., type: str}
      value: {description: "Its value, of any type. Required.", type: raw}
  tables: {description: Whether the recording tables should exist., type: bool, default: false}
  eservices_site:
    description: The eServices site that every node should use. Nothing is said of it when not given.
    type: str
  eservices_urls:
    description: Addresses of the nodes that should use it, those of O(url) when not given.
    type: list
    elements: str
  environment_id: {description: Genesys environment of the site; not needed where RWS has one., type: str}
seealso:
  - module: gir.multidc.rws_storage_info
  - module: gir.multidc.rws_settings_info
"""

EXAMPLES = r"""
# Connection and account stand in module_defaults of group/gir.multidc.rws, as gir.multidc.rws_info shows.
- name: Compare the state of RWS
  gir.multidc.rws_drift_info:
    features: [/api/api-voice-recording]
    locations: "{{ storage_of_all_locations }}"
    tables: true
    eservices_site: DC1
  register: rws

- name: Say what differs
  ansible.builtin.debug:
    msg: "{{ rws.differences | selectattr('outcome', 'eq', 'drift') }}"
"""

RETURN = r"""
unanswered:
  description: Why no address of O(url) gave an answer; V(null) where one did.
  returned: success
  type: str
differences:
  description: What differs and what could not be checked. An empty list means that all of it was compared and is equal.
  returned: success
  type: list
  elements: dict
  contains:
    outcome: {description: V(drift) or V(not_checked)., returned: success, type: str}
    check: {description: "Kind of difference, such as V(rws.storage).", returned: success, type: str}
    component: {description: Component that it belongs to., returned: success, type: str}
    object: {description: "Feature, storage, setting or address.", returned: success, type: str}
    key: {description: "Path of the value within it, or empty.", returned: success, type: str}
    expected: {description: "What should be there, without secrets; V(null) for nothing.", returned: success, type: str}
    actual: {description: "What is there, without secrets; V(null) for nothing.", returned: success, type: str}
    secret: {description: Whether a secret differs., returned: success, type: bool}
    cause: {description: "V(not_applied) where a digest tells it, or V(unknown).", returned: success, type: str}
    confidence: {description: V(inferred) where only some addresses show it., returned: success, type: str}
    since: {description: Always V(null); RWS does not tell., returned: success, type: str}
    changed_by: {description: Always V(null); RWS does not tell., returned: success, type: str}
    reason: {description: "A sentence about it, or empty.", returned: success, type: str}
    data_center: {description: Always empty; whoever knows the map says it., returned: success, type: str}
    severity: {description: How bad it is where the rule of a setting says so., returned: success, type: str}
    observable: {description: V(false) where no documented request shows it., returned: when it is so, type: bool}
    rewritten:
      description: Whether the modules that write it do so at every run because of that.
      returned: when RV(differences[].observable=false)
      type: bool
  sample:
    - outcome: drift
      check: rws.storage
      component: contact_center
      object: screen /US/NY
      key: credential.storagePath
      expected: https://dav.dc1.example.com/screens
      actual: https://dav.dc9.example.com/screens
      secret: false
      cause: unknown
      confidence: confirmed
      since: null
      changed_by: null
      reason: ""
nodes:
  description: What each address showed of the eServices site, as M(gir.multidc.rws_multimedia_switch_info) returns it.
  returned: success
  type: list
  elements: dict
assumed_new: {description: Always V(false)., returned: success, type: bool}
not_observable: {description: "What nobody could tell, and why.", returned: success, type: list, elements: str}
contact_center_id: {description: The contact center; V(null) where it is not clear., returned: success, type: str}
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.module import entries
from ansible_collections.gir.multidc.plugins.module_utils._common.secret_options import SECRET_KEYS
from ansible_collections.gir.multidc.plugins.module_utils._rws.any_settings import SETTING
from ansible_collections.gir.multidc.plugins.module_utils._rws.drift import compare, problems
from ansible_collections.gir.multidc.plugins.module_utils._rws.module import CONTACT_CENTER, read
from ansible_collections.gir.multidc.plugins.module_utils._rws.passwords import ARGUMENTS
from ansible_collections.gir.multidc.plugins.module_utils._rws.storage import LOCATION
from ansible_collections.gir.multidc.plugins.module_utils._rws.voice import VOICE_PAYLOAD_ARGUMENT


def main():
    optional = {"required": False, "default": []}
    options = dict(
        CONTACT_CENTER,
        features={"type": "list", "elements": "str", "default": []},
        locations=dict(entries(**LOCATION), **optional),
        settings=dict(entries(**SETTING), **optional),
        voice_payload=VOICE_PAYLOAD_ARGUMENT,
        tables={"type": "bool", "default": False},
        eservices_site={"type": "str"},
        eservices_urls={"type": "list", "elements": "str"},
        environment_id={"type": "str"},
        **SECRET_KEYS,
        **ARGUMENTS
    )
    read(compare, options, problems)


if __name__ == "__main__":
    main()
