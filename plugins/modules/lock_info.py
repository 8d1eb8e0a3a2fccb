#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: lock_info
short_description: Tell who holds the lock of writing verbs on the RWS hosts
version_added: 0.1.0
seealso:
  - module: gir.multidc.lock
description:
  - Reads the locks that M(gir.multidc.lock) claims, of all RWS hosts in one task, past any C(--limit). It runs once, in
    a play for one host such as V(localhost).
  - A host that does not answer, and a file that is no lock, are results, not failures.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._attributes.reads, gir.multidc._lock]
"""

EXAMPLES = r"""
- name: See whether a run is at work
  gir.multidc.lock_info:
  run_once: true
  register: locks

- name: Show it
  ansible.builtin.debug:
    msg: "{{ locks.lines }}"
  run_once: true
"""

RETURN = r"""
hosts:
  description: What each host holds.
  returned: success
  type: dict
  contains:
    state:
      description:
        - V(free), V(held), V(stale) for a lock past its limit, V(unknown) for a file that is no lock of this release,
          V(no answer), or V(failed) for a host that answers and cannot tell.
      type: str
      returned: always
    msg: {description: Why it is not known who holds it., returned: when it is not known, type: str}
    operation: {description: Id of the operation that holds the lock., returned: when it is held, type: str}
    verb: {description: What it does., returned: when it is held, type: str}
    user: {description: Who started it., returned: when it is held, type: str}
    controller: {description: The machine that it runs on., returned: when it is held, type: str}
    claimed_at: {description: Since when (UTC) by the clock of the host., returned: when it is held, type: str}
    age_seconds: {description: For how long by the clock of the host., returned: when it is held, type: int}
    limit_minutes: {description: After how long the lock is stale., returned: when it is held, type: int}
    until: {description: When that is (UTC) by the clock of the host., returned: when it is held, type: str}
    stale: {description: Whether that has passed., returned: when it is held, type: bool}
    preempted_by:
      description: Who has marked the lock, with C(operation), C(verb), C(user) and C(reason), or null.
      returned: when it is held
      type: dict
  sample:
    rws1-dc1:
      state: held
      operation: 20261127T224010Z-1a2b3c4d
      verb: site
      user: alice
      controller: ctl1
      claimed_at: "2026-11-27T22:40:10Z"
      age_seconds: 312
      limit_minutes: 240
      until: "2026-11-28T02:40:10Z"
      stale: false
      preempted_by: null
    rws1-dc2: {state: free}
lines: {description: The same for people., returned: success, type: list, elements: str, sample: ["rws1-dc2: free"]}
silent:
  description: Hosts that did not answer, each with the reason.
  returned: success
  type: dict
  sample: {rws2-dc2: Connection timed out}
observed: {description: Whether any host has told what it holds., returned: success, type: bool, sample: true}
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.module import Module
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import run
from ansible_collections.gir.multidc.plugins.module_utils._ledger import lock, shared


def main():
    run(Module(dict(shared.HOSTS, **shared.INTERNAL)), lock.serve)


if __name__ == "__main__":
    main()
