# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""site and verify against running servers: drift, failures and secrets."""

import re

import pytest
from running_demo import passwords

SILENT = {"ansible_connection": "ssh", "ansible_host": "127.0.0.1", "ansible_port": 1}


def test_drift_by_hand_is_predicted_and_put_right_and_nothing_secret_is_said_at_the_highest_verbosity(demo):
    commented = demo.path("rws1-dc1", "opt/genesys/rws/config/application.yaml")
    commented.write_text("# looked at on Tuesday\n" + commented.read_text(encoding="utf-8"), encoding="utf-8")
    file = demo.path("rws2-dc1", "opt/genesys/rws/config/application.yaml")
    file.write_text(
        file.read_text(encoding="utf-8").replace("demo-crypto-security-key", "old-key-of-rws2"), encoding="utf-8"
    )
    (demo.path("mux1-dc2", "opt/genesys/muxer/muxer.cfg")).chmod(0o644)
    demo.click("WDE", "interaction-workspace", "disaster-recovery.eservices-site", "DC2")
    demo.click("mcp1-dc1_MCP", "log", "verbose", "all")
    demo.path("rps1-dc1", "opt/genesys/rps/rpconfig.cfg").unlink()
    demo.ask("/requests", "DELETE")
    change = {"rws_crypto_security_key_change": True}
    predicted = demo.playbook("site", "--check", "-vvvv", "--diff", **change).succeeded()
    assert {call["method"] for call in demo.ask("/requests")["requests"]} == {"GET"}
    assert predicted.changed_hosts == {"mux1-dc2", "rps1-dc1", "rws2-dc1", "localhost"}
    real = demo.playbook("site", "-vvvv", "--diff", **change).succeeded()
    assert real.changed == predicted.changed
    assert commented.read_text(encoding="utf-8").startswith("# looked at on Tuesday\n")
    for run in (predicted, real):
        assert "serverSettings.cryptoSecurityKey" in run.output
        assert [secret for secret in [*passwords(), "old-key-of-rws2"] if secret in run.output] == []


def test_verify_names_every_failure_of_every_host_at_once(demo):
    credentials = {
        "dc1": {"username": "recorder-dc1", "password": "demo-storage-password-dc1"},
        "dc2": {"username": "recorder-dc2", "password": "wrong-password-dc2"},
    }
    fault = demo.ask("/faults", "POST", {"kind": "status", "status": 503, "node": "rws2-dc1"})
    site = ("WDE", "interaction-workspace", "disaster-recovery.eservices-site")
    demo.click(*site, "DC2")
    try:
        run = demo.playbook("verify", "-vvvv", gir_storage_credentials=credentials).refused()
    finally:
        demo.ask("/faults", "DELETE")
        demo.click(*site, "DC1")
    assert fault
    # Three storages of two RWS hosts and one MCP of dc2, one node of dc1, and the desktops.
    assert re.search(r"\b[0-9]+ confirmed, 7 failed, 4 not observable \(listed above\)", run.flat)
    for words in (
        f"dc1 rws2-dc1: RWS node {demo.url(1)}",
        "eServices site of the desktops in CfgApplication WDE",
        "it is DC2, but the ",
        " has the site DC1",
        "run gir.multidc.site to move the desktops",
        f"dc2 mcp1-dc2: voice recording storage {demo.url(11)}/recordings",
        f"dc2 rws2-dc2: screen recording storage {demo.url(11)}/screens",
        "the user name or the password is not accepted",
    ):
        assert words in run.flat
    assert [secret for secret in [*passwords(), "wrong-password-dc2"] if secret in run.output] == []
    leftovers = [path for host in ("dav1-dc1", "dav1-dc2") for path in demo.path(host, "mnt").rglob("*probe*")]
    assert leftovers == []


def test_silent_rws_hosts_are_never_taken_for_hosts_without_a_record(demo):
    run = demo.playbook("topology", **SILENT).refused()
    for name in ("dc1", "dc2"):
        assert f"GIR708: No record of the active data center was found, and no RWS host of {name} could" in run.flat
    assert "GIR707" in demo.playbook("topology", gir_active_datacenter="dc1", **SILENT).succeeded().flat
    # A host on which no module can run is as silent as one that cannot be reached.
    run = demo.playbook("topology", ansible_python_interpreter="/no/python").refused()
    assert "GIR708" in run.flat


def test_a_broken_map_is_refused_before_anything_is_touched(demo):
    map_of = {"dc1": {"role": "primary"}, "dc3": "somewhere"}
    run = demo.playbook("site", gir_datacenters=map_of).refused()
    for words in ("GIR002: gir_datacenters.dc3 is text", "gir_datacenters.dc1.site_name is not given"):
        assert words in run.flat
    assert run.changed_hosts == set()


@pytest.mark.parametrize(
    ("inventory", "words"),
    [
        ("", "GIR206: The inventory has no group gir."),
        ("[gir]\n", "GIR003: gir_datacenters is not given."),
        ("[dc1]\nrws1\n[gir_rws]\nrws1\n[all:vars]\ngir_datacenters={}\n", "GIR206: The inventory has no group gir."),
    ],
)
def test_an_inventory_without_hosts_in_gir_is_refused_instead_of_passed_over(demo, tmp_path, inventory, words):
    path = tmp_path / "hosts.ini"
    path.write_text(inventory, encoding="utf-8")
    run = demo.playbook("site", inventory=path).refused()
    assert words in run.flat
