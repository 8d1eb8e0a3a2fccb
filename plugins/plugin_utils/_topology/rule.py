# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rule is, and for which verbs breaking it is an error."""

from __future__ import annotations

from dataclasses import dataclass

ERROR = "error"
WARNING = "warning"

GUIDE = "guide"
PRODUCT = "product"
MODEL = "inventory"

# Verbs that write what the inventory says, or judge it: nothing in it may be wrong.
STRICT_VERBS = ("topology", "site", "render", "upgrade", "remediate", "awx")
# Verbs that an operator needs at night, or that only look. What they do not use cannot stop them.
LENIENT_VERBS = (
    "status",
    "drift",
    "verify",
    "failover",
    "failback",
    "rejoin",
    "eservices_switch",
    "keystore_check",
    "keystore_sync",
    "recording_certificate",
    "ledger",
    "lock",
    "hold",
    "kept_copies",
    "failover_kit",
    "maintenance",
)
# Of these, verbs that write nothing to the system: a question about the ledger is shown, and does not stop them.
READING_VERBS = (
    "status", "drift", "verify", "keystore_check", "ledger", "lock", "hold", "kept_copies", "failover_kit",
    "maintenance",
)  # fmt: skip
# A role in a play of your own: it judges its own variables itself, and only the map before.
ROLE = "role"
VERBS = (*STRICT_VERBS, *LENIENT_VERBS, ROLE)


@dataclass(frozen=True)
class Rule:
    """`holds` is what must be true, `remedy` what to do when it is not, `source` who says so.

    `severity` is that for the strict verbs. `lenient` is that for the others, `reading` that for those of them that
    write nothing; the same as the one before when it is empty. `used_by`: verbs that take it as the strict ones do,
    whatever they are, because they use what the rule is about. `shown_by`: strict verbs that do not, and only show it.
    """

    id: str
    severity: str
    holds: str
    remedy: str
    source: str
    lenient: str = ""
    reading: str = ""
    used_by: tuple[str, ...] = ()
    shown_by: tuple[str, ...] = ()

    def severity_for(self, verb: str) -> str:
        """Whether breaking the rule stops this verb (error) or is only shown (warning)."""
        if verb in self.used_by:
            return self.severity
        if verb in self.shown_by:
            return WARNING
        if self.reading and verb in READING_VERBS:
            return self.reading
        return self.lenient if self.lenient and verb in LENIENT_VERBS else self.severity
