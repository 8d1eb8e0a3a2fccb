# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A canary in every secret variable, and every playbook: none is seen. A part of it is in test_canary."""

import shutil

import pytest
from canary_plan import PLAYBOOKS, Plan, name_server
from canary_site import Site

# Without these programs a playbook refuses.
NEEDS = {"recording_certificate": "keytool"}


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    """The servers, and their hosts as the first runs of playbook site leave them."""
    site = Site(tmp_path_factory.mktemp("canary"))
    try:
        with name_server(site):
            site.run("site", "--check", label="at first, check").unseen().succeeded()
            site.run("site", label="at first").unseen().succeeded()
            site.standins.wait_until_running()
            yield Plan(site, tmp_path_factory.mktemp("files") / "files")
    finally:
        site.stop()


@pytest.mark.parametrize("name", PLAYBOOKS)
def test_no_canary_is_seen_when_a_playbook_runs(plan, name):
    runs = list(plan.runs(name))
    for run in runs:
        run.unseen()
    if name not in NEEDS or shutil.which(NEEDS[name]):
        for run in runs:
            run.succeeded()


@pytest.mark.parametrize("name", PLAYBOOKS)
def test_no_canary_is_seen_when_a_playbook_fails(plan, name):
    assert sum((run.appearances for run in plan.failures(name)), []) == []
