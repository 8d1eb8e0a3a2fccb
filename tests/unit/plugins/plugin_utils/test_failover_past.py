# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Earlier operations: summed up on a host, merged from all hosts and the ledger, and what follows from them."""

import json
import os

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._ledger import operations
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import ledgers as drift
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.catalogue import CHECKS
from ansible_collections.gir.multidc.plugins.plugin_utils._failover import past
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.expected import durations
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.journal import line
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.moments import seconds_of
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.objectives import Objectives
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.report import report
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import failover_journal
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.answers import checked_ledger
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.chain import judge
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.entry import Entry, Ledger
from failover_journals import lines_of

LINES = lines_of()
FIRST, SECOND, THIRD = "20270115T080000Z-0a", "20270116T080000Z-0b", "20270117T080000Z-0c"
REHEARSED = {"format": 1, "outcome": "ready", "ok": True, "from": "dc1", "to": "dc2",
             "times": {"began": "2027-01-20T01:00:00Z", "ended": "2027-01-20T01:00:12Z"}}  # fmt: skip


def text_of(lines):
    return "".join(line(one["kind"], **{name: value for name, value in one.items() if name != "kind"}) + "\n"
                   for one in lines)  # fmt: skip


class Host:
    """A directory that stands for an RWS host."""

    def __init__(self, root):
        self.root = root
        self.folder = root / operations.DIRECTORY[1:]

    def put(self, name, text):
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text, encoding="utf-8")

    def journal(self, operation, lines=LINES, **begin):
        self.put(f"{operation}.jsonl", text_of([{**lines[0], **begin}, *lines[1:]] if lines else []))

    def rehearsal(self, name="20270120T010000Z-r", **more):
        self.put(f"{name}.rehearsal.json", json.dumps({**REHEARSED, **more}))

    @property
    def says(self):
        """What a controller takes of its answer."""
        return checked_ledger({"ledger": None, "digest": None, "operations": operations.view(str(self.root))})

    @property
    def found(self):
        return self.says["operations"]["found"]

    @property
    def problems(self):
        return {one["name"]: one["reason"] for one in self.says["operations"]["problems"]}


@pytest.fixture
def host(tmp_path):
    return Host(tmp_path)


def judgement(*entries):
    return judge({"rws1": Ledger("e" * 32, entries) if entries else None})


def entry(operation, epoch=1, verb="failover", state="done", parent=None, **more):
    known = {"active_datacenter": "dc2", "eservices_site": "DC2", "controller_time": "2027-01-15T08:01:00Z"}
    return Entry(**{**known, "operation": operation, "epoch": epoch, "verb": verb, "state": state, "parent": parent,
                    "parent_epoch": None if parent is None else epoch - 1, "user": "ada", **more})  # fmt: skip


# What the first verb writes before it moves anything.
BASE = entry("20270114T080000Z-0", 0)


# -- on the host -----------------------------------------------------------------------------------------------------


def test_summary_of_a_journal_says_what_its_report_says(host):
    host.journal(FIRST)
    (found,) = host.found
    known = report(LINES)
    assert (found["operation"], found["kind"], found["mode"]) == (FIRST, "failover", "forced")
    assert [found[name] for name in ("from", "to", "user", "attested_by", "reason", "outcome")] == [
        known[name] for name in ("from", "to", "user", "attested_by", "reason", "outcome")]  # fmt: skip
    assert (found["began"], found["seconds"]) == (known["times"]["began"], known["times"]["seconds"])
    assert {one["stage"]: one["seconds"] for one in found["stages"] if one["seconds"]} == durations(known)
    assert seconds_of(found["ended"]) == seconds_of(found["began"]) + found["seconds"]
    assert host.problems == {}


@pytest.mark.parametrize("number", range(1, len(LINES)))
def test_journal_of_a_run_that_was_killed_anywhere(host, number):
    """The last line may be cut off, too."""
    host.put(f"{FIRST}.jsonl", text_of(LINES[:number]) + text_of(LINES[number:])[:30])
    (found,) = host.found
    assert (found["ended"], found["outcome"]) == (None, "")
    stages = [one["stage"] for one in LINES[:number] if one["kind"] == "stage"]
    assert found["stage"] == (stages[-1] if stages else "")
    assert past.of_hosts({"rws1": host.says})[0].killed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is no journal"),
        ("<html>\n", "is no journal"),
        ("[1]\n7\n", "is no journal"),
        ("\0" * 5000, "is no journal"),
        ("[" * 100000, "is no journal"),
        ('{"format": 2, "kind": "begin"}\n', "format 2, and this version of the collection knows 1"),
        ('{"asked": [], "format": 1, "kind": "decision", "seen": 7}\n', "of a form that nobody expected"),
    ],
)
def test_journal_that_cannot_be_read_says_why_and_hides_no_other_one(host, text, words):
    host.put(f"{SECOND}.jsonl", text)
    host.journal(FIRST)
    assert [one["operation"] for one in host.found] == [FIRST]
    assert words in host.problems[f"{SECOND}.jsonl"]


def test_failback_and_run_that_went_back(host):
    """A failback is planned; one that undid what it had done gave up the target."""
    asked = {"failback": True, "mode": "planned"}
    lines = [{**one, "asked": {**one["asked"], **asked}} if one["kind"] == "decision" else one for one in LINES]
    host.journal(FIRST, lines)
    turned = [{**one, "run": {**one["run"], "back": "RWS refused"}} if one["kind"] == "decision" else one
              for one in lines[:6]]  # fmt: skip
    host.journal(SECOND, turned, started=1_800_086_400.0)
    went, back = past.of_hosts({"rws1": host.says})[::-1]
    assert (went.verb, went.mode, went.origin, back.origin) == ("failback", "planned", "dc1", "dc2")
    assert past.measured([went], "forced") == [] and len(past.measured([went], "planned")) == 1
    (_went, again) = past.with_ledger([went, back], judgement())[::-1]
    assert again.next.startswith("ansible-playbook gir.multidc.failback -e gir_failover_to=dc2")


def test_members_of_another_kind_are_left_out(host):
    odd = [{"kind": "begin", "started": "soon", "user": 7}, {"kind": "stage", "stage": ["x"], "at": -1},
           {"kind": "end", "outcome": None, "seconds": True}]  # fmt: skip
    host.put(f"{FIRST}.jsonl", "".join(json.dumps({"format": 1, **one}) + "\n" for one in odd))
    (found,) = host.found
    assert (found["began"], found["user"], found["seconds"], found["outcome"]) == (None, "", 0, "")


def test_only_the_newest_are_summed_up_and_no_text_is_long(host):
    host.journal("of-no-time")
    for day in range(10, 25):
        host.journal(f"202701{day}T080000Z-a", user="u" * 5000)
        host.rehearsal(f"202701{day}T090000Z-r")
    host.put("ledger.json", "{}")
    host.put(".202702T.jsonl", "x")
    found = host.found
    assert len(found) == 2 * operations.MOST
    # A name that says no time counts as of when it was written, which is now.
    assert found[0]["operation"] in ("of-no-time", "20270124T080000Z-a")
    assert max(len(one["user"]) for one in found) == 200
    assert len(json.dumps(host.says)) < 20000


def test_huge_journals_are_not_read(host, monkeypatch):
    host.journal(FIRST)
    host.journal(SECOND)
    size = os.stat(host.folder / f"{FIRST}.jsonl").st_size
    monkeypatch.setattr(operations, "TOGETHER", size + 10)
    assert [one["operation"] for one in host.found] == [SECOND]
    assert "newest ones together" in host.problems[f"{FIRST}.jsonl"]
    monkeypatch.setattr(operations, "LARGEST", size - 1)
    assert host.found == [] and "larger than" in host.problems[f"{SECOND}.jsonl"]


def test_what_is_no_file_keeps_nobody_waiting(host):
    host.folder.mkdir(parents=True)
    os.mkfifo(host.folder / f"{FIRST}.jsonl")
    (host.folder / f"{SECOND}.jsonl").symlink_to("/etc/passwd")
    (host.folder / f"{THIRD}.jsonl").mkdir()
    assert host.found == []
    assert set(host.problems.values()) == {"It is no regular file."}


def test_host_without_a_journal_has_none_and_no_problem(host):
    assert (host.found, host.problems) == ([], {})
    host.folder.parent.mkdir(parents=True)
    host.folder.write_text("", encoding="utf-8")
    assert "cannot be read: Not a directory" in host.problems[""]


def test_rehearsal_reports(host):
    host.rehearsal(stages=[{"stage": "plan", "expected": 6}], user="ada")
    host.rehearsal("20270119T010000Z-r", check=True)
    host.put("20270121T010000Z-r.rehearsal.json", "[]")
    host.rehearsal("20270122T010000Z-r", format=9)
    host.rehearsal("20270123T010000Z-r", times=[1])
    found, check = host.found
    assert (found["kind"], found["ok"], found["outcome"], found["user"]) == ("rehearsal", True, "ready", "ada")
    assert (found["began"], found["stages"], check["ok"]) == (REHEARSED["times"]["began"], [], False)
    assert [reason.split()[2] for reason in host.problems.values()] == ["of", "of", "no"]
    made, _check = past.of_hosts({"rws1": host.says})
    assert (made.seconds, made.ok, made.killed) == (12, True, False)


# -- merged ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def two(tmp_path):
    return Host(tmp_path / "rws1"), Host(tmp_path / "rws2")


def said(*hosts):
    return {f"rws{number}": one.says for number, one in enumerate(hosts, 1)}


def test_each_operation_counts_once_whichever_host_has_it(two):
    one, other = two
    one.journal(FIRST)
    other.journal(FIRST)
    other.journal(SECOND, started=1_800_086_400.0)
    one.rehearsal()
    other.rehearsal()
    assert [(found.kind, found.operation) for found in past.of_hosts(said(one, other))] == [
        ("rehearsal", "20270120T010000Z-r"), ("failover", SECOND), ("failover", FIRST)]  # fmt: skip


@pytest.mark.parametrize("turned", [False, True])
def test_run_that_went_on_counts_beside_an_older_journal_of_its_operation(two, turned):
    one, other = two[::-1] if turned else two
    one.journal(FIRST, LINES[:6])
    other.journal(FIRST)
    (found,) = past.of_hosts(said(one, other))
    assert (found.killed, found.outcome) == (False, "done_open")


def test_files_that_cannot_be_read_are_said_once(two):
    for host in two:
        host.put(f"{FIRST}.jsonl", "x")
    assert past.problems(said(*two)) == [(f"{FIRST}.jsonl", "It is no journal of a failover.", ["rws1", "rws2"])]


def test_ledger_knows_what_left_no_journal(host):
    host.journal(SECOND, started=1_800_086_400.0)
    entries = (
        BASE,
        entry(FIRST, 1, "failback", parent=BASE.operation),
        entry(SECOND, 2, parent=FIRST),
        entry("20270118T080000Z-d", 3, "eservices_switch", parent=SECOND, controller_time="2027-01-18T08:00:07Z"),
        entry("20270119T080000Z-e", 4, "create", parent="20270118T080000Z-d"),
    )
    found = past.with_ledger(past.of_hosts(said(host)), judgement(*entries))
    assert [(one.verb, one.kind, one.seconds) for one in found] == [
        ("eservices_switch", "ledger", 7), ("failover", "failover", 6), ("failback", "ledger", 60)]  # fmt: skip
    assert not any(one.next for one in found)


def test_killed_run_has_the_command_that_goes_on(host):
    """Where only the ledger knows it, too; an older one that somebody has settled has none."""
    host.journal(FIRST, LINES[:6])
    (found,) = past.with_ledger(past.of_hosts(said(host)), judgement())
    assert found.killed and "gir_failover_to=dc2" in found.next and "gir_failover_mode=forced" in found.next
    assert "gir_failover_attested_by=Ada" in found.next
    done = entry(FIRST, parent=BASE.operation)
    begun = entry(SECOND, 2, state="intent", parent=FIRST, reason="no power, attested by Ada Night")
    every = past.with_ledger(past.of_hosts(said(host)), judgement(BASE, done, begun))
    assert [(one.operation, one.killed, bool(one.next)) for one in every] == [
        (SECOND, True, True), (FIRST, True, False)]  # fmt: skip
    assert "Ada Night" in every[0].next and (every[0].ended, every[0].seconds) == (None, None)
    planned = entry(SECOND, 2, state="intent", parent=FIRST, reason="planned failover: new disks")
    (first, _older) = past.with_ledger(past.of_hosts(said(host)), judgement(BASE, done, planned))
    assert first.mode == "planned" and "gir_failover_mode=planned" in first.next and "attested" not in first.next
    host.journal(SECOND, [*LINES[:-1], {**LINES[-1], "outcome": "stopped"}])
    (stopped, _older) = past.with_ledger(past.of_hosts(said(host)), judgement(BASE, done, begun))
    assert (stopped.killed, stopped.outcome, bool(stopped.next)) == (False, "stopped", True)
    switch = entry(SECOND, 2, "eservices_switch", "intent", parent=FIRST)
    assert past.with_ledger([], judgement(entry(FIRST), switch))[0].next == "ansible-playbook gir.multidc.ledger"


def test_void_entries_are_no_history():
    first, second = entry(FIRST, parent=BASE.operation), entry(SECOND, 2, parent=FIRST)
    repair = entry(THIRD, 3, "ledger", parent=FIRST, parent_epoch=1, rejects=(SECOND,))
    assert [one.operation for one in past.with_ledger([], judgement(BASE, first, second, repair))] == [FIRST]


def test_what_was_active_before_the_first_move_is_no_history():
    """A failover that was abandoned shows nothing of what it is for."""
    assert past.with_ledger([], judgement(BASE)) == []
    assert past.last_done(judgement(BASE), past.MOVES) is None
    assert answer(judgement(BASE), {"rws1": {"operations": {}}}) == ("missed", "none is recorded")


# -- expected times --------------------------------------------------------------------------------------------------


def test_times_are_those_of_the_same_mode_that_did_what_was_asked(two, tmp_path):
    one, other = two
    one.journal(FIRST)
    other.journal(FIRST)
    other.journal(SECOND, LINES[:6])
    one.journal(THIRD, [*LINES[:-1], {**LINES[-1], "outcome": "stopped"}])
    one.rehearsal()
    known = past.of_hosts(said(one, other))
    (found,) = past.measured(known, "forced")
    assert (found["fence"], found["switch"], found["verify"]) == (1, 4, 1)
    assert past.measured(known, "planned") == []


def test_journal_that_is_here_and_on_hosts_counts_once(host, tmp_path):
    lines = [{**one, "run": {**one["run"], "operation": FIRST}} if one["kind"] == "decision" else one for one in LINES]
    host.journal(FIRST, lines)
    here = tmp_path / "reports"
    here.mkdir()
    (here / "journal.jsonl").write_text(text_of(lines), encoding="utf-8")
    (here / "journal-1.jsonl").write_text('{"kind": "begin", "started": []}\n{"kind": "decision"}', encoding="utf-8")
    local = failover_journal.earlier_operations(str(here))
    assert len(past.measured(local, "forced")) == 1
    assert len(past.measured([*past.of_hosts(said(host)), *local], "forced")) == 1
    host.journal(SECOND, lines)
    assert len(past.measured([*past.of_hosts(said(host)), *local], "forced")) == 2


# -- rehearsals ------------------------------------------------------------------------------------------------------

NOW = seconds_of("2027-02-01T00:00:00Z")
WANTED = Objectives(rehearsal_days=30)


def answer(found, ledgers, wanted=WANTED):
    judged = past.rehearsed(wanted, found, ledgers, NOW)
    return judged and (judged.answer, judged.measured)


def test_rehearsal_or_failover_that_is_recent_enough(host):
    done = entry(FIRST, parent=BASE.operation, controller_time="2027-01-25T00:00:00Z")
    assert answer(judgement(BASE, done), said(host)) == ("met", "the last one was 7 days ago")
    assert answer(judgement(), said(host)) == ("missed", "none is recorded")
    host.rehearsal(ok=False)
    assert answer(judgement(), said(host)) == ("missed", "none is recorded")
    host.rehearsal()
    assert answer(judgement(), said(host)) == ("met", "the last one was 11 days ago")
    assert answer(judgement(), said(host), Objectives(rehearsal_days=10))[0] == "missed"
    assert answer(judgement(), said(host), Objectives()) is None


def test_what_was_not_read_is_never_overdue(host):
    none = judge({})
    assert answer(none, {}) == ("not observable", "no RWS host showed one")
    assert answer(judge({}, unreadable={"rws1": "broken"}), said(host))[0] == "not observable"
    host.put(f"{FIRST}.jsonl", "x")
    assert answer(judgement(), said(host))[0] == "missed"
    host.put("20270120T010000Z-r.rehearsal.json", "x")
    found = answer(judgement(), said(host))
    assert found[0] == "not observable" and "20270120T010000Z-r.rehearsal.json on rws1" in found[1]


@pytest.mark.parametrize(
    ("ledgers", "outcome", "words"),
    [(("rws1",), "drift", "none is recorded"), ((), None, ""), (("broken",), "not_checked", "cannot be read")],
)
def test_overdue_rehearsal_is_a_finding_of_drift(host, ledgers, outcome, words):
    """Nobody who answers: then that nobody did is the finding."""
    found = judge({}, unreadable=dict.fromkeys(ledgers, "x") if "broken" in ledgers else {})
    judged = past.rehearsed(WANTED, found, said(host) if ledgers else {}, NOW)
    made = [one for one in drift.together(found, ledgers, (), judged).differences if one["check"] == "ledger.rehearsal"]
    assert [one["outcome"] for one in made] == ([outcome] if outcome else [])
    assert all(words in f"{one['actual']} {one['reason']}" for one in made)
    assert CHECKS["ledger.rehearsal"].repair == "ansible-playbook gir.multidc.failover_rehearsal"
    assert drift.together(found, ledgers, (), None).differences == [
        one for one in drift.together(found, ledgers, (), judged).differences if one not in made]  # fmt: skip
