# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What makes one host of the base image: an overlay with its name, its address and its keys."""

import subprocess
import uuid
from pathlib import Path

from lab.errors import LabError
from lab.network import host_batch, hosts_file

READY = "var/lib/lab/ready"


class Disk:
    """The directories of one host."""

    def __init__(self, directory):
        self.directory = directory
        self.upper = directory / "disk"  # what the host has written
        self.work = directory / "work"  # what the overlay needs for itself
        self.root = directory / "root"  # where its whole file system is mounted, inside the laboratory
        self.console = directory / "console.log"  # all that it wrote to its console


def disk_of(directory, host):
    """The disk of a host in the directory of a laboratory."""
    return Disk(Path(directory) / "hosts" / host.name)


def make_key(path, comment):
    """A key pair without a passphrase, good for one run; returns the public half."""
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", str(path)]
    result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if result.returncode:
        raise LabError(f"ssh-keygen could not make {path}: {result.stderr.strip()}")
    return Path(f"{path}.pub").read_text(encoding="utf-8").strip()


def write(path, text, mode=0o644):
    """A file with the directories above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)


def prepare(plan, center, host, disk, authorized):
    """Write what is this host's own; returns its line of known_hosts."""
    disk.upper.mkdir(parents=True)
    disk.work.mkdir()
    disk.root.mkdir()
    write(disk.upper / "etc/hostname", f"{host.short_name}\n")
    write(disk.upper / "etc/hosts", hosts_file(plan))
    # Not empty: at a first boot systemd would turn on the services that the image has turned off.
    write(disk.upper / "etc/machine-id", f"{uuid.uuid4().hex}\n", 0o444)
    write(disk.upper / "etc/lab/network", host_batch(center, host))
    write(disk.upper / "root/.ssh/authorized_keys", f"{authorized}\n", 0o600)
    (disk.upper / "root/.ssh").chmod(0o700)
    (disk.upper / "root").chmod(0o700)
    (disk.upper / "etc/ssh").mkdir()
    public = make_key(disk.upper / "etc/ssh/ssh_host_ed25519_key", host.name)
    return f"{host.name},{host.short_name},{','.join(host.addresses)} {' '.join(public.split()[:2])}"
