# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keystores in forms that nobody writes, made of whole ones: each is right as far as its integrity code goes."""

import hashlib
import hmac
import struct

import keystores
from ansible_collections.gir.multidc.plugins.module_utils._keystore import (
    bks,
    ciphers,
    der,
    fields,
    jks,
    pbe,
    pkcs12,
    twofish,
    work,
)
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import Keystore

SALT, ROUNDS = b"saltsalt", 1000
NOTHING = b"\0\0\0\1x"
OIDS = {name: oid for oid, name in pbe.DIGESTS.items()}
NULL = der.encode(der.NULL)
OCTETS, SEQUENCE, INTEGER = der.OCTETS, der.SEQUENCE, der.INTEGER


def safe_of(data):
    """The content that a PKCS12 keystore protects."""
    return pkcs12._open(Keystore(data), work.Work())[0]


def mac(safe, digest="sha256", oid=None, parameters=NULL, rounds=ROUNDS, count=None, secret=None, **tags):
    """MacData; `count` is what stands there for the rounds, b"" for nothing."""
    secret = pbe.pkcs12_secret(keystores.PASSWORD) if secret is None else secret
    key = pbe.pkcs12_derive(digest, secret, SALT, 3, rounds, hashlib.new(digest).digest_size)
    code = tags.get("code", octets)(hmac.new(key, safe, digest).digest())
    algorithm = der.encode(SEQUENCE, der.encode_oid(oid or OIDS[digest]), parameters)
    count = der.encode(INTEGER, rounds.to_bytes(4, "big")) if count is None else count
    return der.encode(SEQUENCE, der.encode(SEQUENCE, algorithm, code), tags.get("salt", octets)(SALT), count)


def pbmac1(safe, length=32):
    """MacData of RFC 9579."""
    key = hashlib.pbkdf2_hmac("sha256", keystores.PASSWORD.encode(), SALT, ROUNDS, length)
    with_sha256 = der.encode(SEQUENCE, der.encode_oid("1.2.840.113549.2.9"), NULL)
    numbers = [der.encode(INTEGER, number.to_bytes(4, "big")) for number in (ROUNDS, length)]
    parameters = der.encode(SEQUENCE, octets(SALT), *numbers, with_sha256)
    derivation = der.encode(SEQUENCE, der.encode_oid(pbe.PBKDF2), parameters)
    algorithm = der.encode(SEQUENCE, der.encode_oid(pbe.PBMAC1), der.encode(SEQUENCE, derivation, with_sha256))
    code = octets(hmac.new(key, safe, "sha256").digest())
    return der.encode(SEQUENCE, der.encode(SEQUENCE, algorithm, code), octets(b"NOT USED"), der.encode(INTEGER, b"\1"))


def octets(content):
    return der.encode(OCTETS, content)


def pieces(content, tag=OCTETS, outer=0x24, size=100):
    return der.encode(outer, *[der.encode(tag, content[at : at + size]) for at in range(0, len(content), size)])


def open_length(tag, *parts):
    return bytes([tag, 0x80]) + b"".join(parts) + b"\0\0"


def long_form(tag, content, count=4):
    return bytes([tag, 0x80 | count]) + len(content).to_bytes(count, "big") + content


def levels(content, count):
    for _level in range(count):
        content = der.encode(0x24, content)
    return content


def information(content, tag=der.CONTEXT_0, kind=pkcs12.DATA):
    return der.encode(SEQUENCE, der.encode_oid(kind), der.encode(tag, content))


def whole(content, mac_data, outer=SEQUENCE, version=b"\3", after=b""):
    return der.encode(outer, der.encode(INTEGER, version), content, mac_data, after)


def of_pkcs12(data):
    """{name: bytes}"""
    safe = safe_of(data)
    code, plain = mac(safe), information(octets(safe))
    ordinary = whole(plain, code)
    parts = [node.raw for node in der.leading(safe, work.Work()).members()]
    more = safe + b"after"
    found = {
        "ordinary": ordinary,
        "a set instead of a sequence": whole(plain, code, outer=0x31),
        "something after its integrity code": whole(plain, code, after=NULL),
        "half an element after its integrity code": whole(plain, code, after=b"\x30"),
        "bytes after its end": ordinary + b"after",
        "an open length outside": open_length(SEQUENCE, der.encode(INTEGER, b"\3"), plain, code),
        "an open length outside, and bytes after": open_length(SEQUENCE, der.encode(INTEGER, b"\3"), plain, code)
        + b"x",
        "an open length without its end": open_length(SEQUENCE, der.encode(INTEGER, b"\3"), plain, code)[:-1],
        "a long length outside": long_form(SEQUENCE, ordinary[4:]),
        "a long length inside": whole(long_form(SEQUENCE, plain[4:]), code),
        "a length of five bytes inside": whole(long_form(SEQUENCE, plain[4:], 5), code),
        "another version": whole(plain, code, version=b"\4"),
        "a version with zeros": whole(plain, code, version=b"\0\0\0\0\0\3"),
        "another context": whole(information(octets(safe), 0xA1), code),
        "no context": whole(information(octets(safe), 0x20), code),
        "two contents": whole(information(octets(safe) + NULL), code),
        "content in pieces": whole(information(pieces(safe)), code),
        "content in pieces of open length": whole(information(open_length(0x24, pieces(safe))), code),
        "content in pieces with another tag": whole(information(pieces(safe, 0x44)), code),
        "content in pieces of another class": whole(information(pieces(safe, outer=0xA4)), code),
        "content in pieces that are numbers": whole(information(pieces(safe, 0x02)), code),
        "content in no pieces": whole(information(pieces(b"")), mac(b"")),
        "content on 30 levels": whole(information(levels(octets(safe), 30)), code),
        "content on 60 levels": whole(information(levels(octets(safe), 60)), code),
        "content that is no octet string": whole(information(der.encode(0x0C, safe)), code),
        "bytes after the content": whole(information(octets(more)), mac(more)),
        "an empty content": whole(information(octets(b"\x30\x00")), mac(b"\x30\x00")),
        "old data": whole(information(octets(safe), kind="1.2.840.1113549.1.7.1"), code),
        "a primitive value of open length": whole(information(b"\x04\x80" + safe + b"\0\0"), code),
        "no integrity code": whole(plain, b""),
        "an integrity code of two parts": whole(plain, mac(safe, rounds=1, count=b"")),
        "an integrity code of four parts": whole(plain, der.encode(SEQUENCE, code[2:], NULL)),
        "no parameters": whole(plain, mac(safe, parameters=b"")),
        "other parameters": whole(plain, mac(safe, parameters=b"\x04\x00")),
        "parameters that are not empty": whole(plain, mac(safe, parameters=b"\x05\x01x")),
        "two parameters": whole(plain, mac(safe, parameters=NULL * 2)),
        "no rounds": whole(plain, mac(safe, count=der.encode(INTEGER, b"\0"), rounds=1)),
        "rounds below zero": whole(plain, mac(safe, count=der.encode(INTEGER, b"\xff"), rounds=1)),
        "rounds with zeros": whole(plain, mac(safe, count=der.encode(INTEGER, b"\0" * 9 + b"\1"), rounds=1)),
        "a salt in pieces": whole(plain, mac(safe, salt=lambda salt: pieces(salt, size=3))),
        "a code in pieces": whole(plain, mac(safe, code=lambda code: pieces(code, size=3))),
        "a code with another tag": whole(plain, mac(safe, code=lambda code: der.encode(0x05, code))),
        "RFC 9579 (PBMAC1)": whole(plain, pbmac1(safe)),
        "another key length of RFC 9579": whole(plain, pbmac1(safe, 20)),
        "an unencrypted key": _with(parts, _bag(pkcs12.KEY, PLAIN_KEY)),
        "bags in a bag": _with(parts, _bag(pkcs12.NESTED, der.encode(SEQUENCE, _bag(pkcs12.KEY, PLAIN_KEY)))),
        "a bag that nobody knows": _with(parts, _bag(pkcs12.BAG + "9", NULL)),
        "a certificate that is none": _with(parts, _certificate(b"certificate")),
        "encryption that nobody knows": _with(parts, kind=pkcs12.ENCRYPTED, content=UNKNOWN),
        "more than 200000 elements": _with(parts, _many(60000)),
    }
    found.update({f"an integrity code of {name}": whole(plain, mac(safe, name)) for name in OIDS})
    others = {"md5": "1.2.840.113549.2.5", "sha3_256": "2.16.840.1.101.3.4.2.8"}
    found.update({f"an integrity code of {name}": whole(plain, mac(safe, name, oid)) for name, oid in others.items()})
    return found


PLAIN_KEY = der.encode(
    SEQUENCE, der.encode(INTEGER, b"\0"), der.encode(SEQUENCE, der.encode_oid("1.2.3")), octets(b"k")
)


def _bag(kind, value, *marks):
    return der.encode(SEQUENCE, der.encode_oid(kind), der.encode(der.CONTEXT_0, value), der.encode(der.SET, *marks))


def _certificate(data):
    kind = der.encode_oid("1.2.840.113549.1.9.22.1")
    return _bag(pkcs12.CERTIFICATE, der.encode(SEQUENCE, kind, der.encode(der.CONTEXT_0, octets(data))))


def _many(count):
    """One bag with so many marks, each of five elements."""
    value = der.encode(SEQUENCE, der.encode_oid("1.2.3"), der.encode(der.SET, NULL))
    return _bag(pkcs12.BAG + "9", NULL, *[value] * count)


UNKNOWN = der.encode(
    SEQUENCE,
    der.encode(INTEGER, b"\0"),
    der.encode(SEQUENCE, der.encode_oid(pkcs12.DATA), der.encode(SEQUENCE, der.encode_oid("1.2.3"), NULL), b"\x80\1x"),
)


def _with(parts, bag=None, kind=pkcs12.DATA, content=None):
    """A keystore with one part more."""
    part = information(content or octets(der.encode(SEQUENCE, bag)), kind=kind)
    safe = der.encode(SEQUENCE, *parts, part)
    return whole(information(octets(safe)), mac(safe))


def of_jks(data, magic=keystores.JKS):
    """{name: bytes}, of a keystore of the JDK."""
    store = Keystore(data)
    jks.fill(store, keystores.PASSWORD, "it", False, work.Work())
    key = next(part for part in store.parts if part.startswith(b"\0\0\0\1"))
    signed = struct.pack(">III", magic, 2, 0xFFFFFFFF)
    four = keystores.key("a").replace(b"\0\1a", b"\0\4\xf0\x9d\x84\x9e")
    return {
        "ordinary": keystores.jks(*store.parts, magic=magic),
        "bytes after its digest": keystores.jks(*store.parts, magic=magic) + b"after",
        "no entries": keystores.jks(magic=magic),
        "less than no entries": signed + jks.integrity(signed, keystores.PASSWORD),
        "the same alias twice": keystores.jks(key, key, magic=magic),
        "a text of four bytes": keystores.jks(four, magic=magic),
        "a certificate that is none": keystores.jks(keystores.key("a"), magic=magic),
        "a key without a certificate": keystores.jks(key[: key.index(b"\0\5X.509") - 4] + bytes(4), magic=magic),
        "another version": keystores.jks(version=3, magic=magic),
    }


def of_bks(data):
    """{name: bytes}"""
    store = Keystore(data)
    bks.fill(store, keystores.PASSWORD, "it", False, work.Work())
    body = b"".join(store.parts) + b"\0"
    return {
        "bytes after its code": _bks(body) + b"after",
        "no entries": _bks(b"\0"),
        "no salt": _bks(body, salt=b""),
        "a salt of one byte": _bks(body, salt=b"s"),
        "no rounds": _bks(body, rounds=0),
        "rounds below zero": _bks(body, rounds=-5),
        "version 0": _bks(body, version=0),
        "version 1": _bks(body, version=1),
        "version 3": _bks(body, version=3),
        "the same alias twice": _bks(store.parts[0] * 2 + b"\0"),
        "no end of its entries": _bks(body[:-1]),
        "an unknown entry": _bks(b"\5" + body),
        "a certificate that is none": _bks(b"\1\0\1a" + bytes(12) + keystores._text("X.509") + NOTHING + b"\0"),
        "a plain key that is none": _bks(_plain(0, "PKCS#8", b"x") + b"\0"),
        "a plain secret key": _bks(_plain(2, "RAW", b"x" * 16) + b"\0"),
        "a plain key of another kind": _bks(_plain(7, "RAW", b"x" * 16) + b"\0"),
    }


def _plain(kind, form, data):
    head = b"\2" + keystores._text("plain") + bytes(12)
    return head + bytes([kind]) + keystores._text(form) + keystores._text("AES") + keystores._block(data)


def _bks(body, version=2, salt=b"s" * 20, rounds=1000):
    key = pbe.pkcs12_derive("sha1", pbe.pkcs12_secret(keystores.PASSWORD), salt, 3, rounds, 20 if version == 2 else 2)
    head = struct.pack(">I", version) + keystores._block(salt) + struct.pack(">i", rounds)
    return head + body + hmac.new(key, body, "sha1").digest()


def of_uber(data):
    """{name: bytes}; the padding counts only for what it is needed for."""
    header = bks.Head(fields.Fields(data, "it", work.Work()))
    plain, _end = bks._decrypted(data, header, keystores.PASSWORD, work.Work())
    body = plain[: len(plain) - plain[-1] - 20]
    found = {f"{count} bytes after its end": _uber(body) + bytes(range(count)) for count in (1, 15, 16, 17, 32, 48)}
    for version in (0, 2, 3):
        found[f"version {version}"] = _uber(body, version=version)
    for missing in (16, 15):  # only a padding that is a block of its own is never looked at
        text = b"\3" + keystores._text("x" * (-(len(body) + 39 + missing) % 16)) + bytes(16)
        found[f"another padding of {missing} bytes"] = _uber(text + body, padding=b"\0")
    found.update(
        {
            "no entries": _uber(b"\0"),
            "a salt of 16 bytes": _uber(body, salt=b"s" * 16),
            "no rounds": _uber(body, rounds=0),
            "65536 rounds": _uber(body, rounds=65536),
            "65537 rounds": _uber(body, rounds=65537),
            "bytes after its digest": _uber(body, after=b"after" * 10),
            "a wrong digest": _uber(body, digest=bytes(20)),
        }
    )
    return found


def _uber(body, version=1, salt=b"s" * 20, rounds=1000, after=b"", digest=None, padding=None):
    secret = pbe.pkcs12_secret(keystores.PASSWORD)
    key, vector = (pbe.pkcs12_derive("sha1", secret, salt, number, rounds, size) for number, size in ((1, 32), (2, 16)))
    plain = body + (digest or hashlib.sha1(body).digest()) + after
    encrypt = twofish.twofish(key)[0]
    if padding is None:
        sealed = ciphers.encrypt_cbc(encrypt, 16, plain, vector)
    else:
        missing = 16 - len(plain) % 16
        sealed = ciphers.encrypt_cbc(encrypt, 16, plain + padding * missing, vector)[:-16]
    return struct.pack(">I", version) + keystores._block(salt) + struct.pack(">i", rounds) + sealed


def of(kind, data):
    """{name: bytes} of a keystore of this type."""
    makers = {"jks": of_jks, "pkcs12": of_pkcs12, "bks": of_bks, "uber": of_uber}
    return of_jks(data, keystores.JCEKS) if kind == "jceks" else makers[kind](data)


def cut(data):
    """{name: bytes}: everything from the front, in steps of 64 bytes."""
    return {f"the first {size} bytes": data[:size] for size in range(0, len(data), 64)}


def flipped(data, bits):
    """{name: bytes}: one bit turned over each."""
    found = {}
    for bit in bits:
        damaged = bytearray(data)
        damaged[bit // 8] ^= 1 << bit % 8
        found[f"bit {bit % 8} of byte {bit // 8}"] = bytes(damaged)
    return found
