# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What bytes of a file are as text, and what two of them differ in although their texts are shown as the same."""

import codecs
import re
from typing import Any, Callable, Dict, List, Optional, Tuple

UTF8, LATIN1 = "UTF-8", "ISO-8859-1"
# The longer ones first: UTF-16 begins as UTF-32 does.
_MARKS = {
    "UTF-32": (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE),
    "UTF-16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
    UTF8: (codecs.BOM_UTF8,),
}
# Control characters that no text has: a file with one of them is none.
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_NAME = re.compile(r"[^:\s]{1,255}$")
_HASH = re.compile(r"(?:\$(?:apr1|2[abxy]?|1|5|6)\$|\{SHA\})\S+$")
Hide = Callable[[Any], str]


def decode(content: bytes) -> Tuple[str, str]:
    """The text of a file and the name of its encoding; any bytes are ISO-8859-1 when they are nothing else."""
    for name, marks in _MARKS.items():
        if content.startswith(marks):
            try:
                text = content.decode(name)
            except UnicodeDecodeError:
                break
            return text.lstrip("\ufeff"), name + " with a byte order mark"
    try:
        return content.decode("utf-8"), UTF8
    except UnicodeDecodeError:
        return content.decode("latin-1"), LATIN1


def other_form(fmt: str, present: bytes, wanted: bytes) -> List[Tuple[str, str, str]]:
    """What has to change in a file that means what is wanted: (name, wanted, present) of each, as it is shown.

    Whoever reads YAML knows every line end and a byte order mark; JSON has no such mark. Nobody has seen all readers of
    the INI files: a carriage return may become the end of a path, and before Python 3 a mark hides the first section.
    """
    if fmt == "yaml":
        return []
    names = ("encoding",) if fmt == "json" else ("encoding", "line breaks")
    there = dict(facts(present))
    found = [(name, fact, there[name]) for name, fact in facts(wanted) if name in names and fact != there[name]]
    # One text has letters beyond ASCII or line breaks at all, and the other has not.
    return [one for one in found if "mark" in one[1] + one[2] or "CR" in one[1] + one[2]]


def is_binary(text: str) -> bool:
    return _BINARY.search(text) is not None


def made_visible(old: bytes, new: bytes, before: str, after: str, hide: Hide) -> Tuple[str, str]:
    """Two texts that show what two contents differ in, below what else can be told of them when that is the same."""
    found = facts(old), facts(new)
    same = before == after
    differing = [name for name, fact in found[0] if fact != dict(found[1])[name] and (same or name == "encoding")]
    if same and not differing:
        # Blanks of a secret, a number that became a text, or what only a byte order could tell.
        hidden = hide(old.hex()), hide(new.hex())
        # A mask is the same for both.
        note = " (changed)" if hidden[0] == hidden[1] else ""
        return before + _line("content", hidden[0]), after + _line("content", hidden[1] + note)
    heads = ["".join(_line(name, fact) for name, fact in side if name in differing) for side in found]
    return heads[0] + before, heads[1] + after


def _line(name: str, value: str) -> str:
    return "%s = %s\n" % (name, value)


def facts(content: bytes) -> List[Tuple[str, str]]:
    """How a content is written: (name, fact) of each."""
    text, encoding = decode(content)
    crlf = text.count("\r\n")
    kinds = (("CRLF", crlf), ("LF", text.count("\n") - crlf), ("CR", text.count("\r") - crlf))
    return [
        ("encoding", encoding),
        ("line breaks", " and ".join(name for name, count in kinds if count) or "none"),
        ("line break at the end", "yes" if text.endswith(("\n", "\r")) else "no"),
    ]


def without_hashes(old: Optional[str], new: str, hide: Hide) -> Optional[Tuple[str, str]]:
    """Two lists of accounts, `user:hash` in lines, with their users; None when neither text is one.

    Who has access is no secret: an account of somebody else has to be visible before it goes.
    """
    if not (_is_accounts(new) or (old is not None and _is_accounts(old))):
        return None
    return _users(old or "", hide), _users(new, hide)


def accounts_of(text: str) -> Optional[Dict[str, str]]:
    """The users of a list of accounts with their hashes; None when the text is none. One that is empty has no users."""
    if not _is_accounts(text) and any(not line.startswith("#") for line in _lines(text)):
        return None
    lines = [line.partition(":") for line in _lines(text) if not line.startswith("#")]
    return {user: digest for user, _colon, digest in lines}


def _is_accounts(text: str) -> bool:
    pairs = [line.partition(":") for line in _lines(text) if not line.startswith("#")]
    return bool(pairs) and all(_NAME.match(user) and _HASH.match(digest) for user, _colon, digest in pairs)


def _users(text: str, hide: Hide) -> str:
    shown = []
    for line in _lines(text):
        user, colon, digest = line.partition(":")
        known = bool(colon and _NAME.match(user.lstrip("#")))
        shown.append("%s:%s" % (user, hide(digest)) if known else hide(line))
    return "".join(line + "\n" for line in shown)


def _lines(text: str) -> List[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
