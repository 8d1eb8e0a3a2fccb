# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbook site compares first: what was seen to be equal is left alone, and nothing else."""

import pytest
from test_site_refusals import RPS, Site, hosts

TAGS = ("--tags", "rps")


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path, contact_center_rws_urls=["http://127.0.0.1:9"])


def left_alone(run):
    """How many components."""
    (said,) = (result.data["msg"] for result in run.results if result.task == "Show what differs")
    return next(int(line.split()[0]) for line in said if line.endswith(" of the hosts of this run are left alone."))


def did(run):
    """The hosts on which anything of a component ran."""
    return {result.host for result in run.results if "Check what is desired of" in str(result.task)}


def test_what_is_equal_is_left_alone(site):
    first = site.site(*TAGS).succeeded()
    assert did(first) == hosts(first) == {"node-dc1", "node-dc2"}
    again = site.site(*TAGS).succeeded()
    assert did(again) == set()
    assert left_alone(first) < left_alone(again)
    # One host differs: the other one is left alone, also where it stands for the controller.
    site.below("node-dc2", RPS).unlink()
    assert did(site.site(*TAGS, "--check").succeeded()) == {"node-dc2"}
