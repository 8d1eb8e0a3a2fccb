# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variable gir_topology: who publishes it, where it can be read, and that no fact cache stands in for it."""

import pytest
from support.component_runs import Roles
from support.inventory import Inventory

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


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return Roles(tmp_path_factory.mktemp("published"), gir_read_record=False)


def cached_in(directory):
    return {"ANSIBLE_CACHE_PLUGIN": "ansible.builtin.jsonfile", "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(directory)}


@pytest.fixture(scope="module")
def cache(site):
    """A fact cache in which an earlier release left its model for every host."""
    directory = site.directory / "cache"
    site.play(
        [play("gir:localhost", {"ansible.builtin.set_fact": {**OLD, "cacheable": True}})],
        environment=cached_in(directory),
    ).succeeded()
    assert sum("dc9" in path.read_text(encoding="utf-8") for path in directory.iterdir()) == 15
    return cached_in(directory)


def test_the_playbook_publishes_to_every_host_and_to_the_controller(site):
    """A fact cache keeps the facts of others, and nothing of the model."""
    directory = site.directory / "another_cache"
    fact = {"ansible.builtin.set_fact": {"kept": "yes it is", "cacheable": True}}
    run = site.play([TOPOLOGY, play("gir:localhost", MODEL, NO_FACT, fact)], environment=cached_in(directory))
    assert run.succeeded().changed == set()
    texts = [path.read_text(encoding="utf-8") for path in directory.iterdir()]
    assert len(texts) == 15
    assert all("yes it is" in text and "topology" not in text for text in texts)


def test_a_role_alone_publishes_to_the_hosts_of_its_play(site):
    """A host that joins later gets the model, and nobody gets it twice."""
    alone = play("mux1-dc1", ROLE, MODEL, NO_FACT)
    run = site.play([alone, play("gir_muxer", ROLE, MODEL, NO_FACT), play("gir_muxer", ROLE, serial=1)])
    assert run.succeeded().output.count("TASK [gir.multidc._component : Validate the topology]") == 2


def test_a_cached_model_is_used_neither_by_a_role_alone_nor_by_the_playbook(site, cache):
    others = play("gir:!gir_muxer", STALE)
    plays = [play("gir_muxer", STALE, ROLE, MODEL), others, TOPOLOGY, play("gir:localhost", MODEL)]
    site.play(plays, environment=cache).succeeded()


def test_a_cache_does_not_hide_an_inventory_without_the_group_gir(site, cache, monkeypatch):
    monkeypatch.setattr(site, "inventory", Inventory({"somebody": ["rws1-dc1"]}, {}, top="all"))
    site.play([TOPOLOGY], environment=cache).refused("GIR003: gir_datacenters is not given.")
