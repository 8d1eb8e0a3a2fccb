# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only tasks can show of role rws. What it decides is tested in plugins/plugin_utils/components."""

import json
import stat

import yaml
from support.component_runs import SECRETS, Roles
from systemctl_stub import Systemctl

# Not the first host of its group, so that the order is not that of the inventory.
SYNC_NODE = "rws2-dc1"
NODES = ["rws1-dc1", SYNC_NODE]
SETTINGS = {
    "rws_cassandra_password": SECRETS["cassandra"],
    "rws_option_names": {"crypto_security_key": "serverSettings/nameWithoutAnyHint"},
    "rws_cluster_application_name": "IRWS_Cluster",
    "rws_cluster_options": {"recording": {"RECORDING_PERMISSION_ADD_LABEL": True}},
    "rws_service": "gir-{{ inventory_hostname }}",
    "rws_health": {"stable_for": 0, "timeout": 3},
    "gir_root": "",
    "gir_manage_services": True,
}


class Machine(Roles):
    """Two nodes, each with a unit of its own below one systemctl."""

    def __init__(self, path):
        place = f"{path}/{{{{ inventory_hostname }}}}"
        super().__init__(path, rws_install_path=place, rws_log_path=f"{place}/log", **SETTINGS)
        self.systemctl = Systemctl(path)
        for host in NODES:
            self.systemctl.unit(f"gir-{host}")
        self.settings = {
            "PATH": f"{self.systemctl.path}:/usr/bin:/bin:/usr/sbin:/sbin",
            "GIR_TEST_BACKUPS": path / "backups",
            # Both nodes make the directory of backups, on this machine the same one.
            "ANSIBLE_FORKS": "1",
        }
        self.inventory.host(SYNC_NODE, rws_sync_node=True)


def test_check_predicts_and_the_sync_node_starts_first(tmp_path):
    """Check mode predicts the run, a second run changes nothing, and no secret is shown at any verbosity."""
    machine = Machine(tmp_path)
    arguments = ("-vvvv", "--diff", "-e", "rws_jetty_idle_timeout=30000")
    check = machine.run("rws", "--check", *arguments, hosts="dc1:&gir_rws").succeeded()
    assert not (machine.systemctl.units / "calls").exists() and not (tmp_path / "rws1-dc1").exists()
    real = machine.run("rws", *arguments, hosts="dc1:&gir_rws").succeeded()
    assert check.changed == real.changed
    for run in (check, real):
        run.says_nothing_of(SECRETS.values())
    assert "nameWithoutAnyHint" in real.output

    calls = (machine.systemctl.units / "calls").read_text().splitlines()
    restarted = [call.split()[1] for call in calls if call.startswith("restart ")]
    assert restarted[0] == f"gir-{SYNC_NODE}"
    assert sorted(restarted) == sorted(f"gir-{host}" for host in NODES)

    path = tmp_path / "rws1-dc1/config/application.yaml"
    content = yaml.safe_load(path.read_text())
    assert content["jetty"] == {"idleTimeout": 30000}
    assert content["serverSettings"]["nameWithoutAnyHint"] == SECRETS["crypto"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o750
    assert stat.S_IMODE((tmp_path / "rws1-dc1/log").stat().st_mode) == 0o750

    written = machine.configuration / "CfgApplication/IRWS_Cluster.json"
    assert json.loads(written.read_text())["options"]["recording"] == {"RECORDING_PERMISSION_ADD_LABEL": "true"}
    assert {host for host, task in real.changed if "for import" in task} == {SYNC_NODE}
    again = machine.run("rws", hosts=SYNC_NODE, rws_jetty_idle_timeout=30000)
    assert again.succeeded().changed == set()


def test_a_foreign_file_is_kept_for_good_and_its_key_is_not_lost(tmp_path):
    """Below a root and without a service, too. The run that keeps it says so; no run shows a key."""
    roles = Roles(tmp_path, gir_root=f"{tmp_path}/hosts/{{{{ inventory_hostname }}}}")
    host, other = "rws1-dc1", "another-key-of-before-9"
    path = tmp_path / "hosts" / host / "opt/genesys/rws/config/application.yaml"
    path.parent.mkdir(parents=True)
    foreign = "serverSettings: {cryptoSecurityKey: %s, theirOwn: 1}\n"
    path.write_text(foreign % other)
    for arguments in (("--check",), ("--diff",)):
        refused = roles.run("rws", "-vvv", *arguments, hosts=host)
        (failure,) = refused.failures
        assert f"{host}: /opt/genesys/rws/config/application.yaml holds another" in failure.message
        assert "rws_crypto_security_key_change: true" in failure.message
        refused.says_nothing_of([other, *SECRETS.values()])
    assert path.read_text() == foreign % other and not (tmp_path / "hosts" / host / "var").exists()

    accept = {"rws_crypto_security_key_change": True}
    check = roles.run("rws", "--check", hosts=host, **accept).succeeded()
    real = roles.run("rws", "-vvv", "--diff", hosts=host, **accept).succeeded()
    kept = tmp_path / "hosts" / host / "var/lib/gir_multidc/rws/first"
    (copy,) = kept.glob("application.yaml.*")
    assert copy.read_text() == foreign % other and stat.S_IMODE(copy.stat().st_mode) == 0o600
    for run in (check, real):
        assert f"application.yaml that was there before is kept for good as {copy}." in run.flat
    real.says_nothing_of([other, *SECRETS.values()])
    again = roles.run("rws", hosts=host).succeeded()
    assert again.changed == set() and "kept for good" not in again.flat
