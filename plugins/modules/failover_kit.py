#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: failover_kit
version_added: 0.1.0
short_description: Make the failover kits on the controller
description:
  - Writes one archive for each data center of the pair, with everything that a forced failover needs when the
    controller, Git and name servers are gone. Playbook C(gir.multidc.failover_kit) runs it. See
    C(docs/failover-kit.md).
  - The archive holds this collection, wheels of ansible-core and of what the collection needs, the inventory as it is,
    literal addresses, the break-glass sheets and a program that uses all of it.
  - The same inputs give the same archive. One that would not change is left as it is until it is half as old as
    C(gir_kit_days) allows.
  - Reads C(gir_kit_dir), C(gir_kit_host_dir), C(gir_kit_wheels_dir), C(gir_kit_days) and C(gir_kit_python).
  - The password of the vault is never in it. A secret that lies in the inventory in clear text is refused, with the
    file and the variable.
  - Wheels are downloaded with pip, by the controller, unless those of the present archive fit. Check mode downloads
    nothing.
options:
  read_ledger:
    description: Whether RWS hosts are asked for the ledger, whose environment the kit then names.
    type: bool
    default: true
extends_documentation_fragment: [gir.multidc._attributes.writes]
author: Contributors to the gir.multidc project (@gir-multidc)
seealso:
  - module: gir.multidc.break_glass
  - module: gir.multidc.failover
"""

EXAMPLES = r"""
# Playbook gir.multidc.topology has to run before.
- name: Make the failover kits
  hosts: gir
  gather_facts: false
  tasks:
    - name: Make the failover kits
      gir.multidc.failover_kit:
      vars:
        gir_kit_dir: /srv/share/failover-kits
      run_once: true
"""

RETURN = r"""
kits:
  description:
    - One of each data center, with its C(data_center), C(path), C(sha256), C(made) and whether it was C(changed).
    - In check mode C(sha256) and C(made) are those of the archive that is there.
  returned: success
  type: list
  elements: dict
host_directory: {description: "C(gir_kit_host_dir), empty without it.", returned: success, type: str}
silent: {description: RWS hosts that did not answer and why., returned: success, type: dict}
notices: {description: "What the kits do not hold, as sentences.", returned: success, type: list, elements: str}
environment: {description: "Environment of the ledger, where a host showed it.", returned: success, type: str}
"""
