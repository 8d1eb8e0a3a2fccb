# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a Java keystore holds, read without a password: private to this collection, may change at any time.

keytool's text is never parsed: its form changes between Java versions. JKS and JCEKS show aliases, certificates and the
encrypted keys to anybody who can read the file; a password only protects the keys and the integrity of the whole.
PKCS12 encrypts its content, and the standard library cannot decrypt it, so such a file is only known by its digest.
"""

import hashlib
import hmac
import struct

JKS_MAGIC = 0xFEEDFEED
JCEKS_MAGIC = 0xCECECECE
TYPES = {JKS_MAGIC: "jks", JCEKS_MAGIC: "jceks"}
KINDS = {1: "private_key", 2: "trusted_certificate", 3: "secret_key"}
INTEGRITY_DIGEST = "sha1"  # prescribed by the format
DIGEST_LENGTH = 20
MAX_BYTES = 64 * 1024 * 1024


class KeystoreError(Exception):
    """The file is not a usable keystore; the message is one sentence."""


class Keystore:
    """`entries` is None when the type does not show them."""

    def __init__(self, data):
        self.data = data
        self.sha256 = hashlib.sha256(data).hexdigest()
        self.size = len(data)
        self.type = None
        self.entries = None

    def identities(self):
        """What must never be lost: (alias, kind, fingerprint) of every entry."""
        return {(entry["alias"], entry["kind"], entry["fingerprint"]) for entry in self.entries or []}


def read(data, password=None, name="the keystore"):
    """Parse `data`; raises KeystoreError with one sentence that calls the file `name`."""
    store = Keystore(data)
    if not data:
        raise KeystoreError("%s is empty (0 bytes)." % name)
    if len(data) > MAX_BYTES:
        raise KeystoreError("%s is larger than %d bytes; this is not a keystore." % (name, MAX_BYTES))
    magic = struct.unpack(">I", data[:4])[0] if len(data) >= 4 else None
    if magic in TYPES:
        store.type = TYPES[magic]
        store.entries = _Reader(data, name).entries()
        if password is not None:
            _check_integrity(data, password, name)
    elif data[0] == 0x30:
        store.type = "pkcs12"
        _check_der(data, name)
    else:
        raise KeystoreError("%s is neither JKS, JCEKS nor PKCS12 (it begins with %s)." % (name, data[:4].hex()))
    return store


def _check_integrity(data, password, name):
    digest = hashlib.new(INTEGRITY_DIGEST)
    digest.update(password.encode("utf-16-be"))
    digest.update(b"Mighty Aphrodite")
    digest.update(data[:-DIGEST_LENGTH])
    if not hmac.compare_digest(digest.digest(), data[-DIGEST_LENGTH:]):
        raise KeystoreError("%s does not open with the given password, or it was changed after it was written." % name)


def _check_der(data, name):
    """A PKCS12 file is one DER sequence: its length tells whether the file is complete."""
    if len(data) < 2:
        raise KeystoreError("%s is truncated." % name)
    first = data[1]
    if first == 0x80:
        return  # indefinite length: complete as far as anybody can tell without decoding it
    count = first & 0x7F if first & 0x80 else 0
    if count > 8 or len(data) < 2 + count:
        raise KeystoreError("%s is damaged." % name)
    start = 2 + count
    length = int.from_bytes(data[2:start], "big") if count else first
    if len(data) != start + length:
        raise KeystoreError(
            "%s is truncated or damaged: %d bytes where %d are expected." % (name, len(data), start + length)
        )


class _Reader:
    """Sequential reader of JKS and JCEKS."""

    def __init__(self, data, name):
        self.data = data
        self.name = name
        self.position = 4
        self.end = len(data) - DIGEST_LENGTH

    def _take(self, count):
        start, stop = self.position, self.position + count
        if count < 0 or stop > self.end:
            raise KeystoreError("%s is truncated or damaged (at byte %d)." % (self.name, start))
        self.position = stop
        return self.data[start:stop]

    def _number(self, form):
        return struct.unpack(form, self._take(struct.calcsize(form)))[0]

    def _text(self):
        raw = self._take(self._number(">H"))
        # Java writes characters beyond the basic plane as two surrogates of three bytes each.
        text = raw.replace(b"\xc0\x80", b"\x00").decode("utf-8", "surrogatepass")
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def entries(self):
        version = self._number(">I")
        if version not in (1, 2):
            raise KeystoreError("%s has the unknown version %d." % (self.name, version))
        found = []
        for _number in range(self._number(">I")):
            try:
                found.append(self._entry(version))
            except (UnicodeDecodeError, struct.error) as exc:
                raise KeystoreError("%s is damaged (at byte %d)." % (self.name, self.position)) from exc
        if self.position != self.end:
            raise KeystoreError(
                "%s is damaged: %d bytes follow its last entry." % (self.name, self.end - self.position)
            )
        return found

    def _certificate(self, version):
        if version == 2:
            self._text()  # the type, always X.509
        return self._take(self._number(">I"))

    def _entry(self, version):
        kind = KINDS.get(self._number(">I"))
        if kind is None:
            raise KeystoreError("%s is damaged: unknown kind of entry (at byte %d)." % (self.name, self.position))
        alias = self._text()
        created = self._number(">Q")
        chain, protected = [], None
        if kind == "private_key":
            protected = self._take(self._number(">I"))
            chain = [self._certificate(version) for _number in range(self._number(">I"))]
        elif kind == "trusted_certificate":
            chain = [self._certificate(version)]
        else:
            protected = _Serialized(self).skip()
        # The certificate identifies a key pair whatever password protects it; a bare key only has its own bytes.
        identity = chain[0] if chain else protected
        return {
            "alias": alias,
            "kind": kind,
            "created": created // 1000,
            "fingerprint": hashlib.sha256(identity).hexdigest(),
            "chain": [hashlib.sha256(certificate).hexdigest() for certificate in chain],
        }


class _Serialized:
    """Walks over one serialized Java object: a JCEKS secret key has no length in front of it."""

    SIZES = {"B": 1, "C": 2, "D": 8, "F": 4, "I": 4, "J": 8, "S": 2, "Z": 1}

    def __init__(self, reader):
        self.reader = reader
        self.handles = []
        self.depth = 0

    def skip(self):
        start = self.reader.position
        if self.reader._take(4) != b"\xac\xed\x00\x05":
            self._damaged()
        self._content()
        stop = self.reader.position
        return self.reader.data[start:stop]

    def _damaged(self):
        text = "%s holds a secret key in a form that is not understood (at byte %d)."
        raise KeystoreError(text % (self.reader.name, self.reader.position))

    def _content(self):
        self.depth += 1
        if self.depth > 50:
            self._damaged()
        tag = self.reader._take(1)[0]
        if tag == 0x71:  # reference
            handle = self.reader._number(">I") - 0x7E0000
            if not 0 <= handle < len(self.handles):
                self._damaged()
            found = self.handles[handle]
        elif tag == 0x72:
            found = self._class()
        elif tag == 0x73:
            found = self._object()
        elif tag == 0x74:
            self.handles.append(None)
            found = self.reader._text()
        elif tag == 0x75:
            found = self._array()
        elif tag == 0x70:
            found = None
        else:
            found = self._damaged()
        self.depth -= 1
        return found

    def _class(self):
        name = self.reader._text()
        self.reader._take(8)
        described = {"name": name, "fields": [], "parent": None}
        self.handles.append(described)
        described["flags"] = self.reader._take(1)[0]
        for _number in range(self.reader._number(">H")):
            code = chr(self.reader._take(1)[0])
            self.reader._text()
            if code in "L[":
                self._content()
            described["fields"].append(code)
        if self.reader._take(1) != b"\x78":
            self._damaged()
        described["parent"] = self._content()
        return described

    def _object(self):
        described = self._content()
        if not isinstance(described, dict):
            self._damaged()
        self.handles.append(None)
        levels = []
        while isinstance(described, dict) and len(levels) < 50:
            levels.append(described)
            described = described["parent"]
        for level in reversed(levels):
            if level["flags"] & 0x07 != 0x02:  # only plain serialization, as SealedObject uses it
                self._damaged()
            for code in level["fields"]:
                self._value(code)

    def _value(self, code):
        if code in self.SIZES:
            self.reader._take(self.SIZES[code])
        elif code in "L[":
            self._content()
        else:
            self._damaged()

    def _array(self):
        described = self._content()
        if not isinstance(described, dict) or len(described["name"]) < 2:
            self._damaged()
        self.handles.append(None)
        code, count = described["name"][1], self.reader._number(">I")
        if code in self.SIZES:
            self.reader._take(self.SIZES[code] * count)
            return
        for _number in range(count):
            self._value(code)
