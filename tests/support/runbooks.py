# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of docs/runbooks, and how each of them has to end against the demo's stand-ins."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

DIRECTORY = Path(__file__).resolve().parents[2] / "docs" / "runbooks"
_BLOCK = re.compile(r"^( *)```console\n(.*?)^ *```", re.M | re.S)
_INVENTORY = ["-i", "inventories/prod"]
# The worlds: nothing is wrong; dc1 or dc2 does not answer, until it returns.
WELL, DC1_LOST, DC2_LOST, RETURNED = "well", "dc1 lost", "dc2 lost", "returned"
# Two operators have written ledgers apart; the storage of dc1 is full; the Interaction Server of dc1 does not answer.
FORKED, STORAGE_FULL, INTERACTION_SERVER_DOWN = "forked", "storage full", "interaction server down"
# dc1 is lost, and its failover left something: Configuration Server took no changes, or the storage of dc2 was full.
READ_ONLY, NOT_VERIFIED = "read only", "not verified"


@dataclass(frozen=True)
class Command:
    """`words`: what follows ansible-playbook, without the inventory."""

    page: str
    text: str
    words: tuple[str, ...]

    @property
    def playbook(self) -> str:
        return self.words[0]

    @property
    def variables(self) -> set[str]:
        """The names of the variables that it gives."""
        return set(re.findall(r"\bgir_\w+|\b\w+_(?:package|version)\b", self.text))


@dataclass(frozen=True)
class Ends:
    """How a command ends in a world, and what it says then, or does not say any more."""

    world: str = WELL
    code: int = 0
    says: str = ""
    says_nothing_of: tuple[str, ...] = ()


def commands(page: str) -> list[Command]:
    """All commands of one page, in their order. Raises ValueError for one that a reader could not type."""
    found = []
    for _indent, block in _BLOCK.findall((DIRECTORY / f"{page}.md").read_text(encoding="utf-8")):
        lines = [line.strip() for line in block.replace("\\\n", " ").splitlines()]
        for line in lines:
            if not line.startswith("$ ansible-playbook "):
                raise ValueError(f"{page}: {line!r} is no command of Ansible")
            words = shlex.split(line[2:])[1:]
            if words[1:3] != _INVENTORY:
                raise ValueError(f"{page}: {line!r} does not name the inventory first")
            found.append(Command(page, line[2:], (words[0], *words[3:])))
    return found


def pages() -> list[str]:
    return sorted(path.stem for path in DIRECTORY.glob("*.md"))


_SITE = "Everything that this run was asked for is done."
# Page to the ends of its commands, in their order.
ENDS = {
    "README": [Ends(says="dc2 could take over: planned yes, forced yes")],
    "active-data-center-lost": [
        Ends(DC1_LOST, says="Data center dc1: active, 0 of 7 hosts answer"),
        Ends(DC1_LOST, says="Forced failover from dc1 to dc2: predicted"),
        Ends(DC1_LOST, says="dc2 is active"),
        Ends(RETURNED, 2, says="to confirm"),
        Ends(RETURNED, 2, says="GIR665"),
    ],
    "standby-lost": [
        Ends(DC2_LOST, says="Data center dc2: standby, 0 of 7 hosts answer"),
        Ends(DC2_LOST, says="rws1-dc1: dc2-is-lost"),
        Ends(RETURNED, says="rws1-dc1: no hold"),
        Ends(RETURNED, says=_SITE),
        Ends(RETURNED, says=_SITE),
        Ends(RETURNED, says="rcs1-dc2: recorded"),
        Ends(RETURNED, says=" confirmed, 0 failed, "),
    ],
    "interaction-server-failed": [
        Ends(INTERACTION_SERVER_DOWN, says="127.0.0.1:9: not reached from rws1-dc1"),
        Ends(INTERACTION_SERVER_DOWN, says="The eServices site DC2 of dc2 would be in use after this."),
        Ends(INTERACTION_SERVER_DOWN, says="The eServices site DC2 of dc2 is requested and recorded"),
        Ends(says="The eServices site DC1 of dc1 is requested and recorded"),
    ],
    "half-a-site": [
        Ends(says="Data center dc1: active, 7 of 7 hosts answer"),
        Ends(says="Everything that could be observed is as it should be"),
        Ends(says="Planned failover from dc1 to dc2: predicted"),
        Ends(says="dc2 is active"),
        Ends(says="dc2 is active"),
    ],
    "ledger-fork": [Ends(FORKED, 2, says="FORK HERE"), Ends(FORKED, says="The ledgers part after op0")],
    "refused-split-brain": [
        Ends(says="dc1 is active, eServices site DC1"),
        Ends(says="Planned failover from dc1 to dc2: predicted"),
        Ends(DC1_LOST, says="dc2 is active"),
    ],
    "verification-failed": [
        Ends(NOT_VERIFIED, 2, says="HTTP 507: the storage is full"),
        Ends(DC1_LOST, says="dc2 is active, and nothing was left to do."),
    ],
    "keystores-diverged": [
        Ends(code=2, says="rcs1-dc2: lacks 'b'"),
        Ends(says="rcs1-dc2: written (new: 'b')"),
        Ends(says="rcs1-dc2: written (new: 'b')"),
        Ends(says="rcs1-dc2: in_sync"),
    ],
    "configuration-read-only": [
        Ends(READ_ONLY, says="HTTP 403: limited mode"),
        Ends(DC1_LOST, says="Forced failover from dc1 to dc2: done open",
             says_nothing_of=("Point the desktops", "Set the Interaction Receiver in the IVR Profiles")),
    ],  # fmt: skip
    "disk-full": [
        Ends(STORAGE_FULL, 2, says="HTTP 507: the storage is full"),
        Ends(STORAGE_FULL, says="7 of 7 hosts answer"),
        *[Ends(STORAGE_FULL, says="application.yaml.20200101T000000Z.77~")] * 3,
    ],
    "certificate-expired": [
        Ends(says="dc1 is active"),
        Ends(code=2, says="'a' expires on"),
        Ends(says=_SITE),
        Ends(says=_SITE),
        Ends(says="rcs1-dc2: recorded"),
        Ends(says="rcs1-dc2: written (new: 'recording-2027')"),
    ],
    "legal-hold": [Ends(says="Data center dc1: active, 7 of 7 hosts answer"), Ends(says=_SITE)],
    "controller-lost": [
        Ends(says="rws1-dc1: free"),
        Ends(says="No ledger was found."),
        Ends(says="dc1 is active, eServices site DC1"),
        Ends(says="mux1-dc1: muxer.cfg carries one WebDAV account"),
    ],
    "sync-node": [*[Ends(says='"sync_node": "rws1-dc1"')] * 2, Ends(says=_SITE), Ends(says=_SITE)],
}
