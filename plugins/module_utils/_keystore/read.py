# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a Java keystore holds, read from its bytes: private to this collection, may change at any time.

keytool's text is never parsed: its form changes between Java versions. JKS, JCEKS and BKS show aliases, certificates
and the encrypted keys to anybody who can read the file; a password only protects the keys and the integrity of the
whole. PKCS12 shows its entries with the password, UBER nothing without it.
"""

from ansible_collections.gir.multidc.plugins.module_utils._keystore import bks, jks, pkcs12
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import Keystore, KeystoreError, WrongPassword
from ansible_collections.gir.multidc.plugins.module_utils._keystore.work import MOST_BYTES, TooMuch, Work

# What people take for a keystore, by its first bytes.
OTHERS = (
    (b"-----BEGIN CERTIFICATE", "a certificate as text (PEM): import it into a keystore with keytool -importcert"),
    (b"-----BEGIN", "a text with keys or certificates (PEM): put them into a keystore with openssl pkcs12 -export"),
    (b"PK\x03\x04", "an archive (ZIP or JAR): give the keystore file itself"),
    (b"\x1f\x8b", "an archive (gzip): give the keystore file itself"),
)


def read(data, password=None, name="the keystore", keys=True):
    """Parse `data`; raises KeystoreError with one sentence that calls the file `name`.

    Without `keys` the private keys stay closed: opening one can take half a second, because derivation is meant to.
    """
    store, work = Keystore(data), Work()
    if not data:
        raise KeystoreError("%s is empty (0 bytes)." % name)
    if len(data) > MOST_BYTES:
        raise KeystoreError(too_large(name, len(data)))
    try:
        _filler(data, name)(store, password, name, keys, work)
    except TooMuch as exc:
        text = "%s is not read: it holds %s, which no keystore of recording keys does; replace it with a good one."
        raise KeystoreError(text % (name, exc)) from exc
    return store


def too_large(name, size):
    text = "%s is too large (%d bytes): a keystore of more than %d bytes is not read; give the keystore file itself."
    return text % (name, size, MOST_BYTES)


def _filler(data, name):
    if data[:4] in jks.TYPES:
        return jks.fill
    if len(data) >= 4 and data[:3] == b"\0\0\0" and data[3] in bks.VERSIONS:
        return bks.fill
    if data[0] in (0x30, 0x31):
        return pkcs12.fill
    for start, words in OTHERS:
        if data.startswith(start):
            raise KeystoreError("%s is no keystore but %s." % (name, words))
    text = "%s is neither JKS, JCEKS, PKCS12, BKS nor UBER (it begins with %s); give the keystore file itself."
    raise KeystoreError(text % (name, data[:4].hex()))


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
