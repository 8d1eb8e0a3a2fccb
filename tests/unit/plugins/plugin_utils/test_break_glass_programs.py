# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two small programs of a break-glass sheet, run as a person runs them."""

import json
import subprocess
import sys

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._breakglass import programs
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.chain import judge
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.entry import read_ledger


def run(directory, *words):
    done = subprocess.run(
        words, cwd=directory, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return done.stdout


@pytest.fixture
def place(tmp_path):
    for name, program in ((programs.SET, programs.SET_TEXT), (programs.LEDGER, programs.LEDGER_TEXT)):
        (tmp_path / name).write_text(program, encoding="utf-8")
    return tmp_path


def set_option(place, answer, *more, change=("options", "s", "k", "new", None)):
    if answer is not None:
        (place / "object-1.json").write_text(answer, encoding="utf-8")
    (place / "changes").write_text(json.dumps({"object-1": [change]}), encoding="utf-8")
    return run(place, sys.executable, programs.SET, "object-1", *more)


THING = {"type": "CfgApplication", "dbid": "7", "name": "é", "unknown": 5, "options": {"property": [
    {"section": "s", "key": "k", "value": "old", "more": 1},
    {"section": "S", "key": "k", "value": "other"}]}}  # fmt: skip


def test_whole_object_is_kept_but_for_the_option(place):
    assert set_option(place, json.dumps([THING])) == ""
    found = json.loads((place / "object-1.new").read_text(encoding="utf-8"))
    expected = json.loads(json.dumps(THING))
    expected["options"]["property"][0]["value"] = "new"
    assert found == expected and (place / "object-1.dbid").read_text(encoding="utf-8") == "7"
    assert set_option(place, json.dumps([THING]), "check") == "object-1 s/k: DIFFERENT\n"
    assert set_option(place, json.dumps([found]), "check") == "object-1 s/k: as it should be\n"


def test_object_without_options_gets_one(place):
    set_option(place, json.dumps([{"type": "T", "dbid": 7, "options": None}]))
    found = json.loads((place / "object-1.new").read_text(encoding="utf-8"))
    assert found["options"]["property"] == [{"section": "s", "key": "k", "value": "new"}]


@pytest.mark.parametrize("answer", ["[]", json.dumps([THING, THING]), "<html>Log in</html>", '{"a": 1}', "7", "[7]"])
def test_answer_that_is_no_object_writes_nothing(answer, place):
    said = set_option(place, answer)
    assert "not exactly one object" in said and "Traceback" not in said
    assert not (place / "object-1.new").exists()


def record(place, *texts, active="dc2", site="DC2"):
    """Each text is what a host gave."""
    names = [f"ledger-{number}" for number, _text in enumerate(texts, 1)]
    for name, content in zip(names, texts):
        (place / f"{name}.new").unlink(missing_ok=True)
        (place / name).write_text(content, encoding="utf-8")
    words = (programs.LEDGER, "20261128T000000Z-by-hand", active, site, "anna", "why", *names)
    return run(place, sys.executable, *words)


def written_ledger(place, number=1):
    return read_ledger(json.loads((place / f"ledger-{number}.new").read_text(encoding="utf-8")))


def recorded(place, *operations):
    """The text of a ledger with these entries, in which dc1 is active."""
    content = "none"
    for operation in operations:
        record(place, content, active="dc1", site="DC1")
        document = written_ledger(place).document
        document["entries"][-1]["operation"] = operation
        content = json.dumps({**document, "environment": "0" * 32})
    return content


def test_first_ledger_is_the_same_on_every_host(place):
    said = record(place, "none\n", "none\n")
    first, second = written_ledger(place), written_ledger(place, 2)
    assert said == "ledger-1: ready\nledger-2: ready\ndc2 active, eServices site DC2, after None\n"
    assert judge({"a": first, "b": second}).head.active_datacenter == "dc2"
    assert first == second


def test_entry_follows_the_last_one_and_keeps_the_data_center(place):
    record(place, recorded(place, "first"), active="keep:dc2")
    first, last = written_ledger(place).entries
    assert (last.parent, last.parent_epoch, last.epoch) == ("first", 1, 2)
    assert (last.active_datacenter, last.eservices_site, last.user) == ("dc1", "DC2", "anna")


def test_host_without_a_ledger_or_with_an_older_one_gets_the_whole(place):
    older, newer = recorded(place, "first"), recorded(place, "first", "second")
    record(place, older, newer, "none")
    found = [written_ledger(place, number) for number in (1, 2, 3)]
    assert [entry.operation for entry in found[0].entries][:2] == ["first", "second"]
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("kind", ["fork", "foreign", "intent"])
def test_ledgers_that_tell_no_one_history_are_left_alone(kind, place):
    other = recorded(place, "first", "other")
    if kind == "foreign":
        other = recorded(place, "first", "second").replace("0" * 32, "1" * 32)
    elif kind == "intent":
        other = recorded(place, "first", "second").replace('"state": "done"', '"state": "intent"')
    said = record(place, recorded(place, "first", "second"), other)
    assert "do not tell one history" in said and "Traceback" not in said
    assert not (place / "ledger-1.new").exists() and not (place / "ledger-2.new").exists()


def test_host_that_gave_no_answer_is_left_out(place):
    said = record(place, "none", "")
    assert "ledger-2: the host gave no answer" in said and not (place / "ledger-2.new").exists()
