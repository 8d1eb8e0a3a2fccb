# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task about the lock says and does: the claim, the conflict, the mark, and breaking it."""

from dataclasses import replace

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._lock import inputs, protocol
from locked_hosts import NAMES, NO_ANSWER, held, path, run, task


def test_a_claim_is_one_lock_on_every_host(disk):
    result = run(disk, "claimed", task())
    assert (result["changed"], result["hosts"], result["silent"]) == (True, list(NAMES), {})
    assert held(disk) == dict.fromkeys(NAMES, "op-1")
    assert disk.at("a") == {
        "format": 1,
        "operation": "op-1",
        "verb": "site",
        "user": "alice",
        "controller": "ctl1",
        "limit_minutes": 240,
        "claimed_at": "2026-11-27T12:00:00Z",
    }
    assert [one["after"] for one in result["diff"]] == ["held by site of alice on ctl1 (operation op-1)\n"] * 4
    again = run(disk, "claimed", task(fresh=False))
    assert (again["changed"], again["hosts"], again["diff"]) == (False, list(NAMES), [])


def test_a_host_that_does_not_answer_is_left_out(disk):
    result = run(disk, "claimed", task(silent=frozenset("a")), down="b")
    assert (result["hosts"], result["silent"]) == (["c", "d"], {"b": "timed out"})
    assert held(disk) == {"c": "op-1", "d": "op-1"}


def test_a_lock_that_nobody_holds_is_refused(disk):
    result = run(disk, "claimed", task(silent=frozenset("a")), down="bcd")
    assert result["msg"].startswith("no RWS host answered, so none could hold the lock: b (timed out), c (timed out)")
    assert result["failed"] and result["silent"] == dict.fromkeys("bcd", "timed out")


def test_a_system_without_rws_hosts_has_no_lock(disk):
    none = task(hosts=())
    for state in ("claimed", "kept", "released"):
        assert run(disk, state, none)["changed"] is False


@pytest.mark.parametrize("check", [False, True])
def test_a_conflict_names_the_holder_and_gives_back(disk, check):
    run(disk, "claimed", task("op-0", hosts="c", user="bob", controller="ctl2", verb="upgrade"))
    disk.time += 3720
    result = run(disk, "claimed", task(check=check))
    assert result["msg"] == (
        "c: the lock is held by upgrade of bob on ctl2 (operation op-0), since 2026-11-27T12:00:00Z, for 1 h 2 min by "
        "the clock of that host. Its limit ends at 2026-11-27T16:00:00Z. Wait; only when that run is certainly dead, "
        "break it with: ansible-playbook gir.multidc.lock -e gir_lock_break=op-0 -e gir_lock_break_running=true"
    )
    assert (result["changed"], result["failed"], result["holder"]["operation"]) == (False, True, "op-0")
    assert held(disk) == {"c": "op-0"}


def test_a_lock_past_its_limit_is_still_held(disk):
    run(disk, "claimed", task("op-0", hosts="c", limit_minutes=5))
    disk.time += 301
    text = run(disk, "claimed", task())["msg"]
    assert "It is past its limit of 5 minutes, so it is stale. Break it with: " in text
    assert text.endswith("gir_lock_break=op-0") and held(disk) == {"c": "op-0"}


def test_a_clock_that_went_back_makes_no_lock_stale(disk):
    run(disk, "claimed", task("op-0", hosts="c", limit_minutes=1))
    disk.time -= 86_400
    assert run(disk, "looked", task(hosts="c"))["hosts"]["c"]["stale"] is False
    assert "for 0 s by the clock" in run(disk, "claimed", task())["msg"]


DAMAGED = ["damaged", {}, {"format": 2}, {"limit_minutes": 0}, {"limit_minutes": True}, {"claimed_at": "yesterday"}]
DAMAGED += [{"verb": None}, {"user": "a\nb"}, {"user": "x" * 1001}, {"operation": "a b"}, {"preempted_by": {}}]


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_file_that_is_no_lock_is_somebodys(disk, damage):
    run(disk, "claimed", task("op-0", hosts="c"))
    disk.content[path("c")] = {**disk.at("c"), **damage} if damage and isinstance(damage, dict) else damage
    before = dict(disk.content)
    result = run(disk, "claimed", task())
    assert result["msg"].startswith("c: the lock is held by somebody unknown: /c/ledger/lock.json is no ")
    assert "ook at it" in result["msg"] and disk.content == before
    assert run(disk, "looked", task())["hosts"]["c"]["state"] == "unknown"
    assert run(disk, "released", task("op-0"))["others"]["c"].startswith("held by somebody unknown")
    assert run(disk, "marked", task(preempts=("site",)))["others"]["c"].startswith("held by somebody unknown")
    assert "the lock was replaced" in run(disk, "kept", task("op-0", hosts="c"))["msg"]
    assert disk.content == before


@pytest.mark.parametrize("check", [False, True])
def test_a_host_that_cannot_be_written_gives_all_back(disk, check):
    disk.denied.add(path("c"))
    result = run(disk, "claimed", task(check=check))
    assert result["msg"] == "c: /c/ledger/lock.json cannot be written: Permission denied; use become."
    assert held(disk) == {}


def test_what_cannot_be_given_back_is_named(disk):
    run(disk, "claimed", task("op-0", hosts="d"))
    claim = protocol.claimed(task())
    requests = next(claim)
    with pytest.raises(protocol.Refused, match=r"on a, c could not be given back; break it with: .*op-1 -e gir_lock_"):
        while True:
            down = next(iter(requests.values()))["step"] == "release"
            requests = claim.send({h: NO_ANSWER if down and h != "b" else disk.ask(h, requests[h]) for h in requests})


def test_check_mode_claims_nothing_and_predicts(disk):
    predicted = run(disk, "claimed", task(check=True))
    assert held(disk) == {}
    assert {**run(disk, "claimed", task()), "asked_at": predicted["asked_at"]} == predicted
    for state, running in (("kept", False), ("released", False), ("broken", True)):
        assert not run(disk, state, task(check=True, running=running)).get("failed")
    assert held(disk) == dict.fromkeys(NAMES, "op-1")


LEDGERS = [({"a": None, "b": "1" * 64}, True), ({"a": "1" * 64}, False), ({"b": None}, False), ({"b": "2" * 64}, False)]


@pytest.mark.parametrize(("ledgers", "same"), LEDGERS)
def test_a_ledger_that_changed_since_it_was_read(disk, ledgers, same):
    disk.digests["/b/ledger/ledger.json"] = "1" * 64
    result = run(disk, "claimed", task(ledgers=ledgers))
    changed = {"a", "b"} & set(ledgers)
    assert same or result["msg"] in {
        f"{host}: the ledger changed while this run began: run it again." for host in changed
    }
    assert bool(held(disk)) is same


def test_a_ledger_that_cannot_be_read(disk):
    disk.bad_ledger = True
    assert run(disk, "claimed", task(ledgers={"b": None}))["msg"].startswith("b: /b/ledger/ledger.json is a directory")
    assert held(disk) == {}


def test_a_lock_is_kept_until_it_is_broken_or_marked(disk):
    mine = task()
    run(disk, "claimed", mine)
    assert run(disk, "kept", mine, down="ab")["hosts"] == ["c", "d"]
    everybody = run(disk, "kept", mine, down=NAMES)
    assert everybody["failed"] and "Nobody can tell whether this run was told to stop" in everybody["msg"]
    other = task("op-2", hosts="c", verb="failover", user="bob", reason="dc1 burns", preempts=("site",))
    assert run(disk, "marked", replace(other, check=True))["hosts"] == ["c"]
    assert "preempted_by" not in disk.at("c")
    result = run(disk, "marked", other)
    assert (result["changed"], result["hosts"], len(result["diff"])) == (True, ["c"], 1)
    text = "c: preempted by failover of bob (operation op-2, dc1 burns): stop here."
    assert run(disk, "kept", mine)["msg"] == run(disk, "claimed", mine)["msg"] == text
    assert disk.at("c")["operation"] == "op-1" and run(disk, "marked", other)["changed"] is False
    assert run(disk, "broken", task("op-1", hosts="b", running=True))["hosts"] == ["b"]
    gone = "b: the lock of this run (operation op-1) was broken: stop here."
    assert run(disk, "kept", task(hosts="b"))["msg"] == gone
    run(disk, "claimed", task("op-3", hosts="b", user="eve"))
    taken = "b: the lock was broken or taken by site of eve on ctl1 (operation op-3): stop here."
    assert run(disk, "kept", task(hosts="b"))["msg"] == taken


def test_the_lock_of_another_verb_is_not_marked(disk):
    run(disk, "claimed", task(verb="eservices_switch"))
    result = run(disk, "marked", task("op-2", verb="failover", preempts=("site", "upgrade")))
    assert (result["changed"], result["hosts"], sorted(result["others"])) == (False, [], list(NAMES))
    assert run(disk, "marked", task(preempts=("site",)), down=NAMES)["failed"]


def test_only_the_own_lock_is_released(disk):
    run(disk, "claimed", task(hosts="abc"))
    run(disk, "claimed", task("op-2", hosts="d", user="bob"))
    result = run(disk, "released", task(), down="a")
    assert (result["changed"], result["hosts"], result["silent"]) == (True, ["b", "c"], {"a": "timed out"})
    assert list(result["others"]) == ["d"] and "held by site of bob" in result["others"]["d"]
    assert held(disk) == {"a": "op-1", "d": "op-2"}
    assert run(disk, "released", task(), down="a")["changed"] is False
    disk.denied.add(path("a"))
    failed = run(disk, "released", task())
    assert (
        failed["failed"] and failed["msg"] == "a: /a/ledger/lock.json cannot be written: Permission denied; use become."
    )


def test_a_lock_is_broken_by_its_operation(disk):
    run(disk, "claimed", task(hosts="bc", limit_minutes=10))
    run(disk, "claimed", task("op-2", hosts="d", user="bob"))
    unknown = run(disk, "broken", task("op-9"), down="c")["msg"]
    assert unknown.startswith("no RWS host that answered holds the lock op-9: a: free; b: held by site of alice")
    disk.time += 60
    early = run(disk, "broken", task())["msg"]
    assert early == (
        "b: site of alice on ctl1 (operation op-1) runs within its limit until 2026-11-27T12:10:00Z by the clock of "
        "that host, and holds the lock for 1 min. Only when that run is certainly dead: ansible-playbook "
        "gir.multidc.lock -e gir_lock_break=op-1 -e gir_lock_break_running=true"
    )
    assert held(disk) == {"b": "op-1", "c": "op-1", "d": "op-2"}
    disk.time += 541
    result = run(disk, "broken", task())
    assert (result["changed"], result["hosts"], held(disk)) == (True, ["b", "c"], {"d": "op-2"})
    assert run(disk, "broken", task("op-2", running=True))["hosts"] == ["d"]
    assert run(disk, "broken", task(), down=NAMES)["msg"].startswith("no RWS host answered")


def test_the_states_of_hosts_are_told(disk):
    run(disk, "claimed", task(hosts="b"))
    result = run(disk, "looked", task(hosts="abc", silent=frozenset("c")), down="a")
    assert [one["state"] for one in result["hosts"].values()] == ["no answer", "held", "no answer"]
    assert result["lines"][0] == "a: no answer: timed out" and result["lines"][1].startswith("b: held by site of alice")
    assert result["observed"] is True and list(result["silent"]) == ["a", "c"]
    assert run(disk, "looked", task(), down=NAMES)["observed"] is False


# -- what a task is given --------------------------------------------------------------------------------------------

GIVEN = {"hosts": None, "silent": [], "state": "claimed", "verb": "site", "limit_minutes": 240}


def given(hostvars=None, **options):
    known = {"a": {"gir_root": "/srv/"}, "b": {"gir_root": None}} if hostvars is None else hostvars
    variables = {"groups": {"gir_rws": ["b", "a", "localhost"]}, "hostvars": known, "awx_user_name": " al\tice "}
    return inputs.task_of({**GIVEN, **options}, variables, check=False)


def test_a_host_has_its_lock_beside_its_staged_root():
    found = given()
    assert found.paths == {"a": "/srv.gir-lock.json", "b": "/var/lib/gir-ledger/lock.json"}
    assert found.hosts == ["a", "b"] and found.user == "al ice" and found.fresh
    assert inputs._OPERATION.fullmatch(found.operation) and given().operation != found.operation


WRONG = [
    ({"hosts": ["nowhere"]}, "hosts has 'nowhere', which is not in the inventory"),
    ({"verb": " "}, "verb is not given"),
    ({"state": "kept"}, "operation is not given, and the lock is kept for exactly one"),
    ({"operation": "a b"}, "operation is 'a b', which is no id"),
    ({"limit_minutes": 0}, "limit_minutes is 0; give a number of minutes"),
    ({"ledger_digests": {"a": "abc"}}, "ledger_digests of a is no SHA-256 digest"),
    ({"hosts": ["a"], "hostvars": {"a": {"gir_root": "srv"}}}, "a: gir_root is 'srv', not an absolute path"),
]


@pytest.mark.parametrize(("options", "words"), WRONG)
def test_a_wrong_option_is_a_sentence(options, words):
    with pytest.raises(protocol.Refused, match=words):
        given(**options)
