# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that break later: what cannot be seen, what YAML made of it, and addresses that read otherwise elsewhere."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._topology import urls
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import flaw, given, printable
from test_topology_cases import broken_by
from test_topology_inventory import judged, valid
from topology_changes import center, on, var


def sentences(*changes):
    return [violation["sentence"] for violation in broken_by(changes).violations]


@pytest.mark.parametrize(("text", "expected"), [
    ("", ""), ("good", ""), ("two words", ""), ("Zürich ✓", ""), ("a\u00a0b", ""),
    ("x\n", "ends with a line break"), ("x\r\n", "ends with a line break"), ("x ", "ends with a blank"),
    ("x\t", "ends with a blank"), ("x\u00a0", "ends with a blank"), (" x", "begins with a blank"),
    ("\nx", "begins with a line break"), ("a\nb", "has a line break"), ("a\u2028b", "has a line break"),
    ("a\tb", "has a control character or another one that cannot be seen"),
    ("a\u200bb", "has a control character or another one that cannot be seen"),
    ("\ufeffab", "has a control character or another one that cannot be seen")])
def test_what_cannot_be_seen_is_said_in_words(text, expected):
    assert flaw(text) == expected


def test_blank_members_are_none_and_everything_else_stays():
    assert given({"a": "", "b": " x ", "c": [""], "d": 0, "e": False}) == {
        "a": None, "b": " x ", "c": [""], "d": 0, "e": False}
    assert printable("a\nb\x00") == "a?b?"


@pytest.mark.parametrize("path", [
    "gir_service_user", "gir_service_group", "gir_rws_ops_username", "gir_rws_ops_password", "gir_rws_admin_username",
    "gir_rws_admin_password", "gir_interaction_receiver_username", "gir_interaction_receiver_password",
    "gir_contact_center_domain", "gir_storage_credentials/dc1/username", "gir_storage_credentials/dc1/password",
    "gir_configuration_server/host", "gir_configuration_server/username", "gir_configuration_server/password",
    "gir_configuration_server/backup_host", "gir_datacenters/dc1/jurisdiction"])
@pytest.mark.parametrize(("value", "wrong"), [
    ("hush-hush\n", "ends with a line break"), (" hush-hush", "begins with a blank"), ("hush\x07", "has a control")])
def test_every_account_and_name_is_looked_at(path, value, wrong):
    found = broken_by([var(path, value)])
    assert [violation["id"] for violation in found.violations] == ["GIR008"]
    assert f"{path.replace('/', '.')} {wrong}" in found.violations[0]["sentence"]
    assert "hush" not in str(found.violations)


def test_a_flaw_that_all_nodes_share_is_said_once():
    inventory = valid()
    for values in inventory["host_variables"].values():
        values.update(rws_crypto_security_key="secret-crypto\n", rws_cr_cluster_name=8)
    assert [violation["sentence"] for violation in judged(inventory).violations] == [
        "rws_cr_cluster_name of rws1-dc1 is a number (8), not text.",
        "rws_crypto_security_key of rws1-dc1 ends with a line break."]


def test_a_long_sentence_is_cut():
    allowed = [f"{number}" * 75 for number in range(4)]
    (violation,) = broken_by([center("dc1", "storage_jurisdictions", allowed)]).violations
    assert len(violation["sentence"]) == 300
    assert violation["sentence"].endswith("...")


@pytest.mark.parametrize("change", [
    center("dc1", "jurisdiction", False), center("dc1", "geo_locations", [True]), center("dc1", "geo_locations", False),
    center("dc1", "rws_url", False), center("dc1", "storage", True), var("gir_rws_ops_password", False),
    var("gir_active_datacenter", True), var("gir_datacenters", False), on("rws1-dc1/rws_cr_cluster_name", False)])
def test_a_boolean_is_never_called_a_number(change):
    found = broken_by([change])
    said = " ".join(violation["sentence"] + violation["remedy"] for violation in found.violations)
    assert "boolean" in said
    assert "number" not in said


@pytest.mark.parametrize(("value", "shown"), [(8, "(8)"), (1.1, "(1.1)"), (-1, "(-1)"), (0, "(0)")])
def test_a_number_is_shown_and_belongs_in_quotes(value, shown):
    (violation,) = broken_by([center("dc1", "jurisdiction", value)]).violations
    assert violation["sentence"] == f"gir_datacenters.dc1.jurisdiction is a number {shown}, not text."
    assert "quotes" in violation["remedy"]
    (violation,) = broken_by([var("gir_rws_ops_password", value)]).violations
    assert violation["sentence"] == "gir_rws_ops_password is a number, not text."
    assert sentences(var("gir_rws_ops_password", False))[0].startswith("gir_rws_ops_password is a boolean, which YAML")


@pytest.mark.parametrize("key", ["pa55-word-here", "passwort", "username "])
def test_a_key_of_an_account_is_not_shown(key):
    for path in ("gir_storage_credentials/dc1/", "gir_configuration_server/"):
        found = broken_by([var(path + key, "x")])
        assert {violation["id"] for violation in found.violations} == {"GIR005"}
        assert key not in str(found.violations)


@pytest.mark.parametrize("entry", ["text", ["x"], 5])
def test_a_misplaced_password_among_the_accounts_is_not_shown(entry):
    found = broken_by([var("gir_storage_credentials/pa55-word-here", entry)])
    assert {violation["id"] for violation in found.violations} == {"GIR002", "GIR603"}
    assert "pa55-word-here" not in str(found.violations)
    found = broken_by([var("gir_storage_credentials/dc1", "pa55-word-here")])
    assert "gir_storage_credentials.dc1 is text, not a dictionary." in str(found.violations)
    assert "pa55-word-here" not in str(found.violations)


@pytest.mark.parametrize(("value", "rule_id"), [
    ("https://h:1", None), ("https://h:65535/", None), ("https://[2001:db8::5]:8443/x", None),
    ("HTTP://h_1/a%20b", None),
    ("https://h.", None), ("https://10.0.0.1", None), ("https://[::ffff:10.0.0.1]", None),
    ("https://h:65536", "GIR410"), ("https://h:000", "GIR410"), ("https://h:80a", "GIR410"),
    ("https://h:+80", "GIR410"),
    ("https://h:٨٠", "GIR410"), ("https://h:" + "0" * 5000 + "1", "GIR410"),
    ("https://h: 80", "GIR401"), ("https://[2001:db8::5]:0", "GIR410"),
    ("https://2001:db8::5", "GIR411"), ("https://::1:80/x", "GIR411"), ("https://1:2:3:4:5:6:7:8:443", "GIR411"),
    ("https://a:b:c", "GIR401"), ("https://[fe80::1%eth0]", "GIR412"), ("https://[h]", "GIR401"),
    ("https://[::1", "GIR401"), ("https://[::1]x", "GIR401"), ("https://[]", "GIR401"), ("https://-h", "GIR401"),
    ("https://a..b", "GIR401"), ("https://1.2.3", "GIR401"), ("https://" + "a" * 64, "GIR401"),
    ("https://hüh", "GIR401"),
    ("https://h/ä", "GIR414"), ("https://h/%zz", "GIR414"), ("https://h/a/%2E%2e/b", "GIR414"),
    ("https://h/{x}", "GIR414"),
    ("https://h/.", "GIR414"), ("https://h\n", "GIR401"), ("https:/h", "GIR401"), ("https://h\\x", "GIR401")])
def test_what_is_wrong_with_a_url_has_its_rule(value, rule_id):
    found = judged_with_rcs(value)
    assert [violation["id"] for violation in found.violations] == ([rule_id] if rule_id else [])


def judged_with_rcs(value):
    inventory = valid()
    inventory["variables"]["gir_datacenters"]["dc1"]["rcs_url"] = value
    return judged(inventory)


@pytest.mark.parametrize(("one", "other"), [
    ("https://h", "HTTPS://H.:443/"), ("http://h:80/a", "http://h/a/"), ("http://h/a%7Eb", "http://h/a~b"),
    ("http://h/%c3%bc", "http://h/%C3%BC"), ("http://[2001:db8::5]/", "http://[2001:DB8:0:0::5]:80"),
    ("https://h:0443", "https://h")])
def test_two_spellings_are_one_address(one, other):
    assert urls.same(one) == urls.same(other)


@pytest.mark.parametrize(("one", "other"), [
    ("https://h", "http://h"), ("http://h/A", "http://h/a"), ("http://h/a%2Fb", "http://h/a/b"),
    ("http://h:81", "http://h")])
def test_two_addresses_are_two(one, other):
    assert urls.same(one) != urls.same(other)


@pytest.mark.parametrize(("key", "rule_id"), [
    ("rws_url", "GIR405"), ("processor_url", "GIR406"), ("rcs_url", "GIR406"), ("interaction_receiver_url", "GIR406")])
def test_one_address_written_in_two_ways_is_found(key, rule_id):
    changes = [center("dc1", key, "https://h.example.com/a~b"), center("dc2", key, "https://H.example.com.:443/a%7Eb/")]
    (violation,) = broken_by(changes).violations
    assert violation["id"] == rule_id
    assert f'the {key} "https://h.example.com/a~b" or "https://H.example.com.:443/a%7Eb"' in violation["sentence"]


@pytest.mark.parametrize("value", [
    "http://localhost", "http://LOCALHOST.:80/x", "http://a.localhost", "http://127.3.2.1", "http://[::1]:8080"])
def test_loopback_has_many_names(value):
    assert urls.is_loopback(value)
    assert not urls.crosses_unencrypted(value)
    assert not any(urls.is_loopback(other) for other in ("http://127.example.com", "http://h", "http://[2001:db8::5]"))


@pytest.mark.parametrize("domain", [
    "exa mple", "example/x", "example?x", "example#x", "example%20", "a..b", ".a", "a.", "-a", "a-", "ä.example", "a:b",
    "a@b", "x" * 64, ".".join(["abcdefgh"] * 29)])
def test_what_is_no_domain_is_refused(domain):
    (violation,) = broken_by([var("gir_contact_center_domain", domain)]).violations
    assert violation["id"] == "GIR609"


@pytest.mark.parametrize("domain", ["example", "example.com", "EX-ample_1.example", "1"])
def test_a_domain_is_accepted(domain):
    assert sentences(var("gir_contact_center_domain", domain)) == []


@pytest.mark.parametrize(("port", "shown"), [
    (0, "0"), (-1, "-1"), (65536, "65536"), (80.5, "80.5"), ("2020.0", '"2020.0"'), (True, "true"), ([2020], "a list"),
    ("pa55", "text (not shown here)")])
def test_a_port_that_is_none_is_shown(port, shown):
    assert sentences(var("gir_configuration_server/port", port)) == [
        f"gir_configuration_server.port is {shown}, which is no number from 1 to 65535."]
