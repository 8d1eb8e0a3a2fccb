# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook topology: whose record it reads, what the controller sees after it, and that no task runs per host."""

import json

import pytest
from support.component_runs import Roles
from support.inventory import SILENT

TOPOLOGY = {"ansible.builtin.import_playbook": "gir.multidc.topology"}
OF_CONTROLLER = (
    "gir_rws_ops_username == 'gir-ops'",
    "gir_topology.active == 'dc1'",
    "gir_topology.hosts | length == 14",
    "'localhost' in groups['gir']",
    "'localhost' not in gir_topology.hosts",
)


class Site(Roles):
    def __init__(self, directory):
        super().__init__(directory, ansible_ssh_common_args="-o ConnectTimeout=2", gir_read_record=True)

    def record(self, host, active, epoch=1):
        path = self.hosts / host / "etc/ansible/facts.d/gir_multidc.fact"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps({"active_datacenter": active, "epoch": epoch}), encoding="utf-8")

    def topology(self, *arguments, then=(), **extra):
        return self.play([TOPOLOGY, *then], *arguments, **extra)


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)


def claim(hosts, *claims):
    """A play that fails on a host where one of the claims is false."""
    return {"hosts": hosts, "gather_facts": False, "tasks": [{"ansible.builtin.assert": {"that": list(claims)}}]}


def test_no_task_runs_for_each_host_when_no_record_is_read(site):
    """And the controller sees the variables of gir, although the inventory does not name it."""
    site.record("rws1-dc2", "dc2")
    run = site.topology(gir_read_record=False, then=[claim("localhost", *OF_CONTROLLER)]).succeeded()
    assert set(run.recap) == {"localhost", "rws1-dc1"}


def test_no_task_runs_for_each_host_when_ledgers_are_read(site):
    """One task asks all RWS hosts; a host that is not asked may be silent."""
    site.inventory.host("mcp1-dc1", **SILENT)
    site.record("rws1-dc2", "dc2")
    run = site.topology(then=[claim("localhost", "gir_topology.active == 'dc2'")]).succeeded()
    assert set(run.recap) == {"rws1-dc1", "localhost"}


@pytest.mark.parametrize("limit", [None, "mcp1-dc1", "localhost,mcp1-dc1", "rws1-dc1,mcp1-dc1"])
def test_the_newest_record_counts_whatever_the_limit_and_whoever_cannot_be_asked(site, limit):
    """Neither a silent host nor one without Python hides a record, both are named; the playbook can run twice."""
    site.record("rws1-dc1", "dc1", epoch=1)
    site.record("rws1-dc2", "dc2", epoch=2)
    site.inventory.host("rws2-dc2", "gir_rws", "dc2", ansible_python_interpreter="/no/python")
    site.inventory.host("rws2-dc1", **SILENT)
    expected = claim("mcp1-dc1", "gir_topology.active == 'dc2'", "gir_topology.epoch == 2")
    again = [] if limit else [TOPOLOGY, expected]
    run = site.topology(*(("--limit", limit) if limit else ()), then=[expected, *again]).succeeded()
    assert run.changed == set()
    assert "GIR707: rws2-dc1 and rws2-dc2 could not be asked" in run.output


@pytest.mark.parametrize("limit", [None, "mcp1-dc1"])
def test_a_silent_data_center_is_refused_inside_and_outside_of_the_limit(site, limit):
    words = ("--limit", limit) if limit else ()
    for host in ("rws2-dc1", "rws1-dc2"):
        site.inventory.host(host, **SILENT)
    site.topology(*words).refused("GIR708: No record of the active data center was found, and no RWS host of dc2 could")
    if limit:
        chosen = claim("mcp1-dc1", "gir_topology.active == 'dc2'")
        site.topology(*words, gir_active_datacenter="dc2", then=[chosen]).succeeded()


@pytest.mark.parametrize("place", ["all", "gir", "first"])
def test_the_controller_sees_the_variables_of_gir(site, place):
    """Where the inventory names localhost outside of gir, in gir, or as its first host."""
    named = {"localhost": {"ansible_connection": "local"}}
    tree = site.inventory.tree()
    if place != "all":
        tree["gir"]["hosts"] = named
    site.inventory = tree if place == "gir" else {"all": {"hosts": named, "children": tree}}
    run = site.topology(then=[claim("localhost:mcp1-dc2", *OF_CONTROLLER)], gir_read_record=False).succeeded()
    assert "localhost" in run.recap


def test_a_limit_without_the_controller_publishes_to_its_hosts(site):
    expected = claim("gir:localhost", "gir_topology.active == 'dc1'")
    run = site.topology("--limit", "mcp1-dc2", then=[expected], gir_read_record=False)
    assert set(run.succeeded().recap) == {"mcp1-dc2"}


@pytest.mark.parametrize("tree", [{"gir": {}}, {}])
def test_an_inventory_without_hosts_in_gir_is_refused(site, tree):
    site.inventory = tree
    site.topology().refused("GIR003: gir_datacenters is not given.")


def test_a_broken_map_ends_the_run_before_the_next_play(site):
    site.variables["gir_datacenters"]["dc2"]["role"] = "primary"
    run = site.topology(then=[claim("gir", "true")], gir_read_record=False).refused("GIR104", "GIR105")
    assert "ansible.builtin.assert" not in run.output
