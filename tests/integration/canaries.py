# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Canaries: a value of its own for every secret, and the search for them in whatever a run leaves."""

import base64
import binascii
import re
import secrets
import string
from dataclasses import dataclass

# What formats escape, and what a shell, a URL and a regular expression read in another way.
AWKWARD = "\"&'/+\\$.<>"
_TEXT = re.compile(rb"[A-Za-z0-9+/_-]+")
_BLANKS = b" \t\r\n"


@dataclass(frozen=True)
class Seen:
    """A canary somewhere: which secret it is the value of, and the form in which it stands there."""

    name: str
    form: str


def parts_of_base64(data):
    """What every text in base64 holds that has these bytes in it, wherever they begin; in both alphabets."""
    for before in range(3):
        text = base64.b64encode(b"\0" * before + data).rstrip(b"=")
        # The first and the last letter may have bits of the neighbours.
        part = text[(before * 8 + 5) // 6 : (before + len(data)) * 8 // 6]
        yield part
        yield part.translate(bytes.maketrans(b"+/", b"-_"))


class Canaries:
    """Values that begin with one mark, which nothing else on this machine has, and their names."""

    def __init__(self):
        letters = string.ascii_letters + string.digits
        self.mark = "cAn" + "".join(secrets.choice(letters) for _letter in range(9))
        self.names = []
        self._patterns = [(form, pattern, None) for form, pattern in self._forms(self.mark.encode())]

    @staticmethod
    def _forms(data):
        yield "as it is", re.escape(data)
        yield "in UTF-16", re.escape(data.decode("latin-1").encode("utf-16-le"))
        yield "in hexadecimal digits", binascii.hexlify(data)
        for part in sorted(set(parts_of_base64(data))):
            yield "in base64", re.escape(part)

    def value(self, name, awkward=True):
        """The value of a secret; the same for the same name."""
        if name not in self.names:
            self.names.append(name)
        return f"{self.mark}{self.names.index(name):03d}z" + (AWKWARD if awkward else "")

    def in_base64(self, name):
        """One that is base64 by itself."""
        value = self.value(name, awkward=False)
        return value + "A" * (-len(value) % 4) + "AAAA" * 6

    def watch(self, name, data):
        """Search for these bytes too: a part of a key, which has no mark."""
        self._patterns += [(form, pattern, name) for form, pattern in self._forms(data)]

    def find(self, data):
        """Every canary in the bytes, in whatever form, also where lines were wrapped."""
        found = set()
        wrapped = data.translate(None, _BLANKS).replace(b"\\n", b"")
        for text in (data, wrapped):
            low = text.lower()
            for form, pattern, name in self._patterns:
                exact = form == "in base64"
                for match in re.finditer(pattern if exact else pattern.lower(), text if exact else low):
                    found.add(Seen(name or self._name(text, match, form), form))
        return found

    def _name(self, text, match, form):
        if form == "in base64":
            text, start = self._decoded(text, match.start())
        elif form == "in hexadecimal digits":
            start, digits = 0, text[match.start() : match.end() + 6]
            text = binascii.unhexlify(digits) if re.fullmatch(rb"[0-9a-fA-F]{30}", digits) else b""
        elif form == "in UTF-16":
            text, start = text[match.start() : match.start() + 40].replace(b"\0", b""), 0
        else:
            start = match.start()
        number = text[start + len(self.mark) :][:3]
        known = number.isdigit() and int(number) < len(self.names)
        return self.names[int(number)] if known else "a part of a canary"

    def _decoded(self, text, place):
        """The bytes around a place in base64, and where the mark is among them."""
        run = next(match for match in _TEXT.finditer(text, max(0, place - 4000)) if match.end() > place)
        letters = run.group().translate(bytes.maketrans(b"-_", b"+/"))
        for shift in range(4):
            whole = letters[shift:]
            data = base64.b64decode(whole[: len(whole) // 4 * 4])
            if self.mark.encode() in data:
                return data, data.index(self.mark.encode())
        return b"", 0
