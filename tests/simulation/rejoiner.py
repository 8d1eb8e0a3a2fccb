# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The executor of a rejoin, one thing at a time. What is decided, and the list, are the product's own."""

from . import ledgers, rejoin_parts, rejoin_seeing, seeing
from .controller import DO, OBSERVE, OBSERVING, SILENT, Controller
from .hosts import RWS
from .product import observed, rejoin_decide, rejoin_observed, rejoin_steps, run


class Rejoiner(Controller):
    """One run of a rejoin. `listing`, `left`, `to_run`, `works`, `keystores`: of the last comparison, as in reality.

    `listed`: what had to be on the list at that moment. `kept`: of the list that was accepted before, or by this run.
    `read`: the ledgers as it has read them. `differs`: what really differed when it was last compared.
    """

    __slots__ = ("differs", "keystores", "kept", "kept_unseen", "left", "listed", "listing", "read", "result",
                 "to_run", "unseen", "works")  # fmt: skip
    verb = "rejoin"

    def __init__(self, world, owner, place, asked, others=(), watch=None, zero=False):
        super().__init__(world, owner, place, asked, others, watch, zero)
        self.listing, self.listed, self.kept, self.kept_unseen = rejoin_observed.Listing(), (), (), ()
        self.left, self.to_run, self.works, self.unseen = (), (), set(), ""
        self.keystores, self.read, self.differs, self.result = rejoin_observed.Keystores(), {}, None, None

    @property
    def center(self):
        return self.asked.data_center if self.asked.data_center in seeing.PAIR else "dc1"

    @property
    def to(self):
        """The data center that is active."""
        return seeing.other(self.center)

    def step(self, world, choice):
        if self.phase == OBSERVE:
            self._observe(world)
            self._decide(world)
            return
        part, self.todo = self.todo[0], self.todo[1:]
        rejoin_parts.do(self, world, choice, part)
        if self.alive and not self.todo:
            self.phase = OBSERVE

    # -- observing ---------------------------------------------------------------------------------------------------

    def _observe(self, world):
        first = self.whole
        silent = first and any(not world.reaches(self.place, one) for one in world.hosts.values())
        self.take(world, OBSERVING + (SILENT if silent else 0))
        asked = world.hosts.values() if first else [world.hosts[name] for name in self.heard]
        self.heard = heard = frozenset(one.name for one in world.reached(self.place, asked))
        self.read = held = {one.name: one.ledger for one in world.rws if one.name in heard}
        ledger, need = ledgers.seen(held), self._need(world, held)
        operation = "" if need is None else need.operation
        if first:
            self.whole, self.looked_at = False, self.run.now
            if ledger.active == self.to:
                self._looks(world, ledger, operation)
        head = ledgers.judge(held).head
        self.seen = rejoin_observed.Seen(
            self.asked.data_center, seeing.PAIR, ledger, seeing.lock(world, self, heard),
            silent=tuple((one.name, "it is silent") for one in world.by_site[self.center] if one.name not in heard),
            need="" if need is None else need.reason, operation=operation,
            behind=() if head is None else tuple(
                name for name in ledgers.judge(held).lagging if world.centers[name] == self.center),
            services=tuple(self._service(host, one) for host in world.by_site[self.center] for one in host.services),
            left=self.left, to_run=self.to_run, unseen=self.unseen,
            compared=ledger.active != self.to or (self.looked_at >= 0 and not self.unseen),
            listing=self.listing, kept=self.kept, kept_unseen=self.kept_unseen,
            keystores=self.keystores, hints=self._hints(world, operation),
            holds=("a hold is in force",) * world.holds,
            active_heard=tuple(name for name in held if world.centers[name] == self.to)
        )  # fmt: skip

    def _need(self, world, held):
        return next((one for one in ledgers.needs(held, world.centers) if one.data_center == self.center), None)

    def _looks(self, world, ledger, operation):
        """The comparison, the list, the keystores, and the list that was accepted before."""
        self.compare(world, ledger)
        self.listing = rejoin_seeing.list_of(world, self.center, self.heard, ledger, operation)
        self.listed = tuple(rejoin_seeing.truth(world, self.center, operation))
        self.predict(world)
        for host in world.rws:
            if host.name in self.heard and self.asked.listed:
                for digest, ids, unseen in host.kept:
                    if digest == self.asked.listed:
                        self.kept, self.kept_unseen = ids, unseen

    def compare(self, world, ledger):
        """What differs, from now on until it is compared again."""
        wanted = ledger.eservices_site
        self.left, self.to_run, self.works = rejoin_seeing.compared(world, self.center, self.heard, wanted)
        self.unseen = ", ".join(one.name for one in world.by_site[self.center]
                                if one.name in self.heard and not world.reaches(self.place, one))  # fmt: skip
        self.differs = rejoin_seeing.differences(world, self.center, wanted)

    def predict(self, world):
        """What a merge of the keystores would do."""
        views = rejoin_seeing.keystores(world, self.heard)
        state = rejoin_observed.MERGEABLE if len(set(views.values())) > 1 else rejoin_observed.EQUAL
        self.keystores = rejoin_observed.Keystores(state if views else rejoin_observed.NONE)

    def _service(self, host, one):
        active = (host.name, one.component) in self.works
        if not one.managed:
            return seeing.service(one.component, host.name, host.name in self.heard, observed.BY_HAND, None, active)
        if host.name not in self.heard:
            return seeing.service(one.component, host.name, False, observed.UNSEEN, None, active)
        state = observed.RUNNING if one.running else observed.STOPPED
        return seeing.service(one.component, host.name, True, state, one.at_boot, active)

    @staticmethod
    def _hints(world, operation):
        away = world.now - world.begun[operation] if operation in world.begun else None
        return rejoin_observed.Hints(world.config.hints, away)

    # -- deciding ----------------------------------------------------------------------------------------------------

    def _decide(self, world):
        decision = rejoin_decide.decide(self.asked, self.seen, self.run)
        self.counted += 1
        if isinstance(decision, run.End) and self.result is not None:
            # The index was made beside the run, which waits for it.
            self.told(self.result, run.APPLIED)
            self.result = None
            return
        if world.trace is not None:
            names = ", ".join(one.key for one in decision.commands) if isinstance(decision, run.Act) else ""
            more = "" if names else f"{decision.outcome}: {' '.join(decision.why)} {decision.next}"
            world.say(f"run-{self.owner} rejoins {self.center}: {decision.stage} {names}{more}")
        if self.watch is not None:
            self.watch.rejoins(world, self, decision)
        if isinstance(decision, run.End):
            self._finish(world, decision)
        else:
            self.act = decision
            self.todo = tuple(part for one in decision.commands for part in rejoin_parts.parts(self, world, one))
            self.phase = DO

    def state(self):
        return (*super().state(), self.listing, self.left, self.to_run, self.keystores, self.kept,
                tuple(id(one) for one in self.read.values()), tuple(self.differs or ()), self.result)  # fmt: skip

    def clone(self):
        new = super().clone()
        for name in Rejoiner.__slots__:
            setattr(new, name, getattr(self, name))
        return new

    def rws_heard(self, world):
        """The RWS hosts of the pair that it goes on asking."""
        return [one for one in world.rws if one.name in self.heard and one.site in seeing.PAIR and one.kind == RWS]

    def told(self, command, outcome, changed=True, hosts=(), text=""):
        super().told(command, outcome, changed and command.name not in rejoin_steps.HARMLESS, hosts, text)
