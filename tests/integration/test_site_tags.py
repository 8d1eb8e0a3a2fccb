# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags choose components and their steps; one that no playbook has is refused before anything is done."""

import pytest
from support.component_runs import COMPONENTS, Roles


@pytest.fixture
def site(tmp_path):
    return Roles(tmp_path)


def hosts(run):
    return {host for host, _task in run.changed}


def playbook(site, name, *arguments):
    return site.playbook(name, *arguments, gir_read_record="false")


def test_a_step_of_a_component(site):
    run = playbook(site, "site", "--tags", "rps_configure,muxer_service", "--skip-tags", "rps_service").succeeded()
    assert hosts(run) == set(COMPONENTS["gir_rps"])


@pytest.mark.parametrize(
    ("name", "arguments", "sentence"),
    [
        ("site", ["--tags", "mpc"], "GIR974: --tags names mpc, but playbook site has no such tag. Did you mean mcp?"),
        ("site", ["--skip-tags", "rws_servce"], "--skip-tags names rws_servce, but playbook site has no such tag."),
        ("verify", ["--tags", "mcp"], "--tags names mcp, but playbook verify has no tags."),
        ("render", ["--tags", "mcp"], "--tags names mcp, but playbook render has no tags."),
    ],
)
def test_a_tag_that_nobody_has_is_refused(site, name, arguments, sentence):
    playbook(site, name, *arguments).refused(sentence)
    assert not site.hosts.exists()


def test_a_role_in_a_play_of_ones_own_follows_the_tags_of_that_play(site):
    play = {"hosts": "gir_rps", "gather_facts": False, "roles": [{"role": "gir.multidc.rps", "tags": "recording"}]}
    assert hosts(site.play([play], "--tags", "backup").succeeded()) == set()
    assert hosts(site.play([play], "--tags", "recording", "--skip-tags", "rps_configure").succeeded()) == set()
    assert hosts(site.play([play], "--tags", "recording").succeeded()) == set(COMPONENTS["gir_rps"])
