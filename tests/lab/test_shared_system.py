# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several operators and one system: two runs at once, one that is killed, and one on each side of a cut."""

import json
import os
import signal
import sys
from pathlib import Path

import pytest

from lab.driver import running
from lab.processes import wait_until
from lab.test_core import PREPARE, Site

sys.path.append(str(Path(__file__).resolve().parents[1] / "unit"))

import series

RWS = ("rws1-dc1", "rws2-dc1", "rws1-dc2", "rws2-dc2")
LEDGER, LOCK = "/var/lib/gir-ledger/ledger.json", "/var/lib/gir-ledger/lock.json"
# Two components of which a failover changes the files in both data centers; a whole site takes minutes.
TAGS = ("--tags", "rps_configure,rws_configure")
FILES = {"mcp1-{}": "/opt/genesys/rps/rpconfig.cfg", "rws1-{}": "/opt/genesys/rws/config/application.yaml"}
# One try to reach a host that is cut off, as an operator would set it for the night.
FEW = {"ansible_timeout": 3}


class Shared(Site):
    """The laboratory of two data centers for several operators."""

    def prepare(self):
        self.runs(PREPARE)
        for host in self.status()["hosts"]:
            self.read(host, "install --directory --owner genesys --group genesys /opt/genesys/rps /opt/genesys/rws")

    def read(self, host, command):
        result = self.ssh(host, command)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def held(self, path, *hosts):
        """What is in a file of the RWS hosts; empty where there is none."""
        return {host: self.read(host, f"cat {path} 2>/dev/null || true") for host in hosts or RWS}

    def histories(self):
        """The different histories that the RWS hosts hold; each notes the time of an entry by its own clock."""
        ledgers = [json.loads(text)["entries"] for text in self.held(LEDGER).values()]
        return {tuple((entry["operation"], entry["state"]) for entry in entries) for entries in ledgers}

    def files(self):
        """The files that follow the active data center, of all hosts."""
        return {
            (host.format(center), path): self.read(host.format(center), f"cat {path} 2>/dev/null || true")
            for host, path in FILES.items()
            for center in ("dc1", "dc2")
        }

    def site(self, **variables):
        """Start to bring two components about."""
        return self.begin("gir.multidc.site", *TAGS, variables={**FEW, **variables})

    def verb(self, name, *arguments, **variables):
        """Run a playbook to its end."""
        return self.play(f"gir.multidc.{name}", *arguments, variables={**FEW, **variables})

    def await_lock(self):
        wait_until(lambda: self.ssh(RWS[0], f"test -s {LOCK}").returncode == 0, 60, "no lock was claimed")


@pytest.fixture(scope="module")
def lab(possible, tmp_path_factory):
    driver = Shared(tmp_path_factory.mktemp("shared") / "lab")
    with running(driver, possible, driver.prepare):
        yield driver


def test_of_two_runs_at_once_one_wins_and_the_other_names_it(lab):
    """With different inputs: what is written is all of one of them, never of both."""
    expected = {}
    for center in ("dc1", "dc2"):
        lab.site(gir_active_datacenter=center).finish().succeeded()
        expected[center] = lab.files()
    assert [file for file, text in expected["dc1"].items() if text == expected["dc2"][file]] == []
    won = []
    for _number in range(series.length(sample=3, whole=10)):
        before = lab.files()
        both = {center: lab.site(gir_active_datacenter=center) for center in ("dc1", "dc2")}
        ended = {center: run.finish() for center, run in both.items()}
        assert sorted(run.code for run in ended.values()) == [0, 2], [run.output for run in ended.values()]
        winner = next(center for center, run in ended.items() if run.code == 0)
        loser = ended["dc2" if winner == "dc1" else "dc1"]
        loser.refused("is held by site of", "gir_lock_break=")
        assert loser.changed_hosts == set()
        assert lab.files() == expected[winner]
        assert (ended[winner].changed_hosts == set()) == (before == expected[winner])
        won.append(winner)
    assert set(lab.held(LOCK).values()) == {""}, won


def test_the_lock_of_a_run_that_was_killed_is_named_and_broken_by_a_person(lab):
    lab.site(gir_active_datacenter="dc1").finish().succeeded()
    before = lab.files()
    killed = lab.site(gir_active_datacenter="dc2")
    lab.await_lock()
    os.killpg(killed.process.pid, signal.SIGKILL)
    killed.finish()
    locks = lab.held(LOCK)
    operation = json.loads(locks[RWS[0]])["operation"]
    assert lab.site(gir_active_datacenter="dc1").finish().refused(operation, "gir_lock_break=").changed_hosts == set()
    assert operation in lab.verb("lock").succeeded().output
    lab.verb("lock", gir_lock_break=operation).refused("gir_lock_break_running")
    assert lab.held(LOCK) == locks
    lab.verb("lock", gir_lock_break=operation, gir_lock_break_running=True).succeeded()
    assert set(lab.held(LOCK).values()) == {""}
    lab.site(gir_active_datacenter="dc1").finish().succeeded()
    assert lab.files() == before


def switch(operation):
    """What eservices_switch writes, without an RWS that is told of it."""
    steps = ({"state": "intent", "verb": "eservices_switch", "eservices_site": "DC2"}, {"state": "done"})
    common = {"operation": operation, "silent": "{{ __gir_run.silent }}"}
    tasks = [{"gir.multidc.ledger": {**common, **step}} for step in steps]
    verb = {"__topology_for": "eservices_switch"}
    topology = {"ansible.builtin.import_playbook": "gir.multidc.topology", "vars": verb}
    return [topology, {"hosts": "localhost", "gather_facts": False, "tasks": tasks}]


def test_an_operator_on_each_side_of_a_cut_makes_a_fork_that_stops_all_writing(lab):
    """Nobody could know of the other. Healed, the fork is found, nothing is written, and a person chooses."""
    lab.verb("ledger", gir_ledger_create=True).succeeded()
    assert len(lab.histories()) == 1
    operations = {"dc2": "20261127T010000Z-aaaaaaaa", "dc1": "20261127T020000Z-bbbbbbbb"}
    for away, operation in operations.items():
        lab.does("cut", away)
        try:
            lab.play(switch(operation), variables=FEW).succeeded()
        finally:
            lab.does("heal", away)
    ledgers, files = lab.held(LEDGER), lab.files()
    assert len(lab.histories()) == 2
    run = lab.site().finish().refused("GIR704", *operations.values())
    assert (run.changed_hosts, lab.files(), lab.held(LEDGER)) == (set(), files, ledgers)
    assert set(lab.held(LOCK).values()) == {""}
    choice = f"gir_ledger_choose={operations['dc2']}"
    lab.verb("ledger").refused(choice)
    lab.verb("ledger", gir_ledger_choose=operations["dc2"], gir_reason="dc1 was right").succeeded()
    assert len(lab.histories()) == 1
    lab.site().finish().succeeded()
    lab.verb("ledger").succeeded()
