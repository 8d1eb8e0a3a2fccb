# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the adoption found out, in sentences without any secret."""

from __future__ import annotations

from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor


class Report:
    def __init__(self) -> None:
        # Addresses are quoted, and a password may stand in one.
        self._redactor = Redactor()
        self.recognised: list[str] = []
        self.extra: list[str] = []
        self.by_hand: list[str] = []
        self.inferred: list[str] = []
        self.contradictions: list[str] = []
        self.unmanaged: list[str] = []
        self.drift: list[str] = []
        self.problems: list[str] = []

    def add(self, kind: str, sentence: str) -> None:
        sentence = self._redactor.scrub(sentence)
        into: list[str] = getattr(self, kind)
        if sentence not in into:
            into.append(sentence)

    def recognise(self, sentence: str) -> None:
        self.add("recognised", sentence)

    def fill_in(self, variable: str, reason: str) -> None:
        self.add("by_hand", f"{variable}: {reason}")

    def infer(self, variable: str, reason: str) -> None:
        self.add("inferred", f"{variable}: {reason}")

    def contradict(self, sentence: str) -> None:
        self.add("contradictions", sentence)

    def problem(self, sentence: str) -> None:
        self.add("problems", sentence)

    def sections(self) -> list[tuple[str, str, list[str]]]:
        """(title, explanation, lines), the most urgent first."""
        return [
            ("Fill in by hand", "Nothing that was read says it.", self.by_hand),
            ("Contradictions", "Two sources disagree; decide which one is right.", self.contradictions),
            ("Inferred", "Concluded from something else; check it.", self.inferred),
            ("Differences that are left", "What site would change, because no variable says it.", self.drift),
            ("Left to further options", "Product options that the roles have no variable for.", self.extra),
            ("Left alone", "Options of the live system that this collection does not manage.", self.unmanaged),
            ("Recognised", "What was read, and from where.", self.recognised),
        ]

    def data(self) -> dict[str, list[str]]:
        return {
            "by_hand": self.by_hand,
            "contradictions": self.contradictions,
            "inferred": self.inferred,
            "drift": self.drift,
            "extra": self.extra,
            "unmanaged": self.unmanaged,
            "recognised": self.recognised,
        }

    def markdown(self) -> str:
        lines = ["# What the adoption found", "", "Written by gir.multidc.adopt. Passwords stand in vault.yml alone."]
        for title, explanation, sentences in self.sections():
            if sentences:
                lines += ["", f"## {title}", "", explanation, "", *[f"- {sentence}" for sentence in sentences]]
        return "\n".join(lines) + "\n"
