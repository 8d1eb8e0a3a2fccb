# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How role _component runs a service, with a systemctl that keeps its units in a directory.

What becomes of a service is tested with the module (test_gated_service.py), when there is one with the plan
(test_plan.py).
"""

import pytest
from support.component_runs import Roles
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
        self.settings = {"PATH": f"{self.systemctl.path}:/usr/bin:/bin:/usr/sbin:/sbin"}

    def serve(self, *cases, arguments=()):
        """Run the service of each case; return whether each was changed, and what systemctl was told in all."""
        self.systemctl.told()
        tasks = []
        for number, case in enumerate(cases):
            plan = {"package": None, "has_objects": False, "has_shared_objects": False, **case.get("plan", {})}
            plan = {"restart_on_objects": False, "reload_on_objects": False, **plan}
            plan["service"] = {**SERVICE, **case.get("service", {})}
            variables = {"files": SAME, "links": SAME, **case.get("registered", {}), "check": {"plan": plan}}
            include = {"name": "gir.multidc._component", "tasks_from": "run"}
            given = {f"__component_{name}": value for name, value in variables.items()}
            given.update(_component_name=f"case{number}", gir_topology={})
            tasks.append({"ansible.builtin.include_role": include, "vars": given})
        play = {"hosts": "mcp1-dc1", "gather_facts": False, "tasks": tasks}
        run = self.play([play], *arguments).succeeded()
        changed = {task.rpartition(" ")[2] for _host, task in run.changed}
        told = [word for word in self.systemctl.told() if word in VERBS]
        return [f"case{number}" in changed for number in range(len(cases))], told


@pytest.fixture
def machine(tmp_path):
    found = Machine(tmp_path)
    found.systemctl.unit("gir-mcp")
    return found


FILES = {"registered": {"files": CHANGED}}
# What an earlier component of the host installed and applied.
EARLIER = {"registered": {"installation": CHANGED, "objects": CHANGED}}


def test_check_predicts_a_restart(machine):
    """Also that of a unit that this run brings."""
    new = {**FILES, "service": {"name": "gir-new", "unit_expected": True}}
    assert machine.serve(FILES, new, arguments=["--check"]) == ([True, True], [])


def test_a_change_is_taken_up_once(machine):
    """That of files, objects and the package of this component; that of an earlier one is nothing to take up."""
    reloaded = {"on_change": "reloaded"}
    changed, told = machine.serve(
        FILES,
        {**EARLIER, "plan": {"restart_on_objects": True}},
        {**EARLIER, "plan": {"restart_on_objects": True, "has_objects": True, "reload_on_objects": True}},
        {**FILES, "plan": {"reload_on_objects": True}},
        {**FILES, "service": reloaded},
        {**EARLIER, "plan": {"package": {"archive": "/srv/mcp.tar.gz"}}},
    )
    assert changed == [True, False, True, True, True, True]
    assert [verb for verb in told if verb != "daemon-reload"] == ["restart", "reload", "restart", "reload", "restart"]
