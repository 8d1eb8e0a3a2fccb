# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A comparison for a failover: hosts that have just answered, and nothing that could be silent."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._drift import engine
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.observed import Run
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.observed import Check
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import judged
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.comparing import Compared, Limits, NoModel
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.connected import compare
from ansible_collections.gir.multidc.plugins.plugin_utils._report.version import version
from ansible_collections.gir.multidc.plugins.plugin_utils._takeover import drifting
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model

VERB = "failover"


def before(
    action: Any, task_vars: Mapping[str, Any], model: Model, target: str, heard: Collection[str], seconds: float
) -> tuple[Check, ...]:
    """GIR629 of the target. `model`: that before the failover. `heard`: hosts that answered; others are not asked."""
    own = [host for host, known in model["hosts"].items() if known["data_center"] == target and host in heard]
    found = _compared(action, task_vars, model, own, seconds)
    return drifting.before(_findings(found), model, target, _answered(found))


def after(
    action: Any,
    task_vars: Mapping[str, Any],
    model: Model,
    heard: Collection[str],
    seconds: float,
    apart: Collection[str] = (),
) -> tuple[Check, ...]:
    """The proof at the end. `model`: that under which the target is active. `apart`: components left to a later run."""
    own = [host for host in model["hosts"] if host in heard]
    found = _compared(action, task_vars, model, own, seconds)
    return drifting.after(_findings(found), _answered(found), apart)


def _compared(
    action: Any, task_vars: Mapping[str, Any], model: Model, hosts: Collection[str], seconds: float
) -> Compared | None:
    """None where there is nothing to compare, or nothing to compare it with."""
    if not hosts:
        return None
    # What the ledgers say is known; they are not asked again.
    assumed = {"gir_active_datacenter": model["active"], "gir_eservices_site": model["eservices_site"]}
    limits = Limits(seconds, seconds)
    try:
        return compare(action, task_vars, VERB, limits, assumed, ledgers=False, chosen=hosts)
    except NoModel:
        return None


def _findings(found: Compared | None) -> list[Any]:
    if found is None:
        return []
    started = time.time()
    run = Run(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(started)), version(), unseen=found.evaluation.unseen)
    return list(engine.judge(judged.observed(found, run, started)).findings)


def _answered(found: Compared | None) -> list[str]:
    """A host that became silent in between was not compared."""
    answers = {} if found is None else found.answers
    return [host for host, one in answers.items() if not one.get("unreachable") and not one.get("failed")]
