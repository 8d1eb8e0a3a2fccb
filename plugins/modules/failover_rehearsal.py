#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: failover_rehearsal
version_added: 0.1.0
short_description: Rehearse a failover on the running system
description:
  - Used by playbook C(gir.multidc.failover_rehearsal), whose variables it reads; docs/failover-rehearsal.md describes
    them. It observes as M(gir.multidc.failover) does, says what would stop a failover now, tries the storages with
    probe recordings that it deletes, and shows the plan with the expected times.
  - Nothing is locked, fenced, drained or switched. The report is kept on the RWS hosts that answer, beside the ledger,
    the last 20 of each host. Nothing else is left.
  - The task asks all hosts by itself, whatever the limit is. Run it once.
  - It does not fail where a failover would be refused; RV(report) says so. It fails where a variable cannot be used or
    the map of the data centers is wrong.
  - No value of a secret is in the result or in a report.
options: {}
extends_documentation_fragment: [gir.multidc._attributes.writes]
attributes:
  check_mode:
    support: partial
    details:
      - In check mode no probe recording is written, so that the storages are C(not observable), and no report is kept
        on the hosts.
  diff_mode:
    support: N/A
    details: Nothing of the system is changed.
  idempotent:
    support: full
    details: Nothing of the system is changed.
author: Contributors to the gir.multidc project (@gir-multidc)
seealso:
  - module: gir.multidc.failover
  - module: gir.multidc.status
  - module: gir.multidc.transaction_probe
"""

EXAMPLES = r"""
- name: Rehearse a failover to the standby data center
  hosts: all:localhost
  gather_facts: false
  tasks:
    - name: Judge a failover and try the storages
      gir.multidc.failover_rehearsal:
      register: rehearsal
      run_once: true

    - name: Show what it found
      ansible.builtin.debug:
        msg: "{{ rehearsal.lines }}"
      run_once: true
"""

RETURN = r"""
report:
  description: The report, as docs/failover-rehearsal.md describes it.
  returned: success
  type: dict
  contains:
    id: {description: "Name of the rehearsal, which sorts by time.", type: str, sample: 20270131T021000Z-0f1e2d3c}
    outcome: {description: "V(ready), V(ready_open) or V(not_ready).", type: str, sample: ready_open}
    ok: {description: Whether a failover could go on., type: bool}
    to: {description: The target., type: str, sample: dc2}
    modes: {description: "Whether each way of a failover could go on, with the diagnosis.", type: list, elements: dict}
    rules: {description: "Broken rules; C(state) says whether they stop a failover.", type: list, elements: dict}
    checks: {description: What was looked at of the target., type: list, elements: dict}
    probes: {description: "The storages that were tried, with seconds.", type: list, elements: dict}
    stages: {description: How long each stage of a failover is expected to take., type: list, elements: dict}
    plan: {description: "Mode to the plan, with its digest.", type: dict}
    open_points: {description: What nobody could see., type: list, elements: dict}
    compared: {description: What has changed since the last rehearsal of this direction., type: dict}
lines: {description: The report for a terminal., returned: success, type: list, elements: str}
written: {description: "Format to the path of the report, where one was asked for.", returned: success, type: dict}
kept: {description: The RWS hosts that keep the report., returned: success, type: list, elements: str}
"""
