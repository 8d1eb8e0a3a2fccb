# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Encryption by password as keystores use it: private to this collection, may change at any time."""

import hashlib
import hmac

from ansible_collections.gir.multidc.plugins.module_utils._keystore import ciphers, der

MOST_ROUNDS = 10000000
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
# Cipher, bytes of the key, bytes of a block.
OF_PKCS12 = {
    "1.2.840.113549.1.12.1.3": (ciphers.triple_des, 24, 8),
    "1.2.840.113549.1.12.1.4": (ciphers.triple_des, 16, 8),
    "1.2.840.113549.1.12.1.5": (ciphers.rc2, 16, 8),
    "1.2.840.113549.1.12.1.6": (ciphers.rc2, 5, 8),
}
OF_PBES2 = {
    "1.2.840.113549.3.7": (ciphers.triple_des, 24, 8),
    "2.16.840.1.101.3.4.1.2": (ciphers.aes, 16, 16),
    "2.16.840.1.101.3.4.1.22": (ciphers.aes, 24, 16),
    "2.16.840.1.101.3.4.1.42": (ciphers.aes, 32, 16),
}


class Unknown(ValueError):
    """An algorithm that is not known here."""


def rounds(node):
    count = node.number()
    if not 0 < count <= MOST_ROUNDS:
        raise Unknown("%d rounds of password derivation" % count)
    return count


def pkcs12_derive(digest, password, salt, purpose, count, length):
    """RFC 7292, appendix B.2."""
    block = hashlib.new(digest).block_size
    secret = password.encode("utf-16-be") + b"\0\0"
    state = bytearray(_repeat(salt, block) + _repeat(secret, block))
    diversifier, derived = bytes([purpose]) * block, b""
    while len(derived) < length:
        piece = diversifier + bytes(state)
        for _round in range(count):
            piece = hashlib.new(digest, piece).digest()
        derived += piece
        addend = int.from_bytes(_repeat(piece, block)[:block], "big") + 1
        for start in range(0, len(state), block):
            total = int.from_bytes(state[start:start + block], "big") + addend
            state[start:start + block] = (total & (1 << 8 * block) - 1).to_bytes(block, "big")
    return derived[:length]


def _repeat(data, block):
    """Copies of the data that fill whole blocks."""
    length = -(-len(data) // block) * block
    return (data * (length // max(len(data), 1) + 1))[:length]


def _pbkdf2(node, password, length):
    kind, fields = node.members(2)[:2]
    if kind.oid() != PBKDF2:
        raise Unknown("key derivation %s" % kind.oid())
    fields = fields.members(2)
    salt, count, name = fields[0].octets(), rounds(fields[1]), "sha1"
    for field in fields[2:]:
        if field.tag == der.SEQUENCE:
            name = _known(HMACS, field.members(1)[0].oid())
    return hashlib.pbkdf2_hmac(name, password.encode("utf-8"), salt, count, length)


def _known(table, oid):
    if oid not in table:
        raise Unknown("algorithm %s" % oid)
    return table[oid]


def decrypt(algorithm, data, password):
    """Plain text of what was encrypted with a password; ValueError when it cannot be had."""
    fields = algorithm.members(1)
    oid, rest = fields[0].oid(), fields[1:]
    if oid == JKS_PROTECTOR:
        return _open_jks(data, password)
    if not rest:
        raise Unknown("algorithm %s without parameters" % oid)
    if oid == PBES2:
        derivation, scheme = rest[0].members(2)[:2]
        scheme, vector = scheme.members(2)[:2]
        cipher, length, block = _known(OF_PBES2, scheme.oid())
        key, vector = _pbkdf2(derivation, password, length), vector.octets()
    else:
        salt, count = rest[0].members(2)[:2]
        salt, count = salt.octets(), rounds(count)
        if oid == JCEKS_PROTECTOR:
            cipher, block = ciphers.triple_des, 8
            key, vector = _derive_jceks(salt, count, password)
        else:
            cipher, length, block = _known(OF_PKCS12, oid)
            key = pkcs12_derive("sha1", password, salt, 1, count, length)
            vector = pkcs12_derive("sha1", password, salt, 2, count, block)
    return ciphers.decrypt_cbc(cipher(key), block, data, vector)


def open_key(protected, password):
    """The plain private key of an EncryptedPrivateKeyInfo, or None when this password does not open it."""
    if password is None:
        return None
    try:
        algorithm, data = der.one(protected).members(2)[:2]
        plain = decrypt(algorithm, data.octets(), password)
        der.one(plain).members(3)
        return plain
    except ValueError:
        return None


def _open_jks(data, password):
    """The key stream that JKS was made with, and the digest that proves the result."""
    secret = password.encode("utf-16-be")
    stream, encrypted, check = data[:20], data[20:-20], data[-20:]
    plain = bytearray()
    for start in range(0, len(encrypted), 20):
        stream = hashlib.new(JKS_DIGEST, secret + stream).digest()
        plain += bytes(a ^ b for a, b in zip(encrypted[start:start + 20], stream))
    if not hmac.compare_digest(hashlib.new(JKS_DIGEST, secret + bytes(plain)).digest(), check):
        raise ciphers.CipherError("another password")
    return bytes(plain)


def _derive_jceks(salt, count, password):
    """How the JDK derives a triple DES key from MD5 (com.sun.crypto.provider, PBES1Core)."""
    if len(salt) != 8:
        raise Unknown("a salt of %d bytes" % len(salt))
    secret = bytes(ord(letter) & 0x7F for letter in password)
    if salt[:4] == salt[4:]:
        salt = bytes([salt[3], salt[2], salt[2], salt[3]]) + salt[4:]
    derived = b""
    for half in (salt[:4], salt[4:]):
        state = half
        for _round in range(count):
            state = hashlib.new(JCEKS_DIGEST, state + secret).digest()
        derived += state
    return derived[:24], derived[24:]


# -- the integrity of PKCS12 -------------------------------------------------------------------------------------


def pkcs12_mac(fields, content, password):
    """The code that MacData should hold for `content`; `fields` are the members of MacData."""
    algorithm = fields[0].members(2)[0].members(1)
    oid = algorithm[0].oid()
    if oid == PBMAC1:
        derivation, scheme = algorithm[1].members(2)[:2]
        digest = _known(HMACS, scheme.members(1)[0].oid())
        length = hashlib.new(digest).digest_size
        key = _pbkdf2(derivation, password, length)
    else:
        digest = _known(DIGESTS, oid)
        count = rounds(fields[2]) if len(fields) > 2 else 1
        key = pkcs12_derive(digest, password, fields[1].octets(), 3, count, hashlib.new(digest).digest_size)
    return hmac.new(key, content, digest).digest()
