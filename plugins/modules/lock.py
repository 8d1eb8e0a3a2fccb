#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: lock
short_description: Claim, keep, give back or break the lock of writing verbs on the RWS hosts
version_added: 0.1.0
description:
  - The playbooks that write claim a lock on every RWS host that they reach, so that two of them never write at once.
    The lock is the file C(/var/lib/gir-ledger/lock.json) on each of these hosts, or C(<gir_root>.gir-lock.json).
  - One task deals with all hosts by itself, past any C(--limit), so it runs once, in a play for one host such as
    V(localhost). It claims in one fixed order, one host after the other, and gives everything back at the first
    conflict.
  - While a hold of M(gir.multidc.hold) is in force, nothing is claimed, but for the verbs C(failover), C(failback) and
    C(ledger), which are told.
  - Runs exclude each other only where they meet, on a host that both reach. What that means, and what to do about the
    lock of a run that died, is described in C(docs/locks.md) of the collection.
  - How old a lock is says the clock of the host that holds it, and no other one.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._attributes.writes, gir.multidc._lock]
attributes:
  idempotent:
    details: With O(operation). V(broken) fails when nobody holds that lock any more.
    support: partial
options:
  state:
    description:
      - V(claimed) claims the lock for O(operation). A host that does not answer is left out; the task fails when none
        does, and when any of them is held by another operation.
      - V(kept) fails when a host that answers does not hold the lock of O(operation) any more, when another operation
        has marked it, or when a hold is in force. Nothing is claimed in check mode, and nothing is asked then.
      - V(released) takes the lock of O(operation) away. What belongs to another operation stays and is reported.
      - V(broken) does the same for the operation of somebody else, when its limit has passed or with O(running). It
        fails when no host holds it, and names what is held.
      - V(marked) writes into the lock of whoever holds it that O(operation) has the right of way.
    type: str
    choices: [claimed, kept, released, broken, marked]
    required: true
  operation:
    description:
      - Id of the operation. Required but for V(claimed), which makes one.
    type: str
  verb:
    description: What is done under the lock, for those who meet it. Required for V(claimed) and V(marked).
    type: str
  limit_minutes:
    description: After how many minutes the lock is stale, so that it may be broken. It never ends by itself.
    type: int
    default: 240
  ledger_digests:
    description:
      - For V(claimed), the SHA-256 digest of the file C(ledger.json) beside the lock as the run has read it, by host;
        null where there was none. When a host has another one by now, nothing is claimed.
    type: dict
  running:
    description: For V(broken), whether a lock is broken before its limit.
    type: bool
    default: false
  every:
    description:
      - For V(kept), for how many seconds the last answer is good enough. Until then no host is asked, C(hosts) is
        empty, and C(asked_at) stays as it is given.
    type: int
    default: 0
  asked_at:
    description: For V(kept) with O(every), the C(asked_at) of the last V(claimed) or V(kept).
    type: float
    default: 0
  reason: {description: "For V(marked), why.", type: str, default: ""}
  preempts:
    description: For V(marked), the verbs whose locks are marked. Others stay and are reported.
    type: list
    elements: str
    default: [site, upgrade, remediate, rejoin]
seealso:
  - module: gir.multidc.lock_info
  - module: gir.multidc.hold
"""

EXAMPLES = r"""
# In a play for one host, such as localhost.
- name: Claim the lock
  gir.multidc.lock:
    state: claimed
    verb: new_storage
    limit_minutes: 30
  register: lock

- name: Write under the lock
  block:
    - name: Check that nobody has taken the lock
      gir.multidc.lock:
        state: kept
        operation: "{{ lock.operation }}"
        hosts: "{{ lock.hosts }}"

    - name: Write
      gir.multidc.rws_storage:
        url: https://rws.example.com
        url_username: ops
        url_password: "{{ vault_ops_password }}"
        locations: []
  always:
    - name: Give the lock back
      gir.multidc.lock:
        state: released
        operation: "{{ lock.operation }}"

- name: Break the lock of a run that was killed
  gir.multidc.lock:
    state: broken
    operation: 20261127T224010Z-1a2b3c4d
    running: true
  run_once: true
"""

RETURN = r"""
operation: {description: "Id of the operation.", returned: success, type: str, sample: 20261127T224010Z-1a2b3c4d}
hosts:
  description:
    - With V(claimed) the hosts that hold the lock, with V(kept) those that said so, with V(released) and V(broken)
      those where it was taken away, with V(marked) those whose lock is marked.
  returned: success
  type: list
  elements: str
  sample: [rws1-dc1, rws1-dc2]
silent:
  description: Hosts that did not answer, each with the reason.
  returned: always, unless an option is wrong
  type: dict
  sample: {rws2-dc2: Connection timed out}
holds:
  description: Hosts with a hold in force that did not keep this verb back, each with a sentence about it.
  returned: V(claimed), when it succeeds
  type: dict
  sample: {}
asked_at:
  description: When the hosts were asked, in seconds of the controller's clock.
  returned: V(claimed) and V(kept), when it succeeds
  type: float
  sample: 1795819210.5
others:
  description: Hosts whose lock stays because it belongs to another operation, each with what it says.
  returned: V(released) and V(marked)
  type: dict
  sample: {}
holder:
  description: The lock that is in the way, as in RV(gir.multidc.lock_info#module:hosts), or null.
  returned: when a lock is in the way
  type: dict
holder_host: {description: The host that holds it., returned: when a host is in the way, type: str, sample: rws1-dc1}
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.module import Module
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import run
from ansible_collections.gir.multidc.plugins.module_utils._ledger import lock, shared


def main():
    run(Module(dict(lock.OPTIONS, **shared.INTERNAL)), lock.serve)


if __name__ == "__main__":
    main()
