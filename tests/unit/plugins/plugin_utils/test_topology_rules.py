# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for all rules, and for several of them at once."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.rules import RULES
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.rules import group_of
from test_topology_cases import RECEIVER
from test_topology_inventory import judged, valid
from topology_changes import center, forget, on, var


def test_each_rule_belongs_to_a_group_and_says_what_holds_and_what_to_do():
    for rule in RULES.values():
        assert group_of(rule)
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


def test_http_on_the_loopback_interface_is_one_warning_that_does_not_ask_for_https():
    inventory = valid()
    for name, port in (("dc1", 1), ("dc2", 2)):
        center(name, "rws_url", f"http://127.0.0.1:{port}")(inventory)
        center(name, RECEIVER, f"http://[::1]:{port}/ir")(inventory)
    assert [violation["id"] for violation in judged(inventory).violations] == ["GIR413"]


def test_a_password_in_a_malformed_url_is_not_shown():
    for value in ("//host/path?sig=secret", "ftp://host/#secret",
                  "https://user:secret/ops@host", "user:secret-ops@host", "https://user:secret-ops@[host",
                  "https://u:secret?x@h", "https://user:secret ops@host"):
        inventory = valid()
        center("dc1", "rcs_url", value)(inventory)
        found = judged(inventory)
        assert {violation["id"] for violation in found.violations} <= {"GIR401", "GIR402", "GIR403", "GIR410"}
        assert found.violations
        assert "secret" not in str(found.violations)


def test_an_empty_secret_is_missing_and_not_shown():
    inventory = valid()
    inventory["variables"]["gir_storage_credentials"]["dc1"]["password"] = ""
    assert [violation["sentence"] for violation in judged(inventory).violations] == [
        "gir_storage_credentials.dc1.password is not given."]


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
