# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ASN.1 as far as keystores need it: private to this collection, may change at any time.

Reads DER and the BER that some products write (indefinite lengths, octet strings in pieces), writes DER.
"""

SEQUENCE, SET, OCTETS, INTEGER, OID, NULL = 0x30, 0x31, 0x04, 0x02, 0x06, 0x05
BMP_STRING = 0x1E
CONTEXT_0 = 0xA0
MOST_DEPTH = 40
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
    """One element: its tag, its content, and all of its bytes."""

    def __init__(self, tag, content, raw):
        self.tag = tag
        self.content = content
        self.raw = raw

    def children(self):
        if not self.tag & 0x20:
            raise DerError("not a constructed element")
        return elements(self.content)

    def expect(self, tag):
        if self.tag != tag:
            raise DerError("element %02x where %02x is expected" % (self.tag, tag))
        return self

    def members(self, least=0):
        """Children of a sequence."""
        found = self.expect(SEQUENCE).children()
        if len(found) < least:
            raise DerError("a sequence of %d elements where %d are expected" % (len(found), least))
        return found

    def octets(self):
        """The bytes of an octet string, also of one in pieces or with an implicit tag."""
        if not self.tag & 0x20:
            return self.content
        return b"".join(child.octets() for child in self.children())

    def number(self):
        self.expect(INTEGER)
        if not 0 < len(self.content) < 9:
            raise DerError("a number of %d bytes" % len(self.content))
        return int.from_bytes(self.content, "big", signed=True)

    def oid(self):
        self.expect(OID)
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


def one(data):
    """The single element that `data` consists of."""
    node, stop = _element(data, 0, 0)
    if stop != len(data):
        raise DerError("%d bytes where %d are expected" % (len(data), stop))
    return node


def elements(data):
    found, position = [], 0
    while position < len(data):
        node, position = _element(data, position, 0)
        found.append(node)
    return found


def _element(data, start, depth):
    if depth > MOST_DEPTH or start + 2 > len(data):
        raise DerError("the structure ends too early")
    tag, length, position = data[start], data[start + 1], start + 2
    if tag & 0x1F == 0x1F:
        raise DerError("a tag of several bytes")
    if length == 0x80:
        return _indefinite(data, start, depth)
    if length & 0x80:
        count = length & 0x7F
        length = int.from_bytes(data[position:position + count], "big")
        position += count
    stop = position + length
    if stop > len(data):
        raise DerError("%d bytes where %d are expected" % (len(data), stop))
    return Node(tag, data[position:stop], data[start:stop]), stop


def _indefinite(data, start, depth):
    position = start + 2
    while data[position:position + 2] != b"\x00\x00":
        position = _element(data, position, depth + 1)[1]
    return Node(data[start], data[start + 2:position], data[start:position + 2]), position + 2


def encode(tag, *parts):
    content = b"".join(parts)
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def encode_oid(text):
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


def certificate(data):
    """Subject, issuer and end of a certificate, and both names as bytes; None for what is not X.509."""
    try:
        fields = one(data).members(3)[0].members(5)
        if fields[0].tag == CONTEXT_0:
            del fields[0]
        issuer, validity, subject = fields[2], fields[3], fields[4]
        return {
            "subject": _name(subject),
            "issuer": _name(issuer),
            "not_after": _time(validity.members(2)[1]),
            "names": (subject.raw, issuer.raw),
        }
    except (ValueError, IndexError):
        return None


def _name(node):
    parts = []
    for relative in node.members():
        for pair in relative.expect(SET).children():
            kind, value = pair.members(2)[:2]
            form = {BMP_STRING: "utf-16-be", 0x14: "latin-1", 0x16: "latin-1"}.get(value.tag, "utf-8")
            name = kind.oid()
            parts.append("%s=%s" % (NAMES.get(name, name), value.content.decode(form, "replace")))
    return ", ".join(parts)


def _time(node):
    text = node.content.decode("ascii")
    if node.tag == 0x17:  # two digits of the year
        text = ("19" if text[:2] >= "50" else "20") + text
    if len(text) != 15 or not text[:14].isdigit():
        raise DerError("an unusual time")
    return "%s-%s-%sT%s:%s:%sZ" % (text[:4], text[4:6], text[6:8], text[8:10], text[10:12], text[12:14])
