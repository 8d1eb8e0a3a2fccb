# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each rule, with inventories that break exactly it: the sentences say where, what and what to do."""

import datetime

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.rules import RULES
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable
from test_topology_inventory import SECRETS, judged, valid
from topology_changes import (
    DELETE,
    add,
    all_unencrypted,
    canadian_center,
    center,
    entry,
    forget,
    given_model,
    ledger,
    no_host_gives,
    on,
    put,
    remove,
    rename_center,
    var,
)
from topology_lifecycle_cases import LIFECYCLE
from topology_recorded_cases import RECORDED

RECEIVER = "interaction_receiver_url"
# (rule, changes, parts of its sentence)
CASES = [
    ("GIR001", [var("gir_service_user", Unusable("who is undefined"))], ["gir_service_user", "who is undefined"]),
    ("GIR001", [center("dc1", "rws_url", Unusable("who is undefined"))], ["gir_datacenters.dc1.rws_url"]),
    ("GIR002", [var("gir_service_user", 7)], ["gir_service_user is a number (7)"]),
    ("GIR002", [center("dc2", "geo_locations", ["dallas", "  "])], ["dc2.geo_locations[1] is empty"]),
    ("GIR002", [center("dc1", "jurisdiction", False)],
     ["dc1.jurisdiction is the boolean false, which YAML makes of no, off and false: write it in quotes."]),
    ("GIR002", [var("gir_service_group", True)], ["gir_service_group is the boolean true", "yes, on and true"]),
    ("GIR002", [var("gir_service_group", 1.1)], ["gir_service_group is a number (1.1), not text"]),
    ("GIR002", [var("gir_service_group", datetime.datetime(2026, 11, 27, 1, 2))], ["is a date with a time"]),
    ("GIR002", [center("dc2", "geo_locations", "dallas")], ["dc2.geo_locations", '"dallas"', "not a list"]),
    ("GIR002", [center("dc2", "geo_locations", ["dallas", 5])], ["dc2.geo_locations[1] is a number (5)"]),
    ("GIR002", [var("gir_rws_ops_password", 123456)], ["gir_rws_ops_password is a number"]),
    ("GIR002", [center("dc1", "rcs_url", ["https://x"])], ["gir_datacenters.dc1.rcs_url is a list, not a URL"]),
    ("GIR002", [on("rws1-dc1/rws_sync_node", 3)], ["rws_sync_node of rws1-dc1 is 3"]),
    ("GIR002", [on("rws1-dc1/rws_crypto_security_key", 3)], ["rws_crypto_security_key of rws1-dc1"]),
    ("GIR003", [var("gir_datacenters", DELETE)], ["gir_datacenters is not given"]),
    ("GIR003", [var("gir_datacenters", {})], ["gir_datacenters is empty"]),
    ("GIR003", [var("gir_datacenters", " ")], ["gir_datacenters is not given"]),
    ("GIR004", [center("dc1", "site_name", "  ")], ["gir_datacenters.dc1.site_name is not given"]),
    ("GIR004", [center("dc1", "node_path", DELETE)], ["gir_datacenters.dc1.node_path is not given"]),
    ("GIR004", [var("gir_central_storage/jurisdiction", None)], ["gir_central_storage.jurisdiction"]),
    ("GIR004", [var("gir_datacenters/dc1/storage/voice_url", DELETE)], ["dc1.storage.voice_url"]),
    ("GIR005", [center("dc1", "geo_location", ["x"])], ["dc1", '"geo_location"', "Did you mean geo_locations?"]),
    ("GIR005", [var("gir_central_storage/voice_uri", "x")], ["Did you mean voice_url?"]),
    ("GIR005", [var("gir_storage_credentials/dc1/pasword", "x")], ["dc1", "Did you mean password?"]),
    ("GIR005", [var("gir_configuration_server/secret-cfg", "x")], ["gir_configuration_server has an unknown key"]),
    ("GIR006", [put("groups/gir_rps", "rps1-dc1")], ['The group "gir_rps" is not a list']),
    ("GIR007", [center("dc3", "storge", "x"), center("dc3", "storage", DELETE)],
     ["gir_datacenters.dc3", '"storge"', "Did you mean storage?"]),
    ("GIR007", [var("gir_datacenters/dc2/storage/Jurisdiction", "CA")], ["dc2.storage", "Did you mean jurisdiction?"]),
    ("GIR008", [var("gir_rws_ops_password", "secret-ops\n")], ["gir_rws_ops_password ends with a line break"]),
    ("GIR008", [var("gir_rws_admin_username", "gir-admin ")], ["gir_rws_admin_username ends with a blank"]),
    ("GIR008", [var("gir_interaction_receiver_password", " secret-receiver")], ["_password begins with a blank"]),
    ("GIR008", [var("gir_storage_credentials/dc1/password", "secret-\ndc1")], ["dc1.password has a line break"]),
    ("GIR008", [var("gir_configuration_server/host", "cfg1\u200b")], ["gir_configuration_server.host has a control"]),
    ("GIR008", [center("dc1", "jurisdiction", "US ")], ["gir_datacenters.dc1.jurisdiction ends with a blank"]),
    ("GIR008", [center("dc1", "storage_jurisdictions", ["US", "CA\n"])], ["storage_jurisdictions[1] ends with a line"]),
    ("GIR008", [on("rws1-dc1/rws_crypto_security_key", "secret-crypto\n")], ["key of rws1-dc1 ends with a line break"]),
    ("GIR008", [var("gir_active_datacenter", "dc2\n")], ["gir_active_datacenter ends with a line break"]),
    ("GIR101", [rename_center("dc3", "dc-3")], ['"dc-3"']),
    ("GIR102", [rename_center("dc3", "central")], ['"central"']),
    ("GIR102", [rename_center("dc3", "Central")], ['"Central"']),
    ("GIR102", [rename_center("dc3", False)], ['"false"', "YAML makes of no, off and false"]),
    ("GIR103", [center("dc3", "role", "Recordings")], ["dc3.role", '"Recordings"', "Did you mean recording?"]),
    ("GIR104", [center("dc3", "role", "primary"), center("dc3", RECEIVER, "https://sm.dc3.example.com/ir"),
                add("gir_muxer", "mcp1-dc3"), add("gir_speechminer", "mcp1-dc3")],
     ["dc1 and dc3 have the role primary"]),
    ("GIR104", [center("dc1", "role", "recording"), center("dc1", RECEIVER, DELETE),
                forget("mux1-dc1", "mux1-dc2", "sm1-dc1", "sm1-dc2")],
     ["no data center has the role primary"]),
    ("GIR105", [center("dc3", "role", "backup"), center("dc3", RECEIVER, "https://sm.dc3.example.com/ir"),
                add("gir_muxer", "mcp1-dc3"), add("gir_speechminer", "mcp1-dc3")],
     ["dc2 and dc3 have the role backup"]),
    ("GIR106", [center("dc1", "site_name", "DC-1")], ['dc1.site_name is "DC-1"', "underscore, @ and space"]),
    ("GIR106", [center("dc1", "site_name", "DC1 ")], ['"DC1 "']),
    ("GIR107", [center("dc2", "site_name", "dc1")], ['site_name "DC1" or "dc1" is in dc1 and dc2']),
    ("GIR108", [center("dc1", "geo_locations", ["newyork\n"])], ["dc1.geo_locations"]),
    ("GIR109", [center("dc1", "geo_locations", ["Record"])], ["dc1.geo_locations", '"Record"']),
    ("GIR110", [center("dc2", "geo_locations", ["dallas", "boston"])], ['"boston" is in dc1 and dc2']),
    ("GIR110", [center("dc2", "geo_locations", ["dallas", "dallas"])], ['"dallas" is more than once in dc2']),
    ("GIR111", [center("dc3", "geo_locations", [])], ["dc3.geo_locations is empty"]),
    ("GIR112", [center("dc2", "geo_locations", [])], ["dc2.geo_locations is empty"]),
    ("GIR113", [center("dc1", "node_path", "US/NY")], ["dc1.node_path", '"US/NY"', "begins with a slash"]),
    ("GIR113", [center("dc1", "node_path", "/US/NY/")], ['"/US/NY/"']),
    ("GIR113", [center("dc1", "node_path", "/")], ['"/"']),
    ("GIR113", [center("dc1", "node_path", "/US//NY")], ['"/US//NY"']),
    ("GIR114", [center("dc2", "node_path", "/US/NY")], ['node_path "/US/NY" is in dc1 and dc2']),
    ("GIR114", [center("dc2", "node_path", "/us/ny")], ['node_path "/US/NY" or "/us/ny" is in dc1 and dc2']),
    ("GIR115", [rename_center("dc3", "DC1"), center("DC1", "site_name", "three")], ["dc1 and DC1 differ in case only"]),
    ("GIR201", [put("groups/dc3", DELETE)], ["no group dc3"]),
    ("GIR202", [put("groups/dc3", []), forget("rws1-dc3", "rcs1-dc3", "mcp1-dc3", "rps1-dc3")],
     ["group dc3", "no hosts"]),
    ("GIR203", [add("gir", "stray"), add("all", "stray")], ['"stray"']),
    ("GIR203", [remove("dc1", "rws2-dc1")], ['"rws2-dc1"']),
    ("GIR204", [add("dc2", "rws2-dc1")], ['"rws2-dc1"', "dc1 and dc2"]),
    ("GIR205", [add("dc1", "idle"), add("gir", "idle"), add("all", "idle")], ['"idle"', "dc1"]),
    ("GIR206", [remove("gir", "rws2-dc1")], ['"rws2-dc1"']),
    ("GIR206", [put("groups/gir", DELETE)], ["no group gir"]),
    ("GIR207", [remove("all", "rws2-dc1")], ['"rws2-dc1"']),
    ("GIR208", [add("gir_rsw", "rws2-dc1")], ['"gir_rsw"', "Did you mean gir_rws?"]),
    ("GIR209", [put("groups/gir", [])], ["group gir has no hosts"]),
    ("GIR210", [add("dc3", "localhost")], ["The group dc3 holds localhost"]),
    ("GIR210", [add("gir_muxer", "localhost")], ["The group gir_muxer holds localhost"]),
    ("GIR211", [forget("rws1-dc2", "rws2-dc2")], ["dc2 has no RWS host"]),
    ("GIR212", [forget("rcs1-dc3")], ["dc3 has no RCS host"]),
    ("GIR213", [forget("mcp1-dc1")], ["dc1 has no MCP host"]),
    ("GIR214", [forget("rps1-dc3")], ["dc3 has no processor"]),
    ("GIR215", [forget("dav1-dc2")], ["dc2 has its own storage"]),
    ("GIR216", [add("gir_muxer", "mcp1-dc3")], ["Muxer", '"mcp1-dc3"', "dc3"]),
    ("GIR217", [forget("mux1-dc2")], ["Muxer is in dc1, but not in dc2"]),
    ("GIR218", [add("gir_speechminer", "mcp1-dc3")], ["SpeechMiner", '"mcp1-dc3"', "dc3"]),
    ("GIR219", [forget("sm1-dc1")], ["SpeechMiner is in dc2, but not in dc1"]),
    ("GIR301", [center("dc3", "storage", "centrl")], ["dc3.storage", '"centrl"', "Did you mean central?"]),
    ("GIR301", [center("dc3", "storage", ["central"])], ["dc3.storage is a list"]),
    ("GIR302", [var("gir_central_storage", None), var("gir_storage_credentials/central", None)],
     ["dc3.storage", "gir_central_storage is not given"]),
    ("GIR303", [var("gir_datacenters/dc2/storage/jurisdiction", "CA")], ["dc2", '"CA"', '"US"']),
    ("GIR304", [center("dc3", "storage_jurisdictions", ["CA", "MX"])], ["dc3", '"US"', '"CA" and "MX"']),
    ("GIR305", [center("dc3", "storage_jurisdictions", [])], ["dc3.storage_jurisdictions is empty"]),
    ("GIR306", [var("gir_datacenters/dc2/storage/jurisdiction", "CA"),
                center("dc2", "storage_jurisdictions", ["US", "CA"])], ["agents of dc1", 'dc2 in "CA"', '"US"']),
    ("GIR307", [canadian_center, center("dc3", "storage_jurisdictions", ["CA", "MX"]),
                var("gir_datacenters/dc1/storage/jurisdiction", "MX"),
                center("dc1", "storage_jurisdictions", ["MX", "US"]),
                center("dc2", "storage_jurisdictions", ["MX", "US"])],
     ["dc3", "central", '"US"', '"CA" and "MX"']),
    ("GIR308", [var("gir_datacenters/dc2/storage/voice_url", "https://dav.dc1.example.com/recordings")],
     ["voice_url of dc1 and dc2", "https://dav.dc1.example.com/recordings"]),
    ("GIR308", [var("gir_datacenters/dc2/storage/voice_url", "HTTPS://DAV.dc1.example.com.:443/%72ecordings/")],
     ["voice_url of dc1 and dc2", "https://dav.dc1.example.com/recordings"]),
    ("GIR401", [center("dc1", "rcs_url", "rcs.dc1.example.com")], ["dc1.rcs_url", '"rcs.dc1.example.com"']),
    ("GIR401", [center("dc1", "rcs_url", "ftp://rcs.dc1.example.com")], ["ftp://"]),
    ("GIR401", [center("dc1", "rcs_url", "https://rcs.dc1.example.com/a b")], ["dc1.rcs_url", "no blank"]),
    ("GIR401", [center("dc1", "rcs_url", "https://10.0.0.256/")], ["https://10.0.0.256/", "no address"]),
    ("GIR401", [center("dc1", "rcs_url", "https:///path")], ["https:///path"]),
    ("GIR402", [center("dc1", "rcs_url", "https://user:secret-ops@rcs.dc1.example.com/x")],
     ["********@rcs.dc1.example.com/x"]),
    ("GIR403", [center("dc1", "rcs_url", "https://rcs.dc1.example.com/?key=secret-ops")],
     ["https://rcs.dc1.example.com/?..."]),
    ("GIR404", [center("dc1", "rws_url", "https://rws.dc1.example.com/api/v2/")], ["dc1.rws_url", "/api/v2"]),
    ("GIR404", [center("dc1", "processor_url", "https://rp.dc1.example.com/api/contact-centers/x/recordings")],
     ["dc1.processor_url"]),
    ("GIR405", [center("dc2", "rws_url", "https://rws.dc1.example.com")], ["rws_url", "dc1 and dc2"]),
    ("GIR406", [center("dc2", "processor_url", "https://rp.dc1.example.com")], ["processor_url", "dc1 and dc2"]),
    ("GIR407", [center("dc2", RECEIVER, DELETE)], ["dc2.interaction_receiver_url is not given"]),
    ("GIR408", [center("dc3", RECEIVER, "https://sm.dc3.example.com/ir")], ["dc3.interaction_receiver_url"]),
    ("GIR409", [all_unencrypted], ["dc2.interaction_receiver_url and gir_central_storage.voice_url use http"]),
    ("GIR410", [center("dc1", "rcs_url", "https://rcs.dc1.example.com:99999")], ["99999", "from 1 to 65535"]),
    ("GIR410", [center("dc1", "rcs_url", "https://rcs.dc1.example.com:0")], [":0", "from 1 to 65535"]),
    ("GIR410", [center("dc1", "rcs_url", "https://rcs.dc1.example.com:-80/x")], [":-80/x", "from 1 to 65535"]),
    ("GIR410", [center("dc1", "rcs_url", "https://rcs.dc1.example.com:")], ["dc1.rcs_url", "from 1 to 65535"]),
    ("GIR411", [center("dc1", "rcs_url", "https://2001:db8::5:8443/x")], ["https://2001:db8::5:8443/x", "brackets"]),
    ("GIR411", [center("dc1", "rcs_url", "https://fe80::1%eth0")], ["dc1.rcs_url", "brackets"]),
    ("GIR412", [center("dc1", "rcs_url", "https://[fe80::1%25eth0]:8443")], ["dc1.rcs_url", "zone"]),
    ("GIR413", [center("dc1", "rws_url", "https://localhost:8443")],
     ["gir_datacenters.dc1.rws_url", "https://localhost:8443", "loopback"]),
    ("GIR413", [var("gir_central_storage/voice_url", "http://[::1]/v"),
                var("gir_datacenters/dc1/storage/voice_url", "http://127.0.0.2/v")],
     ["gir_central_storage.voice_url", "http://[::1]/v", "so is another address"]),
    ("GIR414", [center("dc1", "rcs_url", "https://rcs.dc1.example.com/50%")], ["dc1.rcs_url", "/50%", "path"]),
    ("GIR414", [center("dc1", "rcs_url", "https://rcs.dc1.example.com/a/../b")], ["dc1.rcs_url", "/a/../b"]),
    ("GIR501", [on("rws1-dc3/rws_cr_cluster_name", "other")], ['"gir_es" on', '"other" on rws1-dc3']),
    ("GIR501", [on("rws1-dc3/rws_cr_cluster_name", DELETE)], ["not given on rws1-dc3"]),
    ("GIR502", [on("rws1-dc3/rws_crypto_security_key", "secret-dc1")], ["different on rws1-dc3"]),
    ("GIR503", [no_host_gives("rws_crypto_security_key")], ["rws_crypto_security_key is given on no RWS host"]),
    ("GIR503", [no_host_gives("rws_cr_cluster_name")], ["rws_cr_cluster_name is given on no RWS host"]),
    ("GIR504", [on("rws1-dc1/rws_sync_node", True), on("rws2-dc1/rws_sync_node", True)],
     ["rws1-dc1 and rws2-dc1"]),
    ("GIR505", [on("rws1-dc2/rws_sync_node", True)], ['"rws1-dc2"', "dc1"]),
    ("GIR506", [var("workspace_desktop_version", "8.5.118.x")], ["workspace_desktop_version", '"8.5.118.x"']),
    ("GIR506", [var("workspace_desktop_version", True)], ["workspace_desktop_version is true"]),
    ("GIR506", [var("workspace_desktop_srs_version", 8.5)], ["workspace_desktop_srs_version is 8.5"]),
    ("GIR507", [var("workspace_desktop_failover_strategy", "DNS")], ['"DNS"', "Did you mean dns?"]),
    ("GIR508", [var("workspace_desktop_version", "8.5.118.9")],
     ["workspace_desktop_version", '"8.5.118.9"', "8.5.118.10"]),
    ("GIR508", [var("workspace_desktop_srs_version", "8.5.99")],
     ["workspace_desktop_srs_version", '"8.5.99"', "8.5.340.97"]),
    ("GIR509", [var("workspace_desktop_version", None)], ["workspace_desktop_version is not given"]),
    ("GIR601", [var("gir_service_user", None)], ["gir_service_user is not given"]),
    ("GIR601", [var("gir_rws_ops_password", DELETE)], ["gir_rws_ops_password is not given"]),
    ("GIR601", [var("gir_configuration_server/password", DELETE)], ["gir_configuration_server.password"]),
    ("GIR602", [var("gir_storage_credentials/dc2", DELETE)], ["gir_storage_credentials.dc2", "the storage of dc2"]),
    ("GIR602", [var("gir_storage_credentials/central/password", DELETE)], ["gir_storage_credentials.central.password"]),
    ("GIR603", [var("gir_storage_credentials/dc_1", {"username": "x", "password": "secret-dc1"})],
     ['"dc_1"', "Did you mean dc1?"]),
    ("GIR604", [var("gir_rws_ops_username", "ops"), var("gir_rws_ops_password", "ops")], ["gir_rws_ops_password"]),
    ("GIR605", [var("gir_interaction_receiver_password", None)], ["gir_interaction_receiver_password is not"]),
    ("GIR606", [var("gir_contact_center_id", "625a5cf1")], ['_center_id is "625a5cf1"', "32 hexadecimal digits"]),
    ("GIR607", [var("gir_storage_credentials/dc1/username", "a:b")], ["gir_storage_credentials.dc1.username"]),
    ("GIR607", [var("gir_rws_admin_username", "gir:admin")], ["gir_rws_admin_username has a colon"]),
    ("GIR610", [var("gir_configuration_server/host", "[2001:db8::5]")], ['host is "[2001:db8::5]"']),
    ("GIR610", [var("gir_configuration_server/backup_host", "fe80::1%eth0")], ['backup_host is "fe80::1%eth0"']),
    ("GIR608", [var("gir_configuration_server/port", 70000)], ["gir_configuration_server.port is 70000"]),
    ("GIR608", [var("gir_configuration_server/backup_port", "secret-cfg")], ["backup_port is text"]),
    ("GIR608", [var("gir_configuration_server/port", "0")], ['port is "0"', "from 1 to 65535"]),
    ("GIR608", [var("gir_configuration_server/port", -2020)], ["port is -2020"]),
    ("GIR608", [var("gir_configuration_server/port", "20 20")], ['port is "20 20"']),
    ("GIR608", [var("gir_configuration_server/port", False)], ["port is false"]),
    ("GIR609", [var("gir_contact_center_domain", "example.com/x")], ['gir_contact_center_domain is "example.com/x"']),
    ("GIR701", [var("gir_active_datacenter", "dc3")], ['"dc3"', "dc1 and dc2"]),
    *RECORDED,
    *LIFECYCLE,
]

# Where the value is shown in another form, or is a secret, or may hold one.
VALUE_IN_OTHER_WORDS = {"GIR006", "GIR008", "GIR402", "GIR403", "GIR408", "GIR604", "GIR607"}
DOES = {"Add", "Allow", "Answer", "Bring", "Change", "Choose", "Copy", "Correct", "Define", "Export", "Fail", "Find",
        "Give", "Keep", "Leave", "Make", "Move", "Name", "Put", "Remove", "Rename", "Repair", "Restore", "Run", "Say",
        "Set", "Take", "Use", "Which", "Write"}


def broken_by(changes, verb="topology"):
    inventory = valid()
    for change in changes:
        change(inventory)
    return judged(inventory, verb)


@pytest.mark.parametrize(
    ("rule_id", "changes", "parts"), CASES, ids=[f"{case[0]}-{number}" for number, case in enumerate(CASES)])
def test_breaks_exactly_this_rule(rule_id, changes, parts):
    found = broken_by(changes)
    broken = [(violation["id"], violation["sentence"]) for violation in found.violations]
    assert {name for name, _text in broken} == {rule_id}, broken
    sentence = " ".join(text for _name, text in broken)
    assert [part for part in parts if part not in sentence] == [], sentence
    assert [secret for secret in SECRETS if secret in str(found.violations)] == []
    assert {violation["severity"] for violation in found.violations} == {RULES[rule_id].severity}
    for violation in found.violations:
        where, _dot, member = violation["subject"].rpartition(".")
        said = violation["sentence"] + " " + violation["remedy"]
        assert member in said
        assert where in said or violation["id"] == "GIR201"
        assert violation["remedy"].split()[0] in DOES
    assert (found.model is None) == (RULES[rule_id].severity == "error")


def test_each_rule_has_such_an_inventory():
    """All but two that are about other verbs; the tests below break these."""
    assert sorted({case[0] for case in CASES} | {"GIR716", "GIR723"}) == sorted(RULES)


@pytest.mark.parametrize(("verb", "broken"), [
    ("topology", []), ("render", []), ("verify", [("GIR723", "warning")]), ("site", [("GIR723", "error")]),
    ("role", [("GIR723", "error")]), ("failover", [("GIR723", "error")])])
def test_a_verb_that_writes_has_to_see_all_rws_hosts(verb, broken):
    found = broken_by([given_model(), forget("rws2-dc1")], verb)
    assert [(one["id"], one["severity"]) for one in found.violations] == broken
    assert found.errors or found.model["hosts"] == judged(valid()).model["hosts"]


def test_who_only_looks_needs_an_answer_where_histories_part_at_once():
    changes = [ledger("rws1-dc1", entry("o1")), ledger("rws1-dc2", entry("o2", active_datacenter="dc2"))]
    found = broken_by(changes, "verify")
    assert [(one["id"], one["severity"]) for one in found.violations] == [("GIR704", "warning"), ("GIR716", "error")]
    found = broken_by([*changes, var("gir_active_datacenter", "dc2")], "verify")
    assert (found.errors, found.model["active"], found.model["active_source"]) == ([], "dc2", "gir_active_datacenter")
    assert broken_by([*changes, var("gir_active_datacenter", "dc2")], "failover").model is None


@pytest.mark.parametrize(
    ("change", "changes"),
    [(change, changes) for rule_id, changes, _parts in CASES for change in changes
     if isinstance(getattr(change, "value", None), (str, int, float)) and str(change.value).strip()
     and rule_id not in VALUE_IN_OTHER_WORDS])
def test_the_sentence_shows_the_value_that_is_wrong_unless_it_may_be_a_secret(change, changes):
    _kind, *way = change.path.split("/")
    value = str(change.value).lower() if isinstance(change.value, bool) else str(change.value)
    secret = way[-1].endswith(("password", "_key")) or value.startswith("secret")
    for violation in broken_by(changes).violations:
        if violation["subject"] in (".".join(way), f"{way[-1]} of {way[0]}"):
            assert (value in violation["sentence"]) != secret
