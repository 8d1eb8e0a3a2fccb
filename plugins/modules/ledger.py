#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: ledger
short_description: Keep the ledger of the active data center and of the eServices site
version_added: 0.1.0
description:
  - Each host of group C(gir_rws) holds a ledger, C(/var/lib/gir-ledger/ledger.json) below C(gir_root). It says which
    data center is active, which eServices site is in use, and who changed that, when and why.
  - The task asks all these hosts at once, whatever the limit of the run is, and decides for all of them together. Run
    it once, on the controller.
  - The newest entry whose chain is unbroken counts. Two entries that follow from the same one, an operation that has
    not said how it ended, the ledger of another environment, or a file that cannot be read is a question for a person.
    Then V(present) and V(intent) refuse, and name the commands that answer it.
  - A host is written only when its ledger is still what was read. What was written is read back.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._attributes.writes]
options:
  state:
    description:
      - V(read) returns what the hosts hold.
      - V(present) makes the first entry where no host holds a ledger, as C(gir_topology) of the run has the values. It
        replaces the two local facts of earlier releases, which are removed. It gives the ledger to hosts that hold
        none. It never moves the active data center or the eServices site, and leaves an older ledger as it is.
      - V(intent) writes that an operation begins, V(done) that it took place, and V(abandoned) that it changed nothing.
      - V(chosen) is the repair, the entry O(operation) tells the truth. A new entry follows from it, and all others are
        void. What is overwritten is kept beside the file as C(ledger.json.<UTC>.kept).
    type: str
    choices: [read, present, intent, done, abandoned, chosen]
    default: read
  operation:
    description:
      - The id of the operation. Required for V(intent), V(done) and V(abandoned).
      - For V(chosen) the entry that tells the truth. Where hosts say different things of it, it ends in V(@) and the
        name of one of them.
    type: str
  verb: {description: What is being done; by default the state., type: str}
  active_datacenter: {description: "The active data center, for V(intent); by default as before.", type: str}
  eservices_site: {description: "The eServices site, for V(intent); by default as before.", type: str}
  reason: {description: Why., type: str}
  change_id: {description: The number of the change request., type: str}
  silent:
    description: Hosts that are known not to answer, with the reason. They are not asked, and returned as unreachable.
    type: dict
    default: {}
  root:
    description: Directory that the hosts take for C(/); by default the C(gir_root) of each host.
    type: str
  _request: {description: What the action asks one host for. Not for use in tasks., type: dict}
seealso:
  - module: gir.multidc.topology
  - module: gir.multidc.rws_multimedia_switch
notes:
  - The hosts are reached with their own variables of the inventory (C(ansible_host), C(ansible_user) and so on);
    C(vars) of the play are not among them. C(become) of the task holds for all of them, unless a host sets
    C(ansible_become).
"""

EXAMPLES = r"""
- name: Say that the eServices site is about to be switched
  gir.multidc.ledger:
    state: intent
    operation: 20261127T224010Z-1a2b3c4d
    verb: eservices_switch
    eservices_site: DC2
    reason: The Interaction Server of dc1 is down.
  run_once: true

- name: Say that it was
  gir.multidc.ledger:
    state: done
    operation: 20261127T224010Z-1a2b3c4d
  run_once: true
"""

RETURN = r"""
entry:
  description: The newest entry, afterwards; V(null) without one.
  returned: success
  type: dict
  sample: {operation: 20261127T224010Z-1a2b3c4d, epoch: 2, state: done, active_datacenter: dc1, eservices_site: DC2}
ledger:
  description: What the hosts hold together, afterwards.
  returned: success
  type: dict
  contains:
    environment: {description: "The id of this system; V(null) without a ledger.", returned: success, type: str}
    entries: {description: "All entries, oldest first.", returned: success, type: list, elements: dict}
    picture: {description: The entries as lines of text., returned: success, type: list, elements: str}
    questions:
      description: What only a person can say, each with C(kind), C(sentence) and C(remedy).
      returned: success
      type: list
      elements: dict
    answers:
      description: The commands that answer all questions, each with its C(meaning).
      returned: success
      type: list
      elements: dict
    report: {description: "All of that in words, as lines of text.", returned: success, type: list, elements: str}
    unanswered: {description: "Why a person has to act; empty when all is clear.", returned: success, type: str}
    hosts:
      description: What each host holds, the operation of its newest entry or why there is none.
      returned: success
      type: dict
operation: {description: "The operation that was written; V(null) when none was.", returned: success, type: str}
written: {description: Hosts that were written., returned: always, type: list, elements: str}
lagging:
  description: Hosts without the newest entry, with the operation that they are at.
  returned: success
  type: dict
silent: {description: "Hosts that did not answer, with the reason.", returned: always, type: dict}
failed_hosts: {description: "Hosts that could not be written, with the reason.", returned: always, type: dict}
kept: {description: "Copies of what was overwritten, by host.", returned: when there are any, type: dict}
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.module import Module
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import run
from ansible_collections.gir.multidc.plugins.module_utils._ledger.options import OPTIONS
from ansible_collections.gir.multidc.plugins.module_utils._ledger.record import serve


def main():
    run(Module(OPTIONS), serve)


if __name__ == "__main__":
    main()
