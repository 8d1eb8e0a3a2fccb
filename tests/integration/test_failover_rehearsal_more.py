# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What rehearsals of a failover find on the demo: nothing new, a storage that keeps everything, a silent target."""

import pytest
from running_demo import passwords
from running_failover import Failovers
from running_rehearsal import RWS, Rehearsals


@pytest.fixture
def rehearsals(demo, tmp_path):
    found = Rehearsals(demo, tmp_path)
    found.forget()
    yield found
    found.forget()


def test_the_second_one_is_compared_and_twenty_are_kept(rehearsals, demo):
    rehearsals.run().succeeded()
    first = rehearsals.report()
    assert first["compared"]["id"] == ""
    place = demo.path("rws1-dc1", "var/lib/gir-ledger/failover")
    for number in range(20):
        (place / f"20200101T0000{number:02}Z-00000000.rehearsal.json").write_text("")
    done = rehearsals.run("-vvvv", "--diff", "--limit", "rws1-dc2").succeeded()
    done.says_nothing_of(passwords())
    report = rehearsals.report()
    assert (report["compared"]["id"], report["compared"]["differences"]) == (first["id"], [])
    assert report["limit"] == "rws1-dc2"
    assert report["plan"]["forced"]["digest"] == first["plan"]["forced"]["digest"]
    names = [f"{one}.rehearsal.json" for one in (first["id"], report["id"])]
    assert rehearsals.kept("rws2-dc2") == names
    assert len(rehearsals.kept("rws1-dc1")) == 20
    assert rehearsals.kept("rws1-dc1")[-2:] == names
    assert not any(secret in text for host in RWS for name in names for secret in passwords()
                   for text in [demo.path(host, f"var/lib/gir-ledger/failover/{name}").read_text()])  # fmt: skip


def test_check_mode_stores_nothing(rehearsals):
    before = rehearsals.files()
    rehearsals.run("--check").succeeded()
    assert rehearsals.files() == before
    report = rehearsals.report()
    assert (report["outcome"], report["check"]) == ("ready_open", True)
    assert {one["answer"] for one in report["probes"]} == {"not observable"}


def test_storage_that_lets_nobody_delete(rehearsals, demo):
    marker = demo.path("dav1-dc2", "mnt/recordings/.keeps-everything")
    marker.touch()
    try:
        rehearsals.run().refused("not ready", "HTTP 403", "is left behind")
    finally:
        marker.unlink()
        left = list(marker.parent.glob(".gir-multidc-probe-*"))
        for path in left:
            path.unlink()
    report = rehearsals.report()
    failed = [one for one in report["probes"] if one["answer"] == "failed"]
    assert {(one["host"], one["name"]) for one in failed} == {
        ("mcp1-dc2", "voice recording storage"), ("rws1-dc2", "voice recording storage")}  # fmt: skip
    assert all(any(path.name in one["text"] for one in failed) for path in left)
    assert (report["outcome"], len(left)) == ("not_ready", 2)
    assert all(one["ready"] for one in report["modes"] if one["mode"] == "forced")


def test_silent_target_and_a_hold(rehearsals, demo, tmp_path):
    """Nothing is said of what was not seen, and the report is kept where somebody answers."""
    demo.playbook("hold", gir_hold_reason="storage is moved", gir_hold_minutes=30).succeeded()
    silent = Failovers(demo, tmp_path, "dc2")
    try:
        found = Rehearsals(demo, tmp_path, silent.inventory)
        found.run(gir_failover_seconds=20).refused("not ready", "GIR619", "GIR632", "storage is moved")
        report = found.report()
    finally:
        silent.find()
        demo.playbook("hold", gir_hold_lift=True).succeeded()
    assert report["outcome"] == "not_ready"
    assert {host for host in report["silent"] if host.endswith("-dc2")} >= {"rws1-dc2", "mcp1-dc2", "mux1-dc2"}
    assert not any(one["answer"] == "confirmed" for one in report["probes"])
    assert [len(rehearsals.kept(host)) for host in RWS] == [1, 1, 0, 0]


def test_values_that_cannot_be_used_are_named_at_once(rehearsals):
    before = rehearsals.files()
    wrong = {"gir_rehearsal_to": "dc9", "gir_rehearsal_mode": "quick", "gir_rehearsal_formats": "pdf"}
    rehearsals.run(**wrong).refused("3 problems", "gir_rehearsal_to", "gir_rehearsal_mode", "gir_rehearsal_formats")
    rehearsals.run(gir_rehearsal_to="dc1", gir_rehearsal_mode=" ").refused("dc1 is the active data center")
    assert rehearsals.files() == before
