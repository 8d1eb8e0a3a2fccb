# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How tests run a playbook, and what they learn of it."""

import pytest
from support import playbook
from support.inventory import SILENT, Inventory

COMMAND = {"ansible.builtin.command": "echo {{ item | default('') }}"}


def play(hosts, *tasks):
    return {"name": "Try", "hosts": hosts, "gather_facts": False, "tasks": list(tasks)}


@pytest.fixture
def inventory():
    found = Inventory({"some": ["one", "two"]})
    found.host("gone", "some", **SILENT)
    return found


def test_outcome_of_every_kind_of_result(tmp_path, inventory, monkeypatch):
    """Of loops, delegated tasks, failures that are ignored, and hosts that do not answer."""
    for name, value in {"INVENTORY": "/nowhere", "FORCE_COLOR": "1", "STDOUT_CALLBACK": "minimal"}.items():
        monkeypatch.setenv(f"ANSIBLE_{name}", value)
    tasks = [
        {**COMMAND, "name": "Loop on {{ inventory_hostname }}", "loop": ["a", "b"], "changed_when": "item == 'b'"},
        {"ansible.builtin.fail": {"msg": "of no account"}, "name": "Ignore", "ignore_errors": True},
        {**COMMAND, "name": "Delegate", "delegate_to": "two"},
        {"ansible.builtin.fail": {"msg": "the \"reason\""}, "name": "Stop"},
    ]
    reach = {**COMMAND, "name": "Reach", "changed_when": False}
    plays = [play("one:gone", reach, *tasks)]
    run = playbook.run(plays, "-vvvv", directory=tmp_path, inventory=inventory, variables={"word": "hidden-word"})
    run.refused('the "reason"').says_nothing_of(["hidden-word", "\x1b["])
    with pytest.raises(AssertionError):
        run.refused("another reason")
    with pytest.raises(AssertionError):
        run.succeeded()
    assert run.plays == ["Try"]
    assert run.changed == {("one", "Loop on one"), ("one", "Delegate")} and run.order == ["one"]
    items = [(found.item, found.state) for found in run.results if found.task == "Loop on one"]
    assert items == [("a", "ok"), ("b", "changed")]
    assert [found.delegated for found in run.results if found.task == "Delegate"] == ["two"]
    assert [(found.host, found.task, found.state) for found in run.failures] == [
        ("gone", "Reach", "unreachable"),
        ("one", "Stop", "failed"),
    ]
    assert run.counts() == {"one": 2} and run.counts("ignored") == {"one": 1}
    assert run.counts("unreachable") == {"gone": 1}


def test_playbook_that_does_not_start_has_no_recap(tmp_path, inventory):
    run = playbook.run([{"hosts": "one", "nonsense": 1}], directory=tmp_path, inventory=inventory)
    run.refused("'nonsense' is not a valid attribute")
    assert run.recap == {} and run.results == []


def test_time_limit(tmp_path, inventory):
    """The playbook is ended, and nothing of it is left."""
    started = playbook.start([play("one", COMMAND)], directory=tmp_path, inventory=inventory)
    with pytest.raises(AssertionError, match="not done after 0.01 s"):
        started.finish(0.01)
    assert started.process.poll() is not None
    assert not started.home.exists()
