# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes into docs/failover-rehearsal.md its variables and outcomes."""

from ansible_collections.gir.multidc.plugins.plugin_utils._rehearsal.outcomes import OUTCOMES, WORDS
from ansible_collections.gir.multidc.plugins.plugin_utils._rehearsal.variables import VARIABLES
from tested_doc import table
from verb_tables import EXIT_STATUS
from writing import REPOSITORY, write_parts


def variables():
    rows = [(f"`{one.name}`", one.default, f"{one.means}.") for one in VARIABLES]
    return table(("variable", "default", "meaning"), rows)


def outcomes():
    rows = [
        (f"`{one.name}`", WORDS[one.name], EXIT_STATUS[one.ok], one.means, one.next) for one in OUTCOMES.values()
    ]
    return table(("outcome", "in words", "exit status", "means", "next"), rows)


def main():
    write_parts(REPOSITORY / "docs" / "failover-rehearsal.md", {"variables": variables, "outcomes": outcomes})


if __name__ == "__main__":
    main()
