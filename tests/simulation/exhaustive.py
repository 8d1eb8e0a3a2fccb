# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every history of a small world: two data centers with one RWS node each, two runs, a few faults, in every order.

There are three of them: a forced failover, a planned one, and one back to a data center while that one rejoins.
Breadth first over states that are the same where they look the same. Time passes only while a run waits.
"""

import time
from collections import Counter, deque
from dataclasses import dataclass, replace

from . import rejoin_people
from .choice import Replayed
from .controller import DEAD, Controller
from .faults import Config
from .history import History
from .invariants import Watch
from .product import asked, rejoin_asked
from .rejoiner import Rejoiner
from .world import BROKEN, LATE, LOST, REFUSED, UNANSWERED, Violation, World

BUDGET = 1
# A search that has met so many states ends, and says so.
MOST_STATES = 400_000
NEVER = 10**9
ASKED = asked.Asked("dc2", "dc2", attested_by="Ada", reason="no power", silent_before=60)
PLANNED = asked.Asked("dc2", "dc2", mode="planned", reason="a move", drain_seconds=15)
BACK = replace(PLANNED, to="dc1", confirm="dc1")


class State:
    """The world, its runs, and how many faults are left. `refused`: where each run stands does not matter any more."""

    __slots__ = ("left", "runs", "world")

    def __init__(self, world, runs, left):
        self.world, self.runs, self.left = world, runs, left

    def key(self):
        runs = tuple(one and one.state() for one in self.runs)
        return (self.world.state(), self.world.send_next, self.world.config.queues, runs, self.left)

    def clone(self):
        world = self.world.clone()
        runs = [one and one.clone() for one in self.runs]
        for one in runs:
            if one is not None:
                one.others = [other for other in runs if other is not None]
        return State(world, runs, self.left)


@dataclass(frozen=True)
class Small:
    """A small world: how it begins, what the second run asks for, its `faults`, and which way a person goes on."""

    name: str
    first: object
    second: object
    faults: tuple
    to: str = "dc2"
    mode: str = "forced"


def forced(watch):
    """The first data center is silent, and one run begins; the second one may begin at any time."""
    world = World(Config(kinds=("all",)))
    _cut_off(world, "dc1")
    world.now = 60.0
    return State(world, [Controller(world, 1, "ctl0", ASKED, (), watch, zero=True), None], BUDGET)


def planned(watch):
    """Both data centers are well, and one is left as planned."""
    world = World(Config(kinds=("all",)))
    world.record("dc1")
    return State(world, [Controller(world, 1, "ctl0", PLANNED, (), watch, zero=True), None], BUDGET)


def failback(watch):
    """A data center was left as lost and is back: it rejoins, by a list that was accepted, and somebody goes back."""
    world = World(Config(kinds=("all",)))
    rejoin_people.left_and_back(world, Replayed(()))
    world.hosts["rws1-dc1"].edits = frozenset(("edit",))
    world.keys["dc1"] |= {"made alone"}
    run = Rejoiner(world, 1, "ctl0", rejoin_asked.Asked("dc1", "dc1"), (), watch, zero=True)
    while run.alive:
        run.step(world, Replayed(()))
    accepted = rejoin_asked.Asked("dc1", "dc1", listed=run.seen.listing.digest)
    return State(world, [Rejoiner(world, 1, "ctl0", accepted, (), watch, zero=True), None], BUDGET)


def _cut_off(world, site):
    for place in ("ctl0", "ctl1", *world.sites):
        if place != site:
            world.cuts |= {(place, site), (site, place)}


def following(state, watch, small):
    """(what happens, the state after it) of all that may happen next."""
    for number, one in enumerate(state.runs):
        if one is not None and one.alive:
            yield f"run-{number + 1}", _stepped(state, number)
    if state.runs[1] is None:
        yield "run-2 begins", _begun(state, watch, small)
    if state.world.late:
        yield "a late write arrives", _arrived(state)
    if state.left and any(one is not None and one.alive for one in state.runs):
        for name in small.faults:
            new = state.clone()
            if FAULTS[name](new):
                new.left -= 1
                yield name, new


def _stepped(state, number):
    new = state.clone()
    new.runs[number].step(new.world, Replayed(()))
    new.world.late = [(NEVER, write) for _when, write in new.world.late]
    return new


def _begun(state, watch, small):
    new = state.clone()
    run = Controller(new.world, 2, "ctl1", small.second, (), watch, zero=True)
    new.runs[1] = run
    for one in new.runs:
        one.others = new.runs
    return new


def _arrived(state):
    new = state.clone()
    (_when, write), new.world.late = new.world.late[0], new.world.late[1:]
    new.world.apply(write)
    return new


# -- faults -----------------------------------------------------------------------------------------------------------


def _dies(number):
    def happen(state):
        one = state.runs[number]
        if one is None or not one.alive:
            return False
        one.phase = DEAD
        return True

    return happen


def _returns(state):
    found = bool(state.world.cuts)
    state.world.cuts.clear()
    return found


def _silent(site):
    def happen(state):
        found = not state.world.cuts
        _cut_off(state.world, site)
        return found

    return happen


def _queues(state):
    state.world.config = replace(state.world.config, queues="never")
    return True


def _writes(state):
    host = state.world.hosts["mcp1-dc1"]
    host.edits |= {"edit-late"}
    return True


def _hangs(state):
    host = state.world.hosts["rws1-dc2"]
    host.hung = not host.hung
    return True


def _written(how):
    def happen(state):
        found = not state.world.send_next
        state.world.send_next = how
        return found

    return happen


def _rws(answer):
    def happen(state):
        host = state.world.hosts["rws1-dc2"]
        found = host.refuses != answer
        host.refuses = answer
        return found

    return happen


def _gax(state):
    found = state.world.gax == "writable"
    state.world.gax = "read-only"
    return found


def _lock_broken(state):
    found = any(one.lock for one in state.world.rws)
    for one in state.world.rws:
        one.lock = None
    return found


FAULTS = {
    "run-1 dies": _dies(0), "run-2 dies": _dies(1), "dc1 returns": _returns, "RWS of dc2 hangs or is back": _hangs,
    "the next write is not answered": _written(UNANSWERED), "the next write is lost": _written(LOST),
    "the next write is late": _written(LATE), "RWS refuses": _rws(REFUSED), "RWS answers 500": _rws(BROKEN),
    "Configuration Server is read-only": _gax, "the lock is broken": _lock_broken,
    "dc1 is silent": _silent("dc1"), "dc2 is silent": _silent("dc2"), "queues never empty": _queues,
    "somebody writes": _writes,
}  # fmt: skip
_DEATHS = ("run-1 dies", "run-2 dies", "the lock is broken")
_WRITES = tuple(f"the next write is {how}" for how in ("not answered", "lost", "late"))
_SYSTEM = ("RWS refuses", "RWS answers 500", "Configuration Server is read-only")
WORLDS = (
    Small("forced", forced, ASKED, (*_DEATHS, *_WRITES, *_SYSTEM, "dc1 returns", "RWS of dc2 hangs or is back")),
    Small("planned", planned, PLANNED, (*_DEATHS, *_WRITES, *_SYSTEM, "dc1 is silent", "RWS of dc2 hangs or is back",
                                        "queues never empty"), mode="planned"),
    Small("failback", failback, BACK, (*_DEATHS, *_WRITES, "dc1 is silent", "dc2 is silent", "somebody writes",
                                       "Configuration Server is read-only"), "dc1", "planned"),
)  # fmt: skip


# -- the search -------------------------------------------------------------------------------------------------------


def search(small, budget=BUDGET, most=MOST_STATES):
    """(states, ends of worlds from which an operator came through, seconds, failures, whether all were visited)."""
    started, watch = time.monotonic(), Watch()
    start = small.first(watch)
    start.left = budget
    seen, waiting, ends, failures = {hash(start.key())}, deque([(start, ())]), {}, []
    while waiting and not failures and len(seen) < most:
        state, path = waiting.popleft()
        alive = False
        try:
            for name, new in following(state, watch, small):
                alive = alive or name.startswith("run")
                key = hash(new.key())
                if key not in seen:
                    seen.add(key)
                    waiting.append((new, (*path, name)))
            if not alive or not any(one is not None and one.alive for one in state.runs):
                _comes_through(state, ends, small, watch)
        except Violation as error:
            failures.append(f"{error}\n  after: {'; '.join(path)}")
    return len(seen), Counter(ends.values()), time.monotonic() - started, failures, not waiting


def _comes_through(state, ends, small, watch):
    """From here an obedient operator comes to one end."""
    key = state.world.state()
    if key in ends:
        return
    new = state.clone()
    # What is late arrives while it heals, and not after a billion steps.
    new.world.late = [(0, write) for _when, write in new.world.late]
    healing = Watch()
    healing.shown = watch.shown
    history = History.of(new.world, [one for one in new.runs if one is not None], healing)
    history.to, history.mode = small.to, small.mode
    history.heal()
    ends[key] = history.controllers[-1].end.outcome


def report(budget=BUDGET, most=MOST_STATES):
    """Print how large each world was; whether nothing failed."""
    good = True
    for small in WORLDS:
        states, ends, seconds, failures, whole = search(small, budget, most)
        size = "all states" if whole else "not all states"
        print(f"exhaustive, {small.name}: {states} states ({size}) with {budget} faults in {seconds:.1f} s")
        print(f"  {sum(ends.values())} worlds at their ends, from which the obedient operator ends: {dict(ends)}")
        for text in failures:
            print(f"FAILED {text}")
        good = good and not failures
    return good
