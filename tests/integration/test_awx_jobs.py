# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbooks as jobs of AWX: its variables, its fact storage, results of earlier jobs, slices, and its account."""

import os

import pytest
from running_awx_jobs import FACTS, HANDED_ON, Awx, account
from running_demo import passwords


@pytest.fixture
def awx(demo, tmp_path):
    found = Awx(demo, tmp_path)
    yield found
    found.close()


def test_nothing_of_earlier_jobs_counts(awx, demo):
    """Neither artifacts, nor stored facts: drift finds what was planted, and site repairs it and says so."""
    demo.path("mux1-dc2", "opt/genesys/muxer/muxer.cfg").chmod(0o644)
    stored = dict.fromkeys(awx.hosts, FACTS)
    compared = awx.run("drift", variables={**HANDED_ON, "gir_drift_fail_on": "security,new,cosmetic"}, facts=stored)
    compared.refused("gir_drift_fail_on fails this run: ")
    assert compared.artifacts["gir_drift"]["verdict"] == "drift"
    assert compared.artifacts["gir_drift"]["findings"] == 1
    # The sheets name the files in which secrets stand, and a job does not know them.
    given = {**HANDED_ON, "gir_break_glass_dir": ""}
    repaired = awx.run("site", "--diff", variables=given, facts=stored).succeeded()
    assert repaired.changed_hosts == {"mux1-dc2"}
    # The Muxers of all data centers are inspected before one may start.
    assert repaired.artifacts["gir_site"]["to_do"] == {"muxer": 2}
    assert "stale" not in str(repaired.artifacts)
    assert [secret for secret in passwords() if secret in compared.output + repaired.output] == []


def test_a_slice_and_a_foreign_model(awx):
    """Neither is taken for the whole."""
    run = awx.run("topology", part=(1, 3), variables={"gir_topology": {"active": "dc9"}})
    run.refused("GIR727: This job runs in a workflow job that is named as its job template")
    run = awx.run("topology", variables={"gir_topology": {"active": "dc9"}})
    run.refused("gir_topology is given as an extra variable, which wins over what this run computes.")


def test_as_another_account(awx, demo):
    """It has no home, and cannot write to the project."""
    user = account()
    there = awx.copied(user)
    seconds = {"gir_status_seconds": "60"}
    run = awx.run("status", variables=seconds, user=user, settings={"GIR_DEMO_DIR": str(there)}).succeeded()
    sites = run.artifacts["gir_status"]["sites"]
    assert {name: (site["hosts"], site["answered"]) for name, site in sites.items()} == {"dc1": (7, 7), "dc2": (7, 7)}
    assert {path.stat().st_uid for path in there.rglob("*")} == {os.geteuid() if user is None else user}
