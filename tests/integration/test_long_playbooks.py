# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs of site after which nothing is left, verify under a limit, and the active data center as an input."""

import json
import re

from standin_client import eventually
from test_playbooks import SILENT

UPDATE = "opt/genesys/index_update/config.json"
ALL_RWS = {"rws1-dc1", "rws2-dc1", "rws1-dc2", "rws2-dc2"}


def test_nothing_is_predicted_after_a_run(demo):
    assert demo.playbook("site", "--check").succeeded().changed_hosts == set()


def test_drift_that_was_put_right_stays_so_and_a_comment_stays_too(demo):
    commented = demo.path("rws1-dc1", "opt/genesys/rws/config/application.yaml")
    commented.write_text("# looked at on Tuesday\n" + commented.read_text(encoding="utf-8"), encoding="utf-8")
    demo.click("mcp1-dc1_MCP", "log", "verbose", "all")  # which nothing here sets
    demo.path("rps1-dc1", "opt/genesys/rps/rpconfig.cfg").unlink()
    assert demo.playbook("site").succeeded().changed_hosts == {"rps1-dc1"}
    assert demo.playbook("site").succeeded().changed_hosts == set()
    assert commented.read_text(encoding="utf-8").startswith("# looked at on Tuesday\n")


def test_a_limit_that_leaves_out_every_host_with_the_record_does_not_bring_the_dead_data_center_back(demo):
    try:
        demo.fail_over()
        limited = demo.playbook("site", "--check", "--limit", "rws1-dc1:localhost").succeeded()
    finally:
        demo.forget_failover()
    # Its configuration, and the daily index update, which it would have to take over.
    assert limited.counts()["rws1-dc1"] == 2


def test_verify_counts_hosts_that_it_could_not_ask(demo):
    run = demo.playbook("verify", "--limit", "dc1").succeeded()
    assert re.search(
        r"[0-9]+ hosts of dc2 \([0-9]+\) were not tried, because --limit is dc1; run verify without", run.flat
    )
    assert "dc2 mcp1-dc2" not in run.flat
    wrong = {name: {"username": "recorder", "password": "wrong-password"} for name in ("dc1", "dc2")}
    run = demo.playbook("verify", "--limit", "dc1", gir_storage_credentials=wrong).refused()
    assert run.code == 2
    assert "dc1 mcp1-dc1: voice recording storage" in run.flat
    # A host that cannot be reached is a finding, not the end of it.
    run = demo.playbook("verify", "--limit", "mcp1-dc1:localhost", gir_active_datacenter="dc1", **SILENT).refused()
    assert "dc1 mcp1-dc1: the host itself" in run.flat


def test_the_active_data_center_is_an_input_and_the_record_of_a_failover_wins(demo):
    """What a failover leaves on the RWS hosts moves every file, object and setting; the way back moves them back."""
    before = {host: demo.application(host) for host in ALL_RWS}
    try:
        demo.fail_over()
        predicted = demo.playbook("site", "--check").succeeded()
        moved = demo.playbook("site").succeeded()
        assert moved.changed == predicted.changed
        for host in ALL_RWS:
            assert demo.application(host)["serverSettings"]["eServicesSite"] == "DC2"
            assert demo.application(host)["serverSettings"]["syncNode"] is (host == "rws1-dc1")
        receiver = demo.url(41) + "/interactionreceiver"
        for profile in ("record", "record_newyork", "record_dallas"):
            assert receiver in json.dumps(demo.annex("CfgGVPIVRProfile", profile))
        assert "mode = backup" in demo.path("rps1-dc1", "opt/genesys/rps/rpconfig.cfg").read_text(encoding="utf-8")
        assert not demo.path("rws1-dc2", UPDATE).exists() and demo.path("rws1-dc1", UPDATE).exists()
        # RWS itself is moved by a request, and verify knows whether it was.
        run = demo.playbook("verify").refused()
        assert "it is DC1, but the " in run.flat
        assert "run gir.multidc.eservices_switch to move RWS" in run.flat
        demo.switch("DC2")
        demo.playbook("verify").succeeded()
    finally:
        demo.forget_failover()
        demo.switch("DC1")
    assert demo.playbook("site").succeeded().counts() == moved.counts()
    assert {host: demo.application(host) for host in ALL_RWS} == before
    assert demo.path("rws1-dc2", UPDATE).exists() and not demo.path("rws1-dc1", UPDATE).exists()
    assert eventually(lambda: {item["state"] for item in demo.ask("/state")["cluster"]["nodes"]} == {"running"})
