# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The executor of a failover, one thing at a time: observe and decide, or one part of a command."""

from dataclasses import replace

from . import commands, ledgers, seeing
from .product import decide, observed, run

OBSERVE, DO, ENDED, DEAD = "observe", "do", "ended", "dead"
# What takes how long, in seconds.
OBSERVING, SILENT = 1.0, 2.0


class Controller:
    """One run of a failover. `owner`: its number. `place`: where it runs. `heard`: hosts that it goes on asking.

    `todo`: the parts of commands that are left of what was decided last. `end`: how it ended.
    """

    __slots__ = ("act", "asked", "counted", "end", "frozen", "heard", "life", "made", "others", "owner", "phase",
                 "place", "quiet_since", "run", "seen", "started", "sure", "todo", "verified", "whole", "zero",
                 "looked_at", "before", "watch", "compared", "wanted")  # fmt: skip

    verb = "failover"

    def __init__(self, world, owner, place, asked, others=(), watch=None, zero=False):
        self.owner, self.place, self.asked, self.others = owner, place, asked, others
        self.run = run.Run(f"run-{owner}")
        self.started = self.quiet_since = world.now
        self.phase, self.frozen, self.end = OBSERVE, 0, None
        self.heard, self.whole, self.life, self.looked_at = frozenset(), True, None, 0.0
        self.seen = self.act = self.before = None
        self.todo, self.made, self.counted, self.compared = (), (), 0, 0.0
        self.verified, self.sure, self.watch, self.zero = False, {}, watch, zero
        self.wanted = ""

    @property
    def to(self):
        """The data center that this run works for: as a rollback the one that was active."""
        target = self.asked.to if self.asked.to in seeing.PAIR else "dc2"
        return seeing.other(target) if self.run.back else target

    @property
    def alive(self):
        return self.phase not in (ENDED, DEAD)

    def knows_dead(self, owner):
        """A run of the same controller whose process is gone."""
        other = next((one for one in self.others if one.owner == owner), None)
        return other is not None and other.place == self.place and other.phase == DEAD

    def step(self, world, choice):
        """The next thing, and the time that it takes."""
        if self.phase == OBSERVE:
            self._observe(world)
            self._decide(world)
        else:
            part, self.todo = self.todo[0], self.todo[1:]
            commands.do(self, world, choice, part)
            if self.alive and not self.todo:
                self.phase = OBSERVE

    def take(self, world, seconds):
        """Time passes for this run and for the world."""
        if not self.zero:
            world.advance(seconds)
        self.clock(world)

    def clock(self, world):
        now = world.now - self.started
        if now != self.run.now:
            self.run = _at(self.run, now, self.run.results)

    # -- observing ---------------------------------------------------------------------------------------------------

    def _observe(self, world):
        target = self.to
        origin = seeing.other(target)
        silent = self.whole and any(not world.reaches(self.place, one) for one in world.by_site[origin])
        self.take(world, OBSERVING + (SILENT if silent else 0))
        asked = world.hosts.values() if self.whole else [world.hosts[name] for name in self.heard]
        self.heard = heard = frozenset(one.name for one in world.reached(self.place, asked))
        now = self.run.now
        if self.whole:
            self.looked_at = now
            self.whole = False
        if any(one.name in heard for one in world.by_site[origin]):
            self.life, self.quiet_since = now, world.now
        held = {one.name: one.ledger for one in world.rws if one.name in heard}
        ledger = ledgers.seen(held)
        # eServices may have been somewhere else before, and goes back there.
        goes_back = bool(self.run.back) and ledger.active == target
        self.wanted = ledger.eservices_site if goes_back else ledgers.site_name(target)
        self.before = self.seen
        self.seen = observed.Seen(
            seeing.of_site(world, self, origin, heard, self.looked_at),
            replace(seeing.of_site(world, self, target, heard, 0), site_name=self.wanted) if goes_back
            else seeing.of_site(world, self, target, heard, 0),
            ledger,
            seeing.lock(world, self, heard),
            seeing.checks(world, target, heard, self.asked.planned),
            seeing.steps_of(world, self, target, heard),
            world.witness,
            ("a hold is in force",) * world.holds,
            world.now - self.quiet_since,
            self.life,
            seeing.proofs(world, self, target, heard) if self.verified else (),
            seeing.needs_rejoin(world, origin, heard),
        )

    def ledgers_at_hand(self, world):
        """What the RWS hosts that this run hears hold now."""
        return {one.name: one.ledger for one in world.reached(self.place, world.rws) if one.name in self.heard}

    # -- deciding ----------------------------------------------------------------------------------------------------

    def _decide(self, world):
        decision = decide.decide(self.asked, self.seen, self.run)
        self.counted += 1
        if world.trace is not None:
            world.say(f"run-{self.owner} {_said(decision)}")
        if self.watch is not None:
            self.watch.decided(world, self, decision)
        if isinstance(decision, run.End):
            self._finish(world, decision)
        elif isinstance(decision, run.Turn):
            world.met("a planned failover turns back")
            self.run = self.run.turned(decision.why)
            self.whole, self.verified, self.sure = True, False, {}
            self.life, self.quiet_since = None, world.now
        elif isinstance(decision, run.Wait):
            if self.zero:
                world.advance(decision.seconds)
            self.take(world, decision.seconds)
            self.whole = True
        else:
            self.act = decision
            self.todo = tuple(part for one in decision.commands for part in commands.parts(self, one))
            self.phase = DO

    def _finish(self, world, decision):
        """The lock is given back, unless it is another one's."""
        self.end, self.phase = decision, ENDED
        for host in world.reached(self.place, world.rws):
            if host.lock is not None and host.lock[0] == self.run.lock:
                host.lock = None

    def told(self, command, outcome, changed=True, hosts=(), text=""):
        """The result of a command."""
        if outcome == run.SUPERSEDED:
            self.todo = ()
        kept = run.Result(command.key, outcome, self.run.now, text or outcome, changed, hosts)
        self.run = _at(self.run, self.run.now, (*self.run.results, kept))

    def state(self):
        """What is the same of two runs that go on in the same way."""
        results = tuple((one.command, one.outcome, one.hosts) for one in self.run.results)
        return (self.phase, self.run.operation, self.run.back, results, self.heard, self.whole, self.todo, self.made,
                self.run.now, self.looked_at, self.life, self.asked,
                self.seen.ledger if self.seen else None)  # fmt: skip

    def clone(self):
        new = type(self).__new__(type(self))
        for name in Controller.__slots__:
            setattr(new, name, getattr(self, name))
        new.sure = dict(self.sure)
        return new


def _at(my, now, results):
    """As dataclasses.replace, which takes several times as long."""
    return run.Run(my.lock, my.operation, now, results, my.back, my.forward)


def _said(decision):
    if isinstance(decision, run.Act):
        return f"{decision.stage}: {', '.join(one.key for one in decision.commands)}"
    if isinstance(decision, run.Wait):
        return f"{decision.stage}: wait {decision.seconds:.1f} s ({decision.why})"
    if isinstance(decision, run.Turn):
        return f"turns back: {decision.why}"
    return f"ends {decision.outcome}: {' '.join(decision.why)} open: {[one.name for one in decision.open_points]}"
