# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rehearsals of a failover of the demo, and every file of its hosts."""

import hashlib
import json

from running_demo import INVENTORY, LIMIT_SECONDS
from support import playbook

RWS = ("rws1-dc1", "rws2-dc1", "rws1-dc2", "rws2-dc2")


class Rehearsals:
    """`inventory`: what counts beside that of the demo."""

    def __init__(self, demo, directory, inventory=None):
        self.demo, self.reports = demo, directory / "rehearsals"
        self.hosts = demo.directory / "hosts"
        self.inventory = [INVENTORY] if inventory is None else [INVENTORY, inventory]

    def run(self, *arguments, **variables):
        """A whole run; its outcome."""
        # Other tests of a run use the same processors.
        given = {"gir_rehearsal_output_dir": str(self.reports), "gir_failover_seconds": 60, **variables}
        return playbook.run(
            "gir.multidc.failover_rehearsal",
            *arguments,
            directory=self.demo.directory,
            inventory=self.inventory,
            variables=given,
            seconds=LIMIT_SECONDS,
            GIR_DEMO_DIR=self.demo.directory,
            GIR_DEMO_PORT_BASE=self.demo.base,
            LC_ALL="C.UTF-8",
        )

    def report(self):
        return json.loads((self.reports / "failover_rehearsal.json").read_text(encoding="utf-8"))

    def files(self):
        """Every file of every host: its mode, when it was written, and what is in it."""
        return {
            str(path.relative_to(self.hosts)): (
                path.stat().st_mode,
                path.stat().st_mtime_ns,
                hashlib.sha256(path.read_bytes()).hexdigest(),
            )
            for path in self.hosts.rglob("*")
            if path.is_file()
        }

    def kept(self, host):
        """The names of the reports that a host keeps, the oldest first."""
        place = self.demo.path(host, "var/lib/gir-ledger/failover")
        return sorted(path.name for path in place.glob("*.rehearsal.json"))

    def forget(self):
        """As if nobody had ever rehearsed."""
        for host in RWS:
            for name in self.kept(host):
                self.demo.path(host, f"var/lib/gir-ledger/failover/{name}").unlink()
            place = self.demo.path(host, "var/lib/gir-ledger/failover")
            if place.is_dir() and not any(place.iterdir()):
                place.rmdir()
