# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the lifecycle rules of a location ask of its RWS nodes, which execute them. Facts: rws.md 2.5 and 6."""

from __future__ import annotations

from .._topology.published import DataCenterModel, LifecycleRuleModel
from .._topology.rule import PRODUCT, WARNING
from .._topology.values import listed, show, with_verb
from .report import Report
from .rule import rule
from .rws_options import Rws

GIR907 = rule(
    907,
    "RWS nodes execute scheduled media operations where a lifecycle rule of their location is enabled.",
    "Leave rws_enable_scheduled_media_operations out, or disable the rules in gir_media_lifecycle.",
    PRODUCT,
)
GIR746 = rule(
    746,
    "Where a purge rule is enabled, RWS writes what it deletes to its audit log.",
    "Set rws_audit_log_deleted_files to true, or accept that nobody can tell later what was purged.",
    PRODUCT,
    WARNING,
)


def check_lifecycle(center: DataCenterModel, o: Rws, report: Report) -> None:
    """The rules are the map's; the options are those of this node."""
    enabled = _enabled(center)
    if enabled and o.enable_scheduled_media_operations is False:
        report.add(
            GIR907,
            "rws_enable_scheduled_media_operations",
            "rws_enable_scheduled_media_operations is false, but in gir_media_lifecycle"
            f" {with_verb([show(one['name']) for one in enabled])} enabled for {show(center['node_path'])}.",
        )
    purges = [one["name"] for one in enabled if any(task["type"] == "purge" for task in one["tasks"])]
    if purges and not o.audit_log_deleted_files:
        report.add(
            GIR746,
            "rws_audit_log_deleted_files",
            f"rws_audit_log_deleted_files is not true, but {listed(map(show, purges))} of {show(center['node_path'])}"
            " will purge recordings.",
        )


def scheduled_operations(center: DataCenterModel, o: Rws) -> bool | None:
    """What the user says; else true where a rule is enabled, and nothing where none is."""
    if o.enable_scheduled_media_operations is not None:
        return o.enable_scheduled_media_operations
    return True if _enabled(center) else None


def _enabled(center: DataCenterModel) -> list[LifecycleRuleModel]:
    return [one for one in center["media_lifecycle"] if one["enabled"]]
