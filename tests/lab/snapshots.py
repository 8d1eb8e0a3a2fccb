# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The disks of all hosts of a laboratory, kept under a name and put back: a state that many tests begin with."""

import shlex
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lab import cgroups, machine
from lab.disk import disk_of
from lab.laboratory import Laboratory


class Snapshots:
    """Of the laboratory in a directory; they end with it."""

    def __init__(self, directory):
        self._lab = Laboratory(directory)
        self._kept = Path(directory) / "snapshots"

    def path(self, name):
        """Where else something that belongs to a state can be kept."""
        return self._kept / name

    def has(self, name):
        return self.path(name).exists()

    def save(self, name):
        """Switch every host off and on; what was being written at that moment is what a loss of power leaves."""
        plan = self._off()
        new = self._kept / f"{name}.new"
        _shell(f"rm -rf {new} && mkdir -p {new}")
        self._each(plan, lambda disk, host: f"cp -a {disk.upper} {new / host.name}")
        _shell(f"rm -rf {self.path(name)} && mv {new} {self.path(name)}")
        self._on(plan)

    def restore(self, name):
        """Every host is up afterwards, and every data center is connected."""
        plan = self._off()
        kept = self.path(name)
        self._each(
            plan,
            lambda disk, host: f"rm -rf {disk.upper} {disk.work} && mkdir {disk.work}"
            f" && cp -a {kept / host.name} {disk.upper}",
        )
        for center in plan.datacenters:
            self._lab.heal(center.name)
        self._on(plan)

    def _off(self):
        plan = self._lab._up_plan()
        with ThreadPoolExecutor(max_workers=4) as pool:
            list(pool.map(lambda host: machine.switch_off(self._lab.directory, plan, host), plan.hosts))
        roots = [shlex.quote(str(disk_of(self._lab.directory, host).root)) for host in plan.hosts]
        script = "".join(f"! mountpoint -q {root} || umount {root}\n" for root in roots)
        # Connections to hosts that are off would be tried first.
        self._lab.space.run(["sh", "-eu"], script + "rm -rf /run/lab-ssh\n", "Taking the disks")
        return plan

    def _on(self, plan):
        for host in plan.hosts:
            cgroups.remove(f"{plan.control_group}/{host.machine}")
        image = self._lab.files.state()["image"]
        script = "".join(machine.switch_on(self._lab.directory, image, plan, host) for host in plan.hosts)
        self._lab.space.run(["sh", "-eu"], script, "Switching the hosts on")
        self._lab._await_up(plan.hosts)

    def _each(self, plan, command):
        directory = self._lab.directory
        _shell("\n".join(command(disk_of(directory, host), host) for host in plan.hosts))


def _shell(script):
    subprocess.run(["sh", "-eu", "-c", script], stdin=subprocess.DEVNULL, check=True)
