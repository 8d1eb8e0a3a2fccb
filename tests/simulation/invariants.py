# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to hold at every step, by name. An oracle of its own: it uses no judgement of the decisions."""

from .commands import STALE
from .product import FAILED, observed, outcomes, rules, run, steps
from .world import Violation

_HARMLESS = (steps.LOCK, steps.MARK, steps.TAKE_OVER, steps.LOOK, steps.CHECK_ALL)
_BEFORE_INTENT = (*_HARMLESS, steps.STOP, steps.INTENT, steps.HOLD, steps.RESTORE, steps.ABANDON)
# Whoever is frozen between the comparison and the write is in the window that no comparison closes.
_WINDOW = 2
_GOOD = (run.APPLIED, run.WAITED)


def broken(name, controller, text):
    return Violation(name, f"run-{controller.owner}: {text}")


class Watch:
    """Looks at each decision and each write. `counts`: what cover.py counts; `sampled`: checks that cost more."""

    def __init__(self, cover=None, sampled=None):
        self.cover, self.sampled, self.healing = cover, sampled, False

    # -- decisions ---------------------------------------------------------------------------------------------------

    def decided(self, world, controller, decision):
        self.judge(controller, decision)
        if isinstance(decision, run.Act) and any(one.name == steps.INTENT for one in decision.commands):
            world.met("a failover begins")
        if self.cover is not None:
            self.cover.decided(world, controller, decision)
        if self.sampled is not None:
            self.sampled.decided(controller, decision)

    def judge(self, controller, decision):
        """Whatever can be said of a decision without the world."""
        if isinstance(decision, run.Act):
            self._act(controller, decision)
        elif isinstance(decision, run.End):
            _end(controller, decision)
        elif not 0 < decision.seconds <= 60:
            raise broken("waits are short", controller, f"it waits {decision.seconds} s")

    def _act(self, controller, decision):
        names = [one.name for one in decision.commands]
        if not names or len({one.key for one in decision.commands}) != len(names):
            raise broken("an act has commands", controller, f"{names}")
        writes = [name for name in names if name not in _HARMLESS]
        _may_act(controller, names)
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

    def converged(self, history, controller):
        _converged(history, controller)


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
    return any(one.command in (steps.LOCK, steps.TAKE_OVER) and one.outcome in _GOOD for one in controller.run.results)


def _must_not_be_refused(controller, names):
    asked, seen = controller.asked, controller.seen
    lifted = {one.rule for one in asked.overrides if one.reason.strip()}
    bad = []
    if asked.confirm != asked.to or not asked.attested_by.strip() or asked.mode != "forced" or asked.problems:
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
    if not _goes_on(seen):
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
        if one.answer == FAILED and one.rule not in lifted:
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
    intent, moved = seen.ledger.intent, _is_moved(seen)
    if intent is not None and intent.operation != my.operation and not _goes_on(seen):
        raise broken("no write beside another intent", controller, f"{writes} with {intent}")
    later = [name for name in writes if name not in _BEFORE_INTENT]
    last = my.last(steps.RWS)
    refused = last is not None and last.outcome == run.REFUSED and not moved
    if refused and later and seen.step(steps.RWS).state != observed.IN_EFFECT:
        raise broken("nothing goes on once RWS refuses", controller, f"{later}")
    if later and not moved and not any(one.command == steps.INTENT and one.outcome in _GOOD for one in my.results):
        raise broken("the intent comes first", controller, f"{later}")
    if my.operation and intent is None and seen.ledger.operation != my.operation and later:
        raise broken("no write beside a newer ledger", controller, f"{later} at {seen.ledger.operation}")


def _is_moved(seen):
    return seen.ledger.active == seen.target.name and seen.ledger.eservices_site == seen.target.site_name


# -- what one command needs -------------------------------------------------------------------------------------------


def _one(controller, command):
    seen, my = controller.seen, controller.run
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
        told = any(one.command == steps.RWS and one.outcome in _GOOD for one in my.results[-40:])
        last = my.last(steps.RWS)
        told = told and last.outcome in _GOOD
        if not (told or _is_moved(seen) or seen.step(steps.RWS).state == observed.IN_EFFECT):
            raise broken("desktops only to a verified site", controller, f"{command.key}")
    elif command.name == steps.RESTORE:
        stopped = {name for one in my.results if one.command == f"stop:{command.argument}" for name in one.hosts}
        if not set(command.hosts) <= stopped or not my.did(steps.ABANDON):
            raise broken("only what was stopped is restored", controller, f"{command}")
    elif command.name == steps.ABANDON:
        did = [one.command for one in my.results if one.outcome in (*_GOOD, run.UNKNOWN)]
        done = [name for name in did if name in steps.BY_NAME]
        if done or my.operation != my.lock or _is_moved(seen):
            raise broken("only what changed nothing is abandoned", controller, f"after {done}")
    if command.name in steps.BY_NAME and seen.step(command.name).state not in (observed.NEEDED, observed.UNCLEAR):
        raise broken("only what is needed is done", controller, f"{command.key}")


def _intent(controller):
    """What answers and runs has been told to stop before the intent is written."""
    for one in controller.seen.origin.services:
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
    for one in rivals:
        stopped = one.state == observed.STOPPED and one.at_boot is False
        if one.heard and one.state == observed.RUNNING:
            raise broken("never two at once", controller, f"{component} starts, and was seen to run on {one.host}")
        if one.heard and not stopped and not accepted:
            raise broken("what may run is accepted first", controller, f"{component}: {one}")
        if not one.heard and alive and not accepted:
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


# -- ends -------------------------------------------------------------------------------------------------------------


def _end(controller, end):
    kind = outcomes.OUTCOMES.get(end.outcome)
    if kind is None:
        raise broken("every end is of the list", controller, end.outcome)
    if not kind.ok and not end.next:
        raise broken("every bad end has a next command", controller, end.outcome)
    if not kind.ok and not end.why:
        raise broken("every bad end says why", controller, end.outcome)
    seen = controller.seen
    if end.outcome in (outcomes.DONE, outcomes.DONE_OPEN, outcomes.UNCHANGED, outcomes.NOT_VERIFIED):
        _of_target(controller, end, seen)
    if end.outcome == outcomes.DONE and end.open_points:
        raise broken("done means that nothing is open", controller, f"{end.open_points}")
    if end.outcome in (outcomes.REFUSED, outcomes.PREDICTED) and controller.run.changed:
        raise broken("a refusal changes nothing", controller, f"{controller.run.results}")
    if end.outcome == outcomes.UNDONE:
        _undone(controller, end)
    _says_why(controller, end)


def _says_why(controller, end):
    """Each bad end is the one that the ledger and the lock call for."""
    seen, told = controller.seen, any(one.outcome == run.SUPERSEDED for one in controller.run.results)
    intent = seen.ledger.intent
    same = intent is not None and (intent.verb, intent.active) == ("failover", seen.target.name)
    if end.outcome == outcomes.SUPERSEDED and not told and not seen.ledger.heard:
        raise broken("silence is no newer run", controller, f"{end.why}")
    if end.outcome == outcomes.QUESTION and "GIR616" in end.rules and same:
        raise broken("the same failover goes on", controller, f"{intent}")
    if end.outcome == outcomes.STOPPED and _is_moved(seen) and seen.ledger.heard and seen.lock.state == observed.OURS:
        raise broken("an end says what the ledger says", controller, f"{end.outcome} although it is done")


def _of_target(controller, end, seen):
    if not _is_moved(seen):
        raise broken("an end says what the ledger says", controller, f"{end.outcome} with {seen.ledger}")
    if not any(one.command == steps.CHECK_ALL for one in controller.run.results):
        raise broken("an end is verified", controller, end.outcome)
    named = " ".join(f"{one.name} {one.text}" for one in end.open_points)
    for one in seen.origin.services:
        if not (one.heard and one.active and one.state == observed.RUNNING):
            continue
        if one.host not in named or (not controller.run.tried(f"stop:{one.component}") and not controller.asked.check):
            raise broken("what runs at the wrong site is stopped or named", controller, f"{one.component} {one.host}")
    for one in seen.steps:
        failed = controller.run.last(one.name)
        if one.state != observed.NEEDED or one.name in named:
            continue
        if failed is None or failed.outcome not in _GOOD:
            raise broken("what is left is named", controller, f"{one.name} of {end.outcome}")
    if end.outcome != outcomes.NOT_VERIFIED and any(one.answer == FAILED for one in seen.proofs):
        raise broken("what is not verified is said", controller, f"{end.outcome}")


def _undone(controller, end):
    """What this run has stopped runs again, or is named; and it has not started anything."""
    my = controller.run
    for one in my.results:
        if one.command.startswith("stop:") and one.hosts:
            back = my.last(f"restore:{one.command[5:]}")
            named = any(one.command[5:] in text for text in end.why)
            if (back is None or back.outcome not in _GOOD) and not named:
                raise broken("undo restores what it stopped", controller, one.command)
        if one.command in steps.EXCLUSIVE and one.outcome in _GOOD:
            raise broken("undo restores what it stopped", controller, f"{one.command} stays at the target")


def _converged(history, controller):
    """After the obedient operator: one site, or nothing was begun and the former one goes on."""
    world, end = history.world, controller.end
    found = controller.seen.ledger
    if found.question or found.intent:
        raise broken("it converges", controller, f"{end.outcome} leaves {found.question or found.intent}")
    good = outcomes.OUTCOMES[end.outcome].ok
    if not good and not (end.outcome == outcomes.REFUSED and found.active != controller.asked.to):
        raise broken("it converges", controller, f"the last end is {end}")
    locks = [one.lock for one in world.rws if one.lock is not None and one.up and one.lock[0] == controller.run.lock]
    if locks:
        raise broken("the lock is given back", controller, f"{locks}")
    if world.lost():
        raise broken("no recording is lost", controller, f"{world.lost()}")
    if good:
        _one_site(world, controller)


def _one_site(world, controller):
    named = " ".join(one.text for one in controller.end.open_points)
    for component in steps.EXCLUSIVE:
        at = {one.site for one in world.hosts.values() if one.up and one.service(component)
              and one.service(component).works and one.name not in named}  # fmt: skip
        if len(at) > 1 or (at and at != {controller.asked.to}):
            raise broken("one site at the end", controller, f"{component} works at {sorted(at)}")
    if world.surfaces["desktops"] != controller.asked.to and "esktop" not in named:
        raise broken("one site at the end", controller, "the desktops are elsewhere")
