# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collects violations, all of them, in the order in which they are found."""

from __future__ import annotations

from typing import TypedDict

from .rules import ERROR, RULES
from .values import Unusable


class Violation(TypedDict):
    id: str
    severity: str
    subject: str
    sentence: str
    remedy: str


class Report:
    def __init__(self) -> None:
        self.violations: list[Violation] = []

    def add(self, rule_id: str, subject: str, sentence: str, remedy: str | None = None) -> None:
        """`subject` is the host or the variable; the sentence names it too and says what is wrong with it."""
        rule = RULES[rule_id]
        self.violations.append(
            {
                "id": rule.id,
                "severity": rule.severity,
                "subject": subject,
                "sentence": sentence,
                "remedy": remedy or rule.remedy,
            }
        )

    def unusable(self, path: str, value: object) -> bool:
        """True, and a violation, when the value could not be evaluated."""
        if not isinstance(value, Unusable):
            return False
        self.add("GIR001", path, f"{path} cannot be evaluated: {value.reason}.")
        return True

    @property
    def has_errors(self) -> bool:
        return any(violation["severity"] == ERROR for violation in self.violations)


def line(violation: Violation) -> str:
    """The violation as one line of text."""
    return "{id}: {sentence} {remedy}".format(**violation)
