# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo with a data center that is lost, and failovers from it, some of which are killed on their way."""

import contextlib
import json
import os
import shutil
import signal
import time
from pathlib import Path

from running_demo import INVENTORY, LIMIT_SECONDS
from support import playbook

# Where nothing listens.
_DEAD_PORT = 9
# Of the demo: its services are managed by nobody, and a node whose stand-in drops everything still takes connections.
OF_THE_DEMO = {
    "gir_failover_accept": "dc1/rps,dc1/muxer,dc2/rps,dc2/muxer",
    "gir_failover_override": [{"rule": "GIR621", "reason": "a stand-in that drops all requests takes connections"}],
    "gir_failover_lost_seconds": 1,
    # Other tests of a run use the same processors.
    "gir_failover_seconds": 60,
}


def descendants(parent):
    """All processes below one, those that were started first at the beginning."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            found.setdefault(int(path.read_text().rpartition(")")[2].split()[1]), []).append(int(path.parent.name))
    left, below = [parent], []
    while left:
        own = found.get(left.pop(), [])
        below += own
        left += own
    return below


def forget(demo):
    """As if nobody had ever failed over."""
    for host in ("rws1-dc1", "rws2-dc1", "rws1-dc2", "rws2-dc2"):
        for name in ("ledger.json", "lock.json", "hold.json"):
            demo.path(host, f"var/lib/gir-ledger/{name}").unlink(missing_ok=True)
        for name in ("failover", "rejoin"):
            shutil.rmtree(demo.path(host, f"var/lib/gir-ledger/{name}"), ignore_errors=True)
        for name in ("lock", "hold"):
            (demo.directory / "hosts" / f"{host}.gir-{name}.json").unlink(missing_ok=True)


class Failovers:
    """`lost`: the data center whose hosts do not answer."""

    def __init__(self, demo, directory, lost):
        self.demo, self.directory, self.lost = demo, directory, lost
        self.inventory = directory / "lost.yml"
        hosts = sorted(path.name for path in (demo.directory / "hosts").iterdir() if path.name.endswith(f"-{lost}"))
        silent = {"ansible_connection": "ssh", "ansible_host": "127.0.0.1", "ansible_port": _DEAD_PORT}
        text = json.dumps({"all": {"hosts": dict.fromkeys(hosts, silent)}})
        self.inventory.write_text(text, encoding="utf-8")
        self.reports = directory / "reports"
        self.is_lost = True
        for number in (1, 2):
            demo.ask("/faults", "POST", {"kind": "drop", "node": f"rws{number}-{lost}"})

    def find(self):
        """The data center answers again."""
        self.demo.ask("/faults", "DELETE")
        self.is_lost = False

    def variables(self, to, **more):
        """What a run is given."""
        given = {"gir_failover_to": to, "gir_failover_confirm": to, "gir_failover_attested_by": "Ada",
                 "gir_failover_output_dir": str(self.reports), **OF_THE_DEMO, **more}  # fmt: skip
        return {name: value for name, value in given.items() if value is not None}

    def _how(self, to, variables):
        return {
            "directory": self.demo.directory,
            "inventory": [INVENTORY, self.inventory] if self.is_lost else [INVENTORY],
            "variables": self.variables(to, **variables),
            "GIR_DEMO_DIR": self.demo.directory,
            "GIR_DEMO_PORT_BASE": self.demo.base,
            "LC_ALL": "C.UTF-8",
        }

    def run(self, to, *arguments, verb="failover", **variables):
        """A whole run; its outcome."""
        return playbook.run(f"gir.multidc.{verb}", *arguments, seconds=LIMIT_SECONDS, **self._how(to, variables))

    def kill(self, to, moment, **variables):
        """Kill a run, with all its processes, when its journal has a line like this one: its members."""
        journal = self.reports / "journal.jsonl"
        journal.unlink(missing_ok=True)
        started = playbook.start("gir.multidc.failover", **self._how(to, variables))
        until = time.monotonic() + LIMIT_SECONDS
        try:
            while not any(moment.items() <= line.items() for line in self.journal()):
                assert started.process.poll() is None, f"it ended before {moment}: {self.journal()}"
                assert time.monotonic() < until, f"it never came to {moment}"
                time.sleep(0.02)
        finally:
            # Its workers are in sessions of their own, and would go on.
            for number in [*descendants(started.process.pid), started.process.pid]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
            started.process.wait()

    def journal(self):
        """The lines of the last run that are complete."""
        path = self.reports / "journal.jsonl"
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]

    def report(self):
        return json.loads((self.reports / "failover.json").read_text(encoding="utf-8"))

    def entries(self, host):
        """The ledger of an RWS host."""
        path = self.demo.path(host, "var/lib/gir-ledger/ledger.json")
        return json.loads(path.read_text(encoding="utf-8"))["entries"] if path.exists() else []

    def forget(self):
        forget(self.demo)
