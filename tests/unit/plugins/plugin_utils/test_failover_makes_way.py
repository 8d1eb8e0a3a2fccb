# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who makes way for a failover: what its mark says."""

from types import SimpleNamespace

from ansible_collections.gir.multidc.plugins.plugin_utils._failover.run import Command, Run
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.steps import MARK
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import failover_parts, failover_records

ANSWER = {"held": None, "problem": None, "changed": False}


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
