# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook ledger: what it shows of many hosts, how it ends, and what a repair writes."""

import json

import pytest
from support.component_runs import COMPONENTS, Roles
from support.inventory import SILENT

ENVIRONMENT = "0123456789abcdef" * 2
FIRST = {"operation": "op0", "epoch": 1, "active_datacenter": "dc1", "eservices_site": "DC1", "state": "done"}


def after(entry, operation, **values):
    follows = {"parent": entry["operation"], "parent_epoch": entry["epoch"], "epoch": entry["epoch"] + 1}
    return {**entry, **follows, "operation": operation, **values}


HERE = after(FIRST, "op1", eservices_site="DC2", verb="eservices_switch", user="anna")
THERE = after(FIRST, "op2", active_datacenter="dc2", eservices_site="DC2", verb="failover", user="bert")


class Site(Roles):
    """Three sites; `rws` are the hosts of RWS."""

    def __init__(self, directory):
        super().__init__(directory, ansible_ssh_common_args="-o ConnectTimeout=2")
        self.rws = COMPONENTS["gir_rws"]

    def file(self, host, name="ledger.json"):
        return self.hosts / host / "var/lib/gir-ledger" / name

    def put(self, host, *entries):
        self.file(host).parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"format": 1, "environment": ENVIRONMENT, "entries": entries})
        self.file(host).write_text(text, encoding="utf-8")

    def cut(self):
        """What two operators left who did not see each other."""
        for host in self.rws:
            self.put(host, FIRST, THERE if "dc2" in host else HERE)

    def heads(self):
        paths = [self.file(host) for host in self.rws]
        return {json.loads(path.read_text(encoding="utf-8"))["entries"][-1]["operation"] for path in paths}

    def ledger(self, *arguments, **extra):
        return self.play([{"ansible.builtin.import_playbook": "gir.multidc.ledger"}], *arguments, **extra)


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)


def test_a_system_without_ledgers(site):
    run = site.ledger().succeeded()
    assert "No ledger was found. The first switch makes one" in run.output
    assert not run.changed


def test_a_fork_is_explained_and_repaired(site):
    site.cut()
    run = site.ledger("--limit", "mcp1-dc1").refused("1 question(s) about the ledger are not answered")
    for words in ("FORK HERE", "The ledgers part after op0", "dc2 active, eServices site DC2:"):
        assert words in run.output
    assert "ansible-playbook gir.multidc.ledger -e gir_ledger_choose=op2" in run.output
    choice = {"gir_ledger_choose": "op2", "gir_reason": "dc2 really is active", "gir_change_id": "CHG7"}
    site.ledger("--check", **choice).succeeded()
    assert site.heads() == {"op1", "op2"}
    run = site.ledger(**choice).succeeded()
    assert "All is clear: dc2 active, eServices site DC2." in run.output
    assert len(site.heads()) == 1 and not site.heads() & {"op1", "op2"}
    assert not list(site.hosts.rglob("*lock.json"))
    assert len(list(site.hosts.rglob("ledger.json.*.kept"))) == len(site.rws)
    assert not site.ledger(gir_ledger_choose=next(iter(site.heads()))).succeeded().changed


def test_a_choice_that_nobody_knows(site):
    site.cut()
    words = "gir_ledger_choose: no RWS host that answered holds the entry op9. They hold op0, op1, op2."
    site.ledger(gir_ledger_choose="op9").refused(words)
    assert site.heads() == {"op1", "op2"} and not list(site.hosts.rglob("*lock.json"))


def test_a_lock_of_somebody_else(site):
    site.cut()
    lock = {"format": 1, "operation": "op-9", "verb": "site", "user": "carl", "controller": "ctl", "limit_minutes": 240}
    lock["claimed_at"] = "2026-11-27T22:00:00Z"
    (site.hosts / f"{site.rws[0]}.gir-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    site.ledger(gir_ledger_choose="op1").refused("the lock is held by site of carl on ctl")
    assert site.heads() == {"op1", "op2"}


def test_hosts_that_do_not_answer(site):
    site.cut()
    gone = [host for host in site.rws if "dc2" in host]
    for host in gone:
        site.inventory.host(host, **SILENT)
    run = site.ledger().succeeded()
    assert "All is clear: dc1 active, eServices site DC2." in run.output
    assert all(f"no answer from {host}" in run.output for host in gone)
    for host in site.rws:
        site.inventory.host(host, **SILENT)
    words = "No RWS host answered, so nobody knows what the ledgers say"
    site.ledger(gir_active_datacenter="dc1").refused(words)
