# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook remediate where a plan does not hold any more, or may not be applied now."""

import json
import time

from ansible_collections.gir.multidc.plugins.plugin_utils._drift import repairs
from running_remediation import REFUSED, WAITS


def test_nothing_is_planned_and_no_plan_is_applied_twice(remediation):
    """Nor one with a wrong hash."""
    clean = remediation.run()
    assert clean.code == 0 and remediation.report["outcome"] == "nothing"
    remediation.plant("rws1-dc2: a number that became text", "dav1-dc1: /mnt/recordings/.gir-health deleted")
    assert remediation.run().code == WAITS
    plan = remediation.report["plan"]["hash"]
    wrong = remediation.run(gir_remediate_plan_hash="0" * 64)
    wrong.refused("GIR672: No RWS host that answers holds a plan with the hash 000")
    assert wrong.code == REFUSED
    remediation.run(gir_remediate_plan_hash=plan).succeeded()
    assert remediation.report["outcome"] == "repaired"
    again = remediation.run(gir_remediate_plan_hash=plan).succeeded()
    assert not again.changed and {one["why"] for one in remediation.report["skipped"]} == {"gone"}


def test_what_changed_since_is_not_touched(remediation):
    """Nor is anything by a plan that is too old, or that somebody changed."""
    remediation.plant("rws1-dc2: a number that became text", "dav1-dc1: /mnt/recordings/.gir-health deleted")
    assert remediation.run().code == WAITS
    plan = remediation.report["plan"]["hash"]
    remediation.plant("rws1-dc2: a managed key of application.yaml changed")
    part = remediation.run(gir_remediate_plan_hash=plan)
    part.refused("Left out (more): rws1-dc2 rws")
    assert remediation.report["outcome"] == "repaired_in_part"
    assert [(one["host"], one["outcome"]) for one in remediation.report["steps"]] == [("dav1-dc1", "done")]
    for path in remediation.kept(".plan.json"):
        known = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps({**known, "made": "2026-01-01T00:00:00Z"}), encoding="utf-8")
    remediation.run(gir_remediate_plan_hash=plan).refused("GIR673: The plan is ")
    changed = remediation.planted.reports / "remediation-plan.json"
    text = changed.read_text(encoding="utf-8")
    changed.write_text(text.replace('"dav1-dc1"', '"dav1-dc2"'), encoding="utf-8")
    given = {"gir_remediate_plan_hash": plan, "gir_remediate_plan": str(changed)}
    remediation.run(**given).refused(f"GIR672: {changed} is no plan with the hash {plan}")
    changed.write_text(text, encoding="utf-8")
    remediation.run(**given).refused("Left out (more): rws1-dc2 rws")


def test_what_came_back_twice_waits_for_a_person(remediation):
    """Somebody writes against the inventory, and nobody knows who is right."""
    remediation.plant("dav1-dc1: /mnt/recordings/.gir-health deleted")
    assert remediation.run().code == WAITS
    ((step,), (place, *_others)) = remediation.report["steps"], remediation.places
    for number in (1, 2):
        ids = [one["id"] for one in step["findings"]]
        record = repairs.record(f"run-{number}", "0" * 64, time.time() - 86400 * number, ids)
        (place / f"run-{number}.repaired.json").write_text(json.dumps(record), encoding="utf-8")
    remediation.run().succeeded()
    assert [one["why"] for one in remediation.report["left"]] == ["again", "again"]
    found = remediation.planted.drift()[1]["findings"]
    assert {one["check"]: one["repair"]["by"] for one in found} == {
        "file.missing": "site", "repair.came_back": "person",
    }  # fmt: skip


def test_it_works_in_its_window_only(remediation):
    """Here as a survey of AWX gives it: everything is text."""
    closed = '[{"from": "00:00", "to": "00:00", "zone": "UTC"}]'
    remediation.plant("dav1-dc1: /mnt/recordings/.gir-health deleted")
    given = {"gir_remediate_max_hosts": "3", "gir_remediate_severities": "service_at_risk, cosmetic"}
    assert remediation.run(gir_remediate_deny_windows=closed, **given).code == WAITS
    plan = remediation.report["plan"]["hash"]
    remediation.run(gir_remediate_plan_hash=plan, gir_remediate_deny_windows=closed).refused("GIR675: It is ")


def test_all_that_is_wrong_is_named_at_once(remediation):
    wrong = remediation.run(gir_remediate_plan_hash="abc", gir_remediate_severities="awful", gir_remediate_max_hosts=0)
    wrong.refused("gir_remediate_plan_hash is ", "gir_remediate_severities has ", "gir_remediate_max_hosts is 0")
    remediation.run("--limit", "rws1-dc1").refused("A remediation compares all hosts first")
