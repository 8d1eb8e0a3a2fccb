# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the daily index update of a host of the demo once, as its timer would."""

import configparser
import shlex
import subprocess
import sys
import time

from system import DemoFailed

UNIT = "etc/systemd/system/gir-index-update.service"
LIMIT_SECONDS = 120


def command(layout, host):
    """The command of the unit that site wrote, below the directory that is this host; `layout` has path(host, name)."""
    unit = configparser.RawConfigParser()
    unit.read(layout.path(host, UNIT), encoding="utf-8")
    _python, *words = shlex.split(unit["Service"]["ExecStart"])
    root = str(layout.path(host, "")).rstrip("/")
    # This machine's own Python may be too old or missing. -I and -S leave it nothing but its standard library.
    return [
        sys.executable,
        "-I",
        "-S",
        *(root + word if word.startswith("/") else word for word in words),
        "--root",
        root,
        # The demo waits for it.
        "--once",
    ]


def run(layout, host):
    """Seconds and lines of a run that succeeded."""
    started = time.monotonic()
    done = subprocess.run(
        command(layout, host),
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=LIMIT_SECONDS,
    )
    lines = (done.stdout + done.stderr).splitlines()
    (layout.directory / "logs" / "index-update.log").write_text("\n".join(lines) + "\n", encoding="utf-8")
    if done.returncode:
        raise DemoFailed(
            "The index update of {} ended with status {}:\n  {}".format(host, done.returncode, "\n  ".join(lines[-5:]))
        )
    return time.monotonic() - started, lines
