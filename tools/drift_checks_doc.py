# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes into docs/drift.md the checks of a comparison, and what may differ between data centers."""

import re

from ansible_collections.gir.multidc.plugins.plugin_utils._drift.catalogue import CHECKS, SURFACES
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.parity import ALLOWED
from tested_doc import table
from writing import REPOSITORY, write

DOCUMENT = REPOSITORY / "docs" / "drift.md"
MARKED = re.compile(r"(?m)^<!-- (checks|allowed): begin \(make docs\) -->\n(?:.*\n)*?<!-- \1: end -->\n")
BY = {"site": "`site`", "command": "a command", "person": "a person"}


def checks():
    """One heading, its rule and its table for each surface."""
    parts = []
    for surface in SURFACES:
        rows = [
            (f"`{kind.id}`", kind.title.rstrip("."), kind.severity.replace("_", " "), BY[kind.by],
             "yes" if kind.restarts else "", "" if kind.ignorable else "no")
            for kind in CHECKS.values()
            if kind.id.partition(".")[0] in surface.prefixes
        ]  # fmt: skip
        head = ("check", "what is wrong", "severity", "repaired by", "may restart", "may be ignored")
        parts.append(f"### {surface.title}\n\n{surface.rule}\n\n{table(head, rows)}")
    return "\n\n".join(parts)


def allowed():
    return table(("variable", "why it may differ"), [(f"`{name}`", why) for name, why in ALLOWED.items()])


TABLES = {"checks": checks, "allowed": allowed}


def renewed(text):
    """The text with the present tables."""
    if {found[1] for found in MARKED.finditer(text)} != set(TABLES):
        raise SystemExit(f"{DOCUMENT.name} lacks marks for one of its tables: {', '.join(TABLES)}")
    return MARKED.sub(lambda found: marked(found[1]), text)


def marked(name):
    return f"<!-- {name}: begin (make docs) -->\n{TABLES[name]()}\n<!-- {name}: end -->\n"


def main():
    write(DOCUMENT, renewed(DOCUMENT.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
