# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Encryption by password as keystores use it: private to this collection, may change at any time."""

import hashlib
import hmac
from typing import Any, List, Mapping, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._keystore import ciphers, der
from ansible_collections.gir.multidc.plugins.module_utils._keystore.work import Work

MOST_ROUNDS = 5000000  # what the JDK does at most
MOST_KEY = 64
JKS_DIGEST, JCEKS_DIGEST = "sha1", "md5"  # prescribed by the formats
PBES2, PBKDF2, PBMAC1 = "1.2.840.113549.1.5.13", "1.2.840.113549.1.5.12", "1.2.840.113549.1.5.14"
JKS_PROTECTOR, JCEKS_PROTECTOR = "1.3.6.1.4.1.42.2.17.1.1", "1.3.6.1.4.1.42.2.19.1"
DIGESTS = {
    "1.3.14.3.2.26": "sha1",
    "2.16.840.1.101.3.4.2.4": "sha224",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
HMACS = {"1.2.840.113549.2.%d" % number: name for number, name in zip(range(7, 12), DIGESTS.values())}
# Cipher and bytes of the key.
OF_PKCS12 = {
    "1.2.840.113549.1.12.1.3": (ciphers.triple_des, 24),
    "1.2.840.113549.1.12.1.4": (ciphers.triple_des, 16),
    "1.2.840.113549.1.12.1.5": (ciphers.rc2, 16),
    "1.2.840.113549.1.12.1.6": (ciphers.rc2, 5),
}
RC4 = {"1.2.840.113549.1.12.1.1": 16, "1.2.840.113549.1.12.1.2": 5}
OF_PBES2 = {
    "1.2.840.113549.3.7": (ciphers.triple_des, 24),
    "2.16.840.1.101.3.4.1.2": (ciphers.aes, 16),
    "2.16.840.1.101.3.4.1.22": (ciphers.aes, 24),
    "2.16.840.1.101.3.4.1.42": (ciphers.aes, 32),
}
# What is known here, but not to Java.
NOT_OF_JAVA = {
    "1.2.840.113549.1.12.1.4": "triple DES of two keys",
    "1.2.840.113549.3.7": "triple DES in PBES2",
    "2.16.840.1.101.3.4.1.22": "AES of 192 bits",
}


class Unknown(ValueError):
    """An algorithm that is not known here."""


def rounds(node: der.Node) -> int:
    count = node.number()
    if not 0 < count <= MOST_ROUNDS:
        raise Unknown("%d rounds of password derivation" % count)
    return count


def pkcs12_secret(password: str) -> bytes:
    """The password as PKCS12 derives keys from it."""
    return password.encode("utf-16-be", "surrogatepass") + b"\0\0"


def pkcs12_derive(digest: str, secret: bytes, salt: bytes, purpose: int, count: int, length: int) -> bytes:
    """RFC 7292, appendix B.2."""
    form = getattr(hashlib, digest)
    block = form().block_size
    state = bytearray(_repeat(salt, block) + _repeat(secret, block))
    diversifier, derived = bytes([purpose]) * block, b""
    while len(derived) < length:
        piece = diversifier + bytes(state)
        for _round in range(max(count, 1)):
            piece = form(piece).digest()
        derived += piece
        addend = int.from_bytes(_repeat(piece, block)[:block], "big") + 1
        for start in range(0, len(state), block):
            total = int.from_bytes(state[start:start + block], "big") + addend
            state[start:start + block] = (total & (1 << 8 * block) - 1).to_bytes(block, "big")
    return derived[:length]


def pkcs12_key(
    password: str, salt: bytes, count: int, cipher: ciphers.Cipher, length: int, work: Work
) -> Tuple[bytes, bytes]:
    """(key, vector) as PKCS12 and BouncyCastle derive them for a cipher, from SHA-1."""
    size = ciphers.BLOCKS[cipher]
    work.derive(max(count, 1) * (-(-length // 20) + -(-size // 20)), salt)
    secret = pkcs12_secret(password)
    key = pkcs12_derive("sha1", secret, salt, 1, count, length)
    return key, pkcs12_derive("sha1", secret, salt, 2, count, size)


def _repeat(data: bytes, block: int) -> bytes:
    """Copies of the data that fill whole blocks."""
    length = -(-len(data) // block) * block
    return (data * (length // max(len(data), 1) + 1))[:length]


def _pbkdf2(node: der.Node, password: str, length: Optional[int], work: Work) -> bytes:
    """The derived key; `length` is that of the key, unless the file says another one."""
    kind, parameters = node.members(2)[:2]
    if kind.oid() != PBKDF2:
        raise Unknown("key derivation %s" % kind.oid())
    fields = parameters.members(2)
    salt, count, name = fields[0].octets(), rounds(fields[1]), "sha1"
    for field in fields[2:]:
        if field.tag == der.SEQUENCE:
            name = _known(HMACS, field.members(1)[0].oid())
        elif length is None:
            length = field.number()
    if length is None or not 0 < length <= MOST_KEY:
        raise Unknown("a derived key of %s bytes" % length)
    work.derive(count * -(-length // hashlib.new(name).digest_size), salt)
    return hashlib.pbkdf2_hmac(name, password.encode("utf-8", "surrogatepass"), salt, count, length)


def _known(table: Mapping[str, Any], oid: str) -> Any:
    if oid not in table:
        raise Unknown("algorithm %s" % oid)
    return table[oid]


def decrypt(algorithm: der.Node, data: bytes, password: str, work: Work) -> bytes:
    """Plain text of what was encrypted with a password; ValueError when it cannot be had."""
    fields = algorithm.members(1)
    oid, rest = fields[0].oid(), fields[1:]
    if oid == JKS_PROTECTOR:
        return _open_jks(data, password, work)
    if oid not in (PBES2, JCEKS_PROTECTOR, *OF_PKCS12, *RC4):
        raise Unknown("algorithm %s" % oid)
    if not rest:
        raise Unknown("algorithm %s without parameters" % oid)
    if oid == PBES2:
        derivation, scheme = rest[0].members(2)[:2]
        name, initial = scheme.members(2)[:2]
        cipher, length = _known(OF_PBES2, name.oid())
        key, vector = _pbkdf2(derivation, password, length, work), initial.octets()
    else:
        parts = rest[0].members(2)
        salt, count = parts[0].octets(), rounds(parts[1])
        if oid == JCEKS_PROTECTOR:
            cipher = ciphers.triple_des
            work.derive(2 * count, salt)
            key, vector = _derive_jceks(salt, count, password)
        elif oid in RC4:
            work.derive(count, salt)
            key = pkcs12_derive("sha1", pkcs12_secret(password), salt, 1, count, RC4[oid])
            return ciphers.decrypt_rc4(key, data, work)
        else:
            cipher, length = _known(OF_PKCS12, oid)
            key, vector = pkcs12_key(password, salt, count, cipher, length, work)
    return ciphers.decrypt_cbc(cipher, key, data, vector, work)


def not_of_java(algorithm: der.Node) -> Optional[str]:
    """What Java does not open of what decrypt() does, or None."""
    fields = algorithm.members(1)
    oid = fields[0].oid()
    if oid == PBES2:
        oid = fields[1].members(2)[1].members(1)[0].oid()
    return NOT_OF_JAVA.get(oid)


def open_key(protected: bytes, password: Optional[str], work: Work) -> Optional[bytes]:
    """The plain private key of an EncryptedPrivateKeyInfo, or None when this password does not open it."""
    if password is None:
        return None
    try:
        algorithm, data = der.one(protected).members(2)[:2]
        plain = decrypt(algorithm, data.octets(), password, work)
        der.one(plain).members(3)
        return plain
    except ValueError:
        return None


def _open_jks(data: bytes, password: str, work: Work) -> bytes:
    """The key stream that JKS was made with, and the digest that proves the result."""
    work.decrypt(len(data), 1)
    secret = password.encode("utf-16-be", "surrogatepass")
    stream, encrypted, check = data[:20], data[20:-20], data[-20:]
    plain = bytearray()
    for start in range(0, len(encrypted), 20):
        stream = hashlib.new(JKS_DIGEST, secret + stream).digest()
        plain += bytes(a ^ b for a, b in zip(encrypted[start:start + 20], stream))
    if not hmac.compare_digest(hashlib.new(JKS_DIGEST, secret + bytes(plain)).digest(), check):
        raise ciphers.CipherError("another password")
    return bytes(plain)


def _derive_jceks(salt: bytes, count: int, password: str) -> Tuple[bytes, bytes]:
    """How the JDK derives a triple DES key from MD5 (com.sun.crypto.provider, PBES1Core)."""
    if len(salt) != 8:
        raise Unknown("a salt of %d bytes" % len(salt))
    secret = bytes(ord(letter) & 0x7F for letter in password)
    if salt[:4] == salt[4:]:
        salt = bytes([salt[3], salt[2], salt[2], salt[3]]) + salt[4:]
    derived, form = b"", getattr(hashlib, JCEKS_DIGEST)
    for half in (salt[:4], salt[4:]):
        state = half
        for _round in range(count):
            state = form(state + secret).digest()
        derived += state
    return derived[:24], derived[24:]


# -- the integrity of PKCS12 -------------------------------------------------------------------------------------


class Mac:
    """MacData: what proves a PKCS12 keystore. Read as Java does it, in all that it forgives."""

    def __init__(self, node: der.Node, work: Work) -> None:
        parts = node.members(2)
        if len(parts) > 3:
            raise der.DerError("an integrity code of %d parts" % len(parts))
        self.work = work
        self.rest = parts[1:]
        self.algorithm, digest = _pair(parts[0])
        self.digest, self.salt = digest.octets(), parts[1].octets()
        fields = self.algorithm.members(1)
        if len(fields) > 2 or (len(fields) == 2 and fields[1].tag == der.NULL and fields[1].content):
            raise der.DerError("an algorithm with more than its parameters")
        self.oid, self.parameters = fields[0].oid(), fields[1:]
        self.count = parts[2].number() if len(parts) > 2 else 1

    def matches(self, content: bytes, password: str) -> bool:
        """Whether the code is that of the content."""
        # Some write an empty password without the end that every other one has.
        secrets = [pkcs12_secret(password), b""] if not password else [pkcs12_secret(password)]
        return any(hmac.compare_digest(self._code(content, password, secret), self.digest) for secret in secrets)

    def renewed(self, content: bytes, password: str) -> bytes:
        """MacData for other content."""
        code = der.encode(der.OCTETS, self._code(content, password, pkcs12_secret(password)))
        head = der.encode(der.SEQUENCE, self.algorithm.raw, code)
        return der.encode(der.SEQUENCE, head, *[node.raw for node in self.rest])

    def _code(self, content: bytes, password: str, secret: bytes) -> bytes:
        if self.oid == PBMAC1:
            derivation, scheme = _pair(self.parameters[0])
            digest = _known(HMACS, scheme.members(1)[0].oid())
            key = _pbkdf2(derivation, password, None, self.work)
        else:
            digest = _known(DIGESTS, self.oid)
            if not 0 < self.count <= MOST_ROUNDS:
                raise Unknown("%d rounds of password derivation" % self.count)
            self.work.derive(self.count, self.salt)
            key = pkcs12_derive(digest, secret, self.salt, 3, self.count, hashlib.new(digest).digest_size)
        return hmac.new(key, content, digest).digest()


def _pair(node: der.Node) -> List[der.Node]:
    parts = node.members(2)
    if len(parts) > 2:
        raise der.DerError("%d elements where 2 are expected" % len(parts))
    return parts
