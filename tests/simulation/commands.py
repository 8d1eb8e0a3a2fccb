# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the executor does each command, in parts between which anything may happen."""

from dataclasses import replace

from . import ledgers, seeing
from .hosts import RWS
from .product import case, changes, rejoining, run, steps
from .world import APPLIED, BROKEN, OVERTAKEN, REFUSED

UNCHANGING = (steps.LOCK, steps.MARK, steps.TAKE_OVER, steps.LOOK, steps.CHECK_ALL, steps.QUEUES)
# How old the last look may be when a Muxer or a processor starts, however long the controller was frozen before.
STALE = case.FRESH + 15
_OF_LEDGER = (steps.INTENT, steps.DONE, steps.ABANDON)


def parts(controller, command):
    """The parts of one command: (kind, command, host)."""
    rws = sorted(name for name in controller.heard if name.startswith(RWS))
    if command.name == steps.LOCK:
        return [("claim", command, name) for name in rws] + [("claimed", command, "")]
    if command.name == steps.TAKE_OVER:
        return [("break", command, name) for name in rws] + [
            *(("claim", command, name) for name in rws), ("claimed", command, "")]  # fmt: skip
    if command.name in (steps.MARK, steps.LOOK, steps.CHECK_ALL, steps.QUEUES):
        return [("at once", command, "")]
    if command.name in _OF_LEDGER:
        return [("compare", command, ""), ("ledger", command, "")]
    return [("compare", command, ""), ("write", command, "")]


def do(controller, world, choice, part):
    kind, command, name = part
    _PARTS[kind](controller, world, choice, command, name)


# -- the lock ---------------------------------------------------------------------------------------------------------


def break_lock(controller, world, _choice, command, name):
    host = world.hosts[name]
    if world.reaches(controller.place, host) and host.lock is not None and host.lock[0] == command.argument:
        host.lock = None


def claim(controller, world, _choice, command, name):
    """One host after the other; a conflict gives back what was claimed."""
    host = world.hosts[name]
    if not world.reaches(controller.place, host):
        return
    if host.lock is None:
        host.lock = (controller.run.lock, controller.verb, False, controller.owner)
        controller.made += (name,)
    elif host.lock[0] != controller.run.lock:
        world.met("two runs meet at the lock")
        give_back(controller, world)
        controller.todo = tuple(one for one in controller.todo if one[1] is not command)
        controller.told(command, run.FAILED, False, text=f"the lock is held by {host.lock[0]}")


def give_back(controller, world):
    for name in controller.made:
        host = world.hosts[name]
        if world.reaches(controller.place, host) and host.lock is not None and host.lock[0] == controller.run.lock:
            host.lock = None
    controller.made = ()


def claimed(controller, _world, _choice, command, _name):
    if controller.made:
        controller.told(command, run.APPLIED, False)
    else:
        controller.told(command, run.FAILED, False, text="no RWS host answered")


# -- what is done at once ---------------------------------------------------------------------------------------------


def _at_once(controller, world, _choice, command, _name):
    if command.name == steps.MARK:
        for host in world.reached(controller.place, world.rws):
            if host.lock is not None and host.lock[0] == command.argument and host.lock[1] in seeing.YIELDING:
                host.lock = (host.lock[0], host.lock[1], True, host.lock[3])
    elif command.name == steps.QUEUES:
        controller.take(world, 2.0)
        controller.told(command, world.drained(seeing.other(controller.to)), False)
        return
    elif command.name == steps.LOOK:
        controller.whole = True
        controller.take(world, 2.0)
    else:
        controller.verified = True
        controller.take(world, 3.0)
    controller.told(command, run.APPLIED, False)


# -- writes -----------------------------------------------------------------------------------------------------------


def _compare(controller, world, _choice, command, _name):
    """Directly before a write: the lock is ours, and the ledger is not newer than what this run knows."""
    controller.take(world, 0.5)
    own = controller.run.operation
    if command.name == steps.INTENT:
        own = command.argument or controller.run.lock
    problem = superseded_by(controller, world, own)
    controller.compared = world.now
    if problem:
        world.met("a run is superseded at its write")
        controller.told(command, run.SUPERSEDED, False, text=problem)
    elif command.name in steps.EXCLUSIVE and controller.run.now - controller.looked_at > STALE:
        world.met("a start is put off because the look is old")
        controller.todo = tuple(one for one in controller.todo if one[1] is not command)
        controller.told(command, run.FAILED, False, text="the last look is too old")


def superseded_by(controller, world, own):
    """Why this run may write no more; empty where it may."""
    reached = [one for one in world.reached(controller.place, world.rws) if one.name in controller.heard]
    locks = [one.lock for one in reached if one.lock is not None]
    if any(one[0] != controller.run.lock for one in locks):
        return "the lock is another run's"
    if reached and not locks:
        return "the lock is gone"
    known = controller.seen.ledger
    found = ledgers.judge({one.name: one.ledger for one in reached}, own or None)
    # What the run saw and may go on with is not newer than the run.
    met = known.intent.operation if known.intent else ""
    if found.forks or any(one.operation != met for one in found.intents):
        return "another run began something"
    if found.head is not None and found.head.operation not in (own, known.operation):
        return f"the ledger is at {found.head.operation}"
    return ""


def _ledger(controller, world, choice, command, _name):
    """The ledger for all hosts that lack it, each by the digest of what was read."""
    if command.name == steps.INTENT:
        controller.run = replace(controller.run, operation=command.argument or controller.run.lock)
    held = controller.ledgers_at_hand(world)
    try:
        change = _change(controller, world, command, held)
    except changes.Refused as error:
        controller.told(command, run.FAILED, text=str(error))
        return
    if change is None:
        controller.told(command, run.APPLIED)
        return
    if controller.watch is not None:
        controller.watch.writes(world, controller, command)
    ledger, hosts = change
    answers = [world.send(choice, ("ledger", name, held[name], ledger)) for name in hosts]
    controller.take(world, 1.0)
    if hosts and APPLIED not in answers:
        unclear = None in answers
        controller.told(command, run.UNKNOWN if unclear else run.FAILED, text="the ledger was not written")
    elif command.name == steps.INTENT and OVERTAKEN in answers:
        controller.told(command, run.FAILED, text="somebody else is at work")
    else:
        controller.told(command, run.APPLIED, bool(hosts))


def _change(controller, world, command, held):
    operation = controller.run.operation
    if command.name == steps.INTENT:
        target = controller.to
        world.begun.setdefault(operation, world.now)
        return ledgers.begun(held, operation, "failover", target, ledgers.site_name(target), _reason(controller))
    if command.name == steps.DONE:
        if controller.asked.planned:
            world.helped |= {operation}
        else:
            world.helped -= {operation}
        return ledgers.ended(held, operation, _reason(controller))
    # A guard remembers an intent that nobody rejects.
    complete = len(held) == len(world.rws) and world.config.guard is None
    return ledgers.abandoned(held, operation, complete)


def _reason(controller):
    """As the product's executor says it."""
    return rejoining.planned_reason("") if controller.asked.planned else "attested"


def _write(controller, world, choice, command, _name):
    if controller.watch is not None:
        controller.watch.writes(world, controller, command)
    controller.take(world, 12.0 if command.name == steps.RWS else 1.0)
    name = command.name
    if name in (steps.STOP, steps.RESTORE):
        _on_hosts(controller, world, choice, command)
    elif name == steps.RWS:
        _switch_rws(controller, world, choice, command)
    elif name in steps.EXCLUSIVE:
        _of_answer(controller, command, world.send(choice, ("activate", controller.to, name)))
    elif name == steps.STANDBY:
        hosts = [one.name for one in world.by_site[seeing.other(controller.to)]]
        reached = [name for name in hosts if world.reaches(controller.place, world.hosts[name])]
        _of_answer(controller, command, world.send(choice, ("standby", tuple(reached))))
    elif name == steps.FILES:
        for host in world.reached(controller.place, world.rws):
            if host.name in controller.heard:
                world.apply(("file", host.name, controller.wanted))
        controller.told(command, run.APPLIED)
    elif name == steps.HOLD:
        _of_answer(controller, command, world.send(choice, ("hold",)))
    elif name == steps.REINDEX:
        controller.told(command, run.APPLIED)
    else:
        _of_answer(controller, command, world.send(choice, ("surface", name, controller.to)))


def _of_answer(controller, command, answer):
    outcome = {APPLIED: run.APPLIED, None: run.UNKNOWN, REFUSED: run.REFUSED}.get(answer, run.FAILED)
    controller.told(command, outcome)


def _on_hosts(controller, world, choice, command):
    done, answers = [], []
    for name in command.hosts:
        answer = None
        if world.reaches(controller.place, world.hosts[name]):
            answer = world.send(choice, (command.name, name, command.argument))
        answers.append(answer)
        if answer == APPLIED:
            done.append(name)
    outcome = run.UNKNOWN if None in answers else run.FAILED
    if len(done) == len(command.hosts):
        outcome = run.APPLIED
    controller.told(command, outcome, hosts=tuple(done))


def _switch_rws(controller, world, choice, command):
    """Every node of the target that answers is told, and waited for."""
    site = controller.to
    nodes = [one for one in world.reached(controller.place, world.by_site[site])
             if one.kind == RWS and one.name in controller.heard]  # fmt: skip
    wanted = controller.wanted
    answers = [world.send(choice, ("rws", one.name, wanted)) for one in nodes]
    world.step()
    if not nodes:
        outcome = run.FAILED
    elif None in answers or BROKEN in answers:
        outcome = run.UNKNOWN
    elif REFUSED in answers:
        outcome = run.REFUSED if APPLIED not in answers else run.UNKNOWN
    elif not world.config.readback:
        outcome = run.WAITED
    else:
        outcome = run.APPLIED if all(one.uses == wanted for one in nodes) else run.UNKNOWN
    controller.told(command, outcome)


_PARTS = {"claim": claim, "claimed": claimed, "break": break_lock, "at once": _at_once, "compare": _compare,
          "ledger": _ledger, "write": _write}  # fmt: skip
