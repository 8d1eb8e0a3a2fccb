# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scenarios of tests/scenarios on real hosts that record all the while; GIR_SCENARIOS names some of them.

Failed ones are played to the end, so that each test shows all that is wrong with its scenario.
"""

import os

import pytest
from support.scenario import every

from lab.failover_system import FailoverSystem
from lab.scenarios import INVENTORY, play

CHOSEN = os.environ.get("GIR_SCENARIOS", "").split()
SCENARIOS = [one for one in every() if not CHOSEN or one.name in CHOSEN]


@pytest.fixture(scope="module")
def systems(possible, tmp_path_factory):
    """Number of data centers to its laboratory, brought up when the first scenario needs it."""
    found = {}

    def of(scenario):
        number = len(scenario.world["data_centers"])
        if number not in found:
            found[number] = FailoverSystem(tmp_path_factory.mktemp("failover") / "lab", INVENTORY[number])
            found[number].ensure_up()
        return found[number]

    yield of
    for system in found.values():
        system.does("down")


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[one.name for one in SCENARIOS])
def test_scenario(systems, scenario, tmp_path, request):
    played = play(systems(scenario), scenario, tmp_path / "runs")
    print(played)
    if played.not_run:
        terminal = request.config.pluginmanager.get_plugin("terminalreporter")
        terminal.write_line(f"NOT RUN: {scenario.name}: {played.not_run}")
    assert not played.problems, str(played)
    assert not played.missed, str(played)


def test_fifty_dead_hosts_more_cost_less_than_five_seconds(systems, tmp_path):
    """They are in the inventory of the data center that is lost, and nobody answers for them."""
    scenario = next(one for one in every() if one.name == "in_time")
    system = systems(scenario)
    few = play(system, scenario, tmp_path / "few")
    with system.dead_hosts("dc1", 50):
        many = play(system, scenario, tmp_path / "many")
    assert (few.problems, many.problems) == ([], [])
    assert many.run_seconds[0] - few.run_seconds[0] < 5, (few.run_seconds, many.run_seconds)
