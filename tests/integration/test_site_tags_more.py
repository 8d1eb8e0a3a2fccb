# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags choose components and their steps: each combination of a component, its steps and what is skipped."""

import pytest
from support.component_runs import COMPONENTS, Roles
from test_site_tags import hosts, playbook


@pytest.fixture
def site(tmp_path):
    return Roles(tmp_path)


def test_a_component_and_a_step_of_one(site):
    assert hosts(playbook(site, "site", "--tags", "rps_install").succeeded()) == set()
    assert hosts(playbook(site, "site", "--tags", "rps", "--skip-tags", "rps_configure").succeeded()) == set()
    run = playbook(site, "site", "--tags", "rps_configure,muxer_service", "--skip-tags", "rps_service").succeeded()
    assert hosts(run) == set(COMPONENTS["gir_rps"])
    assert hosts(playbook(site, "site", "--tags", "rps,muxer").succeeded()) == set(COMPONENTS["gir_muxer"])
