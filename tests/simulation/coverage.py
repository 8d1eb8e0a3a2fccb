# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a series of histories has gone through: states, transitions, decisions by judge, and situations."""

from collections import Counter

from .product import decide, diagnosis, observed, rejoin_decide

# Each has to occur in the histories of a run of CI. What the world meets, and what decisions show.
SITUATIONS = (
    "a component starts while its silent rival runs",
    "Cassandra was away for longer than its hint window",
    "a data center rejoins",
    "a failover begins while a rejoin runs",
    "a list is accepted",
    "a list is shown, and nobody accepts it",
    "a rejoin dies, and is started again",
    "a rejoin goes on with a list that was accepted before",
    "a rejoin is superseded at its write",
    "a rejoin meets a cut or a silent host",
    "somebody writes between the list and the rejoin",
    "the active data center is silent while another one rejoins",
    "a controller freezes",
    "a cut in one direction",
    "a frozen run wakes after another one began",
    "a guard stops a service",
    "a host whose ledger went on refuses a write",
    "a key is missing at the target",
    "a lock is broken by name",
    "a lock is taken over on a person's word",
    "a person answers a question of the ledger",
    "a planned failover goes back",
    "a planned failover turns back",
    "a rival comes back between the look and the start",
    "a run freezes between its comparison and its write",
    "a run goes on where another one died",
    "a run goes on with another one's intent",
    "a run is superseded at its write",
    "a service does not stop",
    "a service is not managed",
    "a service starts by itself at boot",
    "a site blinks",
    "a start is put off because the look is old",
    "a storage is full",
    "a value is refused or restricts the run",
    "a verb yields to the failover",
    "a write arrives late",
    "a write is applied and not answered",
    "an operator names the wrong target",
    "another verb ends",
    "another verb holds the lock",
    "clocks are hours apart",
    "forced while the old site returns during the switch",
    "nothing can be recorded any more",
    "queues do not empty",
    "something returns while a run goes on",
    "the controller dies in a command",
    "the controller dies in between",
    "the ledgers part, and a run meets it",
    "the lock of a dead run is taken over",
    "the origin dies in a planned failover",
    "nobody of two sites answers",
    "two operators at once",
    "two runs meet at the lock",
    "undo is interrupted",
)


class Cover:
    """Counts; those of several processes are added."""

    def __init__(self):
        self.histories = self.decisions = 0
        self.states, self.transitions, self.judges = Counter(), Counter(), Counter()
        self.ends, self.situations, self.runs_healed = Counter(), Counter(), Counter()
        self.rejoins_by, self.rejoin_ends = Counter(), Counter()
        self._judge = ""
        self._last = {}

    def decided(self, world, controller, decision):
        state = (decision.stage, diagnosis.name_of(controller.asked, controller.seen),
                 record_state(controller), controller.seen.lock.state)  # fmt: skip
        self.states[state] += 1
        before = self._last.get(controller.owner)
        if before is not None and before != state:
            self.transitions[before, state] += 1
        self._last[controller.owner] = state
        self.judges[self._judge] += 1
        _meet(world, controller, decision)

    def rejoins(self, world, rejoiner, decision):
        """A decision of a rejoin."""
        self.rejoins_by[self._judge] += 1
        if decision.kind == "end":
            self.rejoin_ends[decision.outcome] += 1
        seen, begun = rejoiner.seen, bool(rejoiner.run.results)
        if seen.kept and not rejoiner.run.did("keep_list") and decision.kind == "act":
            world.met("a rejoin goes on with a list that was accepted before")
        if seen.silent:
            world.met("a rejoin meets a cut or a silent host")
        if begun and not seen.active_heard:
            world.met("the active data center is silent while another one rejoins")

    def judged(self, name):
        self._judge = name

    def ended(self, history):
        """One history is over."""
        self.histories += 1
        self.decisions += sum(one.counted for one in history.everybody)
        self.ends.update(one.end.outcome for one in history.controllers if one.end is not None)
        self.situations.update(history.world.happened)
        self.runs_healed[history.runs_healed] += 1
        self._last = {}

    def add(self, other):
        self.histories += other.histories
        self.decisions += other.decisions
        for name in ("states", "transitions", "judges", "ends", "situations", "runs_healed", "rejoins_by",
                     "rejoin_ends"):
            getattr(self, name).update(getattr(other, name))
        return self

    @property
    def missing(self):
        """Situations that never occurred."""
        return [name for name in SITUATIONS if not self.situations[name]]


def record_state(controller):
    """What the ledger says, in a word."""
    ledger, target = controller.seen.ledger, controller.seen.target
    if ledger.question:
        return ledger.question
    if not ledger.heard:
        return "silent"
    if ledger.intent is not None:
        intent = ledger.intent
        if intent.operation == controller.run.operation:
            return "own intent"
        same = (intent.verb, intent.active) == ("failover", target.name)
        return "intent to go on with" if same else "intent of others"
    if (ledger.active, ledger.eservices_site) == (target.name, target.site_name):
        return "moved"
    return "eServices elsewhere" if ledger.active == target.name else "not moved"


def _meet(world, controller, decision):
    seen, my = controller.seen, controller.run
    if my.operation and my.operation != my.lock:
        world.met("a run goes on with another one's intent")
    if decision.stage == "fence" and my.operation and controller.before and not controller.before.origin.answers:
        world.met("forced while the old site returns during the switch")
    if seen.ledger.question == "fork":
        world.met("the ledgers part, and a run meets it")
    if any(one.command == "take_over" for one in my.results) and not controller.asked.take_over:
        world.met("the lock of a dead run is taken over")
    if not seen.ledger.heard and my.results:
        world.met("nothing can be recorded any more")
    if not seen.origin.answers and not seen.target.answers:
        world.met("nobody of two sites answers")
    if any(one.state == observed.BY_HAND for one in seen.origin.services):
        world.met("a service is not managed")
    if my.did("abandon") and (decision.kind == "end" and decision.outcome != "undone"):
        world.met("undo is interrupted")


def count_judges(cover):
    """Let the cover know which judge decides."""
    for module, last in ((decide, decide.ending.ended), (rejoin_decide, rejoin_decide._ended)):
        if not hasattr(module, "_plain_judges"):
            module._plain_judges = module._JUDGES
        module._JUDGES = tuple(_counting(one, cover) for one in (*module._plain_judges, last))


def _counting(judge, cover):
    name = f"{judge.__module__.rpartition('.')[2]}.{judge.__name__}"

    def counted(case):
        found = judge(case)
        if found is not None:
            cover.judged(name)
        return found

    return counted


def tables(cover):
    """The lines that are printed."""
    yield f"{cover.histories} histories, {cover.decisions} decisions"
    yield f"{len(cover.states)} states (stage x diagnosis x record x lock), {len(cover.transitions)} transitions"
    for title, counter in (("ends", cover.ends), ("decisions by judge", cover.judges),
                           ("runs of the obedient operator", cover.runs_healed),
                           ("ends of rejoins", cover.rejoin_ends),
                           ("decisions of rejoins by judge", cover.rejoins_by)):  # fmt: skip
        yield f"{title}:"
        yield from (f"  {count:>9}  {name}" for name, count in counter.most_common())
    for index, title in enumerate(("stage", "diagnosis", "record", "lock")):
        sums = Counter()
        for state, count in cover.states.items():
            sums[state[index]] += count
        yield f"by {title}: " + ", ".join(f"{name} {count}" for name, count in sums.most_common())
    yield "situations:"
    for name in SITUATIONS:
        count = cover.situations[name]
        rare = "  RARE" if count < cover.histories / 1000 else ""
        yield f"  {count:>9}  {name}{rare}"
