# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a kit that lies somewhere is the one that would be made now. Needs no Ansible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

COMMAND = "ansible-playbook gir.multidc.failover_kit"
TIME = "%Y-%m-%dT%H:%M:%SZ"
MISSING, DAMAGED, OLD, INVENTORY, VERSION, READ = "missing", "damaged", "old", "inventory", "version", "read"
_DAY = 86400.0
_SHORT = 12


@dataclass(frozen=True)
class Now:
    """What holds now. `inventory`: the digest of its files, empty where it is not known; `moment`: UTC seconds."""

    data_center: str
    inventory: str
    collection: str
    days: int
    moment: float


@dataclass(frozen=True)
class Flaw:
    """`kind`: which of the above. `expected` and `actual` as they are shown; `reason` where these say too little."""

    kind: str
    expected: str | None = None
    actual: str | None = None
    reason: str = ""


def flaws(view: Mapping[str, Any], now: Now) -> list[Flaw]:
    """All that is wrong with a kit; `view` is what module_utils/_kit/look.py tells of it."""
    if not view["exists"]:
        return [Flaw(MISSING, "a failover kit", None)]
    if view["problem"]:
        return [Flaw(READ, reason=f"It cannot be read: {view['problem']}.")]
    kit = view["kit"]
    if view["damaged"] or not kit:
        return [Flaw(DAMAGED, reason=f"It is damaged: {view['damaged'] or 'it is no failover kit'}.")]
    if kit["data_center"] != now.data_center:
        return [Flaw(DAMAGED, now.data_center, kit["data_center"], "It is the kit of another data center.")]
    found = []
    if now.inventory and kit["inventory"] != now.inventory:
        reason = "The files of the inventory have changed since it was made."
        found.append(Flaw(INVENTORY, now.inventory[:_SHORT], kit["inventory"][:_SHORT], reason))
    if kit["collection"] != now.collection:
        found.append(Flaw(VERSION, now.collection, kit["collection"]))
    age = age_days(kit["made"], now.moment)
    if age is None:
        found.append(Flaw(DAMAGED, reason="It does not say when it was made."))
    elif age > now.days:
        found.append(Flaw(OLD, f"at most {now.days} days", f"{int(age)} days", f"It was made at {kit['made']}."))
    return found


def age_days(made: object, moment: float) -> float | None:
    """None where nobody can tell. One of the future, by a clock that was set back, is new."""
    try:
        then = datetime.strptime(str(made), TIME).replace(tzinfo=timezone.utc)
    except ValueError:
        return None
    return max(0.0, (moment - then.timestamp()) / _DAY)


def is_due(made: object, days: int, moment: float) -> bool:
    """Whether a kit is made anew although nothing in it has changed: in time, so that nobody ever finds it too old."""
    age = age_days(made, moment)
    return age is None or age > days / 2
