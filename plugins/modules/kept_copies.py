#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: kept_copies
short_description: Remove copies that are kept for rollback
version_added: 0.1.0
description:
  - Removes copies that M(gir.multidc.kept_copies_info) lists, on all hosts in one task that runs once, in a play for
    one host such as V(localhost).
  - All hosts are asked before the first copy is removed. When one of those that are named may not be removed, or is no
    copy that this collection keeps, all reasons are named at once and nothing is removed anywhere.
  - Never removed are the generation V(pending), which is the way back of a change that is under way; a key that waits
    for its certificate; a keystore version that holds an entry which the present keystore lacks, or that cannot be
    compared with it. A copy with another C(cryptoSecurityKey) than the present file is removed only when it is named
    with its path and its digest.
  - A copy that is gone is no change.
  - Claim the lock of M(gir.multidc.lock) before, as the playbook C(gir.multidc.kept_copies) does. All of it is
    described in docs/kept-copies.md.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._attributes.writes, gir.multidc._copies]
attributes:
  diff_mode:
    details: Shows the paths, nothing of what the copies hold.
options:
  state: {description: The copies are not there., type: str, choices: [absent], default: absent}
  copies:
    description:
      - Copies to remove, as dictionaries with C(host), C(path) and perhaps C(sha256), which has to be that of the copy.
        Text counts as YAML or JSON, since C(-e) gives text.
    type: raw
  older_than_days:
    description: Removes also what was kept for at least so many days, as far as RV(copies[].removal) is V(yes).
    type: raw
seealso:
  - module: gir.multidc.kept_copies_info
"""

EXAMPLES = r"""
- name: Remove one copy
  gir.multidc.kept_copies:
    copies:
      - {host: rcs1-dc1, path: /opt/genesys/rcs/keystore.jks.20260101T101500Z.0123456789abcdef.bak}
  run_once: true

- name: Remove what is older than a quarter of a year, as far as nobody needs it
  gir.multidc.kept_copies:
    older_than_days: 90
  run_once: true
"""

RETURN = r"""
removed:
  description: The copies that were removed, or would be in check mode, as RV(copies) has them.
  returned: success
  type: list
  elements: dict
  sample: []
copies:
  description: The copies that are left, as M(gir.multidc.kept_copies_info) returns them.
  returned: success
  type: list
  elements: dict
  contains:
    removal: {description: What removing it takes., type: str, returned: always}
  sample: []
problems:
  description: Why nothing was removed, a sentence each.
  returned: failure
  type: list
  elements: str
findings:
  description: As M(gir.multidc.kept_copies_info) returns them.
  returned: success
  type: list
  elements: str
lines: {description: All of it for people., returned: success, type: list, elements: str}
unheard: {description: "Hosts that were not heard, each with the reason.", returned: success, type: dict}
left_out: {description: Hosts of C(gir) that were not asked for., returned: success, type: list, elements: str}
heard: {description: Hosts that have answered., returned: success, type: list, elements: str}
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.shell import run
from ansible_collections.gir.multidc.plugins.module_utils._copies import host
from ansible_collections.gir.multidc.plugins.module_utils._copies.options import HOSTS, REMOVAL
from ansible_collections.gir.multidc.plugins.module_utils._keystore.module import KeystoreModule


def main():
    run(KeystoreModule(dict(HOSTS, **REMOVAL, **host.INTERNAL)), host.serve)


if __name__ == "__main__":
    main()
