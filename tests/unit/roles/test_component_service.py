# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service part of role _component, with a systemctl that keeps its units in a directory."""

import json

import pytest
from component_runs import Roles
from systemctl_stub import VERBS, Systemctl


class Machine(Roles):
    def __init__(self, directory):
        super().__init__(directory)
        self.systemctl = Systemctl(directory)
        self.variables.update(gir_root="", gir_manage_services=True)
        (directory / "inventory.yml").write_text(json.dumps(self.inventory()))
        self.environment = {"PATH": f"{self.systemctl.path}:/usr/bin:/bin:/usr/sbin:/sbin"}

    def serve(self, *arguments, **settings):
        """Run the service part; return the run and what systemctl was told to do."""
        self.systemctl.told()
        include = {
            "ansible.builtin.include_role": {"name": "gir.multidc._component", "tasks_from": "service"},
            "vars": {"_component_service": "gir-mcp", "_component_health": {"stable_for": 0}, **settings},
        }
        play = {"hosts": "mcp1-dc1", "gather_facts": False, "tasks": [include]}
        run = self.play([play], *arguments, environment=self.environment)
        return run, [word for word in self.systemctl.told() if word in VERBS]


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_a_running_service_is_left_alone_and_a_change_restarts_it_once(machine):
    machine.systemctl.unit("gir-mcp", state="inactive", enabled=False)
    run, told = machine.serve()
    assert run.succeeded().changed and told == ["enable", "start"]
    run, told = machine.serve(_component_changed=False)
    assert run.succeeded().changed == set() and told == []
    check, told = machine.serve("--check", _component_changed=True)
    assert check.succeeded().changed and told == []
    run, told = machine.serve(_component_changed=True)
    assert run.succeeded().changed == check.changed and told == ["daemon-reload", "restart"]


def test_a_service_that_shall_stand_still_is_stopped_and_not_restarted_by_a_change(machine):
    machine.systemctl.unit("gir-mcp")
    run, told = machine.serve(_component_service_state="stopped", _component_changed=True)
    assert run.succeeded().changed and told == ["daemon-reload", "disable", "stop"]
    run, told = machine.serve(_component_service_state="stopped", _component_changed=True)
    assert run.succeeded().changed == set() and told == ["daemon-reload"]


def test_a_reload_where_that_is_enough(machine):
    machine.systemctl.unit("gir-mcp")
    run, told = machine.serve(_component_on_change="reloaded", _component_changed=True)
    assert run.succeeded().changed and told == ["daemon-reload", "reload"]


def test_check_mode_counts_a_unit_that_the_run_would_bring_and_no_other(machine):
    run, _calls = machine.serve("--check", _component_changed=True, _component_unit_expected=True)
    assert run.succeeded().changed
    run, _calls = machine.serve("--check", _component_changed=True)
    run.refused("mcp1-dc1: there is no unit gir-mcp")
    run, _calls = machine.serve(_component_changed=True, _component_unit_expected=True)
    run.refused("mcp1-dc1: there is no unit gir-mcp")


@pytest.mark.parametrize(
    "settings", [{"_component_service": None}, {"gir_manage_services": False}, {"gir_root": "/somewhere"}], ids=str
)
def test_nothing_is_touched(machine, settings):
    run, told = machine.serve(**{"_component_changed": True, **settings})
    assert run.succeeded().changed == set() and told == []
