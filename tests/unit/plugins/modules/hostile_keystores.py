# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that ask for more work than a keystore may, in the size that is asked for."""

import hashlib
import hmac
import struct

import keystore_forms
import keystores
from ansible_collections.gir.multidc.plugins.module_utils._keystore import der, pbe, pkcs12

SHA256 = "2.16.840.1.101.3.4.2.1"
HEAD = struct.pack(">I", 20) + b"s" * 20


def filled(piece, size):
    """Copies of it that are `size` bytes long."""
    return (piece * (size // len(piece) + 1))[:size]


def zeros(size):
    """A sequence of empty elements."""
    return der.encode(der.SEQUENCE, bytes(size))


def pfx(safe, rounds=1, kind="sha256", oid=SHA256, password=keystores.PASSWORD):
    """A PKCS12 keystore of this content, with an integrity code that is right as far as anybody waits for it."""
    salt, few = b"saltsalt", min(rounds, 1000)
    key = pbe.pkcs12_derive(kind, pbe.pkcs12_secret(password), salt, 3, few, hashlib.new(kind).digest_size)
    digest = der.encode(der.OCTETS, hmac.new(key, safe, kind).digest())
    info = der.encode(der.SEQUENCE, der.encode(der.SEQUENCE, der.encode_oid(oid)), digest)
    count = der.encode(der.INTEGER, rounds.to_bytes(5, "big"))
    mac = der.encode(der.SEQUENCE, info, der.encode(der.OCTETS, salt), count)
    return der.encode(der.SEQUENCE, der.encode(der.INTEGER, b"\x03"), keystore_forms._data(safe), mac)


def encrypted(data, cipher="2.16.840.1.101.3.4.1.42", block=16, rounds=1):
    """A part of PKCS12 that is encrypted, as far as it says."""
    salt, vector = der.encode(der.OCTETS, b"s" * 8), der.encode(der.OCTETS, b"v" * block)
    count = der.encode(der.INTEGER, struct.pack(">I", rounds))
    derivation = der.encode(der.SEQUENCE, der.encode_oid(pbe.PBKDF2), der.encode(der.SEQUENCE, salt, count))
    scheme = der.encode(der.SEQUENCE, der.encode_oid(cipher), vector)
    algorithm = der.encode(der.SEQUENCE, der.encode_oid(pbe.PBES2), der.encode(der.SEQUENCE, derivation, scheme))
    content = der.encode(der.SEQUENCE, der.encode_oid(pkcs12.DATA), algorithm, der.encode(0x80, data))
    inner = der.encode(der.SEQUENCE, der.encode(der.INTEGER, b"\0"), content)
    return der.encode(der.SEQUENCE, der.encode_oid(pkcs12.ENCRYPTED), der.encode(der.CONTEXT_0, inner))


def parts(*contents):
    return pfx(der.encode(der.SEQUENCE, *contents))


def nested(size, tag):
    """As many levels as fit, each of open length, and their ends."""
    return filled(bytes([tag, 0x80]), size // 2) + bytes(size - size // 2)


def pieces(size, piece):
    """An octet string in pieces where the content of a PKCS12 keystore stands."""
    content = der.encode(0x24, filled(piece, size))
    information = der.encode(der.SEQUENCE, der.encode_oid(pkcs12.DATA), der.encode(der.CONTEXT_0, content))
    return der.encode(der.SEQUENCE, der.encode(der.INTEGER, b"\x03"), information)


def alternating(size):
    """Octet strings in one another, every other one of open length."""
    found, count = b"\x04\x01x", 0
    while len(found) < size and count < 2000:
        found, count = der.encode(0x24, b"\x24\x80" + found + b"\0\0"), count + 1
    return pieces(len(found) + size // 2, found + filled(b"\x04\x01x", size // 2))


def java(kind, entry, size):
    """JKS or JCEKS of one entry again and again, with a digest that is right."""
    count = size // len(entry)
    return keystores.jks(entry * count, magic=kind)[:8] + struct.pack(">I", count) + (entry * count) + b"d" * 20


def serialized(size):
    """A secret key in JCEKS that is an array of arrays without end."""
    head = struct.pack(">I", 3) + keystores._text("a") + keystores.CREATED + b"\xac\xed\x00\x05"
    array = b"\x75\x72" + keystores._text("[L") + bytes(8) + b"\x02\x00\x00\x78\x70" + struct.pack(">I", size)
    return struct.pack(">III", keystores.JCEKS, 2, 1) + head + array + filled(b"\x70", size)


def bks(rounds, content, salt=HEAD):
    return struct.pack(">I", 2) + salt + struct.pack(">I", rounds) + content + b"\0" + b"m" * 20


TINY = struct.pack(">IHQHI", 2, 0, 0, 0, 0)
TINY_BKS = b"\x03" + struct.pack(">HQII", 0, 0, 0, 0)
LITTLE = der.encode(der.SEQUENCE, der.encode_oid(pkcs12.BAG + "9"), der.encode(der.CONTEXT_0, b"\x05\x00"))
NAME = der.encode(der.SET, der.encode(der.SEQUENCE, der.encode_oid("2.5.4.3"), der.encode(0x0C, b"x")))


def certificate(size):
    """A trusted certificate whose subject has parts without end."""
    subject = der.encode(der.SEQUENCE, filled(NAME, size // len(NAME) * len(NAME)))
    fields = [der.encode(der.INTEGER, b"\1"), der.encode(der.SEQUENCE), der.encode(der.SEQUENCE)]
    fields += [der.encode(der.SEQUENCE, b"\x17\x00" * 2), subject]
    return der.encode(der.SEQUENCE, der.encode(der.SEQUENCE, *fields))


SHAPES = {
    "zeros shaped as ASN.1": zeros,
    "text": lambda size: filled(b"text and more text\n", size),
    "zeros": bytes,
    "levels of open length": lambda size: nested(size, 0x30),
    "octet strings of open length": lambda size: nested(size, 0x24),
    "octet strings in octet strings": alternating,
    "pieces of no length": lambda size: pieces(size, b"\x04\x00"),
    "pieces of one byte": lambda size: pieces(size, b"\x04\x01x"),
    "pieces of a kilobyte": lambda size: pieces(size // 1004 * 1004, b"\x04\x82\x03\xe8" + bytes(1000)),
    "a PKCS12 version of megabytes": lambda size: der.encode(der.SEQUENCE, der.encode(der.INTEGER, bytes(size))),
    "bags without end": lambda size: parts(keystore_forms._data(der.encode(der.SEQUENCE, filled(LITTLE, size)))),
    "parts without end": lambda size: parts(filled(keystore_forms._data(b"\x30\x00"), size)),
    "ten million rounds": lambda size: pfx(der.encode(der.SEQUENCE), 10000000),
    "five million rounds": lambda size: pfx(der.encode(der.SEQUENCE), 5000000),
    "as many rounds as are made (PKCS12)": lambda size: pfx(der.encode(der.SEQUENCE), 1000000),
    "parts with many rounds": lambda size: parts(*[encrypted(bytes(16), rounds=900000)] * 20),
    "an encrypted part": lambda size: parts(encrypted(bytes(size // 16 * 16))),
    "an encrypted part (3DES)": lambda size: parts(encrypted(bytes(size // 16 * 16), "1.2.840.113549.3.7", 8)),
    "as much as is decrypted": lambda size: parts(encrypted(bytes(320 * 1024))),
    "as much as is decrypted (3DES)": lambda size: parts(encrypted(bytes(128 * 1024), "1.2.840.113549.3.7", 8)),
    "tiny entries of JKS": lambda size: java(keystores.JKS, TINY, size),
    "a garbage secret key": serialized,
    "a huge key in JKS": lambda size: keystores.jks(keystores.key("a", protected=bytes(size))),
    "a huge key that is sealed": lambda size: keystores.jks(
        keystores.key("a", protected=keystores_sealed(size)), magic=keystores.JCEKS
    ),
    "certificates with long names": lambda size: keystores.jks(
        *[keystores.trusted("a", certificate(200000))] * (size // 200030)
    ),
    "tiny entries of BKS": lambda size: bks(1024, filled(TINY_BKS, size // len(TINY_BKS) * len(TINY_BKS))),
    "a chain of BKS without end": lambda size: bks(
        1024, b"\x01" + struct.pack(">HQI", 0, 0, 0x7FFFFFFF) + bytes(size // 6 * 6)
    ),
    "rounds of BKS without end": lambda size: bks(0x7FFFFFFF, bytes(1)),
    "as many rounds as are made": lambda size: bks(1000000, bytes(1)),
    "a salt of megabytes": lambda size: bks(1024, b"", struct.pack(">I", size) + bytes(size)),
    "UBER": lambda size: struct.pack(">I", 1) + HEAD + struct.pack(">I", 65536) + filled(b"\xff\x01", size // 16 * 16),
    "as much UBER as is decrypted": lambda size: (
        struct.pack(">I", 1) + HEAD + struct.pack(">I", 65536) + filled(b"\xff\x01", 640 * 1024)
    ),
}


def keystores_sealed(size):
    """An encrypted private key of JCEKS, as far as it says."""
    parameters = der.encode(der.SEQUENCE, der.encode(der.OCTETS, b"s" * 8), der.encode(der.INTEGER, b"\x01"))
    algorithm = der.encode(der.SEQUENCE, der.encode_oid(pbe.JCEKS_PROTECTOR), parameters)
    return der.encode(der.SEQUENCE, algorithm, der.encode(der.OCTETS, bytes(size // 8 * 8)))
