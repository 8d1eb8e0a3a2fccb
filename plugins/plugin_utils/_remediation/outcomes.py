# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a remediation can end: a closed list, with what to do then."""

from __future__ import annotations

from .._failover.outcomes import Outcome

NOTHING, TO_APPROVE, PREDICTED, REPAIRED = "nothing", "to_approve", "predicted", "repaired"
IN_PART, REFUSED, STOPPED, BACK, BEGUN = "repaired_in_part", "refused", "stopped", "came_back", "begun"

_ROWS = (
    Outcome(NOTHING, True, "Nothing that differs is repaired without a person.", "What the findings left say."),
    Outcome(TO_APPROVE, False, "A plan waits for approval; nothing was changed.", "Read it, then the printed command."),
    Outcome(PREDICTED, True, "Check mode: what would be repaired, and nothing was changed.",
            "The same without --check."),
    Outcome(REPAIRED, True, "Everything of the plan that still differed is repaired.", "Nothing."),
    Outcome(IN_PART, False, "A part of the plan was not done, because it is not as it was approved.",
            "Make a new plan."),
    Outcome(REFUSED, False, "Rules stop it; nothing was changed.", "What each rule says."),
    Outcome(STOPPED, False, "It stopped before the end; what came later in the plan was not touched.",
            "What the reason says; then make a new plan."),
    Outcome(BACK, False, "What was repaired differs again already.", "Find out who changes it."),
    Outcome(BEGUN, False, "It has begun, and not said how it ended.", "Where no run is at work any more: a new plan."),
)  # fmt: skip
OUTCOMES = {outcome.name: outcome for outcome in _ROWS}


def approves(plan_hash: str) -> str:
    """The command that applies a plan."""
    return f"ansible-playbook gir.multidc.remediate -e gir_remediate_plan_hash={plan_hash}"
