#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: maintenance
short_description: Set and end maintenance markers of hosts and components
version_added: 0.1.0
description:
  - A maintenance marker says that somebody works on a host, or on one of its components. Nothing repairs by itself what
    carries one, and C(gir.multidc.drift) shows it beside its findings. It silences no finding, and stops no emergency
    verb.
  - The marker stands in C(/var/lib/gir_multidc/maintenance.json) on the host, below C(gir_root) where that is set. A
    host has one for each component and one for itself. Others in the file stay.
  - One task deals with all hosts by itself and runs once, in a play for one host such as V(localhost). All of them are
    asked at once. The task fails when one of them could not be marked, and names it; the others are marked all the
    same.
  - A file that holds no markers is never written. It is named, and you look at it.
  - Where to look follows from C(gir_root) of each host and from C(gir_topology), which M(gir.multidc.topology)
    publishes.
  - Takes no lock. It writes nothing but its own file, and you can set a marker while a run is at work.
  - Used by the playbook C(gir.multidc.maintenance). All of it is described in docs/maintenance.md.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._attributes.writes, gir.multidc._maintenance]
options:
  state:
    description:
      - V(present) sets the marker, or replaces that of the same host and component.
      - V(absent) ends it. Markers of other components of the host stay.
    type: str
    choices: [present, absent]
    default: present
  hosts:
    description:
      - Hosts and groups of the inventory, as a list or as text with commas. Required.
      - Of a group it is those within C(within), and with O(component) those on which it runs.
    type: raw
  component: {description: "Name of a component, such as V(rws). Without it the marker is about the host.", type: raw}
  who:
    description: Who works there. By default the user of AWX who launched the job, else the account.
    type: raw
  why: {description: What for. Required for V(present)., type: raw}
  ends:
    description:
      - Until when, in the future. A day such as V(2026-12-01), which ends at midnight in UTC, or a time with its zone
        such as V(2026-12-01T06:00:00+01:00) or V(2026-12-01T05:00Z). Required for V(present).
    type: raw
seealso:
  - module: gir.multidc.maintenance_info
"""

EXAMPLES = r"""
- name: Say that somebody works on a host
  gir.multidc.maintenance:
    hosts: rws1-dc1
    component: rws
    why: new disk
    ends: "2026-12-01T06:00:00+01:00"
  run_once: true

- name: Say that it is over
  gir.multidc.maintenance:
    hosts: rws1-dc1
    component: rws
    state: absent
  run_once: true
"""

RETURN = r"""
markers:
  description: The markers of all hosts that answered, by host, after the change.
  returned: when no option is wrong
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
  returned: when no option is wrong
  type: list
  elements: str
  sample: ["rws1-dc1: rws, until 2026-12-01T06:00:00Z (alice): new disk"]
unheard:
  description: Hosts that were not heard, each with the reason.
  returned: when no option is wrong
  type: dict
  sample: {rws2-dc2: Connection timed out}
left_out:
  description: Hosts of C(gir) that were not asked.
  returned: when no option is wrong
  type: list
  elements: str
heard:
  description: Hosts that have answered.
  returned: when no option is wrong
  type: list
  elements: str
  sample: [rws1-dc1]
unmarked:
  description: Hosts on which nothing was set or ended, each with the reason.
  returned: when no option is wrong
  type: dict
  sample: {rws2-dc2: Connection timed out}
problems:
  description: What is wrong with the options, a sentence each.
  returned: when an option is wrong
  type: list
  elements: str
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.module import Module
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import run
from ansible_collections.gir.multidc.plugins.module_utils._ledger import shared
from ansible_collections.gir.multidc.plugins.module_utils._maintenance import host


def main():
    run(Module(dict(host.OPTIONS, **shared.INTERNAL)), host.serve)


if __name__ == "__main__":
    main()
