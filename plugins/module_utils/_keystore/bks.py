# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""BKS and UBER, the keystores of BouncyCastle: private to this collection, may change at any time.

Both hold the same entries. BKS shows aliases, certificates and the sealed keys to anybody, and a code over all of them
is keyed by the password; UBER is encrypted as a whole, with a digest of its content inside.
"""

import hashlib
import hmac
from typing import List, Optional, Tuple, Union

from ansible_collections.gir.multidc.plugins.module_utils._keystore import ciphers, pbe
from ansible_collections.gir.multidc.plugins.module_utils._keystore import work as limits
from ansible_collections.gir.multidc.plugins.module_utils._keystore.fields import Fields
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import (
    Keystore,
    KeystoreError,
    WrongPassword,
    describe,
)
from ansible_collections.gir.multidc.plugins.module_utils._keystore.twofish import BLOCK, KEY, twofish
from ansible_collections.gir.multidc.plugins.module_utils._keystore.work import Work

VERSIONS = (0, 1, 2)
CERTIFICATE, PLAIN, RAW, SEALED = 1, 2, 3, 4
KINDS_OF_KEYS = {0: "private_key", 2: "secret_key"}
DIGEST = "sha1"  # prescribed by the format
DIGEST_LENGTH = 20
UBER_SALT, UBER_ROUNDS = 20, 65536  # BouncyCastle opens no other
UBER_HEAD = 12 + UBER_SALT
LATEST = 1 << 43  # in milliseconds, some 250 years from now
# Type, alias, when it was made, certificates, key as it stands there, where it begins and ends.
Found = Tuple[int, str, int, List[bytes], bytes, int, int]
WRONG = "%s does not open with the given password, or it was changed after it was written."


class Head:
    """What stands in front of the entries."""

    def __init__(self, fields: Fields) -> None:
        self.version = fields.number(">I")
        self.salt = fields.block()
        self.rounds = fields.number(">i")
        self.end = fields.position
        if not self.salt:
            raise fields.damaged("it has no salt")


def fill(store: Keystore, password: Optional[str], name: str, keys: bool, work: Work) -> None:
    """Type, integrity and entries of the store."""
    fields = Fields(store.data, name, work)
    head = Head(fields)
    store.type, store.version = "bks", head.version
    try:
        found = _entries(fields)
        mac = fields.take(DIGEST_LENGTH)
    except KeystoreError as damage:
        if _begins_like_an_entry(Fields(store.data, name, work, head.end)):
            raise
        _try_uber(store, head, password, name, keys, work, damage)
        return
    if password is not None:
        _check(store, head, fields.position - DIGEST_LENGTH, mac, password, name, work)
    _show(store, store.data, found, password if keys and store.opened else None, work)


def _check(store: Keystore, head: Head, end: int, mac: bytes, password: str, name: str, work: Work) -> None:
    if not password:
        store.unchecked = "an empty password proves nothing of a BKS keystore"
        return
    try:
        expected = _code(head, memoryview(store.data)[head.end:end], password, work)
    except limits.TooMuch as exc:
        store.unchecked = "it asks for %s" % exc
        return
    store.opened = hmac.compare_digest(expected, mac)
    if not store.opened:
        raise WrongPassword(WRONG % name)


def _code(head: Head, body: Union[bytes, memoryview], password: str, work: Work) -> bytes:
    """The code over the entries. Before version 2 its key has 2 bytes only, by a mistake of BouncyCastle."""
    work.derive(head.rounds, head.salt)
    length = DIGEST_LENGTH if head.version == 2 else DIGEST_LENGTH // 8
    key = pbe.pkcs12_derive(DIGEST, pbe.pkcs12_secret(password), head.salt, 3, head.rounds, length)
    return hmac.new(key, body, DIGEST).digest()


# -- the entries -------------------------------------------------------------------------------------------------


def _entries(fields: Fields) -> List[Found]:
    """[(type, alias, created, chain, protected, start, stop)] up to the mark of the end."""
    found = []  # type: List[Found]
    while True:
        start = fields.position
        form = fields.take(1)[0]
        if not form:
            return found
        fields.work.entry()
        if form not in (CERTIFICATE, PLAIN, RAW, SEALED):
            raise fields.damaged("unknown kind of entry")
        alias, created = fields.text(), fields.number(">q") // 1000
        chain, protected = [fields.certificate() for _number in range(_count(fields))], b""
        if form == CERTIFICATE:
            chain = [fields.certificate()]
        elif form == PLAIN:
            protected = _plain_key(fields)
        else:
            protected = fields.block()
        found.append((form, alias, created, chain, protected, start, fields.position))


def _count(fields: Fields) -> int:
    count = int(fields.number(">i"))
    if count < 0:
        raise fields.damaged("a chain of %d certificates" % count)
    return count


def _plain_key(fields: Fields) -> bytes:
    start = fields.position
    fields.skip(1)
    fields.text()
    fields.text()
    fields.block()
    stop = fields.position
    return fields.data[start:stop]


def _begins_like_an_entry(fields: Fields) -> bool:
    try:
        form = fields.take(1)[0]
        fields.text()
        return CERTIFICATE <= form <= SEALED and 0 <= fields.number(">q") < LATEST and 0 <= fields.number(">i") < 1000
    except KeystoreError:
        return False


def _show(store: Keystore, data: bytes, found: List[Found], password: Optional[str], work: Work) -> None:
    opening = limits.for_keys()
    store.entries, store.parts = [], []
    for form, alias, created, chain, protected, start, stop in found:
        kind, key = "trusted_certificate", None
        if form == PLAIN:
            kind, key = _key_in(protected, work)
        elif form != CERTIFICATE:
            # A private key needs a chain, so that what is sealed is known without opening it.
            kind = "private_key" if chain else "secret_key"
            if form == SEALED and chain:
                key = _open_sealed(protected, password, opening)
        store.entries.append(describe(alias, kind, created, chain, protected, key, work))
        store.parts.append(data[start:stop])


def _key_in(data: bytes, work: Work) -> Tuple[str, bytes]:
    """(kind, the key itself) of a key as BouncyCastle writes it out."""
    fields = Fields(data, "the key", work)
    kind = KINDS_OF_KEYS.get(fields.take(1)[0], "other")
    fields.text()
    fields.text()
    return kind, fields.block()


def _open_sealed(block: bytes, password: Optional[str], opening: Work) -> Optional[bytes]:
    """The plain private key, or None when this password does not open it."""
    if password is None:
        return None
    try:
        fields = Fields(block, "the key", opening)
        salt, rounds = fields.block(), fields.number(">i")
        encrypted = fields.take(fields.end - fields.position)
        key, vector = pbe.pkcs12_key(password, salt, rounds, ciphers.triple_des, 24, opening)
        kind, plain = _key_in(ciphers.decrypt_cbc(ciphers.triple_des, key, encrypted, vector, opening), opening)
        return plain if kind == "private_key" else None
    except (ValueError, KeystoreError):
        return None


# -- UBER --------------------------------------------------------------------------------------------------------


def _try_uber(
    store: Keystore, head: Head, password: Optional[str], name: str, keys: bool, work: Work, damage: KeystoreError
) -> None:
    """BouncyCastle writes version 1 on UBER and 2 on BKS, but opens both the other way round as well."""
    if head.version != 2:
        _fill_uber(store, head, password, name, keys, work)
        return
    try:
        if password is not None:
            _fill_uber(store, head, password, name, keys, work)
    except KeystoreError as exc:
        raise damage from exc
    if not store.opened:
        raise damage


def _fill_uber(store: Keystore, head: Head, password: Optional[str], name: str, keys: bool, work: Work) -> None:
    store.type = "uber"
    length = len(store.data) - UBER_HEAD
    if len(head.salt) != UBER_SALT or not 0 <= head.rounds <= UBER_ROUNDS or length <= DIGEST_LENGTH:
        raise KeystoreError("%s is damaged, or no keystore: it begins like BKS and does not go on so." % name)
    if password is None:
        if length % BLOCK:
            raise KeystoreError("%s is truncated or damaged: %d bytes are no whole blocks." % (name, length))
        store.hidden = "it is encrypted as a whole (UBER) and no password was given"
        return
    if head.version == 0:
        store.hidden = store.unchecked = "it is encrypted in a way that BouncyCastle has not opened for many years"
        return
    try:
        plain, end = _decrypted(store.data, head, password, work)
    except limits.TooMuch as exc:
        store.hidden = store.unchecked = "it is too large to be opened here, or asks for too much work: %s" % exc
        return
    try:
        fields = Fields(plain, name, work)
        found = _entries(fields)
        stop = fields.position
        digest = fields.take(DIGEST_LENGTH)
        if fields.position > end or not hmac.compare_digest(hashlib.new(DIGEST, plain[:stop]).digest(), digest):
            raise fields.damaged("its digest differs")
    except KeystoreError as exc:
        raise WrongPassword(WRONG % name) from exc
    store.opened = True
    _show(store, plain, found, password if keys else None, work)


def _decrypted(data: bytes, head: Head, password: str, work: Work) -> Tuple[bytes, int]:
    """(plain text with its padding, where it ends for BouncyCastle).

    It hands out all blocks but the last before it looks at the padding. So a digest that ends there is enough for it,
    whatever follows.
    """
    whole = (len(data) - UBER_HEAD) // BLOCK * BLOCK
    work.decrypt(whole, 1)
    key, vector = _key_and_vector(head, password, work)
    stop = UBER_HEAD + whole
    plain = ciphers.chained(twofish(key)[1], BLOCK, data[UBER_HEAD:stop], vector)
    if whole != len(data) - UBER_HEAD:
        return plain, whole
    try:
        return plain, len(ciphers.unpadded(plain, BLOCK))
    except ciphers.CipherError:
        return plain, whole - BLOCK


def _key_and_vector(head: Head, password: str, work: Work) -> Tuple[bytes, bytes]:
    work.derive(3 * max(head.rounds, 1), head.salt)
    secret = pbe.pkcs12_secret(password) if password else b""
    key = pbe.pkcs12_derive(DIGEST, secret, head.salt, 1, head.rounds, KEY)
    return key, pbe.pkcs12_derive(DIGEST, secret, head.salt, 2, head.rounds, BLOCK)


# -- writing -----------------------------------------------------------------------------------------------------


def append(store: Keystore, parts: List[bytes], password: str) -> bytes:
    """The BKS keystore with more entries, and a new integrity code."""
    work = limits.Work()
    head = Head(Fields(store.data, "the keystore", work))
    body = b"".join([*store.parts, *parts]) + b"\0"
    return store.data[:head.end] + body + _code(head, body, password, work)


def append_encrypted(store: Keystore, parts: List[bytes], password: str) -> bytes:
    """The UBER keystore with more entries, and a new digest, encrypted with the key that it had."""
    work = limits.Work()
    head = Head(Fields(store.data, "the keystore", work))
    body = b"".join([*store.parts, *parts]) + b"\0"
    body += hashlib.new(DIGEST, body).digest()
    key, vector = _key_and_vector(head, password, work)
    return store.data[:UBER_HEAD] + ciphers.encrypt_cbc(twofish(key)[0], BLOCK, body, vector)
