#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: drift
version_added: 0.1.0
short_description: Compare the whole system with what it should be
description:
  - Used by playbook C(gir.multidc.drift). Computes what every host and every API should be, asks each of them once, all
    at the same time, and reports what differs. Changes nothing, and takes no lock.
  - The task asks all hosts by itself. Run it once, in a play for all hosts; only those within the limit are compared.
    What the APIs hold is compared whatever the limit is.
  - A host that gives no answer within 30 seconds, or an API within 60, is a finding, not a failure. However many they
    are, they cost this time once.
  - Reads C(gir_drift_ignore), C(gir_drift_previous), C(gir_drift_allowed_differences), C(gir_drift_fail_on),
    C(gir_drift_show_ignored), C(gir_drift_output_dir) and C(gir_drift_formats), which docs/drift.md describes, and
    C(gir_report_url) with its account, which docs/reports.md describes. What is wrong with them is said before anybody
    is asked.
  - No value of a secret is in the result or in a report.
options: {}
extends_documentation_fragment: [gir.multidc._attributes.reads]
author: Contributors to the gir.multidc project (@gir-multidc)
seealso:
  - module: gir.multidc.drift_merge
  - module: gir.multidc.host_drift_info
  - module: gir.multidc.gax_drift_info
  - module: gir.multidc.rws_drift_info
"""

EXAMPLES = r"""
- name: Compare the whole system
  hosts: all:localhost
  gather_facts: false
  tasks:
    - name: Compare the whole system
      gir.multidc.drift:
      register: drift
      run_once: true

    - name: Show what differs
      ansible.builtin.debug:
        msg: "{{ drift.lines }}"
      run_once: true
"""

RETURN = r"""
verdict:
  description:
    - V(not_checked) when something could not be checked, else V(drift) when something differs, else V(equal).
  returned: success
  type: str
  sample: equal
summary: {description: "Counts, as C(set_stats) gets them.", returned: success, type: dict}
findings:
  description: What differs or could not be checked, worst first, in the form of docs/drift-report.schema.json.
  returned: success
  type: list
  elements: dict
fails: {description: Whether C(gir_drift_fail_on) fails the run., returned: success, type: bool}
sentence: {description: "Why it does, or why not.", returned: success, type: str}
lines: {description: The report for a terminal., returned: success, type: list, elements: str}
written: {description: "Format to the path of the report, where one was asked for.", returned: success, type: dict}
"""
