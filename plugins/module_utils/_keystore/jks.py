# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JKS and JCEKS, the keystores of the JDK: private to this collection, may change at any time.

Aliases, certificates and the encrypted keys are there for anybody who can read the file; the password protects the keys
and proves the whole.
"""

import hashlib
import hmac
import struct
from typing import List, Optional, Tuple, Union

from ansible_collections.gir.multidc.plugins.module_utils._keystore import pbe
from ansible_collections.gir.multidc.plugins.module_utils._keystore import work as limits
from ansible_collections.gir.multidc.plugins.module_utils._keystore.fields import Fields
from ansible_collections.gir.multidc.plugins.module_utils._keystore.serialized import Serialized
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import (
    Keystore,
    KeystoreError,
    WrongPassword,
    describe,
)
from ansible_collections.gir.multidc.plugins.module_utils._keystore.work import Work

TYPES = {b"\xfe\xed\xfe\xed": "jks", b"\xce\xce\xce\xce": "jceks"}
KINDS = {1: "private_key", 2: "trusted_certificate", 3: "secret_key"}
INTEGRITY_DIGEST = "sha1"  # prescribed by the format
DIGEST_LENGTH = 20
# Kind, alias, when it was made, certificates, encrypted key; and where it begins and ends.
Entry = Tuple[str, str, int, List[bytes], Optional[bytes]]
Found = Tuple[str, str, int, List[bytes], Optional[bytes], int, int]


def fill(store: Keystore, password: Optional[str], name: str, keys: bool, work: Work) -> None:
    """Type, integrity and entries of the store."""
    store.type = TYPES[store.data[:4]]
    found, end = _skim(store, name, work)
    if password is not None:
        after = end + DIGEST_LENGTH
        # What follows the digest is never read by Java.
        store.opened = hmac.compare_digest(integrity(memoryview(store.data)[:end], password), store.data[end:after])
        if not store.opened:
            text = "%s does not open with the given password, or it was changed after it was written."
            raise WrongPassword(text % name)
    opening = limits.for_keys()
    store.entries, store.parts = [], []
    for kind, alias, created, chain, protected, start, stop in found:
        key = None if kind != "private_key" else pbe.open_key(protected or b"", password if keys else None, opening)
        store.entries.append(describe(alias, kind, created, chain, protected, key, work))
        store.parts.append(store.data[start:stop])
        if alias.lower() != alias:
            store.unreachable.append(alias)


def _skim(store: Keystore, name: str, work: Work) -> Tuple[List[Found], int]:
    """What each entry consists of, and where the last one ends."""
    fields = Fields(store.data, name, work, 4, len(store.data) - DIGEST_LENGTH)
    store.version = fields.number(">I")
    if store.version not in (1, 2):
        raise KeystoreError("%s has the unknown version %d." % (name, store.version))
    found = []
    for _number in range(fields.number(">i")):
        work.entry()
        start = fields.position
        kind, alias, created, chain, protected = _entry(fields, store.version == 2)
        found.append((kind, alias, created, chain, protected, start, fields.position))
    return found, fields.position


def _entry(fields: Fields, typed: bool) -> Entry:
    kind = KINDS.get(fields.number(">I"))
    if kind is None:
        raise fields.damaged("unknown kind of entry")
    alias, created = fields.text(), fields.number(">q") // 1000
    chain, protected = [], None
    if kind == "private_key":
        protected = fields.block()
        chain = [fields.certificate(typed) for _number in range(fields.number(">i"))]
    elif kind == "trusted_certificate":
        chain = [fields.certificate(typed)]
    else:
        protected = Serialized(fields).skip()
    return kind, alias, created, chain, protected


def integrity(body: Union[bytes, memoryview], password: str) -> bytes:
    """What stands at the end."""
    digest = hashlib.new(INTEGRITY_DIGEST)
    digest.update(password.encode("utf-16-be", "surrogatepass"))
    digest.update(b"Mighty Aphrodite")
    digest.update(body)
    return digest.digest()


def append(store: Keystore, parts: List[bytes], password: str) -> bytes:
    """The keystore with more entries, and a new integrity code."""
    body = store.data[:8] + struct.pack(">I", len(store.parts) + len(parts)) + b"".join([*store.parts, *parts])
    return body + integrity(body, password)
