# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The process that holds a lock, so that whoever finds the lock on the same machine knows whether that run is alive.

Written as <machine's boot> <process id> <when it started>: a process id alone is given to others later.
"""

from __future__ import annotations

import os

_BOOT = "/proc/sys/kernel/random/boot_id"
# Behind the name of the program, which may hold anything, in /proc/<id>/stat.
_START = 19


def own() -> str:
    """This process; empty where the machine does not tell."""
    boot, started = _read(_BOOT), _started(os.getpid())
    return f"{boot} {os.getpid()} {started}" if boot and started else ""


def is_gone(process: str, here: str | None = None) -> bool:
    """Whether a process of this machine has ended. False where it may run elsewhere, and where nobody knows.

    `here`: the boot of this machine, where it is not to be read.
    """
    parts = process.split()
    if len(parts) != 3 or not parts[1].isdigit():
        return False
    boot = _read(_BOOT) if here is None else here
    if not boot or parts[0] != boot:
        return False
    return os.path.isdir("/proc/self") and _started(int(parts[1])) != parts[2]


def _started(process: int) -> str:
    """Ticks since the boot; empty without such a process."""
    text = _read(f"/proc/{process}/stat").rpartition(")")[2].split()
    return text[_START] if len(text) > _START else ""


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as stream:
            return stream.read().strip()
    except OSError:
        return ""
