# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks about the ledger: what is read, what is written where, and what is refused."""

import json
import os
import re
import stat

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._ledger import options, record
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger import entry, keeping
from ledger_sites import HOSTS, Sites


@pytest.fixture
def sites(tmp_path):
    return Sites(tmp_path)


@pytest.fixture
def started(sites):
    assert sites.start()["changed"]
    return sites


def refused(result, words):
    assert result.get("failed") and words in result["msg"], result
    return result


# -- what a host answers ---------------------------------------------------------------------------------------------


def read(sites, host="one"):
    return sites.ask({host: {"state": "read", "root": str(sites.root(host))}})[host]


def test_a_host_without_anything(sites):
    found = read(sites)
    expected = {"ledger": None, "unreadable": None, "digest": None}
    assert {key: found[key] for key in expected} == expected
    assert found["legacy"] == {"gir_multidc": None, "gir_eservices": None, "unreadable": {}}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"active_datacenter": "dc2", "epoch": 3}', {"active_datacenter": "dc2", "epoch": 3}),
        ("[record]\nactive_datacenter = dc2\nepoch = 3\n", {"active_datacenter": "dc2", "epoch": "3"}),
        ("[a]\nb = %(c)s\n[d]\n", {"a": {"b": "%(c)s"}, "d": {}}),
        ("3", 3),
    ],
)
def test_a_record_of_an_earlier_release(sites, text, value):
    sites.fact("one", "gir_multidc").write_text(text, encoding="utf-8")
    assert read(sites)["legacy"]["gir_multidc"] == value


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xfe", "is no text"),
        (b"no", "neither JSON nor INI"),
        (b"[" * 5000, "neither JSON nor INI"),
        (b"NaN", "neither"),
    ],
)
def test_a_record_that_cannot_be_read(sites, data, words):
    sites.fact("one", "gir_eservices").write_bytes(data)
    found = read(sites)["legacy"]
    assert found["gir_eservices"] is None and words in found["unreadable"]["gir_eservices"]


def test_a_record_is_never_run(sites):
    path = sites.fact("one", "gir_multidc")
    path.write_text(f"#!/bin/sh\ntouch {sites.folder}/ran\necho {{}}\n", encoding="utf-8")
    path.chmod(0o755)
    assert "is executable, and is not run" in read(sites)["legacy"]["unreadable"]["gir_multidc"]
    assert not (sites.folder / "ran").exists()


def test_a_ledger_that_cannot_be_read(sites):
    sites.put("one", "{")
    found = read(sites)
    assert found["ledger"] is None and "is no JSON object" in found["unreadable"] and len(found["digest"]) == 64


# -- states ----------------------------------------------------------------------------------------------------------


def test_the_first_entry(sites):
    predicted = sites.keep("present", "genesis", check=True)
    assert not any(sites.path(host).exists() for host in HOSTS)
    result = sites.start()
    assert result["changed"] and result["written"] == sorted(HOSTS) and predicted["diff"] == result["diff"]
    assert (result["entry"]["epoch"], result["entry"]["reason"]) == (1, "first entry")
    assert re.fullmatch("[0-9a-f]{32}", result["ledger"]["environment"])
    assert {sites.ledger(host)["environment"] for host in HOSTS} == {result["ledger"]["environment"]}
    assert stat.S_IMODE(sites.path("one").stat().st_mode) == 0o644
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", sites.ledger("one")["entries"][0]["recorded_at"])
    again = sites.keep("present", "another")
    assert not again["changed"] and again["written"] == []


def test_migration_of_both_records(sites):
    sites.fact("one", "gir_multidc").write_text('{"active_datacenter": "dc1", "epoch": 4}', encoding="utf-8")
    sites.fact("two", "gir_eservices").write_text("[x]\nepoch=7\neservices_site=DC1\n", encoding="utf-8")
    broken = sites.fact("three", "gir_multidc")
    broken.write_text("broken", encoding="utf-8")
    result = sites.start()
    assert (result["entry"]["epoch"], result["entry"]["verb"]) == (8, "migrated")
    left = [path for host in HOSTS for path in (sites.root(host) / record.FACTS).glob("*")]
    assert left == [broken], "what nobody could read stays"


def test_a_host_without_a_ledger_gets_a_copy(started):
    started.switch("op1")
    os.unlink(started.path("two"))
    result = started.keep("present")
    assert result["written"] == ["two"]
    assert started.ledger("two") == started.ledger("one"), "a copy keeps the times"


def test_a_host_with_an_older_ledger_is_left_alone(started):
    started.down = {"three"}
    started.switch("op1")
    started.down = set()
    result = started.keep("present")
    assert not result["changed"] and result["lagging"] == {"three": "genesis"}


def test_an_operation(started):
    predicted = started.keep("intent", "op1", eservices_site="DC2", verb="eservices_switch", check=True)
    assert started.entries("one") == [("genesis", "done", "DC1")]
    began, ended = started.switch("op1")
    assert predicted["diff"] == began["diff"] and predicted["entry"] == began["entry"] | {"recorded_at": ""}
    assert began["entry"]["state"] == "intent" and began["ledger"]["questions"] == []
    assert ended["changed"] and ended["entry"]["state"] == "done" and ended["entry"]["active_datacenter"] == "dc1"
    for host in HOSTS:
        assert started.entries(host) == [("genesis", "done", "DC1"), ("op1", "done", "DC2")]
    assert started.keep("done", "op1")["changed"] is False
    refused(started.keep("intent", "op1", eservices_site="DC2"), "has ended")


def test_an_intent_is_written_once(started):
    assert started.keep("intent", "op1", eservices_site="DC2")["changed"]
    assert not started.keep("intent", "op1", eservices_site="DC2")["changed"]
    refused(started.keep("intent", "op1", eservices_site="DC9"), "was begun with other values")
    refused(started.keep("intent", "op2", eservices_site="DC2"), "has not said how it ended")
    refused(started.keep("present"), "gir_ledger_choose=op1")


def test_an_abandoned_operation(started):
    before = started.ledger("one")
    started.keep("intent", "op1", eservices_site="DC2")
    assert started.keep("abandoned", "op1")["changed"]
    assert started.ledger("one") == before
    assert not started.keep("abandoned", "op1")["changed"]


def test_an_operation_abandoned_while_a_host_is_away(started):
    started.keep("intent", "op1", eservices_site="DC2")
    started.down = {"three"}
    assert started.keep("abandoned", "op1")["changed"]
    started.down = set()
    result = started.keep("read")
    assert result["ledger"]["questions"] == [] and result["entry"]["eservices_site"] == "DC1"


def test_an_operation_that_nobody_knows(started):
    refused(started.keep("done", "op9"), "The operation op9 is unknown to the RWS hosts that answered")


def test_an_intent_without_a_ledger(sites):
    refused(sites.keep("intent", "op1", eservices_site="DC2"), "gir_ledger_create=true")


# -- hosts that are away, and what goes wrong ------------------------------------------------------------------------


def test_a_host_that_does_not_answer_is_data(started):
    started.down = {"two"}
    result = started.keep("intent", "op1", eservices_site="DC2", silent={"three": "no route", "elsewhere": "?"})
    assert result["silent"] == {"three": "no route", "two": "Connection timed out"}
    assert result["written"] == ["one"] and not result.get("failed")


def test_no_host_answers(started):
    started.down = set(HOSTS)
    refused(started.keep("intent", "op1", eservices_site="DC2"), "No RWS host answered")
    assert started.keep("read")["entry"] is None


def test_somebody_else_writes_in_between(started):
    def other():
        started.put("two", json.dumps(dict(started.ledger("two"), more=1)))

    started.before_write["two"] = other
    result = started.keep("intent", "op1", eservices_site="DC2")
    refused(result, "not to two:")
    assert "was written by somebody else" in result["failed_hosts"]["two"]
    assert started.ledger("two")["more"] == 1 and len(started.ledger("two")["entries"]) == 1


def test_a_host_that_cannot_be_written(started):
    """A file has the name of its directory by now."""

    def spoil():
        started.path("two").parent.rename(started.folder / "away")
        started.path("two").parent.write_text("", encoding="utf-8")

    started.before_write["two"] = spoil
    result = started.keep("done", "genesis") and started.keep("intent", "op1", eservices_site="DC2")
    assert not result.get("failed") and result["written"] == ["one", "three"]
    assert "move it away" in result["failed_hosts"]["two"] and "but not to two:" in result["warnings"][0]


def test_a_write_that_reaches_no_host_fails(sites, monkeypatch):
    def full(*_arguments):
        raise OSError(28, "No space left")

    monkeypatch.setattr(record.files, "replace_json", full)
    refused(sites.start(), "could not be written to any host: one:")


def test_a_disk_that_lies_is_found(started, monkeypatch):
    monkeypatch.setattr(record.files, "replace_json", lambda *_arguments: None)
    result = refused(started.keep("intent", "op1", eservices_site="DC2"), "does not hold what was written")
    assert not result["changed"]


# -- repairs ---------------------------------------------------------------------------------------------------------


def test_a_repair_keeps_what_it_overwrites(started):
    started.keep("intent", "op1", eservices_site="DC2")
    started.put("three", "broken")
    predicted = started.keep("chosen", "op1", check=True)
    result = started.keep("chosen", "op1")
    assert predicted["diff"] == result["diff"] and result["written"] == sorted(HOSTS)
    assert set(result["kept"]) == set(HOSTS) and result["ledger"]["questions"] == []
    (kept,) = started.path("three").parent.glob("ledger.json.*.kept")
    assert kept.read_text(encoding="utf-8") == "broken" and str(kept) == result["kept"]["three"]
    assert result["entry"]["eservices_site"] == "DC2" and result["entry"]["rejects"] == ["op1"]
    assert not started.keep("chosen", result["entry"]["operation"])["changed"]


@pytest.mark.parametrize("make", [lambda path: path.mkdir(), lambda path: path.symlink_to("/etc/passwd")])
def test_a_repair_moves_away_what_is_no_file(started, make):
    os.unlink(started.path("three"))
    make(started.path("three"))
    refused(started.keep("intent", "op1", eservices_site="DC2"), "The ledger of three cannot be read")
    assert started.keep("chosen", "genesis")["written"] == sorted(HOSTS)
    assert started.entries("three") == started.entries("one")


def test_a_foreign_ledger(started):
    other = Sites(started.folder / "laboratory", ("three",))
    other.start()
    started.put("three", other.path("three").read_text(encoding="utf-8"))
    result = started.keep("read")
    assert [one["kind"] for one in result["ledger"]["questions"]] == ["foreign"]
    refused(started.keep("intent", "op1", eservices_site="DC2"), "genesis@one")
    assert started.keep("chosen", "genesis@one")["changed"]
    assert len({started.ledger(host)["environment"] for host in HOSTS}) == 1


def test_a_choice_that_nobody_knows(started):
    refused(
        started.keep("chosen", "op9"), "gir_ledger_choose: no RWS host that answered holds the entry op9. They hold"
    )


def test_states_are_the_same_on_both_sides():
    known = [keeping.READ, keeping.PRESENT, keeping.INTENT, entry.DONE, keeping.ABANDONED, keeping.CHOSEN]
    assert known == options.STATES
