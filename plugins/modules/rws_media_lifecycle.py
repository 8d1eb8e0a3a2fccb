#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: rws_media_lifecycle
short_description: Manage rules of the Recording Lifecycle Scheduler through a REST form that you give
version_added: 0.1.0
description:
  - Creates, updates and removes media lifecycle rules of locations in Interaction Recording Web Services (RWS), the
    rules that GAX shows in its Recording Lifecycle Scheduler.
  - B(The vendor documents no REST form of these rules), and this module knows none. You give the form as a template,
    O(template), for example from a log of the requests of GAX. It is described in
    U(https://github.com/gir-multidc/gir.multidc/blob/main/docs/media-lifecycle-api.md). Without a template, enter the
    rules in GAX.
  - The module was tried with stand-ins that speak two invented forms, and never with a real RWS.
  - Rules that purge destroy recordings. So nothing is written without the name of who approved it, O(approved_by).
    Rules that nobody asked for are returned as RV(foreign) and kept; a rule is only removed when it is named in
    O(locations[].absent). A rule that has a value which the template does not explain is not written over. What was
    written is read back.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._rws, gir.multidc._tls, gir.multidc._rws.contact_center,
                                 gir.multidc._rws.hidden_names, gir.multidc._rws.lifecycle_template,
                                 gir.multidc._attributes.writes]
options:
  locations:
    description: The locations and their rules.
    type: list
    elements: dict
    required: true
    suboptions:
      location: {description: "Node path, for example V(/US/NY).", type: str, required: true}
      rules:
        description: The rules that the location has to have. Others are kept.
        type: list
        elements: dict
        default: []
        suboptions:
          name: {description: Name of the rule; it is known by it., type: str, required: true}
          enabled: {description: Whether RWS carries it out., type: bool, default: false}
          at: {description: "Time of day in UTC, V(HH:MM:SS).", type: str, default: "00:00:00"}
          tasks:
            description: What the rule does, in this order.
            type: list
            elements: dict
            required: true
            suboptions:
              type: {description: What is done., type: str, choices: [backup, purge], default: backup}
              media: {description: Which recordings., type: str, choices: [voice, screen], required: true}
              call_types:
                description: Only calls of these types. All of them when it is empty.
                type: list
                elements: str
                choices: [Inbound, Outbound, Internal, Consult, Unknown, NotSet]
                default: []
              include_labels: {description: Only with one of these labels., type: list, elements: str, default: []}
              exclude_labels: {description: Without these labels., type: list, elements: str, default: []}
              min_age_days: {description: Only recordings older than this., type: int}
              max_age_days: {description: Only recordings not older than this., type: int}
              attached_data: {description: Only with this attached data., type: dict, default: {}}
              backup_folder: {description: "Where to, for example V(file:///mnt/archive/ny).", type: str}
              include_screen_recordings:
                description: Whether the screen recordings of the calls are included.
                type: bool
                default: false
      absent:
        description: Names of rules that the location must not have. Nothing else is ever removed.
        type: list
        elements: str
        default: []
  approved_by:
    description: Name of the person who approved the changes. Without it nothing is written outside of check mode.
    type: str
  approved_plan:
    description:
      - The RV(plan) that a run with C(--check) returned. The module refuses when it would now do something else, and
        when that run was before yesterday (UTC).
      - Without it the changes that are due now are made.
    type: str
seealso:
  - module: gir.multidc.rws_media_lifecycle_info
"""

EXAMPLES = r"""
# Connection and account stand in module_defaults of group/gir.multidc.rws, as gir.multidc.rws_info shows.
# The template is an example of its form: no RWS is known to have it.
- name: Look at what would change
  gir.multidc.rws_media_lifecycle:
    template: "{{ gir_media_lifecycle_api }}"
    locations: &rules
      - location: /US/NY
        rules:
          - name: nightly
            enabled: true
            at: "01:00:00"
            tasks:
              - {type: backup, media: voice, min_age_days: 1, max_age_days: 2, backup_folder: "file:///mnt/archive/ny"}
        absent: [old-nightly]
  check_mode: true
  diff: true
  register: planned

- name: Change it as it was approved
  gir.multidc.rws_media_lifecycle:
    template: "{{ gir_media_lifecycle_api }}"
    locations: *rules
    approved_by: Jane Doe
    approved_plan: "{{ planned.plan }}"
"""

RETURN = r"""
not_observable: {description: "What nobody could tell, and why.", returned: success, type: list, elements: str}
results:
  description: What was done, or would be done, to each rule that the task names.
  returned: success, and failure of a request that changes something
  type: list
  elements: dict
  contains:
    location: {description: Node path., returned: success, type: str}
    name: {description: Name of the rule., returned: success, type: str}
    action: {description: "One of V(created), V(updated), V(deleted), V(unchanged).", returned: success, type: str}
    outcome: {description: "V(unchanged), V(done), V(predicted), V(not done), V(unknown)", returned: success, type: str}
    reasons: {description: "What differs, for an updated rule.", returned: success, type: list, elements: str}
    observation:
      description: V(confirmed) when RWS shows the rule as it was asked for, V(failed) when it shows something else
        after the write, V(not observable) when it was not written or cannot be read.
      returned: success
      type: str
    observation_reason: {description: "Why it is not confirmed, or V(null).", returned: success, type: str}
  sample:
    - location: /US/NY
      name: nightly
      action: updated
      outcome: done
      reasons: ["tasks[0].max_age_days"]
      observation: confirmed
      observation_reason: null
foreign:
  description: Rules of these locations that the task does not name. They are kept.
  returned: success
  type: list
  elements: dict
  contains:
    location: {description: Node path., returned: success, type: str}
    name: {description: "Name of the rule, or V(null) when it cannot be read.", returned: success, type: str}
    rule: {description: "The rule, in the form of O(locations[].rules), or V(null).", returned: success, type: dict}
    observation: {description: "V(confirmed), or V(not observable).", returned: success, type: str}
    observation_reason: {description: "Why it cannot be read, or V(null).", returned: success, type: str}
    other_constants:
      description: Where it has another value than the constants of the template, such as V(schedule.zone).
      returned: success
      type: list
      elements: str
plan:
  description: The day (UTC) and a digest of all changes, for O(approved_plan); V(null) when nothing changes.
  returned: success
  type: str
approved_by: {description: Who approved the changes., returned: success, type: str}
assumed_new: {description: Whether no RWS answered; see O(unreachable=assume_new)., returned: success, type: bool}
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.secret_options import SECRET_KEYS
from ansible_collections.gir.multidc.plugins.module_utils._rws.lifecycle_rules import LOCATIONS
from ansible_collections.gir.multidc.plugins.module_utils._rws.lifecycle_writing import ensure, problems
from ansible_collections.gir.multidc.plugins.module_utils._rws.module import CONTACT_CENTER, change


def main():
    options = dict(
        CONTACT_CENTER,
        template={"type": "dict", "required": True},
        locations=LOCATIONS,
        approved_by={"type": "str"},
        approved_plan={"type": "str"},
        **SECRET_KEYS
    )
    change(ensure, options, problems)


if __name__ == "__main__":
    main()
