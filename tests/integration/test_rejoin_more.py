# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A data center was lost, returns with what it wrote meanwhile, and becomes the standby."""

import json

import pytest
from running_demo import passwords
from running_failover import Failovers
from running_rejoin import Returned

RWS = ("rws1-dc1", "rws2-dc1", "rws1-dc2", "rws2-dc2")
HIDDEN = (*passwords(), "key material")


@pytest.fixture(scope="module")
def apart(demo, tmp_path_factory):
    """dc2 took over from dc1 by a forced failover, and both wrote meanwhile; at the end everything is as it was."""
    directory = tmp_path_factory.mktemp("rejoin")
    lost = Failovers(demo, directory, "dc1")
    lost.run("dc2", gir_active_datacenter="dc1", gir_failover_hold_minutes=0, gir_failover_reindex=False).succeeded()
    assert any("gir.multidc.rejoin" in one["text"] for one in lost.report()["open_points"])
    lost.find()
    found = Returned(demo, directory)
    found.write_apart()
    yield found
    found.forget_apart()
    lost.forget()
    demo.playbook("site").succeeded()
    demo.switch("DC1")


def items(report):
    return {(one["area"], one["where"], one["does"]) for one in report["list"]["items"]}


def test_a_rejoin_in_its_order(apart, demo):
    """One story: the list is shown, accepted, killed in the middle, gone on with, and nothing left to do."""
    shown = apart.rejoin("dc1", "-vvvv", "--diff").refused("nodetool repair", "gir_rejoin_listed=")
    assert shown.changed == set()
    shown.says_nothing_of(HIDDEN)
    report = apart.rejoined()
    assert report["outcome"] == "to_confirm"
    assert {("files", "rws1-dc1", "overwritten"), ("keys", "rcs1-dc1", "added"), ("keys", "rcs1-dc2", "added"),
            ("ledger", "dc2", "added")} == items(report)  # fmt: skip
    answers = {one["name"]: one["answer"] for one in report["list"]["areas"]}
    assert list(answers) == ["recordings", "settings", "options", "files", "keys", "ledger"]
    assert answers["recordings"] == "not observable"
    (written,) = (one for one in report["list"]["items"] if one["area"] == "files")
    assert (written["has"], written["becomes"]) == ('"/US/NY/night"', '"/US/NY"')
    assert "nodePath: /US/NY/night" in demo.path("rws1-dc1", "opt/genesys/rws/config/application.yaml").read_text()

    accepted = {"gir_rejoin_listed": report["list"]["digest"], "gir_rejoin_repaired_by": "Ada"}
    assert apart.rejoin("dc1", gir_rejoin_listed=report["list"]["digest"]).refused("nodetool repair")
    apart.kill_rejoin("dc1", "write", **accepted)
    assert demo.path("rws1-dc2", "").with_name("rws1-dc2.gir-lock.json").exists()

    done = apart.rejoin("dc1", "-vvvv", **accepted).succeeded()
    done.says_nothing_of(HIDDEN)
    report = apart.rejoined()
    assert report["outcome"] == "done_open"
    assert {"recordings", "muxer", "rps"} <= {one["name"] for one in report["open_points"]}
    newest = {host: entries(demo, host)[-1] for host in RWS}
    assert {one["operation"] for one in newest.values()} == {report["operation"]}
    assert {(one["verb"], one["active_datacenter"], one["state"]) for one in newest.values()} == {
        ("rejoin", "dc2", "done")
    }
    assert "Cassandra repaired by Ada" in newest["rws1-dc1"]["reason"]
    assert apart.keystore("rcs1-dc1").read_bytes() == apart.keystore("rcs1-dc2").read_bytes()
    assert demo.application("rws1-dc1")["serverSettings"]["nodePath"] == "/US/NY"
    assert not demo.path("rws1-dc2", "").with_name("rws1-dc2.gir-lock.json").exists()
    kept = demo.path("rws1-dc1", f"var/lib/gir-ledger/rejoin/{accepted['gir_rejoin_listed']}.json")
    assert json.loads(kept.read_text(encoding="utf-8"))["digest"] == accepted["gir_rejoin_listed"]

    again = apart.rejoin("dc1", **accepted).succeeded()
    assert again.changed == set()
    assert apart.rejoined()["outcome"] == "unchanged"


def entries(demo, host):
    """The ledger of an RWS host."""
    path = demo.path(host, "var/lib/gir-ledger/ledger.json")
    return json.loads(path.read_text(encoding="utf-8"))["entries"]
