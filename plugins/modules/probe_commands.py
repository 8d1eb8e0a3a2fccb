#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: probe_commands
version_added: 0.1.0
short_description: Ask what the vendor documents no way to see, in the way of this site
description:
  - Runs the probes of the variable C(gir_probe_commands) on the controller, all at the same time. A probe is a command,
    which is started without a shell, or a URL, which is read once.
  - A command has to end with status 0, and a URL to answer with a status below 400. Where the probe has C(expect), what
    the command writes to its standard output, or the body of the answer, has to match it as well. Only the first 64 KiB
    count.
  - What a probe writes or answers is neither returned nor shown, as it may hold secrets. A command that does not end in
    time is killed with everything that it started.
  - A probe only reads. So the probes run in check mode too.
  - Used by the playbook C(gir.multidc.verify). The variable is described in docs/verify.md.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._attributes.reads]
seealso:
  - module: gir.multidc.transaction_probe
options:
  questions: {description: The questions to ask. All of the variable when not given., type: list, elements: str}
"""

EXAMPLES = r"""
- name: Ask whether RWS uses the eServices site that it should
  gir.multidc.probe_commands:
    questions: [eservices_site]
  register: asked
- name: Fail unless it does
  ansible.builtin.assert:
    that: asked.results | map(attribute='answer') | list == ['confirmed']
"""

RETURN = r"""
results:
  description: One answer for each probe, in the order of the variable.
  returned: success
  type: list
  elements: dict
  contains:
    question: {description: Name of the question., returned: success, type: str, sample: processing_queue}
    name: {description: What the question is called in a report., returned: success, type: str}
    url: {description: "The server, without path and query; empty for a command.", returned: success, type: str}
    answer: {description: "V(confirmed) or V(failed).", returned: success, type: str}
    reason: {description: "Why it failed; empty when it did not.", returned: success, type: str}
    seconds: {description: How long the probe took., returned: success, type: float}
"""
