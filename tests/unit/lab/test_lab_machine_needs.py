# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a machine must have: each lack is one sentence."""

from pathlib import Path

import pytest
from lab import cgroups, requirements
from lab.errors import Impossible, LabError


def test_missing_commands_are_named_with_their_packages():
    tools = {"sh": "dash", "no-such-nspawn": "systemd-container", "no-such-ip": "iproute2"}
    with pytest.raises(LabError) as caught:
        requirements.require_tools(tools)
    assert str(caught.value) == (
        "These commands are missing: no-such-nspawn, no-such-ip. Debian: apt-get install iproute2 systemd-container"
    )


def test_who_is_not_root_is_told(monkeypatch):
    monkeypatch.setattr(requirements.os, "geteuid", lambda: 1000)
    with pytest.raises(LabError, match="needs Linux and root"):
        requirements.require_root()


def test_a_machine_that_allows_no_namespaces_is_told(tmp_path, monkeypatch):
    program = tmp_path / "unshare"
    program.write_text("#!/bin/sh\necho 'unshare failed: Operation not permitted' >&2\nexit 1\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(LabError, match=r"does not allow namespaces .*\(unshare failed: Operation not permitted\)"):
        requirements.require_namespaces()


@pytest.mark.parametrize(
    ("mounts", "places"),
    [
        ("cgroup2 /sys/fs/cgroup cgroup2 rw,nsdelegate 0 0", ["/sys/fs/cgroup"]),
        ("cgroup /sys/fs/cgroup/cpu cgroup rw,cpu 0 0\ncgroup /sys/fs/cgroup/systemd cgroup rw,name=systemd 0 0\n"
         "cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0", ["/sys/fs/cgroup/systemd", "/sys/fs/cgroup/unified"]),
    ],
)
def test_hierarchies_that_systemd_uses_are_found(mounts, places):
    assert cgroups.hierarchies(mounts) == [Path(place) for place in places]


def test_no_hierarchy_is_said():
    with pytest.raises(LabError, match="No control groups are mounted"):
        cgroups.hierarchies("tmpfs / tmpfs rw 0 0")


def test_a_read_only_hierarchy_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(cgroups, "hierarchies", lambda: [tmp_path])
    requirements.require_control_groups()
    monkeypatch.setattr(requirements.os, "access", lambda _path, _mode: False)
    with pytest.raises(Impossible, match=f"The control groups in {tmp_path} are read-only here"):
        requirements.require_control_groups()


def test_a_file_system_that_takes_no_overlay_is_said(tmp_path, monkeypatch):
    program = tmp_path / "bin" / "unshare"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho 'wrong fs type' >&2\nexit 32\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    with pytest.raises(Impossible, match=rf"{tmp_path} cannot be the upper layer of an overlay \(wrong fs type\)"):
        requirements.require_overlay(tmp_path / "not" / "yet" / "there")
    assert [path.name for path in tmp_path.iterdir()] == ["bin"]


@pytest.fixture
def inotify_limit(tmp_path, monkeypatch):
    """A file in the place of the kernel's, which grants nothing."""
    path = tmp_path / "max_user_instances"
    path.write_text("128", encoding="ascii")
    monkeypatch.setattr(requirements, "INOTIFY_LIMIT", path)
    return path


def test_the_limit_is_raised_where_the_systemds_of_all_hosts_need_more(monkeypatch, inotify_limit):
    left = iter([127, 14])
    monkeypatch.setattr(requirements, "_inotify_left", lambda _wanted: next(left))
    requirements.require_inotify(2)
    assert inotify_limit.read_text(encoding="ascii") == "142"


def test_a_machine_without_room_for_the_systemds_of_all_hosts_is_told(monkeypatch, inotify_limit):
    requirements.require_inotify(1)
    assert inotify_limit.read_text(encoding="ascii") == "128"
    monkeypatch.setattr(requirements, "INOTIFY_OF_A_HOST", 5000)
    with pytest.raises(Impossible, match=r"2 hosts need 10000: allow more with `sysctl -w fs.inotify.max_user_"):
        requirements.require_inotify(2)
    monkeypatch.setattr(requirements, "INOTIFY_OF_A_HOST", 7)
    requirements.require_inotify(1)  # what was taken to find out was given back
