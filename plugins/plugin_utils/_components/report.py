# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collects what is wrong with the variables of one host, all of it, each once."""

from __future__ import annotations

from dataclasses import dataclass, field

from .._topology.report import LONGEST_SENTENCE
from .._topology.rule import ERROR, Rule
from .._topology.values import printable
from .desired import Violation


@dataclass
class Report:
    """Violations of one host, in the order in which they are found."""

    host: str
    violations: list[Violation] = field(default_factory=list)

    def add(self, rule: Rule, subject: str, sentence: str, remedy: str = "") -> None:
        """`subject` is the variable; the sentence names it and its value, and not the host, which the reader sees.

        `remedy` is given where more can be said than the rule says.
        """
        sentence = printable(sentence)
        if len(sentence) > LONGEST_SENTENCE:
            sentence = sentence[: LONGEST_SENTENCE - 3] + "..."
        remedy = printable(remedy) or rule.remedy
        violation = Violation(rule.id, printable(subject), self.host, sentence, remedy, rule.severity)
        if violation not in self.violations:
            self.violations.append(violation)

    def __bool__(self) -> bool:
        """Whether something keeps the component from being written."""
        return bool(errors(self.violations))


def errors(violations: list[Violation]) -> list[Violation]:
    """Those that keep a component from being written."""
    return [violation for violation in violations if violation.severity == ERROR]
