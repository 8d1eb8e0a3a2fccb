# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""MCP and RCS take up the options that were changed through GAX, however the run ended that changed them."""

import pytest
from component_runs import ROOT, Roles
from standins.gax import Gax
from standins.gax_sites import PASSWORD, USER, application, directory
from systemctl_stub import VERBS, Systemctl

OPTION = ("section", "key")
SETTINGS = {
    "mcp": {"mcp_extra_options": {"section": {"key": "new"}}},
    "rcs": {"rcs_extra_options": {"section": {"key": "new"}}},
}


class Machine(Roles):
    """One host with a component, and its Application in a GAX."""

    def __init__(self, path, role, gax):
        self.role, self.host, self.gax = role, f"{role}1-dc1", gax
        self.state = path / "backups" / role
        super().__init__(
            path,
            gir_configuration_source="gax",
            gir_gax_url=[gax.url],
            gir_gax_username=USER,
            gir_gax_password=PASSWORD,
            **SETTINGS[role],
        )
        self.variables.update(
            {
                "gir_root": "",
                "gir_manage_services": True,
                f"{role}_service": f"gir-{role}",
                f"{role}_health": {"stable_for": 0, "timeout": 3},
            }
        )
        self.systemctl = Systemctl(path)
        self.systemctl.unit(f"gir-{role}")
        self.marker = path / "marker"
        self.systemctl.refuse(f"gir-{role}", self.marker, "bad")
        self.marker.write_text("good")
        self.environment = {
            "PATH": f"{self.systemctl.path}:/usr/bin:/bin:/usr/sbin:/sbin",
            "ANSIBLE_CALLBACK_PLUGINS": str(ROOT / "tests/unit/roles/callback_plugins"),
            "GIR_TEST_BACKUPS": str(path / "backups"),
        }

    def site(self, *arguments, **extra):
        """Run the role; return the run and what systemctl was told to do."""
        self.systemctl.told()
        run = self.run(self.role, *arguments, hosts=self.host, environment=self.environment, **extra)
        return run, [word for word in self.systemctl.told() if word in VERBS]

    @property
    def value(self):
        held = self.gax.directory.get("CfgApplication", "300")["options"]["property"]
        return {(entry["section"], entry["key"]): entry["value"] for entry in held}.get(OPTION)


@pytest.fixture
def machine(tmp_path, role):
    name = f"{role}1-dc1_{role.upper()}"
    with Gax(directory=directory(application("300", name, {"section": {"key": "old"}}))) as gax:
        yield Machine(tmp_path, role, gax)


@pytest.mark.parametrize("role", sorted(SETTINGS))
def test_a_change_is_predicted_and_taken_up_once(machine):
    check, told = machine.site("--check")
    assert check.succeeded().changed and told == [] and machine.value == "old" and not machine.state.exists()
    run, told = machine.site()
    assert run.succeeded().changed == check.changed
    assert "restart" in told and machine.value == "new"
    before = len(machine.gax.requests)
    run, told = machine.site()
    assert run.succeeded().changed == set() and told == []
    assert list(machine.state.iterdir()) == []
    # Options that are right cost one look.
    paths = [call["path"] for call in machine.gax.requests[before:]]
    assert len([path for path in paths if path.endswith("login")]) == 1


@pytest.mark.parametrize("role", ["mcp"])
def test_a_restart_that_failed_is_made_up_for(machine):
    machine.marker.write_text("bad")
    run, told = machine.site()
    run.refused(f"{machine.host}: gir-{machine.role} does not run with what was changed")
    assert "restart" in told and machine.value == "new"
    machine.marker.write_text("good")
    machine.systemctl.units.joinpath(f"gir-{machine.role}", "state").write_text("active\n")
    check, told = machine.site("--check")
    assert len(check.succeeded().changed) == 1 and told == []
    run, told = machine.site()
    assert run.succeeded().changed == check.changed and "restart" in told
    run, told = machine.site()
    assert run.succeeded().changed == set() and told == []


@pytest.mark.parametrize("role", ["rcs"])
def test_a_run_that_never_came_to_the_restart_is_made_up_for(machine):
    run, told = machine.site(gir_manage_services=False)
    assert run.succeeded().changed and told == [] and machine.value == "new"
    run, told = machine.site()
    assert len(run.succeeded().changed) == 1 and "restart" in told
