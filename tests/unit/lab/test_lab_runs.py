# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who watches a rejoin names what runs too early, and says when he did not look."""

import json
import subprocess
import sys
import threading

import pytest
from lab import fence_watch, load_hosts
from lab.scenario_run import RejoinRun


class System:
    """Hosts with a Muxer, which runs."""

    def __init__(self):
        self.groups = {"gir_muxer": ["mux1-dc1"], "gir_rps": []}
        self.looked = threading.Event()

    def hosts(self, _center):
        return ["mux1-dc1"]

    def unit_runs(self, _host, _unit):
        self.looked.set()
        return True

    def unit_enabled(self, _host, _unit):
        return False


class Rejoin(RejoinRun):
    """Without a process."""

    def __init__(self, place, commands):
        self.found, self.reports = [], place
        lines = [json.dumps({"kind": "command", "name": name}) for name in commands]
        (place / self.journal).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    def over(self):
        return False


def test_a_processor_of_a_standby_may_go_on(tmp_path, monkeypatch):
    monkeypatch.setattr(fence_watch, "works_as_standby", lambda _system, _host, component: component == "rps")
    system = System()
    system.groups["gir_rps"] = ["mux1-dc1"]
    watch = fence_watch.FenceWatch(system, Rejoin(tmp_path, ()), "dc1")
    watch.end()
    assert watch.units == [("mux1-dc1", "gir-muxer")]


@pytest.mark.parametrize(
    ("commands", "at_stake"),
    [((), False), (("lock", "fence"), False), (("fence", "ledger"), True), (("fence", "write", "run"), False)],
)
def test_they_stay_stopped_from_the_fence_until_they_are_run(tmp_path, commands, at_stake):
    assert Rejoin(tmp_path, commands).at_stake() is at_stake


def test_what_runs_too_early_is_named_once(tmp_path, monkeypatch):
    monkeypatch.setattr(fence_watch, "SECONDS", 0.01)
    system, run = System(), Rejoin(tmp_path, ("fence", "write"))
    watch = fence_watch.FenceWatch(system, run, "dc1")
    assert system.looked.wait(10)
    while not watch.looks:
        assert watch.is_at_work
    watch.end()
    (found,) = run.found
    assert "gir-muxer of mux1-dc1 runs" in found


def test_nobody_looked_is_a_problem(tmp_path, monkeypatch):
    monkeypatch.setattr(fence_watch, "SECONDS", 60)
    run = Rejoin(tmp_path, ("fence", "write"))
    fence_watch.FenceWatch(System(), run, "dc1").end()
    assert run.found == ["Nobody looked whether Muxer and processors stay stopped."]


def test_the_program_of_the_load_has_all_that_it_needs(tmp_path):
    path = tmp_path / "load.pyz"
    path.write_bytes(load_hosts._program())
    script = f"import sys; sys.path.insert(0, {str(path)!r}); import lab.load"
    subprocess.run([sys.executable, "-I", "-c", script], check=True)
