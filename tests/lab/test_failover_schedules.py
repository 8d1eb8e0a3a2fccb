# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random fault schedules around a failover: no acknowledged recording is lost, and everything comes to one end.

GIR_SCHEDULES_SEED is the first seed, GIR_SCHEDULES_NUMBER how many there are.
"""

import os

import pytest

from lab.failover_schedules import schedule
from lab.failover_system import FailoverSystem
from lab.scenario_checks import active
from lab.scenarios import play

SEED = int(os.environ.get("GIR_SCHEDULES_SEED", "2100"))
NUMBER = int(os.environ.get("GIR_SCHEDULES_NUMBER", "10"))


@pytest.fixture(scope="module")
def system(possible, tmp_path_factory):
    found = FailoverSystem(tmp_path_factory.mktemp("schedules") / "lab")
    if possible:
        found.ensure_up()
    yield found
    if possible:
        found.does("down")


@pytest.mark.parametrize("seed", range(SEED, SEED + NUMBER))
def test_no_acknowledged_recording_is_lost(system, seed, tmp_path):
    scenario = schedule(seed)
    played = play(system, scenario, tmp_path / "runs")
    print(played)
    assert not played.problems, "\n".join([str(played), *map(str, scenario.events)])
    assert len(active(system)) == 1 or played.outcomes[-1] == "question"
