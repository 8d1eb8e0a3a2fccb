# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A laboratory for failovers: GAX on its controller, hosts that record all the while, and a state to return to."""

import contextlib
import json
import subprocess

import yaml

from lab.chaos_runs import Chaos
from lab.controller_standins import ControllerStandins
from lab.inventory import DEFAULT
from lab.laboratory import Laboratory
from lab.load_hosts import LoadHosts
from lab.snapshots import Snapshots
from lab.test_core import PREPARE

INVENTORIES = DEFAULT.parent
GAX, INDEXES = INVENTORIES / "failover", INVENTORIES / "indexes"
TREE = "configuration-server.json"
GUARD = {
    "gir_site_guard": True, "gir_site_guard_isolation": 30,
    "gir_site_guard_key": "laboratory-key-of-the-site-guard-0123456789",
}  # fmt: skip
# All hosts, the controller and their load share the cores of one machine.
LOOK = {"gir_failover_seconds": 12}
BASE = "base"


class FailoverSystem(Chaos):
    """`inventory`: two_dc or recording_dc. `beside`: names of inventories with more variables."""

    def __init__(self, directory, inventory="two_dc", beside=()):
        super().__init__(directory)
        self._beside = [INVENTORIES / name for name in beside]
        self.inventory = INVENTORIES / inventory
        tree = yaml.safe_load((self.inventory / "hosts.yml").read_text(encoding="utf-8"))["gir"]["children"]
        self.groups = {group: list((one or {}).get("hosts") or ()) for group, one in tree.items()}
        self.variables = {}
        places = [self.inventory, *self._beside]
        for path in (path for place in places for path in sorted((place / "group_vars" / "gir").glob("*.yml"))):
            self.variables.update(yaml.safe_load(path.read_text(encoding="utf-8")))
        self.centers = self.variables["gir_datacenters"]
        self.gax = ControllerStandins(self, self.variables, self.groups)
        self.load = LoadHosts(self, self.variables, self.groups)
        self.snapshots = Snapshots(self.directory)
        self._further, self._indexes = [], []

    @property
    def sources(self):
        return [self.inventory, GAX, *self._beside, *self._indexes, self.directory / "connection.yml", *self._further]

    @contextlib.contextmanager
    def dead_hosts(self, center, number):
        """So many media servers more in the inventory, at addresses of the data center where nobody is."""
        names = [f"mcp{one}-{center}" for one in range(101, 101 + number)]
        prefix = self.status()["hosts"][self.hosts(center)[0]]["address"].rpartition(".")[0]
        hosts = {name: {"ansible_host": f"{prefix}.{100 + one}"} for one, name in enumerate(names)}
        path = self.directory / "dead.yml"
        children = {center: {"hosts": hosts}, "gir_mcp": {"hosts": dict.fromkeys(names)}}
        shared = yaml.safe_load((self.directory / "connection.yml").read_text(encoding="utf-8"))["lab"]["vars"]
        children[center]["hosts"] = {name: {**shared, **own} for name, own in hosts.items()}
        path.write_text(json.dumps({"gir": {"children": children}}), encoding="utf-8")
        self._further = [path]
        try:
            yield
        finally:
            self._further = []

    def hosts(self, center):
        """The hosts of a data center."""
        return self.groups[center]

    def unit_runs(self, host, unit):
        """Whether a service runs, also on a host that is cut off."""
        words = ["nsenter", f"--target={self._init(host)}", "--all", "systemctl", "is-active", "--quiet", unit]
        return subprocess.run(words, check=False).returncode == 0

    def unit_enabled(self, host, unit):
        """Whether a service starts at boot, also on a host that is cut off."""
        words = ["nsenter", f"--target={self._init(host)}", "--all", "systemctl", "is-enabled", "--quiet", unit]
        return subprocess.run(words, check=False).returncode == 0

    def forget_connections(self):
        """The next command to a host logs in anew."""
        Laboratory(self.directory).space.run(["sh", "-eu"], "rm -rf /run/lab-ssh\n", "Forgetting connections")

    def ensure_up(self):
        """Up, and once in the state to which every trial returns."""
        if not Laboratory(self.directory).space.keeper():
            self.up()
            self.prepare()

    def prepare(self):
        """As playbook site leaves it, with a ledger, and everything in its place that records."""
        self.gax.start()
        self.play(PREPARE, seconds=600).succeeded()
        self.play("gir.multidc.site", seconds=900).succeeded()
        self.play("gir.multidc.ledger", variables={"gir_ledger_create": True}).succeeded()
        self._make_keys()
        self.load.install()
        self._save(BASE)

    def _make_keys(self):
        """Two recording keys, on every Recording Crypto Server."""
        path, password = self.variables["rcs_keystore_path"], self.variables["lab_keystore_password_file"]
        account = ("runuser", "-u", self.variables["gir_service_user"], "--")
        keystore = ("-keystore", path, "-storepass:file", password)
        for alias in ("recording-2025", "recording-2026"):
            key = ("-genkeypair", "-alias", alias, "-keyalg", "EC", "-dname", "CN=recording", "-storetype", "jks")
            self.on(self.groups["gir_rcs"][0], *account, "keytool", *key, *keystore)
        self.play("gir.multidc.keystore_sync").succeeded()

    def enter(self, world):
        """Return to a state: `active` and `guard` of a scenario; `index`: whether anybody knows the indexes."""
        self._indexes = [INDEXES] if world.get("index") else []
        name = f"{world['active']}-guarded" if world["guard"] else world["active"]
        name = BASE if name == self._first else name
        if not self.snapshots.has(name):
            self._restore(BASE)
            self._change(world)
            self._save(name)
        self._restore(name)

    @staticmethod
    def failover_variables(world):
        """What every failover in this state is given."""
        return {**LOOK, **(GUARD if world["guard"] else {})}

    @staticmethod
    def forced(center):
        """What a forced failover of a whole system is given."""
        return {
            "gir_failover_to": center, "gir_failover_confirm": center, "gir_failover_mode": "forced",
            "gir_failover_attested_by": "the laboratory", "gir_reason": "as the laboratory wants it",
            "gir_failover_reindex": False, "gir_failover_hold_minutes": 0,
            "gir_failover_override": [{"rule": "GIR622", "reason": "nothing is lost"}],
        }  # fmt: skip

    @property
    def _first(self):
        return next(name for name, center in self.centers.items() if center["role"] == "primary")

    def _change(self, world):
        given = dict(GUARD) if world["guard"] else {}
        if given:
            self.play("gir.multidc.site", variables=given, seconds=600).succeeded()
        if world["active"] != self._first:
            to = {**LOOK, **given, **self.forced(world["active"])}
            self.play("gir.multidc.failover", variables=to, seconds=600).succeeded()
            self.play("gir.multidc.site", variables=given, seconds=600).succeeded()

    def _save(self, name):
        self.snapshots.save(name)
        self.gax.save(self.snapshots.path(name) / TREE)

    def _restore(self, name):
        self.snapshots.restore(name)
        self.gax.restore(self.snapshots.path(name) / TREE)
        self.gax.well()
