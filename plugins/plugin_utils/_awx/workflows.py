# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The workflows: which job template follows which, and where somebody has to approve.

A failover syncs neither project nor inventory: Git may be in the data center that is lost. AWX refuses two kinds of
edges between the same nodes, so what follows in any case follows by `always`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .questions import Question
from .templates import ESERVICES_QUESTIONS, FAILOVER_QUESTIONS, KEYSTORE_QUESTIONS, SITE_QUESTIONS

TEMPLATE, PROJECT, SOURCE, APPROVAL = "job_template", "project", "inventory_source", "workflow_approval"
# None has the name of a job template: AWX runs slices of a template in a workflow job of that name (GIR727).
CHANGE, NIGHTLY, FAILOVER, ESERVICES, KEYSTORES = (
    "change", "nightly", "approved failover", "approved eServices switch", "keystores",
)  # fmt: skip


@dataclass(frozen=True)
class Node:
    """`runs`: the job template, for a node of that kind; of an approval what is asked for.

    `success`, `failure`, `always`: the identifiers of what follows. Of an approval, failure is a denial or its time
    limit.
    """

    runs: str = ""
    kind: str = TEMPLATE
    success: tuple[str, ...] = ()
    failure: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    urgent: bool = False


@dataclass(frozen=True)
class Workflow:
    """`nodes` by identifier. `limit`: asked at the start, and handed to the templates that take one."""

    about: str
    nodes: Mapping[str, Node] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    limit: bool = False


WORKFLOWS: Mapping[str, Workflow] = {
    CHANGE: Workflow(
        "Brings the inventory of Git to the sites: check, approval, site, verify",
        {
            "project": Node(kind=PROJECT, success=("inventory",)),
            "inventory": Node(kind=SOURCE, success=("check",)),
            "check": Node("site check", success=("approve",)),
            "approve": Node("Read what the check would change, and approve it", APPROVAL, success=("site",)),
            "site": Node("site", success=("verify",)),
            "verify": Node("verify"),
        },
        SITE_QUESTIONS,
        limit=True,
    ),
    NIGHTLY: Workflow(
        "Compares everything, and repairs what an approved plan names: drift, plan, approval, remediate, drift",
        {
            # A repository that is away must not hide drift.
            "project": Node(kind=PROJECT, always=("inventory",)),
            "inventory": Node(kind=SOURCE, always=("drift",)),
            "drift": Node("drift", failure=("plan",)),
            # It ends as failed where its plan waits for approval, and well where nothing can be repaired.
            "plan": Node("remediation plan", failure=("approve",)),
            "approve": Node("Read the plan of the job before, and approve it", APPROVAL, success=("remediate",)),
            "remediate": Node("remediation as planned", always=("again",)),
            "again": Node("drift"),
        },
    ),
    FAILOVER: Workflow(
        "Moves the system to the other data center: status, approval, failover, verify",
        {
            "status": Node("status", always=("approve",)),
            "approve": Node(
                "Read the status, and approve the failover", APPROVAL, success=("failover",), failure=("stands",),
                urgent=True,
            ),
            "failover": Node("failover", success=("verify",), failure=("stands",)),
            "verify": Node("verify"),
            # Denied, not answered in time, or refused: how the system stands then.
            "stands": Node("status"),
        },
        FAILOVER_QUESTIONS,
    ),
    ESERVICES: Workflow(
        "Switches the eServices site alone: status, approval, switch, verify",
        {
            "status": Node("status", always=("approve",)),
            "approve": Node(
                "Read the status, and approve the switch", APPROVAL, success=("switch",), failure=("stands",),
                urgent=True,
            ),
            "switch": Node("eServices switch", success=("verify",), failure=("stands",)),
            "verify": Node("verify"),
            "stands": Node("status"),
        },
        ESERVICES_QUESTIONS,
    ),
    KEYSTORES: Workflow(
        "Compares the keystores, and makes them equal after an approval: check, approval, sync, check",
        {
            "check": Node("keystore check", failure=("approve",)),
            "approve": Node("Read what differs, and approve the sync", APPROVAL, success=("sync",)),
            "sync": Node("keystore sync", always=("again",)),
            "again": Node("keystore check"),
        },
        KEYSTORE_QUESTIONS,
    ),
}  # fmt: skip
