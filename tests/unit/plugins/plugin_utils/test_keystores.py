# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The keystores of all hosts together: the plan of a sync, its report, and what is wrong with them."""

import sys
import time
from pathlib import Path

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._keystores.findings import NOT_READ, findings
from ansible_collections.gir.multidc.plugins.plugin_utils._keystores.plan import Rcs, plan, rcs_of
from ansible_collections.gir.multidc.plugins.plugin_utils._keystores.report import report
from ansible_collections.gir.multidc.plugins.plugin_utils._keystores.request import problems

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "modules"))

import keystores

NOW = int(time.time())
DAY = 86400


def model(**more):
    """Three data centers, two RCS in the first one."""
    hosts = {"dc1": ["one", "two"], "dc2": ["three"], "dc3": ["four"]}
    centers = {name: {"hosts": {"gir_rcs": members}} for name, members in hosts.items()}
    return {"active": "dc1", "standby": "dc2", "data_centers": centers, **more}


def planned(source=None, given=None, **hosts):
    """Every RCS is managed and has the same path and password, but for what is given by host."""
    known = dict.fromkeys(("one", "two", "three", "four"), Rcs("/opt/rcs.jks", "secret", True))
    return plan(given or model(), {**known, **hosts}, source)


def test_source_is_the_first_of_the_active_data_center():
    """RCS reads its keystore in the standby data center first, on the source last."""
    found = planned()
    assert found.source == "one"
    assert found.targets == ["three", "four", "one", "two"]
    assert found.order == ["three", "four", "two", "one"]
    assert (found.unmanaged, found.problems) == ([], [])
    assert found.paths == dict.fromkeys(found.targets, "/opt/rcs.jks")


def test_source_after_a_failover():
    found = planned(given=model(active="dc2", standby="dc1"))
    assert (found.source, found.order) == ("three", ["one", "two", "four", "three"])


def test_source_that_is_named():
    assert planned("two").order == ["three", "four", "one", "two"]
    assert planned("two").problems == []


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"source": "mcp1"}, "gir_keystore_source_host is mcp1, which is not in gir_rcs: give one of three, four, one"),
        ({"two": Rcs()}, "two: rcs_keystore_path is not given"),
        ({"two": Rcs("/opt/rcs.jks", "other", True)}, "two: rcs_keystore_password is not that of one"),
        ({"one": Rcs("/opt/rcs.jks", "", True)}, "three, four, two: rcs_keystore_password is not that of one"),
    ],
)
def test_plan_with_mistakes(given, sentence):
    found = planned(**given).problems
    assert any(sentence in problem for problem in found)
    assert "secret" not in "".join(found)


def test_plan_without_rcs():
    nobody = {name: {"hosts": {}} for name in ("dc1", "dc2")}
    assert plan(model(data_centers=nobody), {}).problems == [
        "the inventory has no host in gir_rcs, so there is no keystore"
    ]
    elsewhere = {"dc1": {"hosts": {}}, "dc2": {"hosts": {"gir_rcs": ["three"]}}}
    found = plan(model(data_centers=elsewhere), {"three": Rcs("/opt/rcs.jks")})
    assert found.problems[0].startswith("data center dc1 is active and has no Recording Crypto Server")


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, Rcs()),
        ({"rcs_keystore_path": None, "gir_root": "/staged"}, Rcs()),
        ({"rcs_keystore_path": "/a", "gir_root": "/staged", "rcs_service": "gir-rcs"}, Rcs("/staged/a")),
        ({"rcs_keystore_path": "/a", "rcs_service": "gir-rcs"}, Rcs("/a", "", True)),
        ({"rcs_keystore_path": "/a", "rcs_service": "gir-rcs", "gir_manage_services": "no"}, Rcs("/a")),
        ({"rcs_keystore_path": "/a", "rcs_service": "gir-rcs", "gir_manage_services": None}, Rcs("/a", "", True)),
        ({"rcs_keystore_password": 1234}, Rcs("", "1234")),
    ],
)
def test_variables_of_a_host(variables, expected):
    assert rcs_of(variables) == expected
    assert "1234" not in str(rcs_of(variables))


def test_report():
    hosts = {
        "one": {"state": "in_sync", "added": []},
        "two": {"state": "written", "added": [{"alias": "a"}, {"alias": "b"}]},
        "three": {"state": "written", "added": []},
        "four": {"state": "stale", "msg": "it cannot be reached"},
    }
    sync = {"hosts": hosts, "written": ["two", "three"], "restart": ["two", "three"], "stale": ["four"]}
    found = report(sync, {"source": "one", "unmanaged": ["three", "four"]})
    assert (found.restarted, found.restart_by_hand, found.stale) == (["two"], ["three"], ["four"])
    assert found.lines == [
        "one: in_sync",
        "two: written (new: 'a', 'b'), RCS restarted",
        "three: written, restart RCS by hand: it has not read its keystore",
        "four: stale: it cannot be reached",
    ]


def test_report_of_a_refused_sync():
    """It claims nothing of anybody."""
    hosts = {"one": {"state": "untouched"}, "two": {"state": "refused", "added": [], "msg": "it lacks a"}}
    found = report({"hosts": hosts, "stale": []}, {"source": "one", "unmanaged": ["two"]})
    assert (found.written, found.restarted, found.restart_by_hand) == ([], [], [])
    assert found.lines == ["one: untouched", "two: refused: it lacks a"]


@pytest.mark.parametrize(
    ("asked", "sentences"),
    [
        ({"alias": "a"}, []),
        ({"alias": "a", "rws_number": "2", "days": 1}, []),
        ({}, ["gir_recording_certificate is not given"]),
        (
            {"alias": "a", "dayz": 1, "Alias": 2},
            ["gir_recording_certificate has 2 members that are not known: use alias, signing"],
        ),
        ({"alias": "a", "rws_number": 0}, ["gir_recording_certificate.rws_number is no number from 1 on: give the N"]),
        ({"alias": "a", "rws_number": None}, ["gir_recording_certificate.rws_number is no number"]),
        ({"rws_number": "one"}, ["gir_recording_certificate is not given", "rws_number is no number"]),
        ("key material", ["gir_recording_certificate is no dictionary"]),
    ],
)
def test_askedfor_a_certificate(asked, sentences):
    found = problems(asked)
    assert len(found) == len(sentences)
    assert all(sentence in problem for sentence, problem in zip(sentences, found))


def entry(alias, days=400, **more):
    """A private key whose certificate is made of its alias."""
    until = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(NOW + days * DAY + 60))
    print_ = keystores.fingerprint(alias.encode(), b"")
    return {
        "alias": alias, "kind": "private_key", "fingerprint": print_, "certificate": print_, "chain": [print_],
        "key": None, "not_after": until, "created": NOW - 3 * DAY - len(alias), **more,
    }  # fmt: skip


def info(*entries):
    return {"sha256": "-".join(sorted(item["alias"] for item in entries)), "entries": list(entries)}


def found_in(infos, references=None, **more):
    return findings(infos, references or {}, NOW, **more)


def test_equal_keystores():
    found = found_in({"one": info(entry("a"), entry("bb")), "two": info(entry("bb"), entry("a"))})
    assert (found.findings, found.equal, found.unread) == ([], True, [])
    assert [(item["alias"], item["hosts"]) for item in found.entries] == [("a", ["one", "two"]), ("bb", ["one", "two"])]
    assert found.lines[0].startswith("'a' (private_key, ")
    assert found.lines[0].endswith(f", until {entry('a')['not_after']}: one, two")
    assert found.lines[2] == "the newest entry is 'a', 3 days old"
    assert found.message(2) == "All 2 keystores hold the same 2 entries."


def test_entry_that_a_host_lacks():
    found = found_in({"one": info(entry("a"), entry("b")), "two": info(entry("a"))})
    assert not found.equal
    assert found.message(2).startswith("1 finding: two: lacks 'b' (private_key, ")
    assert found.message(2).endswith("), which one holds.")


def test_entry_that_java_does_not_find():
    """It is named once for all hosts, with what to do."""
    given = {**info(entry("Key")), "type": "jks", "unreachable_aliases": ["Key"]}
    (sentence,) = found_in({"one": given, "two": given}).findings
    assert sentence.startswith("one, two: Java lists 'Key' and does not find it")
    assert "-storetype CaseExactJKS -alias 'Key' -destalias 'key'" in sentence


def test_keystores_that_cannot_be_compared():
    hidden = {"sha256": "x", "entries": None}
    found = found_in({"one": info(entry("a")), "two": hidden})
    assert not found.equal
    assert found.findings == [
        "two: the keystores differ, and what these hold cannot be seen: give rcs_keystore_password"
    ]
    assert found_in({"one": hidden, "two": hidden}).equal


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"exists": False}, "there is no keystore"),
        ({"msg": "it is truncated or damaged."}, "it is truncated or damaged"),
        ({}, "it was not inspected"),
        (NOT_READ, NOT_READ["msg"]),
    ],
)
def test_keystore_that_could_not_be_read(given, reason):
    found = found_in({"one": info(entry("a")), "two": given})
    assert found.unread == ["two"]
    assert found.findings == [f"two: the keystore could not be read: {reason}"]


def used(*hosts, references=None, **infos):
    """The hosts that lack the key of certificate a, and what the finding says."""
    known = {host: info(entry("a")) for host in hosts}
    found = found_in({**known, **infos}, references or {"RWS": [{"value": keystores.pem(b"a")}]})
    (use,) = found.in_use
    return use.lack, use.finding


def test_certificate_in_use():
    """Its private key has to be in every keystore that can be reached."""
    assert used("one", "two") == ([], None)
    lack, finding = used("one", two=info(entry("b")))
    assert lack == ["two"]
    assert "is used by RWS, and two lacks its private key: run gir.multidc.keystore_sync" in finding
    assert used("one", two={"exists": False})[0] == ["two"]
    assert used("one", two=NOT_READ) == ([], None)
    lack, finding = used(one=info(entry("b")), two=info(entry("c")))
    assert lack == ["one", "two"]
    assert "no keystore has its private key: what is encrypted with it can never be played" in finding
    assert used("one", two=info(entry("a", kind="certificate")))[0] == ["two"]


def test_certificate_in_use_twice():
    """It is named once with every place; line breaks may be written out."""
    pem = keystores.pem(b"a")
    _lack, finding = used("one", two=info(), references={"RWS": pem, "IVR": {"deep": [pem.replace("\n", "\\n"), pem]}})
    assert "is used by RWS and IVR, and two lacks" in finding


def test_certificate_that_is_no_pem():
    broken = "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----"
    found = found_in({"one": info(entry("a"))}, {"x": broken})
    assert found.findings == ["x: a certificate is no PEM: its text is not base64"]


def test_certificates_that_expire():
    entries = [entry("soon", 10), entry("old", -10), entry("old-used", -2), entry("later", 40, created=None)]
    infos = {"one": info(*entries)}
    found = found_in(infos, {"RWS": [keystores.pem(b"old-used")]})
    assert [text.split(" on ")[0] for text in found.findings] == ["'soon' expires", "'old-used' has expired"]
    assert found.expired == ["old"]
    assert (found.newest["alias"], found.newest["age_days"]) == ("old", 3)
    assert len(found_in(infos, expires_within_days=50).findings) == 2


def test_certificates_that_rws_uses():
    """They count as those of the inventory; that RWS could not be asked is a finding."""
    infos = {"one": info(entry("a"))}
    settings = [{"name": "certificate-1", "value": keystores.pem(b"b")}]
    found = found_in(infos, rws={"settings": settings})
    assert "is used by RWS (screen-recording-encryption), and no keystore has" in found.findings[0]
    assert found_in(infos, rws={"settings": []}).findings == []
    assert found_in(infos, rws={"msg": "no node answers."}).findings == [
        "RWS could not be asked for the certificates in use: no node answers"
    ]
