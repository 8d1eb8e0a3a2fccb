# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes of gates: however a run ends, none of them outlives it."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from pathlib import Path

PROC = Path("/proc")
# In the environment of everything that a run starts: what left its process group and its parent is found by it.
MARK = "GIR_GATES_RUN"
GRACE_SECONDS = 20  # for tests to end the servers and laboratories that they started
WATCH_SECONDS = 0.5
ROUNDS = 50


def end_group(process):
    """End what is left of a process group."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def interrupt_groups(processes, grace=GRACE_SECONDS):
    """Ask process groups to end, as Ctrl-C at a terminal does; end those that do not."""
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
    until = time.monotonic() + grace
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=max(0, until - time.monotonic()))
        end_group(process)


def marked(run):
    """The processes that a run started and that still are; only Linux tells."""
    wanted = f"{MARK}={run}".encode()
    found = []
    for directory in PROC.glob("[0-9]*"):
        if int(directory.name) == os.getpid():
            continue
        with contextlib.suppress(OSError):
            if wanted in (directory / "environ").read_bytes().split(b"\0"):
                found.append(int(directory.name))
    return found


def end_marked(run):
    """End all that a run started; one that is just starting another one may need a second look."""
    for _round in range(ROUNDS):
        left = marked(run)
        if not left:
            return
        for number in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        time.sleep(0.02)  # until the kernel has taken them away


def caught(process):
    """The signals that a process handles, and its name; nothing when it is gone."""
    try:
        lines = (PROC / str(process) / "status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0, ""
    fields = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
    return int(fields.get("SigCgt", "0"), 16), fields.get("Name", "")


def follow_make(stop):
    """Call `stop` when the make that started this process is killed or told to end.

    make tells nobody when it is killed, and hands on only SIGTERM: after any other signal it waits for its commands,
    and no longer handles that signal.
    """
    parent = os.getppid()
    before, name = caught(parent)
    if name not in {"make", "gmake"}:
        return

    def watch():
        while os.getppid() == parent and caught(parent)[0] & before == before:
            time.sleep(WATCH_SECONDS)
        stop()

    threading.Thread(target=watch, daemon=True).start()
