# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a Java keystore holds, read from its bytes: private to this collection, may change at any time.

keytool's text is never parsed: its form changes between Java versions. JKS, JCEKS and BKS show aliases, certificates
and the encrypted keys to anybody who can read the file; a password only protects the keys and the integrity of the
whole. PKCS12 shows its entries with the password, UBER not at all.
"""

import hashlib
import hmac
import struct

from ansible_collections.gir.multidc.plugins.module_utils._keystore import pbe, pkcs12
from ansible_collections.gir.multidc.plugins.module_utils._keystore.serialized import Serialized
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import (
    Keystore,
    KeystoreError,
    WrongPassword,
    describe,
)

TYPES = {0xFEEDFEED: "jks", 0xCECECECE: "jceks"}
KINDS = {1: "private_key", 2: "trusted_certificate", 3: "secret_key"}
BKS_KINDS = {1: "trusted_certificate", 2: "private_key", 3: "secret_key", 4: "private_key"}
INTEGRITY_DIGEST = "sha1"  # prescribed by the format
DIGEST_LENGTH = 20
MAX_BYTES = 64 * 1024 * 1024


def read(data, password=None, name="the keystore", keys=True):
    """Parse `data`; raises KeystoreError with one sentence that calls the file `name`.

    Without `keys` the private keys stay closed: opening one can take half a second, because derivation is meant to.
    """
    store = Keystore(data)
    if not data:
        raise KeystoreError("%s is empty (0 bytes)." % name)
    if len(data) > MAX_BYTES:
        raise KeystoreError("%s is larger than %d bytes; this is not a keystore." % (name, MAX_BYTES))
    magic = struct.unpack(">I", data[:4])[0] if len(data) >= 4 else None
    if magic in TYPES:
        store.type = TYPES[magic]
        if password is not None and len(data) >= 32:
            store.opened = _is_intact(data, password)
        # A password that opens no integrity opens no key either: do not try it on every one of them.
        _Reader(store, name, password if store.opened and keys else None).fill()
        if store.opened is False:
            text = "%s does not open with the given password, or it was changed after it was written."
            raise WrongPassword(text % name)
    elif magic in (1, 2):
        _BksReader(store, name, None).fill()
    elif data[0] == 0x30:
        pkcs12.fill(store, password, name, keys)
    else:
        raise KeystoreError(
            "%s is neither JKS, JCEKS, PKCS12, BKS nor UBER (it begins with %s)." % (name, data[:4].hex())
        )
    return store


def read_whatever_password(data, password=None, name="the keystore", keys=True):
    """The same, but a password that does not open it only means that less is known."""
    try:
        return read(data, password, name, keys)
    except WrongPassword:
        store = read(data, None, name)
        store.opened = False
        if store.hidden:
            store.hidden = "its entries are encrypted and it does not open with the given password"
        return store


def integrity(body, password):
    """What stands at the end of JKS and JCEKS."""
    digest = hashlib.new(INTEGRITY_DIGEST)
    digest.update(password.encode("utf-16-be"))
    digest.update(b"Mighty Aphrodite")
    digest.update(body)
    return digest.digest()


def _is_intact(data, password):
    return hmac.compare_digest(integrity(data[:-DIGEST_LENGTH], password), data[-DIGEST_LENGTH:])


class _Reader:
    """Sequential reader of JKS and JCEKS."""

    def __init__(self, store, name, password):
        self.store = store
        self.data = store.data
        self.name = name
        self.password = password
        self.position = 4
        self.end = len(store.data) - DIGEST_LENGTH

    def take(self, count):
        start, stop = self.position, self.position + count
        if count < 0 or stop > self.end:
            raise KeystoreError("%s is truncated or damaged (at byte %d)." % (self.name, start))
        self.position = stop
        return self.data[start:stop]

    def number(self, form):
        return struct.unpack(form, self.take(struct.calcsize(form)))[0]

    def text(self):
        raw = self.take(self.number(">H"))
        try:
            # Java writes characters beyond the basic plane as two surrogates of three bytes each.
            text = raw.replace(b"\xc0\x80", b"\x00").decode("utf-8", "surrogatepass")
        except UnicodeDecodeError as exc:
            text = "%s is damaged: a text is not UTF-8 (at byte %d)."
            raise KeystoreError(text % (self.name, self.position)) from exc
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def block(self):
        return self.take(self.number(">I"))

    def fill(self):
        self.store.version = self.number(">I")
        if self.store.version not in (1, 2):
            raise KeystoreError("%s has the unknown version %d." % (self.name, self.store.version))
        entries, parts = [], []
        for _number in range(self.number(">I")):
            start = self.position
            entries.append(self._entry())
            stop = self.position
            parts.append(self.data[start:stop])
        if self.position != self.end:
            raise KeystoreError("%s is damaged: %d bytes after its last entry." % (self.name, self.end - self.position))
        self.store.entries, self.store.parts = entries, parts

    def _certificate(self):
        if self.store.version == 2:
            self.text()  # the type, always X.509
        return self.block()

    def _entry(self):
        kind = KINDS.get(self.number(">I"))
        if kind is None:
            raise KeystoreError("%s is damaged: unknown kind of entry (at byte %d)." % (self.name, self.position))
        alias = self.text()
        created = self.number(">Q") // 1000
        chain, protected, key = [], None, None
        if kind == "private_key":
            protected = self.block()
            chain = [self._certificate() for _number in range(self.number(">I"))]
            key = pbe.open_key(protected, self.password)
        elif kind == "trusted_certificate":
            chain = [self._certificate()]
        else:
            protected = Serialized(self).skip()
        return describe(alias, kind, created, chain, protected, key)


class _BksReader(_Reader):
    """BKS of Bouncy Castle; UBER begins in the same way and is encrypted as a whole."""

    def fill(self):
        self.position, self.store.type = 0, "bks"
        self.store.version = self.number(">I")
        salt, rounds = self.take(self.number(">I")), self.number(">I")
        if not 8 <= len(salt) <= 64 or not 0 < rounds <= pbe.MOST_ROUNDS:
            raise KeystoreError("%s is damaged, or no keystore: it begins like BKS and does not go on so." % self.name)
        try:
            entries = []
            while True:
                kind = self.take(1)[0]
                if kind == 0:
                    break
                entries.append(self._bks_entry(kind))
            if self.position != self.end:
                raise KeystoreError("more")
        except KeystoreError:
            self.store.type = "uber"
            self.store.hidden = "it is encrypted as a whole (UBER), or a damaged BKS"
            return
        self.store.entries = entries

    def _bks_entry(self, kind):
        if kind not in BKS_KINDS:
            raise KeystoreError("unknown kind")
        alias, created = self.text(), self.number(">Q") // 1000
        chain = [self._bks_certificate() for _number in range(self.number(">I"))]
        if kind == 1:
            return describe(alias, "trusted_certificate", created, [self._bks_certificate()], None)
        protected = self._bks_key() if kind == 2 else self.block()
        return describe(alias, BKS_KINDS[kind], created, chain, protected)

    def _bks_certificate(self):
        self.text()
        return self.block()

    def _bks_key(self):
        start = self.position
        self.take(1)
        self.text()
        self.text()
        self.block()
        stop = self.position
        return self.data[start:stop]
