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
    """How a command ends in a world, and what it says then."""

    world: str = WELL
    code: int = 0
    says: str = ""


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


# Page to the ends of its commands, in their order.
ENDS = {
    "README": [Ends()],
    "active-data-center-lost": [
        Ends(DC1_LOST),
        Ends(DC1_LOST, says="predicted"),
        Ends(DC1_LOST, says="dc2 is active"),
        Ends(RETURNED, 2, says="to confirm"),
        Ends(RETURNED, 2, says="GIR665"),
    ],
    "standby-lost": [Ends(DC2_LOST), Ends(DC2_LOST), Ends(RETURNED), *[Ends(RETURNED)] * 4],
    "interaction-server-failed": [Ends(), Ends(), Ends(), Ends()],
    "half-a-site": [Ends(), Ends(), Ends(says="predicted"), Ends(says="dc2 is active"), Ends(says="dc2 is active")],
    "ledger-fork": [Ends(), Ends()],
    "refused-split-brain": [Ends(), Ends(says="predicted"), Ends(DC1_LOST, says="dc2 is active")],
    "verification-failed": [Ends(), Ends(DC1_LOST, says="dc2 is active")],
    "keystores-diverged": [Ends(code=2, says="keystore"), Ends(), Ends(), Ends()],
    "configuration-read-only": [Ends(DC1_LOST), Ends(DC1_LOST, says="dc2 is active")],
    "disk-full": [Ends(), Ends(), Ends(), Ends(), Ends()],
    "certificate-expired": [Ends(), Ends(code=2, says="expires on"), Ends(), Ends(), Ends(), Ends()],
    "controller-lost": [Ends(), Ends(), Ends(), Ends()],
    "sync-node": [Ends(), Ends(), Ends(), Ends()],
}
