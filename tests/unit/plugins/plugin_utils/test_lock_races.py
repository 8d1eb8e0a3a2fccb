# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many runs at once, with anything happening between any two questions to a host."""

import random

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._lock import protocol
from locked_hosts import NAMES, NO_ANSWER, held, task
from series import length


class Run:
    """One run, which asks one host at a time, so that others come between any two questions."""

    def __init__(self, number, view):
        self.task = task(f"op-{number}", hosts=view)
        self.won, self.ended, self.reliable = frozenset(), False, True
        self._begin(protocol.claimed)

    def _begin(self, state):
        self.state, self.steps = state, state(self.task)
        self._take(lambda: next(self.steps))

    def _take(self, advance):
        self.answers = {}
        try:
            self.requests = advance()
        except StopIteration as end:
            self.requests = {}
            self.ended = self.state is protocol.released
            self.won = frozenset(() if self.ended else end.value["hosts"])
        except protocol.Refused:
            self.requests, self.ended = {}, True

    def step(self, disk, chance, flaps):
        """One host is asked; a flapping one answers nobody, whether or not it heard. A holder releases some time."""
        if not self.requests:
            self.won = frozenset()
            self._begin(protocol.released)
            return
        host = chance.choice([name for name in self.requests if name not in self.answers])
        lost = flaps and chance.random() < 0.2
        answer = NO_ANSWER if lost and chance.random() < 0.5 else disk.ask(host, self.requests[host])
        self.answers[host] = NO_ANSWER if lost else answer
        self.reliable = self.reliable and not lost
        if len(self.answers) == len(self.requests):
            answers = self.answers
            self._take(lambda: self.steps.send(answers))


def play(disk, runs, chance, flaps=False, release=True):
    """All runs to their end, in random turns; never do two rely on one host."""
    turns = 0
    while True:
        open_runs = [one for one in runs if not one.ended and (release or not one.won)]
        if not open_runs:
            return
        chance.choice(open_runs).step(disk, chance, flaps)
        relied = [host for one in runs for host in one.won]
        assert len(relied) == len(set(relied)), relied
        turns += 1
        assert turns < 5000


@pytest.mark.parametrize("flaps", [False, True], ids=["steady", "flapping"])
def test_runs_that_share_a_host_never_both_win(disk, flaps):
    for seed in range(length(500, 10_000)):
        chance = random.Random(seed)
        disk.content.clear()
        views = [chance.sample(NAMES, chance.randint(1, len(NAMES))) for _run in range(chance.randint(2, 5))]
        runs = [Run(number, view) for number, view in enumerate(views)]
        play(disk, runs, chance, flaps)
        left = {lock["operation"] for lock in disk.content.values()}
        assert left <= {one.task.operation for one in runs if not one.reliable}, (seed, left)


def test_of_runs_that_see_the_same_exactly_one_wins(disk):
    for seed in range(length(500, 10_000)):
        chance = random.Random(seed)
        disk.content.clear()
        runs = [Run(number, chance.sample(NAMES, len(NAMES))) for number in range(chance.randint(2, 6))]
        play(disk, runs, chance, release=False)
        winners = [one for one in runs if one.won]
        assert len(winners) == 1, seed
        assert held(disk) == dict.fromkeys(NAMES, winners[0].task.operation)
