# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbook site compares first: what a limit and the variables of a play make of that."""

import pytest
from test_site_compares import TAGS, did, left_alone
from test_site_refusals import RPS, Site


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path, contact_center_rws_urls=["http://127.0.0.1:9"])


def test_what_no_comparison_saw_is_not_left_alone(site):
    site.site(*TAGS).succeeded()
    again = site.site(*TAGS).succeeded()
    # A host outside of the limit was not seen, so nothing is said of it.
    limited = site.site(*TAGS, "--limit", "node-dc1").succeeded()
    assert did(limited) == set()
    assert left_alone(again) > left_alone(limited)
    # One host differs: the other one is left alone, also where it stands for the controller.
    site.below("node-dc2", RPS).unlink()
    assert did(site.site(*TAGS, "--limit", "node-dc1,node-dc2").succeeded()) == {"node-dc2"}
    # Variables of a play are in no comparison.
    play = [{"ansible.builtin.import_playbook": "gir.multidc.site", "vars": {"rps_region": "emea"}}]
    assert did(site.play(play, *TAGS).succeeded()) == {"node-dc1", "node-dc2"}
    assert "emea" in site.below("node-dc1", RPS).read_text(encoding="utf-8")
