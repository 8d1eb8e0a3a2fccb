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

# Shorter secrets are searched for nowhere: ops stands in /api/v2/ops.
SHORTEST = 5
# Nor are these searched for where addresses and paths stand: a word such as genesys is a part of many.
_SHORTEST_WORD = 12
_SHORTEST_NUMBER = 8
# Letters that are compared one by one; beyond that a table of all secrets pays.
_FEW = 200000000
_DEPTH = 8


def is_long_enough(text: str) -> bool:
    """Whether a secret is long enough to be searched for in what somebody else says."""
    return len(text) >= SHORTEST


def is_distinct(text: str) -> bool:
    """Whether a secret is found in addresses and paths only where it was put."""
    return len(text) >= (_SHORTEST_WORD if text.isalpha() else _SHORTEST_NUMBER if text.isdigit() else SHORTEST)


class KnownTexts:
    """Secrets by their text."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._texts: Set[str] = set()
        # Those that count only as a whole word.
        self._words: Set[str] = set()
        self._compiled: Dict[str, Pattern[str]] = {}
        self.update(texts)

    def update(self, texts: Iterable[str], words: bool = False) -> None:
        known = self._words if words else self._texts
        known.update(text for text in texts if text)
        self._compiled = {}

    def places(self, text: str) -> List[Tuple[int, int]]:
        """(start, end) of each; the longest where several begin."""
        found: List[Tuple[int, int]] = []
        for known, form in ((self._texts, "%s"), (self._words, r"(?<![A-Za-z0-9])%s(?![A-Za-z0-9])")):
            pattern = self._pattern(known, form, text)
            if pattern is not None:
                found += [match.span() for match in pattern.finditer(text)]
        return found

    def _pattern(self, known: Set[str], form: str, text: str) -> Optional[Pattern[str]]:
        if len(known) * len(text) > _FEW:
            if form not in self._compiled:
                self._compiled[form] = re.compile(form % _one_of(sorted(known), 0))
            return self._compiled[form]
        present = sorted(secret for secret in known if secret in text)
        return re.compile(form % _one_of(present, 0)) if present else None


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
