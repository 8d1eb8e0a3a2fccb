# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to hold at the end of each run, and once an obedient operator has come through."""

from . import plans
from .breach import GOOD, broken, is_moved
from .product import FAILED, observed, outcomes, run, steps


def end_of(controller, end):
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
    if end.outcome == outcomes.UNDONE and controller.run.back:
        plans.undone(controller, end)
    elif end.outcome == outcomes.UNDONE:
        _undone(controller, end)
    if end.outcome == outcomes.REFUSED and controller.asked.planned:
        plans.refused(controller, end)
    if end.outcome == outcomes.TO_ATTEST:
        plans.to_attest(controller)
    if end.outcome == outcomes.STOPPED and controller.asked.planned:
        plans.stopped(controller, end)
    _says_why(controller, end)


def _says_why(controller, end):
    """Each bad end is the one that the ledger and the lock call for."""
    seen, told = controller.seen, any(one.outcome == run.SUPERSEDED for one in controller.run.results)
    intent = seen.ledger.intent
    same = intent is not None and (intent.verb, intent.active) == ("failover", seen.target.name)
    same = same and not controller.run.back
    if end.outcome == outcomes.SUPERSEDED and not told and not seen.ledger.heard:
        raise broken("silence is no newer run", controller, f"{end.why}")
    if end.outcome == outcomes.QUESTION and "GIR616" in end.rules and same:
        raise broken("the same failover goes on", controller, f"{intent}")
    nobody = any("no RWS host answered" in text for text in end.why)
    if "GIR617" in end.rules and seen.lock.verb == "rejoin" and not seen.lock.marked and not nobody:
        raise broken("a rejoin stops no failover", controller, f"{end.why}")
    recorded = controller.run.did(steps.DONE) and is_moved(seen) and seen.ledger.heard
    if end.outcome == outcomes.STOPPED and recorded and seen.lock.state == observed.OURS:
        raise broken("an end says what the ledger says", controller, f"{end.outcome} although it is done")


def _of_target(controller, end, seen):
    if not is_moved(seen):
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
        if failed is None or failed.outcome not in GOOD:
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
            if (back is None or back.outcome not in GOOD) and not named:
                raise broken("undo restores what it stopped", controller, one.command)
        if one.command in steps.EXCLUSIVE and one.outcome in GOOD:
            raise broken("undo restores what it stopped", controller, f"{one.command} stays at the target")


def converged_at(history, controller):
    """After the obedient operator: one site, or nothing was begun and the former one goes on."""
    world, end = history.world, controller.end
    found = controller.seen.ledger
    if found.question or found.intent:
        raise broken("it converges", controller, f"{end.outcome} leaves {found.question or found.intent}")
    good = outcomes.OUTCOMES[end.outcome].ok
    healthy = "GIR622" in end.rules or found.active != controller.asked.to
    if not good and not (end.outcome == outcomes.REFUSED and healthy):
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
