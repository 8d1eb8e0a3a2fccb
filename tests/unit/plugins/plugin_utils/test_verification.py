# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of playbook verify."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._report.verification import NOT_ASKED, verification

MODEL = {
    "hosts": {
        "mcp1-dc2": {"data_center": "dc2", "components": ["gir_mcp"]},
        "rws1-dc2": {"data_center": "dc2", "components": ["gir_rws", "gir_mcp"]},
        "dav1-dc1": {"data_center": "dc1", "components": ["gir_webdav"]},
        "mcp1-dc1": {"data_center": "dc1", "components": ["gir_mcp"]},
    }
}
GOOD = {"name": "recording processor", "kind": "http", "url": "https://rp.test", "ok": True, "reason": None}
BAD = {"name": "RWS node", "kind": "rws", "url": "https://rws.test", "ok": False, "reason": "it answers HTTP 503: no"}
VERDICT = {"name": "daily index update", "url": "/status.json", "ok": True, "reason": ""}
SITE = {
    "name": "eServices site of RWS",
    "url": "",
    "host": "localhost",
    "data_center": "dc1",
    "ok": True,
    "reason": None,
}


def answer(*items):
    """What a loop over components registers; an item is the list of results of one component, or what it returned."""
    found = [item if isinstance(item, dict) else {"changed": False, "results": item} for item in items]
    failed = {"failed": True, "msg": "One or more items failed"} if any(item.get("failed") for item in found) else {}
    return {"changed": False, "results": found, **failed}


def report(verdicts=None, sites=(), **answers):
    """Answers by host, with _ for -; every other host succeeds with one transaction."""
    given = {host: answer([GOOD]) for host in MODEL["hosts"] if host != "dav1-dc1"}
    given.update({host.replace("_", "-"): found for host, found in answers.items()})
    return verification(MODEL, {host: found for host, found in given.items() if found}, verdicts or {}, sites)


def failures(found):
    return [(failure.host, failure.name, failure.reason) for failure in found.failures]


def test_everything_succeeded():
    """By data center and host, whatever the order of the inventory; hosts without transactions are left out."""
    found = report(rws1_dc2=answer([GOOD], [GOOD, {**GOOD, "name": "other", "url": ""}]))
    assert found.ok
    assert found.lines == [
        "ok     dc1 mcp1-dc1: recording processor https://rp.test",
        "ok     dc2 mcp1-dc2: recording processor https://rp.test",
        "ok     dc2 rws1-dc2: recording processor https://rp.test",
        "ok     dc2 rws1-dc2: other",
    ]
    assert found.message == "All 4 transactions succeeded."


def test_failures_are_named_at_once():
    found = report(rws1_dc2=answer([GOOD, BAD]), mcp1_dc1=answer([BAD]))
    assert not found.ok
    assert found.message == (
        "2 of 4 transactions failed: dc1 mcp1-dc1: RWS node https://rws.test - it answers HTTP 503: no; "
        "dc2 rws1-dc2: RWS node https://rws.test - it answers HTTP 503: no"
    )
    assert "FAILED dc1 mcp1-dc1: RWS node https://rws.test - it answers HTTP 503: no" in found.lines


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
    assert len(found.transactions) == 4


def test_variables_that_break_rules():
    """They are the reason; the transactions of the other component count."""
    wrong = {"failed": True, "violations": [{"id": "GIR803"}], "msg": "2 problems:\n- GIR803 a\n- GIR814 b"}
    found = report(rws1_dc2=answer(wrong, [GOOD]))
    assert failures(found) == [("rws1-dc2", "its variables", "2 problems: - GIR803 a - GIR814 b")]
    assert len(found.transactions) == 4


def test_daily_index_update():
    bad = {**VERDICT, "ok": False, "reason": "It is not installed on this host; run site."}
    assert report({"rws1-dc2": VERDICT}).lines[-1] == "ok     dc2 rws1-dc2: daily index update /status.json"
    assert failures(report({"rws1-dc2": bad})) == [("rws1-dc2", "daily index update", bad["reason"])]


def test_sites():
    bad = {**SITE, "ok": False, "reason": "it is DC2"}
    assert "ok     dc1 localhost: eServices site of RWS" in report(sites=[SITE]).lines
    assert failures(report(sites=[SITE, bad])) == [("localhost", "eServices site of RWS", "it is DC2")]


def test_nothing_to_prove_is_no_success():
    found = verification({"hosts": {}}, {}, {}, [])
    assert (found.ok, found.lines) == (False, [])
    assert found.message.startswith("Nothing was proven")
