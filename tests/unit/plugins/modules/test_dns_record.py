# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dns_record and dns_record_info against a small name server: what is changed, what is refused, what nobody knows."""

import dns.exception
import dns.opcode
import dns.query
import dns.tsig
import pytest
from ansible_collections.gir.multidc.plugins.module_utils._dns import client
from dns_servers import SECRET, serving
from module_runs import fail, run, succeed

NAME = "rws.rec.test"


@pytest.fixture
def zone():
    with serving() as served:
        yield served


def options(zone, *records, **more):
    records = records or ({"name": NAME, "value": ["10.0.0.2", "10.0.0.1"]},)
    given = {
        "server": ["127.0.0.1"],
        "port": zone.port,
        "zone": "rec.test",
        "key_name": "gir",
        "key_secret": SECRET,
        "timeout": 3,
        "records": list(records),
    }
    return {**given, **more}


def is_update(message):
    return message.opcode() == dns.opcode.UPDATE


def test_check_predicts_and_a_second_run_changes_nothing(zone):
    predicted = succeed("dns_record", options(zone), check=True)
    assert (zone.records, zone.updates) == ({}, 0)
    real = succeed("dns_record", options(zone))
    assert zone.holds(NAME) == (60, ["10.0.0.1", "10.0.0.2"])
    told = {"text": "", "invocation": "", "observation": "", "observation_reason": ""}
    assert {**real, **told} == {**predicted, **told}
    assert (predicted["observation"], real["observation"]) == ("not observable", "confirmed")
    assert real["changed"] and real["records"] == [
        {"name": NAME, "type": "A", "value": ["10.0.0.1", "10.0.0.2"], "ttl": 60, "changed": True}
    ]
    assert real["diff"]["before"] == ""
    assert real["diff"]["after"] == "rws.rec.test. 60 IN A 10.0.0.1\nrws.rec.test. 60 IN A 10.0.0.2\n"
    again = succeed("dns_record", options(zone))
    assert not again["changed"] and zone.updates == 1
    read = succeed(
        "dns_record_info",
        {key: value for key, value in options(zone).items() if key != "zone"}
        | {"records": [{"name": NAME + "."}, {"name": "none.rec.test", "type": "AAAA"}]},
    )
    assert read["records"] == [
        {"name": NAME, "type": "A", "value": ["10.0.0.1", "10.0.0.2"], "ttl": 60},
        {"name": "none.rec.test", "type": "AAAA", "value": [], "ttl": None},
    ]
    assert SECRET not in predicted["text"] + real["text"] + again["text"] + read["text"]


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        ((300, "10.0.0.1", "10.0.0.2"), {}),
        ((60, "10.0.0.1"), {}),
        ((60, "10.0.0.1", "10.0.0.2", "10.0.0.3"), {}),
        ((60, "10.0.0.1"), {"state": "absent"}),
    ],
)
def test_exactly_what_is_wanted(zone, held, wanted):
    zone.put(NAME, *held)
    zone.put("other.rec.test", 5, "10.9.9.9")
    record = {"name": NAME, "value": ["10.0.0.1", "10.0.0.2"], **wanted}
    assert succeed("dns_record", options(zone, record))["changed"]
    assert zone.holds(NAME) == (None if wanted else (60, ["10.0.0.1", "10.0.0.2"]))
    assert zone.holds("other.rec.test") == (5, ["10.9.9.9"])
    assert not succeed("dns_record", options(zone, record))["changed"]


def test_several_records_are_one_update_and_make_room_for_each_other(zone):
    zone.put(NAME, 60, "lb.dc1.test.", kind="CNAME")
    records = [
        {"name": NAME, "value": ["10.0.0.1"]},
        {"name": NAME, "type": "AAAA", "value": ["2001:DB8:0::1"]},
        {"name": NAME, "type": "CNAME", "state": "absent"},
    ]
    result = succeed("dns_record", options(zone, *records))
    assert [record["changed"] for record in result["records"]] == [True, True, True]
    assert zone.updates == 1
    assert (zone.holds(NAME), zone.holds(NAME, "AAAA")) == ((60, ["10.0.0.1"]), (60, ["2001:db8::1"]))
    assert zone.holds(NAME, "CNAME") is None
    assert not succeed("dns_record", options(zone, *records))["changed"]


@pytest.mark.parametrize(
    ("held", "record"),
    [
        ("CNAME", {"name": NAME, "value": ["10.0.0.1"]}),
        ("A", {"name": NAME, "type": "CNAME", "value": ["lb.dc1.test"]}),
    ],
)
@pytest.mark.parametrize("check", [True, False])
def test_a_name_with_a_cname_has_nothing_else(zone, held, record, check):
    zone.put(NAME, 60, {"CNAME": "x.test.", "A": "10.0.0.9"}[held], kind=held)
    before = dict(zone.records)
    assert f"rws.rec.test has records of type {held}" in fail("dns_record", options(zone, record), check)["msg"]
    assert zone.records == before


def test_an_update_of_somebody_else_is_read_once_more_and_never_overwritten(zone):
    zone.put(NAME, 60, "10.0.0.9")
    others = ["10.0.0.8", "10.0.0.7"]

    def somebody(message):
        if is_update(message) and others:
            zone.put(NAME, 60, others.pop(0))

    zone.before = somebody
    failed = fail("dns_record", options(zone))
    assert "somebody else changed rws.rec.test A at the same moment, twice. Nothing was changed" in failed["msg"]
    assert zone.holds(NAME) == (60, ["10.0.0.7"])
    others.append("10.0.0.6")
    assert succeed("dns_record", options(zone))["diff"]["before"] == "rws.rec.test. 60 IN A 10.0.0.6\n"
    assert zone.updates == 1


def test_somebody_else_who_wants_the_same_is_no_conflict(zone):
    def somebody(message):
        if is_update(message):
            zone.put(NAME, 60, "10.0.0.1", "10.0.0.2")

    zone.before = somebody
    assert not succeed("dns_record", options(zone))["changed"]


@pytest.mark.parametrize(
    ("rcode", "sentence"),
    [
        ("REFUSED", "REFUSED to an update of the zone rec.test: it refuses this key or this address"),
        ("NOTAUTH", "NOTAUTH to an update of the zone rec.test: it is not the authority for the zone"),
        ("SERVFAIL", "SERVFAIL to an update of the zone rec.test: it failed; its own log says why"),
        ("NOTIMP", "NOTIMP to an update of the zone rec.test: it does not take dynamic updates"),
        ("FORMERR", "FORMERR"),
        ("NOTZONE", "NOTZONE"),
    ],
)
def test_every_answer_has_its_sentence(zone, rcode, sentence):
    zone.before = lambda message: rcode if is_update(message) else None
    assert sentence in fail("dns_record", options(zone))["msg"]


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (dns.tsig.PeerBadKey(), "does not know the TSIG key gir (BADKEY)"),
        (dns.tsig.PeerBadSignature(), "another secret or algorithm for the TSIG key gir (BADSIG)"),
        (dns.tsig.PeerBadTime(), "clock and the one here differ too much for TSIG (BADTIME)"),
        (dns.tsig.BadSignature(), "not signed with the TSIG key gir as it should be"),
        (dns.exception.Timeout(), "no answer within 3 s"),
        (dns.exception.FormError(), "its answer cannot be understood, or is not signed with the TSIG key gir"),
        (OSError(113, "No route to host"), "the connection to its port"),
    ],
)
def test_every_failure_has_its_sentence(zone, monkeypatch, problem, sentence):
    def raising(*_args, **_kwargs):
        raise problem

    monkeypatch.setattr(dns.query, "tcp", raising)
    result = fail("dns_record", options(zone))
    assert sentence in result["msg"]
    assert SECRET not in result["text"]


def test_an_answer_without_signature_and_one_that_is_hearsay_are_refused(zone):
    zone.authoritative = False
    assert "not authoritative for rws.rec.test" in fail("dns_record", options(zone))["msg"]
    zone.authoritative = True
    reply = zone.reply

    def unsigned(message):
        answer = reply(message)
        answer.tsig = None
        return answer

    zone.reply = unsigned
    assert "is not signed with the TSIG key gir" in fail("dns_record", options(zone))["msg"]


def test_an_update_whose_answer_is_lost_is_unknown_until_another_server_tells(zone):
    lost = []

    def losing(message):
        if is_update(message) and not lost:
            lost.append(zone.update(message))
            return "close"
        return None

    zone.before = losing
    failed = fail("dns_record", options(zone))
    assert "closed the connection without an answer, to an update: whether it was made is not known" in failed["msg"]
    lost.clear()
    zone.records.clear()
    told = succeed("dns_record", options(zone, server=["127.0.0.1", "localhost"]))
    assert told["changed"] and told["server"] == "localhost"
    assert zone.holds(NAME) == (60, ["10.0.0.1", "10.0.0.2"])
    assert not succeed("dns_record", options(zone))["changed"]


def test_the_next_server_is_asked_and_all_are_named_when_none_can(zone):
    result = succeed("dns_record", options(zone, server=["no-such-host.invalid", "127.0.0.1"]))
    assert result["server"] == "127.0.0.1"
    assert "no-such-host.invalid: its name cannot be resolved" in str(result["warnings"])
    zone.before = lambda message: "SERVFAIL"
    msg = fail("dns_record", options(zone, server=["no-such-host.invalid", "127.0.0.1"]))["msg"]
    assert "Name server no-such-host.invalid: " in msg and "Name server 127.0.0.1: " in msg


def test_a_server_that_never_shows_the_update_is_named(zone):
    zone.update = lambda message: dns.rcode.NOERROR
    result = fail("dns_record", options(zone, timeout=1))
    assert "took the update of rws.rec.test A, but after 1 s does not show it" in result["msg"]
    assert result["observation"] == "failed"


def test_everything_that_is_wrong_is_said_at_once_and_nobody_is_asked(zone):
    records = [
        {"name": "rws", "value": ["10.0.0.1"]},
        {"name": "..", "value": ["10.0.0.1"]},
        {"name": "a.rec.test", "value": ["10.0.0.300", "10.0.0.1"]},
        {"name": "b.rec.test", "type": "AAAA", "value": ["10.0.0.1"]},
        {"name": "c.rec.test", "type": "CNAME", "value": ["x.test", "y.test"]},
        {"name": "d.rec.test", "type": "CNAME", "value": ["10.0.0.1"]},
        {"name": "e.rec.test"},
        {"name": "f.rec.test", "value": ["10.0.0.1"], "ttl": -1},
        {"name": "F.rec.test.", "value": ["10.0.0.2"]},
        {"name": "f.rec.test", "type": "CNAME", "value": ["x.test"]},
    ]
    asked = []
    zone.before = asked.append
    result = fail("dns_record", options(zone, *records, port=0, timeout=0, key_secret="?" + SECRET[1:]))
    for sentence in (
        "records[0].name is rws, which is not in the zone rec.test; give the full name, for example rws.rec.test",
        "records[1].name is '..', which is no name",
        "records[2].value has '10.0.0.300', which is not an IPv4 address",
        "records[3].value has '10.0.0.1', which is not an IPv6 address",
        "records[4].value has 2 names",
        "records[5].value has '10.0.0.1', which is not a name",
        "records[6].value is empty",
        "records[7].ttl is -1",
        "records has F.rec.test A twice",
        "records has f.rec.test as CNAME and as another type",
        "port is 0",
        "timeout is 0",
        "key_name and key_secret are no TSIG key",
    ):
        assert sentence in result["msg"]
    assert asked == []
    assert SECRET[1:] not in result["text"]
    assert "zone is ''" in fail("dns_record", options(zone) | {"zone": ""})["msg"]
    assert "server names no name server" in fail("dns_record_info", {"server": [" "], "records": []})["msg"]


@pytest.mark.parametrize("module", ["dns_record", "dns_record_info"])
def test_without_the_library_the_remedy_is_said(zone, monkeypatch, module):
    monkeypatch.setattr(client, "MISSING", "ImportError")
    given = options(zone)
    if module == "dns_record_info":
        given = {"server": ["127.0.0.1"], "records": [{"name": NAME}]}
    assert "dnspython" in run(module, given)["msg"]
