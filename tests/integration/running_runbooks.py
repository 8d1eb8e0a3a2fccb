# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo in the nights that the runbooks are about."""

import json
import ssl

import keystores
import yaml
from running_demo import INVENTORY, LIMIT_SECONDS
from running_failover import OF_THE_DEMO, Failovers, forget
from standin_client import call
from standins.webdav import FULL
from support import playbook
from support.runbooks import (
    DC1_LOST,
    DC2_LOST,
    FORKED,
    INTERACTION_SERVER_DOWN,
    NOT_VERIFIED,
    READ_ONLY,
    STORAGE_FULL,
    WELL,
)

# Nothing of the demo keeps others back for an hour, and nothing was recorded in it before.
_GIVEN = {
    **OF_THE_DEMO, "gir_failover_hold_minutes": 0, "gir_active_datacenter": "dc1", "gir_rejoin_seconds": 60,
    "gir_rejoin_accept": "dc1/rps,dc1/muxer",
    # Other tests of a run use the same processors.
    "gir_status_seconds": 60,
    "gir_recording_certificate": {
        "alias": "recording-2027", "subject": {"O": "Example", "CN": "Recording 2027"}, "days": 730,
    },
}  # fmt: skip
_LOST_IN = {DC1_LOST: "dc1", READ_ONLY: "dc1", NOT_VERIFIED: "dc1", DC2_LOST: "dc2"}
_COMPONENTS = yaml.safe_load((INVENTORY / "group_vars" / "gir" / "components.yml").read_text(encoding="utf-8"))
_KEY_MATERIAL = b"key material " * 20
_NODES = ("rws1-dc1", "rws2-dc1", "rws1-dc2", "rws2-dc2")
_GAX = 50
# Where nothing listens.
_NOWHERE = "127.0.0.1:9"


class Night:
    """The demo in the world that a page is about."""

    def __init__(self, demo, directory):
        self.demo, self.directory = demo, directory
        self.world, self.lost = WELL, None
        self.keystores = [demo.path(host, _COMPONENTS["rcs_keystore_path"][1:]) for host in ("rcs1-dc1", "rcs1-dc2")]
        self.before = {*self.beside_keystores()}
        self.old_copy = demo.path("rws1-dc1", "opt/genesys/rws/config/application.yaml.20200101T000000Z.77~")

    def has_keystores(self, differ):
        """Each RCS has one; `differ`: the second lacks a key."""
        keystores.certificate(self.directory / "certificate.pem")
        certificate = ssl.PEM_cert_to_DER_cert((self.directory / "certificate.pem").read_text(encoding="ascii"))
        both = [keystores.key(name, certificate, _KEY_MATERIAL) for name in ("a", "b")]
        for path, held in zip(self.keystores, (both, both[:1] if differ else both), strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(keystores.jks(*held, password=_COMPONENTS["rcs_keystore_password"]))

    def beside_keystores(self):
        """Keystores, and what lies beside them."""
        for path in self.keystores:
            yield from path.parent.glob("*")

    def enter(self, world):
        if world == self.world:
            return
        self.heal()
        if world in _LOST_IN:
            self.lost = Failovers(self.demo, self.directory, _LOST_IN[world])
        self.world = world
        if world == FORKED:
            self.fork()
        elif world == STORAGE_FULL:
            self.fill("dav1-dc1")
            self.old_copy.write_text("serverSettings: {}\n", encoding="utf-8")
        elif world == READ_ONLY:
            call(f"{self.demo.url(_GAX)}/standin/faults", "POST", body={"kind": "read_only", "message": "limited mode"})
            self.moved("done_open")
        elif world == NOT_VERIFIED:
            self.fill("dav1-dc2")
            self.moved("not_verified")

    def heal(self):
        """The servers do what they should."""
        if self.lost is not None:
            self.lost.find()
            self.lost = None
        call(f"{self.demo.url(_GAX)}/standin/faults", "DELETE")
        for path in (self.demo.directory / "hosts").glob(f"*/mnt/recordings/{FULL}"):
            path.unlink()

    def fill(self, host):
        self.demo.path(host, f"mnt/recordings/{FULL}").touch()

    def moved(self, outcome):
        """The failover that the reader has behind him."""
        self.lost.run("dc2", **_GIVEN)
        assert self.lost.report()["outcome"] == outcome, self.lost.report()

    def fork(self):
        """What two operators leave who did not see each other."""
        first = {"operation": "op0", "epoch": 1, "active_datacenter": "dc1", "eservices_site": "DC1", "state": "done"}
        next_one = {**first, "parent": "op0", "parent_epoch": 1, "epoch": 2}
        here = {**next_one, "operation": "op1", "verb": "eservices_switch", "user": "ada"}
        there = {**next_one, "operation": "op2", "active_datacenter": "dc2", "eservices_site": "DC2"}
        for host in _NODES:
            path = self.demo.path(host, "var/lib/gir-ledger/ledger.json")
            path.parent.mkdir(parents=True, exist_ok=True)
            written = {"format": 1, "environment": "e" * 32, "entries": [first, here if "dc1" in host else there]}
            path.write_text(json.dumps(written), encoding="utf-8")

    def types(self, name, *words):
        """What comes of `ansible-playbook <name> -i … <words>`."""
        inventory = [INVENTORY] if self.lost is None else [INVENTORY, self.lost.inventory]
        given = {**_GIVEN, **self.site()}
        if self.is_recorded():
            del given["gir_active_datacenter"]
        return playbook.run(
            name, *words, seconds=LIMIT_SECONDS, directory=self.demo.directory, inventory=inventory, variables=given,
            GIR_DEMO_DIR=self.demo.directory, GIR_DEMO_PORT_BASE=self.demo.base, LC_ALL="C.UTF-8",
        )  # fmt: skip

    def site(self):
        """What the inventory says of servers that the demo lacks."""
        works = f"127.0.0.1:{self.demo.base}"
        addresses = {"dc1": _NOWHERE if self.world == INTERACTION_SERVER_DOWN else works, "dc2": works}
        servers = {name: {"address": one, "site_name": name.upper()} for name, one in addresses.items()}
        return {"gir_interaction_server": servers, "gir_configuration_write_probe": True}

    def is_recorded(self):
        """Whether the ledgers say which data center is active: something was moved."""
        return any((self.demo.directory / "hosts").glob("*/var/lib/gir-ledger/ledger.json"))

    def morning(self):
        """Everything is as it was."""
        self.enter(WELL)
        moved = self.is_recorded()
        forget(self.demo)
        for path in {*self.beside_keystores()} - self.before:
            path.unlink()
        self.old_copy.unlink(missing_ok=True)
        if moved:
            self.demo.playbook("site").succeeded()
            self.demo.switch("DC1")
