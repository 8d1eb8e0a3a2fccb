#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: maintenance_info
short_description: List the maintenance markers of hosts
version_added: 0.1.0
description:
  - Lists every marker that M(gir.multidc.maintenance) sets, also those that have ended, of all hosts in one task that
    runs once, in a play for one host such as V(localhost).
  - A host that does not answer, and a file that holds no markers, are results, not failures.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._attributes.reads, gir.multidc._maintenance]
options:
  hosts:
    description: Hosts and groups of the inventory, as a list or as text with commas. By default all within C(within).
    type: raw
seealso:
  - module: gir.multidc.maintenance
"""

EXAMPLES = r"""
- name: See what is under maintenance
  gir.multidc.maintenance_info:
  run_once: true
  register: maintenance

- name: Show it
  ansible.builtin.debug:
    msg: "{{ maintenance.lines }}"
  run_once: true
"""

RETURN = r"""
markers:
  description: The markers of all hosts that answered, by host.
  returned: success
  type: list
  elements: dict
  contains:
    host: {description: Inventory name of the host., type: str, returned: always}
    component: {description: "The component, such as V(rws); empty for the host.", type: str, returned: always}
    who: {description: Who works there., type: str, returned: always}
    why: {description: What for., type: str, returned: always}
    until: {description: "A time in UTC, or a day, which ends at midnight in UTC.", type: str, returned: always}
    ended:
      description: V(yes) or V(no), or V(unknown) when the marker does not say until when.
      type: str
      returned: always
  sample:
    - host: rws1-dc1
      component: rws
      who: alice
      why: new disk
      until: "2026-12-01T06:00:00Z"
      ended: "no"
lines:
  description: The same for people.
  returned: success
  type: list
  elements: str
  sample: ["rws1-dc1: rws, until 2026-12-01T06:00:00Z (alice): new disk"]
unheard:
  description: Hosts that were not heard, each with the reason.
  returned: success
  type: dict
  sample: {rws2-dc2: Connection timed out}
left_out: {description: Hosts of C(gir) that were not asked., returned: success, type: list, elements: str}
heard: {description: Hosts that have answered., returned: success, type: list, elements: str, sample: [rws1-dc1]}
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.module import Module
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import run
from ansible_collections.gir.multidc.plugins.module_utils._ledger import shared
from ansible_collections.gir.multidc.plugins.module_utils._maintenance import host


def main():
    run(Module(dict(host.INFO, **shared.INTERNAL)), host.serve)


if __name__ == "__main__":
    main()
