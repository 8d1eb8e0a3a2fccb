# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds decided for all hosts together: set, shown, lifted, what a claim makes of them, and what is said."""

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._ledger import lock, shared
from ansible_collections.gir.multidc.plugins.module_utils._ledger.hold import serve as serve_hold
from ansible_collections.gir.multidc.plugins.plugin_utils._hold import automatic, inputs, protocol
from ansible_collections.gir.multidc.plugins.plugin_utils._lock import protocol as locks

NOON = 1_795_780_800  # 2026-11-27T12:00:00Z
HOSTS = ("a", "b")
DOWN = {"unreachable": True, "msg": "timed out\nafter 10 s"}
LIFTS = "ansible-playbook gir.multidc.hold -e gir_hold_lift="


class Module:
    def __init__(self, request, check):
        self.params, self.check_mode = {"_request": request}, check


class World:
    """Hosts on real files, with one clock. `down`: those that do not answer."""

    def __init__(self, folder):
        self.folder, self.time, self.down = folder, NOON, set()

    def path(self, host, name="hold"):
        return self.folder / host / f"{name}.json"

    def ask(self, serve, requests, check=False):
        answers = {}
        for host, request in requests.items():
            try:
                answers[host] = DOWN if host in self.down else serve(Module(request, check))
            except Refusal as refusal:
                answers[host] = {"failed": True, "msg": str(refusal)}
        return answers

    def run(self, steps, check=False, serve=serve_hold):
        try:
            return locks.drive(steps, lambda requests: self.ask(serve, requests, check))
        except locks.Refused as refused:
            return refused.result

    def task(self, **more):
        given = {"reason": "storage moves", "minutes": 60, **more}
        return protocol.Task({host: str(self.path(host)) for host in HOSTS}, "alice", "ctl1", **given)

    def hold(self, **more):
        return self.run(protocol.held(self.task(**more)))

    def lock(self, state, verb="site", operation="op-1", **more):
        paths = {host: str(self.path(host, "lock")) for host in HOSTS}
        holds = {host: str(self.path(host)) for host in HOSTS}
        task = locks.Task(paths, operation, verb, "carol", "ctl2", hold_paths=holds, fresh=True, **more)
        return self.run(locks.STATES[state](task), serve=lock.serve)

    @property
    def locked(self):
        return [host for host in HOSTS if self.path(host, "lock").exists()]

    @property
    def held(self):
        return [host for host in HOSTS if self.path(host).exists()]


@pytest.fixture
def world(tmp_path, monkeypatch):
    found = World(tmp_path)
    monkeypatch.setattr(shared, "now", lambda: found.time)
    return found


def test_a_hold_is_set_shown_and_lifted(world):
    predicted = world.run(protocol.held(world.task(identity="op-1")), check=True)
    assert predicted["changed"] and world.held == []
    done = world.hold(identity="op-1")
    assert {**predicted} == {**done} and world.held == ["a", "b"]
    assert done["lines"][0] == (
        "a: storage moves (hold op-1 of alice on ctl1), until 2026-11-27T13:00:00Z by the clock of that host; lifts: "
        f"{LIFTS}op-1"
    )
    assert done["diff"][0]["before_header"] == f"a: {world.path('a')}" and '"minutes": 60' in done["diff"][0]["after"]
    shown = world.run(protocol.shown(world.task()))
    assert not shown["changed"] and shown["hosts"]["a"]["state"] == "held" and shown["observed"]
    assert not world.run(protocol.lifted(world.task(identity="op-9")))["changed"]
    lifted = world.run(protocol.lifted(world.task(identity="op-1")))
    assert lifted["changed"] and lifted["lines"] == ["a: no hold", "b: no hold"] and world.held == []
    assert not world.run(protocol.lifted(world.task()))["changed"]


def test_a_second_run_changes_nothing_and_reaches_who_came_back(world):
    world.down = {"b"}
    first = world.hold()
    assert first["changed"] and first["silent"] == {"b": "timed out"} and world.held == ["a"]
    assert "b: no answer: timed out; what it holds, stays" in first["lines"]
    assert not world.hold()["changed"]
    world.down = set()
    second = world.hold()
    assert second["changed"] and second["id"] == first["id"] and world.held == ["a", "b"]
    other = world.hold(reason="tapes")
    assert other["id"] != first["id"] and len(other["hosts"]["a"]["holds"]) == 2
    world.time += 3600
    again = world.hold()
    assert again["id"] not in (first["id"], other["id"]) and len(again["hosts"]["a"]["holds"]) == 1


def test_an_end_is_named_and_holds_nobody_back(world):
    world.hold(identity="op-1")
    world.time += 3600
    shown = world.run(protocol.shown(world.task()))
    assert shown["hosts"]["a"]["state"] == "free" and "ended 2026-11-27T13:00:00Z" in shown["lines"][0]
    assert world.lock("claimed")["hosts"] == ["a", "b"]


def test_when_nobody_answers(world):
    world.down = {"b"}
    text = "no RWS host answered, so nothing is held back: b (timed out), a. Bring one up, and run this again."
    assert world.hold(silent=frozenset("a"))["msg"] == text
    assert "so nothing was lifted" in world.run(protocol.lifted(world.task(silent=frozenset("a"))))["msg"]
    assert not world.run(protocol.shown(world.task(silent=frozenset("a"))))["observed"]
    none = world.run(protocol.held(protocol.Task({}, "alice", "ctl1", reason="x", minutes=1)))
    assert none["msg"] == "gir_rws is empty, and a hold has no other place; add the RWS hosts."


def test_a_host_that_cannot_be_written_keeps_no_other_one(world):
    world.path("a").parent.mkdir()
    world.path("a").write_text("<html>", encoding="utf-8")
    result = world.hold()
    assert result["failed"] and result["changed"] and result["msg"].startswith(f"a: {world.path('a')} is no JSON")
    assert result["hosts"]["b"]["state"] == "held"
    assert "held back by somebody unknown: " in world.run(protocol.shown(world.task()))["lines"][0]


# -- what a claim makes of it ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["site", "upgrade", "eservices_switch", "keystore_sync", "kept_copies", "mine"])
def test_a_verb_that_writes_is_refused_and_leaves_nothing(world, verb):
    world.down = {"a"}
    world.hold(identity="op-7")
    world.down = set()
    assert world.lock("claimed", verb)["msg"] == (
        "b: a hold is in force: storage moves (hold op-7 of alice on ctl1), until 2026-11-27T13:00:00Z by the clock of "
        f"that host. Wait, or lift it with: {LIFTS}op-7"
    )
    assert world.locked == []


@pytest.mark.parametrize("verb", ["failover", "failback", "ledger"])
def test_a_verb_of_the_night_is_told(world, verb):
    world.hold(identity="op-7")
    world.path("b").write_text("{", encoding="utf-8")
    result = world.lock("claimed", verb)
    assert not result.get("failed") and world.locked == ["a", "b"]
    assert "storage moves (hold op-7 of alice on ctl1)" in result["holds"]["a"]
    assert "a hold by somebody unknown is in force: " in result["holds"]["b"]
    assert not world.lock("kept", verb).get("failed")


def test_a_file_that_nobody_can_read_holds_back(world):
    world.path("a").mkdir(parents=True)
    text = world.lock("claimed")["msg"]
    assert text == (
        f"a: a hold by somebody unknown is in force: {world.path('a')} is a directory, not a regular file: look at it, "
        "and move it away."
    )
    assert world.locked == []


def test_every_hold_of_a_host_is_named(world):
    world.hold(identity="op-7")
    world.hold(identity="op-8", reason="tapes")
    text = world.lock("claimed")["msg"]
    assert text.endswith(f"{LIFTS}op-7 and {LIFTS}op-8") and "tapes (hold op-8" in text


def test_a_run_at_work_stops(world):
    assert world.lock("claimed")["holds"] == {}
    assert not world.lock("kept").get("failed")
    world.hold(identity="op-7")
    text = world.lock("kept")["msg"]
    assert "Stop here; run this again when it has ended, or lift it with: " in text and text.endswith("=op-7")
    world.run(protocol.lifted(world.task()))
    assert not world.lock("kept").get("failed")


def test_the_lock_of_somebody_else_is_named_first(world):
    world.lock("claimed", operation="op-0")
    world.hold()
    assert "the lock is held by site of carol" in world.lock("claimed", operation="op-1")["msg"]


# -- what is given ---------------------------------------------------------------------------------------------------

VARIABLES = {
    "groups": {"gir_rws": ["localhost", "rws1", "rws2"]},
    "hostvars": {"rws1": {}, "rws2": {"gir_root": "/staged/rws2/"}},
    "awx_user_name": "alice",
}


def given(state="present", **options):
    empty = {"hosts": None, "silent": [], "id": None, "reason": None, "minutes": None}
    variables = {**VARIABLES, **{name: value for name, value in options.items() if name.startswith("gir_")}}
    return inputs.task_of({**empty, "state": state, **options}, variables)


def test_where_holds_are():
    task = given(reason=" new disk ", minutes="90")
    assert task.paths == {"rws1": "/var/lib/gir-ledger/hold.json", "rws2": "/staged/rws2.gir-hold.json"}
    assert (task.reason, task.minutes, task.user, task.identity) == ("new disk", 90, "alice", "")


@pytest.mark.parametrize("value", [True, "true", "yes"])
def test_all_holds_are_lifted_by_a_switch(value):
    assert given("absent", id=value).identity == ""
    assert given("absent", id="op-1").identity == "op-1"


@pytest.mark.parametrize(
    ("state", "options", "words"),
    [
        ("present", {}, ["reason is not given; say what", "minutes is not given; a hold ends"]),
        ("present", {"reason": " ", "minutes": " "}, ["reason is not given", "minutes is not given"]),
        ("present", {"reason": "a\nb", "minutes": 0}, ["reason has", "minutes is 0; give a whole number from 1"]),
        ("present", {"reason": ["a"], "minutes": "1h"}, ["reason is a list", 'minutes is "1h", no number of minutes']),
        ("present", {"reason": "x" * 401, "minutes": 10081}, ["reason has 401 letters", "minutes is 10081; give"]),
        ("present", {"reason": "x", "minutes": True, "id": "a b"}, ["minutes is", 'id is "a b", which is no id']),
        ("absent", {}, ["id is not given; give the id of a hold, or true for all of them."]),
        ("absent", {"id": False}, ["id is not given"]),
        ("absent", {"id": ["a"]}, ["id is a list, which is no id of a hold"]),
        ("absent", {"id": "true", "hosts": ["nowhere"]}, ["hosts has 'nowhere'"]),
    ],
)
def test_mistakes_are_sentences_all_at_once(state, options, words):
    with pytest.raises(locks.Refused) as refused:
        given(state, **options)
    assert [one for one in words if one not in str(refused.value)] == []


def test_mistakes_name_the_variable_of_the_playbook():
    with pytest.raises(locks.Refused, match='^gir_hold_minutes is "long", no number'):
        given(reason="x", minutes="long", gir_hold_minutes="long")


# -- after a failover ------------------------------------------------------------------------------------------------


def test_a_failover_holds_others_back_and_lifts_it(world):
    made = automatic.task_of(["rws1"], VARIABLES, "failover", "dc2", "op-f", 60)
    assert made.paths == {"rws1": "/var/lib/gir-ledger/hold.json"} and made.user == "alice"
    task = world.task(identity=made.identity, reason=made.reason, minutes=made.minutes)
    assert world.run(protocol.held(task))["id"] == "op-f"
    assert "failover to dc2 (hold op-f of alice" in world.lock("claimed")["msg"]
    assert not world.run(protocol.held(task))["changed"]
    assert world.run(protocol.lifted(task))["changed"] and world.held == []
