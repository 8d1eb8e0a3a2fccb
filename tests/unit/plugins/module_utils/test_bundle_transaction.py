# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A bundle is written as a whole or not at all, whatever fails and whenever it is killed."""

import errno
import os
import signal
import stat
from pathlib import Path

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._bundle import staging
from bundle_host import Host, fresh


@pytest.fixture
def host(tmp_path):
    return Host(tmp_path)


class Fault:
    """Lets the given system call fail the n-th time that the module makes it."""

    def __init__(self, monkeypatch, name, number, spared):
        self.calls = 0
        real = getattr(os, name)

        def call(*args, **kwargs):
            if str(args[0]).startswith(spared):
                return real(*args, **kwargs)
            self.calls += 1
            if self.calls == number:
                raise OSError(errno.EIO, "injected fault")
            return real(*args, **kwargs)

        monkeypatch.setattr(os, name, call)


@pytest.mark.parametrize("name", ["mkdir", "fsync", "link", "rename", "fchmod", "chmod"])
def test_all_or_none_whichever_system_call_fails(tmp_path, monkeypatch, name):
    outcomes = set()
    for number in range(1, 20):
        host = Host(fresh(tmp_path / str(number)))
        for old in ("a", "b", "c"):
            Path(host.path(old)).write_text("old %s\n" % old, encoding="utf-8")
        os.chmod(host.path("c"), 0o666)
        before = host.tree()
        files = [
            host.file("a", "new\n"),
            host.file("d/e", "new\n"),
            host.file("b", "new\n"),
            host.file("c", "old c\n", mode="0600"),
        ]
        with monkeypatch.context() as patch:
            fault = Fault(patch, name, number, spared=str(host.tmp))
            result = host.run(*files, directories=[{"path": host.path("d"), "mode": "0700"}], backup=number % 2 == 0)
        if result["failed"]:
            assert "nothing was changed" in result["msg"]
            assert host.tree() == before
        else:
            tree = {path: entry for path, entry in host.tree().items() if not path.endswith("~")}
            assert sorted(tree) == ["a", "b", "c", "d", "d/e"]
            assert [tree[p][2] for p in ("a", "b", "d/e")] == [b"new\n"] * 3
            assert tree["c"][0] == "-rw-------"
        outcomes.add(result["failed"])
        if fault.calls < number:
            break
    assert fault.calls < number
    assert outcomes == ({False} if name == "link" else {True, False})


def test_a_failed_roll_back_names_the_place_of_the_original(host, monkeypatch):
    for name in ("a", "b"):
        Path(host.path(name)).write_text("old\n", encoding="utf-8")
    real, seen = os.rename, []

    def rename(source, target):
        seen.append(target)
        if len(seen) > 1:
            raise OSError(errno.EIO, "injected fault")
        real(source, target)

    monkeypatch.setattr(os, "rename", rename)
    result = host.run(host.file("a", "new\n"), host.file("b", "new\n"))
    assert result["changed"] is True
    place = result["problems"][1].rsplit(" ", 1)[1]
    assert Path(place).read_text(encoding="utf-8") == "old\n"
    monkeypatch.undo()
    # Nobody but the operator removes it.
    assert host.run(host.file("c", "x\n"))["changed"] is True
    assert Path(place).exists()


def test_a_full_disk_leaves_everything_as_it_was(host, monkeypatch):
    Path(host.path("a")).write_text("old\n", encoding="utf-8")
    before = host.tree()

    def fsync(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fsync)
    result = host.run(host.file("a", "new\n"), host.file("b", "new\n"))
    assert "make room on the file system" in result["msg"]
    assert host.tree() == before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_in_the_middle_puts_everything_back(host, monkeypatch, number):
    for name in ("a", "b"):
        Path(host.path(name)).write_text("old\n", encoding="utf-8")
    before, handler = host.tree(), signal.getsignal(number)
    real, seen = os.rename, []

    def rename(source, target):
        seen.append(target)
        real(source, target)
        if len(seen) == 1:
            os.kill(os.getpid(), number)

    monkeypatch.setattr(os, "rename", rename)
    result = host.run(host.file("a", "new\n"), host.file("b", "new\n"))
    assert "stopped by signal" in result["msg"]
    assert host.tree() == before
    assert signal.getsignal(number) == handler


def test_after_a_kill_no_file_is_half_written_and_the_next_run_converges(host):
    for name in ("a", "b"):
        Path(host.path(name)).write_text("old\n", encoding="utf-8")
    files = [host.file("a", "new\n" * 1000), host.file("b", "new\n" * 1000)]
    assert host.process(*files, kill_at_rename=2).returncode == -signal.SIGKILL
    assert {Path(f["path"]).read_text(encoding="utf-8") for f in files} == {"old\n", "new\n" * 1000}
    assert len(host.tree()) > 2
    assert host.run(*files)["changed"] is True
    assert sorted(host.tree()) == ["a", "b"]
    assert host.run(*files)["changed"] is False


def test_leftovers_of_a_living_run_are_left_alone(host):
    living = Path(host.path(".gir_multidc.%d.0123456789ab.new" % os.getpid()))
    dead = Path(host.path(".gir_multidc.999999999.0123456789ab.old"))
    for path in (living, dead):
        path.write_text("x", encoding="utf-8")
    host.run(host.file("a", "x\n"), check_mode=True)
    assert dead.exists()
    host.run(host.file("a", "x\n"))
    assert (living.exists(), dead.exists()) == (True, False)


@pytest.mark.parametrize(("seconds_later", "stays"), [(10, False), (0, True)])
def test_a_leftover_whose_number_another_process_now_has_is_removed(host, monkeypatch, seconds_later, stays):
    left = Path(host.path(".gir_multidc.%d.0123456789ab.new" % os.getpid()))
    left.write_text("x", encoding="utf-8")
    monkeypatch.setattr(staging, "_started", lambda pid: left.stat().st_ctime + seconds_later)
    host.run(host.file("a", "x\n"))
    assert left.exists() == stays


def test_a_file_that_cannot_be_replaced_is_not_said_to_be_changed(host, monkeypatch):
    Path(host.path("a")).write_text("old\n", encoding="utf-8")
    before = host.tree()

    def rename(source, target):
        raise OSError(errno.EPERM, "Operation not permitted")

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", rename)
        result = host.run(host.file("a", "new\n"))
    assert (result["failed"], result["changed"]) == (True, False)
    assert "nothing was changed" in result["msg"]
    assert host.tree() == before


def test_a_directory_that_somebody_else_makes_meanwhile_is_taken_as_it_is(host, monkeypatch):
    real = os.mkdir

    def mkdir(path, *mode):
        if str(path).endswith("shared"):
            real(path, *mode)
        real(path, *mode)

    monkeypatch.setattr(os, "mkdir", mkdir)
    result = host.run(host.file("shared/a", "new\n"), directories=[{"path": host.path("shared"), "mode": "0750"}])
    assert result["changed"] is True, result
    assert stat.S_IMODE(os.stat(host.path("shared")).st_mode) == 0o750
