# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of a remediation: their order, what fits into a run, and what is approved."""

from dataclasses import replace

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.finding import Repair
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation.approved import Present, still
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation.plan import (
    Budget,
    hash_of,
    ordered,
    plan_of,
    within,
)
from remediation_cases import MODEL, finding

A, B = finding(key="a"), finding(key="b")


def _plan(*findings):
    return plan_of(ordered(findings, MODEL, {}), "env", "model", "dc1")


def test_order():
    """Standby, those that only record, active; one host after the other; then the APIs as they need each other."""
    places = [("rws1-dc1", "rws"), ("mux1-dc2", "muxer"), ("gax", "workspace_desktop"), ("mcp1-dc3", "mcp"),
              ("rws2-dc2", "rws"), ("rws1-dc2", "index_update"), ("rws", "contact_center"), ("rws1-dc2", "rws"),
              ("gax", "ivr_profile")]  # fmt: skip
    steps = ordered([finding(host, component) for host, component in places], MODEL, {})
    assert [(one.host, one.component) for one in steps] == [
        ("rws1-dc2", "rws"), ("rws1-dc2", "index_update"), ("rws2-dc2", "rws"), ("mux1-dc2", "muxer"),
        ("mcp1-dc3", "mcp"), ("rws1-dc1", "rws"), ("rws", "contact_center"), ("gax", "ivr_profile"),
        ("gax", "workspace_desktop"),
    ]  # fmt: skip


def test_one_step_for_each_component_of_a_host():
    (step,) = ordered([B, A], MODEL, {})
    assert [one.key for one in step.findings] == ["a", "b"] and step.restarts


def test_an_api_restarts_nothing():
    (step,) = ordered([finding("gax", "ivr_profile")], MODEL, {})
    assert not step.restarts


@pytest.mark.parametrize(
    ("budget", "kept"),
    [(Budget(), 5), (Budget(hosts=2), 3), (Budget(restarts=1), 2), (Budget(minutes=2), 2), (Budget(hosts=0), 0)],
)
def test_what_does_not_fit_and_all_after_it_is_left(budget, kept):
    quiet = Repair("site", "ansible-playbook gir.multidc.site", False)
    steps = ordered(
        [finding("rws1-dc2"), finding("rws1-dc2", "index_update", repair=quiet), finding("rws2-dc2"),
         finding("mux1-dc2", "muxer"), finding("gax", "ivr_profile")], MODEL, {})  # fmt: skip
    fit, left = within(steps, budget)
    assert len(fit) == kept and fit == steps[:kept]
    assert {one.finding.id for one in left} == {one.id for step in steps[kept:] for one in step.findings}


def test_the_hash_is_that_of_what_would_be_done():
    known = hash_of(_plan(A, B))
    assert known == hash_of(_plan(B, A)) and len(known) == 64
    others = [_plan(A), _plan(A, replace(B, actual="3")), _plan(A, replace(B, expected="3"))]
    assert known not in [hash_of(one) for one in others]
    assert hash_of(_plan(replace(A, since="yesterday"), B)) == known


def _still(plan, *now, left=(), silent=None):
    kept, skipped = still(plan, Present(ordered(now, MODEL, {}), left, {}, silent or {}))
    return [[one.key for one in step.findings] for step in kept], sorted(one.why for one in skipped)


def test_what_is_as_it_was_approved_is_done():
    assert _still(_plan(A, B), A, B) == ([["a", "b"]], [])


def test_what_vanished_is_left_out_and_said():
    assert _still(_plan(A, B), A) == ([["a"]], ["gone"])
    assert _still(_plan(A, B)) == ([], ["gone", "gone"])


@pytest.mark.parametrize("changes", [{"actual": "3"}, {"expected": "3"}])
def test_what_changed_keeps_its_component_on_that_host_from_being_written(changes):
    elsewhere = finding("rws2-dc2", key="c")
    plan = _plan(A, B, elsewhere)
    assert _still(plan, A, replace(B, **changes), elsewhere) == ([["c"]], ["changed", "more"])


def test_what_nobody_has_approved_is_not_written_beside_it():
    assert _still(_plan(A), A, B) == ([], ["more"])


def test_what_gave_no_answer_is_not_taken_for_repaired():
    assert _still(_plan(A, B), silent={"rws1-dc2": "Connection refused."}) == ([], ["unseen", "unseen"])
    assert _still(_plan(A, B), A, silent={"rws1-dc2": "Connection refused."}) == ([], ["more", "unseen"])


def test_what_an_api_holds_is_repaired_on_the_host_that_it_is_of():
    """With the files of that host, and in its turn."""
    option = finding("gax", "mcp", object="CfgApplication mcp1-dc3_MCP", check="object.option")
    places = {option.id: "mcp1-dc3"}
    steps = ordered([finding("rws1-dc1"), option, finding("mcp1-dc3", "mcp")], MODEL, places)
    assert [(one.host, one.component, len(one.findings)) for one in steps] == [
        ("mcp1-dc3", "mcp", 2), ("rws1-dc1", "rws", 1)]  # fmt: skip
    plan = plan_of(steps, "env", "model", "dc1")
    assert {one.why for one in still(plan, Present((), [option], places))[1]} == {"gone", "changed"}


def test_who_does_not_run_comes_first():
    """Else a restart would stop the last one that runs."""
    stopped = finding("rws2-dc2", check="unit.state", key="")
    steps = ordered([finding("rws1-dc2"), stopped, finding("rws1-dc1")], MODEL, {})
    assert [one.host for one in steps] == ["rws2-dc2", "rws1-dc2", "rws1-dc1"]


def test_what_a_person_works_on_since_is_left_out():
    assert _still(_plan(A), left=[replace(A, maintenance="new disks")]) == ([], ["changed"])
