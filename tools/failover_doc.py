# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes into docs/failover.md its variables, diagnoses, rules, steps and outcomes."""

import verb_tables
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.diagnosis import KINDS as DIAGNOSES
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.outcomes import OUTCOMES
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.rules import RULES
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.steps import KINDS as STEPS
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.variables import VARIABLES
from tested_doc import table
from writing import REPOSITORY, write_parts


def diagnoses():
    rows = [(one.name, one.means, one.do, one.rule or "goes on") for one in DIAGNOSES]
    return table(("diagnosis", "means", "what to do", "stopped by"), rows)


def rules():
    rows = [(one.id, one.holds, one.remedy, "yes" if one.may_be_lifted else "no") for one in RULES.values()]
    return table(("rule", "what holds", "when it does not", "may be lifted"), rows)


def steps():
    rows = [
        (f"`{one.name}`", one.what, one.undo, "yes" if one.reversible else "no", "; ".join(needs(one)))
        for one in STEPS
    ]
    return table(("step", "what it does", "undo", "can be undone", "needs"), rows)


def needs(step):
    """What has to be true before a step."""
    if step.after_rws:
        yield "RWS switched"
    if step.configuration:
        yield "Configuration Server takes changes"
    if not step.optional:
        yield "without it nothing is recorded as done"


TABLES = {
    "variables": lambda: verb_tables.variables(VARIABLES),
    "diagnoses": diagnoses,
    "rules": rules,
    "steps": steps,
    "outcomes": lambda: verb_tables.outcomes(OUTCOMES),
}


def main():
    write_parts(REPOSITORY / "docs" / "failover.md", TABLES)


if __name__ == "__main__":
    main()
