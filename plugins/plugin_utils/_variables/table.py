# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of rules as Markdown, and where it stands in a document."""

from __future__ import annotations

from .._topology.rule import LENIENT_VERBS, READING_VERBS, Rule
from .._topology.values import listed
from .rules import GROUPS, RULES, group_of

BEGIN = "<!-- rules: begin -->"
END = "<!-- rules: end -->"


def table() -> str:
    """One heading and one table for each group of rules."""
    verbs = listed(f"`{verb}`" for verb in LENIENT_VERBS)
    lines = [
        f"Where two severities are given, the second one is that for {verbs}: what they do not use cannot stop them. "
        "Nor can GIR001, GIR002 and GIR008 about an account, an id, the desktops or what RWS nodes share. "
        f"A severity after *looking* is that for {listed(f'`{verb}`' for verb in READING_VERBS)}.",
        "",
    ]
    for title in GROUPS.values():
        lines += [f"### {title}", ""]
        lines += ["| id | severity | what holds | when it does not | source |", "|---|---|---|---|---|"]
        lines += [_row(rule) for rule in RULES.values() if group_of(rule) == title]
        lines.append("")
    return "\n".join(lines)


def _row(rule: Rule) -> str:
    severity = f"{rule.severity} / {rule.lenient}" if rule.lenient else rule.severity
    severity += f"; looking: {rule.reading}" if rule.reading else ""
    if rule.used_by:
        severity += f"; {rule.severity} for {listed(f'`{verb}`' for verb in rule.used_by)}"
    if rule.shown_by:
        severity += f"; warning for {listed(f'`{verb}`' for verb in rule.shown_by)}"
    cells = (rule.id, severity, rule.holds, rule.remedy, rule.source)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def renewed(document: str) -> str:
    """The document with the present table between its two marks."""
    head, begin, rest = document.partition(BEGIN)
    _old_table, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the document has no {BEGIN} ... {END}")
    return f"{head}{BEGIN}\n\n{table()}\n{END}{tail}"
