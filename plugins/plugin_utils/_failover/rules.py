# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules that stop a failover before it has changed anything. All that are broken are named at once.

A rule that a person may lift is lifted by its id, with a reason: gir_failover_override.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """`holds`: what must be true. `remedy`: what to do. `may_be_lifted`: whether a person may override it."""

    id: str
    holds: str
    remedy: str
    may_be_lifted: bool = False


# Of a planned failover alone: what is lost is no reason to stay with it.
REJOINED = "GIR665"

_ROWS = (
    Rule("GIR611", "The target is the primary or the backup data center.", "Correct gir_failover_to."),
    Rule("GIR612", "gir_failover_confirm names the target once more.", "Give gir_failover_confirm."),
    Rule("GIR613", "A person attests the loss by name.",
         "Give gir_failover_attested_by: who has found out that the data center is lost."),
    Rule("GIR614", "gir_failover_mode is a known mode.", "Give gir_failover_mode: forced or planned."),
    Rule("GIR615", "The ledgers tell one history.", "Answer the question first: gir.multidc.ledger."),
    Rule("GIR616", "No other operation was begun and not ended.", "Finish it, or say what is true."),
    Rule("GIR617", "Nobody else holds the lock.", "Wait for that run, or break its lock when it is dead."),
    Rule("GIR618", "The controller is not isolated.",
         "Run this from a controller that reaches the witness and the target.", True),
    Rule("GIR619", "The target answers.", "Bring the target back; there is nothing to fail over to."),
    Rule("GIR620", "An RWS host of the target answers, so that the failover can be recorded.",
         "Bring an RWS host of the target up."),
    Rule("GIR621", "Nobody else hears the data center that is given up.",
         "Run this from a controller that reaches it, or stop its Muxer and processors by hand.", True),
    Rule("GIR622", "Something is wrong with the data center that is given up.",
         "Do not fail over, or use a planned failover.", True),
    Rule("GIR623", "The target does not have the same fault.", "Look for what both have in common.", True),
    Rule("GIR624", "More than the Interaction Server failed.", "Run gir.multidc.eservices_switch.", True),
    Rule("GIR625", "An RWS node of the target can be switched.",
         "Bring RWS of the target up, with its ops account; give a slow controller more gir_failover_seconds."),
    Rule("GIR626", "Every RWS node of the target answers.", "Bring it up.", True),
    Rule("GIR627", "The storages of the target's locations take recordings.", "Repair the storage.", True),
    Rule("GIR628", "The keystores of the target have every key.", "Run gir.multidc.keystore_sync.", True),
    Rule("GIR629", "Nothing at the target puts the service at risk.", "Repair what drift names.", True),
    Rule("GIR630", "The Interaction Server of the target can be reached.", "Start it, or open the way to it.", True),
    Rule("GIR631", "Muxer and processors of the target are there, in the version of the other data center.",
         "Install them.", True),
    Rule("GIR632", "The target has the declared capacity.", "Bring up the hosts that are away.", True),
    Rule("GIR633", "The certificates of the target hold.", "Renew them.", True),
    Rule("GIR634", "What the run is told of the system is what it finds.",
         "Somebody has moved it since: run gir.multidc.status."),
    Rule("GIR635", "What runs is what was approved, and not older than gir_failover_plan_minutes.",
         "Look at the new plan, and approve it."),
    Rule("GIR636", "Every override names a rule that may be lifted, and has a reason.",
         "Correct gir_failover_override."),
    Rule("GIR637", "The values of the failover's variables can be used.", "Correct them."),
    Rule("GIR638", "Muxer and processors of a data center that is given up as planned can be stopped.",
         "Bring the host up; or accept what you know to be stopped with gir_failover_accept."),
    Rule("GIR639", "A data center that is given up as planned answers.",
         "When it is lost, give gir_failover_mode=forced and gir_failover_attested_by."),
    Rule(REJOINED, "A planned failover goes to a standby that has rejoined, and is one as a whole.",
         "Run gir.multidc.rejoin.", True),
    Rule("GIR666", "Everything that a planned failover changes can be changed now.",
         "Do what the text says, or lift the rule: it is then left as an open point.", True),
    Rule("GIR668", "RWS is switched by the run itself in a planned failover.",
         "Give gir_rws_ops_username and gir_rws_ops_password."),
    Rule("GIR667", "The queues of a data center that is given up as planned are empty.",
         "Give it more gir_failover_drain_minutes, or lift the rule.", True),
)  # fmt: skip
RULES = {rule.id: rule for rule in _ROWS}


@dataclass(frozen=True)
class Blocking:
    """A rule that is broken: what was found, what to do, and whether a person may lift it.

    `service`: component and host, where it is about one.
    """

    rule: str
    text: str
    remedy: str
    service: tuple[str, str] | None = None

    @property
    def may_be_lifted(self) -> bool:
        return RULES[self.rule].may_be_lifted


def broken(rule: str, text: str, remedy: str = "", service: tuple[str, str] | None = None) -> Blocking:
    """With the remedy of the rule unless there is a better one."""
    return Blocking(rule, text, remedy or RULES[rule].remedy, service)
