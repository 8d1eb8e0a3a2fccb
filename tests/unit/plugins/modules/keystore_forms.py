# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keystores of every type, written out of parts with few rounds of derivation, so that thousands cost little."""

import hashlib
import hmac
import struct

import keystores
from ansible_collections.gir.multidc.plugins.module_utils._keystore import ciphers, der, pbe, pkcs12, twofish

SALT, ROUNDS = b"0123456789abcdefghij", 3
HEAD = struct.pack(">I", len(SALT)) + SALT + struct.pack(">I", ROUNDS)
X509 = "1.2.840.113549.1.9.22.1"
SHA1 = "1.3.14.3.2.26"
PLAIN = b"\x30\x0a\x02\x01\x00\x30\x00\x04\x03key"


def derive(password, purpose, length):
    return pbe.pkcs12_derive("sha1", pbe.pkcs12_secret(password), SALT, purpose, ROUNDS, length)


def sequence(*parts):
    return der.encode(der.SEQUENCE, *parts)


def octets(content):
    return der.encode(der.OCTETS, content)


class Jks:
    """`part` makes one entry, `join` a whole keystore, `parts` takes it apart again."""

    magic = keystores.JKS

    def part(self, kind, alias, certificate):
        if kind == "trusted_certificate":
            return keystores.trusted(alias, certificate)
        return keystores.key(alias, certificate, keystores.protected_jks(PLAIN + certificate))

    def join(self, parts, password):
        return keystores.jks(*parts, password=password, magic=self.magic)

    def parts(self, store):
        return list(store.parts)


class Jceks(Jks):
    magic = keystores.JCEKS


class Bks(Jks):
    def part(self, kind, alias, certificate):
        name, chain = (
            keystores._text(alias) + keystores.CREATED,
            keystores._text("X.509") + keystores._block(certificate),
        )
        if kind == "trusted_certificate":
            return b"\x01" + name + struct.pack(">I", 0) + chain
        plain = b"\x00" + keystores._text("PKCS#8") + keystores._text("RSA") + keystores._block(PLAIN + certificate)
        if len(certificate) % 2:
            return b"\x02" + name + struct.pack(">I", 1) + chain + plain
        return b"\x04" + name + struct.pack(">I", 1) + chain + keystores._block(b"sealed " + certificate)

    def join(self, parts, password):
        body = b"".join(parts) + b"\0"
        return struct.pack(">I", 2) + HEAD + body + hmac.new(derive(password, 3, 20), body, "sha1").digest()


class Uber(Bks):
    def join(self, parts, password):
        body = b"".join(parts) + b"\0"
        encrypt = twofish.twofish(derive(password, 1, 32))[0]
        plain = body + hashlib.sha1(body).digest()
        return struct.pack(">I", 1) + HEAD + ciphers.encrypt_cbc(encrypt, 16, plain, derive(password, 2, 16))


class Pkcs12(Jks):
    def part(self, kind, alias, certificate):
        shown = _bag(pkcs12.CERTIFICATE, sequence(der.encode_oid(X509), _explicit(octets(certificate))))
        name = _mark(pkcs12.ALIAS, der.encode(der.BMP_STRING, alias.encode("utf-16-be")))
        if kind == "trusted_certificate":
            return [shown(name, _mark(pkcs12.TRUSTED, der.encode_oid("2.5.29.37.0")))]
        belongs = _mark(pkcs12.LOCAL_KEY, octets(certificate))
        return [
            _bag(pkcs12.SHROUDED, keystores.protected_jks(PLAIN + certificate))(name, belongs),
            shown(name, belongs),
        ]

    def join(self, parts, password):
        safe = sequence(_data(sequence(*[bag for part in parts for bag in part])))
        digest = hmac.new(derive(password, 3, 20), safe, "sha1").digest()
        info = sequence(sequence(der.encode_oid(SHA1), der.encode(der.NULL)), octets(digest))
        mac = sequence(info, octets(SALT), der.encode(der.INTEGER, bytes([ROUNDS])))
        return sequence(der.encode(der.INTEGER, b"\x03"), _data(safe), mac)

    def parts(self, store):
        return [[bag.raw for bag in part] for part in store.parts]


def _explicit(content):
    return der.encode(der.CONTEXT_0, content)


def _data(content):
    return sequence(der.encode_oid(pkcs12.DATA), _explicit(octets(content)))


def _mark(name, value):
    return sequence(der.encode_oid(name), der.encode(der.SET, value))


def _bag(kind, value):
    return lambda *marks: sequence(der.encode_oid(kind), _explicit(value), der.encode(der.SET, *marks))


FORMS = {"jks": Jks(), "jceks": Jceks(), "pkcs12": Pkcs12(), "bks": Bks(), "uber": Uber()}
