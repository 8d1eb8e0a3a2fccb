# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of hosts and APIs, of the expected form and of others."""

import json

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._common.difference import difference, not_checked
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import observing
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.answers import checked
from ansible_collections.gir.multidc.plugins.plugin_utils._stdin import UNEXPECTED

FAILED = {"failed": True, "msg": UNEXPECTED}
MODE = difference("file.mode", "rws", "/a", "", "0640", "0644")
DROP_IN = difference("unit.drop_in", "rws", "gir-rws.service", "/etc/x.conf", None, "a drop-in", severity="security")
ENTRY = {"alias": "a", "kind": "key", "fingerprint": "f", "chain": ["c"], "key": None, "created": 1, "subject": "CN=a"}
VIEW = {"component": "rcs", "path": "/k", "exists": True, "type": "jks", "sha256": "s", "size": 9, "mtime": 5,
        "opened": None, "entries": [ENTRY], "unreachable_aliases": [], "mode": "0600"}  # fmt: skip
ANSWER = {
    "differences": [MODE, not_checked("file.read", "rws", "/b", "No."), DROP_IN],
    "noise": [{**DROP_IN, "severity": "", "noise": "It comes with the platform."}],
    "observed": {"rws": {"files": "differs", "service": "equal"}},
    "installed": {"rws": "9.0", "muxer": None},
    "kept": {"/var/lib/gir_multidc/rws": 3},
    "platform": {"os_family": "Debian", "service_manager": "systemd", "ipv6_addresses": ["fe80::1"]},
    "maintenance": {"markers": [{"who": "ann", "why": "w", "until": "2026-12-01"}]},
    "index_update": {"component": "rws", "path": "/s", "installed": 1.5, "status": "{}"},
    "keystore": VIEW,
    "ledger": {
        "ledger": {"format": 1, "entries": []},
        "unreadable": None,
        "digest": "d",
        "legacy": {"unreadable": {}, "gir_datacenter": None, "gir_eservices": {"site": "DC1"}},
        "path": "/l",
    },
    "times": {"files": 0.1},
}


def of_difference(**more):
    return {"differences": [{**MODE, **more}]}


def of_view(**more):
    return {"keystore": {**VIEW, **more}}


OTHERS = [
    *({"differences": value} for value in (7, None, "x", {}, ["x"], [7], [None], [{"check": "file.mode"}])),
    *(of_difference(check=value) for value in (5, None, ["x"], "x", "")),
    of_difference(cause="x"), of_difference(cause=1), of_difference(confidence="sure"),
    *(of_difference(object=value) for value in (["x"], None, {})),
    *(of_difference(component=value) for value in (None, 1, [])),
    *(of_difference(expected=value) for value in ({}, 7, ["x"])),
    of_difference(outcome="equal"), of_difference(outcome=["drift"]), of_difference(secret="no"),
    of_difference(reason=None), of_difference(since=5), of_difference(data_center=None), of_difference(key=None),
    *({"noise": value} for value in ("abc", 1, ["x"], [MODE], [{**MODE, "noise": "why"}], [{**DROP_IN, "noise": ""}])),
    *({"observed": value} for value in ([["a"]], "x", {"rws": "x"}, {"rws": {"files": 1}})),
    *({"ledger": value} for value in ("x", [1], {"legacy": [1]}, {"legacy": {"unreadable": [1]}}, {"digest": 1})),
    *({"ledger": {**ANSWER["ledger"], "ledger": value}} for value in ("x", 1)),
    *({"keystore": value} for value in ({"a": 1}, "x", 1, [])),
    of_view(entries=[1]), of_view(entries="x"), of_view(entries=[{"alias": "a"}]), of_view(size="9"),
    of_view(exists="yes"), of_view(type=None), of_view(unreachable_aliases=[1]), of_view(opened=1),
    *({"installed": value} for value in ("x", [1], {"rws": 9})),
    *({"kept": value} for value in ("x", {"a": "b"}, {"a": True}, {"a": 1.5}, {"a": 10**20})),
    *({"index_update": value} for value in ("x", {}, {**ANSWER["index_update"], "installed": float("nan")})),
    *({"index_update": {**ANSWER["index_update"], name: {}}} for name in ANSWER["index_update"]),
    *({"maintenance": value} for value in ("x", [1], {}, {"markers": "x"}, {"markers": [{"who": 1}]})),
    *({"platform": value} for value in ("x", {"os_family": 1}, {"ipv6_addresses": "x"}, {"ipv6_addresses": [1]})),
    {"times": {"files": "x"}},
]  # fmt: skip


def test_expected_answer_stays_as_it_is():
    assert checked({"changed": False, **ANSWER}) == ANSWER
    assert checked({**ANSWER, **dict.fromkeys(("maintenance", "index_update", "keystore", "ledger"))})["noise"]


@pytest.mark.parametrize("other", OTHERS, ids=str)
def test_host_that_answers_in_another_form(other):
    assert checked({**ANSWER, **other}) == FAILED


@pytest.mark.parametrize("answer", [7, None, [], "x"])
def test_answer_that_is_none(answer):
    assert checked(answer) == FAILED


def test_failure_is_a_reason_and_nothing_else():
    assert checked({"unreachable": True, "msg": ["x"], "ledger": "x"}) == {"unreachable": True, "msg": "['x']"}
    assert checked({"failed": True, "differences": 7}) == {"failed": True, "msg": ""}


def test_host_speaks_of_itself_alone():
    """Of another host, of noise, of how bad it is and of what nobody sees it has nothing to say."""
    more = {"host": "rws2", "noise": "nothing", "observable": False, "severity": "cosmetic", "rewritten": True}
    assert checked(of_difference(**more)) == {"differences": [MODE]}
    assert checked({"differences": [DROP_IN]})["differences"][0]["severity"] == "security"


def test_time_that_no_report_can_show_is_left_out():
    assert checked(of_difference(since="12026-01-01T00:00:00Z"))["differences"] == [MODE]


def test_names_of_no_encoding_can_be_written():
    found = checked({**ANSWER, **of_difference(object="/a\udcff\u00e4")})
    assert found["differences"][0]["object"] == "/a\\udcff\u00e4"
    json.dumps(found, ensure_ascii=False).encode("utf-8")


SITE = {**not_checked("rws.eservices_site", "rws", "u", "No."), "observable": False, "rewritten": True}
RECORD = {"name": "a", "type": "A", "value": ["198.51.100.17"], "ttl": 60}


@pytest.mark.parametrize(
    ("api", "answer"),
    [
        ("gax", {"differences": [{**MODE, "severity": "security"}], "unreachable_reason": None}),
        ("rws", {"differences": [SITE], "unanswered": None, "nodes": [{"url": "u", "site": None}]}),
        ("dns", {"records": [{**RECORD, "ttl": None, "value": []}]}),
    ],
)
def test_expected_answer_of_an_api(api, answer):
    shown = {"records": [{name: one[name] for name in ("type", "value", "ttl")} for one in answer.get("records", ())]}
    assert checked({"changed": False, **answer}, api) == (shown if api == "dns" else answer)


@pytest.mark.parametrize(
    ("api", "answer"),
    [
        *((api, {"differences": value}) for api in ("gax", "rws") for value in (7, ["x"], [{"check": 5}])),
        ("rws", {"differences": [], "nodes": ["x"]}),
        ("rws", {"differences": [], "unanswered": 5}),
        ("rws", {"differences": [{**SITE, "observable": "no"}]}),
        *(("dns", {"records": value}) for value in (7, ["x"], [{}])),
        *(("dns", {"records": [{**RECORD, name: "x"}]}) for name in ("value", "ttl")),
    ],
)
def test_api_that_answers_in_another_form(api, answer):
    assert checked(answer, api) == FAILED


@pytest.mark.parametrize("answer", ["x", {"legacy": [1]}, {"legacy": {"unreadable": [1]}}, {"unreadable": 7}])
def test_ledger_of_another_form_is_that_of_a_silent_host(answer):
    odd = {**ANSWER["ledger"], **answer} if isinstance(answer, dict) else answer
    answers = {"rws1": odd, "rws2": ANSWER["ledger"]}
    seen = observing.ledgers(lambda _module, _given: answers, dict.fromkeys(answers, ""))
    assert seen.silent == {"rws1": UNEXPECTED} and seen.digests == {"rws2": "d"}
