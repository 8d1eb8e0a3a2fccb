# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of a failover: their names, defaults and limits. docs/failover.md has them as a table."""

from __future__ import annotations

from dataclasses import dataclass

from .._report import place


@dataclass(frozen=True)
class Variable:
    """`default` and `means`: for people. `least` and `most`: limits of a whole number."""

    name: str
    default: str
    means: str
    least: int = 0
    most: int = 0


TO = Variable("gir_failover_to", "", "Data center that becomes active. Required")
CONFIRM = Variable("gir_failover_confirm", "", "The same once more. Required")
MODE = Variable(
    "gir_failover_mode",
    "forced",
    "How: `forced`, without the data center that is given up, or `planned`, with it",
)
ATTESTED_BY = Variable(
    "gir_failover_attested_by",
    "",
    "Name of the person who has found out that the data center is lost. Required when `forced`",
)
REASON = Variable("gir_reason", "", "Why; kept in the ledger and in the report")
CHANGE_ID = Variable("gir_change_id", "", "Ticket; kept in the ledger and in the report")
ACCEPT = Variable(
    "gir_failover_accept",
    "none",
    "Components that nobody can stop and that you know to be stopped: `dc1/muxer`, `dc1/rps`, `dc1/voice_processor`."
    " A list, or a text with commas",
)
OVERRIDE = Variable(
    "gir_failover_override",
    "none",
    "Rules that you lift, each with a reason: a list of `{rule: GIR627, reason: ...}`, or the same as JSON text",
)
PLAN = Variable(
    "gir_failover_plan",
    "none",
    "What was approved: the file of a plan that `--check` wrote, or the name of a plan as reports"
    " have it, `<time>@<digest>`",
)
PLAN_MINUTES = Variable("gir_failover_plan_minutes", "60", "How long an approved plan holds, in minutes", 1, 10080)
EXPECT_ACTIVE = Variable(
    "gir_failover_expect_active", "any", "Data center that you believe to be active; the run stops where it is not"
)
EXPECT_EPOCH = Variable(
    "gir_failover_expect_epoch", "any", "Epoch that you believe the ledger to be at; the run stops where it is not",
    0, 10**9,
)  # fmt: skip
TAKE_OVER = Variable("gir_failover_take_over", "none", "Id of a lock whose run you know to be dead")
LOST_SECONDS = Variable(
    "gir_failover_lost_seconds", "10", "How long nothing may have answered before that counts as a loss", 0, 3600
)
OUTAGE_SINCE = Variable(
    "gir_failover_outage_since",
    "the begin of the run",
    "Since when nothing has answered, as in `2027-01-31T02:10:00+01:00`. What waits for the silence then waits less,"
    " so give only what you know",
)
REINDEX = Variable("gir_failover_reindex", "true", "Whether the recordings are indexed anew at the target")
HOLD_MINUTES = Variable(
    "gir_failover_hold_minutes", "60", "How long other verbs that write are held back afterwards; 0 is not at all",
    0, 10080,
)  # fmt: skip
PREEMPT_SECONDS = Variable(
    "gir_failover_preempt_seconds",
    "60",
    "How long a run of site, upgrade, remediate or rejoin may take to make way",
    0,
    3600,
)
DRAIN_MINUTES = Variable(
    "gir_failover_drain_minutes", "10", "How long a planned failover waits until the queues are empty", 0, 1440
)
WITNESS = Variable(
    "gir_failover_witness", "none", "Address outside of both data centers that shows whether the controller is isolated"
)
SECONDS = Variable("gir_failover_seconds", "6", "How long it may take to inspect all hosts and addresses once", 3, 120)
OUTPUT_DIR = Variable("gir_failover_output_dir", "none", "Directory of the controller for the report")
FORMATS = Variable("gir_failover_formats", "all", "Forms of the report: `json`, `markdown`, `html`")

VARIABLES = (
    TO, CONFIRM, MODE, ATTESTED_BY, REASON, CHANGE_ID, ACCEPT, OVERRIDE, OUTAGE_SINCE, LOST_SECONDS, WITNESS,
    EXPECT_ACTIVE, EXPECT_EPOCH, PLAN, PLAN_MINUTES, TAKE_OVER, PREEMPT_SECONDS, DRAIN_MINUTES, REINDEX, HOLD_MINUTES,
    SECONDS, OUTPUT_DIR, FORMATS,
)  # fmt: skip
# Of the role of the site guard, which has them in its table.
GUARD = Variable("gir_site_guard", "false", "")
GUARD_ISOLATION = Variable("gir_site_guard_isolation", "120", "", 30, 3600)
# Of objectives.py.
OBJECTIVES = Variable("gir_recovery_objectives", "none", "")
# Every variable that reading.py reads; another module judges the witness.
READ = (
    *(one.name for one in (*VARIABLES, GUARD, GUARD_ISOLATION, OBJECTIVES) if one is not WITNESS),
    *place.READ,
)
