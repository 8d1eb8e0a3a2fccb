# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a server or a program said, without secrets: private to this collection, may change at any time.

A secret that stands nowhere by chance is masked. A short one, or one that is a word, is a part of many innocent texts:
a mask would show which one it is. So a text in which it occurs is not shown at all.

Not for addresses and sentences of ours, which are built of what is not secret.
"""

import base64
import html
import json
from typing import Iterator
from urllib.parse import quote, quote_plus

MASK = "********"
# Short, because what was said is cut to length afterwards.
WITHHELD = "(withheld: it holds a secret too plain to be masked)"


def forms(secret: str) -> Iterator[str]:
    """How a secret may stand in a text."""
    yield secret
    yield from _escaped(secret)
    if "\n" in secret:
        # Texts are shown by their lines; such as a brace is no secret.
        for line in (line.strip() for line in secret.splitlines()):
            if len(line) > 2:
                yield line
                yield from _escaped(line)


def _escaped(secret: str) -> Iterator[str]:
    for as_json in (json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]):
        yield as_json
        yield as_json.replace("/", "\\/")
    for quoted in (quote(secret, safe="", errors="replace"), quote(secret, errors="replace")):
        yield quoted
        yield _small(quoted)
    yield quote_plus(secret, errors="replace")
    yield html.escape(secret)
    yield html.escape(secret, quote=False)
    yield base64.b64encode(octets(secret)).decode("ascii")


def octets(text: str) -> bytes:
    """A text in UTF-8, whatever is in it: JSON may have half of a pair of surrogates."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def _small(quoted: str) -> str:
    """The escapes of an address with small letters."""
    parts = quoted.split("%")
    return "%".join(parts[:1] + [part[:2].lower() + part[2:] for part in parts[1:]])
