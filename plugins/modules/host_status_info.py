#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: host_status_info
version_added: 0.1.0
short_description: Read what a host says of itself for the status
description:
  - Reads the ledger, the lock, the holds, the maintenance markers, the keystore, the status of the index update, the
    state of the services, the installed versions and the site guard of one host, in one call, and changes nothing.
    Playbook C(gir.multidc.status) uses it; it is of no use by itself.
  - A part that cannot be read says why, and hides nothing else.
options:
  _payload:
    description: For the action of the playbook, which packs into it what is asked. Never set it.
    type: str
  password:
    description: For the action of the playbook. The password of the keystore of the host.
    type: str
extends_documentation_fragment: [gir.multidc._attributes.reads]
notes:
  - The host needs Python 3.6 or later and nothing but its standard library.
author: Contributors to the gir.multidc project (@gir-multidc)
seealso:
  - module: gir.multidc.status
"""

EXAMPLES = r"""
- name: See the status of the whole system
  gir.multidc.status:
  run_once: true
"""

RETURN = r"""
clock: {description: "The clock of the host, in seconds since 1970.", returned: success, type: float}
problems:
  description: What could not be read.
  returned: success
  type: list
  elements: dict
  contains:
    part: {description: "The part, as it is named here.", type: str, sample: units}
    reason: {description: Why., type: str}
ledger:
  description:
    - What the host holds of the ledger, or null where nobody asked. Its V(operations) sum up the journals of failovers
      and the reports of rehearsals beside it, the newest ten of each.
  returned: success
  type: dict
lock: {description: "What the host holds of the lock, or null where nobody asked.", returned: success, type: dict}
hold: {description: "The holds of the host, or null where nobody asked.", returned: success, type: dict}
maintenance: {description: "The maintenance markers, or null where there are none.", returned: success, type: dict}
keystore: {description: "What the keystore holds, or null where nobody asked.", returned: success, type: dict}
index_update: {description: "The last run of the index update, or null.", returned: success, type: dict}
hold_keeper: {description: "The last run of the hold keeper, or null.", returned: success, type: dict}
units:
  description: Component to the state of its unit, or null where nobody asked.
  returned: success
  type: dict
  sample:
    muxer:
      unit: gir-muxer.service
      load: loaded
      active: active
      sub: running
      enabled: enabled
      since: "2026-11-28T02:11:09Z"
      trouble: null
      health: null
      pending: false
installed:
  description: Component to the version that its installation names, null without one; null where nobody asked.
  returned: success
  type: dict
  sample: {muxer: 8.5.500.10}
site_guard:
  description: What the site guard of the host keeps down, and why; null where it has said nothing, or nobody asked.
  returned: success
  type: dict
  sample: {kept_down: [gir-muxer.service], sentence: the ledger says that dc2 is the active data center}
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.module import Module
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import run
from ansible_collections.gir.multidc.plugins.module_utils._status.run import serve


def main():
    run(
        Module({"_payload": {"type": "str", "no_log": True}, "password": {"type": "str", "no_log": True}}),
        serve,
    )


if __name__ == "__main__":
    main()
