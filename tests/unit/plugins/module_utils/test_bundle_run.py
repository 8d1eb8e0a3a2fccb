# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The config_bundle module on a host: what it writes, what it leaves, and what it refuses."""

import json
import os
import shutil
import stat
import tempfile
from pathlib import Path

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._bundle import paths
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.yaml_sources import yaml_sources
from bundle_host import Host, fresh

SECRET = "Vb7-secret-value"


@pytest.fixture
def host(tmp_path):
    return Host(tmp_path)


def test_creates_files_and_directories_then_changes_nothing(host):
    directories = [{"path": host.path("a/b"), "mode": "0750"}, {"path": host.path("a")}]
    files = [host.file("a/b/c.conf", "one\n", mode="0600"), host.file("d.conf", "two\n")]
    first = host.run(*files, directories=directories)
    assert first["changed"] is True
    assert [f["state"] for f in first["files"]] == ["created", "created"]
    assert [d["state"] for d in first["directories"]] == ["created", "created"]
    tree = host.tree()
    assert tree["a"][0] == "drwxr-xr-x"
    assert tree["a/b"][0] == "drwxr-x---"
    assert tree["a/b/c.conf"][0] == "-rw-------"
    assert tree["d.conf"][0] == "-rw-r-----"
    inodes = [os.stat(f["path"]).st_ino for f in files]
    second = host.run(*files, directories=directories)
    assert second["changed"] is False
    assert second["diff"] == []
    assert inodes == [os.stat(f["path"]).st_ino for f in files]
    assert host.tree() == tree


SAME = [
    ("yaml", "a: 1\nb: [x, {c: d}]\n", "# comment\nb:\n- x\n- c: d\na: 1\n"),
    ("yaml", "a: &x {k: v}\nb: *x\n", "b: {k: v}\na: {k: v}\n"),
    ("yaml", "a: 'text'\n", "\ufeffa: text\n"),
    ("json", '{"a": 1, "b": [true, null]}', '{"b":[true,null],\n"a":1}\n'),
    ("ini", "[s]\nA = 1\nb=2\n[t]\nx=y\n", "; comment\n[t]\nx = y\n\n[s]\nb: 2\nA=1\n"),
]
DIFFERENT = [
    ("yaml", "a: 1\n", 'a: "1"\n'),
    ("yaml", "a: 1\n", "a: true\n"),
    ("yaml", "a: 1\n", "a: 1.0\n"),
    ("yaml", "a: [1, 2]\n", "a: [2, 1]\n"),
    ("yaml", "a: null\n", "b: null\n"),
    ("yaml", "1: x\n", '"1": x\n'),
    ("yaml", "a: 1\n", "a: 1\na: 1\n"),
    ("yaml", "a: 1\n", "a: [unclosed\n"),
    ("yaml", "a: 1\n", "a: !vault x\n"),
    ("yaml", "a: 1\n", "a: &x [*x]\n"),
    ("yaml", "a: 1\n", "--- \na: 1\n---\nb: 2\n"),
    ("json", '{"a": 1}', '{"a": "1"}'),
    ("json", '{"a": 1}', '{"a": 1'),
    ("json", '{"a": 1}', '{"a": 1, "a": 1}'),
    ("ini", "[s]\na=1\n", "[S]\na=1\n"),
    ("ini", "[s]\na=1\n", "[s]\nA=1\n"),
    ("ini", "[s]\na=%(b)s\n", "[s]\na=1\n"),
    ("ini", "[s]\na=1\n", "a=1\n"),
]


@pytest.mark.parametrize(("fmt", "wanted", "present"), SAME)
def test_leaves_a_file_that_means_the_same(host, fmt, wanted, present):
    Path(host.path("f")).write_text(present, encoding="utf-8")
    result = host.run(host.file("f", wanted, format=fmt))
    assert (result["failed"], result["changed"]) == (False, False)
    assert result["files"][0]["comparison"] == "meaning"
    assert Path(host.path("f")).read_text(encoding="utf-8") == present


@pytest.mark.parametrize(("fmt", "wanted", "present"), DIFFERENT)
def test_rewrites_a_file_that_means_something_else(host, fmt, wanted, present):
    Path(host.path("f")).write_text(present, encoding="utf-8")
    predicted = host.run(host.file("f", wanted, format=fmt), check_mode=True)
    assert Path(host.path("f")).read_text(encoding="utf-8") == present
    result = host.run(host.file("f", wanted, format=fmt))
    assert result["files"] == predicted["files"]
    assert result["files"][0]["reasons"] == ["content"]
    assert Path(host.path("f")).read_text(encoding="utf-8") == wanted


def test_bytes_that_are_no_text_are_replaced(host):
    Path(host.path("f")).write_bytes(b"\xff\xfe\x00")
    assert host.run(host.file("f", "a: 1\n", format="yaml"))["changed"] is True


def test_without_a_yaml_reader_compares_bytes_and_says_so(host):
    Path(host.path("f")).write_text("a:   1\n", encoding="utf-8")
    sources = dict(yaml_sources(), scanner="def broken(:\n")
    result = host.run(host.file("f", "a: 1\n", format="yaml"), yaml_reader=sources)
    assert result["changed"] is True
    assert result["files"][0]["comparison"] == "bytes"
    assert "compared byte by byte" in result["warnings"][0]


def test_reports_all_problems_at_once_and_writes_nothing(host):
    Path(host.path("directory")).mkdir()
    Path(host.path("dangling")).symlink_to("nowhere")
    Path(host.path("plain")).write_text("x", encoding="utf-8")
    before = host.tree()
    files = [
        host.file("good", "x\n"),
        host.file("missing/f", "x\n"),
        host.file("directory", "x\n"),
        host.file("dangling", "x\n"),
        host.file("plain/below", "x\n"),
        host.file("owned", "x\n", owner="no-such-user", group="no-such-group"),
    ]
    result = host.run(*files)
    assert result["failed"] is True
    assert result["changed"] is False
    text = "\n".join(result["problems"])
    assert len(result["problems"]) == 6
    for words in (
        "does not exist: list it under directories",
        "is a directory",
        "symbolic link",
        "no user no-such-user",
    ):
        assert words in text
    assert "no group no-such-group" in text
    assert host.tree() == before


def test_in_check_mode_a_missing_account_is_a_warning_and_a_change(host):
    Path(host.path("f")).write_text("x\n", encoding="utf-8")
    result = host.run(host.file("f", "x\n", owner="no-such-user"), check_mode=True)
    assert result["files"][0]["reasons"] == ["owner"]
    assert "no user no-such-user yet" in result["warnings"][0]


def test_two_paths_to_one_file_are_refused(host):
    Path(host.path("real")).mkdir()
    Path(host.path("link")).symlink_to("real")
    result = host.run(host.file("real/f", "x\n"), host.file("link/f", "y\n"))
    assert "are the same file" in result["msg"]


def test_a_link_is_followed_and_stays(host):
    Path(host.path("real.conf")).write_text("old\n", encoding="utf-8")
    Path(host.path("link.conf")).symlink_to("real.conf")
    assert host.run(host.file("link.conf", "new\n"))["changed"] is True
    assert Path(host.path("link.conf")).is_symlink()
    assert Path(host.path("real.conf")).read_text(encoding="utf-8") == "new\n"


def test_a_link_that_another_account_planted_is_not_followed(host, monkeypatch):
    Path(host.path("shadow")).write_text("old\n", encoding="utf-8")
    Path(host.path("link.conf")).symlink_to("shadow")
    monkeypatch.setattr(paths, "link_owner", lambda path: 4711)
    result = host.run(host.file("link.conf", "new\n"))
    assert "belongs to uid 4711" in result["msg"]
    assert Path(host.path("shadow")).read_text(encoding="utf-8") == "old\n"


def test_below_a_root_missing_parents_come_with_the_bundle(host):
    root = host.path("new/root")
    result = host.run({"path": "/etc/app/f.conf", "content": "x\n"}, root=root)
    assert result["failed"] is False
    assert Path(root, "etc/app/f.conf").read_text(encoding="utf-8") == "x\n"
    assert "/etc/app" in [d["path"] for d in result["directories"]]
    assert host.run({"path": "/etc/app/f.conf", "content": "x\n"}, root=root)["changed"] is False


def test_a_link_out_of_the_root_is_refused(host, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    Path(host.path("app")).symlink_to(outside)
    result = host.run({"path": "/app/f.conf", "content": "x\n"}, root=str(host.etc))
    assert "outside of the root prefix" in result["msg"]
    assert list(outside.iterdir()) == []


def test_mode_alone_is_changed_in_place(host):
    Path(host.path("f")).write_text("x\n", encoding="utf-8")
    os.chmod(host.path("f"), 0o666)
    inode = os.stat(host.path("f")).st_ino
    result = host.run(host.file("f", "x\n", mode="0640"))
    assert result["files"][0]["reasons"] == ["mode"]
    assert (os.stat(host.path("f")).st_ino, host.tree()["f"][0]) == (inode, "-rw-r-----")
    assert result["diff"][0]["before"] == "mode = 0666\n"


def test_what_is_not_given_is_kept(host):
    Path(host.path("f")).write_text("x\n", encoding="utf-8")
    os.chmod(host.path("f"), 0o604)
    host.run(host.file("f", "y\n"))
    assert host.tree()["f"][0] == "-rw----r--"


def test_backup_has_the_old_content_and_rights(host):
    Path(host.path("f")).write_text("old\n", encoding="utf-8")
    os.chmod(host.path("f"), 0o600)
    result = host.run(host.file("f", "new\n", mode="0644"), host.file("g", "new\n"), backup=True)
    backup = Path(result["files"][0]["backup_file"])
    assert backup.read_text(encoding="utf-8") == "old\n"
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert "backup_file" not in result["files"][1]


def test_a_refused_file_keeps_all_others_from_being_written(host):
    before = host.tree()
    files = [
        host.file("a", "x\n"),
        host.file("b", "x\n", validate="test -z %s"),
        host.file("c", "y\n", validate="false %s"),
    ]
    for check_mode in (True, False):
        result = host.run(*files, check_mode=check_mode, directories=[{"path": host.path("d")}])
        assert len(result["problems"]) == 2
        assert "refused by its validate command" in result["msg"]
        assert host.tree() == before


def test_the_validate_command_sees_the_new_content_under_its_own_name(host, tmp_path):
    seen = tmp_path / "seen"
    script = tmp_path / "look"
    script.write_text('#!/bin/sh\nbasename "$1" > %s; cat "$1" >> %s\n' % (seen, seen), encoding="utf-8")
    script.chmod(0o755)
    result = host.run(host.file("a.service", "new\n", validate="%s %%s" % script))
    assert result["failed"] is False
    assert seen.read_text(encoding="utf-8") == "a.service\nnew\n"
    seen.unlink()
    assert host.run(host.file("a.service", "new\n", validate="%s %%s" % script))["changed"] is False
    assert not seen.exists()


def test_a_missing_validator_is_a_problem_but_only_a_warning_in_check_mode(host):
    file = host.file("a", "x\n", validate="no-such-program %s")
    assert "not on this host yet" in host.run(file, check_mode=True)["warnings"][0]
    assert "not on this host" in host.run(file)["msg"]


def test_no_secret_in_any_output(host):
    Path(host.path("old.yaml")).write_text("jetty: {password: Old-%s}\n" % SECRET, encoding="utf-8")
    Path(host.path("broken.yaml")).write_text("password: %s\n  x: [" % SECRET, encoding="utf-8")
    Path(host.path("users")).write_text("ops:$6$%s\n" % SECRET, encoding="utf-8")
    files = [
        host.file("old.yaml", "jetty:\n  password: %s\n  port: 8080\n" % SECRET, format="yaml"),
        host.file("broken.yaml", "password: %s\n" % SECRET, format="yaml"),
        host.file("users", "ops:$6$new%s\n" % SECRET, secret=True),
        host.file("unit", "Environment=RWS_PASSWORD=%s\nExecStart=/x --seed %s\n" % (SECRET, SECRET)),
        host.file("o.ini", "[s]\nmyOption=%s\nurl=http://u:%s@h/\n" % (SECRET, SECRET), format="ini"),
    ]
    for check_mode in (True, False):
        result = host.run(*files, check_mode=check_mode, secret_keys=["^myoption$"])
        assert result["changed"] is True
        assert SECRET not in json.dumps(result)
        assert "<secret " in json.dumps(result["diff"])
        assert "jetty.port = 8080" in json.dumps(result["diff"])


def test_no_secret_in_the_output_of_a_validator(host):
    cat = "sh -c 'cat $0; exit 1' %s"
    result = host.run(
        host.file("a", "port 80\nBindPassword %s\n" % SECRET, validate=cat),
        host.file("b", "ops:%s\n" % SECRET, secret=True, validate=cat),
    )
    assert SECRET not in json.dumps(result)
    assert "port 80" in result["msg"]
    assert "withheld" in result["msg"]


def test_an_ordinary_user_needs_no_root_and_is_told_what_it_may_not():
    with tempfile.TemporaryDirectory() as directory:
        host = Host(fresh(Path(directory) / "host"))
        uid = 65534 if os.geteuid() == 0 else os.geteuid()
        os.chmod(directory, 0o755)
        for path in (host.tmp, host.etc):
            os.chown(path, uid, -1)
        good = host.process(host.file("a", "x\n", owner=str(uid)), uid=uid if os.geteuid() == 0 else None)
        assert json.loads(good.stdout)["changed"] is True
        assert os.stat(host.path("a")).st_uid == uid
        bad = host.process(
            host.file("b", "x\n", owner="0"),
            {"path": "/proc/nothing-is-written-here", "content": "x\n"},
            uid=uid if os.geteuid() == 0 else None,
        )
        problems = json.loads(bad.stdout)["problems"]
        assert "cannot be given to user root" in problems[0]
        assert "/proc/nothing-is-written-here cannot be written" in problems[1]


def test_a_large_bundle(host):
    files = [host.file("f%d" % n, ("line %d\n" % n) * 5000) for n in range(100)]
    assert host.run(*files)["changed"] is True
    assert host.run(*files)["changed"] is False


def test_on_python_36(host, oldest_python):
    """Compare, write and roll back with the oldest interpreter of managed hosts; see conftest.py when there is none."""
    for python in oldest_python:
        Path(host.path("f.yaml")).write_text("b: [1, 2]\na: {x: 'y'}\n", encoding="utf-8")
        same = host.process(host.file("f.yaml", "a:\n  x: y\nb:\n- 1\n- 2\n", format="yaml"), python=python)
        assert json.loads(same.stdout)["changed"] is False, same.stderr
        wanted = [
            host.file("f.yaml", "a: {x: z}\n", format="yaml", mode="0600"),
            host.file("g.ini", "[s]\na=1\n", format="ini"),
            host.file("h.json", "{}", format="json", validate="test -f %s"),
        ]
        predicted = json.loads(host.process(*wanted, python=python, check_mode=True).stdout)
        done = host.process(*wanted, python=python)
        result = json.loads(done.stdout)
        assert (result["failed"], result["files"]) == (False, predicted["files"]), done.stderr
        assert json.loads(host.process(*wanted, python=python).stdout)["changed"] is False
        shutil.rmtree(host.etc)
        host.etc.mkdir()
