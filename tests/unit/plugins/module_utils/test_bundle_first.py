# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The first foreign version of a file is kept once and for good, and our own versions never count as foreign."""

import json
import os
import signal
import stat
from pathlib import Path

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._bundle import restore
from ansible_collections.gir.multidc.plugins.module_utils._bundle.backup import Backup
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from bundle_host import Host, fresh
from bundle_stub import StubModule

FOREIGN = b"password: by-hand-Password-1\n\xff\n"


class Adopted(Host):
    """A host with a foreign file a; b is not there."""

    def __init__(self, directory):
        super().__init__(directory)
        self.state = directory / "state"
        self.backup = Backup(str(self.state))
        Path(self.path("a")).write_bytes(FOREIGN)
        os.chmod(self.path("a"), 0o604)

    def write(self, text, *others, pending=True, **more):
        files = [self.file("a", text + "\n", mode="0640"), self.file("b", text + "\n"), *others]
        return self.run(*files, backup_directory=str(self.state), backup_pending=pending, **more)

    def first(self):
        return self.backup.read(self.backup.first)["files"]

    def kept(self):
        return (self.state / "first" / self.first()[self.path("a")]["name"]).read_bytes()

    def put_back(self, check_mode=False):
        return restore.put_back(StubModule({}, self.tmp, check_mode), self.backup, generation="first")


@pytest.fixture
def host(tmp_path):
    return Adopted(tmp_path)


@pytest.mark.parametrize("pending", [True, False])
def test_it_is_kept_once_and_named_and_survives_every_change(host, pending):
    before = host.tree()
    predicted = host.write("one", pending=pending, check_mode=True)
    assert not host.state.exists()
    result = host.write("one", pending=pending)
    assert dict(predicted, diff=None) == dict(result, diff=None)
    path = result["files"][0]["first"]
    assert result["kept"] == [{"path": host.path("a"), "first": path}] and "first" not in result["files"][1]
    assert Path(path).read_bytes() == FOREIGN and Path(path).parent == host.state / "first"
    assert ("backup" in result) is pending and host.backup.is_pending is pending
    for text in ("two", "three", "four"):
        host.backup.accept()
        result = host.write(text, pending=pending)
        assert "kept" not in result and result["files"][0]["first"] == path
    assert host.kept() == FOREIGN and host.first()[host.path("b")] is None
    unchanged = host.write("four", pending=pending)
    assert not unchanged["changed"] and unchanged["files"][0]["first"] == path
    assert host.put_back(check_mode=True).changed and host.put_back().changed
    assert host.tree() == before


def test_only_whoever_writes_the_files_can_read_it(host):
    host.write("one")
    assert {stat.S_IMODE(path.lstat().st_mode) for path in (host.state, host.state / "first")} == {0o700}
    assert {stat.S_IMODE(path.lstat().st_mode) for path in (host.state / "first").iterdir()} == {0o600}
    entry = host.first()[host.path("a")]
    assert (entry["mode"], entry["uid"], entry["gid"]) == ("0604", os.getuid(), os.getgid()) and entry["time"]


def test_a_file_of_other_hands_in_the_place_of_ours_is_not_foreign(host):
    host.write("one")
    Path(host.path("b")).write_text("by hand\n", encoding="utf-8")
    result = host.write("two")
    assert "kept" not in result and host.first()[host.path("b")] is None


def test_a_file_that_is_as_wanted_is_kept_when_it_changes(host):
    Path(host.path("c")).write_text("same\n", encoding="utf-8")
    assert host.path("c") not in [kept["path"] for kept in host.write("one", host.file("c", "same\n"))["kept"]]
    (kept,) = host.write("one", host.file("c", "other\n"))["kept"]
    assert kept["path"] == host.path("c") and Path(kept["first"]).read_text(encoding="utf-8") == "same\n"


def test_a_file_that_is_removed_is_kept(host):
    result = host.run(absent=[host.path("a")], backup_directory=str(host.state), backup_pending=False)
    assert result["files"][0]["state"] == "removed" and not Path(host.path("a")).exists()
    assert host.kept() == FOREIGN
    assert not host.run(absent=[host.path("a")], backup_directory=str(host.state))["changed"]
    host.put_back()
    assert Path(host.path("a")).read_bytes() == FOREIGN


def test_files_of_one_name_are_kept_apart(host):
    for place in ("x", "y"):
        Path(host.path(place)).mkdir()
        Path(host.path(place + "/a")).write_text(place, encoding="utf-8")
    host.run(*(host.file(place + "/a", "new\n") for place in ("x", "y")), backup_directory=str(host.state))
    host.put_back()
    assert [Path(host.path(place + "/a")).read_text(encoding="utf-8") for place in ("x", "y")] == ["x", "y"]


def test_a_service_has_a_way_back_from_the_first_version(host):
    host.write("one")
    host.backup.accept()
    host.put_back()
    assert host.backup.is_pending
    restore.put_back(StubModule({}, host.tmp), host.backup)
    assert Path(host.path("a")).read_text(encoding="utf-8") == "one\n"


def test_without_a_service_nothing_waits_for_one(host):
    host.write("one", pending=False)
    host.put_back()
    assert not host.backup.is_pending and host.kept() == FOREIGN
    with pytest.raises(Refusal, match="holds nothing that could be put back"):
        restore.put_back(StubModule({}, host.tmp), host.backup)


def test_below_a_root_it_is_kept_below_that_root(host, tmp_path):
    root = tmp_path / "root"
    (root / "etc").mkdir(parents=True)
    (root / "etc" / "a").write_bytes(FOREIGN)
    file = {"path": "/etc/a", "content": "new\n"}
    result = host.run(file, root=str(root), backup_directory="/var/lib/gir_multidc/rws", backup_pending=False)
    assert result["files"][0]["first"].startswith(str(root / "var/lib/gir_multidc/rws/first/a."))
    modes = [stat.S_IMODE((root / name).stat().st_mode) for name in ("var/lib", "var/lib/gir_multidc")]
    assert modes == [0o755, 0o700]


def test_a_damaged_note_is_never_taken_for_an_empty_one(host):
    host.write("one")
    (host.state / "first" / "files.json").write_text("{", encoding="utf-8")
    before = host.tree()
    result = host.write("two")
    assert result["failed"] and "move away the directory %s" % (host.state / "first") in result["msg"]
    assert host.tree() == before


def test_a_run_that_is_killed_anywhere_loses_no_foreign_version(tmp_path):
    for number in range(1, 20):
        host = Adopted(fresh(tmp_path / str(number)))
        job = [host.file("a", "one\n"), host.file("b", "one\n")]
        done = host.process(*job, kill_at_rename=number, backup_directory=str(host.state))
        if Path(host.path("a")).read_bytes() != FOREIGN:
            assert host.kept() == FOREIGN
        # Whoever makes the file that the killed run did not loses nothing either.
        ours = Path(host.path("b")).exists()
        if not ours:
            Path(host.path("b")).write_bytes(b"by hand\n")
        result = host.write("two")
        assert not result["failed"] and host.kept() == FOREIGN
        (entry,) = (value for path, value in host.first().items() if path == host.path("b"))
        assert (entry is None) is ours
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL
    assert number > 5 and done.returncode == 0


def test_what_a_killed_run_left_is_taken_for_what_it_is(host):
    (host.state / "first").mkdir(parents=True, mode=0o700)
    path = host.write("one", check_mode=True)["files"][0]["first"]
    Path(path).write_bytes(b"half")
    result = host.write("one")
    assert result["files"][0]["first"] == path + ".2"
    assert Path(path).read_bytes() == b"half" and host.kept() == FOREIGN
    assert json.loads((host.state / "first" / "files.json").read_text(encoding="utf-8")).get("creating") is None


def test_an_existing_file_with_a_secret_is_closed_to_others(host):
    result = host.run(host.file("a", "password: other-Password-1\n"))
    assert result["files"][0]["reasons"] == ["content", "mode"]
    assert stat.S_IMODE(os.stat(host.path("a")).st_mode) == 0o600
    Path(host.path("b")).write_text("x\n", encoding="utf-8")
    os.chmod(host.path("b"), 0o644)
    assert host.run(host.file("b", "x\n", secret=True))["files"][0]["reasons"] == ["mode"]
    assert stat.S_IMODE(os.stat(host.path("b")).st_mode) == 0o640


def test_a_copy_beside_the_file_is_for_its_owner(host):
    copy = host.run(host.file("a", "new\n"), backup=True)["files"][0]["backup_file"]
    assert Path(copy).read_bytes() == FOREIGN and stat.S_IMODE(os.stat(copy).st_mode) == 0o600
