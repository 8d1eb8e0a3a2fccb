# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that see a part of the system: fact caches, silent hosts, limits, slices, inventories that lack hosts."""

import json

import pytest
from support.component_runs import COMPONENTS, Roles
from support.inventory import SILENT

TOPOLOGY = {"ansible.builtin.import_playbook": "gir.multidc.topology"}
RWS = COMPONENTS["gir_rws"]
EVERYONE = [host for hosts in COMPONENTS.values() for host in hosts]


class Site(Roles):
    """A system whose facts are cached, as AWX does with stored facts."""

    def __init__(self, directory):
        super().__init__(directory, ansible_ssh_common_args="-o ConnectTimeout=2", gir_read_record=True)
        self.cache = directory / "cache"
        self.settings = {"ANSIBLE_CACHE_PLUGIN": "jsonfile", "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(self.cache)}

    def record(self, *hosts, active="dc2", epoch=1):
        """What a failover left on RWS hosts before there was a ledger."""
        for host in hosts:
            path = self.hosts / host / "etc/ansible/facts.d/gir_multidc.fact"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps({"active_datacenter": active, "epoch": epoch}), encoding="utf-8")

    def gather(self):
        """Put all that the hosts say into the cache, local facts too, as a job that gathers facts does."""
        place = "{{ gir_root }}/etc/ansible/facts.d"
        setup = {"ansible.builtin.setup": {"gather_subset": ["!all", "!min", "local"], "fact_path": place}}
        self.play([{"hosts": "gir", "gather_facts": False, "tasks": [setup]}]).succeeded()
        assert sum("ansible_local" in text for text in self.cached()) == len(EVERYONE)

    def cached(self):
        return [path.read_text(encoding="utf-8") for path in self.cache.iterdir()]

    def silence(self, *hosts):
        for host in hosts:
            self.inventory.host(host, **SILENT)

    def leave_out(self, *hosts):
        """The hosts that an inventory source no longer has."""
        for name, members in self.inventory.groups.items():
            self.inventory.groups[name] = [host for host in members if host not in hosts]

    def model(self, *arguments, **variables):
        """What the playbook exports."""
        path = self.directory / "exported.json"
        path.unlink(missing_ok=True)
        self.playbook("topology", *arguments, gir_model_export=str(path), **variables).succeeded()
        return json.loads(path.read_text(encoding="utf-8"))

    def eservices_site(self, host):
        text = (self.hosts / host / "opt/genesys/rws/config/application.yaml").read_text(encoding="utf-8")
        return next(line.split()[1] for line in text.splitlines() if "eServicesSite:" in line)


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)


def test_cached_facts_of_silent_hosts_are_no_answer(site):
    """And the record that they cannot show any more is not taken for none."""
    site.gather()
    site.record("rws1-dc2")
    site.silence("rws1-dc2")
    run = site.playbook("topology").refused("GIR708: No record of the active data center was found")
    assert "no RWS host of dc2 could be asked" in run.output
    assert site.model(gir_active_datacenter="dc1")["gir_model"]["model"]["active"] == "dc1"


def test_a_role_alone_follows_the_recorded_failover(site):
    """With an earlier model and earlier facts in the cache."""
    site.gather()
    site.run("rws").succeeded()
    assert {site.eservices_site(host) for host in RWS} == {"DC1"}
    site.record(*RWS)
    assert site.run("rws").succeeded().changed_hosts == set(RWS)
    assert {site.eservices_site(host) for host in RWS} == {"DC2"}
    site.silence("rws1-dc2")
    site.record("rws1-dc1", "rws2-dc1", active="dc1", epoch=2)
    site.run("rws", hosts="rws1-dc1").refused("GIR713: dc1 is recorded as active, and no RWS host of dc2")


def test_nothing_of_the_model_is_cached(site):
    site.gather()
    site.play([TOPOLOGY, {"hosts": "gir", "gather_facts": False, "tasks": [{"ansible.builtin.ping": {}}]}]).succeeded()
    assert [text for text in site.cached() if "interaction_receiver_url" in text or "gir_topology" in text] == []


def test_a_limit_without_a_host_of_gir_is_refused(site):
    site.inventory.groups["elsewhere"] = ["stranger"]
    tree = site.inventory.tree()
    tree["elsewhere"] = tree["gir"]["children"].pop("elsewhere")
    tree["elsewhere"]["vars"] = dict(site.variables, gir_datacenters=None)
    site.inventory = tree
    run = site.playbook("site", "--limit", "stranger")
    run.refused("No host of the group gir is within the limit stranger, so nothing would be done")


def test_a_slice_uses_the_exported_model_or_is_refused(site):
    """Each slice would else have a sync node and an index host of its own."""
    whole = site.model()
    site.record("rws1-dc2", "rws2-dc1")
    site.leave_out("rws1-dc1", "mcp1-dc1", "dav1-dc2")
    slices = {"awx_job_slice_count": 2}
    site.playbook("topology", tower_job_slice_count=2).refused("GIR720: This job sees one of 2 slices of the inventory")
    site.playbook("site", "--check", **slices, **whole).refused("GIR723: This run does not see rws1-dc1")
    given = site.model(**slices, **whole)["gir_model"]["model"]
    assert given == {
        **whole["gir_model"]["model"],
        **{
            key: given[key]
            for key in (
                "active",
                "active_source",
                "epoch",
                "standby",
                "eservices_site",
                "interaction_receiver_url",
                "index_update_host",
                "data_centers",
                "ivr_profiles",
                "warnings",
            )
        },
    }
    assert (given["active"], given["sync_node"], given["index_update_host"]) == ("dc2", "rws1-dc1", "rws1-dc1")
    site.variables["gir_datacenters"]["dc1"]["rws_url"] = "https://other.dc1.example.com"
    site.playbook("topology", **slices, **whole).refused("GIR722: gir_model was exported from another map")


def test_an_inventory_that_lacks_hosts_is_seen_where_they_are_expected(site):
    whole = site.model()
    site.playbook("topology", gir_expected_hosts=whole["gir_expected_hosts"]).succeeded()
    site.leave_out("rws1-dc1", "mcp2-dc1")
    run = site.playbook("site", "--check", gir_expected_hosts=whole["gir_expected_hosts"]).refused("GIR721")
    assert "gir_expected_hosts.gir_mcp has mcp2-dc1, but the group gir_mcp does not." in run.output
    path = site.directory / "model.json"
    path.write_text(json.dumps(whole), encoding="utf-8")
    run = site.playbook("topology", gir_model_file=str(path), gir_read_record=False).succeeded()
    path.write_text("{", encoding="utf-8")
    site.playbook("topology", gir_model_file=str(path)).refused("GIR722", "model.json is no JSON")
