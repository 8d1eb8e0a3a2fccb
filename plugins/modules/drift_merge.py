#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: drift_merge
version_added: 0.1.0
short_description: Make one report of several comparisons
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._attributes.reads]
seealso: [{module: gir.multidc.drift}]
options: {}
description:
  - Used by playbook C(gir.multidc.drift_merge). Reads the JSON reports that M(gir.multidc.drift) wrote of slices of the
    inventory, or on several controllers, and makes the one report of a run that saw all of it. Asks no host.
  - What only all of them together can tell is judged anew. This is data center against data center, the keystores
    against each other, entries of C(gir_drift_ignore) that name nothing, and the fitness of the standby.
  - Hosts that no report saw stay unseen, and are named. Where reports contradict each other about a host or an API, the
    worse answer counts and the contradiction is named.
  - Reports of other systems, maps, releases or active data centers are refused.
  - Reads C(gir_drift_reports), C(gir_drift_fail_on), C(gir_drift_output_dir) and C(gir_drift_formats), which
    docs/drift.md describes, and C(gir_report_url) with its account, which docs/reports.md describes.
"""

EXAMPLES = r"""
- name: Make one report of those of ten slices
  gir.multidc.drift_merge:
  register: merged
  vars:
    gir_drift_reports: /var/lib/awx/reports/tonight
    gir_drift_output_dir: /var/lib/awx/reports/whole

- name: Show it
  ansible.builtin.debug:
    msg: "{{ merged.lines }}"
"""

RETURN = r"""
merged: {description: The files that were read., returned: success, type: list, elements: str}
unseen: {description: Hosts of the map that no report saw., returned: success, type: list, elements: str}
verdict: {description: "V(equal), V(drift) or V(not_checked).", returned: success, type: str}
lines: {description: The whole report for a terminal., returned: success, type: list, elements: str}
findings: {description: As in M(gir.multidc.drift)., returned: success, type: list, elements: dict}
summary: {description: The counts of all reports together., returned: success, type: dict}
fails: {description: Whether the merged report fails the run., returned: success, type: bool}
sentence: {description: "Why C(gir_drift_fail_on) fails the run, or not.", returned: success, type: str}
written: {description: Format to the path of the merged report., returned: success, type: dict}
"""
