# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes into docs/rejoin.md its variables, rules and outcomes."""

from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin.outcomes import OUTCOMES
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin.rules import RULES
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin.variables import VARIABLES
from tested_doc import table
from writing import REPOSITORY, write_parts

EXIT_STATUS = {True: "0", False: "2"}


def variables():
    rows = []
    for one in VARIABLES:
        limits = f" From {one.least} to {one.most}." if one.most else ""
        rows.append((f"`{one.name}`", one.default, f"{one.means.rstrip('.')}.{limits}"))
    return table(("variable", "default", "meaning"), rows)


def rules():
    rows = [(one.id, one.holds, one.remedy) for one in RULES.values()]
    return table(("rule", "what holds", "when it does not"), rows)


def outcomes():
    rows = [(f"`{one.name}`", EXIT_STATUS[one.ok], one.means, one.next) for one in OUTCOMES.values()]
    return table(("outcome", "exit status", "means", "next"), rows)


TABLES = {"variables": variables, "rules": rules, "outcomes": outcomes}


def main():
    write_parts(REPOSITORY / "docs" / "rejoin.md", TABLES)


if __name__ == "__main__":
    main()
