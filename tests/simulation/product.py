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
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import finding
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
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger import (
    chain,
    changes,
    entry,
    questions,
    rejoining,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin import asked as rejoin_asked
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin import decide as rejoin_decide
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin import listing
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin import observed as rejoin_observed
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin import outcomes as rejoin_outcomes
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin import steps as rejoin_steps
from ansible_collections.gir.multidc.plugins.plugin_utils._takeover import rejoined

__all__ = ["CONFIRMED", "FAILED", "NOT_OBSERVABLE", "asked", "case", "chain", "changes", "decide", "diagnosis", "entry",
           "finding", "guard", "guard_history", "journal", "listing", "observed", "outcomes", "plan", "questions",
           "rejoin_asked", "rejoin_decide", "rejoin_observed", "rejoin_outcomes", "rejoin_steps", "rejoined",
           "rejoining", "rules", "run", "steps"]  # fmt: skip
