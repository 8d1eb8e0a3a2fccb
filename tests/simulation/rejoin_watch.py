# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to hold of a rejoin at every step, by name; an oracle of its own, as in invariants.py."""

from .breach import GOOD, broken
from .product import observed, rejoin_observed, rejoin_outcomes, run
from .product import rejoin_steps as steps

_CLAIMS = (steps.LOCK, steps.TAKE_OVER)
_WRITES = (steps.STOP, steps.LEDGER, steps.KEYSTORES, steps.WRITE, steps.RUN)
UNSEEN = "not observable"


def decided(watch, world, rejoiner, decision):
    """Each decision of a rejoin."""
    if rejoiner.counted == 1:
        complete(rejoiner)
    if isinstance(decision, run.Act):
        _acts(watch, rejoiner, [one.name for one in decision.commands])
    else:
        _ends(world, rejoiner, decision)
        if decision.outcome == rejoin_outcomes.TO_CONFIRM:
            found = rejoiner.seen.listing
            watch.shown[found.digest] = (found.ids, _unseen(found))


# -- the list ---------------------------------------------------------------------------------------------------------


def complete(rejoiner):
    """What either side wrote since they were apart is on the list that is shown, or its area is not observable."""
    found = rejoiner.seen.listing
    unseen = _unseen(found)
    for area, (where, text) in rejoiner.listed:
        if area in unseen:
            continue
        if not any((one.area, one.where) == (area, where) and text in one.what for one in found.items):
            raise broken("the list is complete", rejoiner, f"{area} of {where} lacks {text}: {found.items}")


def _unseen(found):
    return frozenset(one.name for one in found.areas if one.answer == UNSEEN)


def _is_accepted(watch, rejoiner):
    """Whether a person has read all that is on the list now, and what of it nobody could ask."""
    found = rejoiner.seen.listing
    if not found.items and not _unseen(found):
        return True
    ids, unseen = watch.shown.get(rejoiner.asked.listed, (frozenset(), frozenset()))
    return found.ids <= ids and _unseen(found) <= unseen


# -- acts -------------------------------------------------------------------------------------------------------------


def _acts(watch, rejoiner, names):
    asked, seen, my = rejoiner.asked, rejoiner.seen, rejoiner.run
    if any(one.outcome == run.SUPERSEDED for one in my.results):
        raise broken("no act after it was superseded", rejoiner, f"{names}")
    if seen.ledger.question or seen.ledger.intent is not None:
        raise broken("no act under a question", rejoiner, f"{names} with {seen.ledger}")
    if seen.lock.marked and seen.lock.state == observed.OURS:
        raise broken("a rejoin stops no failover", rejoiner, f"{names} although it was told to make way")
    if asked.check:
        raise broken("check mode changes nothing", rejoiner, f"{names}")
    began = any(one.command in _CLAIMS and one.outcome in GOOD for one in my.results)
    if not began:
        _must_not_be_refused(rejoiner, names)
        if not _is_accepted(watch, rejoiner):
            raise broken("only an accepted list is worked on", rejoiner, f"{names} with {asked.listed}")
    hints = seen.hints
    enough = hints.window is not None and hints.away is not None and hints.away <= hints.window
    if not began and seen.operation and not enough and not asked.repaired_by:
        raise broken("Cassandra is repaired first", rejoiner, f"{names} with {hints}")
    if seen.ledger.active == seen.center:
        raise broken("the active data center is no standby", rejoiner, f"{names}")
    for name in names:
        if name not in _CLAIMS and seen.lock.state != observed.OURS:
            raise broken("writes are under the lock", rejoiner, f"{name} with {seen.lock}")
        _one(rejoiner, name)


def _must_not_be_refused(rejoiner, names):
    asked, seen = rejoiner.asked, rejoiner.seen
    bad = []
    if asked.data_center not in seen.pair or asked.confirm != asked.data_center or asked.problems:
        bad.append("values")
    if seen.silent:
        bad.append("silent hosts")
    if not seen.active_heard or seen.lock.state == observed.NOBODY:
        bad.append("nobody can record it")
    lock = seen.lock
    if lock.state == observed.HELD and not lock.dead and asked.take_over != lock.operation:
        bad.append("the lock")
    if lock.state == observed.HELD and steps.LOCK in names:
        bad.append("it claims what is held")
    if seen.holds:
        bad.append("a hold")
    if not seen.compared:
        bad.append("nothing was compared")
    for one in seen.services:
        if one.state == observed.BY_HAND and one.active and not asked.accepts(one.component):
            bad.append(f"{one.component} is not managed")
    if bad:
        raise broken("no act under a refusal", rejoiner, f"{names} with {bad}")


def _one(rejoiner, name):
    """What one command needs to have been done before it."""
    seen, my = rejoiner.seen, rejoiner.run
    outcomes = [one.outcome for one in my.results if one.command == name]
    if len(outcomes) >= 4 or (len(outcomes) >= 2 and outcomes[-1] not in GOOD):
        raise broken("no command is tried for ever", rejoiner, f"{name} after {outcomes}")
    running = [one for one in seen.services if one.heard and one.active and one.state == observed.RUNNING]
    if name in (steps.LEDGER, steps.KEYSTORES, steps.REINDEX, steps.WRITE, steps.RUN) and running:
        raise broken("it is fenced first", rejoiner, f"{name} while {running[0].component} runs")
    kept = any(one.command == steps.KEEP_LIST and one.outcome in GOOD for one in my.results)
    if name in _WRITES and seen.listing.digest and not (kept or seen.kept or seen.kept_unseen):
        raise broken("the list is kept before anything goes", rejoiner, name)
    if name == steps.RUN:
        _may_run(rejoiner)
    elif name == steps.DONE:
        _may_be_recorded(rejoiner)


def _may_run(rejoiner):
    """A fenced unit starts when nothing but units differs, by what was compared after the last write."""
    seen, results = rejoiner.seen, [one.command for one in rejoiner.run.results if one.outcome in GOOD]
    if steps.COMPARE not in results:
        raise broken("a unit starts after its comparison", rejoiner, f"{results}")
    later = results[len(results) - results[::-1].index(steps.COMPARE):]
    if seen.left or any(name in _WRITES for name in later):
        raise broken("a unit starts after its comparison", rejoiner, f"{seen.left} and {later}")


def _may_be_recorded(rejoiner):
    seen = rejoiner.seen
    if seen.left or seen.to_run or seen.behind or seen.keystores.state == rejoin_observed.MERGEABLE:
        raise broken("only a standby is recorded", rejoiner, f"{seen.left} {seen.to_run} {seen.behind}")


# -- writes -----------------------------------------------------------------------------------------------------------


def writes(world, rejoiner, command, write):
    """At the very moment of a write, directly before it."""
    if any(one.outcome == run.SUPERSEDED for one in rejoiner.run.results):
        raise broken("no write after it was superseded", rejoiner, command.key)
    if write[0] == "resume" and rejoiner.differs:
        raise broken("a unit starts after its comparison", rejoiner, f"{write} while {rejoiner.differs} differ")
    if write[0] == "ledger":
        _of_ledger(rejoiner, write[2])
    elif write[0] == "configure":
        _overwrites(world, rejoiner, write)


def _of_ledger(rejoiner, ledger):
    """A rejoin moves nothing, and leaves nothing open."""
    held = {one.operation: one for one in ledger.entries}
    for one in ledger.entries:
        before = held.get(one.parent)
        if one.verb != rejoiner.verb:
            continue
        was = None if before is None else (before.active_datacenter, before.eservices_site)
        if one.state != "done" or was != (one.active_datacenter, one.eservices_site):
            raise broken("a rejoin moves nothing", rejoiner, f"{one}")


def _overwrites(world, rejoiner, write):
    """What goes was on the list; what was written since it was made is in the window that no list closes."""
    _name, host, _site, edits = write
    for edit in edits:
        known = any(one.area == "files" and one.where == host and edit in one.what for one in rejoiner.listing.items)
        if not known and ("files", (host, edit)) in rejoiner.listed:
            raise broken("what goes was on the list", rejoiner, f"{edit} of {host}")
        if not known:
            world.met("somebody writes between the list and the rejoin")


# -- ends -------------------------------------------------------------------------------------------------------------


def _ends(world, rejoiner, end):
    kind = rejoin_outcomes.OUTCOMES.get(end.outcome)
    seen, my = rejoiner.seen, rejoiner.run
    if kind is None:
        raise broken("every end is of the list", rejoiner, end.outcome)
    if not kind.ok and not (end.next and end.why):
        raise broken("every bad end has a next command", rejoiner, f"{end}")
    if "nothing was changed" in kind.means and my.changed:
        raise broken("a refusal changes nothing", rejoiner, f"{end.outcome} after {my.results}")
    if kind.ok and end.outcome != rejoin_outcomes.PREDICTED:
        if seen.need or seen.behind or seen.left or seen.to_run or seen.ledger.active == seen.center:
            raise broken("an end says what is so", rejoiner, f"{end.outcome} with {seen.need} {seen.left}")
        _keys(world, rejoiner, end)
    left = end.open_points or _unseen(seen.listing) or any(one.does == "person" for one in seen.listing.items)
    if end.outcome == rejoin_outcomes.DONE and left:
        raise broken("done means that nothing is open", rejoiner, f"{end.open_points}")
    if end.outcome in (rejoin_outcomes.STOPPED, rejoin_outcomes.DONE, rejoin_outcomes.DONE_OPEN):
        named = " ".join([*end.why, *(one.text for one in end.open_points)])
        for one in seen.services:
            if one.heard and one.active and one.state == observed.RUNNING and one.host not in named:
                raise broken("what runs at the wrong site is stopped or named", rejoiner, f"{one.component} {one.host}")


def _keys(world, rejoiner, end):
    """Each keystore that this run has read opens what the others open, or the end names it."""
    named = any(one.name == "keys" for one in end.open_points)
    if not named and rejoiner.keystores.state == rejoin_observed.MERGEABLE:
        raise broken("both keystores have every key", rejoiner, f"{world.keys}")


def converged(world, rejoiner):
    """Once all has healed and an obedient person came through."""
    center, end = rejoiner.center, rejoiner.end
    if not rejoin_outcomes.OUTCOMES[end.outcome].ok:
        raise broken("it converges", rejoiner, f"{end}")
    if world.keys["dc1"] != world.keys["dc2"]:
        raise broken("both keystores have every key", rejoiner, f"{world.keys}")
    for host in world.by_site[center]:
        if host.edits:
            raise broken("it is a standby", rejoiner, f"{host.name} has {sorted(host.edits)}")
        for one in host.services:
            if one.works or (one.managed and one.running != (one.component != "muxer")):
                raise broken("it is a standby", rejoiner, f"{one.component} of {host.name}: {one.state()}")
    if any(one.lock is not None and one.lock[0] == rejoiner.run.lock for one in world.rws):
        raise broken("the lock is given back", rejoiner, "")
    if world.lost():
        raise broken("no recording is lost", rejoiner, f"{world.lost()}")


# -- failovers and who has to rejoin ----------------------------------------------------------------------------------


def has_to_rejoin(world, heard, head, center):
    """Whether a data center was left without its help and has not rejoined, said without rejoining.py."""
    entries = {one.operation: one for host in world.rws if host.name in heard for one in host.ledger.entries}
    chain, one = [], entries.get(head)
    while one is not None:
        chain.append(one)
        one = entries.get(one.parent)
    left, before = set(), None
    for one in reversed([one for one in chain if one.state == "done"]):
        if one.verb == "rejoin":
            left.clear()
            continue
        if before is not None and before.active_datacenter != one.active_datacenter:
            left.discard(one.active_datacenter)
            if one.operation not in world.helped:
                left.add(before.active_datacenter)
        before = one
    return center in left


def of_failover(world, controller):
    """A planned failover begins only towards what has rejoined."""
    asked, seen = controller.asked, controller.seen
    lifted = any(one.rule == "GIR665" and one.reason.strip() for one in asked.overrides)
    intent = seen.ledger.intent
    goes_on = intent is not None and (intent.verb, intent.active) == ("failover", seen.target.name)
    moved = seen.ledger.active == seen.target.name
    began = any(one.command in _CLAIMS and one.outcome in GOOD for one in controller.run.results)
    if not asked.planned or lifted or goes_on or moved or began:
        return
    if has_to_rejoin(world, controller.heard, seen.ledger.operation, seen.target.name):
        raise broken("nobody goes back to what has not rejoined", controller, f"{seen.target.name}")
