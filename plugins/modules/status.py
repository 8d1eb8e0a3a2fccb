#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: status
version_added: 0.1.0
short_description: See how the whole system stands, and what a failover could do now
description:
  - Used by playbook C(gir.multidc.status). Asks every host and every API once, all at the same time. Reports who is
    active, what answers, what is at work, how old indexes are, which keys are missing, and what a failover could do
    now. Changes nothing, and takes no lock.
  - The task asks all hosts by itself. Run it once, in a play for all hosts; only those within the limit are asked. The
    ledgers are read whatever the limit is.
  - What gives no answer within 6 seconds is a point of the report, not a failure. However many they are, they cost this
    time once.
  - Reads C(gir_status_output_dir) and C(gir_status_formats), which docs/status.md describes, and C(gir_report_url) with
    its account, which docs/reports.md describes.
  - No value of a secret is in the result or in a report.
options: {}
extends_documentation_fragment: [gir.multidc._attributes.reads]
author: Contributors to the gir.multidc project (@gir-multidc)
seealso:
  - module: gir.multidc.drift
  - module: gir.multidc.host_status_info
"""

EXAMPLES = r"""
- name: See how the whole system stands
  hosts: all:localhost
  gather_facts: false
  tasks:
    - name: Ask everybody
      gir.multidc.status:
      register: status
      run_once: true

    - name: Show it
      ansible.builtin.debug:
        msg: "{{ status.lines }}"
      run_once: true
"""

RETURN = r"""
report:
  description: The report, as docs/status.md describes it.
  returned: success
  type: dict
  contains:
    active: {description: "The active data center.", type: str, sample: dc1}
    standby: {description: The data center that a failover goes to., type: str, sample: dc2}
    eservices_site: {description: The eServices site., type: str, sample: DC1}
    verdict: {description: "V(confirmed), V(failed) or V(not observable).", type: str}
    takeover:
      description: Of C(planned) and C(forced) the verdict V(yes), V(no) or V(not known) as C(fit) with its C(reasons),
        and the C(steps) of a failover.
      type: dict
    last_operation: {description: The last failover or switch and how many C(seconds) it took., type: dict}
    sites: {description: "By data center, how many of its hosts answer.", type: dict}
    counts: {description: How many points there are of each answer., type: dict}
    points: {description: "What was judged, worst first.", type: list, elements: dict}
sentence: {description: How it stands., returned: success, type: str}
lines: {description: The report for a terminal., returned: success, type: list, elements: str}
written: {description: "Format to the path of the report, where one was asked for.", returned: success, type: dict}
"""
