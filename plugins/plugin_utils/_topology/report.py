# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collects violations, all of them, in the order in which they are found, as one verb sees them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypedDict

from .rule import ERROR, LENIENT_VERBS, WARNING
from .rules import RULES
from .values import Unusable, printable

LONGEST_SENTENCE = 300
# The rules that hold for any value, whatever it is for.
_OF_READING = "GIR0"


class Violation(TypedDict):
    id: str
    severity: str
    subject: str
    sentence: str
    remedy: str


class Report:
    def __init__(self, verb: str = "topology") -> None:
        self.violations: list[Violation] = []
        self._verb = verb
        self._aside = False

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What is read in here is no part of the model: that it cannot be read stops no lenient verb."""
        self._aside = True
        try:
            yield
        finally:
            self._aside = False

    def add(self, rule_id: str, subject: str, sentence: str, remedy: str | None = None) -> None:
        """`subject` is the host or the variable; the sentence names it too and says what is wrong with it."""
        rule = RULES[rule_id]
        aside = self._aside and rule.id.startswith(_OF_READING) and self._verb in LENIENT_VERBS
        sentence = printable(sentence)
        if len(sentence) > LONGEST_SENTENCE:
            sentence = sentence[: LONGEST_SENTENCE - 3] + "..."
        self.violations.append(
            {
                "id": rule.id,
                "severity": WARNING if aside else rule.severity_for(self._verb),
                "subject": printable(subject),
                "sentence": sentence,
                "remedy": remedy or rule.remedy,
            }
        )

    def unusable(self, path: str, value: object) -> bool:
        """True, and a violation, when the value could not be evaluated."""
        if not isinstance(value, Unusable):
            return False
        self.add("GIR001", path, f"{path} cannot be evaluated: {value.reason}.", value.remedy)
        return True

    @property
    def has_errors(self) -> bool:
        return any(violation["severity"] == ERROR for violation in self.violations)


def line(violation: Violation) -> str:
    """The violation as one line of text."""
    return "{id}: {sentence} {remedy}".format(**violation)
