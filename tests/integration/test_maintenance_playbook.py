# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook maintenance on hosts that are directories: set, shown, ended, and what drift says of it."""

import json

import pytest
from support.component_runs import Roles
from support.inventory import SILENT

FILE = "var/lib/gir_multidc/maintenance.json"
# Where a marker of drift is looked for; others would only take time.
TWO = "mux1-dc1,mux1-dc2"


class Site(Roles):
    def __init__(self, directory):
        super().__init__(directory, ansible_ssh_common_args="-o ConnectTimeout=2", awx_user_name="alice")

    def file(self, host):
        return self.hosts / host / FILE

    def holds(self, host):
        return json.loads(self.file(host).read_text(encoding="utf-8"))["markers"]

    def maintenance(self, state, *arguments, **given):
        extra = {f"gir_maintenance_{name}": value for name, value in given.items()}
        return self.playbook("maintenance", *arguments, gir_maintenance_state=state, **extra)


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)


def published(run):
    (found,) = [result for result in run.results if result.action.endswith("set_stats")]
    return found.data["ansible_stats"]["data"]["gir_maintenance"]


NEW = {"component": "muxer", "why": "new disk", "until": "2099-01-31T06:00:00+01:00", "who": " "}


def test_a_marker_is_set_shown_and_ended(site):
    """Under a limit, as check mode predicts; a marker of somebody else stays, and a wrong variable stops nothing."""
    site.variables["mcp_no_such_option"] = True
    theirs = {"who": "bob", "why": "memory", "until": "2020-01-01"}
    site.file("mux1-dc2").parent.mkdir(parents=True)
    site.file("mux1-dc2").write_text(json.dumps(theirs), encoding="utf-8")
    check = site.maintenance("set", "--check", "--diff", "--limit", TWO, hosts="gir_muxer", **NEW).succeeded()
    assert not site.file("mux1-dc1").exists()
    done = site.maintenance("set", "--diff", "--limit", TWO, hosts="gir_muxer", **NEW).succeeded()
    assert published(done) == published(check) and len(done.changed) == len(check.changed) == 1
    assert "mux1-dc1: muxer, until 2099-01-31T05:00:00Z (alice): new disk" in done.flat
    assert '"who": "alice"' in done.flat
    assert [one["who"] for one in site.holds("mux1-dc2")] == ["bob", "alice"]
    assert not site.maintenance("set", "--limit", TWO, hosts="gir_muxer", **NEW).succeeded().changed
    shown = site.playbook("maintenance", gir_maintenance_state=" ", gir_maintenance_hosts="").succeeded()
    assert not shown.changed and "mux1-dc2: the host, ended 2020-01-01 (bob): memory" in shown.flat
    assert [one["ended"] for one in published(shown)["markers"]] == ["no", "yes", "no"]
    ended = site.maintenance("end", hosts=["mux1-dc1", "mux1-dc2"], component="muxer").succeeded()
    assert ended.changed and not site.file("mux1-dc1").exists() and site.holds("mux1-dc2") == [theirs]
    assert not list(site.hosts.glob("*lock.json"))


def test_hosts_that_do_not_answer_are_named_and_the_others_marked(site):
    site.inventory.host("mux1-dc1", **SILENT)
    site.file("rws1-dc1").parent.mkdir(parents=True)
    site.file("rws1-dc1").write_text("<html>", encoding="utf-8")
    run = site.maintenance("set", hosts="gir_muxer,rws1-dc1", why="flood", until="2099-01-31")
    run.refused("mux1-dc1: ", f"{site.file('rws1-dc1')} holds no maintenance marker: look at it", "Done: mux1-dc2.")
    assert run.code == 2 and list(published(run)["unmarked"]) == ["mux1-dc1", "rws1-dc1"]
    assert [one["why"] for one in site.holds("mux1-dc2")] == ["flood"]
    shown = site.maintenance("show").succeeded()
    assert "mux1-dc1 was not heard: " in shown.flat and "mux1-dc2: the host, until 2099-01-31 (alice)" in shown.flat
    for hosts in list(site.inventory.groups.values()):
        for host in hosts:
            site.inventory.host(host, **SILENT)
    site.maintenance("show").refused("No host was heard, so nothing is known of markers")


def test_bad_input_is_sentences(site):
    run = site.maintenance("set", hosts="mux9-dc1", component="muxr", until="2020-01-01")
    run.refused(
        'gir_maintenance_component is "muxr", which is no component of a host. Did you mean muxer?',
        'gir_maintenance_hosts has "mux9-dc1", which is no host of the group gir',
        "gir_maintenance_why is not given",
        'gir_maintenance_until is "2020-01-01", which has passed',
    )
    assert not list(site.hosts.rglob("maintenance.json"))
    site.maintenance("stop", hosts="mux1-dc1").refused("gir_maintenance_state is 'stop'; give set, show or end.")
    hidden = site.maintenance("end", "--limit", "dc2", hosts="mux1-dc1")
    hidden.refused('gir_maintenance_hosts has "mux1-dc1", and --limit is dc2, which hides it')


def test_drift_shows_the_marker(site):
    site.maintenance("set", hosts="mux1-dc2", why="new disk", until="2099-01-31").succeeded()
    reports = site.directory / "reports"
    site.playbook("drift", "--limit", TWO, gir_drift_output_dir=str(reports), gir_drift_fail_on="none").succeeded()
    report = json.loads((reports / "drift.json").read_text(encoding="utf-8"))
    assert [(one["host"], one["who"], one["ended"]) for one in report["maintenance"]] == [("mux1-dc2", "alice", "no")]
    marked = {one["maintenance"] for one in report["findings"] if one["host"] == "mux1-dc2"}
    assert marked == {"new disk (alice), until 2099-01-31"}
