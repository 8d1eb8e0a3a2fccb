#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: rcs_keystore_sync
short_description: Make the keystores of all Recording Crypto Servers equal without losing a key
version_added: 0.1.0
description:
  - Gives the keystore of O(source_host) to all O(targets). The keystore of the Recording Crypto Server (RCS) holds the
    only keys with which encrypted recordings can be played, and every RCS of every data center needs all of them.
  - One task deals with all targets, so it runs once, in a play for V(localhost). It looks at every keystore first, many
    hosts at a time. When any target holds an entry that the source lacks, the task refuses before anything is written
    anywhere, in check mode too, and names the host and the entry. C(--limit), C(serial) and C(throttle) of a play have
    no influence on that; leave hosts out by leaving them out of O(targets).
  - An entry is known by its alias, its kind and its fingerprint, which covers its key as it is encrypted and all of its
    certificates. The same key that was only encrypted anew with the same password is the same entry; that can be told
    when O(password) is given.
  - PKCS12 and UBER show their entries only with O(password). A file whose entries cannot be seen is replaced only when
    it is identical or empty, or when its digest is listed in O(accept_loss). The type of a keystore never changes.
  - A source is used only when O(password) has proven that it is intact, or when O(source_digest) names exactly this
    file.
  - A target that cannot be reached is reported as stale and caught up by the next run.
  - The file is replaced in one step, after the new one is complete and on disk. Owner, group and mode are kept, and the
    previous version stays beside it with mode 0600.
  - Each host keeps a small record of the last sync beside its keystore, C(.<file name>.sync.json), mode 0600, with
    aliases and fingerprints. It tells which sides were written since, when the two differ.
  - A host whose keystore is equal to the source's costs one round trip, and no content travels. Content travels in
    memory and never appears in any output. It is on no disk but in the keystores, as long as the connection plugins
    support pipelining (C(ssh) and C(local) do).
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._attributes.writes]
attributes:
  diff_mode:
    details: Shows aliases and fingerprints, no key material.
options:
  path: {description: "The keystore file, on the source and on the targets.", type: path, required: true}
  paths:
    description: The keystore file of each host where it is not O(path), by inventory name.
    type: dict
    default: {}
  source_host:
    description:
      - Inventory name of the host whose keystore is the right one, the one RCS through which keys are managed.
      - Required unless O(state=restored).
    type: str
  targets:
    description:
      - Inventory names of all hosts whose keystores shall be equal to the source's. The source itself may be among
        them.
    type: list
    elements: str
    required: true
  state:
    description:
      - V(synced) makes every target equal to the source.
      - V(merged) first adds what only targets hold to the keystore of the source, then does the same. Entries are moved
        as they are encrypted. It needs O(password), keystores of one type that it opens, and no alias that stands for
        different keys. When no target holds anything of its own, it is the same as V(synced).
      - V(restored) puts the kept version O(digest) back on each of the targets. It refuses to drop an entry just as
        V(synced) does, and the version that it replaces is kept.
    type: str
    choices: [synced, merged, restored]
    default: synced
  digest:
    description:
      - SHA-256 digest of the kept version for O(state=restored), or at least its first 8 digits. The C(versions) of
        M(gir.multidc.rcs_keystore_info) list them.
      - A version whose integrity O(password) does not prove is put back only when all 64 digits name it.
    type: str
  source_digest:
    description:
      - SHA-256 digest (64 digits) of the keystore of the source, for O(state=synced). With it exactly this file is
        passed on although nothing proves that it is intact, because no O(password) is given, because it does not open
        with it, or because the integrity of its type or algorithm is not known here. It allows no loss of an entry.
    type: str
  password:
    description:
      - Password of the keystores. The integrity of the source is checked with it, and a source that does not open, or
        whose integrity cannot be checked, is refused unless O(source_digest) names it. A merge always needs it.
      - A target with another password shows what its type shows without one.
    type: str
  accept_loss:
    description:
      - Exactly those entries that may be lost, each by alias and fingerprint. There is no way to accept any loss
        whatever.
      - A file whose entries cannot be seen is named V((whole file)), with the SHA-256 digest of the file on the target.
    type: list
    elements: dict
    default: []
    suboptions:
      alias: {description: Alias of the entry., type: str, required: true}
      fingerprint:
        description: Fingerprint of the entry as the refusal shows it, with or without colons.
        type: str
        required: true
  unreachable:
    description:
      - What to do about a target that cannot be reached. V(stale) goes on with the others, V(fail) refuses before
        anything is written anywhere. A source that cannot be reached is always a failure.
    type: str
    choices: [stale, fail]
    default: stale
  keep:
    description: How many previous versions are kept beside each keystore; V(0) keeps all of them.
    type: int
    default: 10
  owner:
    description:
      - Owner of the file on the targets. By default the present owner stays; a new file gets that of its directory.
    type: str
  group:
    description:
      - Group of the file on the targets. By default the present group stays; a new file gets that of its directory.
    type: str
  mode:
    description:
      - Mode of the file on the targets as a quoted octal number. By default the present mode stays, and a new file gets
        V(0600).
    type: str
  _request: {description: What the action asks one host for. Not for use in tasks., type: dict}
  _content: {description: "The keystore for one host, from the action. Not for use in tasks.", type: str}
notes:
  - RCS reads its keystore when it starts, so restart it on the hosts in RV(restart), one after the other, with
    M(gir.multidc.rcs_keystore_restart).
  - The hosts are reached with their own variables of the inventory (C(ansible_host), C(ansible_user) and so on);
    C(vars) of the play are not among them. C(become) of the task holds for all of them, unless a host sets
    C(ansible_become).
  - Stop the upload of keys during the task. RCS does not know the lock that two tasks respect.
seealso:
  - module: gir.multidc.rcs_keystore_info
  - module: gir.multidc.rcs_keystore_restart
"""

EXAMPLES = r"""
- name: Replicate the keystore of the primary data center to every other Recording Crypto Server
  hosts: localhost
  gather_facts: false
  tasks:
    - name: Give every Recording Crypto Server the same keys
      gir.multidc.rcs_keystore_sync:
        path: /opt/genesys/rcs/keystore.jks
        source_host: rcs1-dc1
        targets: "{{ groups['gir_rcs'] }}"
        password: "{{ vault_rcs_keystore_password }}"
      become: true
      register: keystores

    - name: Say which hosts are still to be caught up
      ansible.builtin.debug:
        var: keystores.stale

    - name: Bring together what two data centers wrote while they were apart
      gir.multidc.rcs_keystore_sync:
        path: /opt/genesys/rcs/keystore.jks
        source_host: rcs1-dc1
        targets: "{{ groups['gir_rcs'] }}"
        password: "{{ vault_rcs_keystore_password }}"
        state: merged
      become: true

    - name: Drop one key on purpose that was made on the wrong server and never used
      gir.multidc.rcs_keystore_sync:
        path: /opt/genesys/rcs/keystore.jks
        source_host: rcs1-dc1
        targets: [rcs1-dc2]
        password: "{{ vault_rcs_keystore_password }}"
        accept_loss:
          - alias: trial-key
            fingerprint: 23491488ad06fd0e5fb61118173623c47224c771257c235af6aca47a54887cfa
      become: true

    - name: Put back what was there before
      gir.multidc.rcs_keystore_sync:
        path: /opt/genesys/rcs/keystore.jks
        targets: [rcs1-dc1]
        state: restored
        digest: 0a4d55a8d778e502
        password: "{{ vault_rcs_keystore_password }}"
      become: true
"""

RETURN = r"""
hosts:
  description: What happened on each host, or in check mode would happen.
  returned: always
  type: dict
  contains:
    state:
      description:
        - V(in_sync), V(written), V(attributes) when only owner, group or mode were set, V(recorded) when only the
          record of the last sync was brought up to date, V(stale), V(refused) or V(failed).
        - V(untouched) on a host that nothing was wrong with in a task that was refused because of others.
      returned: always
      type: str
    changed: {description: Whether anything changed on the host., returned: always, type: bool}
    msg: {description: "Why it is stale, refused or failed.", returned: when there is a reason, type: str}
    path: {description: The keystore file., returned: when the host was reached, type: str}
    type: {description: Type of the keystore., returned: when the host was reached, type: str}
    sha256:
      description: SHA-256 digest of the file afterwards, or V(null) when there is none or it could not be read.
      returned: when the host was reached
      type: str
    previous_sha256:
      description: SHA-256 digest of the file before, or V(null).
      returned: when the host was reached
      type: str
    added:
      description: Entries that the host gains, with C(alias), C(kind) and C(fingerprint).
      returned: when the host was reached
      type: list
      elements: dict
    lost:
      description: Entries that the host loses on purpose, see O(accept_loss).
      returned: when the host was reached
      type: list
      elements: dict
    missing:
      description:
        - Entries of the host that the source lacks and nobody allowed to be lost; empty when something else is the
          reason.
      returned: when refused
      type: list
      elements: dict
    diverged:
      description:
        - When both sides were written since the last sync, C(since) when that was and the entries that each has in
          turn, by host; otherwise V(null).
      returned: when refused
      type: dict
    backup_file:
      description: Where the previous version is kept, or V(null).
      returned: when the host was reached
      type: str
  sample:
    rcs1-dc2:
      state: written
      changed: true
      path: /opt/genesys/rcs/keystore.jks
      type: jks
      sha256: 5f1d7a0c2b7c0d7d6f0c3fb2a2c8b2a64d0d8f3c5e0c1fc83b4a6c7c9b9b1a55
      previous_sha256: 0a4d55a8d778e5022fab701977c5d840bbc486d0a3f8ffbc4fbb3ad5d0d1f4bb
      added:
        - alias: recording-2026
          kind: private_key
          fingerprint: 23491488ad06fd0e5fb61118173623c47224c771257c235af6aca47a54887cfa
      lost: []
      backup_file: /opt/genesys/rcs/keystore.jks.20261124T052000Z.0a4d55a8d778e502.bak
written:
  description: Hosts whose keystore was replaced; there RCS must be restarted.
  returned: when nothing was refused
  type: list
  elements: str
  sample: [rcs1-dc2]
restart:
  description:
    - Hosts whose RCS has not read its keystore yet, from this task or an earlier one, see
      M(gir.multidc.rcs_keystore_restart).
  returned: when nothing was refused
  type: list
  elements: str
  sample: [rcs1-dc2]
stale: {description: Hosts that could not be reached., returned: always, type: list, elements: str, sample: []}
warnings:
  description: Entries whose aliases Java does not find, by host, and what to do about them.
  returned: when there are any
  type: list
  elements: str
problems: {description: Every reason why the task failed., returned: on failure, type: list, elements: str}
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.shell import run
from ansible_collections.gir.multidc.plugins.module_utils._keystore.module import KeystoreModule, synchronise
from ansible_collections.gir.multidc.plugins.module_utils._keystore.options import INTERNAL, OPTIONS


def main():
    run(KeystoreModule(dict(OPTIONS, **INTERNAL)), synchronise)


if __name__ == "__main__":
    main()
