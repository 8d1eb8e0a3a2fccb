# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of playbook drift_merge: its variables, the reports that it reads, and the one that it writes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import Report, errors
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import document, merge, policy
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.reading import Refused
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.inventory import Inventory
from ansible_collections.gir.multidc.plugins.plugin_utils._report import asked, outputs, terminal
from ansible_collections.gir.multidc.plugins.plugin_utils._report.of_drift import from_drift
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.summary import summary

# The merged report goes where that of a whole comparison would.
_OUTPUTS_OF = "drift"


def merged(action: Any, task_vars: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """(what the task returns, warnings). Raises `reading.Refused` where there is nothing to merge."""
    names = (merge.VARIABLE, policy.VARIABLE, *asked.variables(_OUTPUTS_OF))
    value = Inventory(action._templar, action._loader, task_vars).of_anyone(names).get
    report = Report("")
    fails = policy.read(value(policy.VARIABLE), report)
    wanted, more = asked.of(_OUTPUTS_OF, value)
    wrong = [*report.violations, *more]
    if errors(wrong):
        raise Refused(summary(wrong))
    reports = merge.read(value(merge.VARIABLE))
    found = merge.merged(reports)
    failed, sentence = policy.decide(fails, found)
    shown = from_drift(found)
    written = outputs.write(shown, wanted)
    result = {
        "verdict": found["summary"]["verdict"],
        "summary": document.stats(found),
        "findings": found["findings"],
        "fails": failed,
        "sentence": sentence,
        "lines": terminal.lines(shown),
        "written": dict(written.paths),
        "merged": [one.name for one in reports],
        "unseen": found["run"]["unseen"],
    }
    return result, [*written.problems, *written.notes]
