# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The body of an HTTP request: of a told length, or in chunks (RFC 9112, 6 and 7)."""

_LINE = 65536  # as long as the lines of the headers may be


class Unreadable(Exception):
    """What comes is no request; the sentence says why. Nothing after it on the connection can be understood."""

    def __init__(self, status, sentence):
        super().__init__(sentence)
        self.status = status


def read(headers, stream):
    """The bytes of the body."""
    coding = (headers.get("Transfer-Encoding") or "").strip().lower()
    if coding == "chunked":
        return b"".join(_chunks(stream))
    if coding:
        raise Unreadable(501, f"Transfer-Encoding '{coding}' is not known: send chunked, or a Content-Length.")
    length = (headers.get("Content-Length") or "0").strip()
    if not _is_number(length, "0123456789"):
        raise Unreadable(400, f"Content-Length '{length}' is no number.")
    return _exactly(stream, int(length))


def _chunks(stream):
    while True:
        size = _line(stream).split(b";")[0].strip().decode("latin-1")
        if not _is_number(size, "0123456789abcdefABCDEF"):
            raise Unreadable(400, f"'{size}' is not the size of a chunk.")
        if int(size, 16) == 0:
            break
        yield _exactly(stream, int(size, 16))
        if _line(stream):
            raise Unreadable(400, "A chunk is longer than its size.")
    while _line(stream):  # fields that follow the last chunk
        pass


def _is_number(text, digits):
    return bool(text) and not text.strip(digits)


def _line(stream):
    found = stream.readline(_LINE)
    if not found.endswith(b"\n"):
        raise Unreadable(400, "The body ends in the middle of a line.")
    return found.rstrip(b"\r\n")


def _exactly(stream, size):
    found = stream.read(size)
    if len(found) < size:
        raise Unreadable(400, f"The body ends after {len(found)} of {size} bytes.")
    return found
