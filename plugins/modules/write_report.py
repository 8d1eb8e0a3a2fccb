#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: write_report
version_added: 0.1.0
short_description: Write what verify or drift found as JSON, Markdown, JUnit XML and an HTML page
description:
  - Writes V(<verb>.json), V(<verb>.md), V(<verb>.xml) and V(<verb>.html) into a directory of the controller, each as a
    whole, readable by the account and its group alone (0640). The names stay the same from run to run.
  - The JSON report is the truth; everything else is a view of it. The HTML page needs no other file and no network.
  - A report is no change of the system. So check mode writes it too, and the task is never changed.
  - A file that cannot be written is a warning, and the others are written. The verdict of the run is somebody else's.
  - Used by the playbook C(gir.multidc.verify). The reports are described in docs/reports.md.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._attributes.reads, gir.multidc._attributes.controller]
options:
  verb: {description: What has found it., type: str, required: true, choices: [drift, verify]}
  report:
    description: The variable C(gir_verify), or the JSON report of C(gir.multidc.drift).
    type: dict
    required: true
  message: {description: "How it ended, in one sentence; of V(verify) alone.", type: str, default: ""}
  directory:
    description: The directory, which is made where it is not there. Without it no file is written on the controller.
    type: raw
  formats:
    description:
      - Some of V(json), V(markdown), V(junit) and V(html), as a list or as a text with commas. All of them when not
        given.
    type: raw
  send:
    description:
      - Whether the files are also sent to the WebDAV address of the variable C(gir_report_url), with the account of
        C(gir_report_username) and C(gir_report_password).
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Make a page of the report of last night
  gir.multidc.write_report:
    verb: drift
    report: "{{ lookup('ansible.builtin.file', 'reports/drift.json') | from_json }}"
    directory: reports
    formats: [html]
"""

RETURN = r"""
paths:
  description:
    - Format to file, or to address where there is no O(directory). With both, C(<format>_url) is the address.
  returned: success
  type: dict
  sample: {json: /srv/reports/verify.json}
problems:
  description: Why a report was not written, a sentence for each; they are warnings of the task too.
  returned: success
  type: list
  elements: str
"""
