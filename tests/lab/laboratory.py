# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verbs of a laboratory."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lab import cgroups, disk, image, inventory, machine, network, pythons
from lab.errors import LabError
from lab.files import Files
from lab.plan import control_group, identity, make_plan
from lab.processes import wait_until
from lab.requirements import require_all, require_inotify, require_root, require_tools
from lab.space import Space

BOOT_SECONDS = 90


class Laboratory:
    """The laboratory whose whole state is in one directory."""

    def __init__(self, directory):
        self.files = Files(directory)
        self.directory = self.files.directory
        self.space = Space(self.directory)

    def up(self, source=inventory.DEFAULT, say=print):
        """Bring it up for the data centers of an inventory; whatever fails, nothing is left."""
        require_all(self.directory)
        self._require_down()
        base = image.ensure(say=say)
        plan = make_plan(self.directory, pythons.provide(inventory.read(source), base, say))
        require_inotify(len(plan.hosts))
        with self.files.lock():
            self._require_down()
            try:
                self.files.prepare()
                self._start(plan, base, source)
            except BaseException:
                self._end()
                raise
        return plan

    def _require_down(self):
        if self.space.keeper():
            raise LabError(f"A laboratory is already up in {self.directory}: end it with `down`, or give another one.")
        if self.files.state():
            raise LabError(f"{self.directory} holds the rest of a laboratory that is gone: clear it with `down`.")

    def _start(self, plan, base, source):
        # Before anything else: with it, `down` and `status` know that somebody has begun.
        state = {"inventory": str(source), "image": str(base), "complete": False}
        self.files.save(state)
        self.space.start()
        self._write_disks(plan)
        self._mount_own()
        self._build_network(plan)
        script = "".join(machine.switch_on(self.directory, base, plan, host) for host in plan.hosts)
        self.space.run(["sh", "-eu"], script, "Starting the hosts (does the file system below the directory take an "
                                              "overlay?)")
        self._await_up(plan.hosts)
        self.files.save({**state, "complete": True, "datacenters": _as_found(plan)})
        if os.environ.get("GIR_LAB_REPORT"):
            with open(os.environ["GIR_LAB_REPORT"], "a", encoding="utf-8") as report:
                report.write(pythons.report(plan, base, inventory.core()))

    def _write_disks(self, plan):
        authorized = disk.make_key(self.files.key, f"laboratory {plan.identity}")

        def one(host):
            center = plan.datacenter(host.datacenter)
            return disk.prepare(plan, center, host, disk.disk_of(self.directory, host), authorized)

        with ThreadPoolExecutor(max_workers=4) as pool:
            known = list(pool.map(one, plan.hosts))
        self.files.known_hosts.write_text("\n".join(known) + "\n", encoding="utf-8")
        self.files.etc_hosts.write_text(network.hosts_file(plan), encoding="utf-8")
        self.files.connection.write_text(inventory.connection(plan, self.files), encoding="utf-8")

    def _mount_own(self):
        """A /run and an /etc/hosts of its own: what systemd-nspawn and ip leave there goes with the laboratory."""
        script = f"mount -t tmpfs -o mode=755 tmpfs /run && mount --bind {self.files.etc_hosts} /etc/hosts"
        self.space.run(["sh", "-eu"], script, "Mounting a private /run and /etc/hosts")

    def _build_network(self, plan):
        what = "Building the network"
        self.space.run(["ip", "netns", "add", plan.router], what=what)
        self.space.run(["ip", "-batch", "-"], network.build(plan), what)
        self.space.run(["ip", "-netns", plan.router, "-batch", "-"], network.build_router(plan), what)
        self.space.run(["ip", "netns", "exec", plan.router, "sh"], network.FORWARDING, what)

    def _await_up(self, hosts):
        def late():
            running = machine.supervisors(self.directory, hosts)
            return [host for host in hosts if machine.state(self.space, self.directory, host, running) != machine.UP]

        def failure():
            named = late() or list(hosts)
            console = disk.disk_of(self.directory, named[0]).console.read_text(encoding="utf-8", errors="replace")
            names = ", ".join(host.name for host in named)
            end = f"The console of {named[0].name} ends with:\n{console[-800:]}"
            return f"Not up after {BOOT_SECONDS} seconds: {names}. {end}"

        wait_until(lambda: not late(), BOOT_SECONDS, failure)

    def down(self):
        """End it and delete its directory; false when there was nothing to end."""
        require_root()
        if not self.directory.exists() and not self.space.exists():
            return False
        with self.files.lock():
            return self._end()

    def _end(self):
        had = self.space.stop()
        cgroups.remove(control_group(identity(self.directory)))
        had = had or self.files.state() is not None
        self.files.remove()
        # An `up` that was killed may have left a child on its way to become the keeper. Whatever the first look missed
        # either sees now that its directory is empty, or is seen by this one.
        return self.space.stop() or had

    def _up_plan(self):
        """The plan of the laboratory that is up."""
        require_root()
        require_tools()
        state = self.files.state()
        if not self.space.keeper() or not state:
            raise LabError(f"No laboratory is up in {self.directory}: bring it up first.")
        if not state["complete"]:
            raise LabError(f"The laboratory in {self.directory} is not complete: await its `up`, or call `down`.")
        return make_plan(self.directory, state["datacenters"])

    def _router(self, plan, *words, text=""):
        return self.space.run(["ip", "-netns", plan.router, *words], text, "The router")

    def _rules(self, plan, family):
        return self._router(plan, f"-{family}", "-json", "rule")

    def cut(self, name, direction="both", spare_controller=False):
        """Cut a data center off from all others; what was cut there before is healed."""
        plan = self._up_plan()
        center = plan.datacenter(name)
        with self.files.lock():
            for subnet in center.subnets:
                healed = network.heal(center, self._rules(plan, subnet.family))
                rules = healed + network.cut(subnet, center, direction, spare_controller)
                self._router(plan, f"-{subnet.family}", "-batch", "-", text=rules)

    def heal(self, name):
        """Undo cut()."""
        plan = self._up_plan()
        center = plan.datacenter(name)
        with self.files.lock():
            for family in center.families:
                healed = network.heal(center, self._rules(plan, family))
                self._router(plan, f"-{family}", "-batch", "-", text=healed)

    def kill(self, name):
        """Power a host off at once; false when it was off."""
        plan = self._up_plan()
        host = plan.host(name)
        with self.files.lock():
            return machine.switch_off(self.directory, plan, host)

    def boot(self, name):
        """Switch a host on with the disk that it had; false when it was on."""
        plan = self._up_plan()
        host = plan.host(name)
        with self.files.lock():
            if machine.supervisors(self.directory, [host]):
                return False
            # A host that shut itself down has left its groups.
            cgroups.remove(f"{plan.control_group}/{host.machine}")
            script = machine.switch_on(self.directory, self.files.state()["image"], plan, host)
            self.space.run(["sh", "-eu"], script, f"Switching {name} on")
            self._await_up([host])
            return True

    def status(self):
        """Data centers and hosts as they are now."""
        plan = self._up_plan()
        cuts = network.cuts(plan, *(self._rules(plan, family) for family in plan.families))
        running = machine.supervisors(self.directory, plan.hosts)
        own = pythons.own(Path(self.files.state()["image"]))
        answers = json.loads(self.space.python("lab.probe", *(host.address for host in plan.hosts)))
        return {
            "directory": str(self.directory),
            "inventory": self.files.state()["inventory"],
            "connection": str(self.files.connection),
            "keeper": self.space.keeper(),
            "datacenters": [
                {"name": center.name, "role": center.role, "subnet": " and ".join(map(str, center.subnets)),
                 "bridge": center.bridge, **cuts[center.name]}
                for center in plan.datacenters
            ],
            "hosts": [
                {"name": host.name, "datacenter": host.datacenter, "groups": list(host.groups),
                 "address": host.address, "machine": host.machine,
                 "state": machine.state(self.space, self.directory, host, running),
                 "reachable": answers[host.address],
                 "pythons": list(dict(host.pythons)) or [own]}
                for host in plan.hosts
            ],
        }

    def ssh_command(self, name, words=()):
        """The command line of an SSH session from the controller to a host."""
        host = self._up_plan().host(name)
        options = [
            "LogLevel=ERROR", f"UserKnownHostsFile={self.files.known_hosts}", "GlobalKnownHostsFile=/dev/null",
            "StrictHostKeyChecking=yes", "IdentitiesOnly=yes", "ConnectTimeout=5",
        ]
        given = [word for option in options for word in ("-o", option)]
        ssh = ["ssh", "-F", "/dev/null", "-i", self.files.key, *given, f"root@{host.address}", *words]
        return self.space.command(ssh)

    def run_command(self, words):
        """The command line of a controller's command, in the directory of the caller."""
        self._up_plan()
        return self.space.command(words, directory=os.getcwd())


def _as_found(plan):
    """The plan as inventory.read() gives it, from which make_plan() makes it again."""
    return [
        {"name": center.name, "role": center.role, "hosts": {host.name: list(host.groups) for host in center.hosts},
         "pythons": {host.name: dict(host.pythons) for host in center.hosts if host.pythons},
         "addresses": center.addresses}
        for center in plan.datacenters
    ]
