# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to hold at every step, by name. An oracle of its own: it uses no judgement of the decisions."""

from . import ends, guards, plans, rejoin_watch
from .breach import GOOD, broken, is_moved
from .commands import STALE
from .product import FAILED, observed, rules, run, steps

_HARMLESS = (steps.LOCK, steps.MARK, steps.TAKE_OVER, steps.LOOK, steps.CHECK_ALL, steps.QUEUES)
_BEFORE_INTENT = (*_HARMLESS, steps.STOP, steps.INTENT, steps.HOLD, steps.RESTORE, steps.ABANDON)
# Whoever is frozen between the comparison and the write is in the window that no comparison closes.
_WINDOW = 2


class Watch:
    """Looks at each decision and each write. `counts`: what cover.py counts; `sampled`: checks that cost more."""

    def __init__(self, cover=None, sampled=None):
        self.cover, self.sampled, self.healing = cover, sampled, False
        # Digest to (ids, areas that nobody could ask) of each list of a rejoin that was shown.
        self.shown = {}

    # -- decisions ---------------------------------------------------------------------------------------------------

    def decided(self, world, controller, decision):
        self.judge(controller, decision)
        if isinstance(decision, run.Act) and any(one.name == steps.INTENT for one in decision.commands):
            world.met("a failover begins")
            if any(one.verb == "rejoin" and one.alive for one in controller.others):
                world.met("a failover begins while a rejoin runs")
        if isinstance(decision, run.Act):
            rejoin_watch.of_failover(world, controller)
        if self.cover is not None:
            self.cover.decided(world, controller, decision)
        if self.sampled is not None:
            self.sampled.decided(controller, decision)

    def judge(self, controller, decision):
        """Whatever can be said of a decision without the world."""
        if isinstance(decision, run.Act):
            self._act(controller, decision)
        elif isinstance(decision, run.Turn):
            plans.turns(controller)
        elif isinstance(decision, run.End):
            ends.end_of(controller, decision)
        elif not 0 < decision.seconds <= 60:
            raise broken("waits are short", controller, f"it waits {decision.seconds} s")

    def _act(self, controller, decision):
        names = [one.name for one in decision.commands]
        if not names or len({one.key for one in decision.commands}) != len(names):
            raise broken("an act has commands", controller, f"{names}")
        writes = [name for name in names if name not in _HARMLESS]
        _may_act(controller, names)
        plans.acts(controller, decision.commands)
        if writes:
            _may_write(controller, writes)
        for command in decision.commands:
            _one(controller, command)
            if command.name in steps.EXCLUSIVE:
                may_start(controller, command.name)

    # -- writes ------------------------------------------------------------------------------------------------------

    def writes(self, world, controller, command):
        """At the very moment of a write, directly before it."""
        if any(one.outcome == run.SUPERSEDED for one in controller.run.results):
            raise broken("no write after it was superseded", controller, command.key)
        if world.now - controller.compared > _WINDOW:
            world.met("a run freezes between its comparison and its write")
        elif command.name in steps.EXCLUSIVE:
            _at_start(world, controller, command.name)

    # -- rejoins -----------------------------------------------------------------------------------------------------

    def rejoins(self, world, rejoiner, decision):
        rejoin_watch.decided(self, world, rejoiner, decision)
        if self.cover is not None:
            self.cover.rejoins(world, rejoiner, decision)

    def rejoin_writes(self, world, rejoiner, command, write):
        del self
        rejoin_watch.writes(world, rejoiner, command, write)

    def converged(self, history, controller):
        ends.converged_at(history, controller)


# -- what may be done at all ------------------------------------------------------------------------------------------


def _may_act(controller, names):
    """Nothing is done under a question, a refusal or check mode."""
    asked, seen = controller.asked, controller.seen
    if seen.ledger.question:
        raise broken("no act under a question", controller, f"{names} with {seen.ledger.question}")
    if any(one.outcome == run.SUPERSEDED for one in controller.run.results):
        raise broken("no act after it was superseded", controller, f"{names}")
    if names == [steps.CHECK_ALL]:
        return
    if asked.check:
        raise broken("check mode changes nothing", controller, f"{names}")
    if not _began(controller):
        _must_not_be_refused(controller, names)


def _began(controller):
    return any(one.command in (steps.LOCK, steps.TAKE_OVER) and one.outcome in GOOD for one in controller.run.results)


def _must_not_be_refused(controller, names):
    asked, seen = controller.asked, controller.seen
    lifted = {one.rule for one in asked.overrides if one.reason.strip()}
    bad = []
    attested = asked.attested_by.strip() or asked.mode == "planned"
    if asked.confirm != asked.to or not attested or asked.mode not in ("forced", "planned") or asked.problems:
        bad.append("values")
    if any(one.rule not in rules.RULES or not rules.RULES[one.rule].may_be_lifted or not one.reason.strip()
           for one in asked.overrides):  # fmt: skip
        bad.append("overrides")
    if asked.to != seen.target.name or asked.plan == "0" * 64:
        bad.append("target or plan")
    if not seen.ledger.heard:
        bad.append("no ledger")
    if asked.expect_active not in ("", seen.ledger.active) or asked.expect_epoch not in (None, seen.ledger.epoch):
        bad.append("expectations")
    lock = seen.lock
    if lock.state == observed.HELD and not lock.dead and not lock.yields and asked.take_over != lock.operation:
        bad.append("the lock")
    if lock.state == observed.NOBODY:
        bad.append("nobody holds a lock")
    if asked.mode == "planned":
        bad += plans.refusals(asked, seen, lifted, _goes_on(seen))
    elif not _goes_on(seen):
        bad += _of_world(asked, seen, lifted)
    if bad:
        raise broken("no act under a refusal", controller, f"{names} with {bad}")


def _goes_on(seen):
    """Whether this failover was begun or done already, so that the state of the sites stops it no more."""
    intent, target = seen.ledger.intent, seen.target
    begun = intent is not None and (intent.verb, intent.active) == ("failover", target.name)
    return begun or (seen.ledger.active == target.name and seen.ledger.eservices_site == target.site_name)


def _of_world(asked, seen, lifted):
    """Why the two data centers forbid it, said without diagnosis.py."""
    origin, target = seen.origin, seen.target
    for one in seen.checks:
        if one.answer == FAILED and one.rule not in (*lifted, "GIR665"):
            yield one.rule
    alive = origin.heard + origin.nodes_heard > 0
    reached = target.heard + target.nodes_heard > 0
    for_others = any(one.answers for one in origin.views)
    if reached and target.nodes_heard == 0:
        yield "no RWS address of the target"
    if alive:
        yield from _of_alive(origin, target, lifted)
    elif for_others:
        if "GIR621" not in lifted:
            yield "others hear it"
    elif not reached:
        if seen.witness or "GIR618" not in lifted:
            yield "the target is silent"
    elif seen.witness is False:
        if "GIR618" not in lifted:
            yield "the witness is silent"
    elif asked.silent_before + seen.quiet_for < asked.lost_seconds:
        yield "the silence is too short"


def _of_alive(origin, target, lifted):
    common = set(origin.symptoms) & set(target.symptoms)
    whole = origin.heard == origin.hosts and origin.nodes_heard == origin.nodes
    if common and "GIR623" not in lifted:
        yield "both have the same fault"
    elif not common and whole and not origin.symptoms and "GIR622" not in lifted:
        yield "nothing is wrong with it"
    elif not common and whole and origin.symptoms == ("interaction_server",) and "GIR624" not in lifted:
        yield "only its Interaction Server fails"


def _may_write(controller, writes):
    """The lock is held, the ledger says what was begun, and nobody else begins something."""
    seen, my = controller.seen, controller.run
    if seen.lock.state != observed.OURS:
        raise broken("writes are under the lock", controller, f"{writes} with the lock {seen.lock}")
    intent, moved = seen.ledger.intent, is_moved(seen)
    if intent is not None and intent.operation != my.operation and not _goes_on(seen):
        raise broken("no write beside another intent", controller, f"{writes} with {intent}")
    later = [name for name in writes if name not in _BEFORE_INTENT]
    last = my.last(steps.RWS)
    refused = last is not None and last.outcome == run.REFUSED and not moved
    if refused and later and seen.step(steps.RWS).state != observed.IN_EFFECT:
        raise broken("nothing goes on once RWS refuses", controller, f"{later}")
    began = any(one.command == steps.INTENT and one.outcome in GOOD for one in my.results)
    if later and not moved and not began:
        raise broken("the intent comes first", controller, f"{later}")
    taken_back = my.back and my.did(steps.ABANDON) and moved
    if began and not taken_back and intent is None and seen.ledger.operation != my.operation and later:
        raise broken("no write beside a newer ledger", controller, f"{later} at {seen.ledger.operation}")


# -- what one command needs -------------------------------------------------------------------------------------------


def _one(controller, command):
    seen, my = controller.seen, controller.run
    _once_more(controller, my, command)
    if command.name == steps.STOP:
        known = {one.host: one for one in seen.origin.services if one.component == command.argument}
        for name in command.hosts:
            one = known.get(name)
            if one is None or not one.heard or not one.active or one.state == observed.BY_HAND:
                raise broken("only the origin is stopped", controller, f"{command}")
    elif command.name == steps.INTENT:
        _intent(controller)
    elif command.name == steps.TAKE_OVER:
        if not (seen.lock.dead or controller.asked.take_over == seen.lock.operation):
            raise broken("only a dead run is taken over", controller, f"{seen.lock}")
    elif command.name in (steps.DESKTOPS, steps.FILES, steps.ADDRESS, steps.REINDEX, steps.DONE):
        told = any(one.command == steps.RWS and one.outcome in GOOD for one in my.results[-40:])
        last = my.last(steps.RWS)
        told = told and last.outcome in GOOD
        if not (told or is_moved(seen) or seen.step(steps.RWS).state == observed.IN_EFFECT):
            raise broken("desktops only to a verified site", controller, f"{command.key}")
    elif command.name == steps.RESTORE:
        stopped = {name for one in my.results if one.command == f"stop:{command.argument}" for name in one.hosts}
        if not set(command.hosts) <= stopped or not my.did(steps.ABANDON):
            raise broken("only what was stopped is restored", controller, f"{command}")
    elif command.name == steps.ABANDON:
        did = [one.command for one in my.results if one.outcome in (*GOOD, run.UNKNOWN)]
        done = [name for name in did if name in steps.BY_NAME]
        if my.back:
            plans.taken_back(controller)
        elif done or my.operation != my.lock or my.did(steps.DONE):
            raise broken("only what changed nothing is abandoned", controller, f"after {done}")
    if command.name in steps.BY_NAME and seen.step(command.name).state not in (observed.NEEDED, observed.UNCLEAR):
        raise broken("only what is needed is done", controller, f"{command.key}")


def _once_more(controller, my, command):
    """What failed is tried once more, and what was done in vain a few times; what was waited for is not done again."""
    before = [one.outcome for one in my.results if one.command == command.key]
    if command.name in (steps.LOOK, steps.QUEUES) or not before:
        return
    in_vain = before[-1] not in GOOD
    if before[-1] == run.REFUSED or len(before) >= 4 or (in_vain and len(before) >= 2):
        raise broken("no command is tried for ever", controller, f"{command.key} after {before}")
    unclear = controller.seen.step(command.name).state == observed.UNCLEAR and before[-1] in GOOD
    if (before[-1] == run.WAITED and command.name in steps.BY_NAME) or unclear:
        raise broken("no command is tried for ever", controller, f"{command.key} was waited for")


def _intent(controller):
    """What answers and runs has been told to stop before the intent is written."""
    for one in () if controller.asked.planned else controller.seen.origin.services:
        running = one.heard and one.active and one.state == observed.RUNNING
        if running and controller.run.tried(f"stop:{one.component}") < 2:
            raise broken("what answers is fenced first", controller, f"{one.component} runs on {one.host}")


def may_start(controller, component):
    """A component starts at the target only where it was not seen to run, and was looked for."""
    seen, asked = controller.seen, controller.asked
    rivals = [one for one in seen.origin.services if one.component == component and one.active]
    alive = seen.origin.heard + seen.origin.nodes_heard > 0 or any(one.answers for one in seen.origin.views)
    accepted = any((one.data_center, one.component) == (seen.origin.name, component) for one in asked.accepted)
    begun = controller.run.last(steps.INTENT)
    looked = seen.origin.looked_at
    if rivals and (controller.run.now - looked > 30 or looked < (0 if begun is None else begun.at)):
        raise broken("a start follows a look", controller, f"{component} with a look at {looked}")
    began = any(one.command == steps.INTENT and one.outcome in GOOD for one in controller.run.results)
    if not began and any(not one.heard for one in rivals):
        raise broken("a start beside what nobody hears is recorded", controller, component)
    for one in rivals:
        stopped = one.state == observed.STOPPED and one.at_boot is False
        if one.heard and one.state == observed.RUNNING:
            raise broken("never two at once", controller, f"{component} starts, and was seen to run on {one.host}")
        if one.heard and not stopped and not accepted:
            raise broken("what may run is accepted first", controller, f"{component}: {one}")
        if not one.heard and (alive or controller.asked.planned) and not accepted:
            raise broken("what may run is accepted first", controller, f"{component}: nobody hears {one.host}")


def _at_start(world, controller, component):
    """At the very moment: what answers was looked for since the intent, and not long ago."""
    origin = controller.seen.origin
    intent = next((one.at for one in reversed(controller.run.results) if one.command == steps.INTENT), 0)
    fresh = origin.looked_at >= intent and controller.run.now - origin.looked_at <= STALE + 2
    for host in world.by_site[origin.name]:
        service = host.service(component)
        if service is None or not service.works:
            continue
        if world.reaches(controller.place, host):
            world.met("a rival comes back between the look and the start")
            if not fresh:
                raise broken("never two at once", controller, f"{component} of {host.name} was not looked for")
        else:
            _guarded(world, controller, host, component)


def _guarded(world, controller, host, component):
    """A guard that hears nobody has stopped what it guards by now."""
    world.met("a component starts while its silent rival runs")
    truthful = controller.asked.silent_before <= 300
    guard = world.config.guard
    if guard is None or host.service(component).stuck or not host.service(component).managed or not truthful:
        return
    if guards.is_attested(host):
        # No guard can know which of two persons is wrong who each attest the loss of the other data center.
        world.met("two persons attest opposite losses")
        return
    if host.met != world.now:
        world.met("a silent rival runs, and its guard hears others" if _hears(world, host) else "it is guarded")
    silent = world.now - (host.booted if host.met is None else host.met)
    if silent >= guard + 60 and not _hears(world, host):
        raise broken("a guard has stopped it", controller, f"{component} of {host.name} after {silent} s")
    waited = guard + 29 - controller.asked.silent_before
    if controller.life is None and controller.run.now < waited:
        raise broken("the guard is waited for", controller, f"{component} starts after {controller.run.now} s")


def _hears(world, host):
    return bool(world.witness) or any(one.site != host.site for one in world.reached(host.site, world.rws))
