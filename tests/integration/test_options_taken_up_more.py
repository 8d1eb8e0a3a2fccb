# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the services of RWS and Muxer do about options that were changed through GAX, as their variables say."""

import pytest
from standins.gax import Gax
from standins.gax_sites import PASSWORD, USER, application, directory
from support.component_runs import Roles, through_gax
from systemctl_stub import Systemctl

NODES = ("rws1-dc1", "rws2-dc1", "rws1-dc2")
CLUSTER, MUXER = "300", "301"
OLD = {"section": {"key": "old"}}


class Machines(Roles):
    """RWS nodes that share a Cluster, and Muxers; every host has a unit of its own name below one systemctl."""

    def __init__(self, path, gax):
        self.gax = gax
        super().__init__(path, **through_gax(gax.url, USER, PASSWORD))
        self.variables.update(
            gir_root="",
            gir_manage_services=True,
            rws_install_path=f"{path}/{{{{ inventory_hostname }}}}",
            rws_cluster_application_name="Cluster",
            rws_cluster_options={"section": {"key": "{{ wanted }}"}},
            muxer_install_path=f"{path}/muxer-{{{{ inventory_hostname }}}}",
            muxer_application_options={"section": {"key": "{{ wanted }}"}},
            muxer_application_name="Muxer",
        )
        self.systemctl = Systemctl(path)
        for role in ("rws", "muxer"):
            self.variables[f"{role}_service"] = "gir-{{ inventory_hostname }}"
            self.variables[f"{role}_health"] = {"stable_for": 0, "timeout": 3}
        for host in (*NODES, "mux1-dc1", "mux1-dc2"):
            stands = {"state": "inactive", "enabled": False} if host == "mux1-dc2" else {}
            self.systemctl.unit(f"gir-{host}", **stands)
        self.backups = path / "backups"
        self.settings = {
            "PATH": f"{self.systemctl.path}:/usr/bin:/bin:/usr/sbin:/sbin",
            "GIR_TEST_BACKUPS": self.backups,
        }

    def apply(self, role, *arguments, hosts, **more):
        """Run the role; return what systemctl was told to restart or reload, in order."""
        self.systemctl.told()
        run = self.run(role, *arguments, hosts=hosts, **more).succeeded()
        told = (self.systemctl.units / "calls").read_text(encoding="utf-8").splitlines()
        return run, [line for line in told if line.split()[0] in ("restart", "reload")]

    def value(self, number):
        """What the option is in GAX now."""
        (held,) = self.gax.directory.get("CfgApplication", number)["options"]["property"]
        return held["value"]


@pytest.fixture
def machines(tmp_path):
    objects = [application(CLUSTER, "Cluster", OLD), application(MUXER, "Muxer", OLD)]
    with Gax(directory=directory(*objects)) as gax:
        found = Machines(tmp_path, gax)
        yield found


def test_all_nodes_take_up_a_change_of_their_cluster(machines):
    """One of them writes it. A node whose unit reloads is not restarted, and one that is left alone does nothing."""
    for host in NODES:  # what is kept of their files is in one directory here
        machines.apply("rws", hosts=host, wanted="old")
    machines.inventory.host(NODES[1], rws_on_configuration_change="reload")
    check, told = machines.apply("rws", "--check", hosts=NODES, wanted="new")
    assert told == [] and machines.value(CLUSTER) == "old"
    run, told = machines.apply("rws", hosts=NODES, wanted="new")
    assert sorted(told) == ["reload gir-rws2-dc1", "restart gir-rws1-dc1", "restart gir-rws1-dc2"]
    assert run.changed == check.changed and machines.value(CLUSTER) == "new"
    again, told = machines.apply("rws", hosts=NODES, wanted="new")
    assert (again.changed, told) == (set(), [])
    _run, told = machines.apply("rws", hosts=NODES, wanted="newest", rws_on_configuration_change="nothing")
    assert told == [] and machines.value(CLUSTER) == "newest"


def test_a_restart_that_tags_leave_out_is_made_up_for(machines):
    """Of the Muxer of the active data center; the other one is stopped, and stays so."""
    hosts = ("mux1-dc1", "mux1-dc2")
    for host in hosts:
        machines.apply("muxer", hosts=host, wanted="old")
    _run, told = machines.apply("muxer", "--skip-tags", "muxer_service", hosts=hosts[:1], wanted="new")
    assert told == [] and machines.value(MUXER) == "new"
    assert (machines.backups / "muxer" / "pending").is_dir()
    _run, told = machines.apply("muxer", "--check", hosts=hosts[:1], wanted="new")
    assert told == []
    _run, told = machines.apply("muxer", hosts=hosts[:1], wanted="new")
    assert told == ["restart gir-mux1-dc1"]
    _run, told = machines.apply("muxer", hosts=hosts[1:], wanted="newest")
    assert told == [] and machines.systemctl.state("gir-mux1-dc2") == "inactive"
