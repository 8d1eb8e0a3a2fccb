# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One change, what has to be found of it, and what is found of several together."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

CONTENT, MODE, OWNER, GROUP, GONE = "content", "mode", "owner", "group", "gone"
ACTIVE, ENABLED = "active", "enabled"
# The order in which changes can be made; they are undone in the opposite one. A service is stopped before its unit is
# changed, and started when that is undone.
_ORDER = (ACTIVE, ENABLED, CONTENT, MODE, OWNER, GROUP, GONE)


class Id(NamedTuple):
    """What tells one finding from another."""

    check: str
    host: str
    object: str
    key: str = ""


@dataclass(frozen=True)
class Plant:
    """A change made by hand.

    `finds`: nothing for one that is benign; `machines`: what is found besides where hosts have a service manager.
    `touches`: the thing that is changed, by host and path or object; `aspect` and `side`: what of it; of two changes of
    the same only one can be planted at once. `needs`: what the system has to have for it: root, gax, rws, units.
    `severity`: the worst one of what is found. `row`: number in the original list of changes; 0 for the
    others.
    """

    name: str
    surface: str
    act: Callable[[Any], None]
    touches: tuple[str, str]
    finds: tuple[Id, ...] = ()
    aspect: str = CONTENT
    needs: tuple[str, ...] = ()
    severity: str = ""
    machines: tuple[Id, ...] = ()
    side: str = ""
    row: int = 0

    @property
    def benign(self) -> bool:
        """Whether nobody may be told of it."""
        return not self.finds

    def found(self, machines: bool) -> tuple[Id, ...]:
        """What has to be found of it alone."""
        return self.finds + self.machines if machines else self.finds


def fits(plants: list[Plant]) -> bool:
    """Whether they can be planted together."""
    sides = [(plant.touches, plant.aspect, plant.side) for plant in plants]
    return len(set(sides)) == len(sides)


def in_order(plants: list[Plant]) -> list[Plant]:
    """As they can be planted: what is gone cannot be changed any more."""
    return sorted(plants, key=lambda plant: _ORDER.index(plant.aspect))


def expected(plants: list[Plant], machines: bool = False) -> set[Id]:
    """What has to be found of all of them. What is gone hides every other change of it, and a directory what is in it.

    `machines`: the hosts have a service manager.
    """
    gone = {plant.touches for plant in plants if plant.aspect == GONE}
    left = [plant for plant in plants if plant.aspect == GONE or plant.touches not in gone]
    return {found for plant in left if not _below(plant.touches, gone) for found in plant.found(machines)}


def _below(touched: tuple[str, str], gone: set[tuple[str, str]]) -> bool:
    """Whether it is in a directory that is gone."""
    return any(touched[0] == host and touched[1].startswith(f"{path}/") for host, path in gone)
