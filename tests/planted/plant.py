# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One change, what has to be found of it, and what is found of several together."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

CONTENT, MODE, OWNER, GROUP, GONE = "content", "mode", "owner", "group", "gone"
# The order in which changes of one thing can be made; each is hidden by those that come later and are in HIDING.
_ORDER = (CONTENT, MODE, OWNER, GROUP, GONE)


class Id(NamedTuple):
    """What tells one finding from another."""

    check: str
    host: str
    object: str
    key: str = ""


@dataclass(frozen=True)
class Plant:
    """A change made by hand.

    `finds`: nothing for one that is benign. `touches`: the thing that is changed, by host and path or object; `aspect`
    and `side`: what of it; of two changes of the same only one can be planted at once. `needs`: what the system has to
    have for it: root, gax, units. `severity`: the worst one of what is found. `row`: where it stands in the list with
    which the work on drift began; 0 for the others.
    """

    name: str
    surface: str
    act: Callable[[Any], None]
    touches: tuple[str, str]
    finds: tuple[Id, ...] = ()
    aspect: str = CONTENT
    needs: tuple[str, ...] = ()
    severity: str = ""
    side: str = ""
    row: int = 0

    @property
    def benign(self) -> bool:
        """Whether nobody may be told of it."""
        return not self.finds


def fits(plants: list[Plant]) -> bool:
    """Whether they can be planted together."""
    sides = [(plant.touches, plant.aspect, plant.side) for plant in plants]
    return len(set(sides)) == len(sides)


def in_order(plants: list[Plant]) -> list[Plant]:
    """As they can be planted: what is gone cannot be changed any more."""
    return sorted(plants, key=lambda plant: _ORDER.index(plant.aspect))


def expected(plants: list[Plant]) -> set[Id]:
    """What has to be found of all of them. What is gone hides every other change of it."""
    gone = {plant.touches for plant in plants if plant.aspect == GONE}
    return {found for plant in plants if plant.aspect == GONE or plant.touches not in gone for found in plant.finds}
