# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook hold on hosts that are directories: set, shown, lifted, and what other playbooks make of it."""

import json

import pytest
from support.component_runs import Roles
from support.inventory import SILENT


class Site(Roles):
    def __init__(self, directory):
        super().__init__(directory, ansible_ssh_common_args="-o ConnectTimeout=2", awx_user_name="alice")
        self.variables["gir_read_record"] = False

    def file(self, host):
        return self.hosts / f"{host}.gir-hold.json"

    def holds(self, host):
        return json.loads(self.file(host).read_text(encoding="utf-8"))["holds"]

    def hold(self, *arguments, **given):
        return self.playbook("hold", *arguments, **{f"gir_hold_{name}": value for name, value in given.items()})

    @property
    def left(self):
        return sorted(path.name for path in self.hosts.glob("*.gir-*"))


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)


NEW = {"reason": "storage moves", "minutes": "90"}


def test_a_hold_is_set_shown_and_lifted(site):
    """Whatever the limit, as check mode predicts, and although a variable is wrong that nobody needs here."""
    site.variables["mcp_no_such_option"] = True
    assert "rws1-dc1: no hold" in site.hold(lift=" ").succeeded().flat
    check = site.hold("--check", "--diff", "--limit", "mcp1-dc2", **NEW).succeeded()
    assert site.left == [] and "storage moves (hold " in check.flat
    done = site.hold("--diff", "--limit", "mcp1-dc2", **NEW).succeeded()
    assert done.changed == check.changed != set() and '"reason": "storage moves"' in done.flat
    (one,) = site.holds("rws1-dc2")
    assert (one["user"], one["minutes"]) == ("alice", 90) and oct(site.file("rws1-dc2").stat().st_mode)[-3:] == "644"
    assert not site.hold(**NEW).succeeded().changed
    shown = site.hold().succeeded()
    assert not shown.changed and f"rws1-dc1: storage moves (hold {one['id']} of alice on " in shown.flat
    site.hold(lift="op-9").succeeded()
    assert len(site.left) == 3
    lifted = site.hold(lift=one["id"]).succeeded()
    assert lifted.changed and "rws1-dc2: no hold" in lifted.flat and site.left == []
    assert not site.hold(lift="true").succeeded().changed


def test_a_run_that_writes_is_held_back(site):
    """By one host with a hold. Nothing is left of its claim, and nothing stops it when the hold is lifted."""
    site.hold(**NEW).succeeded()
    for host in ("rws1-dc1", "rws2-dc1"):
        site.file(host).unlink()
    (one,) = site.holds("rws1-dc2")
    text = f"rws1-dc2: a hold is in force: storage moves (hold {one['id']} of alice on "
    command = f"gir.multidc.hold -e gir_hold_lift={one['id']}"
    for name, given in (("site", {}), ("upgrade", {}), ("kept_copies", {"gir_kept_copies_remove": True,
                        "gir_kept_copies_remove_older_than_days": 1})):  # fmt: skip
        run = site.playbook(name, **given)
        run.refused(text, command)
        assert run.changed == set() and site.left == ["rws1-dc2.gir-hold.json"], name
    assert text in site.playbook("ledger", gir_ledger_create=True).succeeded().flat
    site.hold(lift="yes").succeeded()
    site.playbook("kept_copies", gir_kept_copies_remove=True, gir_kept_copies_remove_older_than_days=1)
    assert site.left == []


def test_hosts_that_do_not_answer_and_files_that_are_none(site):
    for host in ("rws1-dc1", "rws2-dc1"):
        site.inventory.host(host, **SILENT)
    site.file("rws1-dc2").parent.mkdir(parents=True, exist_ok=True)
    site.file("rws1-dc2").write_text("<html>", encoding="utf-8")
    run = site.hold(**NEW)
    run.refused(f"rws1-dc2: {site.file('rws1-dc2')} is no JSON object: look at it, and move it away")
    shown = site.hold().succeeded()
    assert "rws1-dc1: no answer: " in shown.flat and "rws1-dc2: held back by somebody unknown: " in shown.flat
    assert site.file("rws1-dc2").read_text(encoding="utf-8") == "<html>"
    site.inventory.host("rws1-dc2", **SILENT)
    site.hold().refused("No RWS host has told whether it holds writing verbs back: rws1-dc1: no answer")
    site.hold(**NEW).refused("no RWS host answered, so nothing is held back: rws1-dc1 (")


def test_bad_input_is_sentences(site):
    site.hold(minutes="soon").refused("gir_hold_reason is not given", 'gir_hold_minutes is "soon", no number')
    site.hold(reason="disk").refused("gir_hold_minutes is not given; a hold ends: give a whole number from 1 to 10080")
    site.hold(lift="true", reason="disk").refused("gir_hold_lift is given together with gir_hold_reason")
    assert site.left == []
