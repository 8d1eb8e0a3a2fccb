# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One history: things go wrong, and then they heal, and an obedient operator has to come through."""

from . import faults, operators, rejoin_people, rejoin_watch
from .choice import Replayed
from .controller import DEAD, Controller
from .product import rejoin_asked, rejoin_outcomes, steps
from .rejoiner import Rejoiner
from .world import KEYS, PAIR, Violation, World

FAULT_STEPS = 90
MOST_DECISIONS = 80
# How many runs an obedient operator needs at most, once all is healed.
MOST_RUNS = 8
# One for each lock that a dead run has left, and one for each thing that a person does.
MOST_RUNS_OF_A_REJOIN = 12
MOST_CONTROLLERS, MOST_REJOINERS = 5, 5


class History:
    """`choice`: where it comes from. `watch`: the invariants. `to`: the data center that is failed over to.

    `controllers`: the runs of failovers; `everybody`: these and those of rejoins, in the order in which they began.
    """

    def __init__(self, choice, watch, trace=None):
        self.choice, self.watch = choice, watch
        config = faults.drawn(choice)
        self._is_of(World(config), [])
        self.world.trace = trace
        self.say(f"{config}")

    def _is_of(self, world, controllers):
        self.world, self.controllers, self.verbs, self.to = world, controllers, [], "dc2"
        self.blinking, self.repairs, self.runs_healed, self.lied = "", 0, 0, "clock" in world.config.kinds
        self.apart, self.mode, self.everybody = 0, "forced", list(controllers)

    @classmethod
    def of(cls, world, controllers, watch):
        """The rest of a history whose faults are over."""
        new = cls.__new__(cls)
        new.choice, new.watch = Replayed(()), watch
        new._is_of(world, controllers)
        return new

    def heal(self):
        """The phase of healing; raises Violation."""
        self._heals()

    def say(self, text):
        self.world.say(text)

    def returned(self):
        """A site may be back while a run goes on."""
        if any(one.alive for one in self.everybody):
            self.world.met("something returns while a run goes on")

    def run(self):
        """The whole history; raises Violation."""
        try:
            self._begins()
            self._goes_wrong()
            self._heals()
        except Violation:
            raise
        except Exception as error:
            raise Violation("nothing raises", f"{type(error).__name__}: {error}") from error
        return self.world

    # -- the phase of faults -----------------------------------------------------------------------------------------

    def _begins(self):
        """Why somebody fails over at all, and for how long it has been so."""
        choice, world = self.choice, self.world
        how = choice.pick(12)
        if how > 8:
            self._left_before()
            return
        if how in (0, 3):
            for host in world.by_site["dc1"]:
                world.kill(host)
        elif how == 1:
            for place in ("ctl0", "ctl1", *world.sites[1:]):
                world.cuts |= {(place, "dc1"), ("dc1", place)}
        elif how == 2:
            for host in world.by_site["dc1"][: 1 + choice.pick(len(world.by_site["dc1"]))]:
                host.hung = True
        elif how == 4:
            world.cuts |= {(place, "dc1") for place in ("ctl0", "ctl1", *world.sites[1:])}
        ago = (300, 15, 0)[choice.pick(3)]
        self.say(f"how it begins: {how}, {ago} s ago")
        for site in world.sites:
            world.record(site)
        world.advance(ago)
        functions = [faults.BY_KIND[kind] for kind in world.config.kinds]
        for _number in range(choice.pick(4) if functions else 0):
            functions[choice.pick(len(functions))](self, choice)
        silent = 10_800 if self.lied else ago * (choice.pick(3) != 1)
        # Nobody plans to leave what is lost, but for a mistake.
        self.mode = "planned" if how > 5 or choice.pick(16) == 1 else "forced"
        self._new("ctl0", operators.asks(choice, world, "dc2", silent if how < 5 else 0, self.mode))

    def _left_before(self):
        """A data center was left as lost, and is back. It rejoins, or somebody goes back to it, or both at once."""
        choice = self.choice
        self.say("how it begins: a data center was left, and is back")
        rejoin_people.left_and_back(self.world, choice)
        what = choice.pick(6)
        self.to = "dc1" if what > 1 else "dc2"
        self.mode = "planned" if self.to == "dc1" and choice.pick(4) != 1 else "forced"
        if what != 2:
            self.rejoins(choice, "dc1")
        if what in (2, 3):
            self._new("ctl0", operators.asks(choice, self.world, self.to, 0, self.mode))

    def _new(self, place, asked, kind=Controller):
        number = len(self.everybody) + 1
        one = kind(self.world, number, place, asked, self.everybody, self.watch)
        self.everybody.append(one)
        if kind is Controller:
            self.controllers.append(one)
        if self.world.trace is not None:
            self.say(f"run-{number} at {place}: {asked}")
        return one

    def rejoins(self, choice, center):
        """Somebody starts a rejoin."""
        if sum(isinstance(one, Rejoiner) for one in self.everybody) < MOST_REJOINERS:
            self._new(("ctl0", "ctl1")[choice.pick(2)], rejoin_people.asks(choice, center), Rejoiner)

    def another(self, choice, to):
        """Somebody else starts a failover."""
        if len(self.controllers) < MOST_CONTROLLERS:
            if any(one.alive for one in self.controllers):
                self.world.met("two operators at once")
            place = ("ctl0", "ctl1")[choice.pick(2)]
            self._new(place, operators.asks(choice, self.world, to, 60 * choice.pick(2)))

    def _goes_wrong(self):
        """Faults at drawn moments, among the steps of whoever runs."""
        choice, world = self.choice, self.world
        functions = [faults.BY_KIND[kind] for kind in world.config.kinds]
        due = 1 + choice.pick(24) if functions else FAULT_STEPS
        for number in range(FAULT_STEPS):
            if functions and number >= due:
                functions[choice.pick(len(functions))](self, choice)
                due = number + 1 + choice.pick(20)
            if not self.tick() and not self._types_again():
                if not functions:
                    return
                world.advance(5)

    def tick(self):
        """The next step of one of the runs; whether there was any."""
        choice, world = self.choice, self.world
        world.step()
        self._others()
        some = [one for one in self.everybody if one.alive]
        if not some:
            return False
        one = some[choice.pick(len(some)) if len(some) > 1 else 0]
        if one.frozen:
            one.frozen -= 1
            world.advance(5)
            if not one.frozen:
                self._thaws(one)
            return True
        one.step(world, choice)
        if one.counted > MOST_DECISIONS:
            raise Violation("every run ends", f"run-{one.owner} has decided {one.counted} times")
        return True

    def _thaws(self, one):
        self.say(f"run-{one.owner} goes on")
        if any(other.owner > one.owner for other in self.everybody):
            self.world.met("a frozen run wakes after another one began")

    def _others(self):
        """A site that blinks, and runs of other verbs that hold the lock."""
        world = self.world
        if self.blinking and world.steps % 3 == 0:
            for place in ("ctl0", "ctl1"):
                pair = (place, self.blinking)
                world.cuts.symmetric_difference_update({pair})
        for verb in self.verbs:
            self._other_verb(verb)

    def _other_verb(self, verb):
        operation, left, dead = verb
        held = [one for one in self.world.rws if one.lock is not None and one.lock[0] == operation]
        if dead or not held:
            return
        verb[1] = left - 1
        if verb[1] <= 0 or any(one.lock[2] for one in held):
            self.world.met("a verb yields to the failover" if verb[1] > 0 else "another verb ends")
            for host in held:
                if host.up:
                    host.lock = None

    def _types_again(self):
        """Most operators type what was printed, some only once, some something else."""
        last = self.everybody[-1]
        if len(self.everybody) >= MOST_CONTROLLERS - 1 or self.choice.pick(3) == 2:
            return False
        if isinstance(last, Rejoiner):
            return self._types_a_rejoin(last)
        if last.phase == DEAD:
            self.world.met("a run goes on where another one died")
            self._new(last.place, last.asked)
            return True
        following = operators.answered(self, last)
        if following is None:
            return False
        self._new(last.place, following)
        return True

    def _types_a_rejoin(self, last):
        following = last.asked
        if last.phase == DEAD:
            self.world.met("a rejoin dies, and is started again")
        else:
            following = rejoin_people.answered(self, last, self.choice.pick(4) != 1)
        if following is not None:
            self._new(last.place, following, Rejoiner)
        return following is not None

    def wait(self, seconds):
        """A person waits."""
        self.world.advance(seconds)
        for verb in self.verbs:
            if not verb[2]:
                verb[1] = 0
        self._others()

    # -- the phase of healing ----------------------------------------------------------------------------------------

    def _heals(self):
        """Everything heals, but for a data center that may be lost for good; then the operator only obeys."""
        choice, world = self.choice, self.world
        for one in self.everybody:
            if one.alive:
                one.phase = DEAD
        lost = "dc1" if self.to == "dc2" and choice.pick(3) == 0 else ""
        self._repair_all(lost)
        self.watch.healing = True
        self._obeys(operators.asks(_Harmless(), world, self.to, 3600 if lost else 0, self.mode))
        end = self.controllers[-1].end
        after = choice.pick(4)
        if lost or end.outcome not in ("done", "done_open", "unchanged"):
            return
        if after == 2:
            self.rejoin("dc1" if self.to == "dc2" else "dc2")
        elif after == 1:
            world.met("a planned failover goes back")
            self.to = "dc1" if self.to == "dc2" else "dc2"
            for site in world.sites:
                world.record(site)
            self._obeys(operators.asks(_Harmless(), world, self.to, 0, "planned"))

    def _obeys(self, asked):
        """Runs until nothing is left to type, which has to come soon."""
        for number in range(MOST_RUNS):
            one = self._new("ctl0", asked)
            while one.alive:
                self._alone(one)
            asked = operators.answered(self, one)
            self.runs_healed = number + 1
            if asked is None or self._is_kept_down(one):
                break
        else:
            raise Violation("it converges", f"{MOST_RUNS} runs, and the last one ends {one.end}")
        self.watch.converged(self, one)

    def rejoin(self, center):
        """A person makes a standby of a data center; once all has healed, until it is one. Which rules forbid it."""
        if not self.watch.healing:
            self.rejoins(self.choice, center)
            return ()
        dies = (1 + self.choice.pick(24)) * (self.choice.pick(4) == 1)
        asked = rejoin_asked.Asked(center, center)
        for _number in range(MOST_RUNS_OF_A_REJOIN):
            one = self._new("ctl0", asked, Rejoiner)
            while one.alive:
                self._alone(one)
                dies -= 1
                if dies == 0:
                    one.phase = DEAD
            if one.phase != DEAD:
                asked = rejoin_people.answered(self, one, accepts=True)
            else:
                self.world.met("a rejoin dies, and is started again")
                if self.choice.pick(2) == 1:
                    rejoin_people.writes(self.world, self.choice)
            if asked is None:
                break
        else:
            raise Violation("it converges", f"{MOST_RUNS_OF_A_REJOIN} runs of a rejoin; the last one: {one.end}")
        if not {"GIR644", "GIR653"} & set(one.end.rules):
            rejoin_watch.converged(self.world, one)
        if one.end.outcome in (rejoin_outcomes.DONE, rejoin_outcomes.DONE_OPEN):
            self.world.met("a data center rejoins")
        return one.end.rules

    def _is_kept_down(self, one):
        """Whether a guard of the target starts nothing: it heard the other site know of this failover, or of another
        one that only that site's ledger holds. No run changes that; docs/site-guard.md says what a person does."""
        failed = [name for name in steps.EXCLUSIVE if one.run.gave_up(name) and not one.run.did(name)]
        results = (*one.run.results, *one.run.forward)
        failed += [one.command for one in results if one.command in steps.EXCLUSIVE and one.outcome == "failed"]
        kept = one.end.outcome in ("done_open", "undone") and self.world.config.guard is not None and bool(failed)
        if kept:
            self.world.met("a guard of the target starts nothing")
        return kept

    def _alone(self, one):
        self.world.step()
        one.step(self.world, self.choice)
        if one.counted > MOST_DECISIONS:
            raise Violation("every run ends", f"run-{one.owner} has decided {one.counted} times")

    def _repair_all(self, lost):
        world = self.world
        world.cuts.clear()
        self.blinking, world.lossy, world.gax = "", False, "writable"
        if world.witness is not None:
            world.witness = True
        world.full.clear()
        world.symptoms = {}
        world.keys = {site: keys | KEYS for site, keys in world.keys.items()}
        for host in world.hosts.values():
            host.hung, host.refuses, host.adopts = False, "", "now"
            for one in host.services:
                one.stuck = False
            if host.site == lost:
                world.kill(host)
            else:
                world.boot(host)
        while world.late:
            world.step()
        world.advance(300)
        self.say(f"all heals, lost for good: {lost or 'nothing'}; data centers {', '.join(PAIR)}")


class _Harmless:
    """Always 0."""

    @staticmethod
    def pick(_count):
        return 0
