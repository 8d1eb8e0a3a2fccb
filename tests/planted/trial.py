# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plants changes, compares what is found with what has to be found, and undoes them: one, some, or many at random."""

import random
from dataclasses import dataclass, field

from planted.plant import Id, expected, fits, in_order

WORST_FIRST = ("security", "recordings_at_risk", "service_at_risk", "needs_restart", "cosmetic")


@dataclass
class Result:
    """What one combination came to. `missed` and `invented` are ids, `unfit` sentences about severities."""

    plants: list
    missed: list = field(default_factory=list)
    invented: list = field(default_factory=list)
    unfit: list = field(default_factory=list)

    @property
    def good(self):
        """Found exactly, none invented."""
        return not (self.missed or self.invented or self.unfit)

    def __str__(self):
        lines = [f"planted: {plant.name}" for plant in self.plants]
        lines += [f"not found: {' | '.join(found)}" for found in self.missed]
        lines += [f"invented: {' | '.join(found)}" for found in self.invented]
        return "\n".join([*lines, *self.unfit])


def ids(findings):
    """The ids of the findings of a report."""
    return {Id(*(found[name] for name in Id._fields)) for found in findings}


class Trials:
    """`look` runs drift and returns the findings of its report. What is found without any change is no news."""

    def __init__(self, system, look, machines=False):
        self.system, self.look, self.machines = system, look, machines
        self.before = ids(look())

    def tried(self, plants):
        """Plant these, look, and undo them."""
        planted = in_order(plants)
        try:
            for plant in planted:
                plant.act(self.system)
            findings = self.look()
        finally:
            self.system.heal()
        found = ids(findings) - self.before
        wanted = expected(planted, self.machines) - self.before
        return Result(planted, sorted(wanted - found), sorted(found - wanted), _unfit(planted, findings))

    def smallest(self, result):
        """The fewest of its changes with which it still goes wrong: each that is not needed is left out."""
        for plant in list(result.plants):
            rest = [other for other in result.plants if other is not plant]
            if rest:
                less = self.tried(rest)
                if not less.good:
                    result = less
        return result

    def series(self, plants, number, seed, most=8):
        """Results of combinations that went wrong, each as small as it can be made. The same seed plants the same."""
        wrong = []
        for chosen in combinations(plants, number, seed, most):
            result = self.tried(chosen)
            if not result.good:
                wrong.append(self.smallest(result))
        return wrong


def combinations(plants, number, seed, most=8):
    """Sets of changes that can be planted together; each change is in one before any is in a second."""
    chance = random.Random(seed)
    waiting = []
    for _number in range(number):
        size = chance.randint(1, most)
        chosen, put_back = [], []
        while len(chosen) < size:
            if not waiting:
                waiting = chance.sample(plants, len(plants))
            plant = waiting.pop()
            if plant not in chosen and fits([*chosen, plant]):
                chosen.append(plant)
            else:
                put_back.append(plant)
            if len(put_back) > len(plants):
                break
        waiting = put_back + waiting
        yield chosen


def together(plants):
    """As many of them as can be planted at once."""
    chosen = []
    for plant in plants:
        if fits([*chosen, plant]):
            chosen.append(plant)
    return chosen


def _unfit(plants, findings):
    """Changes of which the worst finding is less or more severe than it has to be."""
    by_id = {Id(*(found[name] for name in Id._fields)): found["severity"] for found in findings}
    lines = []
    for plant in plants:
        severities = [by_id[found] for found in plant.finds if by_id.get(found)]
        worst = min(severities, key=WORST_FIRST.index, default="")
        if plant.severity and severities and worst != plant.severity:
            lines.append(f"{plant.name}: severity {worst}, not {plant.severity}")
    return lines
