# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes into docs/drift.md the checks of a comparison, their severities, and what may differ between data centers."""

import itertools

from ansible_collections.gir.multidc.plugins.plugin_utils._drift.catalogue import CHECKS, SURFACES
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.parity import ALLOWED
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.severity import KEYS, OTHERS
from ansible_collections.gir.multidc.plugins.plugin_utils._report.of_drift import LEVELS
from tested_doc import table
from writing import REPOSITORY, write_parts

LABELS = {level.name: level.label for level in LEVELS}
BY = {"site": "`site`", "command": "a command", "person": "a person"}


def checks():
    """One heading, its rule and its table for each surface."""
    parts = []
    for surface in SURFACES:
        rows = [
            (f"`{kind.id}`", kind.title.rstrip("."), LABELS[kind.severity], BY[kind.by],
             "yes" if kind.restarts else "", "" if kind.ignorable else "no")
            for kind in CHECKS.values()
            if kind.id.partition(".")[0] in surface.prefixes
        ]  # fmt: skip
        head = ("check", "what is wrong", "default severity", "repaired by", "may restart", "may be ignored")
        parts.append(f"### {surface.title}\n\n{surface.rule}\n\n{table(head, rows)}")
    return "\n\n".join(parts)


def refined():
    """A row for each run of patterns of one component, check and severity, in their order."""
    every = itertools.groupby((*KEYS, *OTHERS), lambda one: (one.component, one.check, one.severity))
    rows = [
        (f"`{component}`", f"`{check}`", ", ".join(map(pattern, some)), LABELS[severity])
        for (component, check, severity), some in every
    ]
    return table(("component", "check", "key, or object", "severity"), rows)


def pattern(one):
    if (one.key, one.object) == ("*", "*"):
        return "any"
    return f"`{one.key}`" if one.object == "*" else f"object `{one.object}`"


def allowed():
    return table(("variable", "why it may differ"), [(f"`{name}`", why) for name, why in ALLOWED.items()])


TABLES = {"checks": checks, "refined": refined, "allowed": allowed}


def main():
    write_parts(REPOSITORY / "docs" / "drift.md", TABLES)


if __name__ == "__main__":
    main()
