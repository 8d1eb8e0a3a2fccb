# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variable gir_topology: who publishes it, where it can be read, and that no fact cache stands in for it."""

import json
from pathlib import Path

import pytest
from component_runs import Roles

TOPOLOGY = {"ansible.builtin.import_playbook": "gir.multidc.topology"}
# How each role begins.
ROLE = {
    "ansible.builtin.include_role": {"name": "gir.multidc._component", "tasks_from": "inspect"},
    "vars": {"_component_name": "muxer"},
}
# What an earlier release left of a run on another map.
OLD = {"gir_topology": {"active": "dc9", "hosts": {}, "data_centers": {}}}


def play(hosts, *tasks, **keywords):
    return {"hosts": hosts, "gather_facts": False, "tasks": list(tasks), **keywords}


def claim(*claims):
    """A task that fails on a host where one of the claims is false."""
    return {"ansible.builtin.assert": {"that": list(claims)}}


MODEL = claim("gir_topology.active == 'dc1'", "gir_topology.hosts | length == 14")
NO_FACT = claim("'gir_topology' not in ansible_facts")
STALE = claim("ansible_facts['gir_topology'].active == 'dc9'", "gir_topology.active == 'dc9'")


@pytest.fixture
def site(tmp_path):
    roles = Roles(tmp_path, gir_read_record=False)
    write(roles, roles.inventory())
    return roles


def write(roles, inventory):
    (roles.directory / "inventory.yml").write_text(json.dumps(inventory), encoding="utf-8")


@pytest.fixture
def cache(site):
    """A fact cache in which an earlier release left its model for every host."""
    fact = {"ansible.builtin.set_fact": {**OLD, "cacheable": True}}
    directory = site.directory / "cache"
    environment = {
        "ANSIBLE_CACHE_PLUGIN": "ansible.builtin.jsonfile",
        "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(directory),
    }
    site.play([play("gir:localhost", fact)], environment=environment).succeeded()
    assert sum("dc9" in path.read_text(encoding="utf-8") for path in directory.iterdir()) == 15
    return environment


def test_the_playbook_publishes_to_every_host_and_to_the_controller(site):
    run = site.play([TOPOLOGY, play("gir", MODEL, NO_FACT), play("localhost", MODEL, NO_FACT)])
    assert run.succeeded().changed == set()


@pytest.mark.parametrize("hosts", ["gir_muxer", "mux1-dc2"])
def test_a_role_alone_publishes_to_the_hosts_of_its_play(site, hosts):
    site.play([play(hosts, ROLE, MODEL, NO_FACT)]).succeeded()


def test_a_host_that_joins_later_gets_the_model(site):
    run = site.play([play("mux1-dc1", ROLE), play("gir_muxer", ROLE, MODEL), play("gir_muxer", ROLE, serial=1)])
    assert run.succeeded().output.count("TASK [gir.multidc._component : Validate the topology]") == 2


def test_a_cached_model_is_not_used_by_a_role_alone(site, cache):
    site.play([play("gir_muxer", STALE, ROLE, MODEL)], environment=cache).succeeded()


def test_a_cached_model_is_not_used_by_the_playbook(site, cache):
    site.play([play("gir", STALE), TOPOLOGY, play("gir:localhost", MODEL)], environment=cache).succeeded()


def test_a_fact_cache_keeps_nothing_of_the_model(site, cache):
    directory = Path(cache["ANSIBLE_CACHE_PLUGIN_CONNECTION"])
    for path in directory.iterdir():
        path.unlink()
    fact = {"ansible.builtin.set_fact": {"kept": "yes it is", "cacheable": True}}
    site.play([TOPOLOGY, play("gir:localhost", MODEL, fact)], environment=cache).succeeded()
    texts = [path.read_text(encoding="utf-8") for path in directory.iterdir()]
    assert len(texts) == 15
    assert all("yes it is" in text and "topology" not in text for text in texts)


def test_a_cache_does_not_hide_an_inventory_without_the_group_gir(site, cache):
    write(site, {"somebody": {"hosts": {"rws1-dc1": {}}}})
    site.play([TOPOLOGY], environment=cache).refused("GIR003: gir_datacenters is not given.")
