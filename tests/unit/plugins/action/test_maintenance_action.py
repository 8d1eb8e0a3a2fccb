# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Maintenance markers in plays of one's own: what a task needs, and where the file of each host is."""

import json

from support import playbook
from support.inventory import SILENT, Inventory

HOSTS = ("rws1", "mcp1")
MODEL = {"hosts": {"rws1": {"components": ["gir_rws"]}, "mcp1": {"components": ["gir_mcp"]}}}
KNOWN = {"gir_topology": MODEL, "awx_user_name": "anna"}
NEW = {"why": "disk", "ends": "2099-01-31"}


def play(folder, *tasks, on="localhost", hosts=None):
    inventory = Inventory({"gir_rws": HOSTS[:1], "gir_mcp": HOSTS[1:]})
    for host in HOSTS:
        inventory.host(host, **{"gir_root": str(folder / host), **(hosts or {}).get(host, {})})
    plays = [{"name": "Mark", "hosts": on, "gather_facts": False, "tasks": list(tasks)}]
    done = playbook.run(plays, directory=folder, inventory=inventory, ANSIBLE_FORKS="2")
    assert "Traceback" not in done.output
    return done


def task(name="maintenance", known=True, **options):
    keywords = {"vars": KNOWN} if known else {}
    return {"name": name, f"gir.multidc.{name}": options, "ignore_errors": True, **keywords}


def test_markers_in_a_play_of_ones_own(tmp_path):
    """Past a host whose root nobody knows, and one that is silent."""
    tasks = [task(hosts="gir_rws", **NEW), task(hosts="gir", component="rws", **NEW), task("maintenance_info")]
    done = play(tmp_path, *tasks, hosts={"mcp1": {"gir_root": "{{ nowhere }}"}})
    assert [result.changed for result in done.results] == [True, True, False]
    markers = json.loads((tmp_path / "rws1/var/lib/gir_multidc/maintenance.json").read_text())["markers"]
    assert [(one.get("component"), one["who"]) for one in markers] == [(None, "anna"), ("rws", "anna")]
    found = done.results[2].data
    assert found["heard"] == ["rws1"] and found["unheard"]["mcp1"].startswith("gir_root cannot be evaluated: ")
    silent = play(tmp_path, task(hosts="rws1 mcp1", **NEW), hosts={"mcp1": SILENT})
    assert list(silent.results[0].data["unmarked"]) == ["mcp1"] and not silent.results[0].changed


def test_a_host_of_windows_is_left_alone(tmp_path):
    done = play(tmp_path, task(hosts="gir", **NEW), hosts={"mcp1": {"ansible_connection": "winrm"}})
    assert (done.results[0].data["heard"], done.results[0].data["unmarked"]) == (["rws1"], {})


def test_a_task_that_stands_where_it_may_not(tmp_path):
    (unknown,) = play(tmp_path, task(known=False, hosts="rws1", **NEW)).results
    assert unknown.data["msg"] == "the topology is not known; run gir.multidc.topology before this task."
    many = play(tmp_path, task(hosts="rws1", **NEW), on="gir").results
    assert {one.data["msg"] for one in many} == {
        "the task deals with all hosts by itself; run it once, with run_once."
    }
    (wrong,) = play(tmp_path, task(hosts="rws9", state="present", who=[7])).results
    assert [text.partition(" ")[0] for text in wrong.data["problems"]] == ["hosts", "who", "why", "ends"]
    assert not list(tmp_path.rglob("maintenance.json"))
