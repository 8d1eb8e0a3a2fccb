# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of JKS, JCEKS and BKS as Java's DataInputStream reads them: private to this collection.

May change at any time.
"""

import struct
from typing import Any, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import KeystoreError
from ansible_collections.gir.multidc.plugins.module_utils._keystore.work import Work


class Fields:
    """A sequential reader; what is passed over is not copied."""

    def __init__(self, data: bytes, name: str, work: Work, position: int = 0, end: Optional[int] = None) -> None:
        self.data = data
        self.name = name
        self.work = work
        self.position = position
        self.end = len(data) if end is None else end

    def damaged(self, why: str) -> KeystoreError:
        return KeystoreError("%s is damaged: %s (at byte %d)." % (self.name, why, self.position))

    def skip(self, count: int) -> Tuple[int, int]:
        start, stop = self.position, self.position + count
        if count < 0 or stop > self.end:
            raise KeystoreError("%s is truncated or damaged (at byte %d)." % (self.name, start))
        self.position = stop
        return start, stop

    def take(self, count: int) -> bytes:
        start, stop = self.skip(count)
        return self.data[start:stop]

    def number(self, form: str) -> Any:
        return struct.unpack(form, self.take(struct.calcsize(form)))[0]

    def block(self) -> bytes:
        return self.take(self.number(">i"))

    def text(self) -> str:
        raw = self.take(self.number(">H"))
        try:
            if raw and max(raw) >= 0xF0:
                raise UnicodeDecodeError("utf-8", raw, 0, 1, "a form that Java does not write")
            # Java writes characters beyond the basic plane as two surrogates of three bytes each.
            text = raw.replace(b"\xc0\x80", b"\x00").decode("utf-8", "surrogatepass")
        except UnicodeDecodeError as exc:
            raise self.damaged("a text is not UTF-8") from exc
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def certificate(self, typed: bool = True) -> bytes:
        self.work.certificate()
        if typed:
            self.text()  # always X.509
        return self.block()
