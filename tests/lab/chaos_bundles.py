# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bundles that chaos strikes: how their files are before and after, and what may be on a disk in between."""

import os
import re

from lab.chaos_runs import bundle

HALF = 4096  # where chaos_hook ends the write of a new content
LARGE = "large: new\n" * 2000  # more than one write
DAEMON = 1
OLD = {
    "first": ("-rw-------", 0, 0, b"first: old\n"),
    "second": ("-rw-r-----", 0, DAEMON, b"second: old\n"),
    "third": ("-rw-rw-rw-", 0, 0, b"third: same\n"),
}
NEW = {
    "first": ("-rw-------", DAEMON, DAEMON, LARGE.encode()),
    "second": ("-rw-r-----", 0, DAEMON, b"second: new\n"),
    "third": ("-rw-r-----", 0, 0, b"third: same\n"),
    "made": ("drwxr-x---", 0, DAEMON, None),
    "made/fourth": ("-rw-r-----", 0, 0, b"fourth: new\n"),
}
# A new directory is closed until all that belongs into it is there.
MADE = {("drwx------", 0, 0, None), ("drwx------", 0, DAEMON, None), NEW["made"]}
# What a bundle does to a disk, at each of which it is killed.
OPERATIONS = {"open", "mkdir", "chown", "chmod", "link", "rename", "remove", "fsync", "fsynced"}
BACKUP = re.compile(r"(first|second)\..*~")
LEFTOVER = re.compile(r"(made/)?\.gir_multidc\..*\.(new|old)")


def wanted(directory):
    """The files and directories of one bundle below a directory."""
    files = [
        {"path": f"{directory}/first", "content": LARGE, "owner": "daemon", "group": "daemon"},
        {"path": f"{directory}/second", "content": "second: new\n", "format": "yaml"},
        {"path": f"{directory}/third", "content": "third: same\n", "mode": "0640"},
        {"path": f"{directory}/made/fourth", "content": "fourth: new\n"},
    ]
    return files, [{"path": f"{directory}/made", "group": "daemon", "mode": "0750"}]


def writes(*directories):
    """The task that writes the bundles below all these directories in one call."""
    files, made = [], []
    for directory in directories:
        more = wanted(directory)
        files, made = files + more[0], made + more[1]
    return bundle(*files, directories=made, backup=True)


def make_old(top, names):
    """Directories with the files as they were before."""
    for name in names:
        for file, (mode, owner, group, content) in OLD.items():
            path = top / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            path.chmod(int("".join("01"[letter != "-"] for letter in mode[1:]), 2))
            os.chown(path, owner, group)


def assert_whole(found, where):
    """Each file is wholly the old or wholly the new one, and what lies beside them is nobody else's to read."""
    assert set(OLD) <= set(found), where
    for name, entry in found.items():
        if name == "made":
            assert entry in MADE, (where, name, entry)
        elif name in NEW:
            assert entry in {OLD.get(name), NEW[name]}, (where, name, entry[:3], entry[3][:40])
        elif BACKUP.fullmatch(name):
            # A copy that stays is for its owner alone, whatever the mode of the file was.
            assert entry == ("-rw-------", *OLD[name.partition(".")[0]][1:]), (where, name, entry)
        else:
            assert LEFTOVER.fullmatch(name), (where, name)
            assert entry[0].endswith("---"), (where, name, entry[0])


def assert_tried(found):
    """The runs were struck at moments that differ: files of both kinds at once, rests of every kind, half a file."""
    states = [{entries.get(name) == NEW[name] for name in NEW} for entries in found.values()]
    assert {True, False} in states
    assert {False} in states
    assert {name.rpartition(".")[2] for entries in found.values() for name in entries if LEFTOVER.fullmatch(name)} == {
        "new", "old",
    }
    assert [len(entry[3]) for name, entry in found["half"].items() if name.endswith(".new")] == [HALF]


def without_backups(found):
    """A tree but for the backups in it."""
    return {name: entry for name, entry in found.items() if not BACKUP.fullmatch(name)}


def said(run, host):
    """What a bundle said it does, but for the names of backups, which check mode cannot know."""
    result = run.of(host)[""].data
    files = [{key: value for key, value in entry.items() if key != "backup_file"} for entry in result["files"]]
    return {"files": files, "directories": result["directories"], "changed": result["changed"]}


def texts(place, **contents):
    """The task that writes these files with these contents."""
    return bundle(*({"path": f"{place}/{name}", "content": text} for name, text in contents.items()))
