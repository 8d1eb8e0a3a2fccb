# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one source of choice of a history. 0 always is the harmless choice, so that a history shrinks towards nothing."""

import random


class Seeded:
    """Choices of a seed; `taken` replays them."""

    __slots__ = ("_random", "taken")

    def __init__(self, seed):
        self._random = random.Random(seed).random
        self.taken = []

    def pick(self, count):
        """A number below `count`."""
        found = int(self._random() * count)
        self.taken.append(found)
        return found

    def rare(self, one_in):
        """0, or with a chance of 1 to `one_in` 1."""
        found = int(self._random() * one_in) == 1
        self.taken.append(int(found))
        return int(found)


class Replayed:
    """Choices of a list, and then 0."""

    __slots__ = ("_left", "taken")

    def __init__(self, choices):
        self._left = iter(choices)
        self.taken = []

    def pick(self, count):
        found = min(next(self._left, 0), count - 1)
        self.taken.append(found)
        return found

    def rare(self, one_in):
        del one_in
        return self.pick(2)


class Enumerated:
    """Every list of choices, one after the other: `following` is the next prefix, None after the last."""

    __slots__ = ("_counts", "_prefix", "taken")

    def __init__(self, prefix=()):
        self._prefix = tuple(prefix)
        self._counts = []
        self.taken = []

    def pick(self, count):
        number = len(self.taken)
        found = self._prefix[number] if number < len(self._prefix) else 0
        self._counts.append(count)
        self.taken.append(found)
        return found

    def rare(self, one_in):
        del one_in
        return self.pick(2)

    def following(self):
        taken = list(self.taken)
        for number in reversed(range(len(taken))):
            if taken[number] + 1 < self._counts[number]:
                return (*taken[:number], taken[number] + 1)
        return None
