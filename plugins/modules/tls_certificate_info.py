#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: tls_certificate_info
version_added: 0.1.0
short_description: See when the certificates of TLS servers end
description:
  - Opens a TLS connection to each server, reads the certificate that it presents, and sends nothing.
  - A certificate is read whether or not it can be trusted. A server that cannot be read has a reason, and the module
    does not fail.
options:
  servers:
    description: The servers.
    type: list
    elements: dict
    required: true
    suboptions:
      host: {description: Name or address., type: str, required: true}
      port: {description: Port., type: int, default: 443}
  timeout: {description: Seconds for all of them together., type: int, default: 10}
extends_documentation_fragment: [gir.multidc._attributes.reads]
author: Contributors to the gir.multidc project (@gir-multidc)
"""

EXAMPLES = r"""
- name: See when the certificate of RWS ends
  gir.multidc.tls_certificate_info:
    servers:
      - host: rws.dc1.example.com
  delegate_to: localhost
  register: certificates

- name: Show it
  ansible.builtin.debug:
    msg: "{{ certificates.servers[0].not_after }}"
"""

RETURN = r"""
servers:
  description: One for each server, in the order given.
  returned: success
  type: list
  elements: dict
  contains:
    host: {description: Name or address., type: str}
    port: {description: Port., type: int}
    not_after: {description: "When its certificate ends (UTC), or null.", type: str, sample: "2027-03-01T12:00:00Z"}
    subject: {description: "Whose certificate it is, or null.", type: str, sample: CN=rws.dc1.example.com}
    reason: {description: "Why it could not be read, or null.", type: str}
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.module import Module, entries
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import finish, refuse
from ansible_collections.gir.multidc.plugins.module_utils._status.certificates import problems, read


def main():
    servers = entries(host={"type": "str", "required": True}, port={"type": "int", "default": 443})
    module = Module({"servers": dict(servers, required=True), "timeout": {"type": "int", "default": 10}})
    refuse(module, problems(module.params))
    finish(module, {"changed": False, "servers": read(module.params["servers"], module.params["timeout"])})


if __name__ == "__main__":
    main()
