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
  - JKS, JCEKS and BKS show their entries without a password, PKCS12 and UBER show them with O(password).
  - Neither Java, C(keytool) nor C(openssl) is needed on the host.
  - A file that is empty, damaged, truncated, of another type or that does not open with the password is a failure of
    one sentence.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._attributes.reads]
options:
  path: {description: The keystore file., type: path, required: true}
  password:
    description:
      - Password of the keystore. When given, the integrity of the keystore is checked with it, and private keys that it
        opens get a fingerprint. Opening a key takes up to half a second, because its derivation is meant to.
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
path: {description: The keystore file., returned: always, type: str, sample: /opt/genesys/rcs/keystore.jks}
exists:
  description: Whether the file exists. The values below are only returned when it does.
  returned: success
  type: bool
  sample: true
type:
  description: V(jks), V(jceks), V(pkcs12), V(bks), V(uber), or V(bcfks), which is only named.
  returned: when the file exists
  type: str
  sample: jks
sha256:
  description: SHA-256 digest of the file.
  returned: when the file exists
  type: str
  sample: 5f1d7a0c2b7c0d7d6f0c3fb2a2c8b2a64d0d8f3c5e0c1fc83b4a6c7c9b9b1a55
size: {description: Size in bytes., returned: when the file exists, type: int, sample: 2870}
mtime:
  description: Time of the last change, in seconds since the epoch.
  returned: when the file exists
  type: int
  sample: 1795497614
owner: {description: Owner of the file., returned: when the file exists, type: str, sample: genesys}
group: {description: Group of the file., returned: when the file exists, type: str, sample: genesys}
mode: {description: Mode of the file., returned: when the file exists, type: str, sample: "0600"}
opened:
  description: V(true) when the password has proven that the file is intact, V(null) when that was not tried.
  returned: when the file exists
  type: bool
  sample: true
unchecked:
  description:
    - Why the integrity could not be checked although a password was given, such as an algorithm that is not known here,
      or V(null).
  returned: when the file exists
  type: str
  sample: null
unreachable_aliases:
  description:
    - Aliases of a JKS or JCEKS keystore that Java lists and does not find, because they have capital letters. A warning
      says what to do about them.
  returned: when the file exists
  type: list
  elements: str
  sample: []
hidden:
  description: Why the entries are not shown, or V(null).
  returned: when the file exists
  type: str
  sample: null
entries:
  description: The entries; V(null) when they are not shown.
  returned: when the file exists
  type: list
  elements: dict
  contains:
    alias: {description: Alias of the entry., returned: success, type: str}
    kind:
      description:
        - V(private_key), V(trusted_certificate) or V(secret_key). In PKCS12 also V(certificate), which Java does not
          show as an entry, and V(other).
      type: str
      returned: success
    created:
      description: When the entry was made, in seconds since the epoch; V(null) when the file does not say it.
      type: int
      returned: success
    fingerprint:
      description:
        - What M(gir.multidc.rcs_keystore_sync) knows the entry by. SHA-256 over the key as it is encrypted in the file
          and all certificates; for a trusted certificate the same as RV(entries[].certificate).
      type: str
      returned: success
    certificate:
      description: SHA-256 fingerprint of the first certificate, the same value that C(keytool -list) shows, or V(null).
      type: str
      returned: success
    chain:
      description: SHA-256 fingerprints of all certificates of the entry.
      type: list
      elements: str
      returned: success
    key:
      description:
        - SHA-256 digest of the private key in its PKCS8 form when the password opened it, or V(null). Equal values are
          the same key. A secret key gets none, because it may be as weak as a password.
      type: str
      returned: success
    subject: {description: "Subject of the first certificate, or V(null).", returned: success, type: str}
    issuer: {description: "Issuer of the first certificate, or V(null).", returned: success, type: str}
    not_after: {description: "When the first certificate expires (UTC), or V(null).", returned: success, type: str}
  sample:
    - alias: recording-2026
      kind: private_key
      created: 1795497614
      fingerprint: a8f10c7a3ce6d1c13a8ff3a4d3b0cbb9d0bd4b4a5e9cfb0c3a0f4c67a0d4e2b1
      certificate: 23491488ad06fd0e5fb61118173623c47224c771257c235af6aca47a54887cfa
      chain: [23491488ad06fd0e5fb61118173623c47224c771257c235af6aca47a54887cfa]
      key: 6d0c1b0f5c1c2b7b9a5e1b9a3c0a6f0d8b1f4c3e2d1a0b9c8d7e6f5a4b3c2d1e
      subject: CN=recording 2026, O=Example
      issuer: CN=recording 2026, O=Example
      not_after: "2028-11-24T05:20:00Z"
restart_owed:
  description:
    - Whether M(gir.multidc.rcs_keystore_sync) has written the keystore and RCS was not restarted since by
      M(gir.multidc.rcs_keystore_restart).
  returned: success
  type: bool
  sample: false
versions:
  description: Previous versions that M(gir.multidc.rcs_keystore_sync) kept, the newest first.
  returned: success
  type: list
  elements: dict
  contains:
    path: {description: The file., returned: success, type: str}
    sha256:
      description: Its digest, for O(gir.multidc.rcs_keystore_sync#module:digest).
      type: str
      returned: success
    size: {description: Its size in bytes., returned: success, type: int}
    replaced: {description: When it was replaced (UTC)., returned: success, type: str}
  sample: []
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.shell import run
from ansible_collections.gir.multidc.plugins.module_utils._keystore.module import KeystoreModule, info


def main():
    run(KeystoreModule({"path": {"type": "path", "required": True}, "password": {"type": "str", "no_log": True}}), info)


if __name__ == "__main__":
    main()
