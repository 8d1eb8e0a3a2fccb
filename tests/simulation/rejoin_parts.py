# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the executor of a rejoin does each command, in parts between which anything may happen."""

from . import commands, ledgers, rejoin_seeing
from .product import changes, observed, run
from .product import rejoin_steps as steps
from .world import APPLIED, OVERTAKEN

_OF_LEDGER = (steps.LEDGER, steps.DONE)


def parts(controller, world, command):
    """The parts of one command: (kind, command, what it is about). The lock is compared before each write."""
    own = [one for one in world.by_site[controller.center] if one.name in controller.heard]
    if command.name in (steps.LOCK, steps.TAKE_OVER):
        rws = sorted(one.name for one in world.rws if one.name in controller.heard)
        broken = [("break", command, name) for name in rws] if command.name == steps.TAKE_OVER else []
        return [*broken, *(("claim", command, name) for name in rws), ("claimed", command, "")]
    if command.name == steps.COMPARE:
        return [("look", command, "")]
    if command.name == steps.STOP:
        rivals = [one for one in controller.seen.services if one.heard and not one.fenced]
        managed = [one for one in rivals if one.state != observed.BY_HAND]
        writes = [("stop", command, (one.host, one.component)) for one in managed]
    elif command.name == steps.WRITE:
        writes = [("host", command, one.name) for one in own]
    elif command.name == steps.RUN:
        writes = [("run", command, (one.host, one.component)) for one in controller.to_run]
    else:
        writes = [("ledger" if command.name in _OF_LEDGER else command.name, command, "")]
    return [part for one in writes for part in (("compare", command, ""), one)] + [("end", command, "")]


def do(controller, world, choice, part):
    kind, command, about = part
    _PARTS[kind](controller, world, choice, command, about)


# -- the lock ---------------------------------------------------------------------------------------------------------


def _claim(controller, world, choice, command, name):
    """The ledger of each host has to be the one that this run has read."""
    host = world.hosts[name]
    commands.claim(controller, world, choice, command, name)
    if host.ledger is not controller.read.get(name) and name in controller.made:
        _gives_back(controller, world, command, "the ledger changed while this run began")


def _claimed(controller, world, choice, command, name):
    if world.holds and controller.made:
        _gives_back(controller, world, command, "a hold is in force")
    else:
        commands.claimed(controller, world, choice, command, name)


def _gives_back(controller, world, command, why):
    commands.give_back(controller, world)
    controller.todo = ()
    controller.told(command, run.FAILED, text=why)


def lock_lost(controller, world):
    """Why this run may write no more; empty where it may."""
    held = [one.lock for one in world.reached(controller.place, world.rws) if one.name in controller.heard]
    locks = [one for one in held if one is not None]
    if any(one[0] != controller.run.lock for one in locks):
        return "the lock is another run's"
    if any(one[2] for one in locks):
        return "a failover told it to stop"
    return "" if locks else "the lock is gone"


def _compare(controller, world, _choice, command, _about):
    controller.take(world, 0.5)
    controller.compared = world.now
    problem = lock_lost(controller, world)
    if problem:
        world.met("a rejoin is superseded at its write")
        controller.told(command, run.SUPERSEDED, text=problem)


# -- writes -----------------------------------------------------------------------------------------------------------


def _end(controller, world, _choice, command, _about):
    """Everything that it was made of was applied. What runs now is compared again."""
    if command.name == steps.RUN:
        controller.take(world, 5.0)
        controller.compare(world, controller.seen.ledger)
    controller.told(command, run.APPLIED)


def _sent(controller, world, choice, command, write, seconds=1.0):
    """A write of several; what goes wrong ends the command."""
    controller.take(world, seconds)
    if controller.watch is not None:
        controller.watch.rejoin_writes(world, controller, command, write)
    answer = world.send(choice, write)
    if answer != APPLIED:
        controller.todo = ()
        controller.told(command, run.UNKNOWN if answer is None else run.FAILED, text=f"{write[0]}: {answer}")
    return answer


def _reached(controller, world, command, name):
    if world.reaches(controller.place, world.hosts[name]):
        return True
    controller.todo = ()
    controller.told(command, run.FAILED, text=f"{name} does not answer")
    return False


def _stop(controller, world, choice, command, about):
    if _reached(controller, world, command, about[0]):
        _sent(controller, world, choice, command, ("fence", *about))


def _host(controller, world, choice, command, name):
    if _reached(controller, world, command, name):
        edits = frozenset(one for one in world.hosts[name].edits
                          if rejoin_seeing.kind_of(one) == rejoin_seeing.EDIT)  # fmt: skip
        _sent(controller, world, choice, command,
              ("configure", name, controller.seen.ledger.eservices_site, edits), 2.0)  # fmt: skip


def _run(controller, world, choice, command, about):
    if _reached(controller, world, command, about[0]):
        _sent(controller, world, choice, command, ("resume", *about), 3.0)


def _look(controller, world, _choice, command, _about):
    controller.take(world, 5.0)
    controller.compare(world, controller.seen.ledger)
    controller.told(command, run.APPLIED)


def _keep_list(controller, world, choice, command, _about):
    names = [one.name for one in world.reached(controller.place, controller.rws_heard(world))]
    found = controller.listing
    unseen = tuple(sorted(one.name for one in found.areas if one.answer == "not observable"))
    kept = (found.digest, tuple(sorted(found.ids)), unseen)
    if _sent(controller, world, choice, command, ("keep", tuple(names), kept)) == APPLIED:
        controller.kept, controller.kept_unseen = kept[1:]


def _keystores(controller, world, choice, command, _about):
    views = rejoin_seeing.keystores(world, controller.heard)
    if all(_reached(controller, world, command, name) for name in views):
        sites = tuple(world.centers[name] for name in views)
        if _sent(controller, world, choice, command, ("merge", sites), 5.0) == APPLIED:
            controller.predict(world)


def _reindex(controller, world, _choice, command, _about):
    """It goes on beside the run."""
    controller.todo = ()
    if any(world.reaches(controller.place, one) for one in world.rws if one.site == controller.to):
        controller.told(command, run.WAITED)
        controller.result = command
    else:
        controller.told(command, run.FAILED, False, text="RWS cannot be asked to index")


def _ledger(controller, world, choice, command, _about):
    """For all hosts that lack it, each by the digest of what was read."""
    held = controller.ledgers_at_hand(world)
    try:
        is_last = command.name == steps.DONE
        change = ledgers.recorded(held, controller.run.lock) if is_last else ledgers.caught_up(held)
    except changes.Refused as error:
        controller.todo = ()
        controller.told(command, run.FAILED, text=str(error))
        return
    if change is None:
        return
    ledger, hosts = change
    if controller.watch is not None:
        controller.watch.rejoin_writes(world, controller, command, ("ledger", hosts, ledger))
    answers = [world.send(choice, ("ledger", name, held[name], ledger)) for name in hosts]
    controller.take(world, 1.0)
    if hosts and APPLIED not in answers:
        overtaken = OVERTAKEN in answers
        unclear = run.UNKNOWN if None in answers else run.FAILED
        controller.todo = ()
        controller.told(command, run.SUPERSEDED if overtaken else unclear, text="the ledger was not written")


_PARTS = {"break": commands.break_lock, "claim": _claim, "claimed": _claimed, "compare": _compare, "end": _end,
          "stop": _stop, "host": _host, "run": _run, "look": _look, "ledger": _ledger, steps.KEEP_LIST: _keep_list,
          steps.KEYSTORES: _keystores, steps.REINDEX: _reindex}  # fmt: skip
