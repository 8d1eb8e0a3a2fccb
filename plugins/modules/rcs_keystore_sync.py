#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: rcs_keystore_sync
short_description: Replicate the keystore of a Recording Crypto Server without losing a key
version_added: 0.1.0
description:
  - Gives the host that the task runs on the keystore of O(source_host). The keystore of the Recording Crypto Server
    (RCS) holds the only keys with which encrypted recordings can be played, and every RCS of every data center needs
    all of them.
  - Before anything is written, in check mode too, the entries of both keystores are compared. When this host holds
    an entry that the source lacks, the module refuses and names it. An entry is known by its alias, its kind and its
    fingerprint.
  - The file is replaced in one step, after the new one is complete and on disk. Owner, group and mode are kept, and the
    previous version stays beside it with mode 0600.
  - PKCS12 hides its entries, and a damaged keystore cannot be read. Such a file is replaced only when it is
    identical or empty, or when its digest is listed in O(accept_loss).
  - The content of the keystore travels in memory from host to host. It is not written to the disk of the controller
    as long as the connection plugin supports pipelining (C(ssh) and C(local) do), and never appears in any output.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment:
  - gir.multidc._attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
    details:
      - Shows aliases and fingerprints, no key material.
  idempotent:
    support: full
options:
  path:
    description: The keystore file on this host.
    type: path
    required: true
  source_host:
    description:
      - Inventory name of the host whose keystore is the right one, the one RCS through which keys are managed.
    type: str
  source_path:
    description: The keystore file on O(source_host). By default the same as O(path).
    type: path
  password:
    description:
      - Password of the keystores. When given, the integrity of JKS and JCEKS keystores is checked with it, and a
        source that does not open is refused.
    type: str
  accept_loss:
    description:
      - Exactly those entries that may be lost, each by alias and fingerprint. There is no way to accept any loss
        whatever.
      - A file whose entries cannot be listed is named V((whole file)), with the SHA-256 digest of the file on this
        host.
    type: list
    elements: dict
    default: []
    suboptions:
      alias:
        description: Alias of the entry.
        type: str
        required: true
      fingerprint:
        description: SHA-256 fingerprint of the entry, with or without colons.
        type: str
        required: true
  keep:
    description:
      - How many previous versions are kept beside the keystore; V(0) keeps all of them.
    type: int
    default: 10
  owner:
    description: Owner of the file. By default the present owner stays.
    type: str
  group:
    description: Group of the file. By default the present group stays.
    type: str
  mode:
    description:
      - Mode of the file as a quoted octal number. By default the present mode stays, and a new file gets V(0600).
    type: str
  content:
    description:
      - The source keystore, encoded as base64. Usually left to O(source_host).
    type: str
notes:
  - RCS reads its keystore when it starts, so restart it after a change.
  - Run it with C(throttle) or C(serial) when the RCS hosts are to be changed one after the other.
seealso:
  - module: gir.multidc.rcs_keystore_info
"""

EXAMPLES = r"""
- name: Replicate the keystore of the primary data center to every other Recording Crypto Server
  hosts: gir_rcs
  gather_facts: false
  become: true
  tasks:
    - name: Give every Recording Crypto Server the same keys
      gir.multidc.rcs_keystore_sync:
        path: /opt/genesys/rcs/keystore.jks
        source_host: rcs1-dc1
        password: "{{ rcs_keystore_password }}"

    - name: Drop one key on purpose that was made on the wrong server and never used
      gir.multidc.rcs_keystore_sync:
        path: /opt/genesys/rcs/keystore.jks
        source_host: rcs1-dc1
        accept_loss:
          - alias: trial-key
            fingerprint: 23491488ad06fd0e5fb61118173623c47224c771257c235af6aca47a54887cfa
"""

RETURN = r"""
path:
  description: The keystore file on this host.
  returned: always
  type: str
  sample: /opt/genesys/rcs/keystore.jks
type:
  description: Type of the keystore, V(jks), V(jceks) or V(pkcs12).
  returned: success
  type: str
  sample: jks
sha256:
  description: SHA-256 digest of the source, which is the digest of the file on this host afterwards.
  returned: success
  type: str
  sample: 5f1d7a0c2b7c0d7d6f0c3fb2a2c8b2a64d0d8f3c5e0c1fc83b4a6c7c9b9b1a55
previous_sha256:
  description: SHA-256 digest of the file on this host before, or V(null).
  returned: success
  type: str
  sample: 0a4d55a8d778e5022fab701977c5d840bbc486d0a3f8ffbc4fbb3ad5d0d1f4bb
added:
  description: Entries that this host gains; empty when the type does not show them.
  returned: success
  type: list
  elements: dict
  sample:
    - alias: recording-2026
      kind: private_key
      fingerprint: 23491488ad06fd0e5fb61118173623c47224c771257c235af6aca47a54887cfa
lost:
  description: Entries that were lost on purpose, see O(accept_loss).
  returned: success
  type: list
  elements: dict
  sample: []
missing:
  description: Entries of this host that the source lacks; V(null) when nobody can tell.
  returned: when refused
  type: list
  elements: dict
  sample: []
backup_file:
  description: Where the previous version is kept, or V(null).
  returned: success
  type: str
  sample: /opt/genesys/rcs/keystore.jks.20261124T052000Z.0a4d55a8d778e502.bak
"""

from ansible_collections.gir.multidc.plugins.module_utils._keystore_module import synchronise
from ansible_collections.gir.multidc.plugins.module_utils._module import Module


def main():
    synchronise(
        Module(
            argument_spec={
                "path": {"type": "path", "required": True},
                "source_host": {"type": "str"},
                "source_path": {"type": "path"},
                "password": {"type": "str", "no_log": True},
                "accept_loss": {
                    "type": "list",
                    "elements": "dict",
                    "default": [],
                    "options": {
                        "alias": {"type": "str", "required": True},
                        "fingerprint": {"type": "str", "required": True},
                    },
                },
                "keep": {"type": "int", "default": 10},
                "owner": {"type": "str"},
                "group": {"type": "str"},
                "mode": {"type": "str"},
                "content": {"type": "str", "no_log": True},
            },
            supports_check_mode=True,
        )
    )


if __name__ == "__main__":
    main()
