# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs of slices: how they are known, and that the report of one does not replace that of another."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.inventory import Inventory
from ansible_collections.gir.multidc.plugins.plugin_utils._report.asked import of
from ansible_collections.gir.multidc.plugins.plugin_utils._report.of_drift import from_drift
from ansible_collections.gir.multidc.plugins.plugin_utils._report.outputs import write
from support.drift_reports import findings, report

NAMED = {"awx_workflow_job_name": "GIR drift", "awx_job_template_name": "GIR drift", "awx_job_id": 31}


@pytest.mark.parametrize(
    ("variables", "part"),
    [
        ({}, ""),
        ({"awx_job_id": 31}, ""),
        ({**NAMED, "awx_workflow_job_name": "GIR nightly"}, ""),
        (NAMED, "31"),
        ({"tower_job_slice_count": 3, "tower_job_slice_number": 2}, "2"),
    ],
)
def test_what_tells_a_slice_from_the_others(variables, part):
    assert Inventory(None, None, variables).part == part


def test_reports_of_slices_stand_side_by_side(tmp_path):
    asked = of("drift", {"gir_drift_output_dir": str(tmp_path), "gir_drift_formats": "json,markdown"}.get)[0]
    for part in ("31", "32", ""):
        write(from_drift(report(findings(3)), part), asked)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "drift-31.json", "drift-31.md", "drift-32.json", "drift-32.md", "drift.json", "drift.md",
    ]  # fmt: skip
