# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How role _component runs a service, with a systemctl that keeps its units in a directory.

What becomes of a service is tested with the module (test_gated_service.py), when there is one with the plan
(test_plan.py).
"""

import json

import pytest
from component_runs import Roles
from systemctl_stub import VERBS, Systemctl

SERVICE = {
    "name": "gir-mcp",
    "state": "started",
    "on_change": "restarted",
    "unit_expected": False,
    "backup_directory": "",
    "health": {"stable_for": 0},
}
CHANGED, SAME = {"changed": True}, {"changed": False}


class Machine(Roles):
    def __init__(self, directory):
        super().__init__(directory)
        self.systemctl = Systemctl(directory)
        (directory / "inventory.yml").write_text(json.dumps(self.inventory()))
        self.environment = {"PATH": f"{self.systemctl.path}:/usr/bin:/bin:/usr/sbin:/sbin"}

    def serve(self, *arguments, plan=None, service=None, **registered):
        """Run the service; return the run and what systemctl was told to do."""
        self.systemctl.told()
        plan = {"package": None, "has_objects": False, "restart_on_objects": False, **(plan or {})}
        plan["service"] = {**SERVICE, **(service or {})}
        variables = {"files": SAME, "links": SAME, "check": {"plan": plan}, **registered}
        include = {
            "ansible.builtin.include_role": {"name": "gir.multidc._component", "tasks_from": "run"},
            "vars": {"_component_name": "mcp", **{f"__component_{name}": it for name, it in variables.items()}},
        }
        play = {"hosts": "mcp1-dc1", "gather_facts": False, "tasks": [include]}
        run = self.play([play], *arguments, environment=self.environment)
        return run, [word for word in self.systemctl.told() if word in VERBS]


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_change_of_files(machine):
    """It restarts the service once, as check mode predicts; a unit that this run brings is predicted too."""
    machine.systemctl.unit("gir-mcp")
    check, told = machine.serve("--check", files=CHANGED)
    assert check.succeeded().changed and told == []
    run, told = machine.serve(files=CHANGED)
    assert run.succeeded().changed == check.changed and told == ["daemon-reload", "restart"]
    run, _told = machine.serve("--check", files=CHANGED, service={"name": "gir-new", "unit_expected": True})
    assert run.succeeded().changed


def test_change_of_another_component(machine):
    """What an earlier component of the host installed and applied is nothing to take up, what its own did is."""
    machine.systemctl.unit("gir-mcp")
    earlier = {"installation": CHANGED, "objects": CHANGED}
    run, told = machine.serve(plan={"restart_on_objects": True}, **earlier)
    assert run.succeeded().changed == set() and told == []
    objects = {"restart_on_objects": True, "has_objects": True}
    run, told = machine.serve(plan=objects, service={"on_change": "reloaded"}, **earlier)
    assert run.succeeded().changed and told == ["daemon-reload", "reload"]
    run, told = machine.serve(plan={"package": {"archive": "/srv/mcp.tar.gz"}}, **earlier)
    assert run.succeeded().changed and told == ["daemon-reload", "restart"]
