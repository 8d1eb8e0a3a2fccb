# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a failover can end: a closed list, with the exit status and the command to run next."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass

from .asked import Asked

DONE, DONE_OPEN, UNCHANGED, PREDICTED = "done", "done_open", "unchanged", "predicted"
REFUSED, QUESTION, SUPERSEDED, UNDONE = "refused", "question", "superseded", "undone"
STOPPED, NOT_VERIFIED, TO_ATTEST = "stopped", "not_verified", "to_attest"


@dataclass(frozen=True)
class Outcome:
    """`ok`: whether the run ends well. `means` and `next`: for people."""

    name: str
    ok: bool
    means: str
    next: str


_ROWS = (
    Outcome(DONE, True, "The target is active, everything that can be proven was proven, and nothing is open.",
            "Nothing. Later, rejoin the other data center."),
    Outcome(DONE_OPEN, True, "The target is active; the points listed are open.", "Do what the points say."),
    Outcome(UNCHANGED, True, "The target was active, and nothing was left to do.", "Nothing."),
    Outcome(PREDICTED, True, "Check mode: the plan, and nothing was changed.", "The same without --check."),
    Outcome(REFUSED, False, "Rules stop it; nothing was changed.", "What each rule says, or an override."),
    Outcome(QUESTION, False, "Only a person can say what is true; nothing was changed.", "The printed command."),
    Outcome(SUPERSEDED, False, "A newer run has taken over; this one stopped writing.", "gir.multidc.status"),
    Outcome(UNDONE, False, "Something failed, and what was done is undone; the same data center is active as before.",
            "The same command, once that is mended."),
    Outcome(STOPPED, False, "A step failed, and the intent stays in the ledger.", "The same command: it goes on."),
    Outcome(TO_ATTEST, False, "The data center that was to be given up went silent on the way; the intent stays.",
            "A forced failover, once a person attests the loss; or the same command when it is back."),
    Outcome(NOT_VERIFIED, False, "The target is active, and something that was verified is not as it should be.",
            "What the points say, then the same command."),
)  # fmt: skip
OUTCOMES = {outcome.name: outcome for outcome in _ROWS}

STATUS = "ansible-playbook gir.multidc.status"
LEDGER = "ansible-playbook gir.multidc.ledger"
_PLAIN = re.compile(r"[\w.@+-]+", re.ASCII)


def again(asked: Asked, *more: str) -> str:
    """The command that goes on; it never holds what a person has to decide anew."""
    given = {"to": asked.to, "confirm": asked.to, "mode": asked.mode}
    if not asked.planned:
        given["attested_by"] = asked.attested_by or "<your name>"
    verb = "failback" if asked.failback and asked.planned else "failover"
    words = [word(f"gir_failover_{name}", value) for name, value in given.items()]
    return f"ansible-playbook gir.multidc.{verb} " + " ".join(f"-e {word}" for word in [*words, *more])


def word(name: str, value: str) -> str:
    """A variable as a shell and Ansible take it: of key=value with a blank Ansible would keep the first word."""
    if _PLAIN.fullmatch(value):
        return f"{name}={value}"
    return shlex.quote(json.dumps({name: value}, ensure_ascii=False))
