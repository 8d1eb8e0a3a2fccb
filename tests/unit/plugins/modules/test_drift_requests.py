# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What GAX and name servers are asked in a drift run, and to whom their answers belong."""

import json
import re
from dataclasses import replace

import gax_described as described
import module_runs
import pytest
from ansible_collections.gir.multidc.plugins.module_utils._dns import update
from ansible_collections.gir.multidc.plugins.plugin_utils._components import foreign, workspace_desktop
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import ConfigurationObject
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import finding, names, objects
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.catalogue import kind_of
from dns_servers import SECRET, serving
from support.playbook import ROOT

NAMES = {
    "load_balancer_dns_names": ["rws.rec.test"],
    "load_balancer_dns_zone": "rec.test",
    "load_balancer_dns_server": ["192.0.2.53"],
    "load_balancer_dns_key_name": "gir",
    "load_balancer_dns_key_secret": "c2VjcmV0LWtleS0xMg==",
    "load_balancer_dns_targets": {"dc1": ["2001:DB8::0:1", "192.0.2.2", "192.0.2.1"], "dc2": ["192.0.2.9"]},
}


def things(asked):
    return [f"{one['type']} {one['name']}" for one in asked.args["objects"]]


def of(state, *given, **more):
    """The state with other objects."""
    return replace(state, desired=replace(state.desired, objects=list(given), **more))


def rcs_states(*given):
    """States of RCS hosts with these objects, one for each."""
    return [of(state, *some) for state, some in zip(described.states(components=["rcs"]), given)]


def thing(name="Shared", options=None, **more):
    return ConfigurationObject("CfgApplication", name, options=options or {"s": {"a": "1"}}, **more)


def test_objects_of_all_hosts_are_one_request():
    """The Cluster application of three RWS nodes stands in it once, and belongs to all of them."""
    known = described.states()
    asked = objects.request(known)
    assert len(things(asked)) == len(set(things(asked))) == len(asked.checks) == 19
    nodes = {("rws", f"rws{number}-dc{number + 1}") for number in range(3)}
    assert asked.owners["rws", "CfgApplication Cluster"] == nodes
    assert asked.owners_of({"component": "mcp", "object": "CfgApplication mcp0-dc1_MCP"}) == {("mcp", "mcp0-dc1")}
    rival = {"component": "ivr_profile", "object": "CfgGVPIVRProfile old"}
    assert asked.owners_of(rival) == {("ivr_profile", "localhost")}
    assert asked.unseen == [] and {check.host for check in asked.checks} == {"gax"}
    shown = repr(asked)
    assert [secret for secret in described.SECRETS if secret in shown] == []


def test_equal_descriptions_are_laid_together():
    one = thing(options={"s": {"a": "1", "b": True}})
    other = thing(options={"s": {"b": "true", "c": None}, "t": {"d": 2}})
    asked = objects.request(rcs_states([one], [replace(other, tenant="Resources")]))
    (entry,) = asked.args["objects"]
    assert entry["options"] == {"s": {"a": "1", "b": True, "c": None}, "t": {"d": 2}}
    assert (entry["tenant"], entry["data_center"], asked.unseen) == ("Resources", "", [])


def test_unwanted_options_are_asked_for():
    """Also of a host that describes nothing else there."""
    known = described.states(components=["rcs"])
    unwanted = [thing(options={"s": {"a": None}})]
    known = [of(known[0], unwanted=unwanted), of(known[1], thing(options={"s": {"b": "1"}}), unwanted=unwanted)]
    asked = objects.request(known)
    (entry,) = asked.args["unwanted"]
    assert (entry["name"], entry["options"]) == ("Shared", {"s": {"a": None}}) and "foreign" not in entry
    assert asked.owners["rcs", "CfgApplication Shared"] == {("rcs", "rcs0-dc1"), ("rcs", "rcs1-dc2")}


def test_contradiction_of_two_hosts_is_a_finding_without_values():
    hosts = [[thing(options={"s": {"password": value, "b": "x"}})] for value in ("hidden-1", "hidden-2", "hidden-1")]
    asked = objects.request(rcs_states(*hosts))
    (one,) = asked.unseen
    assert (one["check"], one["object"], one["key"]) == ("desired.refused", "CfgApplication Shared", "s/password")
    assert "rcs0-dc1 and rcs1-dc2 give different values" in one["reason"] and "hidden" not in json.dumps(one)
    # Nobody knows what it should be, so it is left alone.
    assert asked.args["objects"][0]["options"] == {"s": {"password": None, "b": "x"}}


def test_objects_of_other_owners_are_others():
    dns = [ConfigurationObject("CfgDN", "7001", annex={"T": {"a": "1"}}, switch=name) for name in ("A", "B")]
    asked = objects.request(rcs_states([dns[0]], [dns[1]]))
    assert len(asked.args["objects"]) == 2
    assert [check.object for check in asked.checks] == ["CfgDN 7001 (switch A)", "CfgDN 7001 (switch B)"]


def test_object_that_gax_would_refuse_hides_no_other():
    wrong = ConfigurationObject("CfgFolder", "Group", options={"s": {"a": "1"}})
    asked = objects.request(rcs_states([wrong], [thing()]))
    assert things(asked) == ["CfgApplication Shared"]
    (one,) = asked.unseen
    assert one["check"] == "desired.refused" and one["reason"].startswith("CfgFolder Group has options, but only")


def test_without_gax_nobody_can_look():
    asked = objects.request(described.states(gir_configuration_source="files", gir_configuration_dir="/tmp/x"))
    assert asked.module is None and asked.args == {} and len(asked.checks) == 19
    told = asked.differences({})
    assert [(one["outcome"], one["check"], one["object"]) for one in told] == [
        ("not_checked", "object.read", "Configuration Server")
    ] * len(described.DESCRIBING)
    assert all("Give gir_configuration_source=gax" in one["reason"] for one in told)
    assert asked.owners_of(told[1]) == {("mcp", host) for host in described.HOSTS["mcp"]}
    assert {check.surface for check in asked.checks} == {"Configuration Server"}
    answered = objects.answer(asked, {})
    assert answered.failure == "" and len(answered.differences) == len(described.DESCRIBING)


def test_hosts_with_another_account_are_not_checked():
    known = described.states(components=["rcs"])
    known[2] = replace(known[2], given={**known[2].given, "gir_gax_password": "other-5566"})
    known[1] = replace(known[1], given={**known[1].given, "gir_gax_url": ["https://gax2.test", "https://gax.test"]})
    asked = objects.request(known)
    assert things(asked) == ["CfgApplication rcs0-dc1_RCS", "CfgApplication rcs1-dc2_RCS"]
    assert asked.args["url"] == ["https://gax.test", "https://gax2.test"]
    (one,) = asked.unseen
    assert "not that of rcs0-dc1 for rcs2-dc3" in one["reason"] and "other-5566" not in json.dumps(one)


def test_nothing_described_is_no_request():
    assert objects.request(described.states(components=["mcp"], mcp_codecs=None)) is None
    assert objects.request([]) is None


def test_rules_about_foreign_options_have_known_severities():
    every = [one for state in described.states() for one in state.desired.objects]
    severities = {rule.severity for one in every for rule in one.foreign}
    assert severities == {foreign.SECURITY, foreign.RECORDINGS_AT_RISK, foreign.SERVICE_AT_RISK}
    assert severities < set(finding.SEVERITIES)


def test_rules_about_foreign_options_stand_in_the_documentation():
    """Each word of the names of options that a rule is about; those of the Application's own options are any."""
    text = (ROOT / "docs" / "gax.md").read_text(encoding="utf-8")
    every = [one for state in described.states() for one in [*state.desired.objects, *state.desired.other_objects]]
    rules = {rule for one in every for rule in one.foreign if rule.reason != workspace_desktop.OVERRIDE}
    words = {word for rule in rules for word in re.findall("[A-Za-z]{5,}", rule.option)}
    assert {"eservices", "nodePath", "callrec", "overflow", "origins", "allowed"} <= words
    assert [word for word in words if word not in text] == []


def name_request(**further):
    """The request for the names."""
    component = COMPONENTS["load_balancer_names"]
    given = described.variables_of(component, "localhost", {**NAMES, **further})
    desired = component.desired(described.model(), described.Target("localhost"), given)
    assert not desired.violations, desired.violations
    return names.request([described.State(component, "localhost", desired, given)])


def shown(kind, *values, ttl=60):
    return {"name": "rws.rec.test", "type": kind, "value": list(values), "ttl": ttl if values else None}


EQUAL = [shown("A", "192.0.2.1", "192.0.2.2"), shown("AAAA", "2001:db8::1"), shown("CNAME")]


def test_names_are_asked_for_and_compared():
    asked = name_request()
    assert asked.module == "gir.multidc.dns_record_info"
    assert asked.args["records"] == [{"name": "rws.rec.test", "type": kind} for kind in ("A", "AAAA", "CNAME")]
    assert [(check.host, check.object) for check in asked.checks] == [("dns", "rws.rec.test")]
    assert asked.differences({"records": EQUAL}) == []


@pytest.mark.parametrize(
    ("place", "there", "actual"),
    [
        (0, shown("A", "192.0.2.9"), "A 192.0.2.9 for 60 s"),
        (0, shown("A"), None),
        (1, shown("AAAA", "2001:db8::1", ttl=300), "AAAA 2001:db8::1 for 300 s"),
        (2, shown("CNAME", "old.test"), "CNAME old.test for 60 s"),
    ],
)
def test_record_that_differs_is_found(place, there, actual):
    asked = name_request()
    (one,) = asked.differences({"records": [*EQUAL[:place], there, *EQUAL[place + 1 :]]})
    assert (one["check"], one["object"], one["key"]) == ("dns.record", "rws.rec.test", there["type"])
    assert one["actual"] == actual and one["expected"] != actual
    assert asked.owners_of(one) == {("load_balancer_names", "localhost")}
    assert kind_of(one["check"]) is not None


def test_name_server_that_is_away():
    asked = name_request()
    failure = {"failed": True, "msg": "Name server 192.0.2.53: no answer."}
    assert names.answer(asked, failure).failure == failure["msg"]
    assert [one["check"] for one in asked.differences(failure)] == ["dns.read"]


def test_records_are_compared_as_dns_record_writes_them():
    asked = name_request()
    _zone, records, problems = update.parse("rec.test", asked.records)
    assert problems == []
    found = [{"type": one.kind, "value": one.values, "ttl": one.ttl} for one in records]
    assert asked.differences({"records": found}) == []


def test_name_server_is_asked():
    """Read with the key that updates need, and nothing is written."""
    asked = name_request()
    with serving() as zone:
        zone.put("rws.rec.test", 60, "192.0.2.1", "192.0.2.2")
        own = {"server": ["127.0.0.1"], "port": zone.port, "key_secret": SECRET, "timeout": 3}
        result = module_runs.succeed("dns_record_info", {**asked.args, **own})
        (one,) = asked.differences(result)
        assert (one["key"], one["expected"], one["actual"]) == ("AAAA", "AAAA 2001:db8::1 for 60 s", None)
        assert zone.updates == 0


def test_no_names_are_no_request():
    assert name_request(load_balancer_dns_names=[]) is None
