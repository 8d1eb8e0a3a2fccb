# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who runs this, and the name of what is done: for the lock and the ledger."""

from __future__ import annotations

import getpass
import os
import secrets
import socket
import time
from collections.abc import Mapping

# A controller's job is everybody's; these say whose it was.
_LAUNCHED_BY = ("awx_user_name", "tower_user_name")
_LONGEST = 200


def user(variables: Mapping[str, object]) -> str:
    """The person, as far as it can be told: who launched the job, else the account."""
    for name in _LAUNCHED_BY:
        value = variables.get(name)
        if isinstance(value, str) and value.strip():
            return plain(value)
    account = os.environ.get("SUDO_USER") if os.geteuid() == 0 else None
    if account:
        return plain(account)
    try:
        return plain(getpass.getuser())
    except (KeyError, OSError):  # a container may run under a number that no account has
        return f"uid {os.geteuid()}"


def controller() -> str:
    """The machine that this runs on."""
    return plain(socket.gethostname()) or "unknown"


def new_operation() -> str:
    """A name that nobody else has, and that sorts by time."""
    return f"{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}-{secrets.token_hex(4)}"


def plain(text: str) -> str:
    """One line that can be printed."""
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()[:_LONGEST]
