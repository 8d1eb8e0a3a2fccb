#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: hold_info
short_description: Tell which holds keep writing verbs back
version_added: 0.1.0
seealso:
  - module: gir.multidc.hold
description:
  - Reads the holds that M(gir.multidc.hold) sets, of all RWS hosts in one task, past any C(--limit). It runs once, in a
    play for one host such as V(localhost).
  - A host that does not answer, and a file that holds none, are results, not failures.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._attributes.reads, gir.multidc._lock]
"""

EXAMPLES = r"""
- name: See whether writing verbs are held back
  gir.multidc.hold_info:
  run_once: true
  register: holds

- name: Show it
  ansible.builtin.debug:
    msg: "{{ holds.lines }}"
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
        - V(held) where a hold is in force, V(free), V(unknown) for a file that is none of this release and counts as a
          hold, V(no answer), or V(failed) for a host that answers and cannot tell.
      type: str
      returned: always
    msg: {description: Why it is not known., returned: when it is not known, type: str}
    holds:
      description: Its holds, also those that have ended.
      returned: when it is known
      type: list
      elements: dict
      contains:
        id: {description: Name of the hold., type: str, returned: always}
        reason: {description: Why., type: str, returned: always}
        user: {description: Who set it., type: str, returned: always}
        controller: {description: The machine that it was set from., type: str, returned: always}
        set_at: {description: Since when (UTC) by the clock of the host., type: str, returned: always}
        minutes: {description: For how long it is set., type: int, returned: always}
        until: {description: When it ends (UTC) by the clock of the host., type: str, returned: always}
        left_seconds: {description: For how long it is in force still., type: int, returned: always}
        ended: {description: Whether it is in force no more., type: bool, returned: always}
  sample:
    rws1-dc1:
      state: held
      holds:
        - id: 20261127T224010Z-1a2b3c4d
          reason: storage of Dallas is being moved
          user: alice
          controller: ctl1
          set_at: "2026-11-27T22:40:10Z"
          minutes: 120
          until: "2026-11-28T00:40:10Z"
          left_seconds: 6900
          ended: false
    rws1-dc2: {state: free, holds: []}
lines: {description: The same for people., returned: success, type: list, elements: str, sample: ["rws1-dc2: no hold"]}
silent:
  description: Hosts that did not answer, each with the reason.
  returned: success
  type: dict
  sample: {rws2-dc2: Connection timed out}
observed: {description: Whether any host has told what it holds., returned: success, type: bool, sample: true}
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.module import Module
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import run
from ansible_collections.gir.multidc.plugins.module_utils._ledger import hold, shared


def main():
    run(Module(dict(shared.HOSTS, **shared.INTERNAL)), hold.serve)


if __name__ == "__main__":
    main()
