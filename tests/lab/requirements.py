# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a machine must have and allow, each lack said in one sentence."""

import os
import shutil
import subprocess
import sys

from lab.errors import LabError

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
NAMESPACES = ("--net", "--mount", "--pid", "--fork", "--mount-proc", "--propagation", "slave")


def require_root():
    """Every verb needs it: even looking means to enter the namespaces."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        raise LabError("The laboratory needs Linux and root: run this as root.")


def require_tools(tools=None):
    """The commands that the laboratory calls."""
    tools = RUNNING if tools is None else tools
    missing = [command for command in tools if not shutil.which(command)]
    if missing:
        packages = " ".join(sorted({tools[command] for command in missing}))
        raise LabError(f"These commands are missing: {', '.join(missing)}. Debian: apt-get install {packages}")


def require_namespaces():
    """A container that was given no CAP_SYS_ADMIN has root and all commands, and cannot do it all the same."""
    command = ["unshare", *NAMESPACES, "true"]
    tried = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if tried.returncode:
        raise LabError(
            "This machine does not allow namespaces of network, mounts and processes "
            f"({tried.stderr.strip() or 'no reason given'}): run this where root may make them."
        )


def require_all():
    """What `up` needs before it touches anything."""
    require_root()
    require_tools()
    require_namespaces()
