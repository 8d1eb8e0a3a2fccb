# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The extent of one serialized Java object: private to this collection, may change at any time.

A secret key in a JCEKS keystore has no length in front of it, so its structure must be walked to find its end. Nothing
is ever made from it.
"""

from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import KeystoreError


class Serialized:
    """Walks over one object with the reader of the keystore."""

    SIZES = {"B": 1, "C": 2, "D": 8, "F": 4, "I": 4, "J": 8, "S": 2, "Z": 1}

    def __init__(self, reader):
        self.reader = reader
        self.handles = []
        self.depth = 0

    def skip(self):
        start = self.reader.position
        if self.reader.take(4) != b"\xac\xed\x00\x05":
            self._damaged()
        self._content()
        stop = self.reader.position
        return self.reader.data[start:stop]

    def _damaged(self):
        text = "%s holds a secret key in a form that is not understood (at byte %d)."
        raise KeystoreError(text % (self.reader.name, self.reader.position))

    def _content(self):
        self.depth += 1
        self.reader.work.element()
        if self.depth > 50:
            self._damaged()
        tag = self.reader.take(1)[0]
        if tag == 0x71:  # reference
            handle = self.reader.number(">I") - 0x7E0000
            if not 0 <= handle < len(self.handles):
                self._damaged()
            found = self.handles[handle]
        elif tag == 0x72:
            found = self._class()
        elif tag == 0x73:
            found = self._object()
        elif tag == 0x74:
            self.handles.append(None)
            found = self.reader.text()
        elif tag == 0x75:
            found = self._array()
        elif tag == 0x70:
            found = None
        else:
            found = self._damaged()
        self.depth -= 1
        return found

    def _class(self):
        name = self.reader.text()
        self.reader.take(8)
        described = {"name": name, "fields": [], "parent": None}
        self.handles.append(described)
        described["flags"] = self.reader.take(1)[0]
        for _number in range(self.reader.number(">H")):
            code = chr(self.reader.take(1)[0])
            self.reader.text()
            if code in "L[":
                self._content()
            described["fields"].append(code)
        if self.reader.take(1) != b"\x78":
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
        self.reader.work.element()
        if code in self.SIZES:
            self.reader.take(self.SIZES[code])
        elif code in "L[":
            self._content()
        else:
            self._damaged()

    def _array(self):
        described = self._content()
        if not isinstance(described, dict) or len(described["name"]) < 2:
            self._damaged()
        self.handles.append(None)
        code, count = described["name"][1], self.reader.number(">I")
        if code in self.SIZES:
            self.reader.skip(self.SIZES[code] * count)
            return
        for _number in range(count):
            self._value(code)
