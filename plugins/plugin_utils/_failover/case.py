# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A moment of a failover: what was asked, what is seen, what was done; and what follows from these at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from .asked import Asked
from .diagnosis import Diagnosis, diagnose
from .observed import BY_HAND, IN_EFFECT, NEEDED, RUNNING, UNCLEAR, Intent, Seen, Service
from .run import Run
from .steps import ADDRESS, DESKTOPS, DONE, EXCLUSIVE, INTENT, LOCK, PROFILES, RWS, TAKE_OVER

VERB = "failover"
# How much longer than its isolation time a site guard may take to stop what it guards.
GUARD_MARGIN = 30
# How old the last look at the origin may be when a Muxer or processor is started.
FRESH = 30
# What says to clients which data center they use.
_OF_CLIENTS = (PROFILES, DESKTOPS, ADDRESS)


@dataclass(frozen=True)
class Case:
    """One call of decide."""

    asked: Asked
    seen: Seen
    run: Run

    @cached_property
    def diagnosis(self) -> Diagnosis:
        return diagnose(self.asked, self.seen)

    @cached_property
    def moved(self) -> bool:
        """Whether the ledger says that the target is active, and its eServices site in use, and may be believed."""
        ledger, target = self.seen.ledger, self.seen.target
        if (ledger.active, ledger.eservices_site) != (target.name, target.site_name) or self.own_intent is not None:
            return False
        return (self.run.did(DONE) and ledger.operation == self.run.operation) or not self._moves_unseen

    @property
    def _moves_unseen(self) -> bool:
        """Whether something has to start whose rival nobody hears, or clients have to move away from what is silent.

        The ledger may be an old one, of a data center that was away while the other one took over. A new entry makes
        the ledgers part then, so that somebody is asked as soon as both are heard.
        """
        unheard = {one.component for one in self.seen.origin.services if one.active and not one.heard}
        names = [name for name in EXCLUSIVE if name in unheard and not self.hindrance(name)]
        names += () if self.seen.origin.answers else _OF_CLIENTS
        return any(self.seen.step(name).state in (NEEDED, UNCLEAR) and not self.run.gave_up(name) for name in names)

    @property
    def begun(self) -> bool:
        """Whether this run holds the lock, and so may have written."""
        return self.run.did(LOCK) or self.run.did(TAKE_OVER)

    @property
    def own_intent(self) -> Intent | None:
        """The unfinished intent of this run, or one of the same failover that this run may go on with."""
        intent, target = self.seen.ledger.intent, self.seen.target
        if intent is None:
            return None
        same = (intent.verb, intent.active, intent.eservices_site) == (VERB, target.name, target.site_name)
        return intent if same or (self.run.operation and intent.operation == self.run.operation) else None

    @property
    def adopted(self) -> bool:
        """Whether an earlier run began what this one goes on with."""
        return bool(self.run.operation) and self.run.operation != self.run.lock

    @property
    def rws_switched(self) -> bool:
        """Whether RWS uses the target's site, as far as it can be seen; or it took the request and was waited for."""
        return self.seen.step(RWS).state == IN_EFFECT or self.run.did(RWS) or self.moved

    def rivals(self, component: str) -> list[Service]:
        """The services of the origin that do the work which one component of the target is to do."""
        return [one for one in self.seen.origin.services if one.component == component and one.active]

    def hindrance(self, component: str) -> str:
        """Why a component may not become active at the target; empty where it may.

        What was seen to run has to stop. What nobody hears is covered by the attestation while nothing of its data
        center is heard, and else by acceptance.
        """
        origin = self.seen.origin
        for rival in self.rivals(component):
            if rival.fenced:
                continue
            if rival.heard and rival.state == RUNNING:
                return f"{component} runs on {rival.host}, and could not be stopped there."
            if self.asked.accepts(origin.name, component):
                continue
            # Nobody has attested the loss of a data center that is given up as planned.
            if rival.heard or self._is_alive or self.asked.planned:
                why = "is not managed there" if rival.state == BY_HAND else "may run there"
                return (f"Nobody can say that {component} of {rival.host} is stopped, and it {why}. Find out, then"
                        f" accept it: gir_failover_accept=[{origin.name}/{component}].")  # fmt: skip
        return ""

    @property
    def _is_alive(self) -> bool:
        """Whether anybody hears anything of the origin."""
        return self.seen.origin.answers or any(view.answers for view in self.seen.origin.views)

    def guarded_for(self, component: str) -> float:
        """How many seconds a guard of the origin may still take to stop a component that nobody hears."""
        guard = self.asked.guard_seconds
        if guard is None or not any(not one.heard for one in self.rivals(component)):
            return 0
        life = self.seen.life
        silent = self.run.now + self.asked.silent_before if life is None else self.run.now - life
        return max(0.0, guard + GUARD_MARGIN - silent)

    @property
    def looked_freshly(self) -> bool:
        """Whether the origin was looked at since the intent was written, and not long ago."""
        intent = self.run.last(INTENT)
        looked = self.seen.origin.looked_at
        return looked >= (0 if intent is None else intent.at) and self.run.now - looked <= FRESH
