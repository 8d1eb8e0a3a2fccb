# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a backup folder is shared by hosts, and a service may write there, as one host sees it."""

import getpass
import os

import module_runs
import pytest
from ansible_collections.gir.multidc.plugins.module_utils._service import backup_folder, mounts

NAME = "backup_folder_info"
ME = getpass.getuser()
TABLE = """\
22 1 253:0 / / rw,relatime shared:1 - xfs /dev/mapper/root rw
30 22 0:40 / /mnt rw - autofs systemd-1 rw,fd=38
41 30 0:45 / /mnt/archive rw,relatime shared:9 - nfs4 nas1.test:/archive rw,vers=4.2
42 22 0:45 /ny /srv/with\\040blank rw - nfs4 nas1.test:/archive rw
43 22 0:46 / /san rw - gfs2 /dev/mapper/san rw
44 22 0:47 / /gpfs rw - gpfs fs1 rw
45 22 0:48 / /odd rw - fuse.odd odd rw
46 22 0:49 / /win rw - cifs //nas1.test/share rw
damaged line
"""


@pytest.fixture
def looked(tmp_path):
    """A folder of this machine, which a table of mounts puts onto a file system of the test's choice."""

    def look(line, user=ME, path=None, further=()):
        folder = tmp_path / "archive"
        folder.mkdir(exist_ok=True)
        table = tmp_path / "mountinfo"
        table.write_text(f"22 1 253:0 / / rw - xfs /dev/root rw\n41 22 0:45 / {tmp_path} rw - {line} rw\n", "utf-8")
        return backup_folder.look(str(path or folder), user, 10, further, str(table))

    return look


def ids(found):
    return [one["id"] for one in found["problems"]]


@pytest.mark.parametrize(
    ("path", "point", "shared", "place"),
    [
        ("/mnt/archive/ny", "/mnt/archive", True, "nas1.test:/archive/ny"),
        ("/mnt/archives", "/mnt", None, None),
        ("/srv/with blank", "/srv/with blank", True, "nas1.test:/archive/ny"),
        ("/srv/with blank/2026", "/srv/with blank", True, "nas1.test:/archive/ny/2026"),
        ("/opt/archive", "/", False, None),
        ("/san/a", "/san", True, None),
        ("/gpfs/a", "/gpfs", True, "fs1/a"),
        ("/odd", "/odd", None, None),
        ("/win/a", "/win", True, "//nas1.test/share/a"),
    ],
)
def test_a_path_is_on_the_mount_that_holds_it(path, point, shared, place):
    mount = mounts.mount_of(path, mounts.mounts(TABLE))
    found = mounts.described(path, mount)
    assert (found["point"], found["shared"], found["place"]) == (point, shared, place)


def test_a_later_mount_covers_an_earlier_one_and_a_root_is_local_whatever_it_is():
    text = "1 0 0:1 / /mnt rw - autofs auto rw\n2 1 0:2 / /mnt rw - nfs nas:/a rw\n3 1 0:3 / / rw - nfs nas:/root rw\n"
    known = mounts.mounts(text)
    assert mounts.mount_of("/mnt/a", known).kind == "nfs"
    assert mounts.described("/opt", mounts.mount_of("/opt", known))["shared"] is False


def test_a_shared_folder_is_confirmed(looked):
    found = looked("nfs4 nas1.test:/archive")
    assert (found["observation"], found["observation_reason"], ids(found)) == ("confirmed", None, [])
    assert found["mount"]["place"] == "nas1.test:/archive/archive"
    assert found["writable"] is True and found["free_bytes"] > 0 and 0 <= found["free_percent"] <= 100
    assert found["owner"] == ME and found["mode"] == f"{os.umask(os.umask(0o22)) ^ 0o777 & 0o777:04o}"


@pytest.mark.parametrize(
    ("line", "more", "answer", "problems"),
    [
        ("xfs /dev/sdb1", {}, "failed", ["local"]),
        ("fuse.odd odd", {}, "not observable", ["unknown_mount"]),
        ("fuse.odd nas:/x", {"further": ("fuse.odd",)}, "confirmed", []),
        ("nfs nas:/x", {"user": None}, "not observable", ["unknown_rights"]),
        ("nfs nas:/x", {"user": "nobody-of-this-name"}, "not observable", ["unknown_rights"]),
        ("nfs nas:/x", {"path": "/nowhere/archive"}, "failed", ["missing"]),
        ("nfs nas:/x", {"path": "/etc/passwd"}, "failed", ["no_folder"]),
        ("xfs /dev/sdb1", {"user": None}, "failed", ["local", "unknown_rights"]),
    ],
)
def test_what_is_wrong_or_unseen_is_said(looked, line, more, answer, problems):
    found = looked(line, **more)
    assert (found["observation"], ids(found)) == (answer, problems)


def test_another_account_than_the_own_one_is_judged(looked, tmp_path):
    """As root the kernel is asked as that account, else the mode tells."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.name.startswith(("test_", "popen-", "pytest-")):
            folder.chmod(0o755)
    found = looked("nfs nas:/x", user="nobody")
    assert ids(found) == ["not_writable"] and "and mode 0" in found["observation_reason"]
    (tmp_path / "archive").chmod(0o1777)
    assert looked("nfs nas:/x", user="nobody")["writable"] is True
    tmp_path.chmod(0o700)
    assert looked("nfs nas:/x", user="nobody")["observation"] == "failed"


@pytest.mark.parametrize(
    ("mode", "uid", "groups", "writes"),
    [
        (0o700, 5, [7], True),
        (0o570, 5, [6], False),
        (0o770, 8, [6], True),
        (0o707, 8, [6], False),
        (0o703, 8, [9], True),
    ],
)
def test_without_root_the_mode_tells(monkeypatch, tmp_path, mode, uid, groups, writes):
    known = os.stat_result((0o40000 | mode, 0, 0, 0, 5, 6, 0, 0, 0, 0))
    monkeypatch.setattr(backup_folder, "_above", lambda path: [])
    monkeypatch.setattr(os, "listxattr", lambda path: [])
    who = backup_folder.Account("rws", uid, groups[0], groups)
    assert backup_folder._writes(str(tmp_path), known, who) is writes
    monkeypatch.setattr(os, "listxattr", lambda path: ["system.posix_acl_access"])
    assert backup_folder._writes(str(tmp_path), known, who) is None


def test_the_module_looks_at_each_folder_and_refuses_what_is_none(tmp_path):
    found = module_runs.succeed(NAME, {"folders": [str(tmp_path), str(tmp_path / "no")], "user": ME})
    first, second = found["folders"]
    assert (first["path"], first["exists"], first["mount"]["shared"]) == (str(tmp_path), True, False)
    assert ids(second) == ["missing"] and found["changed"] is False
    refused = module_runs.fail(NAME, {"folders": ["archive"], "timeout": 0})
    assert refused["msg"] == (
        "folders has 'archive', which is no absolute path; give one that begins with a slash. timeout is 0; give at"
        " least 1."
    )
