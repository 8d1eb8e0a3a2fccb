# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How near one name is to another: what a slip of the fingers makes of it."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable


def one_edit(one: str, other: str) -> bool:
    """Whether one letter was added, left out or replaced, or two neighbours were exchanged."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    head = 0
    while head < min(len(one), len(other)) and one[head] == other[head]:
        head += 1
    if len(one) == len(other):
        exchanged = one[head : head + 2] == other[head : head + 2][::-1] and one[head + 2 :] == other[head + 2 :]
        return one[head + 1 :] == other[head + 1 :] or exchanged
    short, long = sorted((one, other), key=len)
    return short[head:] == long[head + 1 :]


class Slips:
    """Names that are one edit away from known ones, found without comparing each with each."""

    def __init__(self, known: Iterable[str]) -> None:
        self._by_rest: dict[str, list[str]] = {}
        for name in known:
            for rest in _rests(name):
                self._by_rest.setdefault(rest, []).append(name)

    def of(self, name: str) -> list[str]:
        """The known names that are one edit away."""
        near = {known for rest in _rests(name) for known in self._by_rest.get(rest, ())}
        return sorted(known for known in near if one_edit(name, known))


def _rests(name: str) -> set[str]:
    """The name, and the name without one of its letters: two names that are one edit apart have one in common."""
    return {name, *(name[:place] + name[place + 1 :] for place in range(len(name)))}


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that was most likely meant; None when none is near, or two are equally near."""
    candidates = sorted(known)
    slips = [candidate for candidate in candidates if one_edit(name, candidate)]
    if slips:
        return slips[0] if len(slips) == 1 else None
    # An end that is missing, as in rcs_keystore_pass.
    longest = len(name) * 3 // 2
    begun = [candidate for candidate in candidates if candidate.startswith(name) and len(candidate) <= longest]
    if len(begun) == 1:
        return begun[0]
    close = [one for one in difflib.get_close_matches(name, candidates, n=2, cutoff=0.8) if _alike(name, one)]
    if len(close) == 2 and _ratio(name, close[0]) == _ratio(name, close[1]):
        return None
    return close[0] if close else None


def is_near(name: str, known: Iterable[str]) -> bool:
    """Whether the name may be one of the known ones."""
    return bool(difflib.get_close_matches(name, known, n=1, cutoff=0.8))


def _alike(name: str, known: str) -> bool:
    """Whether they are near without what they begin with, which may be most of both."""
    shared = len(os.path.commonprefix([name, known]))
    begin = name.rfind("_", 0, shared) + 1
    return _ratio(name[begin:], known[begin:]) >= 0.7


def _ratio(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio()
