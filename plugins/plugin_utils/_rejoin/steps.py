# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stages and commands of a rejoin, in their order."""

from __future__ import annotations

PLAN, VALIDATE, PRECHECK, LIST, FENCE, CATCH_UP, CONFIGURE, VERIFY, START, RECORD, REPORT = (
    "plan", "validate", "precheck", "list", "fence", "catch_up", "configure", "verify", "start", "record",
    "report")  # fmt: skip
STAGES = (PLAN, VALIDATE, PRECHECK, LIST, FENCE, CATCH_UP, CONFIGURE, VERIFY, START, RECORD, REPORT)

LOCK, TAKE_OVER, KEEP_LIST, STOP = "lock", "take_over", "keep_list", "fence"
LEDGER, KEYSTORES, REINDEX, WRITE, COMPARE, RUN, DONE = (
    "ledger", "keystores", "reindex", "write", "compare", "run", "done")  # fmt: skip

# For people; {0} is the data center.
WHAT = {
    LOCK: "Claim the lock",
    TAKE_OVER: "Take over the lock of a dead run",
    KEEP_LIST: "Keep the list that was accepted beside the ledgers",
    STOP: "Stop Muxer and processors of {0}, and their start at boot",
    LEDGER: "Give the RWS hosts of {0} the newest ledger",
    KEYSTORES: "Give all keystores the same keys; none is taken away",
    REINDEX: "Index the recordings of the outage anew",
    WRITE: "Make the hosts of {0} those of a standby; Muxer and processors stay stopped",
    COMPARE: "Compare {0} with what it should be",
    RUN: "Give Muxer and processors of {0} the state of a standby",
    DONE: "Record in the ledger that {0} has rejoined",
}
# What changes nothing of the system.
HARMLESS = (LOCK, TAKE_OVER, KEEP_LIST, COMPARE)
