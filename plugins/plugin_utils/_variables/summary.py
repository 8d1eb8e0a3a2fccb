# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that is wrong as one text: worst first, each sentence once, and never longer than a screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .._components.desired import Violation
from .._topology.report import Violation as MapViolation
from .._topology.rule import ERROR
from .._topology.values import listed

LINES = 40
_NAMED_HOSTS = 2


def of_the_map(violations: Iterable[MapViolation]) -> list[Violation]:
    """Those of the map in the form of those of components; their sentences name the host where there is one."""
    return [
        Violation(one["id"], one["subject"], "", one["sentence"], one["remedy"], one["severity"]) for one in violations
    ]


def summary(violations: Iterable[Violation]) -> str:
    """One line for each sentence, with the hosts that it holds for. Of a long list each rule has its first lines."""
    rules = _lines(violations)
    every = [line for lines in rules.values() for line in lines]
    if len(every) == 1:
        return every[0]
    heading = f"{len(every)} problems:"
    if len(every) < LINES:
        return "\n".join([heading, *(f"- {line}" for line in every)])
    return "\n".join([f"{len(every)} problems that break {len(rules)} rules:", *_grouped(rules)])


def _lines(violations: Iterable[Violation]) -> dict[str, list[str]]:
    """Rule to its lines; errors before warnings, which are marked among errors, and rules in the order of their ids."""
    hosts: dict[tuple[bool, str, str, str], dict[str, None]] = {}
    for one in violations:
        # Several components of a host may read the same variable.
        key = (one.severity != ERROR, one.id, one.sentence, one.remedy)
        hosts.setdefault(key, {})[one.host] = None
    refused = any(not warning for warning, _rule, _sentence, _remedy in hosts)
    rules: dict[str, list[str]] = {}
    for (warning, rule, sentence, remedy), seen in sorted(hosts.items(), key=lambda item: item[0][:2]):
        named = listed([host for host in seen if host], _NAMED_HOSTS)
        mark = " (warning)" if warning and refused else ""
        rules.setdefault(rule, []).append(f"{rule}{mark}{' ' + named if named else ''}: {sentence} {remedy}")
    return rules


def _grouped(rules: Mapping[str, list[str]]) -> list[str]:
    """As many lines of each rule as fit. When there are more rules than lines, the last rules are only counted."""
    room = LINES - 2
    each = max(1, room // len(rules) - 1)
    shown: list[str] = []
    left = 0
    for rule, lines in rules.items():
        if len(shown) + 2 > room:
            left += len(lines)
            continue
        shown += [f"- {line}" for line in lines[:each]]
        if len(lines) > each:
            shown.append(f"  ... and {len(lines) - each} more of {rule}")
    if left:
        shown.append(f"... and {left} more of other rules")
    return shown
