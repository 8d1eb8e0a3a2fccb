# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a remediation ends, and what is said of it."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation.approved import Skipped
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation.guard import broken
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation.plan import hash_of, ordered, plan_of
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation.report import (
    Asked,
    Course,
    Planned,
    ended,
    lines,
    report,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation.selection import Wishes, chosen
from ansible_collections.gir.multidc.plugins.plugin_utils._report.of_remediation import from_remediation
from ansible_collections.gir.multidc.plugins.plugin_utils._report.page import page
from remediation_cases import MODEL, finding

FIRST, SECOND = finding("rws1-dc2"), finding("rws1-dc1")
PLAN = plan_of(ordered([FIRST, SECOND], MODEL, {}), "env", "model", "dc1")
HASH = hash_of(PLAN)
BEGUN = Asked(operation="run-1", moments=(1_800_000_000, 1_800_000_010))
GONE = Skipped("rws1-dc2", "rws", "x", "gone", "Nothing differs there any more.")
CHANGED = Skipped("rws1-dc2", "rws", "x", "changed", "It is now 4.")


def planned(**more):
    return Planned(**{"plan": PLAN, "hash": HASH, "made": 1_800_000_000, "steps": PLAN["steps"], **more})


def approved(check=False, **more):
    return report(planned(approved=True, **more), Asked(check, moments=BEGUN.moments))


def done(*hosts):
    return {(host, "rws"): ("done", "") for host in hosts}


def test_a_plan_waits_with_the_command_that_applies_it():
    found = report(planned(), BEGUN)
    assert (found["outcome"], found["ok"], found["waits"]) == ("to_approve", False, True)
    assert found["next"].endswith(f"-e gir_remediate_plan_hash={HASH}")
    text = "\n".join(lines(found, {}))
    assert "Step 1: rws of rws1-dc2, restarts it, 75 s" in text and "2 findings in 2 steps, 2 restarts" in text


def test_without_anything_to_repair_it_ends_well():
    _kept, left = chosen([finding(secret=True)], Wishes(), {}, {})
    found = report(Planned(left=left), BEGUN)
    assert (found["outcome"], found["ok"], found["next"]) == ("nothing", True, "")
    assert any(one.startswith("Left (secret): ") for one in lines(found, {}))


def test_rules_stop_it():
    found = report(planned(approved=True, rules=[broken("GIR673", "The plan is old.")]), BEGUN)
    assert (found["outcome"], found["ok"]) == ("refused", False)
    assert "GIR673: The plan is old. Make a new plan, and approve it." in lines(found, {})


@pytest.mark.parametrize(
    ("before", "course", "outcome", "ok"),
    [
        (approved(), Course(done("rws1-dc2", "rws1-dc1")), "repaired", True),
        (approved(skipped=[GONE]), Course(done("rws1-dc2", "rws1-dc1")), "repaired", True),
        (approved(skipped=[CHANGED]), Course(done("rws1-dc2", "rws1-dc1")), "repaired_in_part", False),
        (approved(), Course({**done("rws1-dc2"), ("rws1-dc1", "rws"): ("left_out", "x")}), "repaired_in_part", False),
        (approved(), Course(done("rws1-dc2"), "rws1-dc1: it does not start"), "stopped", False),
        (approved(), Course(done("rws1-dc2", "rws1-dc1"), "", ["It differs again: x."]), "came_back", False),
        (approved(check=True), Course(), "predicted", True),
    ],
)
def test_how_it_ends(before, course, outcome, ok):
    assert before["outcome"] == "begun" and not before["ok"]
    found = ended(before, course, 1_800_000_100)
    assert (found["outcome"], found["ok"]) == (outcome, ok)
    assert found["times"]["seconds"] == 100
    assert page(from_remediation(found))


def test_of_a_plan_of_which_nothing_is_left_nothing_is_begun():
    assert approved(steps=(), skipped=[GONE])["outcome"] == "repaired"
    assert approved(steps=(), skipped=[CHANGED])["outcome"] == "repaired_in_part"


def test_each_step_says_what_became_of_it():
    found = ended(approved(), Course(done("rws1-dc2"), "rws1-dc1: it does not start"), 1_800_000_100)
    assert [one["outcome"] for one in found["steps"]] == ["done", "not_begun"]
    assert found["why"] == ["rws1-dc1: it does not start"]
