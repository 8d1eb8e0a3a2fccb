# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""MCP and RCS take up the options that were changed through GAX, however the run ended that changed them."""

import pytest
from standins.gax import Gax
from standins.gax_sites import PASSWORD, USER, application, directory
from support.component_runs import Roles, through_gax
from systemctl_stub import VERBS, Systemctl

OPTION = ("section", "key")
HOSTS = {"mcp": "mcp1-dc1", "rcs": "rcs1-dc1"}
EVERYONE = tuple(HOSTS.values())
NUMBERS = {"mcp": "300", "rcs": "301"}


class Machines(Roles):
    """One host for each component, with a unit of its own below one systemctl, and both Applications in a GAX."""

    def __init__(self, path, gax):
        self.gax = gax
        self.backups = path / "backups"
        super().__init__(path, **through_gax(gax.url, USER, PASSWORD))
        self.variables.update(gir_root="", gir_manage_services=True)
        for role in HOSTS:
            self.variables[f"{role}_service"] = f"gir-{role}"
            self.variables[f"{role}_health"] = {"stable_for": 0, "timeout": 3}
            self.variables[f"{role}_extra_options"] = {"section": {"key": "{{ wanted }}"}}
        self.systemctl = Systemctl(path)
        for role in HOSTS:
            self.systemctl.unit(f"gir-{role}")
        self.marker = path / "marker"
        self.marker.write_text("good")
        self.systemctl.refuse("gir-mcp", self.marker, "bad")
        self.settings = {
            "PATH": f"{self.systemctl.path}:/usr/bin:/bin:/usr/sbin:/sbin",
            "GIR_TEST_BACKUPS": self.backups,
        }
        # RCS is served where a test does not say `unserved`.
        self.inventory.host(HOSTS["rcs"], gir_manage_services="{{ not unserved }}")

    def site(self, *arguments, wanted, unserved=False, hosts=EVERYONE):
        """Run the roles; return the run and what systemctl was told to do."""
        self.systemctl.told()
        role = {"ansible.builtin.include_role": {"name": "gir.multidc.{{ inventory_hostname[:3] }}"}}
        play = {"hosts": hosts, "gather_facts": False, "tasks": [role]}
        run = self.play([play], *arguments, wanted=wanted, unserved=unserved)
        return run, [word for word in self.systemctl.told() if word in VERBS]

    @property
    def values(self):
        found = []
        for number in NUMBERS.values():
            held = self.gax.directory.get("CfgApplication", number)["options"]["property"]
            found.append({(entry["section"], entry["key"]): entry["value"] for entry in held}[OPTION])
        return found

    def noted(self):
        """What is pending on the hosts, and everything else that is kept of their services."""
        return [str(path.relative_to(self.backups)) for path in self.backups.glob("*/*")]


@pytest.fixture
def machines(tmp_path):
    applications = [
        application(NUMBERS[role], f"{host}_{role.upper()}", {"section": {"key": "old"}})
        for role, host in HOSTS.items()
    ]
    with Gax(directory=directory(*applications)) as gax:
        yield Machines(tmp_path, gax)


def test_a_change_is_taken_up_once(machines):
    """Also when the restart failed, as that of MCP, or the run never came to it, as that of RCS."""
    check, told = machines.site("--check", wanted="new", hosts=[HOSTS["mcp"]])
    assert len(check.succeeded().changed) == 2 and told == []
    assert machines.values == ["old", "old"] and machines.noted() == []

    machines.marker.write_text("bad")
    run, told = machines.site(wanted="new", unserved=True)
    run.refused("mcp1-dc1: gir-mcp does not run with what was changed")
    assert "restart" in told and machines.values == ["new", "new"]
    assert ("rcs1-dc1", "localhost") in {(found.host, found.delegated) for found in run.results if found.changed}
    assert {"mcp/pending", "rcs/pending"} <= set(machines.noted())
    machines.marker.write_text("good")
    machines.systemctl.units.joinpath("gir-mcp", "state").write_text("active\n")
    run, told = machines.site(wanted="new")
    assert sorted(host for host, _task in run.succeeded().changed) == sorted(EVERYONE)
    assert told.count("restart") == 2 and machines.noted() == []

    before = len(machines.gax.requests)
    run, told = machines.site(wanted="new", hosts=[HOSTS["mcp"]])
    assert run.succeeded().changed == set() and told == [] and machines.noted() == []
    # Options that are right cost one look.
    paths = [call["path"] for call in machines.gax.requests[before:]]
    assert len([path for path in paths if path.endswith("login")]) == 1
