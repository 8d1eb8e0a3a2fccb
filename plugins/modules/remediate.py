#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: remediate
version_added: 0.1.0
short_description: Plan and supervise the repair of what differs
description:
  - Used by playbook C(gir.multidc.remediate), whose variables it reads; docs/remediate.md describes them. Roles repair,
    this decides before and after them.
  - The task asks all hosts by itself. It changes nothing but the plans and the records of repairs that RWS hosts keep.
  - It does not fail where a plan waits or is refused; RV(report) says how it ended, and C(ok) in it whether that is
    well. It fails where a host may not be touched now, or is not as it should be afterwards.
  - No value of a secret is in the result or in a report.
options:
  stage:
    description:
      - V(begin) compares everything, and makes a plan, or says what of an approved one is to be done.
      - V(before) says what may be done on O(host) now, and V(after) whether it is repaired and well.
      - V(end) compares everything once more, and keeps what was repaired.
      - V(wait) ends the play as if its host could not be reached, so that C(ansible-playbook) ends with status 4.
    type: str
    required: true
    choices: [begin, before, after, end, wait]
  operation:
    description: Id of the lock that this run holds; empty where it holds none.
    type: str
    default: ""
  begun:
    description: What the task with O(stage=begin) returned. Required by all others.
    type: dict
  host:
    description: Inventory name of a host of the plan, or V(localhost). For O(stage=before) and O(stage=after).
    type: str
  components:
    description: The components that were done on O(host). For O(stage=after).
    type: list
    elements: str
  results:
    description: Host to what its tasks returned, C(left_out) and C(repaired). For O(stage=end).
    type: dict
    default: {}
  stopped:
    description: The C(host) at which the run stopped, and C(why). Empty where all hosts had their turn.
    type: dict
    default: {}
extends_documentation_fragment: [gir.multidc._attributes.writes]
author: Contributors to the gir.multidc project (@gir-multidc)
seealso:
  - module: gir.multidc.drift
"""

EXAMPLES = r"""
- name: See what would be repaired
  hosts: localhost
  gather_facts: false
  tasks:
    - name: Make a plan
      gir.multidc.remediate:
        stage: begin
      register: remediation

    - name: Show it
      ansible.builtin.debug:
        msg: "{{ remediation.lines }}"
"""

RETURN = r"""
report:
  description: The report, as docs/remediate.md describes it.
  returned: success, with O(stage=begin) or O(stage=end)
  type: dict
  contains:
    outcome: {description: "How it ended, one of a closed list.", type: str, sample: to_approve}
    ok: {description: Whether that is well., type: bool}
    waits: {description: Whether a plan waits for approval., type: bool}
    plan: {description: "Its C(hash), when it was made, and how long it is planned to take.", type: dict}
    steps: {description: "The steps in their order, with their findings.", type: list, elements: dict}
    skipped: {description: What of an approved plan does not hold any more., type: list, elements: dict}
    left: {description: "What is left to a person, and why.", type: list, elements: dict}
    next: {description: "The command to run next, empty where there is none.", type: str}
lines: {description: The report for a terminal., returned: as RV(report), type: list, elements: str}
written: {description: Format to the path or address of the report., returned: as RV(report), type: dict}
silent: {description: Whether the server of C(gir_report_url) gave no answer., returned: as RV(report), type: bool}
steps: {description: Host to the steps that are to be done there., returned: with O(stage=begin), type: dict}
active: {description: "What is active, as variables.", returned: with O(stage=begin), type: dict}
restarts: {description: Component to hosts that run with old files., returned: with O(stage=begin), type: dict}
components: {description: What may be done now., returned: with O(stage=before), type: list, elements: str}
left_out: {description: Component to why it may not be done., returned: with O(stage=before), type: dict}
repaired: {description: Ids of the repaired findings., returned: with O(stage=after), type: list, elements: str}
"""
