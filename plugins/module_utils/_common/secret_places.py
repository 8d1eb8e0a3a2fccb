# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where secrets stand in texts, as (start, end): private to this collection, may change at any time.

A text may be anything, such as the answer of a stranger, so each of these reads it once: the cost grows with its
length and not with its square.
"""

import re
from functools import lru_cache
from typing import Dict, List, Match, Optional, Pattern, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.secret_names import SecretNames

Place = Tuple[int, int]

# A text with more places that look like a secret is nothing that people read: all that follows counts as one.
MOST_PLACES = 50000

_BREAK = re.compile("[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_NOT_SPACE = re.compile(r"\S")
_SPACE = re.compile(r"\s")
_WORD_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"
_WORD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]*")
_WORD_REST = re.compile(r"[A-Za-z0-9_.\-]*")
_PEM = "-----BEGIN "
_PEM_BEGIN = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----")
_PEM_END = re.compile(r"-----END [A-Z0-9 ]*PRIVATE KEY-----")
_SEPARATOR = re.compile(r"[\"'\]]*(?:\s*[:=>]\s*|\s+)")
_COMMENT = ("#", ";", "//")
_QUOTED = r"\"[^\"]*\"?|'[^']*'?"
# Of a header, what stands behind its scheme.
_SCHEME = r"(?:(?i:basic|bearer|negotiate|ntlm|token|apikey)\s+)?"
_PAIR_VALUE = re.compile(r"(?:=|:\s+)(%s|%s[^\s&;,\"']+)" % (_QUOTED, _SCHEME))
_FLAG_VALUE = re.compile(r"\s+(%s|[^\s\"']+)" % _QUOTED)
_ACCOUNT = re.compile(r"://(?!\[)[^\s/:@]*:")
_QUOTE = re.compile(r"[\"'<>]")
_PORT = re.compile(r"[0-9]{1,5}[/?#\"'<>]")
# Values that tell nothing, or that only open a block.
_NO_SECRET = ("", "|", ">", "|-", ">-", "|+", ">+", "{", "[", "{}", "[]", '""', "''", "true", "false", "null", "~")
_WINDOW = 256


def one_kind_of_break(text: str) -> str:
    """The text with line breaks of one kind, which is what the places of lines refer to."""
    if _BREAK.search(text) is None:
        return text
    return "\n".join(text.splitlines()) + ("\n" if text.endswith("\n") else "")


@lru_cache(maxsize=64)
def _begin(roots: Tuple[str, ...], besides: Tuple[str, ...]) -> Pattern[str]:
    """What finds any of the patterns, or nothing."""
    return re.compile("|".join(roots + besides) or "(?!)")


def merged(places: List[Place]) -> List[Place]:
    """Places in their order, those that overlap as one."""
    found: List[Place] = []
    for start, end in sorted(places):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


class Names:
    """Finds secret names in one text, from its beginning to its end."""

    def __init__(self, names: SecretNames, text: str, besides: Tuple[str, ...] = ()) -> None:
        self._names = names
        self._text = text
        self._lowered = text.lower()
        if len(self._lowered) != len(text):
            # The only letter that becomes two.
            self._lowered = text.replace("\u0130", "i").lower()
        self._begin = _begin(self._roots() if names.roots is None else names.roots, besides)
        self._verdicts: Dict[str, bool] = {}
        self.count = 0

    def _roots(self) -> Tuple[str, ...]:
        """Those words of the text itself that are secret names."""
        words = {word.strip(".-") for word in set(_WORD.findall(self._text))}
        return tuple(sorted({re.escape(word.lower()) for word in words if word in self._names}))

    def search(self, position: int) -> Optional[int]:
        """Where the next word begins to look like a secret name, or like one of `besides`; None after the last one."""
        found = self._begin.search(self._lowered, position)
        if found is None:
            return None
        self.count += 1
        return found.start()

    def word(self, at: int, floor: int, end: int) -> Tuple[int, int, bool]:
        """(start, end, is it secret) of the word around a place, between two others."""
        rest = _WORD_REST.match(self._text, at, end)
        stop = rest.end() if rest else at
        start, size = at, _WINDOW
        while start > floor:
            part = self._text[slice(max(floor, start - size), start)]
            left = len(part.rstrip(_WORD_CHARACTERS))
            start -= len(part) - left
            if left:
                break
            size *= 2
        name = self._text[start:stop].lstrip(".-")
        return stop - len(name), stop, self._is_secret(name)

    def _is_secret(self, name: str) -> bool:
        if len(name) > _WINDOW:
            return name in self._names
        verdict = self._verdicts.get(name)
        if verdict is None:
            verdict = self._verdicts[name] = name in self._names
        return verdict


def in_value(names: SecretNames, text: str) -> List[Place]:
    """Secrets inside of a value, such as a connection string or the arguments of a command."""
    words, position = Names(names, text), 0
    found: List[Place] = []
    while True:
        at = words.search(position)
        if at is None:
            return found
        if words.count > MOST_PLACES:
            return found + [(at, len(text))]
        start, position, secret = words.word(at, position, len(text))
        if not secret:
            continue
        value = _PAIR_VALUE.match(text, position)
        if value is None and "-" in text[slice(max(0, start - 1), position)]:
            value = _FLAG_VALUE.match(text, position)
        if value is not None:
            found += _shown(text, *value.span(1))
            position = value.end()


def accounts(text: str) -> List[Place]:
    """Passwords in addresses such as postgres://user:password@host/database; they may hold an @ or a slash."""
    found: List[Place] = []
    position = 0
    # The run of letters that an address stands in, its part up to the next quote, and the last @ of both.
    run_end = part_end = last = last_of_part = -1
    while True:
        begin = text.find("://", position)
        if begin < 0:
            return found
        if len(found) >= MOST_PLACES:
            return found + [(begin, len(text))]
        if begin >= run_end:
            run_end = _end(_SPACE.search(text, begin), len(text))
            last = text.rfind("@", begin, run_end)
        if last < begin:
            position = run_end
            continue
        if begin >= part_end:
            part_end = _end(_QUOTE.search(text, begin, run_end), run_end)
            last_of_part = text.rfind("@", begin, part_end)
        # A quote may be a part of the password.
        at = last_of_part if last_of_part > begin else last
        account = _ACCOUNT.match(text, begin, at)
        if account is None or account.end() == at or _PORT.match(text, account.end(), at):
            position = begin + 3
        else:
            found.append((account.end(), at))
            position = at


def _end(match: Optional[Match[str]], otherwise: int) -> int:
    return match.start() if match else otherwise


def in_lines(names: SecretNames, text: str) -> List[Place]:
    """Secrets in a text of lines, such as a file of settings or the output of a command."""
    return _Lines(names, text).places()


class _Lines:
    def __init__(self, names: SecretNames, text: str) -> None:
        self._text = text
        self._words = Names(names, text, (_PEM.lower(),))
        self._found: List[Place] = []
        self._position = 0
        # The line that is being read, how far it is indented, and whether it is a comment.
        self._start = self._end = -1
        self._indent = 0
        self._comment = False
        # Indentation of a secret name whose value goes on below it.
        self._block: Optional[int] = None

    def places(self) -> List[Place]:
        while True:
            at = self._words.search(self._position)
            if self._words.count > MOST_PLACES:
                self._found.append((min(self._position, len(self._text)), len(self._text)))
                return self._found
            if self._block is not None and (at is None or at > self._end):
                self._read_block()
            elif at is None:
                return self._found
            elif at <= self._end or self._begin_line(at):
                self._read_word(at)

    def _begin_line(self, at: int) -> bool:
        """Whether the line is not a part of a private key."""
        self._start = self._text.rfind("\n", self._position, at) + 1 or self._position
        self._end = self._end_of_line(at)
        if self._read_key(self._start, self._end):
            self._start = self._end = -1
            return False
        first = _end(_NOT_SPACE.search(self._text, self._start, self._end), at)
        self._indent = first - self._start
        self._comment = self._text.startswith(_COMMENT, first)
        return True

    def _end_of_line(self, place: int) -> int:
        end = self._text.find("\n", place)
        return end if end >= 0 else len(self._text)

    def _read_key(self, start: int, end: int) -> bool:
        """Go behind the private key that begins in a line; False when none does."""
        if self._text.find(_PEM, start, end) < 0:
            return False
        begin = _PEM_BEGIN.search(self._text, start, end)
        if begin is None:
            return False
        last = _PEM_END.search(self._text, begin.start())
        self._position = self._end_of_line(last.end()) if last else len(self._text)
        self._found.append((start, self._position))
        return True

    def _read_block(self) -> None:
        """Every line below a secret name that is indented further, or an item of a list."""
        place = max(self._end, self._position)
        while self._words.count <= MOST_PLACES:
            first = _end(_NOT_SPACE.search(self._text, place), len(self._text))
            if first == len(self._text):
                self._position = first
                break
            start = self._text.rfind("\n", place, first) + 1 or place
            end = self._end_of_line(first)
            self._words.count += 1
            if self._read_key(start, end):
                place = self._position
                continue
            indent, block = first - start, self._block or 0
            if not (indent > block or (indent == block and self._text.startswith("- ", first))):
                self._position = start
                break
            self._found.append((first, first + len(self._text[first:end].rstrip())))
            place = self._position = end
        self._block = None
        self._start = self._end = -1

    def _read_word(self, at: int) -> None:
        _begin, stop, secret = self._words.word(at, max(self._position, self._start), self._end)
        self._position = max(stop, at + 1)
        if not secret:
            return
        separator = _SEPARATOR.match(self._text, stop, self._end)
        if separator is None:
            return
        signs = separator.group(0)
        if self._comment and not any(sign in signs for sign in ":=>"):
            return
        if any(sign in signs for sign in ":="):
            self._block = self._indent
        start = separator.end()
        end, self._position = self._value(start, signs)
        self._found += _shown(self._text, start, end)

    def _value(self, start: int, separator: str) -> Place:
        """(end of the value that begins at start, where the line goes on)."""
        text, end = self._text, self._end
        if text.startswith(("'", '"'), start, end):
            closing = _closing_quote(text, start, end)
            if closing is not None:
                return closing + 1, closing + 1
        if ">" in separator:
            tag = text.find("<", start, end)
            if tag >= 0:
                return tag, tag
        value = text[start:end].rstrip()
        if separator[0] in "'\"":
            # A member of a JSON object: the comma behind the value is not part of it.
            value = value.rstrip(",")
        return start + len(value), end


def _closing_quote(text: str, start: int, end: int) -> Optional[int]:
    """Where the quotes that begin at start end; a backslash takes the meaning of a quote away."""
    quote, size = text[start], _WINDOW
    while True:
        part = text[slice(start + 1, min(start + 1 + size, end))].replace("\\\\", "\0\0").replace("\\" + quote, "\0\0")
        found = part.find(quote)
        if found >= 0:
            return start + 1 + found
        if start + 1 + size >= end:
            return None
        size *= 2


def _shown(text: str, start: int, end: int) -> List[Place]:
    """Where a value tells something; quotes stay outside, so that a masked JSON or YAML file is still one."""
    length = end - start
    if length < 10 and text[start:end].rstrip(",") in _NO_SECRET:
        return []
    if length > 2 and text[start] in "'\"" and text[end - 1] == text[start]:
        return [(start + 1, end - 1)]
    return [(start, end)] if length else []
