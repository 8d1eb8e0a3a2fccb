#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: kept_copies_info
short_description: List every copy that is kept for rollback
version_added: 0.1.0
description:
  - Lists what this collection keeps on the hosts, of all of them in one task that runs once, in a play for one host
    such as V(localhost). These are generations of M(gir.multidc.config_bundle) and its copies beside files, previous
    keystores of M(gir.multidc.rcs_keystore_sync), keys that wait for a certificate, and what killed runs left.
  - Where to look follows from the variables of each host and from C(gir_topology), which M(gir.multidc.topology)
    publishes. C(gir_kept_copies_directories) names further directories.
  - Of a copy it is told whether it holds secrets, and never which. What is no regular file is named and never opened.
  - A host that does not answer is a result, not a failure.
  - Used by the playbook C(gir.multidc.kept_copies). All of it is described in docs/kept-copies.md.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._attributes.reads, gir.multidc._copies]
seealso:
  - module: gir.multidc.kept_copies
"""

EXAMPLES = r"""
- name: See what is kept
  gir.multidc.kept_copies_info:
  run_once: true
  register: kept

- name: Show it
  ansible.builtin.debug:
    msg: "{{ kept.lines }}"
  run_once: true
"""

RETURN = r"""
copies:
  description: The copies of all hosts that answered, by host and path.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description:
        - V(pending), V(previous) or V(first), which are generations of files; V(backup_file), a copy beside a file;
          V(original), what a failed run could not put back; V(keystore_version), V(waiting_key),
          V(certificate_request); V(leftover), what a killed run left.
      type: str
      returned: always
    path: {description: The file or directory on the host., type: str, returned: always}
    host: {description: Inventory name of the host., type: str, returned: always}
    of: {description: The files that it is a copy of., type: list, elements: str, returned: always}
    kept_since: {description: When it was kept (UTC)., type: str, returned: always}
    size: {description: Bytes., type: int, returned: always}
    mode: {description: Its mode., type: str, returned: always}
    component: {description: "The component, such as V(rws).", type: str, returned: always}
    sha256:
      description: Digest of what it holds; of a directory, of the names and digests of its files. Null when unknown.
      type: str
      returned: always
    secret: {description: "Whether it holds secrets, or may.", type: bool, returned: always}
    readable_by_others: {description: Whether its mode lets anybody on the host read it., type: bool, returned: always}
    removal:
      description:
        - What removing it takes. V(yes), no more than its age; V(by path), its path; V(by path and sha256), both;
          V(never), nothing will do.
      type: str
      returned: always
    reason: {description: "Why, when that is not V(yes); else empty.", type: str, returned: always}
  sample:
    - host: rws1-dc1
      component: rws
      kind: previous
      path: /var/lib/gir_multidc/rws/previous
      of: [/opt/genesys/rws/config/application.yaml]
      kept_since: "2026-11-27T22:40:10Z"
      size: 2711
      mode: "0700"
      sha256: 5f1d7a0c2b7c0d7d6f0c3fb2a2c8b2a64d0d8f3c5e0c1fc83b4a6c7c9b9b1a55
      secret: true
      readable_by_others: false
      removal: "yes"
      reason: ""
findings:
  description: "What somebody should look at, a sentence each: copies that others may read, hosts that were not heard."
  returned: success
  type: list
  elements: str
  sample: ["rws2-dc1 was not heard: Connection timed out."]
lines: {description: All of it for people., returned: success, type: list, elements: str}
unheard:
  description: Hosts that were not heard, each with the reason.
  returned: success
  type: dict
  sample: {rws2-dc2: Connection timed out}
left_out: {description: Hosts of C(gir) that were not asked for., returned: success, type: list, elements: str}
heard: {description: Hosts that have answered., returned: success, type: list, elements: str, sample: [rws1-dc1]}
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.shell import run
from ansible_collections.gir.multidc.plugins.module_utils._copies import host
from ansible_collections.gir.multidc.plugins.module_utils._copies.options import HOSTS
from ansible_collections.gir.multidc.plugins.module_utils._keystore.module import KeystoreModule


def main():
    run(KeystoreModule(dict(HOSTS, **host.INTERNAL)), host.serve)


if __name__ == "__main__":
    main()
