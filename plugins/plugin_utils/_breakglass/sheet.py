# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a break-glass sheet consists of. It holds no secret: a value that is one stands there as PASSWORD."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field

# What the person replaces in a credential file.
PLACEHOLDER = "PASSWORD"


@dataclass(frozen=True)
class Credential:
    """A file that the person writes: `text` with the placeholder, and where the value is that replaces it."""

    name: str
    text: str
    variable: str
    place: str


@dataclass(frozen=True)
class Step:
    """One numbered step. `items`: what a person does; `commands` are run in order in one shell.

    `expect`: what must be seen; `otherwise`: what to do if not; `unseen`: what nobody can see.
    """

    title: str
    what: str = ""
    items: tuple[str, ...] = ()
    credentials: tuple[Credential, ...] = ()
    commands: tuple[str, ...] = ()
    expect: str = ""
    otherwise: str = ""
    unseen: str = ""


@dataclass(frozen=True)
class Sheet:
    """One page. `name`: that of its files; `before` has to be sure first; `after`: when the controller is back."""

    name: str
    title: str
    summary: str
    before: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    after: tuple[str, ...] = field(default=())

    @property
    def fingerprint(self) -> str:
        """Of all that the page says. No time stands on it, so that the same inventory gives the same page."""
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(text.encode("ascii")).hexdigest()[:12]

    @property
    def numbered(self) -> list[tuple[int, Step]]:
        """The steps with their numbers."""
        return list(enumerate(self.steps, 1))
