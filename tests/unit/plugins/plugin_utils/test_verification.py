# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of playbook verify."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._report.verification import (
    NO_PLAYBACK,
    NOT_ASKED,
    Observed,
    verification,
)

MODEL = {
    "hosts": {
        "mcp1-dc2": {"data_center": "dc2", "components": ["gir_mcp"]},
        "rws1-dc2": {"data_center": "dc2", "components": ["gir_rws", "gir_mcp"]},
        "dav1-dc1": {"data_center": "dc1", "components": ["gir_webdav"]},
        "mcp1-dc1": {"data_center": "dc1", "components": ["gir_mcp"]},
    }
}
GOOD = {"name": "recording processor", "kind": "http", "url": "https://rp.test", "ok": True, "reason": None}
PLAYED = {**GOOD, "name": "playback of dc1", "kind": "playback"}
BAD = {"name": "RWS node", "kind": "rws", "url": "https://rws.test", "ok": False, "reason": "it answers HTTP 503: no"}
VERDICT = {"name": "daily index update", "url": "/status.json", "answer": "confirmed", "reason": ""}
SITE = {
    "name": "eServices site of RWS",
    "url": "",
    "host": "localhost",
    "data_center": "dc1",
    "answer": "confirmed",
    "reason": "",
}
QUEUE = {"question": "processing_queue", "name": "length of the processing queues", "answer": "confirmed"}
METADATA = {**QUEUE, "question": "interaction_receiver_metadata", "name": "metadata at the Interaction Receiver"}
SIP = {**QUEUE, "question": "sip_server_link", "name": "link of RWS to SIP Server"}
# Every question of the vendor's is answered by the site.
ANSWERED = [QUEUE, METADATA, SIP]


def answer(*items):
    """What a loop over components registers; an item is the list of results of one component, or what it returned."""
    found = [item if isinstance(item, dict) else {"changed": False, "results": item} for item in items]
    failed = {"failed": True, "msg": "One or more items failed"} if any(item.get("failed") for item in found) else {}
    return {"changed": False, "results": found, **failed}


def report(verdicts=None, sites=(), probes=(), asked=tuple(MODEL["hosts"]), limit="", **answers):
    """Answers by host, with _ for -; every other host that was asked succeeds with one transaction."""
    given = {host: answer([GOOD]) for host in asked if host != "dav1-dc1"}
    given.update({host.replace("_", "-"): found for host, found in answers.items()})
    answers = {host: found for host, found in given.items() if found}
    return verification(MODEL, Observed(asked, answers, verdicts or {}, sites, probes), limit)


def failures(found):
    return [(failure.host, failure.name, failure.reason) for failure in found.of("failed")]


def test_everything_is_confirmed():
    """By data center and host, whatever the order of the inventory; hosts without transactions are left out."""
    found = report(rws1_dc2=answer([GOOD], [GOOD, {**GOOD, "name": "other", "url": ""}]), probes=ANSWERED)
    assert found.ok
    assert found.lines == [
        "confirmed      dc1 mcp1-dc1: recording processor https://rp.test",
        "confirmed      dc2 mcp1-dc2: recording processor https://rp.test",
        "confirmed      dc2 rws1-dc2: recording processor https://rp.test",
        "confirmed      dc2 rws1-dc2: other",
        "confirmed      localhost: length of the processing queues",
        "confirmed      localhost: metadata at the Interaction Receiver",
        "confirmed      localhost: link of RWS to SIP Server",
        f"not observable localhost: playback across data centers - {NO_PLAYBACK}",
    ]
    assert found.message == "7 confirmed, 0 failed, 1 not observable (listed above)."


def test_failures_are_named_at_once():
    found = report(rws1_dc2=answer([GOOD, BAD]), mcp1_dc1=answer([BAD]), probes=ANSWERED)
    assert not found.ok
    assert found.message == (
        "5 confirmed, 2 failed, 1 not observable (listed above). Failed: "
        "dc1 mcp1-dc1: RWS node https://rws.test - it answers HTTP 503: no; "
        "dc2 rws1-dc2: RWS node https://rws.test - it answers HTTP 503: no."
    )
    assert "failed         dc1 mcp1-dc1: RWS node https://rws.test - it answers HTTP 503: no" in found.lines


UNREACHABLE = {"unreachable": True, "msg": "Failed to connect to the host via ssh"}


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (None, NOT_ASKED),
        (answer(), NOT_ASKED),
        ({"skipped": True, "results": []}, NOT_ASKED),
        ({"failed": True, "msg": "'gir_topology' is undefined"}, "'gir_topology' is undefined"),
        (answer(UNREACHABLE, UNREACHABLE), UNREACHABLE["msg"]),
        (answer({"failed": True, "msg": "MODULE FAILURE\nSee stdout"}), "MODULE FAILURE See stdout"),
        (answer({"failed": True}), NOT_ASKED),
    ],
)
def test_host_that_could_not_be_asked(given, reason):
    """It had something to prove, so it is one failure, however many components it has."""
    assert failures(report(rws1_dc2=given)) == [("rws1-dc2", "the host itself", reason)]


def test_one_component_could_not_be_asked():
    found = report(rws1_dc2=answer([GOOD], {"failed": True, "msg": "no python"}))
    assert failures(found) == [("rws1-dc2", "the host itself", "no python")]
    assert found.result["confirmed"] == 3


def test_variables_that_break_rules():
    """They are the reason; the transactions of the other component count."""
    wrong = {"failed": True, "violations": [{"id": "GIR803"}], "msg": "2 problems:\n- GIR803 a\n- GIR814 b"}
    found = report(rws1_dc2=answer(wrong, [GOOD]))
    assert failures(found) == [("rws1-dc2", "its variables", "2 problems: - GIR803 a - GIR814 b")]
    assert found.result["confirmed"] == 3


def test_variables_that_only_warn():
    """They were tried, and a host that does not answer is not taken for one with wrong variables."""
    warned = {"changed": False, "violations": [{"id": "GIR746", "severity": "warning"}], "results": [GOOD]}
    assert failures(report(rws1_dc2=answer(warned))) == []
    silent = {**warned, "failed": True, "msg": "no python", "results": []}
    assert failures(report(rws1_dc2=answer(silent))) == [("rws1-dc2", "the host itself", "no python")]


def test_daily_index_update():
    bad = {**VERDICT, "answer": "failed", "reason": "It is not installed on this host; run site."}
    assert "confirmed      dc2 rws1-dc2: daily index update /status.json" in report({"rws1-dc2": VERDICT}).lines
    assert failures(report({"rws1-dc2": bad})) == [("rws1-dc2", "daily index update", bad["reason"])]
    late = {**VERDICT, "answer": "not observable", "reason": "It has not run yet."}
    found = report({"rws1-dc2": late})
    assert found.ok
    assert "not observable dc2 rws1-dc2: daily index update /status.json - It has not run yet." in found.lines


def test_sites():
    bad = {**SITE, "answer": "failed", "reason": "it is DC2"}
    assert "confirmed      dc1 localhost: eServices site of RWS" in report(sites=[SITE]).lines
    assert failures(report(sites=[SITE, bad])) == [("localhost", "eServices site of RWS", "it is DC2")]


def test_questions_that_nobody_answers_are_not_observable():
    """Each names the variable that would answer it. They do no harm, and are not counted as good."""
    found = report(probes=[QUEUE, SIP])
    assert found.ok
    assert found.message == "5 confirmed, 0 failed, 2 not observable (listed above)."
    assert found.lines[-2] == (
        "not observable localhost: metadata at the Interaction Receiver - no documented request reads what has arrived"
        " there; a probe of your own for the question interaction_receiver_metadata in gir_probe_commands can answer it"
    )


def test_a_question_is_only_open_where_its_hosts_are():
    """Without SpeechMiner nobody misses the answer of its database."""
    groups = {"rws1": {"data_center": "dc1", "components": ["gir_speechminer"]}}
    for hosts, asked in (({}, False), (groups, True)):
        found = verification({"hosts": hosts}, Observed([], {}, {}))
        assert any("speechminer_database" in line for line in found.lines) is asked


def test_a_probe_of_the_site_that_says_no_is_a_failure():
    own = {"question": "lag", "name": "question lag", "url": "https://mon.test", "answer": "failed", "reason": "no"}
    found = report(probes=[*ANSWERED, own])
    assert not found.ok
    assert failures(found) == [("localhost", "question lag", "no")]


def test_storage_that_was_only_looked_at_is_not_confirmed():
    """In check mode nothing is written."""
    looked = {**GOOD, "name": "voice recording storage", "note": "check mode: the folder was only looked at"}
    found = report(rws1_dc2=answer([GOOD, looked, PLAYED]), probes=ANSWERED)
    assert (found.ok, found.result["confirmed"], found.result["not_observable"]) == (True, 7, 1)
    assert found.of("not observable")[0].reason == "check mode: the folder was only looked at"


@pytest.mark.parametrize("large", ["confirmed", "failed", "not observable"])
def test_large_file_has_an_answer_of_its_own(large):
    """What was tried before it worked, whatever the storage says to a file of 5 GiB."""
    why = None if large == "confirmed" else "a reason"
    tried = {**GOOD, "name": "voice recording storage", "large_upload": {"answer": large, "reason": why}}
    tried.update(ok=large != "failed", reason=why if large == "failed" else None)
    found = report(rws1_dc2=answer([GOOD, tried]), probes=ANSWERED)
    own = [(one.name, one.answer, one.reason) for one in found.transactions if one.name.startswith("voice")]
    assert own == [
        ("voice recording storage", "confirmed", ""),
        ("voice recording storage, a file of 5 GiB", large, why or ""),
    ]
    assert found.ok is (large != "failed")


@pytest.mark.parametrize("shown", [BAD, {**GOOD, "note": "check mode: the folder was only looked at"}])
def test_storage_that_is_not_asked_for_a_large_file(shown):
    """It has one line, which says why."""
    large = {"answer": "not observable", "reason": "the storage has to work for that"}
    found = report(rws1_dc2=answer([{**shown, "name": "storage", "large_upload": large}]), probes=ANSWERED)
    (one,) = [one for one in found.transactions if one.name.startswith("storage")]
    assert (one.name, one.reason) == ("storage", shown["reason"] or shown["note"])


@pytest.mark.parametrize(
    ("rcs", "reason", "answers"),
    [
        ({"answer": "confirmed", "reason": ""}, None, ["confirmed", "confirmed"]),
        ({"answer": "failed", "reason": "RCS: no"}, "RCS: no", ["confirmed", "failed"]),
        ({"answer": "failed", "reason": "RCS: no"}, "the media: no", ["failed", "failed"]),
        ({"answer": "not observable", "reason": "no RCS"}, None, ["confirmed", "not observable"]),
        ({"answer": "not observable", "reason": "no RCS"}, "the media: no", ["failed", "not observable"]),
        (None, "it has no recording", ["failed"]),
    ],
)
def test_playback_has_an_answer_for_each_way(rcs, reason, answers):
    played = {**PLAYED, "ok": reason is None, "reason": reason, "through_rcs": rcs}
    found = report(rws1_dc2=answer([GOOD, played]), probes=ANSWERED)
    own = [(one.name, one.answer) for one in found.transactions if one.name.startswith("playback")]
    assert own == list(zip(["playback of dc1", "playback of dc1 through RCS"], answers, strict=False))
    assert found.ok is (reason is None)


def test_hosts_outside_of_the_limit_are_counted_apart():
    """Neither confirmed nor failed; those that had nothing to prove are no loss."""
    found = report(asked=("mcp1-dc1",), limit="dc1", probes=ANSWERED)
    assert found.ok
    assert found.result["not_tried"] == ["mcp1-dc2", "rws1-dc2"]
    assert found.lines[-1] == "2 hosts of dc2 (2) were not tried, because --limit is dc1"
    assert found.message == (
        "4 confirmed, 0 failed, 0 not observable (listed above). 2 hosts of dc2 (2) were not tried, because --limit is"
        " dc1; run verify without --limit to judge every data center."
    )
    sliced = report(asked=("mcp1-dc1", "mcp1-dc2"))
    assert sliced.message.endswith("1 host of dc2 (1) was not tried, because this run does not have them.")


def test_nothing_confirmed_is_no_success():
    for observed in (Observed((), {}, {}), Observed((), {}, {}, [{**SITE, "answer": "not observable"}])):
        found = verification({"hosts": {}}, observed)
        assert not found.ok
        assert found.message.startswith("Nothing was confirmed. 0 confirmed, 0 failed, ")


def test_published_result():
    missing = {**PLAYED, "ok": True, "note": "no recording is named that could be fetched"}
    found = report(rws1_dc2=answer([BAD, missing]), asked=("rws1-dc2",), limit="rws1-dc2", probes=ANSWERED)
    result = found.result
    assert result["transactions"].pop(1)["reason"] == missing["note"]
    assert result == {
        "ok": False,
        "confirmed": 3,
        "failed": 1,
        "not_observable": 1,
        "not_tried": ["mcp1-dc2", "mcp1-dc1"],
        "transactions": [
            {
                "data_center": "dc2",
                "host": "rws1-dc2",
                "name": "RWS node",
                "url": "https://rws.test",
                "answer": "failed",
                "reason": "it answers HTTP 503: no",
            },
            *(
                {
                    "data_center": "",
                    "host": "localhost",
                    "name": probe["name"],
                    "url": "",
                    "answer": "confirmed",
                    "reason": "",
                }
                for probe in ANSWERED
            ),
        ],
    }
