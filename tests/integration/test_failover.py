# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a failover refuses and predicts; test_failover_more.py lets it do so."""

import json

import pytest
from running_failover import Failovers

SURVIVORS = ("rws1-dc2", "rws2-dc2")
# Nothing was recorded before in the demo, and nobody can ask the lost one.
FIRST = {"gir_active_datacenter": "dc1"}


@pytest.fixture
def lost(demo, tmp_path):
    """dc1 is lost until the test is done."""
    found = Failovers(demo, tmp_path, "dc1")
    yield found
    found.find()


def test_what_stops_a_failover_is_named_at_once_and_nothing_is_done(lost):
    bare = {"gir_failover_override": None, "gir_failover_attested_by": None}
    done = lost.run("dc2", **bare, **FIRST).refused("GIR613", "GIR621", "alive for others")
    assert done.changed == set()
    assert lost.report()["outcome"] == "refused"
    assert not any(lost.entries(host) for host in SURVIVORS)


def test_check_mode_writes_the_plan_and_nothing_else(lost):
    done = lost.run("dc2", "--check", **FIRST).succeeded()
    assert done.changed == set()
    report = lost.report()
    assert report["outcome"] == "predicted"
    plan = json.loads((lost.reports / "plan.json").read_text(encoding="utf-8"))
    assert plan["digest"] == report["plan"]["digest"]
    needed = {one["name"] for one in plan["plan"]["steps"] if one["does"]}
    assert {"rws", "rps", "muxer", "profiles", "desktops", "settings"} <= needed
    assert not any(lost.entries(host) for host in SURVIVORS)


def test_a_planned_failover_is_predicted_where_both_live(lost):
    lost.find()
    done = lost.run("dc2", "--check", gir_failover_mode="planned", gir_failover_attested_by=None, **FIRST).succeeded()
    assert done.changed == set()
    report = lost.report()
    assert (report["outcome"], report["mode"], report["diagnosis"]["name"]) == ("predicted", "planned", "healthy")
    assert not any(lost.entries(host) for host in SURVIVORS)
