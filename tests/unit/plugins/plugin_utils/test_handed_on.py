# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the next job of a workflow gets: small with 1,000 hosts, and without what only a person reads."""

import json
from pathlib import Path

import pytest
import yaml
from ansible.errors import AnsibleFilterError
from ansible_collections.gir.multidc.plugins.filter.handed_on import handed_on
from ansible_collections.gir.multidc.plugins.plugin_utils._report import handed_on as of
from ansible_collections.gir.multidc.plugins.plugin_utils._variables import known

ROOT = Path(__file__).resolve().parents[4]
HOSTS = [f"recording-host-{number:04}.dc1.example.com" for number in range(1000)]
SENTENCE = "x" * 300
RUN = {"verb": "site", "limit": "dc1", "slice": "", "check_mode": True, "unseen": HOSTS, "silent": {}}


def test_site_of_a_thousand_hosts():
    refused = [{"component": "mcp", "host": host, "task": SENTENCE, "sentence": SENTENCE} for host in HOSTS]
    result = {
        "ok": False, "message": "Not everything is done.", "lines": [SENTENCE] * 1000, "refused": refused,
        "stopped": refused, "silent": dict.fromkeys(HOSTS, SENTENCE), "lost": HOSTS, "unfinished": HOSTS, "run": RUN,
    }  # fmt: skip
    found = handed_on(result, "site", {"mcp": HOSTS})
    assert len(json.dumps(found)) < 50_000
    assert found == {
        "ok": False, "message": "Not everything is done.", "refused": 1000, "stopped": 1000, "silent": 1000,
        "lost": 1000, "unfinished": HOSTS, "to_do": {"mcp": 1000}, "limit": "dc1", "slice": "", "check_mode": True,
    }  # fmt: skip


def test_verify_of_a_thousand_hosts():
    transactions = [{"host": host, "reason": SENTENCE} for host in HOSTS]
    counts = {"ok": False, "confirmed": 1, "failed": 999, "not_observable": 0}
    found = handed_on({**counts, "not_tried": HOSTS, "transactions": transactions}, "verify")
    assert found == {**counts, "not_tried": 1000}


def test_remediate_keeps_the_hash_of_the_plan():
    """The job that applies it gets gir_remediate_plan_hash from it."""
    plan = {"hash": "a" * 64, "active": "dc1"}
    found = handed_on({"outcome": "to_approve", "plan": plan, "steps": [{}] * 9, "left": [{}] * 9000}, "remediate")
    assert found == {"outcome": "to_approve", "plan": plan, "steps": 9, "left": 9000}


def test_unknown_verb():
    with pytest.raises(AnsibleFilterError, match="verb is topology; give one of eservices_switch, "):
        handed_on({}, "topology")


def statistics():
    """(playbook or file of tasks, name) of all that is handed on."""
    for path in [*ROOT.glob("playbooks/*.yml"), *ROOT.glob("roles/*/tasks/*.yml")]:
        stack = [yaml.safe_load(path.read_text(encoding="utf-8"))]
        while stack:
            one = stack.pop()
            if isinstance(one, dict):
                for name in one.get("ansible.builtin.set_stats", {}).get("data", {}):
                    yield path.name, name, one["ansible.builtin.set_stats"]
                stack += one.values()
            elif isinstance(one, list):
                stack += one


def test_what_is_handed_on_is_a_known_variable():
    """A strict verb that follows would refuse it as misspelt; a model of another run must not be among them."""
    found = list(statistics())
    assert {name for _path, name, _task in found} <= set(known.PUBLISHED) - {"gir_topology"}
    assert [path for path, _name, task in found if task.get("aggregate") is not False] == []


def test_verbs_that_hand_on():
    from_playbooks = {path.partition(".")[0] for path, _name, _task in statistics()}
    beside = {"adopt", "ledger", "recording_certificate", "render", "topology"}
    verbs = {path.stem for path in ROOT.glob("playbooks/*.yml")}
    # The role of the keystores hands on for two.
    assert verbs - from_playbooks - {"keystore_check", "keystore_sync"} == beside
    assert {"check", "report"} <= from_playbooks
    assert set(of.VERBS) <= verbs
