# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One job template for each playbook, and a second one where a check comes before.

Which of them take a limit is what their playbooks say; only `drift` takes slices (docs/drift.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .questions import (
    BOOLEANS,
    COMPONENTS,
    DATA_CENTERS,
    PAIR,
    Question,
    choice,
    document,
    switch,
    text,
)

# Who may start it by hand: operators, or only approvers, since operators start it in a workflow with an approval.
OPERATOR, APPROVER = "operator", "approver"
RUN, CHECK = "run", "check"


@dataclass(frozen=True)
class Template:
    """`name`: after the name of the system. `limit`, `slices`, `tags`: asked at the start.

    `extra_vars`: filled by Ansible in the job. A survey would hide them: its blank answers count before.
    """

    name: str
    playbook: str
    about: str
    questions: tuple[Question, ...] = ()
    started_by: str = OPERATOR
    job_type: str = RUN
    limit: bool = False
    slices: bool = False
    tags: bool = False
    extra_vars: Mapping[str, str] = field(default_factory=dict)


_REASON = text("gir_reason", "Reason", "Kept in the ledger and in the report.")
_CHANGE = text("gir_change_id", "Change or ticket", "Kept in the ledger and in the report.")
_TAKE_OVER = "The id of a lock whose run you know to be dead. Playbook lock shows it."
_MOMENT = "Such as 2027-01-31T02:10:00+01:00."
_COMMAS = "Several with commas between them."

SITE_QUESTIONS = (
    choice("gir_muxer_accept_unobserved", "Data center in which you know that no Muxer runs", DATA_CENTERS,
           "Where nobody can observe it, as after the loss of a data center."),
)  # fmt: skip
FAILOVER_QUESTIONS = (
    choice("gir_failover_to", "Data center that becomes active", PAIR, required=True),
    choice("gir_failover_confirm", "The same once more", PAIR, required=True),
    choice("gir_failover_mode", "How", ("forced", "planned"),
           "forced: without the data center that is given up. planned: with it.", True, "forced"),
    text("gir_failover_attested_by", "Who attests that the data center is lost",
         "Your name. Required when forced."),
    _REASON,
    _CHANGE,
    text("gir_failover_accept", "Components that nobody can stop and that you know to be stopped",
         f"Such as dc1/muxer. {_COMMAS}"),
    document("gir_failover_override", "Rules that you lift", 'JSON, such as [{"rule": "GIR627", "reason": "..."}].'),
    text("gir_failover_outage_since", "Since when nothing has answered", _MOMENT),
    choice("gir_failover_expect_active", "Data center that you believe to be active", DATA_CENTERS),
    text("gir_failover_plan", "Approved plan", "Its name, <time>@<digest>, as the report of the plan has it."),
    text("gir_failover_take_over", "Take over a lock", _TAKE_OVER),
)  # fmt: skip
FAILBACK_QUESTIONS = (
    choice("gir_failover_confirm", "Primary data center, to confirm", PAIR, required=True),
    _REASON,
    _CHANGE,
    document("gir_failover_override", "Rules that you lift", 'JSON, such as [{"rule": "GIR627", "reason": "..."}].'),
    text("gir_failover_take_over", "Take over a lock", _TAKE_OVER),
)
ESERVICES_QUESTIONS = (
    choice("gir_eservices_switch_to", "Data center of the eServices site", PAIR, required=True),
    choice("gir_eservices_switch_confirm", "The same once more", PAIR, required=True),
    _REASON,
    _CHANGE,
)
_PLAN_HASH = text(
    "gir_remediate_plan_hash",
    "Hash of the plan that you approve",
    "Without it a plan is made, and nothing is repaired.",
)
KEYSTORE_QUESTIONS = (
    text("gir_keystore_source_digest", "SHA-256 digest of a source that nothing proves to be intact"),
    choice("gir_keystore_state", "What is made", ("synced", "merged"), "Without an answer: synced."),
    document("gir_keystore_accept_loss", "Entries whose loss you accept", "As the refusal shows them."),
)  # fmt: skip

TEMPLATES = (
    Template("status", "status", "How the whole system stands; changes nothing", limit=True),
    Template("topology", "topology", "Judges the inventory; changes nothing"),
    Template(
        "render",
        "render",
        "Renders every file and option, for gir_report_url; changes nothing",
        (choice("gir_active_datacenter", "As if this data center were active", PAIR),),
    ),
    Template(
        "drift",
        "drift",
        "Compares the whole system with the inventory; changes nothing",
        (choice("gir_drift_show_ignored", "List what is ignored", BOOLEANS),),
        limit=True,
        slices=True,
    ),
    Template(
        "merge of drift reports",
        "drift_merge",
        "Makes one report of several; changes nothing",
        (text("gir_drift_reports", "Directory of the reports", required=True),),
    ),
    Template("verify", "verify", "Proves each data center with transactions", limit=True),
    Template(
        "site check",
        "site",
        "Shows what site would change; changes nothing",
        SITE_QUESTIONS,
        job_type=CHECK,
        limit=True,
        tags=True,
    ),
    Template(
        "site",
        "site",
        "Makes every site as the inventory says",
        SITE_QUESTIONS,
        started_by=APPROVER,
        limit=True,
        tags=True,
    ),
    Template(
        "remediation plan",
        "remediate",
        "Plans what can be repaired; repairs nothing",
        (_REASON, _CHANGE),
    ),
    Template(
        "remediate",
        "remediate",
        "Repairs what an approved plan names",
        (_PLAN_HASH, _REASON, _CHANGE),
        started_by=APPROVER,
    ),
    Template(
        "remediation as planned",
        "remediate",
        "Repairs what the plan of an earlier job of its workflow names; started by hand it only plans",
        started_by=APPROVER,
        extra_vars={"gir_remediate_plan_hash": "{{ gir_remediate.plan.hash | default('') }}"},
    ),
    Template(
        "upgrade",
        "upgrade",
        "Brings a new version of the products to one host after the other",
        (
            text("gir_upgrade_leave_out", "Hosts that are left out", "A pattern of Ansible."),
            text("gir_upgrade_purge_old_index", "Data centers whose index is deleted and built anew", _COMMAS),
            text("gir_upgrade_purge_confirm", "The same once more"),
            text("gir_upgrade_purge_from", "Time of the oldest recording that searches have to find", _MOMENT),
        ),
        started_by=APPROVER,
    ),
    Template("keystore check", "keystore_check", "Compares all keystores; changes nothing"),
    Template(
        "keystore sync", "keystore_sync", "Makes all keystores equal", KEYSTORE_QUESTIONS, started_by=APPROVER
    ),
    Template(
        "recording certificate",
        "recording_certificate",
        "Brings a new recording certificate into use",
        (
            document("gir_recording_certificate", "The certificate",
                     "JSON, see docs/keystores.md. No private key: the job would show it.", True),
        ),
        started_by=APPROVER,
    ),
    Template(
        "failover plan",
        "failover",
        "Shows what a failover would do, and what stands in its way; changes nothing",
        FAILOVER_QUESTIONS,
        job_type=CHECK,
    ),
    Template("failover", "failover", "Moves the system to the other data center", FAILOVER_QUESTIONS, APPROVER),
    Template("failback", "failback", "Moves the system back to the primary", FAILBACK_QUESTIONS, APPROVER),
    Template(
        "failover rehearsal",
        "failover_rehearsal",
        "Tells whether a failover would go through; moves nothing",
        (
            choice("gir_rehearsal_to", "Data center that would become active", PAIR),
            choice("gir_rehearsal_mode", "Only this failover", ("forced", "planned")),
            text("gir_rehearsal_by", "Who rehearses"),
            text("gir_rehearsal_notes", "What is to be remembered of it"),
        ),
    ),
    Template(
        "rejoin",
        "rejoin",
        "Makes a data center that has returned the standby",
        (
            choice("gir_rejoin_datacenter", "Data center that becomes the standby", PAIR, required=True),
            choice("gir_rejoin_confirm", "The same once more", PAIR, required=True),
            text("gir_rejoin_listed", "Digest of the list that you have read",
                 "Without it the list is shown, and nothing is changed."),
            text("gir_rejoin_repaired_by", "Who has repaired Cassandra"),
            text("gir_rejoin_accept", "Components there that you know to be stopped", f"Such as dc1/muxer. {_COMMAS}"),
            text("gir_rejoin_outage_since", "Since when it was away", _MOMENT),
            text("gir_rejoin_outage_until", "Until when it was away", _MOMENT),
            text("gir_rejoin_take_over", "Take over a lock", _TAKE_OVER),
            _REASON,
            _CHANGE,
        ),
        started_by=APPROVER,
    ),
    Template(
        "eServices switch",
        "eservices_switch",
        "Switches the eServices site alone",
        ESERVICES_QUESTIONS,
        APPROVER,
    ),
    Template(
        "ledger",
        "ledger",
        "Shows the ledger of every RWS host, or repairs it",
        (
            text("gir_ledger_choose", "Operation that tells the truth", "Its id. Without it the ledger is shown."),
            switch("gir_ledger_create", "Make the first entry", False),
            _REASON,
            _CHANGE,
        ),
        started_by=APPROVER,
    ),
    Template(
        "lock",
        "lock",
        "Shows who holds the lock, or breaks it",
        (
            text("gir_lock_break", "Operation whose lock is broken", "Its id. Without it the lock is shown."),
            switch("gir_lock_break_running", "Break it although its limit has not passed", False),
        ),
    ),
    Template(
        "hold",
        "hold",
        "Keeps writing playbooks back for a while, or shows and lifts holds",
        (
            text("gir_hold_reason", "Why", "With the minutes it sets a hold. Without both, holds are shown."),
            text("gir_hold_minutes", "For how many minutes", "1 to 10080."),
            text("gir_hold_lift", "Hold that is lifted", "Its id, or true for all."),
        ),
    ),
    Template(
        "maintenance",
        "maintenance",
        "Sets, shows or ends maintenance markers",
        (
            choice("gir_maintenance_state", "What to do", ("show", "set", "end"), "", True, "show"),
            text("gir_maintenance_hosts", "Hosts and groups", _COMMAS),
            choice("gir_maintenance_component", "Only this component", COMPONENTS),
            text("gir_maintenance_why", "What for"),
            text("gir_maintenance_until", "Until when", f"A day, or a time. {_MOMENT}"),
        ),
        limit=True,
    ),
    Template(
        "kept copies",
        "kept_copies",
        "Lists copies kept for rollback, or removes them",
        (
            text("gir_kept_copies_remove_older_than_days", "Remove what was kept for so many days"),
            document("gir_kept_copies_remove", "Copies to remove", "JSON: a list of host, path and sha256."),
        ),
        started_by=APPROVER,
        limit=True,
    ),
    Template(
        "failover kit",
        "failover_kit",
        "Makes the failover kits in a directory that is mounted into the container",
    ),
    Template(
        "adopt",
        "adopt",
        "Writes an inventory from a running system into a directory that is mounted into the container",
        (
            text("gir_adopt_dir", "Directory for the inventory", required=True),
            switch("gir_adopt_overwrite", "Overwrite what is there", False),
        ),
    ),
)  # fmt: skip
BY_NAME = {one.name: one for one in TEMPLATES}
# Playbooks with a wrapper in the project, each once.
PLAYBOOKS = tuple(dict.fromkeys(one.playbook for one in TEMPLATES))
