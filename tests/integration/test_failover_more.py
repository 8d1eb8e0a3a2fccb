# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A data center is lost, and the playbook moves the demo to the other one, also when it is killed on its way."""

import json

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._failover import journal
from running_demo import passwords
from running_failover import Failovers
from standin_client import eventually
from support.file_servers import PASSWORD, USERNAME, webdav

SURVIVORS = ("rws1-dc2", "rws2-dc2")
# Nothing was recorded before in the demo, and nobody can ask the lost one.
FIRST = {"gir_active_datacenter": "dc1"}


@pytest.fixture(scope="module")
def lost(demo, tmp_path_factory):
    """dc1 is lost; at the end everything is as it was."""
    found = Failovers(demo, tmp_path_factory.mktemp("failover"), "dc1")
    yield found
    found.find()
    found.forget()
    demo.playbook("site").succeeded()
    demo.switch("DC1")


def test_a_failover_in_its_order(lost, demo, tmp_path):
    """One story: predicted, killed in the middle, gone on with, and nothing left to do."""
    away = {"gir_report_url": "http://127.0.0.1:1/reports", "gir_report_username": "no-password"}
    predicted = lost.run("dc2", "--check", **away, **FIRST).succeeded()
    assert predicted.changed == set()
    assert "gir_report_username is given without gir_report_password." in predicted.flat
    assert lost.report()["outcome"] == "predicted"
    plan = json.loads((lost.reports / "plan.json").read_text(encoding="utf-8"))

    lost.kill("dc2", {"kind": "command", "key": "rws"}, gir_failover_plan=lost.report()["plan"]["name"], **FIRST)
    assert [one["state"] for one in lost.entries("rws1-dc2")] == ["done", "intent"]
    assert demo.path("rws1-dc2", "").with_name("rws1-dc2.gir-lock.json").exists()
    assert plan["digest"] == lost.report()["plan"]["digest"]

    done = lost.run("dc2", "-vvvv", "--diff").succeeded()
    done.says_nothing_of(passwords())
    report = lost.report()
    assert report["outcome"] == "done_open"
    assert eventually(lambda: {site for name, site in demo.sites().items() if name in SURVIVORS} == {"DC2"})
    heads = {lost.entries(host)[-1]["operation"] for host in SURVIVORS}
    assert heads == {report["operation"]}
    head = lost.entries("rws1-dc2")[-1]
    assert (head["state"], head["active_datacenter"], head["verb"]) == ("done", "dc2", "failover")
    assert not demo.path("rws1-dc2", "").with_name("rws1-dc2.gir-lock.json").exists()
    text = (lost.reports / "journal.jsonl").read_text(encoding="utf-8")
    assert not any(secret in text for secret in passwords())
    decided = list(journal.replay(text.splitlines()))
    assert decided
    assert all(was == now for was, now in decided)

    # Another controller, which keeps nothing, expects what this one has measured: the survivors keep it.
    with webdav(tmp_path) as storage:
        sent = {"gir_report_url": f"{storage.url}/files/gir", "gir_report_username": USERNAME,
                "gir_report_password": PASSWORD, "gir_failover_output_dir": None}  # fmt: skip
        again = lost.run("dc2", **sent).succeeded()
        assert f"Report: {storage.url}/files/gir/failover.json" in again.flat
    elsewhere = storage.root / "gir"
    assert again.changed == set()
    report = json.loads((elsewhere / "failover.json").read_text(encoding="utf-8"))
    assert (elsewhere / "journal.jsonl").read_text(encoding="utf-8").startswith('{"')
    assert report["outcome"] == "unchanged"
    assert {one["stage"]: one["expected_source"] for one in report["stages"]}["plan"] == "measured"


def test_a_planned_failover_and_the_failback(lost, demo):
    """Both data centers live; the one that is left is a standby at once, to which the next one can go back."""
    lost.find()
    lost.forget()
    demo.playbook("site").succeeded()
    demo.switch("DC1")
    planned = {"gir_failover_attested_by": None, "gir_failover_hold_minutes": 0, "gir_reason": "racks"}
    queues = {"gir_probe_commands": {"processing_queue": {"command": ["true"]}}}

    lost.run("dc2", gir_failover_mode="planned", **planned, **queues, **FIRST).succeeded()
    report = lost.report()
    assert (report["outcome"], report["mode"]) == ("done_open", "planned")
    assert [one["outcome"] for one in report["commands"] if one["name"] == "queues"] == ["applied"]
    head = lost.entries("rws1-dc1")[-1]
    assert (head["active_datacenter"], head["state"], head["reason"]) == ("dc2", "done", "planned failover: racks")
    assert eventually(lambda: set(demo.sites().values()) == {"DC2"})
    assert [one for one in demo.findings() if one["component"] in ("rps", "muxer", "rws")] == []

    lost.run("dc1", verb="failback", gir_failover_to=None, **planned).succeeded()
    report = lost.report()
    assert (report["outcome"], report["to"], report["mode"]) == ("done_open", "dc1", "planned")
    assert "rejoin" not in {one["name"] for one in report["open_points"]}
    assert eventually(lambda: set(demo.sites().values()) == {"DC1"})


def test_a_planned_failover_that_fails_is_undone(lost, demo):
    """RWS of the target answers 500 to every switch."""
    for node in ("rws1-dc2", "rws2-dc2"):
        demo.ask("/faults", "POST", {"kind": "status", "status": 500, "path": "multimedia-switch", "node": node})
    given = {"gir_failover_mode": "planned", "gir_failover_attested_by": None}
    outcome = lost.run("dc2", **given)
    demo.ask("/faults", "DELETE")
    assert outcome.code == 2
    report = lost.report()
    assert report["outcome"] == "undone"
    assert lost.entries("rws1-dc1")[-1]["active_datacenter"] == "dc1"
    assert set(demo.sites().values()) == {"DC1"}
