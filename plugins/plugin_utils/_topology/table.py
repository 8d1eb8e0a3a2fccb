# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of rules as Markdown, and where it stands in a document."""

from __future__ import annotations

from .rules import GROUPS_OF_RULES, RULES, Rule

BEGIN = "<!-- rules: begin -->"
END = "<!-- rules: end -->"


def table() -> str:
    """One heading and one table for each group of rules."""
    lines = []
    for prefix, title in GROUPS_OF_RULES.items():
        lines += [f"### {title}", ""]
        lines += ["| id | severity | what holds | when it does not | source |", "|---|---|---|---|---|"]
        lines += [_row(rule) for rule in RULES.values() if rule.id.startswith(prefix)]
        lines.append("")
    return "\n".join(lines)


def _row(rule: Rule) -> str:
    cells = (rule.id, rule.severity, rule.holds, rule.remedy, rule.source)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def renewed(document: str) -> str:
    """The document with the present table between its two marks."""
    head, begin, rest = document.partition(BEGIN)
    _old_table, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the document has no {BEGIN} ... {END}")
    return f"{head}{BEGIN}\n\n{table()}\n{END}{tail}"
