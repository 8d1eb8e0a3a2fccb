# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes into docs/rejoin.md its variables, rules and outcomes."""

import verb_tables
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin.outcomes import OUTCOMES
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin.rules import RULES
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin.variables import VARIABLES
from writing import REPOSITORY, write_parts

TABLES = {
    "variables": lambda: verb_tables.variables(VARIABLES),
    "rules": lambda: verb_tables.rules(RULES),
    "outcomes": lambda: verb_tables.outcomes(OUTCOMES),
}


def main():
    write_parts(REPOSITORY / "docs" / "rejoin.md", TABLES)


if __name__ == "__main__":
    main()
