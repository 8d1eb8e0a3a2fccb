# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A demo that nobody keeps: it ends as it began, with nothing running."""

import os
import socket
from pathlib import Path

from running_demo import RunningDemo


def test_nothing_is_left_running(tmp_path):
    fresh = RunningDemo(tmp_path / "demo")
    fresh.start("--check")
    assert "Nothing is left running." in fresh.output
    assert processes_of(fresh.directory) == []
    for offset in (0, 1, 2, 3, 10, 11, 20, 30, 40, 50):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", fresh.base + offset)) != 0


def processes_of(directory):
    """Command lines of every process that has to do with a demo directory."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        if int(process.name) == os.getpid():
            continue
        try:
            words = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except (FileNotFoundError, PermissionError, ProcessLookupError):
            continue
        if str(directory).encode() in words:
            found.append(words)
    return found
