#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: hold
short_description: Hold writing verbs back for a while, or lift a hold
version_added: 0.1.0
description:
  - While a hold is in force on an RWS host, M(gir.multidc.lock) refuses to claim the lock there, with the reason of the
    hold, so that no playbook of the collection writes. C(failover), C(failback) and the repair of the ledger are only
    told. A run that is at work stops where it looks at its lock again.
  - A hold is in the file C(/var/lib/gir-ledger/hold.json) on each RWS host, or C(<gir_root>.gir-hold.json). It ends by
    itself, by the clock of the host. A host may have several of them.
  - One task deals with all hosts by itself, past any C(--limit), so it runs once, in a play for one host such as
    V(localhost). A host that does not answer is left out, and the task fails when none does. It takes no lock.
  - Described in C(docs/hold.md) of the collection.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._attributes.writes, gir.multidc._lock]
attributes:
  idempotent:
    support: full
options:
  state:
    description:
      - V(present) sets a hold. One in force with the same O(reason), user and O(minutes) stays as it is; with other
        O(minutes) it begins anew.
      - V(absent) lifts the hold O(id), or all of them.
    type: str
    choices: [present, absent]
    default: present
  id:
    description:
      - Name of the hold. For V(present) it is made up when it is not given.
      - For V(absent) it is required, and V(true) stands for all of them, also those that have ended.
    type: raw
  reason: {description: "For V(present), why. One line. Required then.", type: raw}
  minutes:
    description: For V(present), after how many minutes the hold ends, at most 10080 (seven days). Required then.
    type: raw
seealso:
  - module: gir.multidc.hold_info
"""

EXAMPLES = r"""
# In a play for one host, such as localhost.
- name: Hold writing verbs back for two hours
  gir.multidc.hold:
    reason: storage of Dallas is being moved
    minutes: 120
  register: hold

- name: Lift it
  gir.multidc.hold:
    state: absent
    id: "{{ hold.id }}"
"""

RETURN = r"""
id: {description: Id of the hold that is set., returned: V(present), type: str, sample: 20261127T224010Z-1a2b3c4d}
hosts:
  description: What each host holds afterwards, as in RV(gir.multidc.hold_info#module:hosts).
  returned: success
  type: dict
  sample: {rws1-dc2: {state: free, holds: []}}
lines:
  description: The same for people.
  returned: success
  type: list
  elements: str
  sample: ["rws1-dc2: no hold"]
silent:
  description: Hosts that did not answer, each with the reason. What they hold, stays.
  returned: success
  type: dict
  sample: {rws2-dc2: Connection timed out}
observed: {description: Whether any host has told what it holds., returned: success, type: bool, sample: true}
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.module import Module
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import run
from ansible_collections.gir.multidc.plugins.module_utils._ledger import hold, shared


def main():
    run(Module(dict(hold.OPTIONS, **shared.INTERNAL)), hold.serve)


if __name__ == "__main__":
    main()
