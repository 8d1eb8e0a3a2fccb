# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which data center is active: records, gir_active_datacenter, the primary."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.engine import evaluate
from test_topology_inventory import judged, model_of, valid


def recorded(**by_host):
    inventory = valid()
    for host, (data_center, epoch) in by_host.items():
        name = host.replace("_", "-")
        record = {"active_datacenter": data_center, "epoch": epoch, "by": "test"}
        inventory["host_variables"][name]["gir_multidc"] = record
    return inventory


def test_the_highest_epoch_wins():
    model = model_of(recorded(rws1_dc1=("dc1", 3), rws2_dc1=("dc1", 3), rws1_dc2=("dc2", 4)))
    assert (model["active"], model["active_source"], model["epoch"]) == ("dc2", "record", 4)


def test_epochs_are_compared_as_numbers_also_when_they_are_text():
    model = model_of(recorded(rws1_dc1=("dc1", "9"), rws1_dc2=("dc2", "10")))
    assert (model["active"], model["epoch"]) == ("dc2", 10)


def test_older_records_may_disagree():
    assert model_of(recorded(rws1_dc1=("dc1", 1), rws2_dc1=("dc2", 1), rws1_dc2=("dc2", 2)))["active"] == "dc2"


def test_a_record_of_a_data_center_that_is_no_more_counts_only_when_it_is_the_newest():
    assert judged(recorded(rws1_dc1=("gone", 1), rws1_dc2=("dc2", 2))).violations == []
    assert [violation["id"] for violation in judged(recorded(rws1_dc1=("gone", 2))).violations] == ["GIR705"]


def test_the_record_wins_over_the_variable_and_the_variable_over_the_primary():
    inventory = recorded(rws1_dc1=("dc2", 1))
    inventory["variables"]["gir_active_datacenter"] = "dc2"
    assert judged(inventory).violations == []
    assert model_of(inventory)["active_source"] == "record"
    inventory = valid()
    inventory["variables"]["gir_active_datacenter"] = "dc2"
    model = model_of(inventory)
    assert (model["active"], model["active_source"], model["epoch"]) == ("dc2", "gir_active_datacenter", None)
    assert model_of(valid())["active_source"] == "primary"


@pytest.mark.parametrize("broken", [
    None, "text", [], {}, {"epoch": 1}, {"active_datacenter": "dc2"}, {"active_datacenter": "dc2", "epoch": -1},
    {"active_datacenter": "dc2", "epoch": True}, {"active_datacenter": "dc2", "epoch": 1.5},
    {"active_datacenter": "dc2", "epoch": "1" * 16}, {"active_datacenter": ["dc2"], "epoch": 1}])
def test_a_broken_record_is_never_taken_for_no_record(broken):
    inventory = valid()
    inventory["host_variables"]["rws1-dc1"]["gir_multidc"] = broken
    assert [violation["id"] for violation in judged(inventory).violations] == ["GIR703"]


def test_without_asking_the_hosts_the_model_still_stands():
    inventory = valid()
    found = evaluate(inventory["groups"], inventory["variables"])
    assert (found.violations, found.model["active"], found.model["sync_node"]) == ([], "dc1", "rws1-dc1")


def silent(inventory, *hosts):
    for host, values in inventory["host_variables"].items():
        values["answered"] = host not in hosts
    return inventory


def test_hosts_that_could_not_be_asked_may_hide_a_record():
    of_dc2 = ("rws1-dc2", "rws2-dc2")
    # One RWS host of each side was heard: a failover would have left its record there.
    one = judged(silent(valid(), "rws1-dc1", "rws1-dc2"))
    assert ([violation["id"] for violation in one.violations], one.model["active"]) == (["GIR707"], "dc1")
    # Nobody of dc2 was heard, and no record was found: dc2 may be the active one.
    assert [violation["id"] for violation in judged(silent(valid(), *of_dc2)).violations] == ["GIR708"]
    # Somebody has decided, or another host has the record.
    decided = silent(valid(), *of_dc2)
    decided["variables"]["gir_active_datacenter"] = "dc2"
    assert model_of(decided)["active"] == "dc2"
    found = silent(recorded(rws1_dc1=("dc2", 2)), *of_dc2)
    assert model_of(found)["active_source"] == "record"


def test_an_empty_choice_is_none():
    inventory = valid()
    inventory["variables"]["gir_active_datacenter"] = ""
    assert (judged(inventory).violations, model_of(inventory)["active_source"]) == ([], "primary")
