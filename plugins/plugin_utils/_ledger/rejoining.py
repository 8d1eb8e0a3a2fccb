# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which data centers are no standby yet: they were given up without taking part, and nobody has made them one since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .chain import Judgement, chain
from .entry import DONE, Entry
from .questions import plain, some

VERB = "rejoin"
COMMAND = "ansible-playbook gir.multidc.rejoin -e gir_rejoin_datacenter={0} -e gir_rejoin_confirm={0}"
# The reason of an entry by which a data center was left with its help; what a person gave follows a colon.
PLANNED = "planned failover"
_ATTESTED = ", attested by "


@dataclass(frozen=True)
class Need:
    """A data center that has to rejoin. `operation`: by which it was left, `since`: when that was recorded, by the
    clock of the controller; both empty where only hosts of it are behind. `behind`: its RWS hosts with an older ledger.
    """

    data_center: str
    reason: str
    operation: str = ""
    since: str = ""
    behind: tuple[str, ...] = ()

    @property
    def command(self) -> str:
        """What makes it a standby."""
        return command(self.data_center)


def command(data_center: str) -> str:
    """The command that makes a data center a standby."""
    return COMMAND.format(data_center)


def planned_reason(reason: str) -> str:
    """The reason of an entry of a planned failover."""
    return f"{PLANNED}: {reason}" if reason else PLANNED


def is_planned(entry: Entry) -> bool:
    """Whether the data center that was left took part. Whoever attests a loss did not plan it."""
    begins = entry.reason == PLANNED or entry.reason.startswith(f"{PLANNED}: ")
    return begins and _ATTESTED not in entry.reason


def needs_rejoin(found: Judgement, centers: Mapping[str, str]) -> list[Need]:
    """The data centers that have to rejoin, with the reason of each. `centers`: RWS host to its data center.

    Nobody can say while the ledgers leave a question, so then there is none.
    """
    if found.head is None or found.question:
        return []
    left = _left(found)
    active = found.head.active_datacenter
    behind: dict[str, list[str]] = {}
    for host in found.lagging:
        behind.setdefault(centers.get(host, ""), []).append(host)
    names = [name for name in sorted({*left, *behind}) if name not in ("", active)]
    return [_need(name, left.get(name), tuple(behind.get(name, ()))) for name in names]


def _left(found: Judgement) -> dict[str, Entry]:
    """Data center to the entry by which it was left without taking part."""
    left: dict[str, Entry] = {}
    before: Entry | None = None
    head = found.head
    for name in reversed(chain(found.entries, head)) if head is not None else ():
        entry = found.entries[name]
        if entry.state != DONE or name in found.void:
            continue
        if entry.verb == VERB:
            # Whoever rejoins does so with the one that is active; there are no more than two that may be.
            left.clear()
        elif before is not None and before.active_datacenter != entry.active_datacenter:
            left.pop(entry.active_datacenter, None)
            if not is_planned(entry):
                left[before.active_datacenter] = entry
        before = entry
    return left


def _need(name: str, entry: Entry | None, behind: tuple[str, ...]) -> Need:
    older = f"{some(behind)} {'holds' if len(behind) == 1 else 'hold'} an older ledger" if behind else ""
    if entry is None:
        return Need(name, f"{older}.", behind=behind)
    text = f"{plain(entry.active_datacenter)} took over without it ({entry.operation}), and it has not rejoined since"
    reason = f"{text}; {older}." if older else f"{text}."
    return Need(name, reason, entry.operation, plain(entry.controller_time), behind)
