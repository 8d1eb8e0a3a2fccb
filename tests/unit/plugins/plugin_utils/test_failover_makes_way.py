# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who makes way for a failover: what its mark says, and what a run that was told sees of its own lock."""

from types import SimpleNamespace

from ansible_collections.gir.multidc.plugins.plugin_utils._failover.observed import HELD, OURS
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.run import Command, Run
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.steps import MARK
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import failover_parts, failover_records

ANSWER = {"held": None, "problem": None, "changed": False}


def held(operation, verb, mark=None):
    lock = {"operation": operation, "verb": verb, "user": "ada", "controller": "ctl1", "preempted_by": mark,
            "age_seconds": 5, "claimed_at": "2026-11-28T02:40:10Z", "until": "2026-11-28T06:40:10Z", "stale": False,
            "limit_minutes": 240}  # fmt: skip
    return {"rws1-dc1": {"lock": {"held": lock, "problem": None}}}


def test_the_mark_names_the_verbs_that_make_way(monkeypatch):
    sent = []

    class Hosts:
        def __init__(self, *_given, **_more):
            pass

        @staticmethod
        def run(requests):
            sent.extend(one["_request"] for one in requests.values())
            return {host: dict(ANSWER) for host in requests}

    monkeypatch.setattr(failover_records, "Hosts", Hosts)
    variables = {"groups": {"gir_rws": ["rws1-dc1"]}, "hostvars": {"rws1-dc1": {}}}
    system = SimpleNamespace(action=None, task_vars=variables, rws_hosts=["rws1-dc1"], heard=["rws1-dc1"],
                             models=SimpleNamespace(target="dc2"))  # fmt: skip
    failover_records.Records(system, 240).carry_out(Command(MARK), Run("op-2"))
    assert [(one["step"], one["verbs"]) for one in sent] == [("mark", list(failover_parts.YIELDING))]
    assert {"site", "upgrade", "remediate"} <= set(failover_parts.YIELDING)


def test_a_rejoin_makes_way_and_an_upgrade_of_keystores_does_not():
    found = {verb: failover_parts.lock_of(held("op-1", verb), "op-2") for verb in ("rejoin", "keystore_sync")}
    assert {verb: (one.state, one.yields) for verb, one in found.items()} == {
        "rejoin": (HELD, True), "keystore_sync": (HELD, False),
    }  # fmt: skip


def test_a_run_sees_that_it_was_told_to_make_way():
    mark = {"operation": "op-2", "verb": "failover", "user": "bob", "reason": ""}
    assert failover_parts.lock_of(held("op-1", "rejoin", mark), "op-1").marked
    found = failover_parts.lock_of(held("op-1", "rejoin"), "op-1")
    assert (found.state, found.marked) == (OURS, False)
