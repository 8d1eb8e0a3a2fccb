#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: rws_info
short_description: Look at every node of Interaction Recording Web Services
version_added: 0.1.0
description:
  - Asks each node of O(url), all at the same time, for its version (C(GET /api/v2/diagnostics/version), without an
    account) and for the contact centers, which proves that it works and accepts the ops account.
  - The version is asked for once, because an RWS need not tell it.
  - A node that does not answer is reported, not a failure, as long as one does. A node of a dead data center costs
    O(timeout) seconds for each of O(retries), so give small ones.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._rws, gir.multidc._tls, gir.multidc._attributes.reads]
seealso:
  - module: gir.multidc.transaction_probe
"""

EXAMPLES = r"""
- name: Look at the RWS nodes of both data centers
  hosts: localhost
  gather_facts: false
  module_defaults:
    # What every module of RWS needs stands here once.
    group/gir.multidc.rws:
      url: [http://rws1.dc1.example.com:8080, http://rws1.dc2.example.com:8080]
      url_username: ops
      url_password: "{{ gir_rws_ops_password }}"
      # For the modules that write settings, as their documentation says.
      admin_username: "{{ gir_rws_admin_username }}"
      admin_password: "{{ gir_rws_admin_password }}"
  tasks:
    - name: Ask each node, and wait for none that is down
      gir.multidc.rws_info:
        timeout: 5
        retries: 0
      register: rws

    - name: All nodes must run the same version
      ansible.builtin.assert:
        that:
          - rws.silent | length == 0
          - rws.versions | length <= 1
"""

RETURN = r"""
not_observable: {description: "What nobody could tell, and why.", returned: success, type: list, elements: str}
nodes:
  description: The nodes, in the order of O(url).
  returned: always
  type: list
  elements: dict
  contains:
    url: {description: Address of the node., returned: success, type: str}
    answers: {description: Whether it lists the contact centers., returned: success, type: bool}
    version:
      description: Version of RWS; V(null) when the node does not tell it in a form that is known.
      type: str
      returned: success
    diagnostics:
      description: What C(diagnostics/version) said; its fields are not documented. Empty when it is not there.
      type: dict
      returned: success
    csrf:
      description: Whether the node asks for a CSRF token (C(enableCsrfProtection)); V(null) when it does not answer.
      type: bool
      returned: success
    latency_ms:
      description: Milliseconds that the list of contact centers took, on a connection that was already open.
      type: float
      returned: success
    reason: {description: "Why the node did not answer, or V(null).", returned: success, type: str}
  sample:
    - url: http://rws1.dc1.example.com:8080
      answers: true
      version: 8.5.230.12
      diagnostics:
        version: 8.5.230.12
      csrf: false
      latency_ms: 4.1
      reason: null
answering:
  description: Addresses of the nodes that answer.
  returned: always
  type: list
  elements: str
  sample: [http://rws1.dc1.example.com:8080]
silent:
  description: Addresses of the nodes that do not answer, or not as they should.
  returned: always
  type: list
  elements: str
  sample: []
versions:
  description: The different versions of the nodes that answer.
  returned: always
  type: list
  elements: str
  sample: [8.5.230.12]
csrf:
  description: Whether any node that answers asks for a CSRF token; V(null) when none answers.
  returned: always
  type: bool
  sample: false
assumed_new: {description: Whether no RWS answered; see O(unreachable=assume_new)., returned: success, type: bool}
"""

from ansible_collections.gir.multidc.plugins.module_utils._rws.module import read
from ansible_collections.gir.multidc.plugins.module_utils._rws.nodes import read_nodes


def main():
    read(read_nodes)


if __name__ == "__main__":
    main()
