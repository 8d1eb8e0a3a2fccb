# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lock of one host as its module keeps it: real files, a clock, and a lock that moves under its feet."""

import os

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._ledger import files, lock, shared
from module_cases import LOCK
from module_runs import fail, succeed


@pytest.fixture
def ask(tmp_path):
    """A function that has the module do one step."""

    def asking(step, check=False, **more):
        request = {"step": step, "path": str(tmp_path / "gir-ledger/lock.json"), "lock": LOCK, **more}
        return succeed("lock", {"state": "claimed", "_request": request}, check)

    asking.path = str(tmp_path / "gir-ledger/lock.json")
    return asking


def test_without_its_action_it_does_nothing():
    for name, arguments in (("lock", {"state": "claimed"}), ("lock_info", {})):
        assert fail(name, arguments)["msg"] == "this module runs through its action; call it in a task."


def test_the_life_of_a_lock(ask):
    assert ask("look")["held"] is None
    assert ask("claim")["changed"] and not ask("claim")["changed"]
    assert ask("look")["held"]["operation"] == "op-1"
    other = ask("claim", lock={**LOCK, "operation": "op-2"})
    assert (other["changed"], other["held"]["operation"]) == (False, "op-1")
    assert not ask("release", operation="op-2")["changed"]
    assert not ask("break", operation="op-1", running=False)["changed"]
    assert ask("release", operation="op-1")["changed"]
    assert not ask("release", operation="op-1")["changed"] and ask("look")["held"] is None


def test_age_is_told_by_the_clock_of_the_host(ask, monkeypatch):
    ask("claim")
    claimed = shared.now()
    monkeypatch.setattr(shared, "now", lambda: claimed + 241 * 60)
    held = ask("look")["held"]
    assert held["stale"] and 241 * 60 - 2 <= held["age_seconds"] <= 241 * 60
    assert ask("break", operation="op-1", running=False)["changed"]


def test_what_is_no_file_is_somebodys_lock(ask):
    os.makedirs(ask.path)
    assert "is a directory, not a regular file" in ask("claim")["problem"]
    assert not ask("release", operation="op-1")["changed"]


def test_a_mark_is_written_once_and_keeps_the_rest(ask):
    mark = {"operation": "op-2", "verb": "failover", "user": "bob", "reason": ""}
    assert not ask("mark", mark=mark, verbs=["site"])["changed"]
    ask("claim")
    before = files.read_json(ask.path)
    assert not ask("mark", mark=mark, verbs=["upgrade"])["changed"]
    assert ask("mark", check=True, mark=mark, verbs=["site"])["held"]["preempted_by"] == mark
    assert files.read_json(ask.path) == before
    assert ask("mark", mark=mark, verbs=["site"])["held"]["preempted_by"] == mark
    assert files.read_json(ask.path) == {**before, "preempted_by": mark}
    assert not ask("mark", mark={**mark, "user": "eve"}, verbs=["site"])["changed"]


def test_a_claim_as_another_lock_is_given_back(ask, monkeypatch):
    """The name was taken when the lock was made, and free when it was looked at: it is tried again."""
    create, tries = files.create_json, []

    def taken_once(path, value):
        tries.append(path)
        return create(path, value) if len(tries) > 1 else False

    monkeypatch.setattr(files, "create_json", taken_once)
    assert ask("claim")["changed"] and len(tries) == 2


def test_a_lock_that_changes_hands_is_not_removed(ask, monkeypatch):
    """Another one stands there when the directory is had for writing."""
    ask("claim")
    view, other = lock.view, {"held": {"operation": "op-2"}, "problem": None}
    views = [view(ask.path), other]
    monkeypatch.setattr(lock, "view", lambda _path: views.pop(0))
    answer = ask("release", operation="op-1")
    assert (answer["changed"], answer["held"]) == (False, other["held"])
    assert files.read_json(ask.path)["operation"] == "op-1"
