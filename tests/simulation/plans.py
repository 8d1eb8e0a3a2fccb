# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to hold of planned failovers: drained first, proven before it is recorded, undone while the origin lives."""

from .breach import GOOD, broken, is_moved
from .product import FAILED, observed, run, steps

_UNHURT = (steps.REINDEX,)


def refusals(asked, seen, lifted, goes_on):
    """Why the two data centers forbid it, said without blocking.py."""
    origin, target = seen.origin, seen.target
    if is_moved(seen):
        return
    if origin.heard + origin.nodes_heard == 0:
        yield "the origin is silent"
    for one in origin.services:
        accepted = any((one_.data_center, one_.component) == (origin.name, one.component) for one_ in asked.accepted)
        if one.active and not accepted and (not one.heard or one.state == observed.BY_HAND):
            yield f"{one.component} of {one.host} cannot be stopped"
    stopped = [one.name for one in seen.steps if one.state == observed.BLOCKED and steps.BY_NAME[one.name].essential]
    if stopped and "GIR666" not in lifted:
        yield f"{stopped} cannot be done"
    by_hand = [one.name for one in seen.steps if one.state in (observed.PERSON, observed.ABSENT)
               and not steps.BY_NAME[one.name].optional]  # fmt: skip
    if by_hand:
        yield f"{by_hand} is done by nobody"
    if goes_on:
        return
    for one in seen.checks:
        if one.answer == FAILED and one.rule not in lifted:
            yield one.rule
    if target.heard + target.nodes_heard > 0 and target.nodes_heard == 0:
        yield "no RWS address of the target"
    if set(origin.symptoms) & set(target.symptoms) and "GIR623" not in lifted:
        yield "both have the same fault"


def turns(controller):
    """It turns once, while the origin lives, and never when it is recorded."""
    seen, my = controller.seen, controller.run
    if not controller.asked.planned or my.back or is_moved(seen):
        raise broken("only a planned failover turns back", controller, f"{my.back} {seen.ledger}")
    if not seen.origin.answers:
        raise broken("nobody undoes towards what is silent", controller, f"{seen.origin}")


def acts(controller, commands):
    """In a planned failover: the intent, then the intake, then the queues, then what is stopped."""
    asked, seen, my = controller.asked, controller.seen, controller.run
    if not asked.planned or (not my.back and seen.ledger.active == seen.target.name):
        return
    names = [one.name for one in commands]
    began = any(one.command == steps.INTENT and one.outcome in GOOD for one in my.results)
    if steps.RESTORE in names or (steps.STOP in names and not began):
        raise broken("the intent comes first", controller, f"{names}")
    if my.back:
        _back(controller, names)
        return
    if steps.STANDBY in names:
        left = [one.name for one in seen.steps if one.name in steps.EXCLUSIVE and one.state == observed.NEEDED
                and not my.tried(one.name)]  # fmt: skip
        if left:
            raise broken("the active one comes before the standby", controller, f"{left}")
    if steps.STOP in names and not my.tried(steps.QUEUES):
        raise broken("it drains before it stops", controller, f"{names}")
    left = [one.name for one in seen.steps if one.name in (steps.PROFILES, steps.SETTINGS)
            and one.state == observed.NEEDED and not my.tried(one.name)]  # fmt: skip
    if steps.QUEUES in names and left:
        raise broken("the intake stops first", controller, f"{names} before {left}")
    if steps.DONE in names:
        proven = my.last(steps.CHECK_ALL)
        if proven is None or proven.outcome not in GOOD or any(one.answer == FAILED for one in seen.proofs):
            raise broken("it is proven before it is recorded", controller, f"{seen.proofs}")
    if not seen.origin.answers and any(name not in (steps.LOOK, steps.CHECK_ALL, steps.LOCK) for name in names):
        raise broken("nothing goes on beside what is silent", controller, f"{names}")


def _back(controller, names):
    """Towards what answers; and what a site guard would refuse waits until the ledger forgets the intent."""
    seen, my = controller.seen, controller.run
    if not seen.target.answers and any(name not in (steps.LOOK, steps.CHECK_ALL) for name in names):
        raise broken("nobody undoes towards what is silent", controller, f"{names}")
    starts = [name for name in names if name in (*steps.EXCLUSIVE, steps.STANDBY)]
    if starts and not my.did(steps.ABANDON):
        raise broken("the ledger forgets before anything starts", controller, f"{starts}")


def taken_back(controller):
    """The intent goes away when what was done is undone, or cannot be."""
    seen, my = controller.seen, controller.run
    if my.operation and my.operation != my.lock:
        # Nobody knows what an earlier run did.
        left = [one.name for one in seen.steps if one.state == observed.NEEDED and my.last(one.name) is None
                and one.name not in (*steps.EXCLUSIVE, *_UNHURT, steps.STANDBY)
                and (one.name == steps.RWS or not steps.BY_NAME[one.name].after_rws)]  # fmt: skip
        if left:
            raise broken("undo undoes everything", controller, f"{left} of an earlier run")
    for one in my.forward:
        name = one.command
        if name not in steps.BY_NAME or name in (*steps.EXCLUSIVE, *_UNHURT, steps.STANDBY):
            continue
        if one.outcome not in (*GOOD, run.UNKNOWN) or seen.step(name).state != observed.NEEDED:
            continue
        last = my.last(name)
        if last is None:
            raise broken("undo undoes everything", controller, f"{name} stays at {seen.origin.name}")


def stopped(controller, end):
    """Where all agree that the origin is silent, nothing ends it yet: that may be over in a moment."""
    seen, my, asked = controller.seen, controller.run, controller.asked
    leaves = seen.ledger.active == seen.origin.name and not my.back and not seen.origin.answers
    ours = seen.ledger.heard and not seen.ledger.question and seen.lock.state == observed.OURS
    alone = seen.witness is False or not seen.target.answers
    heard = alone or any(view.answers for view in seen.origin.views)
    short = seen.quiet_for + asked.silent_before < asked.lost_seconds
    if leaves and ours and short and not heard and not my.gave_up(steps.INTENT):
        raise broken("a short silence is waited for", controller, f"{end.why}")


def undone(controller, end):
    """The same data center is active as before, and what was stopped runs there again, or is named."""
    seen, my = controller.seen, controller.run
    if not is_moved(seen):
        raise broken("an end says what the ledger says", controller, f"undone with {seen.ledger}")
    named = " ".join([*end.why, *(f"{one.name} {one.text}" for one in end.open_points)])
    for one in my.forward:
        component = one.command.partition(":")[2]
        if not one.command.startswith("stop:") or not one.hosts:
            continue
        last = my.last(component)
        done = seen.step(component).state == observed.IN_EFFECT or (last is not None and last.outcome in GOOD)
        if not done and component not in named:
            raise broken("undo restores what it stopped", controller, one.command)


def refused(controller, end):
    """That nothing is wrong with a data center is no reason not to leave it as planned."""
    found = {"GIR613", "GIR621", "GIR622", "GIR624"} & set(end.rules)
    if found:
        raise broken("a healthy data center can be left as planned", controller, f"{found}")


def to_attest(controller):
    """Only where a planned failover has lost the data center that it was to leave."""
    seen, my = controller.seen, controller.run
    lost = seen.target if my.back else seen.origin
    if not controller.asked.planned or lost.answers:
        raise broken("an attestation is asked for what is silent", controller, f"{lost}")
