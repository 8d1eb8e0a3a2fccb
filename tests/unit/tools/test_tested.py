# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The record of the gates' runs, and the page that is made of it: nothing is shown as tested that was not."""

import json
from pathlib import Path

import gates
import pytest
import tested_doc
from gatekit import record
from gatekit.workshop import Gate as RealGate
from gatekit.workshop import GateFailed, NotRun, Workshop


def gate(name, check=None, **more):
    """A gate that does what `check` does with (shop, name)."""
    return RealGate(name, f"what {name} proves", check or (lambda _shop, _name: None), **more)


def fails(_shop, _name):
    raise GateFailed(f"it broke in {record.ROOT}/plugins and {Path.home()}/x\nmore of it")


def cannot(_shop, _name):
    raise NotRun("no python3.13 on this machine")


def half(shop, name):
    shop.say(name, "12 passed\nNOT RUN: the pages: no browser was found\nNOT RUN: the pages: no browser was found")
    shop.note(name, managed_pythons=["3.6", "3.9"], laboratory={"Debian": "12.1", "systemd": "252"})


@pytest.fixture
def shop(tmp_path):
    """A workshop of this test."""
    return Workshop(tmp_path / "run")


@pytest.fixture
def kept(tmp_path, shop, monkeypatch):
    """A function that runs gates, records them, and returns the record."""
    monkeypatch.setattr(record, "revision", lambda: "0123456789+")
    path = tmp_path / "tested.json"

    def run(*chosen, known=None):
        record.merge([gates.attempt(one, shop) for one in chosen], shop, known or chosen, path)
        return record.load(path)

    return run


def test_each_outcome_is_kept_with_its_reason_and_without_paths_of_the_machine(kept):
    found = kept(gate("good"), gate("bad", fails), gate("absent", cannot), gate("half", half))
    assert {name: entry["outcome"] for name, entry in found.items()} == {
        "good": "PASS", "bad": "FAIL", "absent": "NOT RUN", "half": "PASS",
    }
    assert found["bad"]["reason"] == "it broke in ./plugins and ~/x"
    assert found["absent"]["reason"] == "no python3.13 on this machine"
    assert "reason" not in found["good"]
    assert found["half"]["parts_not_run"] == ["the pages: no browser was found"]
    assert found["half"]["managed_pythons"] == ["3.6", "3.9"]
    assert {entry["revision"] for entry in found.values()} == {"0123456789+"}


def test_later_runs_replace_earlier_ones_and_gates_that_are_no_more_go(kept):
    known = [gate("one"), gate("two")]
    kept(*known, gate("old"), known=[*known, gate("old")])
    found = kept(gate("two", cannot), known=known)
    assert {name: entry["outcome"] for name, entry in found.items()} == {"one": "PASS", "two": "NOT RUN"}


def test_the_environment_of_a_command_is_noted(shop, kept, tmp_path, monkeypatch):
    program = tmp_path / "venvs" / "core-2.99" / "bin" / "true"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    (program.parents[1] / "pyvenv.cfg").write_text("home = /usr\nversion = 3.11.7\n", encoding="utf-8")
    (program.parents[1] / "lib/python3.11/site-packages/ansible_core-2.99.1.dist-info").mkdir(parents=True)
    for module in ("gatekit.workshop.CACHE", "gatekit.record.CACHE"):
        monkeypatch.setattr(module, tmp_path)
    found = kept(gate("ran", lambda shop, name: shop.run(name, [program])))
    assert (found["ran"]["ansible_core"], found["ran"]["python"]) == ("2.99.1", "3.11.7")


def test_a_command_that_cannot_be_tried_here_is_not_run_and_its_last_line_says_why(shop):
    def check(shop, name):
        shop.run(name, ["sh", "-c", "echo before; echo 'there is no such thing here'; exit 77"], impossible=77)

    outcome = gates.attempt(gate("lab", check), shop)
    assert (outcome.state, outcome.reason) == ("NOT RUN", "there is no such thing here")
    broken = gates.attempt(gate("lab", lambda shop, name: shop.run(name, ["false"], impossible=77)), shop)
    assert broken.state == "FAIL"


def test_the_page_shows_what_failed_what_was_left_out_and_what_was_never_tried(kept):
    all_gates = [gate("good"), gate("bad", fails), gate("absent", cannot), gate("half", half), gate("never")]
    page = tested_doc.page(all_gates, kept(*all_gates[:4]))
    rows = {line.split("`")[1]: line.split(" | ")[2] for line in page.splitlines() if line.startswith("| `")}
    assert rows == {
        "good": "passed",
        "bad": "**failed**: it broke in ./plugins and ~/x",
        "absent": "**not run**: no python3.13 on this machine",
        "half": "passed; **not run**: the pages: no browser was found",
        "never": "**no record**",
    }
    assert "Of 5 gates: 2 passed, 1 failed, 1 not run, 1 no record." in page
    assert "`half`:\n\n|  | version |\n| --- | --- |\n| Debian | 12.1 |\n| systemd | 252 |" in page
    assert page == tested_doc.page(all_gates, json.loads(json.dumps(kept(*all_gates[:4]))))


def test_a_page_without_any_record_claims_nothing():
    page = tested_doc.page([gate("one")], {})
    assert "Of 1 gates: 0 passed, 0 failed, 0 not run, 1 no record." in page
    assert "No run in the laboratory is recorded." in page


def test_the_matrix_is_run_only_when_it_is_asked_for():
    names = {one.name for one in gates.chosen([], matrix=False)}
    whole = {one.name for one in gates.chosen([], matrix=True)}
    assert names < whole
    assert {"units", "sanity-2.19", "sanity-py3.6", "demo-2.16", "lab"} <= names
    for core in ("2.16", "2.18", "2.20", "2.21"):
        assert {f"units-{core}", f"sanity-{core}", f"lab-{core}"} <= whole
    assert [one.name for one in gates.chosen(["lab-2.21", "ruff"], matrix=False)] == ["lab-2.21", "ruff"]
    with pytest.raises(SystemExit, match="No such gate: units-2.15"):
        gates.chosen(["units-2.15"], matrix=True)


def test_one_line_names_all_gates_that_lack_the_same(shop, capsys):
    chosen = [gate("a"), gate("b", cannot), gate("c", cannot)]
    assert gates.summary([gates.attempt(one, shop) for one in chosen], 1, shop) == 0
    assert "Not run: b, c: no python3.13 on this machine\n" in capsys.readouterr().out
