# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ASN.1 as far as keystores need it: private to this collection, may change at any time.

Reads DER and the BER that some products write (indefinite lengths, octet strings in pieces), writes DER.
"""

from typing import Any, Dict, Iterator, List, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._keystore import work

SEQUENCE, SET, OCTETS, INTEGER, OID, NULL = 0x30, 0x31, 0x04, 0x02, 0x06, 0x05
BMP_STRING = 0x1E
CONTEXT_0 = 0xA0
SUBJECT_KEY, AUTHORITY_KEY = "2.5.29.14", "2.5.29.35"
MOST_DEPTH = 40
MOST_OID = 100
MOST_CERTIFICATE = 256 * 1024
NAMES = {
    "2.5.4.3": "CN",
    "2.5.4.5": "serialNumber",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "0.9.2342.19200300.100.1.25": "DC",
    "1.2.840.113549.1.9.1": "emailAddress",
}


class DerError(ValueError):
    """The bytes are not the structure that was expected."""


class Node:
    """One element: its tag, and where its content stands; nothing is copied before somebody asks for it."""

    __slots__ = ("data", "head", "start", "stop", "tag", "work")

    def __init__(self, tag: int, data: bytes, head: int, start: int, stop: int, budget: work.Work) -> None:
        self.tag = tag
        self.data = data
        self.head = head
        self.start = start
        self.stop = stop
        self.work = budget

    @property
    def content(self) -> bytes:
        self.work.copy(self.stop - self.start)
        start, stop = self.start, self.stop
        return bytes(self.data[start:stop])

    @property
    def raw(self) -> bytes:
        """All bytes of the element; where a length was left open, it is filled in."""
        self.work.copy(self.stop - self.head)
        head, stop = self.head, self.stop
        return bytes(self.data[head:stop])

    def inner(self) -> Iterator["Node"]:
        """The elements in the content, one after the other; what is not asked for is not looked at."""
        position = self.start
        while position < self.stop:
            node, position = _element(self.data, position, self.stop, self.work)
            yield node

    def first(self) -> "Node":
        """The first element in the content; Java ignores what follows it."""
        for node in self.inner():
            return node
        raise DerError("an empty element")

    def children(self) -> List["Node"]:
        return list(self.inner())

    def expect(self, *tags: int) -> "Node":
        if self.tag not in tags:
            raise DerError("element %02x where %02x is expected" % (self.tag, tags[0]))
        return self

    def choice(self, number: int) -> "Node":
        """What stands in an element of this context."""
        if self.tag & 0xDF != 0x80 | number:
            raise DerError("element %02x where %02x is expected" % (self.tag, CONTEXT_0 | number))
        return self.first()

    def members(self, least: int = 0) -> List["Node"]:
        """Children of a sequence."""
        found = self.expect(SEQUENCE).children()
        if len(found) < least:
            raise DerError("a sequence of %d elements where %d are expected" % (len(found), least))
        return found

    def octets(self, depth: int = 0) -> bytes:
        """The bytes of an octet string, also of one in pieces, which Java knows by the last bits of its tag."""
        if self.tag == OCTETS:
            return self.content
        if self.tag & 0x3F != 0x24:
            raise DerError("element %02x where an octet string is expected" % self.tag)
        if depth > MOST_DEPTH:
            raise DerError("an octet string of more than %d levels" % MOST_DEPTH)
        found = b"".join([child.octets(depth + 1) for child in self.inner()])
        self.work.copy(len(found))
        return found

    def number(self) -> int:
        self.expect(INTEGER)
        if self.start == self.stop:
            raise DerError("an empty number")
        value = int.from_bytes(self.content, "big", signed=True)
        if not -(1 << 31) <= value < 1 << 31:
            raise DerError("a number of more than 32 bits")
        return value

    def oid(self) -> str:
        self.expect(OID)
        if self.stop - self.start > MOST_OID:
            raise DerError("an object identifier of %d bytes" % (self.stop - self.start))
        numbers, value = [], 0
        for byte in self.content:
            value = value << 7 | byte & 0x7F
            if not byte & 0x80:
                numbers.append(value)
                value = 0
        if not numbers:
            raise DerError("an empty object identifier")
        first = min(numbers[0] // 40, 2)
        return ".".join(str(number) for number in [first, numbers[0] - 40 * first, *numbers[1:]])


def one(data: bytes, budget: Optional[work.Work] = None) -> Node:
    """The single element that `data` consists of."""
    node, stop = _element(data, 0, len(data), budget or work.Work())
    if stop != len(data):
        raise DerError("%d bytes where %d are expected" % (len(data), stop))
    return node


def leading(data: bytes, budget: work.Work) -> Node:
    """The element that `data` begins with."""
    return _element(data, 0, len(data), budget)[0]


def outermost(data: bytes, budget: work.Work) -> Node:
    """The element that a file begins with; its length alone has to be in its shortest form for Java."""
    node = leading(data, budget)
    length = data[1] & 0x7F
    if length < data[1] != 0x80 and (not data[2] or (length == 1 and data[2] < 0x80)):
        raise DerError("a length that is not in its shortest form")
    return node


def _element(data: bytes, start: int, stop: int, budget: work.Work) -> Tuple[Node, int]:
    """(node, where the next one begins). All as in Java's DerValue, whose judgement counts."""
    budget.element()
    if start + 2 > stop:
        raise DerError("the structure ends too early")
    tag, length, position = data[start], data[start + 1], start + 2
    if tag & 0x1F == 0x1F:
        raise DerError("a tag of several bytes")
    if length == 0x80:
        if not tag & 0x20:
            raise DerError("a value of open length")
        closed, position = _closed(data, start, stop, budget)
        return _element(closed, 0, len(closed), budget)[0], position
    if length & 0x80:
        length, position = _length(data, position, stop, length & 0x7F)
    if length > stop - position:
        raise DerError("%d bytes where %d are expected" % (stop - position, length))
    return Node(tag, data, start, position, position + length, budget), position + length


def _length(data: bytes, position: int, stop: int, count: int) -> Tuple[int, int]:
    """A length in its long form, and where the content begins."""
    if count > 4 or position + count > stop:
        raise DerError("a length of %d bytes" % count)
    after = position + count
    length = int.from_bytes(data[position:after], "big")
    if length >> 31:
        raise DerError("a length of more than 31 bits")
    return length, after


def _closed(data: bytes, start: int, stop: int, budget: work.Work) -> Tuple[bytes, int]:
    """(the element at `start` with its open lengths filled in, where the next one begins).

    As Java's DerIndefLenConverter: what has a length is passed over whatever it holds, and all in one go, because to
    look for the end of each level on its own would take the square of the time.
    """
    pieces = []  # type: List[bytes]
    opened = []  # type: List[List[int]]  # where each is among the pieces and in the data, and its size
    position = start
    while position + 2 <= stop:
        budget.element()
        tag, length, after = data[position], data[position + 1], position + 2
        if not tag and not length:
            if not opened:
                break
            index, begin, size = opened.pop()
            pieces[index] = _head(data[begin], size)
            position = after
            if not opened:
                return b"".join(pieces), position
            opened[-1][2] += len(pieces[index]) + size
            continue
        if length == 0x80:
            opened.append([len(pieces), position, 0])
            pieces.append(b"")
            position = after
            continue
        if length & 0x80:
            length, after = _length(data, after, stop, length & 0x7F)
        position = after + length
        head = _head(tag, length)
        budget.copy(length)
        pieces += (head, bytes(data[after:position]))
        opened[-1][2] += len(head) + length
    raise DerError("the structure ends too early")


def _head(tag: int, size: int) -> bytes:
    if size < 0x80:
        return bytes([tag, size])
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length


def encode(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return _head(tag, len(content)) + content


def encode_oid(text: str) -> bytes:
    numbers = [int(part) for part in text.split(".")]
    content = b""
    for number in [numbers[0] * 40 + numbers[1], *numbers[2:]]:
        group, rest = [number & 0x7F], number >> 7
        while rest:
            group.append(0x80 | rest & 0x7F)
            rest >>= 7
        content += bytes(reversed(group))
    return encode(OID, content)


# -- certificates ------------------------------------------------------------------------------------------------


def certificate(data: bytes, budget: Optional[work.Work] = None) -> Optional[Dict[str, Any]]:
    """Subject, issuer and end of a certificate, and both names as bytes; None for what is not X.509."""
    if len(data) > MOST_CERTIFICATE:
        return None
    try:
        fields = _signed_fields(data, budget)
        issuer, validity, subject = fields[2], fields[3], fields[4]
        return {
            "subject": _name(subject),
            "issuer": _name(issuer),
            "not_after": _time(validity.members(2)[1]),
            "names": (subject.raw, issuer.raw),
        }
    except work.TooMuch:
        raise
    except (ValueError, IndexError):
        return None


def _signed_fields(data: bytes, budget: Optional[work.Work]) -> List[Node]:
    fields = one(data, budget).first().members(5)
    return fields[1:] if fields[0].tag == CONTEXT_0 else fields


def key_identifiers(data: bytes, budget: work.Work) -> Tuple[Optional[bytes], Optional[bytes]]:
    """(identifier of the certificate's key, that of its issuer's key), each None where the certificate has none."""
    found = {}
    try:
        extensions = [field for field in _signed_fields(data, budget)[5:] if field.tag == CONTEXT_0 | 3]
        for extension in extensions[0].first().members() if extensions else ():
            parts = extension.members(2)
            if parts[0].oid() in (SUBJECT_KEY, AUTHORITY_KEY):
                found[parts[0].oid()] = one(parts[-1].octets(), budget)
        own = found[SUBJECT_KEY].octets() if SUBJECT_KEY in found else None
        issuers = found[AUTHORITY_KEY].members() if AUTHORITY_KEY in found else []
        return own, next((field.content for field in issuers if field.tag == 0x80), None)
    except work.TooMuch:
        raise
    except (ValueError, IndexError):
        return None, None


def _name(node: Node) -> str:
    parts = []
    for relative in node.members():
        for pair in relative.expect(SET).children():
            kind, value = pair.members(2)[:2]
            form = {BMP_STRING: "utf-16-be", 0x14: "latin-1", 0x16: "latin-1"}.get(value.tag, "utf-8")
            name = kind.oid()
            parts.append("%s=%s" % (NAMES.get(name, name), value.content.decode(form, "replace")))
    return ", ".join(parts)


def _time(node: Node) -> str:
    text = node.content.decode("ascii")
    if node.tag == 0x17:  # two digits of the year
        text = ("19" if text[:2] >= "50" else "20") + text
    if len(text) != 15 or not text[:14].isdigit():
        raise DerError("an unusual time")
    return "%s-%s-%sT%s:%s:%sZ" % (text[:4], text[4:6], text[6:8], text[8:10], text[10:12], text[12:14])
