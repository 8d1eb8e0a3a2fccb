#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: failover
version_added: 0.1.0
short_description: Move the whole system to the other data center
description:
  - Used by the playbooks C(gir.multidc.failover) and C(gir.multidc.failback), whose variables it reads;
    docs/failover.md describes them. It observes, decides, and carries out, until the decision is to end. A forced
    failover depends on no host of the data center that is given up.
  - The task asks all hosts by itself, whatever the limit is. Run it once.
  - It does not fail where the failover is refused or stops; RV(report) says how it ended, and C(ok) in it whether that
    is well. It fails where the map of the data centers is wrong.
  - No value of a secret is in the result, in the journal or in a report.
options:
  failback:
    description:
      - Whether this is playbook C(gir.multidc.failback), a planned failover to the primary data center unless
        C(gir_failover_mode) says otherwise. The target is then the one that C(gir_failover_confirm) names.
    type: bool
    default: false
extends_documentation_fragment: [gir.multidc._attributes.writes]
author: Contributors to the gir.multidc project (@gir-multidc)
seealso:
  - module: gir.multidc.status
  - module: gir.multidc.ledger
"""

EXAMPLES = r"""
- name: Move the system to the other data center
  hosts: all:localhost
  gather_facts: false
  vars:
    gir_failover_to: dc2
    gir_failover_confirm: dc2
    gir_failover_attested_by: Ada
  tasks:
    - name: Fail over
      gir.multidc.failover:
      register: failover
      run_once: true

    - name: Show what became of it
      ansible.builtin.debug:
        msg: "{{ failover.lines }}"
      run_once: true
"""

RETURN = r"""
report:
  description: The report, as docs/failover.md describes it.
  returned: success
  type: dict
  contains:
    outcome: {description: "How it ended, one of a closed list.", type: str, sample: done_open}
    ok: {description: Whether that is well., type: bool}
    to: {description: The target., type: str, sample: dc2}
    operation: {description: "Id of the operation in the ledger, empty where none was begun.", type: str}
    open_points: {description: "What is left, with who has to do it.", type: list, elements: dict}
    next: {description: "The command to run next, empty where there is none.", type: str}
    times: {description: "When it began and ended, was verified, and how many seconds it took.", type: dict}
    plan: {description: "What was planned, with its digest.", type: dict}
lines: {description: The report for a terminal., returned: success, type: list, elements: str}
written: {description: "Format to the path of the report, where one was asked for.", returned: success, type: dict}
"""
