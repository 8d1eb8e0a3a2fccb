# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the simulation takes of the product: the decisions, and the ledger that is real in it, too."""

from ansible_collections.gir.multidc.plugins.module_utils._common.observation import (
    CONFIRMED,
    FAILED,
    NOT_OBSERVABLE,
)
from ansible_collections.gir.multidc.plugins.module_utils._site_guard import decision as guard
from ansible_collections.gir.multidc.plugins.module_utils._site_guard import history as guard_history
from ansible_collections.gir.multidc.plugins.plugin_utils._failover import (
    asked,
    case,
    decide,
    diagnosis,
    journal,
    observed,
    outcomes,
    plan,
    rules,
    run,
    steps,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger import chain, changes, entry, questions

__all__ = ["CONFIRMED", "FAILED", "NOT_OBSERVABLE", "asked", "case", "chain", "changes", "decide", "diagnosis", "entry",
           "guard", "guard_history", "journal", "observed", "outcomes", "plan", "questions", "rules", "run",
           "steps"]  # fmt: skip
