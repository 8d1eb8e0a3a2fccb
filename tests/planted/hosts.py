# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hosts of a laboratory, for changes to be planted in: their disks are seen through the first process of each."""

import subprocess

from lab.files import Files
from lab.machine import supervisors
from lab.plan import make_plan
from lab.processes import every_process

from planted.places import System


def first_processes(directory):
    """Host to the number of the process that is its init."""
    files = Files(directory)
    plan = make_plan(files.directory, files.state()["datacenters"])
    running = supervisors(files.directory, plan.hosts)
    children = {process.parent: process.pid for process in every_process()}
    return {host: children[pid] for host, pid in running.items() if pid in children}


class Hosts(System):
    """Changes of files are made from here, with commands in the namespaces of a host for the rest."""

    def __init__(self, directory, store, **more):
        self.inits = first_processes(directory)
        super().__init__({name: f"/proc/{pid}/root" for name, pid in self.inits.items()}, store, **more)

    def command(self, host, words):
        """Run a command on a host to its end."""
        enter = ["nsenter", f"--target={self.inits[host]}", "--all", "--", *words]
        done = subprocess.run(enter, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=30)
        assert done.returncode == 0, f"{host}: {' '.join(words)}: {done.stdout}{done.stderr}"
