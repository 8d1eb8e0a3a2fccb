#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: rcs_keystore_info
short_description: Show what a Recording Crypto Server keystore holds
version_added: 0.1.0
description:
  - Reads a Java keystore of a Recording Crypto Server (RCS) and returns its digest and its entries. No key material is
    returned.
  - JKS and JCEKS show their entries without a password. PKCS12 does not, so only the file is described.
  - Neither Java nor C(keytool) is needed on the host.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment:
  - gir.multidc._attributes
  - gir.multidc._attributes.info_module
options:
  path:
    description: The keystore file.
    type: path
    required: true
  password:
    description:
      - Password of the keystore. When given, the integrity of a JKS or JCEKS keystore is checked with it.
    type: str
seealso:
  - module: gir.multidc.rcs_keystore_sync
"""

EXAMPLES = r"""
- name: See which keys the Recording Crypto Servers of both data centers hold
  gir.multidc.rcs_keystore_info:
    path: /opt/genesys/rcs/keystore.jks
    password: "{{ rcs_keystore_password }}"
  register: keystore
"""

RETURN = r"""
path:
  description: The keystore file.
  returned: always
  type: str
  sample: /opt/genesys/rcs/keystore.jks
exists:
  description: Whether the file exists. The values below are only returned when it does.
  returned: success
  type: bool
  sample: true
type:
  description: V(jks), V(jceks) or V(pkcs12).
  returned: when the file exists
  type: str
  sample: jks
sha256:
  description: SHA-256 digest of the file.
  returned: when the file exists
  type: str
  sample: 5f1d7a0c2b7c0d7d6f0c3fb2a2c8b2a64d0d8f3c5e0c1fc83b4a6c7c9b9b1a55
size:
  description: Size in bytes.
  returned: when the file exists
  type: int
  sample: 2870
mtime:
  description: Time of the last change, in seconds since the epoch.
  returned: when the file exists
  type: int
  sample: 1795497614
owner:
  description: Owner of the file.
  returned: when the file exists
  type: str
  sample: genesys
group:
  description: Group of the file.
  returned: when the file exists
  type: str
  sample: genesys
mode:
  description: Mode of the file.
  returned: when the file exists
  type: str
  sample: "0600"
entries:
  description: The entries; V(null) when the type does not show them without its password.
  returned: when the file exists
  type: list
  elements: dict
  contains:
    alias:
      description: Alias of the entry.
      type: str
      returned: success
    kind:
      description: V(private_key), V(trusted_certificate) or V(secret_key).
      type: str
      returned: success
    created:
      description: When the entry was made, in seconds since the epoch.
      type: int
      returned: success
    fingerprint:
      description:
        - SHA-256 fingerprint of the entry's certificate, the same value that C(keytool -list) shows. For an entry
          without a certificate, of its encrypted key.
      type: str
      returned: success
    chain:
      description: SHA-256 fingerprints of all certificates of the entry.
      type: list
      elements: str
      returned: success
  sample:
    - alias: recording-2026
      kind: private_key
      created: 1795497614
      fingerprint: 23491488ad06fd0e5fb61118173623c47224c771257c235af6aca47a54887cfa
      chain: [23491488ad06fd0e5fb61118173623c47224c771257c235af6aca47a54887cfa]
"""

from ansible_collections.gir.multidc.plugins.module_utils._keystore_module import info
from ansible_collections.gir.multidc.plugins.module_utils._module import Module


def main():
    info(
        Module(
            argument_spec={
                "path": {"type": "path", "required": True},
                "password": {"type": "str", "no_log": True},
            },
            supports_check_mode=True,
        )
    )


if __name__ == "__main__":
    main()
