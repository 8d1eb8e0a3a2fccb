#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: rcs_keystore_restart
short_description: Have Recording Crypto Server take up a new keystore, or run on with the one before
version_added: 0.1.0
description:
  - Recording Crypto Server (RCS) reads its keystore only when it starts. When M(gir.multidc.rcs_keystore_sync) has
    written the keystore of a host and RCS was not restarted since, this module restarts it. Otherwise it does nothing.
  - After the restart the unit has to become well and stay so (O(health)). When it does not, the keystore that RCS ran
    with before is put back, RCS is started with it, and the task fails with one sentence that names the entries which
    RCS lacks until it takes the new keystore up. The keystore that it refused is kept beside it with mode 0600.
  - Where RCS had no keystore before there is nothing to go back to; a keystore is never removed.
  - Everything is one call on the host. It goes on when the connection to the controller breaks.
  - What is owed stands in a note beside the keystore, C(.<file name>.restart.json), which is written before the
    keystore is. A run that is killed in between costs a restart too many, never one too few. When you restart RCS
    yourself, the next run restarts it once more.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._attributes.writes, gir.multidc._health]
options:
  path: {description: The keystore file., type: path, required: true}
  password:
    description: Password of the keystore. It is only used to name the entries of a PKCS12 keystore that was put back.
    type: str
  changed:
    description:
      - Whether an earlier task of this run writes the keystore. In check mode that task has left no note, and this
        tells that there would be one. Otherwise the note decides.
    type: bool
    default: false
  host: {description: What sentences call the host., type: str}
seealso:
  - module: gir.multidc.rcs_keystore_sync
  - module: gir.multidc.gated_service
"""

EXAMPLES = r"""
- name: Restart Recording Crypto Server where it has not read its keystore yet
  gir.multidc.rcs_keystore_restart:
    name: gir-rcs
    path: /opt/genesys/rcs/keystore.jks
    host: "{{ inventory_hostname }}"
    health:
      port: 8008
  throttle: 1
  become: true
"""

RETURN = r"""
actions: {description: What systemd is told., returned: success, type: list, elements: str}
observation:
  description:
    - V(confirmed) when RCS was restarted, and the port or the address that O(health) names answered and went on to.
    - V(failed) when it did not become well with its new keystore; the task fails then.
    - V(not observable) when nothing had to be done, where nobody looks at RCS; when O(health) names neither port nor
      url, so that only the unit was seen; and in check mode where something has to be done.
  returned: success, and failure of the service
  type: str
observation_reason: {description: "Why it is not confirmed, or V(null).", returned: as RV(observation), type: str}
sha256:
  description: Digest of the keystore that RCS takes up, or V(null) when there is none.
  returned: success
  type: str
  sample: 5f1d7a0c2b7c0d7d6f0c3fb2a2c8b2a64d0d8f3c5e0c1fc83b4a6c7c9b9b1a55
previous_sha256:
  description: Digest of the keystore that RCS ran with, or V(null).
  returned: success
  type: str
  sample: 0a4d55a8d778e5022fab701977c5d840bbc486d0a3f8ffbc4fbb3ad5d0d1f4bb
rolled_back:
  description: Whether the keystore of before was put back.
  returned: when RCS did not take the keystore up
  type: bool
running:
  description: Whether RCS runs with what was put back.
  returned: when RCS did not take the keystore up
  type: bool
kept:
  description: Where the keystore that RCS refused is kept.
  returned: when the keystore of before was put back
  type: str
missing:
  description: Entries of the refused keystore that RCS now lacks, or V(null) when they cannot be told.
  returned: when the keystore of before was put back
  type: list
  elements: dict
"""

import platform

from ansible_collections.gir.multidc.plugins.module_utils._common.shell import run
from ansible_collections.gir.multidc.plugins.module_utils._keystore.module import KeystoreModule
from ansible_collections.gir.multidc.plugins.module_utils._keystore.restart import KeystoreService
from ansible_collections.gir.multidc.plugins.module_utils._service.health import SERVICE


def main():
    keystore = {"path": {"type": "path", "required": True}, "password": {"type": "str", "no_log": True}}
    own = {"changed": {"type": "bool", "default": False}, "host": {"type": "str"}}
    module = KeystoreModule(dict(SERVICE, **keystore, **own))
    run(module, lambda module: KeystoreService(module).result(), module.params["host"] or platform.node())


if __name__ == "__main__":
    main()
