# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a PKCS12 keystore holds: private to this collection, may change at any time.

Java and OpenSSL encrypt the certificates and with them the aliases, so a password is needed to see any entry. What is
forgiven and what is not is as in Java's PKCS12KeyStore, because what it opens is what Recording Crypto Server opens.
"""

from typing import Any, Dict, Iterator, List, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._keystore import der, pbe
from ansible_collections.gir.multidc.plugins.module_utils._keystore import work as limits
from ansible_collections.gir.multidc.plugins.module_utils._keystore.der import Node
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import (
    Keystore,
    KeystoreError,
    WrongPassword,
    describe,
)
from ansible_collections.gir.multidc.plugins.module_utils._keystore.work import Work

DATA, ENCRYPTED = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.6"
BAG = "1.2.840.113549.1.12.10.1."
KEY, SHROUDED, CERTIFICATE, SECRET, NESTED = (BAG + str(number) for number in (1, 2, 3, 5, 6))
ALIAS, LOCAL_KEY = "1.2.840.113549.1.9.20", "1.2.840.113549.1.9.21"
TRUSTED = "2.16.840.1.113894.746875.1.1"  # Java's mark on a certificate that is an entry of its own
Entry = Dict[str, Any]
Identifiers = Tuple[Optional[bytes], Optional[bytes]]
ONLY = b"01"  # Java's identifier for the only key of a keystore, and for the certificate that goes with it


class _Hidden(Exception):
    """The reason why the entries are not shown."""


class _Bag:
    """A key or a certificate. Its kind is None when it is nothing that is known here."""

    certificate = b""
    names = None  # type: Any
    identifiers = None  # type: Optional[Identifiers]
    identifier = None  # type: Optional[bytes]
    name = ""

    def __init__(self, node: Node) -> None:
        fields = _fields(node)
        self.raw = node.raw
        self.kind = next(fields).oid()
        self.value = next(fields).choice(0)
        self.marks = _marks(fields)
        self.local_key = _octets(self.marks.get(LOCAL_KEY))
        if self.kind == CERTIFICATE:
            self.certificate = _pair(self.value)[1].choice(0).octets()

    @property
    def alias(self) -> Optional[str]:
        mark = self.marks.get(ALIAS)
        return mark.expect(der.BMP_STRING).content.decode("utf-16-be", "replace") if mark else None

    @property
    def created(self) -> Optional[int]:
        """Java writes the time of a key's making where others write an identifier."""
        text = self.local_key or b""
        return int(text[5:]) // 1000 if text.startswith(b"Time ") and text[5:].isdigit() else None


def _fields(node: Node) -> Iterator[Node]:
    return node.expect(der.SEQUENCE, der.SET).inner()


def _pair(node: Node) -> List[Node]:
    parts = node.members(2)
    if len(parts) > 2:
        raise der.DerError("%d elements where 2 are expected" % len(parts))
    return parts


def _octets(node: Optional[Node]) -> Optional[bytes]:
    return node.octets() if node else None


def _marks(fields: Iterator[Node]) -> Dict[str, Optional[Node]]:
    """Names and values. Java takes a set that is damaged for none, and a mark that is damaged for an error."""
    try:
        node = next(fields, None)
        marks = node.children() if node and node.tag == der.SET else []
    except der.DerError:
        marks = []
    found = {}
    for mark in marks:
        name, values = _pair(mark)
        found[name.oid()] = next(values.expect(der.SET).inner(), None)
    return found


def fill(store: Keystore, password: Optional[str], name: str, keys: bool, work: Work) -> None:
    """Put type, integrity and entries into the store; one sentence for everything that is wrong."""
    store.type = "pkcs12"
    try:
        safe, mac = _open(store, work)
        if safe is None:
            return
        if password is not None:
            _check(store, safe, mac, password, name)
        bags, strange = _bags(der.leading(safe, work).members(), password, name, work)
        if strange:
            store.opened, store.unchecked = None, "it is encrypted with %s, which Java does not open" % strange
        # Only who is proven may make the work that the opening of keys is.
        store.entries, store.parts = _entries(bags, password if keys and store.opened else None, work)
    except _Hidden as why:
        _hide(store, password, str(why))
    except pbe.Unknown as exc:
        _hide(store, password, "it uses what is not known here: %s" % exc)
    except limits.TooMuch:
        raise
    except (ValueError, IndexError, StopIteration) as exc:
        raise KeystoreError("%s is truncated or damaged: %s." % (name, exc or "unexpected structure")) from exc


def _hide(store: Keystore, password: Optional[str], why: str) -> None:
    """Whatever the integrity code says: what cannot be seen here cannot be said to open in Java either."""
    store.hidden, store.opened = why, None
    if password is not None:
        store.unchecked = store.unchecked or why


def _open(store: Keystore, work: Work) -> Tuple[Optional[bytes], Optional[pbe.Mac]]:
    """(what is protected, MacData or None); (None, None) for another kind of keystore, which is named."""
    fields = _fields(der.outermost(store.data, work))
    first = next(fields)
    if first.tag == der.SEQUENCE:
        _name_other(store, first)
        return None, None
    if first.number() != 3:
        raise der.DerError("version %d of PKCS12" % first.number())
    information = next(fields).members(2)
    if information[0].oid() != DATA:
        raise _Hidden("it is signed with a key instead of a password")
    mac = next(fields, None)
    return _content(information).octets(), pbe.Mac(mac, work) if mac else None


def _content(information: List[Node]) -> Node:
    """What stands in the element of context; which one it is Java does not ask."""
    if len(information) != 2:
        raise der.DerError("%d elements where 2 are expected" % len(information))
    found = information[1].children()
    if len(found) != 1:
        raise der.DerError("%d elements where 1 is expected" % len(found))
    return found[0]


def _name_other(store: Keystore, first: Node) -> None:
    """BCFKS of BouncyCastle holds its encrypted entries first, and a certificate its names."""
    parts = first.children()
    if len(parts) != 2 or parts[0].tag != der.SEQUENCE or parts[1].tag & 0xDF != der.OCTETS:
        raise der.DerError("an element 30 where 02 is expected")
    store.type = "bcfks"
    store.hidden = store.unchecked = "it is a BCFKS keystore of BouncyCastle, which is not read here"


def _check(store: Keystore, safe: bytes, mac: Optional[pbe.Mac], password: str, name: str) -> None:
    if mac is None:
        store.unchecked = "it has no integrity code (MAC)"
        return
    try:
        store.opened = mac.matches(safe, password)
    except (pbe.Unknown, limits.TooMuch) as exc:
        store.unchecked = "its integrity code is not one that is checked here: %s" % exc
        return
    if not store.opened:
        text = "%s does not open with the given password, or it was changed after it was written."
        raise WrongPassword(text % name)


def _bags(contents: List[Node], password: Optional[str], name: str, work: Work) -> Tuple[List[List[_Bag]], str]:
    """([[bag]] for each part of the keystore, the encryption that Java does not know)."""
    found, strange = [], ""
    for information in contents:
        fields = information.members(2)
        kind = fields[0].oid()
        if kind == DATA:
            plain = _content(fields).octets()
        elif kind == ENCRYPTED:
            if password is None:
                raise _Hidden("its aliases and certificates are encrypted and no password was given")
            plain, algorithm = _decrypt(_content(fields), password, name, work)
            strange = strange or pbe.not_of_java(algorithm) or ""
        else:
            raise _Hidden("it is encrypted for a key instead of a password")
        found.append([bag for node in der.leading(plain, work).members() for bag in _flat(node, work)])
    return found, strange


def _flat(node: Node, work: Work, depth: int = 0) -> List[_Bag]:
    work.entry()
    bag = _Bag(node)
    if bag.kind != NESTED or depth > 5:
        return [bag]
    return [inner for member in bag.value.members() for inner in _flat(member, work, depth + 1)]


def _decrypt(content: Node, password: str, name: str, work: Work) -> Tuple[bytes, Node]:
    fields = _fields(content)
    next(fields).number()
    parts = next(fields).members(3)
    algorithm, data = parts[1:3]
    if len(parts) != 3 or data.tag & 0xDF != 0x80:
        raise der.DerError("encrypted content in an unknown form")
    # It has the tag of its context instead of that of an octet string.
    data.tag = data.tag & 0x20 | der.OCTETS
    try:
        return pbe.decrypt(algorithm, data.octets(), password, work), algorithm
    except limits.TooMuch as exc:
        raise _Hidden("it is too large to be opened here, or asks for too much work: %s" % exc) from exc
    except pbe.Unknown:
        raise
    except ValueError as exc:
        raise WrongPassword("%s does not open with the given password, or it is damaged." % name) from exc


# -- entries -----------------------------------------------------------------------------------------------------


def _entries(
    parts_of_store: List[List[_Bag]], password: Optional[str], work: Work
) -> Tuple[List[Entry], List[List[_Bag]]]:
    """Entries as Java builds them: a key, the certificate that belongs to it, and the issuers from there."""
    found, authorities, plain = [], [], []  # type: Tuple[List[_Bag], List[_Bag], List[_Bag]]
    counter = keys = 0
    for bags in parts_of_store:
        for position, bag in enumerate(bags):
            bag.identifier, alias = bag.local_key, bag.alias
            keys += bag.kind == SHROUDED
            if bag.kind in (SHROUDED, CERTIFICATE) and bag.identifier is None and keys == 1:
                bag.identifier = ONLY if bag.kind == SHROUDED or not position else None
            shown = bag.kind == SECRET or (bag.kind == SHROUDED and bag.identifier is not None)
            if alias is None and (shown or TRUSTED in bag.marks and bag.kind == CERTIFICATE):
                counter += 1
                alias = str(counter)
            bag.name = (alias or "").lower()
            if bag.kind != CERTIFICATE:
                found.append(bag)
                continue
            work.certificate()
            bag.names = (der.certificate(bag.certificate, work) or {}).get("names")
            authorities.append(bag)
            if TRUSTED not in bag.marks:
                plain.append(bag)
    entries, parts, used, opening = [], [], {b""}, limits.for_keys()
    issuers = _Issuers(authorities, work)
    for bag in found:
        chain = issuers.chain(_own(bag, plain)) if bag.kind in (KEY, SHROUDED) else []
        used.update(part.certificate for part in chain)
        entries.append(_key_entry(bag, [part.certificate for part in chain], password, opening, work))
        parts.append([bag, *chain])
    for bag in authorities:
        if TRUSTED in bag.marks or bag.certificate not in used:
            # Java shows no certificate that nobody marked as trusted, but it is not lost here for that.
            used.add(bag.certificate)
            kind = "trusted_certificate" if TRUSTED in bag.marks else "certificate"
            entries.append(describe(bag.name, kind, bag.created, [bag.certificate], None, None, work))
            parts.append([bag])
    return entries, parts


def _key_entry(bag: _Bag, chain: List[bytes], password: Optional[str], opening: Work, work: Work) -> Entry:
    protected, key = bag.value.raw, None
    if bag.kind == SHROUDED:
        kind, key = "private_key", pbe.open_key(protected, password, opening)
    elif bag.kind == KEY:
        kind, key = "private_key", protected
    else:
        kind = "secret_key" if bag.kind == SECRET else "other"
    return describe(bag.name, kind, bag.created, chain, protected, key, work)


def _own(key: _Bag, certificates: List[_Bag]) -> Optional[_Bag]:
    """The certificate of a key: by identifier and alias, or the last one by identifier, or by alias."""
    by_identifier = by_alias = None
    if key.identifier is None:
        return None
    for bag in certificates:
        if bag.identifier == key.identifier:
            by_identifier = bag
            if bag.alias is not None and bag.name == key.name:
                return bag
        elif bag.alias is not None and bag.name == key.name:
            by_alias = bag
    return by_identifier or by_alias


class _Issuers:
    """Finds who issued a certificate: by the identifier of the key, and by name."""

    def __init__(self, certificates: List[_Bag], work: Work) -> None:
        self.work = work
        self.subjects = {}  # type: Dict[bytes, List[_Bag]]
        for bag in certificates:
            if bag.names:
                self.subjects.setdefault(bag.names[0], []).append(bag)

    def chain(self, bag: Optional[_Bag]) -> List[_Bag]:
        found, seen = [], set()
        while bag is not None and bag.certificate not in seen:
            self.work.element()
            seen.add(bag.certificate)
            found.append(bag)
            bag = self._issuer(bag) if bag.names else None
        return found

    def _issuer(self, bag: _Bag) -> Optional[_Bag]:
        wanted, fallback = self._identifiers(bag), None
        if bag.names[0] == bag.names[1] and (wanted[1] is None or wanted[0] in (None, wanted[1])):
            return None  # its own issuer
        for candidate in self.subjects.get(bag.names[1], ()):
            self.work.element()
            if wanted[1] is None:
                return candidate
            identifier = self._identifiers(candidate)[0]
            if identifier == wanted[1]:
                return candidate
            if identifier is None:
                fallback = candidate
        return fallback

    def _identifiers(self, bag: _Bag) -> Identifiers:
        if bag.identifiers is None:
            bag.identifiers = der.key_identifiers(bag.certificate, self.work)
        return bag.identifiers or (None, None)


# -- writing -----------------------------------------------------------------------------------------------------


def append(store: Keystore, parts: List[List[_Bag]], password: str) -> bytes:
    """The keystore with more bags in a part of its own, everything else as it is, and a new integrity code.

    Keys travel as they are encrypted. Certificates are public and stand unencrypted until Java writes the file next.
    """
    work = limits.Work()
    safe, mac = _open(store, work)
    present, added = {bag.raw for part in store.parts for bag in part}, []
    certificates = {bag.certificate for part in store.parts for bag in part if bag.kind == CERTIFICATE}
    for part in parts:
        for position, bag in enumerate(part):
            # The certificate of a key is found by the key's identifier, its issuers by their names alone.
            if bag.raw not in present and not (position > 1 and bag.certificate in certificates):
                present.add(bag.raw)
                added.append(bag.raw)
    extra = _data(der.encode(der.SEQUENCE, *added))
    contents = [information.raw for information in der.leading(safe or b"", work).members()]
    fresh = der.encode(der.SEQUENCE, *contents, extra)
    pieces = [der.encode(der.INTEGER, b"\3"), _data(fresh)]
    if mac is not None:
        pieces.append(mac.renewed(fresh, password))
    return der.encode(der.SEQUENCE, *pieces)


def _data(content: bytes) -> bytes:
    return der.encode(der.SEQUENCE, der.encode_oid(DATA), der.encode(der.CONTEXT_0, der.encode(der.OCTETS, content)))
