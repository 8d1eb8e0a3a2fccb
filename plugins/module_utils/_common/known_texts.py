# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding secrets that are known in texts: private to this collection, may change at any time.

A secret in its own place, such as an option, is hidden because of its place. Elsewhere it has to be searched for, and
a short one stands in addresses and messages by chance.
"""

import os
import re
from typing import Dict, Iterable, List, Optional, Pattern, Set, Tuple

# Shorter secrets are searched for in no text of ours: ops stands in /api/v2/ops.
SHORTEST = 5
# Nor are these searched for where addresses and paths stand: a word such as genesys is a part of many.
_SHORTEST_WORD = 12
_SHORTEST_NUMBER = 8
# How long a text is that stands nowhere by chance: one of letters and digits as in a name or a path, and any other.
_SHORTEST_PIECE = 16
_SHORTEST_SECRET = 8
_PIECE = re.compile(r"^(?:[a-z0-9./:_-]*|[A-Za-z./:_-]*)$")
# Letters that are compared one by one; beyond that a table of all secrets pays.
_FEW = 200000000
_DEPTH = 8


def is_long_enough(text: str) -> bool:
    """Whether a secret is one: a shorter one is guessed, and does not only stand where it was put."""
    return len(text) >= SHORTEST


def is_distinct(text: str) -> bool:
    """Whether a secret is found in addresses and paths only where it was put."""
    return len(text) >= (_SHORTEST_WORD if text.isalpha() else _SHORTEST_NUMBER if text.isdigit() else SHORTEST)


def is_unmistakable(text: str) -> bool:
    """Whether a secret stands in no text by chance, so that a mask for it harms nothing and tells nothing."""
    return len(text) >= (_SHORTEST_PIECE if _PIECE.match(text) else _SHORTEST_SECRET)


class KnownTexts:
    """Secrets by their text."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._texts: Set[str] = set()
        self._compiled: Optional[Pattern[str]] = None
        self.update(texts)

    def update(self, texts: Iterable[str]) -> None:
        self._texts.update(text for text in texts if text)
        self._compiled = None

    def places(self, text: str) -> List[Tuple[int, int]]:
        """(start, end) of each; the longest where several begin."""
        pattern = self._pattern(text)
        return [match.span() for match in pattern.finditer(text)] if pattern is not None else []

    def _pattern(self, text: str) -> Optional[Pattern[str]]:
        if len(self._texts) * len(text) > _FEW:
            if self._compiled is None:
                self._compiled = re.compile(_one_of(sorted(self._texts), 0))
            return self._compiled
        present = sorted(secret for secret in self._texts if secret in text)
        return re.compile(_one_of(present, 0)) if present else None


def _one_of(texts: List[str], depth: int) -> str:
    """The pattern of sorted texts, those that begin alike together, so that no letter is compared with all of them."""
    prefix = os.path.commonprefix([texts[0], texts[-1]])
    length = len(prefix)
    rests = [text[length:] for text in texts]
    if len(rests) == 1:
        return re.escape(prefix)
    if depth == _DEPTH:
        branches = [re.escape(rest) for rest in sorted(rests, key=len, reverse=True)]
    else:
        groups: Dict[str, List[str]] = {}
        for rest in rests:
            if rest:
                groups.setdefault(rest[0], []).append(rest)
        branches = [_one_of(group, depth + 1) for group in groups.values()]
        if not rests[0]:
            return "%s(?:%s)?" % (re.escape(prefix), "|".join(branches))
    return "%s(?:%s)" % (re.escape(prefix), "|".join(branches))
