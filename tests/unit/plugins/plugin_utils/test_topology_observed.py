# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups of hosts that are only looked at: in the map like any other, and in the model where they have hosts."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components import registry
from ansible_collections.gir.multidc.plugins.plugin_utils._topology import partial
from datastore_system import inventory
from test_topology_inventory import judged, model_of, valid


def test_no_component_runs_in_a_group_that_is_observed():
    assert not {component.group for component in registry.COMPONENTS.values()} & set(registry.OBSERVED)


def test_observed_hosts_are_hosts_of_the_map():
    found = judged(inventory())
    assert found.violations == []
    model = found.model
    assert model["hosts"]["cas1-dc2"] == {"data_center": "dc2", "components": ["gir_cassandra"]}
    assert model["data_centers"]["dc2"]["hosts"]["gir_cassandra"] == ["cas1-dc2"]
    assert "gir_cassandra" not in model["data_centers"]["dc3"]["hosts"]


def test_a_host_may_run_a_component_beside_its_data_store():
    found = valid()
    found["groups"]["gir_elasticsearch"] = ["rws1-dc1"]
    assert model_of(found)["hosts"]["rws1-dc1"]["components"] == ["gir_rws", "gir_elasticsearch"]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda groups: groups["dc1"].remove("cas1-dc1"), "GIR203"),
        (lambda groups: groups["dc2"].append("cas1-dc1"), "GIR204"),
        (lambda groups: groups["gir"].remove("cas1-dc1"), "GIR206"),
        (lambda groups: groups.update(gir_cassandra="cas1-dc1"), "GIR006"),
        (lambda groups: groups.update(gir_casandra=groups.pop("gir_cassandra")), "GIR208"),
    ],
)
def test_observed_groups_follow_the_rules_of_groups(change, rule):
    found = inventory()
    change(found["groups"])
    assert rule in {violation["id"] for violation in judged(found).violations}


def test_a_model_of_an_earlier_release_without_these_groups_is_read():
    exported = partial.export(model_of(valid()))
    assert "gir_cassandra" not in str(exported)
    found = valid()
    found["sight"] = {"export": exported, "slices": 1}
    assert judged(found).violations == []


def test_an_exported_model_keeps_observed_hosts():
    found = inventory()
    model = model_of(found)
    found["groups"] = {
        name: [host for host in hosts if host not in ("cas1-dc2", "es1-dc2")] for name, hosts in found["groups"].items()
    }
    found["sight"] = {"export": partial.export(model), "slices": 2}
    assert judged(found).model["data_centers"] == model["data_centers"]
    assert partial.expected_hosts(model)["gir_cassandra"] == ["cas1-dc1", "cas2-dc1", "cas1-dc2"]
