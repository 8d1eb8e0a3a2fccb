# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking for processes by their command line, and ending them by their number."""

import contextlib
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from lab.errors import LabError


@dataclass(frozen=True)
class Process:
    """One process as /proc shows it."""

    pid: int
    parent: int
    words: tuple
    zombie: bool
    first_of_namespace: bool  # process 1 of a process namespace below the reader's


def _read(directory):
    words = tuple((directory / "cmdline").read_bytes().decode(errors="replace").split("\0")[:-1])
    status = {}
    for line in (directory / "status").read_text(encoding="utf-8", errors="replace").splitlines():
        name, _colon, value = line.partition(":")
        status[name] = value.split()
    return Process(
        int(directory.name), int(status["PPid"][0]), words, status["State"][0] == "Z",
        status.get("NSpid", ["0"])[-1] == "1",
    )


def every_process():
    """All processes; one that ends while it is read is left out."""
    for directory in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, KeyError):
            yield _read(directory)


def wait_until(condition, seconds, failure):
    """Poll a condition and return its first true value; after that many seconds the failure is said."""
    deadline = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise LabError(failure() if callable(failure) else failure)
        time.sleep(0.05)


def kill(pids, seconds=20):
    """End processes at once, and return when they are gone."""
    pids = set(pids)
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    def gone():
        return not pids & {process.pid for process in every_process() if not process.zombie}

    wait_until(gone, seconds, lambda: f"The processes {sorted(pids)} do not end: look at them with ps.")
