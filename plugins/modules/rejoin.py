#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: rejoin
version_added: 0.1.0
short_description: Make a data center that has returned the standby
description:
  - Used by playbook C(gir.multidc.rejoin), whose variables it reads; docs/rejoin.md describes them. It observes,
    decides, and carries out, until the decision is to end. Muxer and processors of the data center stay stopped until
    nothing else differs there.
  - The task asks all hosts by itself, whatever the limit is. Run it once.
  - It does not fail where the rejoin is refused, waits for a person, or stops; RV(report) says how it ended, and C(ok)
    in it whether that is well. It fails where the map of the data centers is wrong.
  - No value of a secret is in the result, in the journal or in a report.
options: {}
extends_documentation_fragment: [gir.multidc._attributes.writes]
author: Contributors to the gir.multidc project (@gir-multidc)
seealso:
  - module: gir.multidc.failover
  - module: gir.multidc.ledger
"""

EXAMPLES = r"""
- name: Make a data center that has returned the standby
  hosts: all:localhost
  gather_facts: false
  vars:
    gir_rejoin_datacenter: dc1
    gir_rejoin_confirm: dc1
  tasks:
    - name: Rejoin
      gir.multidc.rejoin:
      register: rejoin
      run_once: true

    - name: Show the list and what became of it
      ansible.builtin.debug:
        msg: "{{ rejoin.lines }}"
      run_once: true
"""

RETURN = r"""
report:
  description: The report, as docs/rejoin.md describes it.
  returned: success
  type: dict
  contains:
    outcome: {description: "How it ended, one of a closed list.", type: str, sample: to_confirm}
    ok: {description: Whether that is well., type: bool}
    data_center: {description: The data center that rejoins., type: str, sample: dc1}
    active: {description: The active data center., type: str, sample: dc2}
    need: {description: "Why it has to rejoin, empty where it does not.", type: str}
    list: {description: "What both sides wrote: its digest, its areas and its items.", type: dict}
    operation: {description: "Id of the operation in the ledger, empty where none was recorded.", type: str}
    open_points: {description: "What is left, with who has to do it.", type: list, elements: dict}
    next: {description: "The command to run next, empty where there is none.", type: str}
lines: {description: "The report for a terminal, the list first.", returned: success, type: list, elements: str}
written: {description: "Format to the path of the report, where one was asked for.", returned: success, type: dict}
"""
