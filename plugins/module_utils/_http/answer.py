# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An answer: what its bytes say, or what they are instead: private to this collection, may change at any time."""

import json
import re
import zlib
from typing import Any, Callable, List, Optional, Sequence, Tuple

MAX_BYTES = 8 * 1024 * 1024
_BEGINNING = 64 * 1024
GZIP_MAGIC = b"\x1f\x8b"
GZIP = ("gzip", "x-gzip")
# zlib's number for a gzip header.
GZIP_WINDOW = 16 + zlib.MAX_WBITS


class NotText(Exception):
    """The bytes cannot be read as text; the message says what they are."""


class Response:
    """An answer, completely read; `repeated` when the request was sent twice, because a kept connection had broken."""

    repeated = False

    def __init__(
        self, url: str, status: int, headers: Sequence[Tuple[str, str]], body: bytes, most: int = MAX_BYTES
    ) -> None:
        self.url = url
        self.status = status
        self.headers = headers
        # `fault`: why the body is not what the server meant to say.
        self.body, self.fault = unpacked(body, self.header("Content-Encoding"), most)

    def header(self, name: str) -> Optional[str]:
        values = self.header_values(name)
        return values[0] if values else None

    def header_values(self, name: str) -> List[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def text(self) -> str:
        if self.fault:
            raise NotText(self.fault)
        return text_of(self.body, self.header("Content-Type"))

    @property
    def is_html(self) -> bool:
        try:
            return self.text().lstrip()[:1] == "<"
        except NotText:
            return False

    def document(self, clean: Callable[[str], str] = str) -> Tuple[Any, Optional[str]]:
        """(the JSON document, None) or (None, what is wrong with the body)."""
        if not self.body.strip():
            return None, "the answer is empty"
        try:
            return json.loads(self.text()), None
        except NotText as exc:
            return None, str(exc)
        except (ValueError, RecursionError):
            kind = "HTML" if self.is_html else "not complete JSON"
            return None, "the answer is %s; it begins: %s" % (kind, self.first_line(clean=clean))

    def first_line(self, limit: int = 160, clean: Callable[[str], str] = str) -> str:
        """First line of the body that says something, safe to print; `clean` takes out secrets before it is cut."""
        if self.fault:
            return "(%s)" % self.fault
        # More than is shown: a secret that is cut in two is not found any more.
        try:
            beginning = self.text()[:_BEGINNING]
        except NotText:
            beginning = self.body[:_BEGINNING].decode("utf-8", "replace")
        for line in beginning.splitlines():
            text = "".join(char if char.isprintable() else "?" for char in clean(line)).strip()
            if text:
                return text if len(text) <= limit else text[:limit] + "..."
        return ""


def unpacked(body: bytes, encoding: Optional[str], most: int) -> Tuple[bytes, Optional[str]]:
    """(body, None), or (body as it came, what is wrong with it): gzip is taken, although nobody asks for it."""
    coding = (encoding or "").strip().lower()
    if not body or coding in ("", "identity"):
        gzip = body.startswith(GZIP_MAGIC)
        return body, "the answer is compressed (gzip), but no Content-Encoding says so" if gzip else None
    if coding not in GZIP:
        return body, "the answer is compressed (%s), which was not asked for" % _shown(coding)
    packed = zlib.decompressobj(GZIP_WINDOW)
    try:
        plain = packed.decompress(body, most + 1)
    except zlib.error:
        return body, "the answer is not compressed with gzip, although its Content-Encoding says so"
    if len(plain) > most:
        return body, "the answer is compressed (gzip) and larger than %d bytes, so it was not read" % most
    if not packed.eof:
        return body, "the answer is compressed (gzip) and not complete"
    return plain, None


def text_of(body: bytes, content_type: Optional[str]) -> str:
    """The text: UTF-8, which JSON is, UTF-16 or UTF-32 by its first bytes, or else in the charset that is named."""
    own = json.detect_encoding(body)
    try:
        return body.decode(own)
    except UnicodeDecodeError as exc:
        # Without a byte order mark, which may stand before it.
        place = len(body) - len(exc.object) + exc.start + 1
    if not own.startswith("utf-8"):
        raise NotText("the answer is %s, but broken from byte %d on" % (own[:6].upper(), place))
    named = re.search(r"(?i);\s*charset\s*=\s*\"?([^\s;\"]+)", content_type or "")
    if named is None:
        raise NotText("the answer is not UTF-8 from byte %d on, and its Content-Type names no charset" % place)
    try:
        return body.decode(named.group(1))
    except (LookupError, ValueError):
        text = "the answer is not UTF-8 from byte %d on, nor %s, which its Content-Type names"
        raise NotText(text % (place, _shown(named.group(1)))) from None


def _shown(name: str) -> str:
    return re.sub(r"[^\w.,+-]", "?", name)[:40]
