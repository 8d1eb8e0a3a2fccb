# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules that stop a rejoin before it has changed anything. All are named at once; none is lifted."""

from __future__ import annotations

from dataclasses import dataclass

from .._failover.rules import Rule

_ROWS = (
    Rule("GIR642", "gir_rejoin_datacenter is the primary or the backup data center.", "Correct it."),
    Rule("GIR643", "gir_rejoin_confirm names the data center once more.", "Give gir_rejoin_confirm."),
    Rule("GIR644", "The data center is not the active one.",
         "The other one rejoins; to move back, use gir.multidc.failback afterwards."),
    Rule("GIR645", "The values of the rejoin's variables can be used.", "Correct them."),
    Rule("GIR646", "Every host of the data center answers.",
         "Bring it up: a data center rejoins as a whole, or not at all."),
    Rule("GIR647", "The ledgers tell one history.", "Answer the question first: gir.multidc.ledger."),
    Rule("GIR648", "No other operation was begun and not ended.",
         "Finish it, or say what is true: gir.multidc.ledger."),
    Rule("GIR649", "Nobody else holds the lock.", "Wait for that run, or break its lock when it is dead."),
    Rule("GIR650", "No hold is in force.", "Wait until it has ended, or lift it."),
    Rule("GIR651", "The keystores can be made equal without losing a key.",
         "See docs/keystores.md; then gir.multidc.keystore_sync."),
    Rule("GIR652", "Muxer and processors of the data center can be stopped, or a person knows that they are.",
         "Find out, then accept it: gir_rejoin_accept."),
    Rule("GIR653", "An RWS host of the active data center answers, so that the rejoin can be recorded.",
         "Bring an RWS host of the active data center up."),
    Rule("GIR654", "The hosts of the data center were compared with what they should be.",
         "See the reason; then run this again."),
)  # fmt: skip
RULES = {rule.id: rule for rule in _ROWS}


@dataclass(frozen=True)
class Blocking:
    """A rule that is broken: what was found, and what to do."""

    rule: str
    text: str
    remedy: str


def broken(rule: str, text: str, remedy: str = "") -> Blocking:
    """With the remedy of the rule unless there is a better one."""
    return Blocking(rule, text, remedy or RULES[rule].remedy)
