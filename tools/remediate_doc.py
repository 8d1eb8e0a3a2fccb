# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes into docs/remediate.md its variables, rules and outcomes."""

import verb_tables
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation.guard import RULES
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation.outcomes import OUTCOMES, TO_APPROVE
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation.variables import VARIABLES
from writing import REPOSITORY, write_parts

# That of hosts that cannot be reached.
WAITS = {TO_APPROVE: "4"}
TABLES = {
    "variables": lambda: verb_tables.variables(VARIABLES),
    "rules": lambda: verb_tables.rules(RULES),
    "outcomes": lambda: verb_tables.outcomes(OUTCOMES, WAITS),
}


def main():
    write_parts(REPOSITORY / "docs" / "remediate.md", TABLES)


if __name__ == "__main__":
    main()
