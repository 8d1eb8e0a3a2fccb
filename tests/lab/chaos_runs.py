# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbooks on the hosts of a laboratory, faults that strike at a chosen moment, and what is then on the disks."""

import os
import stat
import subprocess
from pathlib import Path

from lab.disk import disk_of
from lab.driver import Driver
from lab.inventory import DEFAULT
from lab.machine import supervisors
from lab.plan import Host
from lab.processes import every_process, kill, wait_until

HOOK = Path(__file__).with_name("chaos_hook.py")
HOOK_DIRECTORY = "/opt/chaos"
PLACE = "/srv/chaos"
SECONDS = 120
# So that a line that is dead is noticed. For all runs: a connection that an earlier one has left open keeps that one's
# settings.
SSH = "-C -o ControlMaster=auto -o ControlPersist=60s -o ServerAliveInterval=1 -o ServerAliveCountMax=3"


class Chaos(Driver):
    """A laboratory whose hosts are struck."""

    def __init__(self, directory):
        super().__init__(directory)
        self.inventory = DEFAULT.parent / "chaos"

    def _init(self, host):
        """The first process of a host, by its number on the machine."""
        supervisor = supervisors(self.directory, [Host(host, "", "", (), "")])[host]
        return next(process.pid for process in every_process() if process.parent == supervisor)

    def running(self, hosts):
        """Those of the hosts that are on."""
        hosts = list(hosts)
        found = supervisors(self.directory, [Host(host, "", "", (), "") for host in hosts])
        return [host for host in hosts if host in found]

    def root(self, host):
        """The file system of a host as it is on that host, mounts included, seen from the machine."""
        return Path(f"/proc/{self._init(host)}/root")

    def path(self, host, path):
        """A path on a host, seen from the machine."""
        return self.root(host) / path.lstrip("/")

    def disk(self, host, path):
        """A path on the disk of a host that may be off."""
        return disk_of(self.directory, Host(host, "", "", (), "")).upper / path.lstrip("/")

    def prepare(self):
        """Put the hook on every host."""
        for host in self.status()["hosts"]:
            place = self.path(host, HOOK_DIRECTORY)
            place.mkdir()
            (place / "sitecustomize.py").write_text(HOOK.read_text(encoding="utf-8"), encoding="utf-8")

    def shell(self, host, command):
        """Run a command on a host that has to succeed there; return what it printed."""
        result = self.ssh(host, command)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def begin(self, plays, *arguments, **how):
        """Start a playbook, as those of all tests here are started."""
        usual = {"ANSIBLE_FORKS": "10", "ANSIBLE_PIPELINING": "true", "ANSIBLE_SSH_ARGS": SSH}
        return super().begin(plays, *arguments, **{**usual, **how})

    def await_moment(self, host, directory):
        """Return when a program on the host stands still at its moment."""
        mark = self.path(host, directory + ".reached")
        wait_until(lambda: mark.exists() and mark.read_text(encoding="utf-8"), 60, f"{mark} was not reached")

    def go_on(self, host, directory):
        """Let a program go on that stands still, and await its end."""
        mark = self.path(host, directory + ".reached")
        program = self.path(host, f"/proc/{int(mark.read_text(encoding='utf-8'))}")
        mark.unlink()
        wait_until(lambda: not program.exists(), 60, f"{program} does not end")

    def on(self, host, *words):
        """Run a command on a host that has to succeed there, without sshd and the network."""
        result = subprocess.run(
            ["nsenter", f"--target={self._init(host)}", "--all", *words], stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=SECONDS, check=False,
        )
        assert result.returncode == 0, result.stdout + result.stderr

    def kill_controller(self):
        """End every process of the running playbook at once."""
        play = str(self.directory.with_name("playbook.yml"))
        kill([process.pid for process in every_process() if play in process.words])

    def words_on(self, host, word):
        """The programs of a host that have this word in their command line, and not those of another laboratory."""
        world = os.stat(f"/proc/{self._init(host)}/ns/mnt")
        return [
            process for process in every_process()
            if word in process.words and os.path.samestat(os.stat(f"/proc/{process.pid}/ns/mnt"), world)
        ]

    def kill_on(self, host, word):
        """End these programs at once, and whoever started them."""
        found = self.words_on(host, word)
        assert found, f"{word} does not run on {host}"
        kill({process.parent for process in found} | {process.pid for process in found})


def play(hosts, *tasks, **keywords):
    """One play as data."""
    return {"hosts": hosts, "gather_facts": False, "tasks": list(tasks), **keywords}


def bundle(*files, **options):
    """A task that writes files."""
    return {"gir.multidc.config_bundle": {"files": list(files), **options}}


def struck(task, directory, action):
    """The task with a fault that strikes it; what each value stands for is in chaos_hook.py."""
    environment = {"PYTHONPATH": HOOK_DIRECTORY, "GIR_CHAOS_DIR": directory, "GIR_CHAOS": action}
    return {**task, "environment": environment}


def each(task, items):
    """The task for each item of a list, or of an expression; it goes on after those that fail."""
    return {**task, "loop": items, "loop_control": {"label": "{{ item.name | default(item) }}"}}


def only(hosts, action):
    """An action that strikes some hosts and leaves the others alone."""
    return "{{ '%s' if inventory_hostname in %s else '' }}" % (action, list(hosts))


def tree(path):
    """All below a path: name -> (type and mode, owner, group, content)."""
    found = {}
    for entry in sorted(path.rglob("*")):
        status = entry.lstat()
        kind = stat.S_IFMT(status.st_mode)
        content = entry.read_bytes() if kind == stat.S_IFREG else None
        if kind == stat.S_IFLNK:
            content = os.readlink(entry).encode()
        name = str(entry.relative_to(path))
        found[name] = (stat.filemode(status.st_mode), status.st_uid, status.st_gid, content)
    return found
