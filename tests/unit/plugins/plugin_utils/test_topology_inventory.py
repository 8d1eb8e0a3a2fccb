# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory that breaks no rule, from which the other tests start, and the model that it gives."""

import json

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.engine import evaluate
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.partial import Sight

SECRETS = ("secret-ops", "secret-admin", "secret-receiver", "secret-cfg", "secret-dc1", "secret-dc2", "secret-central",
           "secret-crypto")


def _data_center(name, role, geo_locations, node_path):
    return {
        "role": role,
        "site_name": name.upper(),
        "geo_locations": geo_locations,
        "node_path": node_path,
        "jurisdiction": "US",
        "rws_url": f"https://rws.{name}.example.com",
        "processor_url": f"https://rp.{name}.example.com",
        "rcs_url": f"https://rcs.{name}.example.com",
    }


def _storage(name):
    base = f"https://dav.{name}.example.com"
    return {"voice_url": base + "/recordings", "screen_url": base + "/screens"}


def valid():
    """Primary dc1, backup dc2 and recording dc3, which uses the central storage."""
    centers = {
        "dc1": _data_center("dc1", "primary", ["newyork", "boston"], "/US/NY"),
        "dc2": _data_center("dc2", "backup", ["dallas"], "/US/TX"),
        "dc3": _data_center("dc3", "recording", ["seattle"], "/US/WA"),
    }
    for name in ("dc1", "dc2"):
        centers[name]["storage"] = _storage(name)
        centers[name]["interaction_receiver_url"] = f"https://sm.{name}.example.com/interactionreceiver"
    centers["dc3"]["storage"] = "central"
    groups = {
        "gir_rws": ["rws1-dc1", "rws2-dc1", "rws1-dc2", "rws2-dc2", "rws1-dc3"],
        "gir_rcs": ["rcs1-dc1", "rcs1-dc2", "rcs1-dc3"],
        "gir_mcp": ["mcp1-dc1", "mcp1-dc2", "mcp1-dc3"],
        "gir_rps": ["rps1-dc3"],
        "gir_voice_processor": ["vp1-dc1", "vp1-dc2"],
        "gir_muxer": ["mux1-dc1", "mux1-dc2"],
        "gir_webdav": ["dav1-dc1", "dav1-dc2"],
        "gir_speechminer": ["sm1-dc1", "sm1-dc2"],
        "gir_load_balancer": ["lb1-dc1"],
    }
    everyone = list(dict.fromkeys(host for hosts in groups.values() for host in hosts))
    for name in centers:
        groups[name] = [host for host in everyone if host.endswith("-" + name)]
    groups["gir"] = [*everyone, "localhost"]
    groups["all"] = [*everyone, "localhost"]
    groups["ungrouped"] = []
    return {
        "groups": groups,
        "variables": {
            "gir_datacenters": centers,
            "gir_central_storage": dict(_storage("central"), jurisdiction="US"),
            "gir_storage_credentials": {
                "dc1": {"username": "recorder-dc1", "password": "secret-dc1"},
                "dc2": {"username": "recorder-dc2", "password": "secret-dc2"},
                "central": {"username": "recorder-central", "password": "secret-central"},
            },
            "gir_service_user": "genesys",
            "gir_service_group": "genesys",
            "gir_rws_ops_username": "gir-ops",
            "gir_rws_ops_password": "secret-ops",
            "gir_rws_admin_username": "gir-admin",
            "gir_rws_admin_password": "secret-admin",
            "gir_interaction_receiver_username": "gir-receiver",
            "gir_interaction_receiver_password": "secret-receiver",
            "gir_contact_center_id": "625a5cf1-dea8-4e46-b18b-831d4b254488",
            "gir_contact_center_domain": "example",
            "gir_configuration_server": {"host": "cfg1", "port": 2020, "backup_host": "cfg2", "backup_port": "2020",
                                         "username": "gir", "password": "secret-cfg"},
            "workspace_desktop_version": "8.5.118.10",
            "workspace_desktop_srs_version": "8.5.340.97",
        },
        "host_variables": {host: {"rws_cr_cluster_name": "gir_es", "rws_crypto_security_key": "secret-crypto"}
                           for host in groups["gir_rws"]},
    }


def judged(inventory, verb="topology", operation=None):
    sight = Sight(**inventory.get("sight", {}))
    return evaluate(inventory["groups"], inventory["variables"], inventory["host_variables"], verb, sight, operation)


def model_of(inventory):
    found = judged(inventory)
    assert found.errors == []
    return found.model


def test_the_valid_inventory_breaks_no_rule():
    assert judged(valid()).violations == []


def test_the_model_says_what_the_contract_says():
    model = model_of(valid())
    assert list(model) == [
        "active", "active_source", "epoch", "operation", "standby", "primary", "backup", "eservices_site",
        "eservices_source", "interaction_receiver_url", "sync_node", "desktop_failover", "index_update_host",
        "central_storage", "data_centers", "hosts", "ivr_profiles", "warnings"]
    assert (model["active"], model["standby"], model["primary"], model["backup"]) == ("dc1", "dc2", "dc1", "dc2")
    assert (model["active_source"], model["epoch"], model["eservices_site"]) == ("primary", None, "DC1")
    assert model["interaction_receiver_url"] == "https://sm.dc1.example.com/interactionreceiver"
    assert (model["sync_node"], model["index_update_host"]) == ("rws1-dc1", "rws1-dc2")
    assert model["central_storage"] == dict(_storage("central"), jurisdiction="US")
    assert model["warnings"] == []
    assert model["hosts"]["rps1-dc3"] == {"data_center": "dc3", "components": ["gir_rps"]}
    assert "localhost" not in model["hosts"]


def test_a_data_center_of_the_model_is_complete():
    center = model_of(valid())["data_centers"]["dc1"]
    assert center == {
        "name": "dc1", "role": "primary", "state": "active", "processor_mode": "active", "muxer_mode": "active",
        "site_name": "DC1", "geo_locations": ["newyork", "boston"], "node_path": "/US/NY", "jurisdiction": "US",
        "storage_jurisdictions": ["US"],
        "storage": dict(_storage("dc1"), kind="own", name="dc1", jurisdiction="US"),
        "rws_url": "https://rws.dc1.example.com", "processor_url": "https://rp.dc1.example.com",
        "rcs_url": "https://rcs.dc1.example.com",
        "interaction_receiver_url": "https://sm.dc1.example.com/interactionreceiver", "peer": "dc2",
        "media_lifecycle": [], "retention": None,
        "hosts": {"gir_rws": ["rws1-dc1", "rws2-dc1"], "gir_rcs": ["rcs1-dc1"], "gir_mcp": ["mcp1-dc1"], "gir_rps": [],
                  "gir_voice_processor": ["vp1-dc1"], "gir_muxer": ["mux1-dc1"], "gir_webdav": ["dav1-dc1"],
                  "gir_speechminer": ["sm1-dc1"], "gir_load_balancer": ["lb1-dc1"]},
    }


@pytest.mark.parametrize(("versions", "strategy", "expected"), [
    (("8.5.118.10", "8.5.340.97"), None, "peer_uri"),
    # The desktops need no strategy then, whatever is named.
    (("8.5.118.10", "8.5.340.97"), "load_balancer", "peer_uri"),
    (("8.5.118.9", "8.5.340.97"), "load_balancer", "load_balancer"),
    ((None, None), "dns", "dns"),
    ((None, None), None, None),
])
def test_how_desktops_reach_the_other_data_center(versions, strategy, expected):
    inventory = valid()
    names = ("workspace_desktop_version", "workspace_desktop_srs_version", "workspace_desktop_failover_strategy")
    inventory["variables"].update(zip(names, (*versions, strategy), strict=True))
    assert model_of(inventory)["desktop_failover"] == expected


def test_states_and_modes_follow_the_active_data_center():
    inventory = valid()
    before = model_of(inventory)["data_centers"]
    inventory["variables"]["gir_active_datacenter"] = "dc2"
    model = model_of(inventory)
    after = model["data_centers"]

    def of(centers, key):
        return [centers[name][key] for name in ("dc1", "dc2", "dc3")]

    assert of(before, "state") == ["active", "standby", "recording"]
    assert of(after, "state") == ["standby", "active", "recording"]
    assert of(before, "processor_mode") == ["active", "backup", "active"]
    assert of(after, "processor_mode") == ["backup", "active", "active"]
    assert of(before, "muxer_mode") == ["active", "backup", "none"]
    assert of(after, "muxer_mode") == ["backup", "active", "none"]
    assert of(before, "peer") == ["dc2", "dc1", "dc1"]
    assert of(after, "peer") == ["dc2", "dc1", "dc2"]  # agents of a recording data center go to the active one
    assert model["eservices_site"] == "DC2"
    assert model["index_update_host"] == "rws1-dc1"
    # The sync node stays in the primary region, wherever the activity is.
    assert model["sync_node"] == "rws1-dc1"


def test_each_geo_location_has_a_profile_that_posts_to_its_own_processor():
    profiles = {profile["name"]: profile for profile in model_of(valid())["ivr_profiles"]}
    assert list(profiles) == ["record_newyork", "record_boston", "record_dallas", "record_seattle", "record"]
    assert profiles["record_seattle"] == {
        "name": "record_seattle", "geo_location": "seattle", "data_center": "dc3", "storage_name": "central",
        "storage_url": "https://dav.central.example.com/recordings", "processor_url": "https://rp.dc3.example.com",
        "interaction_receiver_url": "https://sm.dc1.example.com/interactionreceiver"}
    assert profiles["record_dallas"]["processor_url"] == "https://rp.dc2.example.com"
    assert {profile["interaction_receiver_url"] for profile in profiles.values()} == {
        "https://sm.dc1.example.com/interactionreceiver"}
    assert (profiles["record"]["geo_location"], profiles["record"]["storage_name"]) == (None, "central")


def test_the_catch_all_profile_uses_the_active_data_center_when_there_is_no_central_storage():
    inventory = valid()
    variables = inventory["variables"]
    del variables["gir_central_storage"], variables["gir_storage_credentials"]["central"]
    variables["gir_datacenters"]["dc3"]["storage"] = _storage("dc3")
    variables["gir_storage_credentials"]["dc3"] = {"username": "recorder-dc3", "password": "secret-central"}
    variables["gir_active_datacenter"] = "dc2"
    profile = model_of(inventory)["ivr_profiles"][-1]
    assert (profile["name"], profile["data_center"], profile["storage_name"]) == ("record", "dc2", "dc2")
    assert profile["processor_url"] == "https://rp.dc2.example.com"


def test_the_catch_all_profile_leaves_a_central_storage_alone_that_the_active_data_center_may_not_use():
    inventory = valid()
    centers = inventory["variables"]["gir_datacenters"]
    inventory["variables"]["gir_central_storage"]["jurisdiction"] = "CA"
    centers["dc3"].update(jurisdiction="CA", storage_jurisdictions=["CA", "US"])
    assert model_of(inventory)["ivr_profiles"][-1]["storage_name"] == "dc1"


def test_a_data_center_without_storage_uses_the_central_one():
    inventory = valid()
    del inventory["variables"]["gir_datacenters"]["dc3"]["storage"]
    assert model_of(inventory)["data_centers"]["dc3"]["storage"] == dict(
        _storage("central"), kind="central", name="central", jurisdiction="US")


def test_an_own_storage_may_stand_in_another_allowed_jurisdiction():
    inventory = valid()
    center = inventory["variables"]["gir_datacenters"]["dc2"]
    center["storage"]["jurisdiction"] = "CA"
    center["storage_jurisdictions"] = ["US", "CA"]
    found = judged(inventory)
    assert found.model["data_centers"]["dc2"]["storage"]["jurisdiction"] == "CA"
    # dc1 does not allow CA: its agents would have nowhere to go.
    assert found.model["data_centers"]["dc1"]["peer"] is None
    # dc3 goes to the primary, which it allows.
    assert found.model["data_centers"]["dc3"]["peer"] == "dc1"
    assert [violation["id"] for violation in found.violations] == ["GIR306"]


def test_a_recording_data_center_goes_to_the_backup_when_the_primary_is_not_allowed():
    inventory = valid()
    centers = inventory["variables"]["gir_datacenters"]
    centers["dc1"]["storage"]["jurisdiction"] = "CA"
    centers["dc1"]["storage_jurisdictions"] = ["US", "CA"]
    assert judged(inventory).model["data_centers"]["dc3"]["peer"] == "dc2"


def test_a_slash_at_the_end_of_a_url_is_dropped():
    inventory = valid()
    inventory["variables"]["gir_datacenters"]["dc1"]["rws_url"] += "/"
    assert model_of(inventory)["data_centers"]["dc1"]["rws_url"] == "https://rws.dc1.example.com"


def test_rws_sync_node_chooses_the_host_and_may_be_text():
    for value in (True, "True", "yes"):
        inventory = valid()
        inventory["host_variables"]["rws2-dc1"]["rws_sync_node"] = value
        inventory["host_variables"]["rws1-dc1"]["rws_sync_node"] = "no"
        assert model_of(inventory)["sync_node"] == "rws2-dc1"


def test_no_secret_is_in_the_model():
    published = json.dumps(model_of(valid()))
    assert [secret for secret in SECRETS if secret in published] == []


def test_evaluating_changes_nothing_in_its_input_and_shares_nothing_with_it():
    inventory = valid()
    model = model_of(inventory)
    model["data_centers"]["dc1"]["geo_locations"].append("changed")
    model["data_centers"]["dc1"]["hosts"]["gir_rws"].append("changed")
    assert inventory == valid()


def test_five_data_centers_are_fine_when_the_further_ones_are_recording():
    inventory = valid()
    for number in (4, 5):
        name = f"dc{number}"
        inventory["variables"]["gir_datacenters"][name] = dict(
            _data_center(name, "recording", [f"geo{number}"], f"/US/{number}"))
        inventory["groups"][name] = [f"{what}-{name}" for what in ("rws", "rcs", "mcp", "rps")]
        for what in ("rws", "rcs", "mcp", "rps"):
            inventory["groups"]["gir_" + what].append(f"{what}-{name}")
        for group in ("gir", "all"):
            inventory["groups"][group] += inventory["groups"][name]
        inventory["host_variables"][f"rws-{name}"] = inventory["host_variables"]["rws1-dc1"]
    assert list(model_of(inventory)["data_centers"]) == ["dc1", "dc2", "dc3", "dc4", "dc5"]
