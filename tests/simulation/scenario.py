# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays the scenarios of a failover (tests/scenarios, docs/laboratory.md) in the simulated world."""

from support.scenario import COMMAND, END, STAGE, START

from . import ledgers
from .choice import Replayed
from .controller import DEAD, Controller
from .faults import Config
from .history import MOST_DECISIONS
from .hosts import RWS
from .invariants import Watch
from .product import asked
from .world import BROKEN, ONCE, PAIR, REFUSED, World

GUARD_SECONDS = 120


class NotPossible(Exception):
    """What the simulated world has nothing of, in one line."""


class _Follower(Watch):
    """Notes the stage of each decision."""

    def __init__(self, player):
        super().__init__()
        self._player = player

    def decided(self, world, controller, decision):
        super().decided(world, controller, decision)
        self._player.began.add((controller.owner, STAGE, decision.stage))


class Player:
    """One scenario. `runs` by the word failover, `seconds` by the word second_operator; `missed`: what never came."""

    def __init__(self, scenario, trace=None):
        self.scenario, self.choice, self.watch = scenario, Replayed(()), _Follower(self)
        given = scenario.world
        shows = not any(one.do == "rws_fault" and one.options.get("method") == "GET" for one in scenario.events)
        guard = GUARD_SECONDS if given["guard"] else None
        self.world = World(Config(len(given["data_centers"]), 2, guard, readback=shows))
        self.world.trace = trace
        if given["active"] != PAIR[0]:
            self._move(given["active"])
        self.runs, self.seconds, self.missed, self.blinks = [], [], [], []
        self.began = set()

    def _move(self, active):
        """A failover took place before."""
        ledger, hosts = ledgers.begun({one.name: one.ledger for one in self.world.rws}, "before", "failover", active,
                                      ledgers.site_name(active))  # fmt: skip
        ledger, hosts = ledgers.ended(dict.fromkeys(hosts, ledger), "before")
        for host in self.world.rws:
            host.ledger, host.uses, host.file_site = ledger, ledgers.site_name(active), ledgers.site_name(active)
        for host in self.world.hosts.values():
            for service in host.services:
                service.active = host.site == active
                service.running = service.at_boot = service.active or service.component != "muxer"
        self.world.surfaces = dict.fromkeys(self.world.surfaces, active)

    def play(self):
        """What is wrong at the end, one sentence each; raises Violation and NotPossible."""
        if self.scenario.laboratory_only:
            raise NotPossible(self.scenario.laboratory_only)
        for event in self.scenario.events:
            if event.moment == START or self._comes(event):
                getattr(self, f"_{event.do}")(**event.options)
        self._until(lambda: False)
        return list(self._problems())

    # -- moments -----------------------------------------------------------------------------------------------------

    def _comes(self, event):
        if event.moment == END:
            self._until(lambda: False)
            return True
        name = (self.runs[-1].owner, event.moment, event.name)
        self._until(lambda: name in self.began)
        if name not in self.began:
            self.missed.append(f"{event.moment} {event.name}")
        return name in self.began

    def _until(self, came):
        """Everybody goes on until something came, or until all runs have ended."""
        while not came():
            alive = [one for one in (*self.runs, *self.seconds) if one.alive]
            if not alive:
                return
            for one in alive:
                self._step(one)
                if came():
                    return

    def _step(self, one):
        self.world.step()
        self._blinking()
        before = one.act
        one.step(self.world, self.choice)
        if one.end is not None:
            self.began.add((one.owner, STAGE, "report"))
        elif one.todo:
            command = one.todo[0][1]
            # One of several parts has begun when the first of them is done, so that it can be interrupted.
            if one.act is before or [part[1] for part in one.todo].count(command) == 1:
                self.began.add((one.owner, COMMAND, command.name))
        self.began.add((one.owner, STAGE, "plan"))
        if one.counted > MOST_DECISIONS:
            raise AssertionError(f"run-{one.owner} does not end")

    def _blinking(self):
        for blink in self.blinks:
            data_center, period, left, due = blink
            if left and self.world.now >= due:
                (self._cut if left % 2 == 0 else self._heal)(data_center)
                blink[2:] = [left - 1, self.world.now + period]

    # -- words -------------------------------------------------------------------------------------------------------

    def _failover(self, to, override=(), seconds=None, **more):
        del seconds
        lifted = tuple(asked.Override(one["rule"], one["reason"]) for one in override)
        self.runs.append(self._run("ctl0", to, overrides=lifted, **more))

    def _second_operator(self, to):
        self.seconds.append(self._run("ctl1", to))

    def _run(self, place, to, **more):
        number = len(self.runs) + len(self.seconds) + 1
        request = asked.Asked(to, to, attested_by="Ada", reason="no power",
                              guard_seconds=self.world.config.guard, **more)  # fmt: skip
        return Controller(self.world, number, place, request, [*self.runs, *self.seconds], self.watch)

    def _kill_controller(self):
        self.runs[-1].phase = DEAD

    def _cut(self, data_center, direction="both", spare_controller=False):
        """Packets that pass in one direction only make no connection, so that both are cut whatever is said."""
        del direction
        controllers = () if spare_controller else ("ctl0", "ctl1")
        for place in (*controllers, *self.world.sites):
            if place != data_center:
                self.world.cuts |= {(place, data_center), (data_center, place)}

    def _heal(self, data_center):
        self.world.cuts = {one for one in self.world.cuts if data_center not in one}

    def _blink(self, data_center, period, times):
        self.blinks.append([data_center, period, 2 * times, self.world.now + period])

    def _both_dead(self):
        for data_center in self.world.sites:
            self._cut(data_center)

    def _kill_host(self, host):
        if host not in self.world.hosts:
            raise NotPossible(f"{host} is none of its hosts")
        self.world.kill(self.world.hosts[host])

    def _boot_host(self, host):
        self.world.boot(self.world.hosts[host])

    def _rws_fault(self, kind, host=None, data_center=None, method="POST", phase="before", **_more):
        hosts = [self.world.hosts[host]] if host else [
            one for one in self.world.by_site[data_center] if one.kind == RWS]  # fmt: skip
        for one in hosts:
            if kind == "never_switch":
                one.adopts = "never"
            elif phase == "after":
                # The first request is taken, and not answered well.
                one.refuses = ONCE
            elif method == "POST":
                one.refuses = BROKEN if kind == "hang" else REFUSED

    def _gax_fault(self, kind, **_more):
        self.world.gax = "read-only" if kind == "read_only" else "silent"

    def _gax_well(self):
        self.world.gax = "writable"

    def _fill_storage(self, data_center):
        self.world.full.add(data_center)

    def _drop_key(self, data_center):
        self.world.keys[data_center] -= {"third"}

    def _wrong_credentials(self, of):
        """What the precheck finds counts as a storage that takes nothing."""
        if of == "gax":
            self.world.gax = "silent"
        else:
            self.world.full.update(PAIR)

    def _stale_facts(self):
        """There are no facts in it: a run sees what answers."""

    def _clock(self, data_center, hours):
        """Nothing is decided by a clock of a host."""
        del data_center, hours

    # -- how it ended ------------------------------------------------------------------------------------------------

    def _problems(self):
        expect, last = self.scenario.expect, self.runs[-1]
        if last.end is None:
            yield "The last run has no end."
            return
        if "outcomes" in expect and last.end.outcome not in expect["outcomes"]:
            yield f"The last run ended as {last.end.outcome}, not as {' or '.join(expect['outcomes'])}: {last.end.why}"
        for one in self.seconds:
            if "second" in expect and one.end.outcome not in expect["second"]:
                yield f"The second operator's run ended as {one.end.outcome}."
        if "active" in expect and self.active != expect["active"]:
            yield f"By the ledgers {self.active} is active, not {expect['active']}."
        for component, centers in expect.get("running", {}).items():
            if self.running(component) != sorted(centers):
                yield f"{component} runs in {self.running(component)}, not in {sorted(centers)}."
        if "changed" in expect and last.run.changed != expect["changed"]:
            yield f"The last run {'changed something' if last.run.changed else 'changed nothing'}."
        for name in set(expect.get("open", ())) - {one.name for one in last.end.open_points}:
            yield f"{name} is not among the open points."

    @property
    def active(self):
        """What the ledgers of all hosts say together."""
        return ledgers.seen({one.name: one.ledger for one in self.world.rws}).active

    def running(self, component):
        found = {one.site for one in self.world.hosts.values()
                 if one.up and one.service(component) and one.service(component).works}  # fmt: skip
        return sorted(found)


def played(scenario, trace=None):
    """The problems of one scenario; raises NotPossible."""
    return Player(scenario, trace).play()
