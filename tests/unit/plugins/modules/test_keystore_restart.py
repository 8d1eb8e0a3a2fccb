# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RCS is restarted once for a keystore that was written, and runs on with the one before when it refuses it."""

import os
import socket
import stat

import keystores
import module_runs
import pytest
from ansible_collections.gir.multidc.plugins.module_utils._service import health
from keystore_sites import Sites
from systemctl_stub import Systemctl

UNIT = "gir-rcs"
A = keystores.key("a", b"cert a")
B = keystores.key("b", b"cert b")
REFUSED = keystores.key("refused", b"cert refused")


@pytest.fixture
def sites(tmp_path, monkeypatch):
    monkeypatch.setattr(health, "_INTERVAL", 0.05)
    found = Sites(tmp_path, "one", "two")
    found.put("one", A, B)
    found.put("two", A)
    found.systemctl = Systemctl(tmp_path)
    found.systemctl.unit(UNIT)
    found.systemctl.refuse(UNIT, found.path("two"), "refused")
    monkeypatch.setenv("PATH", f"{found.systemctl.path}:{os.environ['PATH']}")
    return found


def arguments(sites, name="two", **more):
    signs = {"stable_for": 0, "timeout": 3}
    return {"name": UNIT, "path": str(sites.path(name)), "host": "rcs1-dc2", "health": signs, **more}


def restart(sites, check=False, **more):
    return module_runs.succeed("rcs_keystore_restart", arguments(sites, **more), check)


def test_a_written_keystore_costs_one_restart_and_is_predicted(sites):
    assert restart(sites)["changed"] is False
    assert sites.sync(check=True)["restart"] == ["two"]
    assert restart(sites, check=True)["changed"] is False  # nothing is written yet, and nobody says that it will be
    assert restart(sites, check=True, changed=True)["actions"] == ["restart"]
    assert sites.systemctl.told() == []
    assert sites.sync()["restart"] == ["two"]
    assert sites.sync()["restart"] == ["two"]  # a run that ended here is made good by the next one
    assert restart(sites, check=True)["actions"] == restart(sites, changed=True)["actions"] == ["restart"]
    assert sites.sync()["restart"] == []
    again = restart(sites, changed=True)
    assert again["changed"] is False
    assert (again["observation"], "nobody looked" in again["observation_reason"]) == ("not observable", True)


def test_what_was_seen_of_rcs_is_said(sites):
    sites.sync()
    predicted = restart(sites, check=True)
    assert predicted["observation"] == "not observable" and "In check mode" in predicted["observation_reason"]
    unasked = restart(sites)
    assert unasked["observation"] == "not observable" and "its health was not asked" in unasked["observation_reason"]
    sites.put("one", A, B, keystores.key("c", b"cert c"))
    sites.sync()
    with socket.create_server(("127.0.0.1", 0)) as server:
        health = {"stable_for": 0, "timeout": 3, "port": server.getsockname()[1]}
        asked = restart(sites, health=health)
    assert (asked["observation"], asked["observation_reason"]) == ("confirmed", None)


def test_what_rcs_writes_itself_costs_no_restart(sites):
    sites.put("two", A, B)
    assert sites.sync()["restart"] == []
    sites.put("one", A, B, keystores.key("c", b"cert c"))
    assert sites.sync()["restart"] == ["two"]


def test_rcs_that_refuses_its_new_keystore_runs_on_with_the_one_before(sites):
    before = sites.path("two").read_bytes()
    sites.path("two").chmod(0o640)
    sites.put("one", A, REFUSED)
    written = sites.sync()["hosts"]["two"]
    result = module_runs.fail("rcs_keystore_restart", arguments(sites))
    assert result["msg"].startswith(f"rcs1-dc2: {UNIT} does not run with the new {sites.path('two')}: ")
    assert f"{UNIT} runs with them again" in result["msg"]
    assert "It lacks 'refused' (private_key, " in result["msg"]
    assert [entry["alias"] for entry in result["missing"]] == ["refused"]
    assert (result["rolled_back"], result["running"], result["observation"]) == (True, True, "failed")
    assert sites.path("two").read_bytes() == before
    assert stat.S_IMODE(sites.path("two").stat().st_mode) == 0o640
    with open(result["kept"], "rb") as kept:
        assert keystores.fingerprint(kept.read(), b"") == written["sha256"]
    assert stat.S_IMODE(os.stat(result["kept"]).st_mode) == 0o600
    assert restart(sites)["changed"] is False


def test_several_syncs_without_a_restart_go_back_to_what_rcs_runs_with(sites):
    before = sites.path("two").read_bytes()
    sites.sync(keep=1)
    sites.put("one", A, B, keystores.key("c", b"cert c"))
    sites.sync(keep=1)
    sites.put("one", A, B, keystores.key("c", b"cert c"), REFUSED)
    sites.sync(keep=1)
    result = module_runs.fail("rcs_keystore_restart", arguments(sites))
    assert [entry["alias"] for entry in result["missing"]] == ["b", "c", "refused"]
    assert sites.path("two").read_bytes() == before


def test_without_a_keystore_before_there_is_nothing_to_go_back_to(sites):
    sites.path("two").unlink()
    sites.put("one", A, REFUSED)
    sites.sync()
    result = module_runs.fail("rcs_keystore_restart", arguments(sites))
    assert "There is nothing to go back to." in result["msg"] and result["rolled_back"] is False
    assert sites.aliases("two") == ["a", "refused"]


def test_a_version_that_is_gone_is_named(sites):
    sites.put("one", A, REFUSED)
    backup = sites.sync()["hosts"]["two"]["backup_file"]
    os.unlink(backup)
    result = module_runs.fail("rcs_keystore_restart", arguments(sites))
    assert "Going back failed: its version" in result["msg"]
    assert sites.aliases("two") == ["a", "refused"]


@pytest.mark.parametrize("fault", ["kill", "full"])
def test_a_write_that_is_interrupted_never_forgets_the_restart(sites, fault):
    old = sites.path("two").read_bytes()
    for step in range(1, 40):
        for path in sites.path("two").parent.iterdir():
            path.unlink()
        sites.path("two").write_bytes(old)
        sites.faults["two"] = (step, fault)
        done = sites.sync()["hosts"]["two"]["state"] == "written"
        owed = module_runs.succeed("rcs_keystore_info", {"path": str(sites.path("two"))})["restart_owed"]
        assert owed is (sites.path("two").read_bytes() != old), step
        if done:
            break
    assert done


def test_a_unit_that_is_not_there_is_one_sentence(sites):
    sites.sync()
    result = module_runs.fail("rcs_keystore_restart", dict(arguments(sites), name="other"))
    assert result["msg"].startswith("rcs1-dc2: there is no unit other")
