# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a PKCS12 keystore holds: private to this collection, may change at any time.

Java and OpenSSL encrypt the certificates and with them the aliases, so a password is needed to see any entry.
"""

import hmac

from ansible_collections.gir.multidc.plugins.module_utils._keystore import der, pbe
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import KeystoreError, WrongPassword, describe

DATA, ENCRYPTED = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.6"
BAG = "1.2.840.113549.1.12.10.1."
KEY, SHROUDED, CERTIFICATE, SECRET, NESTED = (BAG + str(number) for number in (1, 2, 3, 5, 6))
X509 = "1.2.840.113549.1.9.22.1"
ALIAS, LOCAL_KEY = "1.2.840.113549.1.9.20", "1.2.840.113549.1.9.21"
TRUSTED = "2.16.840.1.113894.746875.1.1"  # Java's mark on a certificate that is an entry of its own


class _Hidden(Exception):
    """The reason why the entries are not shown."""


class _Bag:
    def __init__(self, node):
        fields = node.members(2)
        self.raw = node.raw
        self.kind = fields[0].oid()
        self.value = fields[1].expect(der.CONTEXT_0).children()[0]
        self.marks = {}
        for mark in fields[2].expect(der.SET).children() if len(fields) > 2 else ():
            name, values = mark.members(2)[:2]
            values = values.expect(der.SET).children()
            self.marks[name.oid()] = values[0] if values else None

    @property
    def alias(self):
        mark = self.marks.get(ALIAS)
        return mark.content.decode("utf-16-be", "replace") if mark else ""

    @property
    def local_key(self):
        mark = self.marks.get(LOCAL_KEY)
        return mark.octets() if mark else None

    @property
    def created(self):
        """Java writes the time of a key's making where others write an identifier."""
        text = self.local_key or b""
        return int(text[5:]) // 1000 if text.startswith(b"Time ") and text[5:].isdigit() else None


def fill(store, password, name, keys=True):
    """Put type and entries into the store; one sentence for everything that is wrong."""
    store.type = "pkcs12"
    try:
        contents, mac, safe = _open(store.data)
        if password is not None and mac is not None:
            expected = pbe.pkcs12_mac(mac, safe, password)
            if not hmac.compare_digest(expected, mac[0].members(2)[1].octets()):
                text = "%s does not open with the given password, or it was changed after it was written."
                raise WrongPassword(text % name)
            store.opened = True
        bags = _bags(contents, password, name)
        store.entries, store.parts = _entries(bags, password if keys else None)
    except _Hidden as why:
        store.hidden = str(why)
    except pbe.Unknown as exc:
        store.hidden = "it uses what is not known here: %s" % exc
    except (ValueError, IndexError) as exc:
        raise KeystoreError("%s is truncated or damaged: %s." % (name, exc or "unexpected structure")) from exc


def _open(data):
    fields = der.one(data).members(2)
    if fields[0].number() != 3:
        raise der.DerError("version %d of PKCS12" % fields[0].number())
    kind, content = fields[1].members(2)[:2]
    if kind.oid() != DATA:
        raise _Hidden("it is signed with a key instead of a password")
    safe = content.expect(der.CONTEXT_0).children()[0].octets()
    contents = der.one(safe).members()
    return contents, fields[2].members(2) if len(fields) > 2 else None, safe


def _bags(contents, password, name):
    found = []
    for information in contents:
        fields = information.members(2)
        kind, content = fields[0].oid(), fields[1].expect(der.CONTEXT_0).children()[0]
        if kind == DATA:
            plain = content.octets()
        elif kind == ENCRYPTED:
            if password is None:
                raise _Hidden("its aliases and certificates are encrypted and no password was given")
            plain = _decrypt(content, password, name)
        else:
            raise _Hidden("it is encrypted for a key instead of a password")
        for node in der.one(plain).members():
            found += _flat(node)
    return found


def _flat(node, depth=0):
    bag = _Bag(node)
    if bag.kind != NESTED or depth > 5:
        return [bag]
    return [inner for member in bag.value.members() for inner in _flat(member, depth + 1)]


def _decrypt(content, password, name):
    algorithm, data = content.members(2)[1].members(3)[1:3]
    try:
        return pbe.decrypt(algorithm, data.octets(), password)
    except pbe.Unknown:
        raise
    except ValueError as exc:
        raise WrongPassword("%s does not open with the given password, or it is damaged." % name) from exc


def _entries(bags, password):
    """Entries as Java builds them: a key, the certificate with its identifier, and the issuers from there."""
    certificates, subjects = [], {}
    for bag in bags:
        if bag.kind == CERTIFICATE:
            kind, value = bag.value.members(2)[:2]
            bag.certificate = value.expect(der.CONTEXT_0).children()[0].octets()
            bag.names = (der.certificate(bag.certificate) or {}).get("names") if kind.oid() == X509 else None
            certificates.append(bag)
            if bag.names:
                subjects[bag.names[0]] = bag
    entries, parts, used = [], [], set()
    for bag in bags:
        if bag.kind == CERTIFICATE:
            continue
        chain = _chain(bag, certificates, subjects) if bag.kind in (KEY, SHROUDED) else []
        used.update(part.certificate for part in chain)
        protected = bag.value.raw
        if bag.kind == SHROUDED:
            kind, key = "private_key", pbe.open_key(protected, password)
        elif bag.kind == KEY:
            kind, key = "private_key", protected
        else:
            kind, key = "secret_key" if bag.kind == SECRET else "other", None
        entries.append(describe(bag.alias, kind, bag.created, [part.certificate for part in chain], protected, key))
        parts.append([bag, *chain])
    for bag in certificates:
        if TRUSTED in bag.marks or bag.certificate not in used:
            # Java shows no certificate that nobody marked as trusted, but it is not lost here for that.
            used.add(bag.certificate)
            kind = "trusted_certificate" if TRUSTED in bag.marks else "certificate"
            entries.append(describe(bag.alias, kind, bag.created, [bag.certificate], None))
            parts.append([bag])
    return entries, parts


def _chain(key, certificates, subjects):
    chain = [bag for bag in certificates if key.local_key is not None and bag.local_key == key.local_key][:1]
    while chain and chain[-1].names and chain[-1].names[0] != chain[-1].names[1]:
        issuer = subjects.get(chain[-1].names[1])
        if issuer is None or any(issuer is bag for bag in chain):
            break
        chain.append(issuer)
    return chain


def append(store, parts, password):
    """The keystore with more bags in a part of its own, everything else as it is, and a new integrity code.

    Keys travel as they are encrypted. Certificates are public and stand unencrypted until Java writes the file next.
    """
    fields = der.one(store.data).members(2)
    contents, mac, _safe = _open(store.data)
    present, added = {bag.raw for part in store.parts for bag in part}, []
    certificates = {bag.certificate for part in store.parts for bag in part if bag.kind == CERTIFICATE}
    for part in parts:
        for position, bag in enumerate(part):
            # The certificate of a key is found by the key's identifier, its issuers by their names alone.
            if bag.raw not in present and not (position > 1 and bag.certificate in certificates):
                present.add(bag.raw)
                added.append(bag.raw)
    extra = _data(der.encode(der.SEQUENCE, *added))
    safe = der.encode(der.SEQUENCE, *[information.raw for information in contents], extra)
    pieces = [fields[0].raw, _data(safe)]
    if mac is not None:
        algorithm = mac[0].members(2)[0].raw
        digest = der.encode(der.OCTETS, pbe.pkcs12_mac(mac, safe, password))
        pieces.append(
            der.encode(der.SEQUENCE, der.encode(der.SEQUENCE, algorithm, digest), *[node.raw for node in mac[1:]])
        )
    return der.encode(der.SEQUENCE, *pieces)


def _data(content):
    return der.encode(der.SEQUENCE, der.encode_oid(DATA), der.encode(der.CONTEXT_0, der.encode(der.OCTETS, content)))
