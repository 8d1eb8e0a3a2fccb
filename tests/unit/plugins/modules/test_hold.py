# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The holds of one host as its module keeps them: set, prolonged, lifted, ended, refused; and what a claim says."""

import json
import os
import stat

import module_runs
import pytest
from ansible_collections.gir.multidc.plugins.module_utils._ledger import shared
from module_cases import HOLD, LOCK
from module_runs import fail, succeed

BOB = {**HOLD, "id": "op-2", "user": "bob", "reason": "failover to dc2"}
NOON = 1_795_780_800  # 2026-11-27T12:00:00Z


class Host:
    def __init__(self, folder):
        self.folder, self.time = folder, NOON
        self.file = folder / "gir-ledger/hold.json"

    def ask(self, step, name="hold", check=False, **more):
        return module_runs.run(name, {"_request": {"step": step, "path": str(self.file), **more}}, check)

    def claim(self, step="claim"):
        request = {"step": step, "path": str(self.folder / "gir-ledger/lock.json"), "hold": str(self.file)}
        return succeed("lock", {"state": "claimed", "_request": {**request, "lock": LOCK}})

    def put(self, content):
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")

    @property
    def holds(self):
        return json.loads(self.file.read_text(encoding="utf-8"))["holds"]


@pytest.fixture
def host(tmp_path, monkeypatch):
    found = Host(tmp_path)
    monkeypatch.setattr(shared, "now", lambda: found.time)
    return found


def test_without_its_action_it_does_nothing():
    for name in ("hold", "hold_info"):
        assert fail(name, {})["msg"] == "this module runs through its action; call it in a task."


def test_set_twice_and_lift_twice(host):
    predicted = host.ask("set", check=True, hold=HOLD)
    assert predicted["changed"] and list(host.folder.iterdir()) == []
    done = host.ask("set", hold=HOLD)
    assert done["diff"] == predicted["diff"] and done["holds"] == predicted["holds"]
    assert host.holds == [{**HOLD, "set_at": "2026-11-27T12:00:00Z"}]
    assert stat.S_IMODE(os.stat(host.file).st_mode) == 0o644
    (one,) = done["holds"]
    assert (one["until"], one["ended"], one["left_seconds"]) == ("2026-11-27T13:00:00Z", False, 3600)
    host.time += 600
    assert not host.ask("set", hold=HOLD)["changed"]
    assert host.ask("look", "hold_info")["holds"][0]["left_seconds"] == 3000
    assert host.ask("lift", check=True, id="op-1")["changed"] and len(host.holds) == 1
    lifted = host.ask("lift", id="op-1")
    assert lifted["changed"] and '"user": "alice"' in lifted["diff"][0]["before"] and lifted["diff"][0]["after"] == ""
    assert os.listdir(host.file.parent) == [] and not host.ask("lift", id="op-1")["changed"]


def test_holds_stand_beside_each_other(host):
    host.ask("set", hold=HOLD)
    host.ask("set", hold=BOB)
    assert [one["id"] for one in host.holds] == ["op-1", "op-2"]
    assert not host.ask("lift", id="op-3")["changed"]
    host.ask("lift", id="op-1")
    assert [one["id"] for one in host.holds] == ["op-2"]
    host.ask("set", hold=HOLD)
    assert host.ask("lift", id=None)["changed"] and not host.file.exists()


def test_other_minutes_begin_anew(host):
    host.ask("set", hold=HOLD)
    host.time += 600
    assert host.ask("set", hold={**HOLD, "minutes": 5})["changed"]
    assert [(one["minutes"], one["set_at"]) for one in host.holds] == [(5, "2026-11-27T12:10:00Z")]


def test_a_hold_ends_by_the_clock_of_the_host(host):
    host.ask("set", hold=HOLD)
    host.time = NOON + 3599
    assert len(host.claim("look")["holds"]) == 1
    host.time = NOON + 3600
    assert host.ask("look")["holds"][0]["ended"] and host.claim("look")["holds"] == []
    assert host.ask("set", hold=BOB)["changed"] and [one["id"] for one in host.holds] == ["op-2"]
    host.time = NOON - 86_400
    (one,) = host.claim("look")["holds"]
    assert (one["ended"], one["left_seconds"]) == (False, 3600)


def test_the_same_hold_begins_again_after_its_end(host):
    host.ask("set", hold=HOLD)
    host.time += 3601
    assert host.ask("set", hold=HOLD)["changed"] and host.holds[0]["set_at"] == "2026-11-27T13:00:01Z"


DAMAGED = [
    "<html>", {}, {"format": 2, "holds": []}, {"format": 1, "holds": {}}, {"format": 1, "holds": [7]},
    *({"format": 1, "holds": [{**HOLD, "set_at": "2026-11-27T12:00:00Z", **flaw}]} for flaw in (
        {"id": "a b"}, {"id": None}, {"reason": None}, {"user": "a\nb"}, {"reason": "x" * 401}, {"minutes": 0},
        {"minutes": True}, {"minutes": 10081}, {"minutes": "60"}, {"set_at": "noon"}, {"set_at": 7})),
]  # fmt: skip


@pytest.mark.parametrize("content", DAMAGED)
def test_a_file_that_holds_none_is_a_hold_of_somebody(host, content):
    host.put(content)
    before = host.file.read_bytes()
    assert str(host.file) in host.ask("look")["problem"]
    for step, more in (("set", {"hold": HOLD}), ("lift", {"id": None})):
        answer = host.ask(step, **more)
        assert answer["failed"] and str(host.file) in answer["msg"] and "ook at it" in answer["msg"]
    claim = host.claim()
    assert claim["holds"] == [] and str(host.file) in claim["hold_problem"]
    assert host.file.read_bytes() == before


def test_what_is_no_file_is_a_hold_of_somebody(host):
    host.file.mkdir(parents=True)
    assert "is a directory, not a regular file" in host.claim()["hold_problem"]


def test_as_many_holds_as_a_reader_takes(host):
    for number in range(20):
        assert host.ask("set", hold={**HOLD, "id": f"op-{number}"})["changed"]
    assert "there are 20 holds in force on this host already" in host.ask("set", hold=BOB | {"id": "more"})["msg"]
    assert len(host.ask("look")["holds"]) == 20


def test_a_claim_says_what_is_in_force(host):
    """And nothing of one that asks for no holds, as an older run does."""
    host.ask("set", hold=HOLD)
    claim = host.claim()
    assert claim["changed"] and [one["id"] for one in claim["holds"]] == ["op-1"] and claim["hold_problem"] is None
    request = {"step": "look", "path": str(host.folder / "gir-ledger/lock.json")}
    assert "holds" not in succeed("lock", {"state": "kept", "_request": request})
