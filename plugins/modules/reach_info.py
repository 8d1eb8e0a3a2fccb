#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: reach_info
short_description: Find out which addresses a host can connect to
version_added: 0.1.0
description:
  - Opens a TCP connection to each address, and closes it without sending anything. All addresses are tried at the same
    time, within one time limit.
  - A name that cannot be resolved and an address that takes no connection are told apart.
  - The module never fails because an address cannot be reached; look at RV(results) or RV(ok).
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._attributes.reads]
options:
  targets:
    description: What to connect to.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: What the address is called in the results., type: str, required: true}
      host:
        description: Name or address of the host. An IPv6 address may stand in brackets.
        type: str
        required: true
      port: {description: "Its TCP port, from 1 to 65535.", type: int, required: true}
  timeout:
    description: Seconds for all addresses together, from the resolution of the names on.
    type: float
    default: 5
notes:
  - Run it on the host that uses the addresses, so that its resolver and its network path are what is tried.
  - An open connection shows that something listens there, not what it is.
"""

EXAMPLES = r"""
- name: See whether this RWS node reaches both Interaction Servers
  gir.multidc.reach_info:
    targets:
      - {name: Interaction Server of DC1, host: ixn.dc1.example.com, port: 4420}
      - {name: Interaction Server of DC2, host: "2001:db8::5", port: 4420}
    timeout: 3
  register: reached
"""

RETURN = r"""
ok: {description: Whether a connection to every address was opened., returned: success, type: bool, sample: false}
results:
  description: One answer for each address, in the order given.
  returned: success
  type: list
  elements: dict
  contains:
    name: {description: What the address is called., type: str}
    host: {description: "The name or address, without brackets.", type: str}
    port: {description: The port., type: int}
    observation: {description: "V(confirmed) or V(failed).", type: str}
    observation_reason: {description: "Why it failed, in words, or V(null).", type: str}
    missed:
      description:
        - V(name) where the name was not resolved, V(connection) where no address of it took a connection.
        - V(null) where one did.
      type: str
    address: {description: "The address that took the connection, or V(null).", type: str}
  sample:
    - name: Interaction Server of DC1
      host: ixn.dc1.example.com
      port: 4420
      observation: confirmed
      observation_reason: null
      missed: null
      address: 192.0.2.7
    - name: Interaction Server of DC2
      host: 2001:db8::5
      port: 4420
      observation: failed
      observation_reason: connection refused
      missed: connection
      address: null
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.module import Module, entries
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import refuse, run
from ansible_collections.gir.multidc.plugins.module_utils._http.targets import problems, result


def main():
    targets = entries(
        name={"type": "str", "required": True},
        host={"type": "str", "required": True},
        port={"type": "int", "required": True},
    )
    module = Module({"targets": targets, "timeout": {"type": "float", "default": 5}})
    refuse(module, problems(module.params))
    run(module, result)


if __name__ == "__main__":
    main()
