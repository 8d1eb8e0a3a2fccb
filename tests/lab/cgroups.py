# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One control group per host, so that no init of one host ends the services of another.

systemd-nspawn with --keep-unit makes its groups below the one that it is started in, and leaves them behind.
"""

import contextlib
import os
from pathlib import Path

from lab.errors import Impossible
from lab.processes import wait_until


def hierarchies(mounts=None):
    """Where the hierarchies that systemd uses are mounted: cgroup2, and on older machines name=systemd."""
    if mounts is None:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8")
    found = []
    for line in mounts.splitlines():
        _device, place, kind, options = line.split()[:4]
        if kind == "cgroup2" or (kind == "cgroup" and "name=systemd" in options.split(",")):
            found.append(Path(place))
    if not found:
        raise Impossible("No control groups are mounted that systemd could use: mount cgroup2 on /sys/fs/cgroup.")
    return found


def groups(name):
    """The directories of one group, given as its path below the roots."""
    return [root / name for root in hierarchies()]


def remove(name, seconds=10):
    """Remove a group and all below it, as soon as their processes are gone."""

    def removed():
        for top in groups(name):
            for directory, _directories, _files in os.walk(top, topdown=False):
                with contextlib.suppress(OSError):
                    os.rmdir(directory)
        return not any(top.exists() for top in groups(name))

    wait_until(removed, seconds, f"The control group {name} below /sys/fs/cgroup cannot be removed: it is in use.")
