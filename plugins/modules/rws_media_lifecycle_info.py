#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: rws_media_lifecycle_info
short_description: Read rules of the Recording Lifecycle Scheduler through a REST form that you give
version_added: 0.1.0
description:
  - Reads the media lifecycle rules of locations in Interaction Recording Web Services (RWS), the rules that GAX shows
    in its Recording Lifecycle Scheduler.
  - B(The vendor documents no REST form of these rules), and this module knows none. You give the form as a template,
    O(template), which is described in
    U(https://github.com/gir-multidc/gir.multidc/blob/main/docs/media-lifecycle-api.md).
  - Use it to try a template. A rule or a location that the template does not explain is V(not observable), with the
    reason.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._rws, gir.multidc._tls, gir.multidc._rws.contact_center,
                                 gir.multidc._rws.hidden_names, gir.multidc._rws.lifecycle_template,
                                 gir.multidc._attributes.reads]
options:
  locations: {description: "Node paths, for example V(/US/NY).", type: list, elements: str, required: true}
seealso:
  - module: gir.multidc.rws_media_lifecycle
"""

EXAMPLES = r"""
# Connection and account stand in module_defaults of group/gir.multidc.rws, as gir.multidc.rws_info shows.
- name: Read the rules of both locations
  gir.multidc.rws_media_lifecycle_info:
    template: "{{ gir_media_lifecycle_api }}"
    locations: [/US/NY, /US/CA]
  register: lifecycle

- name: Show what the template does not explain
  ansible.builtin.debug:
    msg: "{{ lifecycle.locations | map(attribute='rules') | flatten | rejectattr('observation', 'eq', 'confirmed') }}"
"""

RETURN = r"""
not_observable: {description: "What nobody could tell, and why.", returned: success, type: list, elements: str}
locations:
  description: The locations, in the order of the task.
  returned: success
  type: list
  elements: dict
  contains:
    location: {description: Node path., returned: success, type: str}
    observation: {description: "V(confirmed), or V(not observable).", returned: success, type: str}
    observation_reason: {description: "Why nobody can tell, or V(null).", returned: success, type: str}
    rules:
      description: Its rules.
      returned: success
      type: list
      elements: dict
      contains:
        name: {description: "Name of the rule, or V(null) when it cannot be read.", returned: success, type: str}
        rule:
          description: The rule in the form of O(gir.multidc.rws_media_lifecycle#module:locations[].rules), or V(null).
          returned: success
          type: dict
        observation: {description: "V(confirmed), or V(not observable).", returned: success, type: str}
        observation_reason: {description: "Why it cannot be read, or V(null).", returned: success, type: str}
        other_constants:
          description: Where it has another value than the constants of the template, such as V(schedule.zone).
          returned: success
          type: list
          elements: str
  sample:
    - location: /US/NY
      observation: confirmed
      observation_reason: null
      rules:
        - name: nightly
          observation: not observable
          observation_reason: tasks[0].type (kind) is "ARCHIVE", which the template does not explain.
          rule: null
          other_constants: []
assumed_new: {description: Whether no RWS answered; see O(unreachable=assume_new)., returned: success, type: bool}
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.secret_options import SECRET_KEYS
from ansible_collections.gir.multidc.plugins.module_utils._rws.lifecycle_reading import problems, read
from ansible_collections.gir.multidc.plugins.module_utils._rws.module import CONTACT_CENTER
from ansible_collections.gir.multidc.plugins.module_utils._rws.module import read as read_module


def main():
    options = dict(
        CONTACT_CENTER,
        template={"type": "dict", "required": True},
        locations={"type": "list", "elements": "str", "required": True},
        **SECRET_KEYS
    )
    read_module(read, options, problems)


if __name__ == "__main__":
    main()
