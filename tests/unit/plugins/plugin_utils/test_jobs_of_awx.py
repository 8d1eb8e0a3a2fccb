# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs of AWX: how those of slices are known, that their reports do not replace each other, and files of a job."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.break_glass import Whole
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


@pytest.mark.parametrize(
    ("more", "place"),
    [({}, "in group_vars/gir/vault.yml"), ({"awx_job_id": 31}, "in your inventory or vault")],
)
def test_where_a_secret_stands_is_said_without_the_files_of_a_job(more, place):
    """A break-glass sheet is read when the job and its inventory are gone."""

    class Gatherer:
        def known(self, _host):
            return {"gir_rws_ops_password": "s", **more}

        def place(self, _host, _name):
            return "/runner/inventory/group_vars/gir/vault.yml:3"

    whole = object.__new__(Whole)
    whole._gatherer = Gatherer()
    assert whole._origin("gir_rws_ops_password") == ("gir_rws_ops_password", place)
