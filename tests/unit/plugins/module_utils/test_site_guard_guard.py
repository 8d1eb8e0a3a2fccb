# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A site guard on a host that is made up: what it stops, what it starts again, and what it remembers."""

import json

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._site_guard import decision, guard
from ansible_collections.gir.multidc.plugins.module_utils._site_guard.asking import Heard

MUXER = "muxer.service"
HERE, THERE = "rws1-dc1", "rws1-dc2"
WITNESS = "https://witness.test/"


def ledger(*operations, environment="0" * 32):
    """A ledger whose entries name these data centers, one after the other; `?` in front makes an intent."""
    entries = []
    for number, name in enumerate(operations, 1):
        above = entries[-1] if entries else None
        entries.append(
            {
                "operation": f"o{number}-{name.lstrip('?')}",
                "epoch": number,
                "parent": above and above["operation"],
                "parent_epoch": above and above["epoch"],
                "state": "intent" if name.startswith("?") else "done",
                "active_datacenter": name.lstrip("?"),
                "rejects": [],
            }
        )
    return {"format": 1, "environment": environment, "entries": entries}


class Machine:
    """A host of dc1: its clock, its units, and what others answer; `ledgers` has no host that is silent."""

    def __init__(self):
        self.clock, self.boot_id = 1000.0, "boot-1"
        self.ledgers = {HERE: ledger("dc1"), THERE: ledger("dc1")}
        self.witnesses, self.marked = [], ()
        self.units = {MUXER: ("active", "enabled")}
        self.said, self.asked = [], []

    def now(self):
        return self.clock

    def boot(self):
        return self.boot_id

    def ask(self, peers, _witnesses, _key):
        self.asked.append([peer["host"] for peer in peers])
        silent = {peer["host"]: "does not answer" for peer in peers if peer["host"] not in self.ledgers}
        return Heard(dict(self.ledgers), list(self.witnesses), silent)

    def states(self, names):
        return {name: self.units[name] for name in names}

    def stop(self, name):
        self.units[name] = ("inactive", self.units[name][1])

    def start(self, name):
        self.units[name] = ("active", self.units[name][1])

    def is_marked(self, component):
        return component in self.marked

    def warn(self, text):
        self.said.append(text)


class Site:
    """The machine and its guard."""

    def __init__(self, directory):
        self.directory, self.machine = directory, Machine()
        self.configure()
        self.guard = self.begun()

    def configure(self, mode="active", **changes):
        given = {
            "data_center": "dc1",
            "assumed_active": "dc1",
            "isolation": 120,
            "secret": "k" * 32,
            "peers": [
                {"host": HERE, "address": HERE, "port": 1, "data_center": "dc1"},
                {"host": THERE, "address": THERE, "port": 1, "data_center": "dc2"},
            ],
            "witnesses": [WITNESS],
            "units": [{"name": MUXER, "component": "muxer", "mode": mode}],
        }
        (self.directory / "guard.json").write_text(json.dumps({**given, **changes}))

    def begun(self):
        """A guard that has just been started."""
        return guard.Guard(str(self.directory / "guard.json"), str(self.directory / "state.json"), self.machine)

    def cut_off(self):
        del self.machine.ledgers[THERE]

    def look(self, seconds=0.0):
        self.machine.clock += seconds
        return self.guard.look()

    @property
    def runs(self):
        return self.machine.units[MUXER][0] == "active"

    @property
    def remembered(self):
        return json.loads((self.directory / "state.json").read_text())


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)


def test_active_data_center_runs_on(site):
    assert site.look() == guard.PERIOD
    assert site.runs and site.machine.said == ["connected: dc1 is the active data center."]


def test_short_time_limit_is_no_matter_of_one_look(site):
    site.configure(isolation=30)
    assert site.look() == 7.5


def test_superseded_muxer_stops_and_starts_again_when_it_may(site):
    site.look()
    site.machine.ledgers[THERE] = ledger("dc1", "dc2")
    site.look(30)
    assert not site.runs
    assert site.machine.said[-1] == f"{MUXER} is stopped: the ledger says that dc2 is the active data center."
    assert site.guard.permit(MUXER) == (False, "the ledger says that dc2 is the active data center")
    site.machine.ledgers = {HERE: ledger("dc1", "dc2", "dc1"), THERE: ledger("dc1", "dc2", "dc1")}
    site.look(30)
    assert site.runs
    site.look(30)
    assert site.remembered["kept_down"] == {}


def test_older_ledger_never_counts_again(site):
    """A backup that somebody restored names this data center, and so does a host that was away."""
    site.machine.ledgers[THERE] = ledger("dc1", "dc2")
    site.look()
    site.machine.ledgers[THERE] = ledger("dc1")
    site.guard = site.begun()
    site.look(30)
    assert not site.runs and site.remembered["reason"] == decision.SUPERSEDED


def test_cut_off_muxer_stops_within_the_time_limit_and_starts_when_somebody_answers(site):
    site.look()
    site.cut_off()
    waited = 0.0
    while site.runs:
        pause = site.look(5)
        waited += 5
        assert waited <= 130 and pause == guard.CUT_OFF_PERIOD
    assert waited == 120
    assert site.guard.permit(MUXER)[0] is False
    site.machine.witnesses = [WITNESS]
    site.look(5)
    assert site.runs


def test_witness_keeps_a_lonely_data_center_running(site):
    site.cut_off()
    site.machine.witnesses = [WITNESS]
    for _look in range(20):
        site.look(30)
    assert site.runs


def test_own_ledger_is_no_sign_of_life(site):
    """It is on the same side of a cut."""
    site.look()
    site.cut_off()
    site.look(119)
    assert site.runs and HERE in site.machine.ledgers
    site.look(1)
    assert not site.runs


def test_host_that_boots_alone_stays_down(site):
    site.look()
    site.cut_off()
    site.machine.boot_id, site.machine.clock = "boot-2", 20.0
    site.machine.units[MUXER] = ("failed", "enabled")
    site.guard = site.begun()
    allowed, sentence = site.guard.permit(MUXER)
    assert not allowed and "since this host booted" in sentence
    site.look(3000)
    assert not site.runs
    site.machine.ledgers[THERE] = ledger("dc1")
    site.look(5)
    assert site.runs


def test_guard_that_restarts_goes_on_counting(site):
    site.look()
    site.cut_off()
    site.look(100)
    site.guard = site.begun()
    site.look(20)
    assert not site.runs


def test_guard_that_is_new_stops_nothing_at_once(site):
    """It was installed while the other data center was down."""
    site.cut_off()
    site.look(0)
    site.look(119)
    assert site.runs
    site.look(1)
    assert not site.runs


def test_forced_failover_to_here_runs_without_the_lost_data_center(site):
    """The intent names this data center, and so does the entry that follows; nobody of the other one answers."""
    site.machine.ledgers = {HERE: ledger("dc2"), THERE: ledger("dc2")}
    site.configure("standby", assumed_active="dc2")
    site.machine.units[MUXER] = ("inactive", "disabled")
    site.look()
    site.cut_off()
    site.look(150)
    assert site.guard.permit(MUXER)[0] is False
    site.machine.ledgers[HERE] = ledger("dc2", "?dc1")
    site.configure("active")
    assert site.guard.permit(MUXER)[0] is True
    site.machine.units[MUXER] = ("active", "enabled")
    site.machine.ledgers[HERE] = ledger("dc2", "dc1")
    site.look(9000)
    assert site.runs and site.remembered["reason"] == decision.ATTESTED


def test_guard_counts_again_once_the_lost_data_center_has_answered(site):
    site.machine.ledgers = {HERE: ledger("dc2", "dc1"), THERE: ledger("dc2")}
    site.look()
    assert site.remembered["reason"] == decision.CONNECTED
    site.cut_off()
    site.look(120)
    assert not site.runs


def test_old_active_data_center_stops_when_it_comes_back(site):
    """It was cut off while dc2 took over, and its own ledger still names it."""
    site.look()
    site.cut_off()
    site.look(60)
    site.machine.ledgers = {HERE: ledger("dc1"), THERE: ledger("dc1", "dc2")}
    site.look(5)
    assert not site.runs
    site.configure("standby")
    site.look(30)
    assert site.remembered["kept_down"] == {}


def test_planned_switch_away_stops_nothing_and_starts_nothing(site):
    site.machine.ledgers = {HERE: ledger("dc1", "?dc2"), THERE: ledger("dc1", "?dc2")}
    site.look()
    assert site.runs
    assert site.guard.permit(MUXER)[0] is False


def test_switch_that_was_abandoned_is_forgotten(site):
    """The intent is taken out of the ledgers. While no RWS host of this data center answers, it still counts."""
    site.machine.ledgers = {HERE: ledger("dc1", "?dc2"), THERE: ledger("dc1", "?dc2")}
    site.look()
    site.machine.ledgers = {THERE: ledger("dc1")}
    site.look(30)
    assert site.remembered["reason"] == decision.LEAVING
    site.machine.ledgers = {HERE: ledger("dc1"), THERE: ledger("dc1")}
    site.look(30)
    assert site.remembered["reason"] == decision.CONNECTED


def test_ledger_of_another_environment_counts_as_no_answer(site):
    site.machine.ledgers[THERE] = ledger("dc1", "dc2", environment="1" * 32)
    site.look()
    assert f"{THERE} holds the ledger of another environment." in site.machine.said
    site.look(120)
    assert site.remembered["reason"] == decision.NOT_HEARD


def test_host_without_a_ledger_is_a_sign_of_life(site):
    site.machine.ledgers = {HERE: None, THERE: None}
    site.look()
    assert site.runs and site.remembered["reason"] == decision.CONNECTED
    site.configure(assumed_active="dc2")
    site.look(30)
    assert not site.runs


def test_fork_stops_the_muxer(site):
    """Two persons switched without seeing each other."""
    other = ledger("dc1", "dc2")
    site.machine.ledgers = {HERE: ledger("dc1", "dc1"), THERE: other}
    site.look()
    assert not site.runs and site.remembered["reason"] == decision.CONTESTED


@pytest.mark.parametrize("mode", ["backup", "standby"])
def test_unit_that_is_not_the_active_one_is_never_started(site, mode):
    site.machine.ledgers[THERE] = ledger("dc1", "dc2")
    site.look()
    site.configure(mode)
    site.look(30)
    site.machine.ledgers = {HERE: ledger("dc1", "dc2", "dc1"), THERE: ledger("dc1", "dc2", "dc1")}
    site.configure("active")
    site.look(30)
    assert not site.runs


def test_processor_in_backup_mode_is_never_stopped(site):
    site.configure("backup")
    site.machine.ledgers[THERE] = ledger("dc1", "dc2")
    site.look()
    assert site.runs and site.guard.permit(MUXER)[0] is True


def test_unit_that_a_person_stopped_stays_down(site):
    site.look()
    site.machine.stop(MUXER)
    for _look in range(3):
        site.look(30)
    assert not site.runs


@pytest.mark.parametrize("state", ["disabled", "masked"])
def test_unit_that_is_fenced_is_never_started(site, state):
    site.machine.ledgers[THERE] = ledger("dc1", "dc2")
    site.look()
    site.machine.units[MUXER] = ("inactive", state)
    site.machine.ledgers = {HERE: ledger("dc1", "dc2", "dc1"), THERE: ledger("dc1", "dc2", "dc1")}
    site.look(30)
    assert not site.runs and site.remembered["kept_down"] == {}


def test_unit_that_asks_is_answered_and_not_stopped(site):
    """Who starts it reads why it does not start, and not that somebody cancelled it."""
    site.machine.ledgers[THERE] = ledger("dc1", "dc2")
    site.machine.units[MUXER] = ("start-pre", "enabled")
    site.look()
    assert site.machine.units[MUXER][0] == "start-pre"
    assert site.guard.permit(MUXER)[0] is False


def test_unit_under_maintenance_is_left_alone(site):
    site.machine.marked = ("muxer",)
    site.machine.ledgers[THERE] = ledger("dc1", "dc2")
    site.look()
    assert site.runs
    assert f"{MUXER} carries a maintenance marker and is left alone." in site.machine.said


def test_damaged_configuration_leaves_the_last_one_in_force(site):
    site.look()
    (site.directory / "guard.json").write_text("{}")
    site.machine.ledgers[THERE] = ledger("dc1", "dc2")
    site.look(30)
    assert not site.runs
    with pytest.raises(Refusal, match="is not what this release writes"):
        site.begun().look()


def test_damaged_memory_is_told_and_forgotten(site):
    (site.directory / "state.json").write_text('{"format": 1, "ledger": []}')
    site.guard = site.begun()
    site.look()
    assert "so all of it is forgotten" in site.machine.said[0]
    assert site.runs


def test_memory_that_cannot_be_written_stops_nothing(site):
    (site.directory / "state.json").mkdir()
    site.guard = site.begun()
    site.machine.ledgers[THERE] = ledger("dc1", "dc2")
    site.look()
    assert not site.runs


def test_each_thing_is_said_once(site):
    site.cut_off()
    for _look in range(4):
        site.look(10)
    assert len(site.machine.said) == len(set(site.machine.said)) == 2
    site.machine.ledgers[THERE] = ledger("dc1")
    site.look(10)
    assert f"{THERE} answers again." in site.machine.said
