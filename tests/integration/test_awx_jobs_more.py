# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every playbook as a job of AWX, and what AWX does to jobs: slices, disabled hosts, cancel, workflows."""

import json
import time

import pytest
from running_awx_jobs import FACTS, HANDED_ON, VERBS, Awx
from running_demo import passwords

PATIENCE = 120
RIGHT = ""
UNHURRIED = {"gir_failover_seconds": "60"}
# Verb to what it is given, as text, and what it ends with: RIGHT, or a sentence.
ENDS = {
    "adopt": ({}, "gir_adopt_dir is not given; give a directory on the controller for the new inventory"),
    "awx": ({"gir_awx_url": "", "gir_awx_prune": "false"}, "GIR680: gir_awx_url is not given; give the address of AWX"),
    "drift": ({"gir_drift_ignore": "", "gir_drift_previous": ""}, RIGHT),
    "drift_merge": ({"gir_drift_reports": ""}, "gir_drift_reports names no report; give a list of JSON reports"),
    "eservices_switch": ({"gir_eservices_switch_to": ""}, "gir_eservices_switch_to is not given; give the name of a"),
    "failback": ({"gir_failover_confirm": "", **UNHURRIED}, "GIR611: gir_failover_to is"),
    "failover": ({"gir_failover_to": "dc2", "gir_failover_confirm": "", **UNHURRIED}, "GIR61"),
    "failover_kit": ({"gir_kit_dir": ""}, "GIR690: gir_kit_dir is not given."),
    "failover_rehearsal": ({"gir_rehearsal_mode": "forced", "gir_rehearsal_to": ""}, RIGHT),
    "hold": ({"gir_hold_reason": "", "gir_hold_minutes": "", "gir_hold_lift": ""}, RIGHT),
    "kept_copies": ({"gir_kept_copies_remove": "", "gir_kept_copies_remove_older_than_days": ""}, RIGHT),
    "keystore_check": ({"gir_keystore_expires_within_days": ""}, "2 findings: rcs1-dc"),
    "keystore_sync": ({"gir_keystore_source_host": "", "gir_keystore_keep": "5"}, "a source must have a keystore"),
    "ledger": ({"gir_ledger_choose": "", "gir_ledger_create": "false"}, RIGHT),
    "lock": ({"gir_lock_break": "", "gir_lock_break_running": "false"}, RIGHT),
    "maintenance": ({"gir_maintenance_state": "show", "gir_maintenance_hosts": ""}, RIGHT),
    "recording_certificate": ({"gir_recording_certificate": ""}, "Nothing was touched: gir_recording_certificate is"),
    "rejoin": ({"gir_rejoin_datacenter": "", "gir_rejoin_seconds": "60"}, "GIR642: gir_rejoin_datacenter is ''"),
    "remediate": ({"gir_remediate_plan_hash": "", "gir_remediate_max_hosts": "3"}, RIGHT),
    "render": ({"gir_break_glass_dir": ""}, RIGHT),
    "site": ({"gir_lock_minutes": "30"}, RIGHT),
    "status": ({"gir_status_seconds": "60"}, RIGHT),
    "topology": ({"gir_model_export": ""}, RIGHT),
    "upgrade": ({"gir_upgrade_leave_out": ""}, "Nothing was touched: "),
    "verify": ({"gir_verify_formats": ""}, RIGHT),
}
# Of verbs that judge the whole or write: each refuses a slice of the inventory.
REFUSE_SLICES = sorted({*VERBS} - {"adopt", "drift", "drift_merge", "failover_kit", "hold", "kept_copies", "ledger",
                                   "lock", "maintenance", "status"})  # fmt: skip


@pytest.fixture
def awx(demo, tmp_path):
    found = Awx(demo, tmp_path)
    yield found
    found.close()


def test_every_playbook_is_tried():
    assert sorted(ENDS) == VERBS


@pytest.mark.parametrize("verb", VERBS)
def test_every_playbook_by_its_wrapper(awx, verb):
    """With all that earlier jobs and the fact storage can hand it. What it hands on is small, and of this run."""
    given, sentence = ENDS[verb]
    if verb == "render":
        given = {**given, "gir_render_dir": str(awx.directory / "rendered")}
    stored = dict.fromkeys(awx.hosts, FACTS)
    run = awx.run(verb, variables={**HANDED_ON, **given}, facts=stored)
    assert run.refused(sentence) if sentence else run.succeeded()
    text = json.dumps(run.artifacts)
    assert "stale" not in text
    assert len(text) < 12_000
    assert [secret for secret in passwords() if secret in run.output + text] == []


@pytest.mark.parametrize("verb", REFUSE_SLICES)
def test_a_slice_is_never_the_whole(awx, verb):
    run = awx.run(verb, part=(1, 3))
    run.refused("GIR727: This job runs in a workflow job that is named as its job template")
    assert run.changed_hosts == set()


def test_disabled_hosts(awx):
    """They are not in the inventory. What was exported before knows them; without it the inventory is the truth."""
    model = awx.directory / "model.json"
    awx.run("topology", variables={"gir_model_export": str(model)}).succeeded()
    known = json.loads(model.read_text(encoding="utf-8"))
    disabled = ("mcp1-dc2", "rws2-dc2")
    expected = {"gir_expected_hosts": known["gir_expected_hosts"]}
    awx.run("site", "--check", leave_out=disabled, variables=expected).refused(
        "GIR721: gir_expected_hosts.dc2 has rws2-dc2 and mcp1-dc2, but the group dc2 does not."
    )
    awx.run("site", "--check", leave_out=disabled, variables={"gir_model_file": str(model)}).refused(
        "GIR723: This run does not see rws2-dc2, of the group gir_rws."
    )
    unseen = awx.run("drift", leave_out=disabled, variables={"gir_model_file": str(model)})
    assert unseen.artifacts["gir_drift"]["unseen"] == 2
    assert awx.run("drift", leave_out=("rws2-dc2",)).artifacts["gir_drift"]["unseen"] == 0
    awx.run("topology", leave_out=("mux1-dc2",)).refused("gir_muxer")


def test_a_workflow_plans_and_then_repairs(awx, demo):
    """The job template that repairs takes the hash from what the plan handed on."""
    file = demo.path("mux1-dc2", "opt/genesys/muxer/muxer.cfg")
    mode = file.stat().st_mode
    file.chmod(0o644)
    try:
        plan = awx.run("remediate")
        handed_on = plan.artifacts["gir_remediate"]
        assert (plan.code, handed_on["waits"], handed_on["steps"]) == (4, True, 1)
        given = {**plan.artifacts, "gir_remediate_plan_hash": "{{ gir_remediate.plan.hash }}"}
        applied = awx.run("remediate", "--check", variables=given).succeeded()
        assert applied.artifacts["gir_remediate"]["plan"]["hash"] == handed_on["plan"]["hash"]
        assert applied.artifacts["gir_remediate"]["outcome"] == "predicted"
    finally:
        file.chmod(mode)


def when(running, task):
    """Once a job has begun a task."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and running.process.poll() is None:
        if any(event["event"] == "playbook_on_task_start" and task in event["event_data"]["name"]
               for event in running.events()):  # fmt: skip
            return
        time.sleep(0.05)
    raise AssertionError(f"{task} did not begin")


def test_a_canceled_job_leaves_its_lock_with_its_name(awx, demo):
    """Another one is refused with what to do; what was written is whole; the lock is broken by its operation."""
    files = [demo.path(host, "opt/genesys/muxer/muxer.cfg") for host in ("mux1-dc1", "mux1-dc2")]
    before = [file.read_text(encoding="utf-8") for file in files]
    _open(files)
    running = awx.start("site")
    when(running, "Check that this run still has the lock")
    running.cancel()
    assert running.finish().status == "canceled"
    assert [file.read_text(encoding="utf-8") for file in files] == before
    assert {path.name for file in files for path in file.parent.iterdir() if path.is_file()} == {"muxer.cfg"}
    _open(files)
    locks = awx.run("lock").succeeded()
    held = {host: one for host, one in locks.artifacts["gir_lock"].items() if one["state"] == "held"}
    assert {(one["verb"], one["user"]) for one in held.values()} == {("site", "alice")}
    (operation,) = {one["operation"] for one in held.values()}
    awx.run("site").refused("site of alice", f"gir_lock_break={operation}")
    awx.run("lock", variables={"gir_lock_break": operation, "gir_lock_break_running": "true"}).succeeded()
    awx.run("site").succeeded()
    assert {file.stat().st_mode & 0o777 for file in files} == {0o640}


def _open(files):
    for file in files:
        file.chmod(0o644)
