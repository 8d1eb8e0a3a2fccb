# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each rule, with inventories that break exactly it."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.rules import GROUPS_OF_RULES, RULES
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable
from test_topology_inventory import SECRETS, judged, valid

DELETE = object()


def put(path, value):
    """Sets (or deletes) the value at variables/a/b/c."""

    def change(inventory):
        *way, last = path.split("/")
        target = inventory
        for step in way:
            target = target[step]
        if value is DELETE:
            del target[last]
        else:
            target[last] = value

    return change


def var(path, value):
    return put("variables/" + path, value)


def on(path, value):
    return put("host_variables/" + path, value)


def center(name, key, value):
    return put(f"variables/gir_datacenters/{name}/{key}", value)


def add(group, *hosts):
    return lambda inventory: inventory["groups"].setdefault(group, []).extend(hosts)


def remove(group, *hosts):
    def change(inventory):
        inventory["groups"][group] = [host for host in inventory["groups"][group] if host not in hosts]

    return change


def forget(*hosts):
    """Takes hosts out of the whole inventory."""

    def change(inventory):
        for group in inventory["groups"]:
            remove(group, *hosts)(inventory)
        for host in hosts:
            inventory["host_variables"].pop(host, None)

    return change


def record(host, data_center, epoch):
    value = {"active_datacenter": data_center, "epoch": epoch}
    return put(f"host_variables/{host}/gir_multidc", value)


def no_host_gives(name):
    def change(inventory):
        for values in inventory["host_variables"].values():
            del values[name]

    return change


def rename_center(old, new):
    def change(inventory):
        variables, groups = inventory["variables"], inventory["groups"]
        centers = variables["gir_datacenters"]
        variables["gir_datacenters"] = {new if name == old else name: value for name, value in centers.items()}
        groups[new] = groups.pop(old)

    return change


def all_unencrypted(inventory):
    inventory["variables"]["gir_datacenters"]["dc2"]["interaction_receiver_url"] = "http://sm.dc2.example.com/ir"
    inventory["variables"]["gir_central_storage"]["voice_url"] = "http://dav.central.example.com/recordings"


def canadian_center(inventory):
    inventory["variables"]["gir_datacenters"]["dc3"].update(
        jurisdiction="CA",
        storage={"voice_url": "https://dav.dc3.example.com/r", "screen_url": "https://dav.dc3.example.com/s"})
    inventory["variables"]["gir_storage_credentials"]["dc3"] = {"username": "recorder-dc3", "password": "secret-dc1"}
    for group in ("gir", "all", "dc3", "gir_webdav"):
        inventory["groups"][group].append("dav1-dc3")


RECEIVER = "interaction_receiver_url"
# (rule, changes, parts of its sentence)
CASES = [
    ("GIR001", [var("gir_service_user", Unusable("who is undefined"))], ["gir_service_user", "who is undefined"]),
    ("GIR001", [center("dc1", "rws_url", Unusable("who is undefined"))], ["gir_datacenters.dc1.rws_url"]),
    ("GIR002", [var("gir_service_user", 7)], ["gir_service_user is a number (7)"]),
    ("GIR002", [center("dc1", "site_name", "  ")], ["gir_datacenters.dc1.site_name is empty"]),
    ("GIR002", [center("dc2", "geo_locations", "dallas")], ["dc2.geo_locations", '"dallas"', "not a list"]),
    ("GIR002", [center("dc2", "geo_locations", ["dallas", 5])], ["dc2.geo_locations[1] is a number (5)"]),
    ("GIR002", [var("gir_rws_ops_password", 123456)], ["gir_rws_ops_password is a number"]),
    ("GIR002", [center("dc1", "rcs_url", ["https://x"])], ["gir_datacenters.dc1.rcs_url is a list, not a URL"]),
    ("GIR002", [on("rws1-dc1/rws_sync_node", 3)], ["rws_sync_node of rws1-dc1 is 3"]),
    ("GIR002", [on("rws1-dc1/rws_crypto_security_key", 3)], ["rws_crypto_security_key of rws1-dc1"]),
    ("GIR003", [var("gir_datacenters", DELETE)], ["gir_datacenters is not given"]),
    ("GIR003", [var("gir_datacenters", {})], ["gir_datacenters is empty"]),
    ("GIR004", [center("dc1", "node_path", DELETE)], ["gir_datacenters.dc1.node_path is not given"]),
    ("GIR004", [var("gir_central_storage/jurisdiction", None)], ["gir_central_storage.jurisdiction"]),
    ("GIR004", [var("gir_datacenters/dc1/storage/voice_url", DELETE)], ["dc1.storage.voice_url"]),
    ("GIR005", [center("dc1", "geo_location", ["x"])], ["dc1", '"geo_location"', "Did you mean geo_locations?"]),
    ("GIR005", [var("gir_central_storage/voice_uri", "x")], ["Did you mean voice_url?"]),
    ("GIR005", [var("gir_storage_credentials/dc1/pasword", "x")], ["dc1", "Did you mean password?"]),
    ("GIR006", [put("groups/gir_rps", "rps1-dc1")], ['The group "gir_rps" is not a list']),
    ("GIR101", [rename_center("dc3", "dc-3")], ['"dc-3"']),
    ("GIR102", [rename_center("dc3", "central")], ['"central"']),
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
    ("GIR106", [center("dc1", "site_name", "DC-1")], ["dc1.site_name", '"DC-1"']),
    ("GIR106", [center("dc1", "site_name", "DC1 ")], ['"DC1 "']),
    ("GIR107", [center("dc2", "site_name", "dc1")], ['site_name "dc1" is in dc1 and dc2']),
    ("GIR108", [center("dc1", "geo_locations", ["newyork\n"])], ["dc1.geo_locations"]),
    ("GIR109", [center("dc1", "geo_locations", ["Record"])], ["dc1.geo_locations", '"Record"']),
    ("GIR110", [center("dc2", "geo_locations", ["dallas", "boston"])], ['"boston" is in dc1 and dc2']),
    ("GIR110", [center("dc2", "geo_locations", ["dallas", "dallas"])], ['"dallas" is more than once in dc2']),
    ("GIR111", [center("dc3", "geo_locations", [])], ["dc3.geo_locations is empty"]),
    ("GIR112", [center("dc2", "geo_locations", [])], ["dc2.geo_locations is empty"]),
    ("GIR113", [center("dc1", "node_path", "US/NY")], ["dc1.node_path", '"US/NY"']),
    ("GIR113", [center("dc1", "node_path", "/US/NY/")], ['"/US/NY/"']),
    ("GIR113", [center("dc1", "node_path", "/")], ['"/"']),
    ("GIR113", [center("dc1", "node_path", "/US//NY")], ['"/US//NY"']),
    ("GIR114", [center("dc2", "node_path", "/US/NY")], ['node_path "/US/NY" is in dc1 and dc2']),
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
    ("GIR401", [center("dc1", "rcs_url", "rcs.dc1.example.com")], ["dc1.rcs_url", '"rcs.dc1.example.com"']),
    ("GIR401", [center("dc1", "rcs_url", "ftp://rcs.dc1.example.com")], ["ftp://"]),
    ("GIR401", [center("dc1", "rcs_url", "https://rcs.dc1.example.com:99999")], ["99999"]),
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
    ("GIR501", [on("rws1-dc3/rws_cr_cluster_name", "other")], ['"gir_es" on', '"other" on rws1-dc3']),
    ("GIR501", [on("rws1-dc3/rws_cr_cluster_name", DELETE)], ["not given on rws1-dc3"]),
    ("GIR502", [on("rws1-dc3/rws_crypto_security_key", "secret-dc1")], ["different on rws1-dc3"]),
    ("GIR503", [no_host_gives("rws_crypto_security_key")], ["rws_crypto_security_key is given on no RWS host"]),
    ("GIR503", [no_host_gives("rws_cr_cluster_name")], ["rws_cr_cluster_name is given on no RWS host"]),
    ("GIR504", [on("rws1-dc1/rws_sync_node", True), on("rws2-dc1/rws_sync_node", True)],
     ["rws1-dc1 and rws2-dc1"]),
    ("GIR505", [on("rws1-dc2/rws_sync_node", True)], ['"rws1-dc2"', "dc1"]),
    ("GIR506", [var("workspace_desktop_version", "8.5.118.x")], ["workspace_desktop_version", '"8.5.118.x"']),
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
    ("GIR606", [var("gir_contact_center_id", "625a5cf1")], ["gir_contact_center_id", '"625a5cf1"']),
    ("GIR607", [var("gir_storage_credentials/dc1/username", "a:b")], ["gir_storage_credentials.dc1.username"]),
    ("GIR608", [var("gir_configuration_server/port", 70000)], ["gir_configuration_server.port is 70000"]),
    ("GIR608", [var("gir_configuration_server/backup_port", "secret-cfg")], ["backup_port is text"]),
    ("GIR701", [var("gir_active_datacenter", "dc3")], ['"dc3"', "dc1 and dc2"]),
    ("GIR702", [record("rws1-dc1", "dc1", 3), on("rws1-dc2/gir_multidc", "error loading facts")],
     ['"rws1-dc2"', "not a dictionary"]),
    ("GIR703", [record("rws1-dc1", "dc1", "newest")], ['"rws1-dc1"', "epoch is not a number"]),
    ("GIR703", [record("rws1-dc1", None, 1)], ["active_datacenter is not a name"]),
    ("GIR704", [record("rws1-dc1", "dc1", 3), record("rws1-dc2", "dc2", 3)],
     ["epoch 3", '"dc1" on rws1-dc1', '"dc2" on rws1-dc2']),
    ("GIR705", [record("rws1-dc1", "dc3", 9), record("rws1-dc2", "dc2", 3)], ["epoch 9", '"dc3"', "dc1 and dc2"]),
    ("GIR706", [record("rws1-dc1", "dc2", 3), var("gir_active_datacenter", "dc1")], ['"dc1"', '"dc2"', "epoch 3"]),
    ("GIR707", [record("rws1-dc1", "dc2", 3), on("rws1-dc2/answered", False)], ["rws1-dc2 could not be asked"]),
    ("GIR708", [on("rws1-dc2/answered", False), on("rws2-dc2/answered", False)], ["no RWS host of dc2"]),
]


@pytest.mark.parametrize(
    ("rule_id", "changes", "parts"), CASES, ids=[f"{case[0]}-{number}" for number, case in enumerate(CASES)])
def test_breaks_exactly_this_rule(rule_id, changes, parts):
    inventory = valid()
    for change in changes:
        change(inventory)
    found = judged(inventory)
    broken = [(violation["id"], violation["sentence"]) for violation in found.violations]
    assert {name for name, _text in broken} == {rule_id}, broken
    sentence = " ".join(text for _name, text in broken)
    assert [part for part in parts if part not in sentence] == [], sentence
    assert [secret for secret in SECRETS if secret in str(found.violations)] == []
    assert {violation["severity"] for violation in found.violations} == {RULES[rule_id].severity}
    assert all(violation["remedy"] and violation["subject"] for violation in found.violations)
    assert (found.model is None) == (RULES[rule_id].severity == "error")


def test_each_rule_has_such_an_inventory():
    assert sorted({case[0] for case in CASES}) == sorted(RULES)


def test_each_rule_belongs_to_a_group_and_says_what_holds_and_what_to_do():
    for rule in RULES.values():
        assert rule.id[:4] in GROUPS_OF_RULES
        assert rule.severity in ("error", "warning")
        assert rule.holds.endswith(".")
        assert rule.remedy.endswith(".")


def test_all_problems_are_reported_at_once():
    inventory = valid()
    for change in (center("dc1", "site_name", "DC-1"), center("dc2", "node_path", "US"), forget("mcp1-dc3"),
                   var("gir_service_user", None), on("rws1-dc2/rws_sync_node", True)):
        change(inventory)
    broken = {violation["id"] for violation in judged(inventory).violations}
    assert broken == {"GIR106", "GIR113", "GIR213", "GIR601", "GIR505"}


def test_the_warnings_are_published_with_the_model():
    inventory = valid()
    center("dc2", "geo_locations", [])(inventory)
    found = judged(inventory)
    assert found.model["warnings"] == [
        "GIR112: gir_datacenters.dc2.geo_locations is empty: no call is recorded in dc2 by its location. "
        + RULES["GIR112"].remedy]


def test_older_desktops_are_fine_with_a_named_strategy():
    for strategy in ("dns", "load_balancer", "resubmit"):
        inventory = valid()
        inventory["variables"].update(workspace_desktop_version="8.5.100", workspace_desktop_failover_strategy=strategy)
        assert judged(inventory).violations == []


@pytest.mark.parametrize("version", ["8.5.118.10", "8.5.118.11", "8.5.119", "8.10", "9.0.0", "08.05.118.010"])
def test_versions_are_compared_as_numbers(version):
    inventory = valid()
    inventory["variables"]["workspace_desktop_version"] = version
    assert judged(inventory).violations == []


def test_the_controller_needs_no_group():
    inventory = valid()
    inventory["groups"]["gir"].remove("localhost")
    assert judged(inventory).violations == []


def test_http_on_the_loopback_interface_is_no_warning():
    inventory = valid()
    for name, port in (("dc1", 1), ("dc2", 2)):
        center(name, "rws_url", f"http://127.0.0.1:{port}")(inventory)
        center(name, RECEIVER, f"http://[::1]:{port}/ir")(inventory)
    assert judged(inventory).violations == []


def test_a_password_in_a_malformed_url_is_not_shown():
    for value in ("//host/path?sig=secret", "ftp://host/#secret",
                  "https://user:secret/ops@host", "user:secret-ops@host", "https://user:secret-ops@[host",
                  "https://u:secret?x@h", "https://user:secret ops@host"):
        inventory = valid()
        center("dc1", "rcs_url", value)(inventory)
        found = judged(inventory)
        assert {violation["id"] for violation in found.violations} <= {"GIR401", "GIR402", "GIR403"}
        assert found.violations
        assert "secret" not in str(found.violations)


def test_an_empty_secret_is_missing_and_not_shown():
    inventory = valid()
    inventory["variables"]["gir_storage_credentials"]["dc1"]["password"] = ""
    assert [violation["sentence"] for violation in judged(inventory).violations] == [
        "gir_storage_credentials.dc1.password is empty."]


def test_a_wrong_value_does_not_hide_what_else_is_certain():
    inventory = valid()
    center("dc2", "role", "primary")(inventory)
    center("dc3", "role", "leader")(inventory)
    assert {violation["id"] for violation in judged(inventory).violations} >= {"GIR103", "GIR104"}
    inventory = valid()
    on("rws1-dc1/rws_crypto_security_key", ["secret-dc1"])(inventory)
    on("rws1-dc2/rws_crypto_security_key", 7)(inventory)
    subjects = [violation["subject"] for violation in judged(inventory).violations]
    assert subjects == ["rws_crypto_security_key of rws1-dc1", "rws_crypto_security_key of rws1-dc2"]


@pytest.mark.parametrize(
    ("changes", "rule_id"),
    [
        ([center("dc2", "geo_locations", ["NewYork"])], "GIR110"),
        ([center("dc2", "geo_locations", ["x" * 101])], "GIR108"),
        ([center("dc2", "rws_url", "HTTPS://RWS.dc1.example.com.:443/")], "GIR405"),
    ],
)
def test_spellings_of_one_thing_are_one_thing(changes, rule_id):
    inventory = valid()
    for change in changes:
        change(inventory)
    assert [violation["id"] for violation in judged(inventory).violations] == [rule_id]
