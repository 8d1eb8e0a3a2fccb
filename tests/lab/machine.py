# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One host as a machine: switched on, looked at, switched off at once."""

import shlex
import subprocess

from lab import cgroups
from lab.disk import READY, disk_of
from lab.processes import every_process, kill, wait_until

OFF, BOOTING, UP = "off", "booting", "up"
SECONDS_TO_END = 10


def switch_on(directory, image, plan, host):
    """A script for sh inside the laboratory that mounts the disk of a host and starts it; it does not wait."""
    disk = disk_of(directory, host)
    center = plan.datacenter(host.datacenter)
    groups = cgroups.groups(f"{plan.control_group}/{host.machine}")
    overlay = f"lowerdir={image},upperdir={disk.upper},workdir={disk.work}"
    nspawn = [
        "systemd-nspawn", "--quiet", "--boot", "--settings=no", "--register=no", "--keep-unit",
        f"--directory={disk.root}", f"--machine={host.machine}", f"--hostname={host.short_name}",
        f"--network-bridge={center.bridge}", "--resolv-conf=off", "--timezone=off", "--link-journal=no",
        "--console=pipe",
    ]
    nspawn += [f"--bind-ro={source}:{target}" for _version, mounts in host.pythons for source, target in mounts]
    # A process that writes 0 into a group is in it from then on.
    joins = "".join(f"echo 0 > {shlex.quote(str(group / 'cgroup.procs'))}; " for group in groups)
    root = shlex.quote(str(disk.root))
    return "\n".join([
        f"mountpoint -q {root} || mount -t overlay overlay -o {shlex.quote(overlay)} {root}",
        f"rm -f {shlex.quote(str(disk.root / READY))}",
        f"mkdir -p {' '.join(shlex.quote(str(group)) for group in groups)}",
        f"setsid --fork sh -c {shlex.quote(f'{joins}exec {shlex.join(nspawn)}')} "
        f"< /dev/null >> {shlex.quote(str(disk.console))} 2>&1",
        "",
    ])


def supervisors(directory, hosts):
    """Host name -> the number of its systemd-nspawn process, for those that run."""
    wanted = {f"--directory={disk_of(directory, host).root}": host.name for host in hosts}
    found = {}
    for process in every_process():
        if process.words[:1] == ("systemd-nspawn",) and not process.zombie:
            found.update({wanted[word]: process.pid for word in process.words if word in wanted})
    return found


def state(space, directory, host, running):
    """off, booting or up; the network has no part in it, since it may be cut."""
    if host.name not in running:
        return OFF
    return UP if space.path(disk_of(directory, host).root / READY).exists() else BOOTING


def switch_off(directory, plan, host):
    """Power off at once, with no word to the host; false when it was off."""
    supervisor = supervisors(directory, [host]).get(host.name)
    if supervisor is None:
        return False
    inits = [process.pid for process in every_process() if process.parent == supervisor]
    for init in inits:
        # Without a word: with the line up, its kernel would still close every connection. A host on its way down may be
        # gone before its line is.
        subprocess.run(
            ["nsenter", f"--target={init}", "--net", "ip", "link", "set", "host0", "down"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
        )
    # The supervisor ends by itself when its init is gone, having put away the host's link.
    kill(inits or [supervisor])
    wait_until(
        lambda: not supervisors(directory, [host]), SECONDS_TO_END, f"{host.name} does not go off: see its console.log."
    )
    cgroups.remove(f"{plan.control_group}/{host.machine}")
    return True
