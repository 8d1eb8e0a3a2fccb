# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo with a data center that was lost and has returned."""

import contextlib
import json
import os
import signal
import time

import keystores
from running_demo import INVENTORY, LIMIT_SECONDS
from running_failover import descendants
from support import playbook

# Nobody manages the services of the demo, and other tests of a run use the same processors.
_OF_THE_DEMO = {"gir_rejoin_accept": "dc1/rps,dc1/muxer,dc2/rps,dc2/muxer", "gir_rejoin_seconds": 60}
_RWS = ("rws1-dc1", "rws2-dc1", "rws1-dc2", "rws2-dc2")
_KEYSTORE = "opt/genesys/rcs/keystore.jks"
_PASSWORD = "demo-keystore-password"
_PATH = "opt/genesys/rws/config/application.yaml"


class Returned:
    """A data center that answers as a whole."""

    def __init__(self, demo, directory):
        self.demo, self.reports = demo, directory / "reports"

    def _how(self, center, variables):
        given = {"gir_rejoin_datacenter": center, "gir_rejoin_confirm": center,
                 "gir_rejoin_output_dir": str(self.reports), **_OF_THE_DEMO, **variables}  # fmt: skip
        return {
            "directory": self.demo.directory,
            "inventory": [INVENTORY],
            "variables": {name: value for name, value in given.items() if value is not None},
            "GIR_DEMO_DIR": self.demo.directory,
            "GIR_DEMO_PORT_BASE": self.demo.base,
            "LC_ALL": "C.UTF-8",
        }

    def rejoin(self, center, *arguments, **variables):
        """A whole run; its outcome."""
        return playbook.run("gir.multidc.rejoin", *arguments, seconds=LIMIT_SECONDS, **self._how(center, variables))

    def rejoined(self):
        """The report of the last rejoin."""
        return json.loads((self.reports / "rejoin.json").read_text(encoding="utf-8"))

    def kill_rejoin(self, center, command, **variables):
        """Kill a run, with all its processes, when its journal announces a command."""
        journal = self.reports / "rejoin.jsonl"
        journal.unlink(missing_ok=True)
        started = playbook.start("gir.multidc.rejoin", **self._how(center, variables))
        until = time.monotonic() + LIMIT_SECONDS
        try:
            while not (journal.exists() and f'"kind": "command", "name": "{command}"' in journal.read_text("utf-8")):
                assert started.process.poll() is None, f"it ended before {command}"
                assert time.monotonic() < until, f"it never came to {command}"
                time.sleep(0.02)
        finally:
            for number in [*descendants(started.process.pid), started.process.pid]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
            started.process.wait()

    def write_apart(self):
        """What people did on both sides while nobody saw the other one."""
        shared = keystores.key("shared", b"cert s", b"key material " * 20)
        for center in ("dc1", "dc2"):
            own = keystores.key(f"made-in-{center}", center.encode(), b"key material " * 20)
            self.keystore(f"rcs1-{center}").write_bytes(keystores.jks(shared, own, password=_PASSWORD))
        path = self.demo.path("rws1-dc1", _PATH)
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("nodePath: /US/NY\n", "nodePath: /US/NY/night\n"), encoding="utf-8")

    def keystore(self, host):
        return self.demo.path(host, _KEYSTORE)

    def forget_apart(self):
        """Take the keys away again, and all that a rejoin leaves beside the ledgers."""
        for host in ("rcs1-dc1", "rcs1-dc2"):
            folder = self.keystore(host).parent
            for path in folder.glob("*keystore.jks*"):
                path.unlink()
        for host in _RWS:
            folder = self.demo.path(host, "var/lib/gir-ledger/rejoin")
            for path in folder.glob("*") if folder.exists() else ():
                path.unlink()
