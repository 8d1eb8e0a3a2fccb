# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every scenario of the laboratory, played in the simulated world: the same files, the same expectations."""

import pytest
from simulation.scenario import NotPossible, Player
from support.scenario import every


@pytest.mark.parametrize("scenario", every(), ids=lambda one: one.name)
def test_a_scenario_ends_as_it_says(scenario):
    trace = []
    player = Player(scenario, trace)
    try:
        problems = player.play()
    except NotPossible as reason:
        problems = []
        print(f"NOT RUN: {scenario.name}: {reason}")
    assert problems == [], "\n".join(trace)
    assert player.missed == [], "\n".join(trace)
