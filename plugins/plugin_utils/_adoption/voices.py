# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What several places say of one thing. Where no majority says one, their order decides nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .report import Report

Pairs = Iterable[tuple[str, Any]]


def _by_value(pairs: Pairs) -> list[tuple[Any, list[str], int]]:
    """(value, who says it, how often), the most frequent ones first; independent of the order of the places."""
    found: dict[str, tuple[Any, list[str]]] = {}
    for who, value in pairs:
        if value is not None:
            found.setdefault(repr(value), (value, []))[1].append(who)
    ordered = sorted(found.items(), key=lambda item: (-len(item[1][1]), item[0]))
    return [(value, sorted(set(places)), len(places)) for _text, (value, places) in ordered]


def majority(pairs: Pairs, given: Any = None) -> tuple[Any, list[str]]:
    """(what most say, who says otherwise) of (who, value) pairs.

    Where equally many say different things `given` decides, what the seed says; without it the value is None, and
    everybody says otherwise.
    """
    known = [(who, value) for who, value in pairs if value is not None]
    voices = _by_value(known)
    if not voices:
        return None, []
    best = [value for value, _places, count in voices if count == voices[0][2]]
    value = best[0] if len(best) == 1 else next((one for one in best if repr(one) == repr(given)), None)
    return value, [who for who, other in known if value is None or repr(other) != repr(value)]


def differing(pairs: Pairs, secret: bool = False) -> str:
    """Who says what. Of a secret only who has the same one."""
    parts = []
    for number, (value, places, _count) in enumerate(_by_value(pairs), 1):
        verb = "has" if len(places) == 1 else "have"
        parts.append(f"{', '.join(places)} {verb} {f'value {number}' if secret else value}")
    return "; ".join(parts)


def disagree(report: Report, what: str, pairs: Pairs, value: Any, remedy: str, secret: bool = False) -> None:
    """Name a contradiction: who says what, what was taken and why, and what has to be decided."""
    told = list(pairs)
    voices = _by_value(told)
    taken = "none was taken"
    if value is not None:
        number = next(at for at, (other, _places, _count) in enumerate(voices, 1) if repr(other) == repr(value))
        tied = sum(count == voices[0][2] for _other, _places, count in voices) > 1
        why = "which the seed has" if tied else "which most have"
        taken = f"{f'value {number}' if secret else value} was taken, {why}"
    report.contradict(f"{what} differs: {differing(told, secret)}; {taken}. {remedy}")


def agreed(report: Report, what: str, pairs: Pairs, remedy: str, given: Any = None) -> Any:
    """What most say, else `given`, else None. Whoever says otherwise is named."""
    told = list(pairs)
    value, others = majority(told, given)
    if others:
        disagree(report, what, told, value, remedy)
    return value
