# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a bundle replaces is kept before it is replaced, and can be put back, whatever happened in between."""

import errno
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

SECRET = "the-old-Password-1"


class Kept(Host):
    """A host with three files: one is changed, one only gets another mode, one is not there yet."""

    def __init__(self, directory):
        super().__init__(directory)
        self.state = directory / "state"
        self.backup = Backup(str(self.state))
        Path(self.path("a")).write_bytes(b"password: " + SECRET.encode() + b"\n\xff\n")
        os.chmod(self.path("a"), 0o604)
        Path(self.path("b")).write_text("b\n", encoding="utf-8")
        os.chmod(self.path("b"), 0o644)

    def change(self, text="new", **more):
        files = [self.file("a", text + "\n"), self.file("b", "b\n", mode="0600"), self.file("c", text + "\n")]
        return self.run(*files, backup_directory=str(self.state), **more)

    def put_back(self, check_mode=False):
        return restore.put_back(StubModule({}, self.tmp, check_mode), self.backup)


@pytest.fixture
def host(tmp_path):
    return Kept(tmp_path)


def modes(directory):
    return {stat.S_IMODE(path.lstat().st_mode) for path in directory.rglob("*") if path.is_file()}


def test_everything_that_was_replaced_comes_back_and_only_once(host):
    before = host.tree()
    result = host.change()
    assert result["backup"] == str(host.state / "pending")
    assert SECRET not in json.dumps(result)
    after = host.tree()
    assert host.put_back(check_mode=True).changed
    assert host.tree() == after
    assert host.put_back().changed
    assert host.tree() == before
    assert not host.put_back().changed
    # The service has to take up what was put back.
    assert host.backup.is_pending


def test_nobody_else_can_read_what_is_kept(host):
    host.change()
    assert {stat.S_IMODE(path.lstat().st_mode) for path in (host.state, host.state / "pending")} == {0o700}
    assert modes(host.state) == {0o600}


def test_check_mode_says_the_same_and_keeps_nothing(host):
    predicted = host.change(check_mode=True)
    assert not host.state.exists()
    real = host.change()
    # Fingerprints in differences are salted anew in each run.
    assert dict(predicted, diff=None) == dict(real, diff=None)
    assert "backup" not in host.change()


def test_a_second_change_keeps_the_state_with_which_the_service_ran(host):
    before = host.tree()
    host.change("worse")
    host.change("worse still")
    host.put_back()
    assert host.tree() == before


def test_what_was_taken_up_is_the_way_back_of_the_next_change_and_no_more_is_kept(host):
    host.change("first")
    host.backup.accept()
    assert not host.backup.is_pending
    host.change("second")
    assert not host.run(host.file("a", "second\n"), backup_directory=str(host.state))["changed"]
    host.put_back()
    assert Path(host.path("a")).read_text(encoding="utf-8") == "first\n"
    host.backup.accept()
    assert sorted(path.name for path in host.state.iterdir()) == ["applied.json", "first", "previous"]


def test_without_a_change_that_waits_the_one_before_is_undone(host):
    before = host.tree()
    host.change()
    host.backup.accept()
    assert host.put_back().changed
    assert host.tree() == before
    assert not host.put_back().changed


def test_a_package_that_was_noted_first_is_no_file_to_put_back(host):
    (host.state / "pending").mkdir(parents=True, mode=0o700)
    (host.state / "pending" / "package").write_text("8.5.1\n", encoding="utf-8")
    assert host.backup.package == "8.5.1"
    with pytest.raises(Refusal, match="holds nothing that could be put back"):
        host.put_back()
    host.change()
    host.backup.accept()
    assert host.backup.package is None
    # A package alone does not push the files out.
    (host.state / "pending").mkdir()
    host.backup.accept()
    assert host.backup.generation == str(host.state / "previous")


class Fault:
    """A system call that fails at one of its uses outside of the host's temporary directory."""

    def __init__(self, host, name, number):
        self.host, self.real, self.number = host, getattr(os, name), number
        self.calls = []

    def __call__(self, *args, **kwargs):
        if not str(args[0]).startswith(str(self.host.tmp)):
            self.calls.append(args)
            if len(self.calls) == self.number:
                raise OSError(errno.EIO, "injected fault")
        return self.real(*args, **kwargs)


@pytest.mark.parametrize("name", ["mkdir", "fsync", "link", "rename", "fchmod", "chmod"])
def test_no_way_back_remains_of_a_change_that_was_undone(tmp_path, monkeypatch, name):
    for number in range(1, 40):
        host = Kept(fresh(tmp_path / str(number)))
        before, fault = host.tree(), Fault(host, name, number)
        with monkeypatch.context() as patch:
            patch.setattr(os, name, fault)
            result = host.change()
        if result["failed"]:
            assert "nothing was changed" in result["msg"]
            assert host.tree() == before
            assert not host.backup.is_pending and not host.backup.holds(host.backup.first)
        if len(fault.calls) < number:
            break
    assert len(fault.calls) < number


def test_a_run_that_is_killed_anywhere_leaves_the_way_back(tmp_path):
    killed = 0
    for number in range(1, 20):
        host = Kept(fresh(tmp_path / str(number)))
        before = host.tree()
        files = [host.file("a", "new\n"), host.file("b", "b\n", mode="0600"), host.file("c", "new\n")]
        done = host.process(*files, kill_at_rename=number, backup_directory=str(host.state))
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL
        killed += 1
        names = ("a", "b", "c")
        if any(host.tree().get(name) != before.get(name) for name in names):
            assert host.backup.is_pending
            host.put_back()
            assert {name: host.tree().get(name) for name in names} == {name: before.get(name) for name in names}
        assert host.change()["changed"]
        host.put_back()
        assert host.tree() == before
    assert killed > 2 and done.returncode == 0


def test_a_damaged_way_back_is_said_before_anything_is_written(host):
    host.change()
    (host.state / "pending" / "files.json").write_text("{", encoding="utf-8")
    before = host.tree()
    result = host.change("other")
    assert result["failed"] and "remove the directory %s" % (host.state / "pending") in result["msg"]
    assert host.tree() == before
    with pytest.raises(Refusal, match="remove the directory"):
        host.put_back()


def test_a_file_in_the_place_of_the_directory_is_refused(host):
    host.state.write_text("", encoding="utf-8")
    assert "move it away" in host.change()["msg"]
