# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a rehearsal can end: a closed list."""

from __future__ import annotations

from .._failover.outcomes import Outcome

READY, READY_OPEN, NOT_READY = "ready", "ready_open", "not_ready"
# How people read it.
WORDS = {READY: "ready", READY_OPEN: "ready, points open", NOT_READY: "not ready"}

_ROWS = (
    Outcome(READY, True, "Nothing would stop a failover, and everything that was looked at was confirmed.", "Nothing."),
    Outcome(READY_OPEN, True, "Nothing would stop a failover; what nobody could see is listed.",
            "Do what the points say, or know why they stay."),
    Outcome(NOT_READY, False, "A failover would be refused now, or a storage did not take a probe recording.",
            "What each rule and each probe says, then the rehearsal again."),
)  # fmt: skip
OUTCOMES = {outcome.name: outcome for outcome in _ROWS}
