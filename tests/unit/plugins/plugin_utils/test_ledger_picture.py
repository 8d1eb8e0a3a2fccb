# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people see of the ledgers: the picture of the chain, the questions, and the commands that answer them."""

from random import Random

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.chain import judge
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.entry import Ledger
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.picture import LEGEND, WIDTH, picture
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.questions import COMMAND, KINDS, answers, questions
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.report import report, unanswered
from ledger_histories import ENVIRONMENT, HOSTS, Killed, System, entry, random_history


def fork():
    system = System()
    system.start()
    system.switch("DC2", HOSTS[1::2])
    system.switch("DC1", HOSTS[::2])
    return system


def test_picture_of_a_fork_and_its_repair():
    system = fork()
    system.repair("op3")
    assert picture(system.judge()) == [
        "environment 01234567, on all 4 hosts",
        "o op1  epoch 1  done",
        "|   dc1 active, eServices site DC1",
        "|   at an unknown time by unknown: no reason",
        "|   on all 4 hosts",
        "| x op2  epoch 2  done  eservices_switch  VOID",
        "|     dc1 active, eServices site DC2",
        "|     at an unknown time by unknown: no reason",
        "|     on all 4 hosts",
        "o op3  epoch 2  done  eservices_switch",
        "|   dc1 active, eServices site DC1",
        "|   at an unknown time by unknown: no reason",
        "|   on all 4 hosts",
        "* op4  epoch 3  done  ledger  HEAD",
        "    dc1 active, eServices site DC1",
        "    at an unknown time by unknown: no reason",
        "    on all 4 hosts",
        LEGEND,
    ]


def test_picture_of_a_fork_that_is_open():
    text = "\n".join(picture(fork().judge()))
    assert "* op1  epoch 1  done  HEAD  FORK HERE" in text
    assert "| o op2" in text and "| o op3" in text and "on rws1-dc2, rws2-dc2" in text


def test_picture_says_who_and_why():
    one = entry(
        "op1", user="anna", controller="ctl", reason="IXN down", change_id="CHG1", recorded_at="2026-11-27T22:40:10Z"
    )
    text = picture(judge({"a": Ledger(ENVIRONMENT, (one,)), "b": None}, unreadable={"c": "it is not JSON"}))
    assert "    2026-11-27T22:40:10Z by anna on ctl: IXN down (CHG1)" in text
    assert text[-3:] == ["! c: its ledger cannot be read: it is not JSON", "no ledger on b", LEGEND]


@pytest.mark.parametrize("seed", range(100))
def test_pictures_of_random_histories(seed):
    found = random_history(Random(seed), steps=20).judge()
    lines = picture(found)
    assert all(len(line) <= WIDTH and line.isascii() and line.isprintable() for line in lines)
    shown = [line for line in lines if any(f" {name}  epoch " in line for name in found.entries)]
    assert len(shown) == len(found.entries), "each entry once"
    assert sum("HEAD" in line for line in lines) == (found.head is not None)
    assert sum("VOID" in line for line in lines) == len(found.void)
    assert sum("UNFINISHED" in line for line in lines) == len(found.intents)


def test_picture_of_foreign_text_is_one_line_each():
    odd = entry("op1", reason="a\n\x1b[31mb\u2028\ud800", user="\t", eservices_site="\x00DC1")
    lines = picture(judge({"a\n": Ledger(ENVIRONMENT, (odd,))}))
    assert all(line.isascii() and line.isprintable() for line in lines)
    assert "a??[31mb??" in "\n".join(lines)


def test_picture_of_a_very_long_chain():
    """Also where every entry is a branch of its own."""
    parts = [entry("op0")]
    for number in range(1, 3000):
        before = parts[-2] if number % 2 == 0 else parts[-1]
        parts.append(entry(f"op{number}", epoch=number + 1, parent=before.operation, parent_epoch=before.epoch))
    assert len(picture(judge({"a": Ledger(ENVIRONMENT, tuple(parts))}))) > 9000


def said(found):
    return {kind: (sentence, remedy) for kind, sentence, remedy in questions(found)}


def test_question_of_a_fork():
    sentence, remedy = said(fork().judge())["fork"]
    assert sentence == (
        "The ledgers part after op1, as if two operators had worked apart: "
        "op2 (eservices_switch: dc1 active, eServices site DC2; on rws1-dc2, rws2-dc2); "
        "op3 (eservices_switch: dc1 active, eServices site DC1; on rws1-dc1, rws2-dc1)."
    )
    assert remedy.startswith("Which data center is active, and which eServices site is in use? Find out")
    for name in ("op1", "op2", "op3"):
        assert f"{COMMAND}{name}" in remedy


def test_question_of_an_intent():
    system = System()
    system.start()
    with pytest.raises(Killed):
        system.switch("DC2", ended=0)
    found = system.judge()
    assert list(said(found)) == ["intent"]
    assert [(answer.choice, answer.meaning) for answer in answers(found)] == [
        ("op1", "dc1 active, eServices site DC1"),
        ("op2", "it took place, dc1 active, eServices site DC2"),
    ]


def test_question_of_two_environments():
    found = judge(
        {"a": Ledger("a" * 32, (entry("op1"),)), "b": Ledger("b" * 32, (entry("op2", active_datacenter="dc2"),))}
    )
    sentence, remedy = said(found)["foreign"]
    assert sentence == "The RWS hosts hold the ledgers of 2 environments: aaaaaaaa on a; bbbbbbbb on b."
    assert f"dc2 active, eServices site DC1 (environment bbbbbbbb): {COMMAND}op2." in remedy


def test_question_without_any_readable_ledger():
    found = judge({}, unreadable={"a": "it is not JSON"})
    (kind, sentence, remedy) = questions(found)[0]
    assert (kind, answers(found)) == ("unreadable", [])
    assert sentence == "The ledger of a cannot be read: it is not JSON."
    assert "gir_ledger_create=true" in remedy


@pytest.mark.parametrize("seed", range(100))
def test_questions_of_random_histories(seed):
    for kind, sentence, remedy in questions(random_history(Random(seed), steps=20).judge()):
        assert kind in KINDS and sentence.endswith(".") and remedy.endswith(".") and "\n" not in sentence + remedy


def test_report_of_a_fork():
    lines = report(fork().judge(), {"rws3": "no route"})
    assert lines[0] == "4 of 5 RWS hosts hold a ledger." and "no answer from rws3: no route" in lines
    assert lines[-2:] == ["  dc1 active, eServices site DC1:", f"    {COMMAND}op3"]
    assert any(line.startswith("1. The ledgers part after op1") for line in lines)
    assert unanswered(fork().judge(), 4).startswith("1 question(s)")


def test_report_when_all_is_clear():
    system = System()
    assert report(system.judge(), {})[-1].startswith("No ledger was found")
    system.start()
    assert report(system.judge(), {})[-1] == "All is clear: dc1 active, eServices site DC1."
    assert unanswered(system.judge(), 4) == ""
    assert unanswered(judge({}), 0).startswith("No RWS host answered")
    broken = judge({}, unreadable={"a": "it is not JSON"})
    assert report(broken, {})[-1].startswith("No RWS host that answered holds a ledger that can be read.")
