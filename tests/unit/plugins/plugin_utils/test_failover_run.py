# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the executor of a failover asks itself before each round that writes."""

from dataclasses import replace
from unittest.mock import Mock

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.observed import HELD, OURS, Lock
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.run import Act, Command, Result, Turn, Wait
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import failover_run
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_writing import Became
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.status_run import Refused
from failover_cases import ASKED, RUN, SEEN


class System:
    """As much of a system as the rounds need: everything answers at once."""

    def __init__(self, seen, now):
        self._seen, self.now, self.ledger_age, self.rounds = seen, now, 0, []

    def seen(self):
        return self._seen

    def ask(self, requests):
        self.rounds.append(sorted(requests))
        return dict.fromkeys(requests, {"changed": True})


def _work():
    yield {"host": object()}
    return Became()


class Commands:
    """Each takes one round."""

    def __init__(self, _system):
        pass

    @staticmethod
    def knows(command):
        return command.name not in ("lock", "intent", "done", "abandon", "hold", "verify")

    @staticmethod
    def work(_command):
        return _work()

    @staticmethod
    def collect():
        """Nothing goes on beside it."""

    @staticmethod
    def end():
        """Nothing goes on beside it."""


@pytest.fixture
def carried_out(monkeypatch):
    """{command: outcome} of these commands, as a run with these results sends them."""
    monkeypatch.setattr(failover_run, "Commands", Commands)

    def send(seen, now, results, *names, lock=OURS):
        system = System(replace(seen, lock=Lock(lock)), now)
        run = failover_run.Failover(system, ASKED, lambda *_words, **_members: None, 10)
        run.run = replace(RUN, operation="run-1", results=results)
        became = run._carry_out([Command(name) for name in names])
        return {key: one.outcome for key, one in became.items()}

    return send


@pytest.mark.parametrize(("now", "outcome"), [(20, "applied"), (4000, "failed")])
def test_a_muxer_does_not_start_once_the_run_stood_still(carried_out, now, outcome):
    """An old observation says nothing of a data center that may have come back meanwhile."""
    seen = replace(SEEN, origin=replace(SEEN.origin, looked_at=10))
    assert carried_out(seen, now, (), "muxer", "settings") == {"muxer": outcome, "settings": "applied"}


def test_what_was_stopped_starts_again_after_the_intent_was_taken_back(carried_out):
    results = tuple(Result(one, "applied") for one in ("lock", "intent", "abandon"))
    assert carried_out(SEEN, 10, results, "restore") == {"restore:": "applied"}


def test_nothing_is_written_once_the_ledger_is_at_another_operation(carried_out):
    results = tuple(Result(one, "applied") for one in ("lock", "intent"))
    assert carried_out(SEEN, 10, results, "settings") == {"settings": "superseded"}


@pytest.mark.parametrize("name", ["intent", "done", "abandon", "hold"])
def test_nothing_is_recorded_once_another_run_has_the_lock(carried_out, name):
    """A run that was frozen between its look and its write finds out before it writes."""
    assert carried_out(SEEN, 10, (Result("lock", "applied"),), name, lock=HELD) == {name: "superseded"}


def test_each_result_has_the_time_at_which_its_own_command_ended(monkeypatch):
    """The objectives count until the verification ends, whatever is done after it."""
    monkeypatch.setattr(failover_run, "Commands", Commands)
    system = System(replace(SEEN, lock=Lock(OURS)), 0)

    def taking(seconds):
        def carry_out(_command):
            system.now += seconds
            return Became()

        return carry_out

    more = {"verify": taking(4), "hold": taking(2)}
    run = failover_run.Failover(system, ASKED, lambda *_words, **_members: None, 10, more)
    run.run = replace(RUN, operation="", results=(Result("lock", "applied"),))
    became = run._carry_out([Command("verify"), Command("hold")])
    assert [one.at for one in became.values()] == [4, 6]


@pytest.mark.parametrize(
    ("stage", "heard", "whole"),
    [("precheck", 0, False), ("precheck", 4, True), ("fence", 4, False), ("switch", 4, False)],
)
def test_a_data_center_that_comes_back_before_anything_was_begun_is_looked_at_as_a_whole(
    monkeypatch, stage, heard, whole
):
    """Four of seven hosts are no half of it when only these four were asked."""
    monkeypatch.setattr(failover_run, "Commands", Commands)
    some, everything = replace(SEEN, origin=replace(SEEN.origin, heard=heard)), replace(SEEN, quiet_for=0)
    system = System(some, 20)
    system.since_look, system.compared = 60, False
    system.look_again = lambda silent: some
    system.observe = lambda: everything
    run = failover_run.Failover(system, ASKED, lambda *_words, **_members: None, 10)
    assert run._waited(Wait(stage, 5, "a reason")) is (everything if whole else some)


@pytest.mark.parametrize(
    ("names", "looks"),
    [(["done"], ["ledgers"]), (["verify", "hold"], ["all"]), (["settings"], ["all"]), (["lock"], ["all"])],
)
def test_after_a_record_no_more_than_the_ledgers_is_read(monkeypatch, names, looks):
    """Each look delays the switch; after the lock, though, everything that answers has to be seen once more."""
    monkeypatch.setattr(failover_run, "Commands", Commands)
    system, found = System(replace(SEEN, lock=Lock(OURS)), 0), []
    system.read_ledgers = lambda: found.append("ledgers")
    system.look_again = lambda: found.append("all")
    more = dict.fromkeys(("lock", "done", "verify", "hold"), lambda _command: Became())
    run = failover_run.Failover(system, ASKED, lambda *_words, **_members: None, 10, more)
    monkeypatch.setattr(run, "_records", Mock(knows=lambda _command: False))
    run.run = replace(RUN, operation="", results=(Result("lock", "applied"),))
    run._acted(Act("switch", tuple(map(Command, names)), "a reason"))
    assert found == looks


@pytest.mark.parametrize(("error", "ends"), [(Refused("the map is wrong"), False), (OSError("no space left"), True)])
def test_a_wrong_map_fails_the_task_and_anything_else_ends_the_run(monkeypatch, error, ends):
    monkeypatch.setattr(failover_run, "Commands", Commands)
    system = System(SEEN, 0)
    monkeypatch.setattr(system, "observe", Mock(side_effect=error), raising=False)
    run = failover_run.Failover(system, ASKED, lambda *_words, **_members: None, 10)
    if ends:
        end = run.go()
        assert (end.outcome, "no space left" in end.why[0]) == ("stopped", True)
    else:
        with pytest.raises(Refused):
            run.go()


@pytest.mark.parametrize("started", [(), ("rps",), ("rps", "muxer")])
def test_a_rollback_knows_what_was_started_at_the_target(started):
    """It has to be stopped there before it starts again where it was stopped."""
    system = Mock()
    run = failover_run.Failover(system, ASKED, lambda *_words, **_members: None, 10)
    sent = ("stop:rps", "stop:muxer", "rws", *started)
    run.run = replace(RUN, operation=RUN.lock, results=tuple(Result(name, "applied") for name in sent))
    run._next(Turn("switch", "It was not verified."))
    begun, all_of_it = system.turn.call_args.args
    assert set(begun) & {"rps", "muxer"} == set(started) and not all_of_it
