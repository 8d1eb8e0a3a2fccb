# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only tasks can show of role workspace_desktop. What it decides is tested in plugins/plugin_utils/components."""

from three_sites import RoleRuns

GIVEN = {
    "workspace_desktop_application_name": "WDE",
    "workspace_desktop_agent_groups": {"dc1": "Agents {{ 1 }}", "dc2": "Agents 2", "dc3": None},
    "workspace_desktop_version": None,
    "workspace_desktop_failover_strategy": "dns",
    "workspace_desktop_disaster_recovery_enabled": True,
    "workspace_desktop_disaster_recovery_timeout": 30,
}
STEPS = "workspace-desktop/{}-screen-recording-failover.txt"


def test_check_predicts_the_run_and_a_second_run_changes_nothing(tmp_path):
    """The objects for import, and beside them what the operator has to do, each data center's with its own names."""
    runs = RoleRuns("workspace_desktop", tmp_path, variables=GIVEN)
    imported = tmp_path / "import"
    predicted, first, second = runs.check_then_apply_twice(gir_configuration_dir=str(imported))
    assert predicted == first == {"localhost": 2}
    assert second == {"localhost": 0}
    assert "(agent group Agents 1)" in imported.joinpath(STEPS.format("dc1")).read_text()
    assert "(agent group Agents 2)" in imported.joinpath(STEPS.format("dc2")).read_text()


def test_render_uses_what_other_hosts_and_roles_have(tmp_path):
    """Addresses of RWS nodes and names that role load_balancer moves, in the steps and in what the run shows."""
    runs = RoleRuns("workspace_desktop", tmp_path, variables=GIVEN)
    runs.groups["dc1"]["rws0-dc1"]["gir_address"] = "10.0.0.{{ 1 + 1 }}"
    outcome = runs.render(load_balancer_dns_names=["rws.dc2.test"])
    assert "resolve to the RWS nodes of dc1 again: 10.0.0.2\n" in outcome.path(STEPS.format("dc1")).read_text()
    assert "it lets rws.dc2.test resolve to dc1." in outcome.path(STEPS.format("dc2")).read_text()
    assert "by hand: change the DNS entry of https://rws.dc1.test" in outcome.flat
    section = outcome.json("configuration-server/CfgApplication/WDE.json")["options"]["interaction-workspace"]
    assert (section["disaster-recovery.enabled"], section["disaster-recovery.timeout"]) == ("true", "30")
    assert outcome.annex("CfgAgentGroup", "Agents 1")
