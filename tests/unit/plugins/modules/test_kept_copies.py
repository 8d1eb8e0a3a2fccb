# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is kept on one host is listed as what it is, and removed only when nobody can need it."""

import json
import os
import subprocess

import keystores
import module_runs
import pytest
from ansible_collections.gir.multidc.plugins.module_utils._keystore.files import Place
from copies_hosts import FILE, KEPT, KEYSTORE, LATER, LONG_AGO, LOST, CopiesHost, age
from support.playbook import COLLECTIONS


@pytest.fixture
def host(tmp_path):
    return CopiesHost(tmp_path / "host")


def by_kind(copies):
    found = {}
    for copy in copies:
        found.setdefault(copy["kind"], []).append(copy)
    return found


def test_every_kind_is_listed(host):
    host.everything()
    seen = host.look()
    found = by_kind(seen["copies"])
    assert seen["problems"] == []
    assert {kind: sorted(copy["removal"] for copy in copies) for kind, copies in found.items()} == {
        "pending": ["never"],
        "previous": ["by path and sha256"],
        "first": ["by path and sha256"],
        "keystore_version": ["never", "yes"],
        "waiting_key": ["never"],
        "certificate_request": ["never"],
        "leftover": ["yes"],
        "original": ["by path"],
        "backup_file": ["never", "yes", "yes"],
    }
    assert found["previous"][0]["of"] == found["first"][0]["of"] == [str(host.path(FILE))]
    assert found["keystore_version"][0]["component"] == "rcs" and found["first"][0]["component"] == "rws"
    assert [copy["reason"] for copy in found["keystore_version"] if "'lost'" in copy["reason"]]


def test_nothing_of_what_copies_hold_is_told(host):
    host.everything()
    text = host.look()["text"] + host.remove(older=0, check=True)["text"]
    assert [word for word in ("theirs", "ours", keystores.PASSWORD, "left over") if word in text] == []


def test_what_holds_secrets_and_what_others_may_read(host):
    host.everything()
    found = host.copies()
    told = {name: (copy["secret"], copy["readable_by_others"]) for name, copy in found.items()}
    assert told[f"other.cfg.{LONG_AGO}.77~"] == (False, True)
    assert told["previous"] == told["pending"] == (True, False)
    assert told[".keystore.jks.0123456789abcdef.csr.pem"] == (False, False)
    assert told[".gir_multidc.4194305.0123456789ab.old.kept"] == (True, False)
    assert found[f"other.cfg.{LONG_AGO}.77~"]["kept_since"] == "2020-01-01T00:00:00Z"


@pytest.mark.parametrize("password", [None, "another", ""])
def test_without_the_password_no_version_may_go(host, password):
    host.keystore([KEPT], [KEPT, LATER])
    version = next(copy for copy in host.copies(password).values() if copy["kind"] == "keystore_version")
    assert version["removal"] == "never" and "rcs_keystore_password" in version["reason"]


def test_versions_of_a_keystore_that_is_gone_stay(host):
    host.keystore([KEPT], [KEPT, LATER])
    host.path(KEYSTORE).unlink()
    assert [copy["reason"].rpartition(": ")[2] for copy in host.copies().values()] == [
        f"{host.path(KEYSTORE)} is not there"
    ]
    host.path(KEYSTORE).write_bytes(keystores.jks(KEPT)[:-1] + b"x")
    assert {copy["removal"] for copy in host.copies().values()} == {"never"}


def test_the_version_that_rcs_runs_with_stays(host):
    host.keystore([KEPT], [KEPT, LATER], [LATER, KEPT], restarted=False)
    Place(str(host.path(KEYSTORE))).restarted()
    first, second = [copy for copy in host.copies().values() if copy["kind"] == "keystore_version"]
    assert first["removal"] == second["removal"] == "yes"
    host.put("/opt/rcs/.keystore.jks.restart.json", json.dumps({"version": 1, "sha256": second["sha256"]}))
    told = {copy["path"]: copy["reason"] for copy in host.copies().values()}
    assert told[first["path"]] == "" and "restart RCS first" in told[second["path"]]


def test_removed_by_name_and_then_gone(host):
    host.everything()
    found = host.copies()
    names = [".gir_multidc.4194305.0123456789ab.old", ".gir_multidc.4194305.0123456789ab.old.kept"]
    wishes = [found[name]["path"] for name in names]
    wishes += [(found[name]["path"], found[name]["sha256"]) for name in ("previous",)]
    before = host.tree()
    predicted = host.remove(*wishes, check=True)
    assert host.tree() == before
    real = host.remove(*wishes)
    assert {copy["path"] for copy in real["removed"]} == {found[name]["path"] for name in [*names, "previous"]}
    assert all(predicted[part] == real[part] for part in ("changed", "removed", "copies", "diff"))
    assert not any(os.path.lexists(copy["path"]) for copy in real["removed"])
    assert real["copies"] == host.look()["copies"]
    again = host.remove(*wishes)
    assert again["changed"] is False and again["removed"] == []


def test_all_reasons_at_once_and_nothing_is_removed(host):
    host.everything()
    found = host.copies()
    stays = [copy for copy in found.values() if copy["removal"] in ("never", "by path and sha256")]
    good = found[".gir_multidc.4194305.0123456789ab.old"]["path"]
    strange = [str(host.path(FILE)), "/etc/passwd", str(host.path("/opt/rws/misspelt.yaml"))]
    before = host.tree()
    refused = host.remove(good, *[copy["path"] for copy in stays], *strange)["refused"]
    assert len(refused) == len(stays) + 3 and host.tree() == before
    assert sum("is no copy that this collection keeps" in text for text in refused) == 3
    wrong = host.remove((good, "0" * 64))["refused"]
    assert len(wrong) == 1 and "has the sha256" in wrong[0] and host.tree() == before


def test_removed_by_age(host):
    """Only what nobody can need, and that is old enough by the clock of the host."""
    host.everything()
    everything = host.copies()
    assert {copy["path"] for copy in host.remove(older=1000)["removed"]} == {
        everything[f"other.cfg.{LONG_AGO}.77~"]["path"]
    }
    assert {copy["removal"] for copy in host.remove(older=0)["removed"]} == {"yes"}
    assert {copy["removal"] for copy in host.copies().values()} == {"by path", "by path and sha256", "never"}
    assert host.remove(older=0)["changed"] is False


def test_a_first_version_that_was_removed_is_never_made_of_ours(host):
    host.generations()
    first = next(copy for copy in host.copies().values() if copy["kind"] == "first")
    assert host.remove(first["path"])["refused"]
    assert host.remove((first["path"], first["sha256"]))["changed"]
    host.write("cryptoSecurityKey: ours\nmore: 2\n")
    assert [copy for copy in host.copies().values() if copy["kind"] == "first"] == []
    assert host.remove((first["path"], first["sha256"]))["changed"] is False


def test_a_first_version_with_the_key_of_the_present_file(host):
    """It takes its path, and age alone never removes it."""
    host.path(FILE).write_text("cryptoSecurityKey: ours\nport: 1\n", encoding="utf-8")
    host.write("cryptoSecurityKey: ours\nport: 2\n")
    first = next(copy for copy in host.copies().values() if copy["kind"] == "first")
    age(first["path"], 900)
    assert first["removal"] == "by path" and host.remove(older=0)["removed"] == []
    assert host.remove(first["path"])["changed"]


def test_what_is_strange_is_named_and_never_opened(host):
    """A FIFO or a device would wait for ever."""
    host.generations()
    previous = host.path("/var/lib/gir_multidc/rws/previous")
    (previous / "files.json").unlink()
    os.mkfifo(previous / "files.json")
    host.path("/var/lib/gir_multidc/mcp").mkdir()
    host.path("/var/lib/gir_multidc/mcp/previous").symlink_to(previous)
    os.mkfifo(host.path("/opt/rcs/keystore.jks"))
    os.mkfifo(host.path("/opt/rcs/keystore.jks.20260101T101500Z.0123456789abcdef.bak"))
    found = {copy["path"]: copy["reason"] for copy in host.look()["copies"] if copy["removal"] == "never"}
    words = sorted(reason.partition(":")[0] for reason in found.values())
    assert words[:3] == ["it has a files.json that is a FIFO", "it is a FIFO", "it is a symbolic link"]
    assert len(host.remove(*found)["refused"]) == len(found)


def test_a_damaged_manifest_is_a_reason(host):
    host.generations()
    host.path("/var/lib/gir_multidc/rws/previous/files.json").write_text("{", encoding="utf-8")
    assert "has a files.json that cannot be read" in host.copies()["previous"]["reason"]


def test_a_place_that_cannot_be_looked_at_is_a_problem(host):
    host.generations()
    host.path("/opt/planted").symlink_to("/etc")
    directories = {"/opt/planted": "rws"}
    asked = host.request("look", directories=directories)
    answer = module_runs.succeed("kept_copies_info", asked)
    assert "leads to /etc, outside of the root prefix" in " ".join(answer["problems"])
    assert {copy["kind"] for copy in answer["copies"]} == {"pending", "previous", "first", "backup_file"}


def test_what_a_live_run_is_about_to_use_stays(host):
    path = host.put(f"/opt/rws/.gir_multidc.{os.getpid()}.0123456789ab.new")
    assert "may be at work" in host.copies()[os.path.basename(path)]["reason"]
    assert host.remove(older=0)["removed"] == []


def test_a_bare_call_is_a_sentence():
    assert "runs through its action" in module_runs.fail("kept_copies", {})["msg"]


def test_the_lost_key_can_be_merged_and_then_goes(host):
    host.keystore([LOST], [KEPT], [KEPT, LOST])
    assert {copy["removal"] for copy in host.copies().values()} == {"yes"}
    assert len(host.remove(older=0)["removed"]) == 2
    assert json.dumps(host.look()["copies"]) == "[]"


ON_AN_OLD_HOST = """
import json, sys
sys.path.insert(0, sys.argv[1])
from ansible_collections.gir.multidc.plugins.module_utils._copies import host
request, password = json.load(sys.stdin)
print(json.dumps(host.remove(request, password, True)))
"""


def test_on_the_oldest_python(host, oldest_python):
    host.everything()
    if not oldest_python:
        return
    asked = host.removal(older=0)
    given = json.dumps([asked["_request"], asked["_password"]])
    command = [*oldest_python, "-c", ON_AN_OLD_HOST, str(COLLECTIONS)]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
    here = host.remove(older=0, check=True)
    assert json.loads(done.stdout) == {name: here[name] for name in json.loads(done.stdout)}
    assert here["removed"]
