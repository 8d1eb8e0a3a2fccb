# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The laboratory as its users run it, from the command line, and what of it can be seen on the machine."""

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

from support import playbook

from lab.cgroups import groups
from lab.plan import control_group, identity
from lab.processes import every_process
from lab.space import PACKAGES

SECONDS = 180
HOSTS = """---
gir:
  vars:
    gir_datacenters:
      east: {role: primary}
      west: {role: backup}
  children:
    east:
      hosts: {rws-east: , mcp-east: }
    west:
      hosts: {rws-west: , mcp-west: }
    gir_rws:
      hosts: {rws-east: , rws-west: }
"""


class Driver:
    """One laboratory of two data centers with two hosts each, called by its command line."""

    def __init__(self, directory):
        self.directory = Path(directory).resolve()
        self.inventory = self.directory.with_name(f"{self.directory.name}-hosts.yml")
        self.inventory.write_text(HOSTS, encoding="utf-8")

    def _command(self, words):
        return [sys.executable, "-m", "lab", "--directory", str(self.directory), *words]

    def _environment(self):
        return {**os.environ, "PYTHONPATH": str(PACKAGES), "PYTHONDONTWRITEBYTECODE": "1"}

    def call(self, *words, seconds=SECONDS):
        """Run a verb to its end."""
        return subprocess.run(
            self._command(words), env=self._environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=seconds, check=False,
        )

    def does(self, *words, seconds=SECONDS):
        """Run a verb that has to succeed, and return what it printed."""
        result = self.call(*words, seconds=seconds)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    @property
    def sources(self):
        """Of its inventory."""
        return [self.inventory, self.directory / "connection.yml"]

    def begin(self, plays, *arguments, directory=None, sources=None, **how):
        """Start a playbook, or plays, on the controller; `how` is as start() of support.playbook takes it.

        `sources`: of another inventory than its own.
        """
        return playbook.start(
            plays, *arguments, directory=directory or self.directory.parent, inventory=sources or self.sources,
            base=self._environment(), through=self._command(["run", "--"]), ANSIBLE_REMOTE_TEMP=None, **how,
        )

    def start(self, *words):
        """Start a command on the controller. Signals do not reach it."""
        return subprocess.Popen(
            self._command(["run", "--", *words]), env=self._environment(), stdin=subprocess.DEVNULL,
        )

    def play(self, plays, *arguments, seconds=SECONDS, **how):
        """Run a playbook, or plays, on the controller to the end."""
        return self.begin(plays, *arguments, **how).finish(seconds)

    def refuses(self, *words):
        """Run a verb that has to fail, and return the sentence that it said."""
        result = self.call(*words)
        assert result.returncode == 1, result.stdout + result.stderr
        assert "Traceback" not in result.stderr
        return result.stderr

    def up(self):
        """Bring it up."""
        return self.does("up", "--inventory", str(self.inventory))

    def begin_up(self):
        """Start to bring it up, in a process that the test may kill."""
        return subprocess.Popen(
            # Who runs tests in the background may have it ignored, and processes inherit that.
            ["env", "--default-signal=INT", *self._command(["up", "--inventory", str(self.inventory)])],
            env=self._environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )

    def status(self):
        """What `status --json` says, hosts and data centers by name."""
        said = json.loads(self.does("status", "--json"))
        for kind in ("hosts", "datacenters"):
            said[kind] = {entry["name"]: entry for entry in said[kind]}
        return said

    def ssh(self, host, command):
        """Run a command on a host; the result with its exit code."""
        return self.call("ssh", host, "--", command)

    def connects(self, origin, target):
        """Whether the SSH port of one host can be reached from another."""
        return self.ssh(origin, f"timeout 2 bash -c '< /dev/tcp/{target}/22'").returncode == 0

    def processes(self):
        """Command lines in which the directory stands, but for those of a command of this driver."""
        own = {os.getpid()}
        return [
            " ".join(process.words) for process in every_process()
            if process.pid not in own and any(str(self.directory) in word for word in process.words)
        ]

    def hosts_started(self):
        """How many systemd-nspawn work for this laboratory."""
        return sum(line.startswith("systemd-nspawn ") for line in self.processes())

    def network_namespaces(self):
        """The numbers of the network namespaces of its hosts' world: the controller's and the router's."""
        text = self.does("run", "--", "sh", "-c", "stat -L -c %i /proc/self/ns/net /run/netns/*")
        return set(text.split())

    def traces(self, namespaces=()):
        """All that is left of it on this machine; empty after `down`."""
        found = self.processes()
        found += [str(group) for group in groups(control_group(identity(self.directory))) if group.exists()]
        found += [str(path) for path in [self.directory] if path.exists()]
        for process in Path("/proc").glob("[0-9]*"):
            try:
                mounts = (process / "mountinfo").read_text(encoding="utf-8", errors="replace").splitlines()
                namespace = os.stat(process / "ns" / "net").st_ino
            except OSError:
                continue
            found += [f"mount of {process.name}: {line}" for line in mounts if str(self.directory) in line]
            found += [f"namespace of {process.name}"] if str(namespace) in namespaces else []
        return found + self.links()

    def links(self):
        """Bridges and addresses of a laboratory in the network of the machine itself."""
        shown = subprocess.run(["ip", "-oneline", "addr"], stdout=subprocess.PIPE, text=True, check=True).stdout
        shown += subprocess.run(["ip", "-oneline", "link"], stdout=subprocess.PIPE, text=True, check=True).stdout
        return [line for line in shown.splitlines() if " 10.90." in line or f"lab{identity(self.directory)}" in line]


@contextlib.contextmanager
def running(driver, possible, prepare=lambda: None):
    """The driver with its laboratory up and prepared, where one can be had; it is ended afterwards."""
    try:
        if possible:
            driver.up()
            prepare()
        yield driver
    finally:
        if possible:
            driver.does("down")
