# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every command of the runbooks, typed as it stands there, against the demo's stand-ins in the world of its page."""

import ssl

import keystores
import pytest
import yaml
from running_demo import INVENTORY, LIMIT_SECONDS
from running_failover import OF_THE_DEMO, Failovers, forget
from support import playbook
from support.runbooks import DC1_LOST, DC2_LOST, ENDS, WELL, commands, pages

# Nothing of the demo keeps others back for an hour, and nothing was recorded in it before.
_GIVEN = {
    **OF_THE_DEMO, "gir_failover_hold_minutes": 0, "gir_active_datacenter": "dc1", "gir_rejoin_seconds": 60,
    "gir_rejoin_accept": "dc1/rps,dc1/muxer",
    "gir_recording_certificate": {
        "alias": "recording-2027", "subject": {"O": "Example", "CN": "Recording 2027"}, "days": 730,
    },
}  # fmt: skip
_COMPONENTS = yaml.safe_load((INVENTORY / "group_vars" / "gir" / "components.yml").read_text(encoding="utf-8"))
_KEY_MATERIAL = b"key material " * 20
# In the demo RCS has no keystore. Pages that need one, by whether the second RCS lacks a key that the first one holds.
_OF_KEYSTORES = {"certificate-expired": False, "keystores-diverged": True, "standby-lost": False}

# A new key is made by keytool.
_OF_JAVA = {"gir.multidc.recording_certificate"}


class Night:
    """The demo in the world that a page is about."""

    def __init__(self, demo, directory):
        self.demo, self.directory = demo, directory
        self.world, self.lost = WELL, None
        self.keystores = [demo.path(host, _COMPONENTS["rcs_keystore_path"][1:]) for host in ("rcs1-dc1", "rcs1-dc2")]
        self.before = {*self.beside_keystores()}

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
        if self.lost is not None:
            self.lost.find()
            self.lost = None
        center = {DC1_LOST: "dc1", DC2_LOST: "dc2"}.get(world)
        if center is not None:
            self.lost = Failovers(self.demo, self.directory, center)
        self.world = world

    def types(self, command):
        """What comes of it."""
        inventory = [INVENTORY] if self.lost is None else [INVENTORY, self.lost.inventory]
        given = dict(_GIVEN)
        if self.is_recorded():
            del given["gir_active_datacenter"]
        return playbook.run(
            command.playbook, *command.words[1:], seconds=LIMIT_SECONDS, directory=self.demo.directory,
            inventory=inventory, variables=given, GIR_DEMO_DIR=self.demo.directory,
            GIR_DEMO_PORT_BASE=self.demo.base, LC_ALL="C.UTF-8",
        )  # fmt: skip

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
        if moved:
            self.demo.playbook("site").succeeded()
            self.demo.switch("DC1")


@pytest.fixture
def night(demo, tmp_path):
    found = Night(demo, tmp_path)
    yield found
    found.morning()


@pytest.mark.parametrize("page", pages())
def test_commands_of_a_page(page, night):
    if page in _OF_KEYSTORES:
        night.has_keystores(_OF_KEYSTORES[page])
    for command, ends in zip(commands(page), ENDS[page], strict=True):
        night.enter(ends.world)
        if command.playbook in _OF_JAVA and not keystores.keytools():
            continue
        outcome = night.types(command)
        assert outcome.code == ends.code, f"{command.text}\n{outcome.output}"
        assert ends.says in outcome.output, f"{command.text}\n{outcome.output}"
