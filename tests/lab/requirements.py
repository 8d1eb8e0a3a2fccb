# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a machine must have and allow, each lack said in one sentence."""

import contextlib
import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from lab import cgroups
from lab.errors import Impossible

# Command -> Debian package.
RUNNING = {
    "systemd-nspawn": "systemd-container",
    "ip": "iproute2",
    "mount": "mount",
    "nsenter": "util-linux",
    "setsid": "util-linux",
    "unshare": "util-linux",
    "ssh": "openssh-client",
    "ssh-keygen": "openssh-client",
}
BUILDING = {"mmdebstrap": "mmdebstrap", "apt-config": "apt"}
INOTIFY_OF_A_HOST = 7  # measured: 6 when it is up
INOTIFY_LIMIT = Path("/proc/sys/fs/inotify/max_user_instances")
NAMESPACES = ("--net", "--mount", "--pid", "--fork", "--mount-proc", "--propagation", "slave")


def require_root():
    """Every verb needs it: even looking means to enter the namespaces."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        raise Impossible("The laboratory needs Linux and root: run this as root.")


def require_tools(tools=None):
    """The commands that the laboratory calls."""
    tools = RUNNING if tools is None else tools
    missing = [command for command in tools if not shutil.which(command)]
    if missing:
        packages = " ".join(sorted({tools[command] for command in missing}))
        raise Impossible(f"These commands are missing: {', '.join(missing)}. Debian: apt-get install {packages}")


def require_namespaces():
    """A container that was given no CAP_SYS_ADMIN has root and all commands, and cannot do it all the same."""
    command = ["unshare", *NAMESPACES, "true"]
    tried = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if tried.returncode:
        raise Impossible(
            "This machine does not allow namespaces of network, mounts and processes "
            f"({tried.stderr.strip() or 'no reason given'}): run this where root may make them."
        )


def require_control_groups():
    """systemd of the hosts makes its own, which a container may be forbidden."""
    for place in cgroups.hierarchies():
        if not os.access(place, os.W_OK):
            raise Impossible(f"The control groups in {place} are read-only here, and systemd needs to make its own.")


def require_overlay(directory):
    """The file system of a laboratory's directory must be one that an overlay can write to."""
    above = next(path for path in Path(directory).absolute().parents if path.exists())
    try:
        with tempfile.TemporaryDirectory(prefix=".gir-lab-", dir=above) as scratch:
            for name in ("lower", "upper", "work", "root"):
                (Path(scratch) / name).mkdir()
            options = f"lowerdir={scratch}/lower,upperdir={scratch}/upper,workdir={scratch}/work"
            command = ["unshare", "--mount", "mount", "-t", "overlay", "overlay", "-o", options, f"{scratch}/root"]
            tried = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    except OSError as problem:
        raise Impossible(f"{above} cannot hold a laboratory: {problem.strerror}.") from None
    if tried.returncode:
        raise Impossible(
            f"The file system of {above} cannot be the upper layer of an overlay ({tried.stderr.strip()}): "
            "give a directory on ext4, xfs, btrfs or tmpfs."
        )


def require_inotify(hosts):
    """systemd of each host takes inotify objects, of which Debian allows root no more than two laboratories need.

    Root may allow more, and does so here, until the next boot.
    """
    wanted = hosts * INOTIFY_OF_A_HOST
    if _inotify_left(wanted) == wanted:
        return
    more = int(INOTIFY_LIMIT.read_text(encoding="ascii")) + wanted
    with contextlib.suppress(OSError):  # a container may be forbidden to
        INOTIFY_LIMIT.write_text(str(more), encoding="ascii")
        print(f"{INOTIFY_LIMIT} was raised to {more}", flush=True)
    left = _inotify_left(wanted)
    if left < wanted:
        raise Impossible(
            f"This machine leaves {left} inotify objects to root, and {hosts} hosts need {wanted}: "
            f"allow more with `sysctl -w fs.inotify.max_user_instances={more}`."
        )


def _inotify_left(wanted):
    """How many objects can be had, as far as they are wanted; they are given back."""
    library, taken = ctypes.CDLL(None, use_errno=True), []
    try:
        while len(taken) < wanted:
            descriptor = library.inotify_init1(os.O_CLOEXEC)
            if descriptor < 0:
                break
            taken.append(descriptor)
        return len(taken)
    finally:
        for descriptor in taken:
            os.close(descriptor)


def require_all(directory):
    """What `up` needs in this directory before it touches anything."""
    require_root()
    require_tools()
    require_namespaces()
    require_control_groups()
    require_overlay(directory)
