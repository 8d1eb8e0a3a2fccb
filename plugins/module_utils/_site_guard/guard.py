# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guard of one host: ask, decide, stop or start: private to this collection.

What runs is stopped by the guard alone, and only what the guard kept down is started by it.
"""

import threading
from typing import Any, Dict, List, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._ledger import files
from ansible_collections.gir.multidc.plugins.module_utils._site_guard import asking, decision, memory, settings
from ansible_collections.gir.multidc.plugins.module_utils._site_guard.decision import Decision, View
from ansible_collections.gir.multidc.plugins.module_utils._site_guard.host import ASKING

PERIOD = 30.0
# Between two looks while nobody answers, so that the time limit is kept.
CUT_OFF_PERIOD = 5.0
_RUNS = ("active", "activating", "reloading")
_MUST_NOT_START = ("disabled", "masked", "masked-runtime")


class Guard:
    """`host` is what touches the machine, see host.py."""

    def __init__(self, configuration: str, state: str, host: Any) -> None:
        self._configuration, self._state, self._host = configuration, state, host
        self._lock = threading.Lock()
        self._said: Dict[str, str] = {}
        self._settings: Optional[settings.Settings] = None
        self._memory, problem = memory.load(state)
        if problem:
            host.warn("%s." % problem)

    def look(self) -> float:
        """Ask, decide, and bring the units to it. The seconds until the next time."""
        with self._lock:
            known, found = self._decide()
            self._bring(known, found)
            self._save(found)
        if found.reason not in (decision.CONNECTED, decision.SUPERSEDED):
            return CUT_OFF_PERIOD
        # One look that nobody answers never takes up the time limit.
        return min(PERIOD, known.isolation / 4)

    def permit(self, unit: str) -> Tuple[bool, str]:
        """Whether a unit may be started now, and why. One that is refused is started once it may."""
        with self._lock:
            known, found = self._decide()
            mode = next((one.mode for one in known.units if one.name == unit), None)
            if mode is None:
                return True, "%s is not guarded" % unit
            allowed = decision.may_start(mode, found)
            if not allowed and mode == decision.ACTIVE:
                self._memory.kept_down[unit] = found.reason
                self._save(found)
        return allowed, found.sentence

    def _decide(self) -> Tuple[settings.Settings, Decision]:
        known = self._read()
        now = self._host.now()
        self._memory.begin(self._host.boot(), now)
        heard = self._host.ask(known.peers, known.witnesses, known.key)
        silent = dict(heard.silent)
        answered = self._learn(known, heard, silent)
        self._tell_silent(silent)
        claim = self._claim(known.data_center)
        if answered:
            self._memory.met = claim
        if answered or heard.witnesses:
            self._memory.heard = now
        found = decision.decide(self._view(known, now, bool(answered or heard.witnesses), claim))
        self._say("decision", found.reason, "%s: %s." % (found.reason, found.sentence))
        return known, found

    def _read(self) -> settings.Settings:
        """The configuration; the last good one where it cannot be read now."""
        try:
            self._settings = settings.read_guard(self._configuration)
            self._said.pop("configuration", None)
        except Refusal as problem:
            if self._settings is None:
                raise
            self._say("configuration", str(problem), "%s; the last one still counts." % _first_upper(str(problem)))
        return self._settings

    def _learn(self, known: settings.Settings, heard: asking.Heard, silent: Dict[str, str]) -> List[str]:
        """The hosts of other data centers whose answer counts. Those whose answer does not become silent."""
        own = [one["host"] for one in known.peers if one["data_center"] == known.data_center]
        here = {host: ledger for host, ledger in heard.ledgers.items() if host in own}
        there = {host: ledger for host, ledger in heard.ledgers.items() if host not in own}
        if not self._memory.learn(list(here.values()), list(there.values())):
            self._say("environment", "differs", "The RWS hosts of this data center hold ledgers of two environments.")
        foreign = [host for host, ledger in heard.ledgers.items() if self._memory.is_foreign(ledger)]
        silent.update((host, "holds the ledger of another environment") for host in foreign)
        return [host for host in there if host not in foreign]

    def _claim(self, own: str) -> str:
        """The operation by which the own data center is, or is about to be, the active one; empty without."""
        knowledge = self._memory.knowledge
        return "" if knowledge is None else knowledge.claims.get(own, "")

    def _view(self, known: settings.Settings, now: float, heard: bool, claim: str) -> View:
        knowledge = self._memory.knowledge
        silence = None if self._memory.heard is None else max(0.0, now - self._memory.heard)
        return View(
            own=known.data_center,
            actives=frozenset([known.assumed_active]) if knowledge is None else knowledge.actives,
            intents=frozenset() if knowledge is None else knowledge.intents,
            heard=heard,
            silence=silence,
            watched=max(0.0, now - self._memory.first),
            attested=bool(claim) and self._memory.met != claim,
            isolation=known.isolation,
        )

    # -- units ---------------------------------------------------------------------------------------------------

    def _bring(self, known: settings.Settings, found: Decision) -> None:
        kept_down = self._memory.kept_down
        for name in set(kept_down).difference(one.name for one in known.units):
            del kept_down[name]
        states = self._host.states([one.name for one in known.units])
        for unit in known.units:
            active, of_file = states[unit.name]
            if self._host.is_marked(unit.component):
                self._say(unit.name, "marked", "%s carries a maintenance marker and is left alone." % unit.name)
            elif active == ASKING:
                # It gets an answer, which says more than a start that is cancelled.
                continue
            elif active in _RUNS:
                self._check_running(unit, active, found)
            elif unit.mode != decision.ACTIVE or of_file in _MUST_NOT_START:
                kept_down.pop(unit.name, None)
            elif unit.name in kept_down and found.start and active != "deactivating":
                self._host.warn("%s is started again: %s." % (unit.name, found.sentence))
                self._host.start(unit.name)

    def _check_running(self, unit: settings.Unit, active: str, found: Decision) -> None:
        if decision.is_stopped(unit.mode, found):
            self._host.warn("%s is stopped: %s." % (unit.name, found.sentence))
            self._host.stop(unit.name)
            if unit.mode == decision.ACTIVE:
                self._memory.kept_down[unit.name] = found.reason
        elif active == "active":
            self._memory.kept_down.pop(unit.name, None)

    # -- what is kept and said -----------------------------------------------------------------------------------

    def _save(self, found: Decision) -> None:
        """A disk that takes nothing must not keep the guard from its work."""
        try:
            files.replace_json(self._state, self._memory.document(reason=found.reason, sentence=found.sentence))
            self._said.pop("state", None)
        except Refusal as problem:
            self._say("state", str(problem), _first_upper(str(problem)))

    def _tell_silent(self, silent: Dict[str, str]) -> None:
        for name, why in sorted(silent.items()):
            self._say("silent " + name, why, "%s %s." % (name, why.rstrip(".")))
        for name in [one for one in self._said if one.startswith("silent ") and one[len("silent "):] not in silent]:
            del self._said[name]
            self._host.warn("%s answers again." % name[len("silent "):])

    def _say(self, subject: str, state: str, sentence: str) -> None:
        """Once, until it is something else."""
        if self._said.get(subject) != state:
            self._said[subject] = state
            self._host.warn(sentence)


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
