# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a rejoin can end: a closed list, with the exit status and the command to run next."""

from __future__ import annotations

from .._failover.outcomes import LEDGER, STATUS, Outcome, word
from .asked import Asked

DONE, DONE_OPEN, UNCHANGED, PREDICTED = "done", "done_open", "unchanged", "predicted"
TO_CONFIRM, REFUSED, QUESTION, SUPERSEDED, STOPPED = "to_confirm", "refused", "question", "superseded", "stopped"

_ROWS = (
    Outcome(DONE, True, "The data center is the standby.", "Nothing."),
    Outcome(DONE_OPEN, True, "The data center is the standby; the points listed are open.", "Do what the points say."),
    Outcome(UNCHANGED, True, "The data center was the standby, and nothing was left to do.", "Nothing."),
    Outcome(PREDICTED, True, "Check mode: the list, and nothing was changed.", "The same without --check."),
    Outcome(TO_CONFIRM, False, "A person has to read the list first; nothing was changed.",
            "The printed command, which says that you accept the list."),
    Outcome(REFUSED, False, "Rules stop it; nothing was changed.", "What each rule says."),
    Outcome(QUESTION, False, "Only a person can say what is true; nothing was changed.", "The printed command."),
    Outcome(SUPERSEDED, False, "A newer run has taken over; this one stopped writing.", "gir.multidc.status"),
    Outcome(STOPPED, False, "It is not the standby yet; Muxer and processors there stay stopped.",
            "What the points say, then the same command."),
)  # fmt: skip
# A rejoin can wait, and a failover cannot.
MADE_WAY = "A failover has begun, and this run made way for it."
OUTCOMES = {outcome.name: outcome for outcome in _ROWS}
__all__ = ["LEDGER", "MADE_WAY", "OUTCOMES", "STATUS", "again"]


def again(asked: Asked, *more: str, **given: str) -> str:
    """The command that goes on. `more`: what is said besides, as it is; `given`: variables without their prefix."""
    values = {
        "datacenter": asked.data_center,
        "confirm": asked.data_center,
        "listed": asked.listed,
        "repaired_by": asked.repaired_by,
        "accept": ",".join(f"{one.data_center}/{one.component}" for one in asked.accepted),
        **given,
    }
    words = [word(f"gir_rejoin_{name}", value) for name, value in values.items() if value]
    return "ansible-playbook gir.multidc.rejoin " + " ".join(f"-e {one}" for one in [*words, *more])
