# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong: each history draws how its world is made, which kinds of faults it has, and when each happens."""

from dataclasses import dataclass

from . import ledgers, rejoin_people
from .hosts import RWS
from .world import BROKEN, PAIR, REFUSED


@dataclass(frozen=True)
class Config:
    """`guard`: isolation time of the site guard, None without. `readback`: whether RWS shows the site that it uses.
    `by_hand`: desktops and profiles are imported by a person. `queues`: whether a probe sees the queues, and whether
    they empty. `hints`: the hint window of Cassandra, None where nobody knows it. `kinds`: the faults that this
    history has."""

    sites: int = 2
    nodes: int = 1
    guard: int | None = None
    witness: bool = False
    readback: bool = True
    by_hand: bool = False
    address: bool = False
    queues: str = "seen"
    hints: int | None = 10_800
    kinds: tuple[str, ...] = ()


def drawn(choice):
    """A world, and a random subset of the kinds of faults."""
    shape = choice.pick(72)
    mask = choice.pick(1 << len(KINDS)) & choice.pick(1 << len(KINDS)) if choice.pick(8) != 1 else 0
    kinds = tuple(name for number, name in enumerate(KINDS) if mask >> number & 1)
    return Config(
        sites=2 + (shape % 6 > 3) + (shape % 6 > 4),
        nodes=1 + (shape // 6) % 2,
        guard=(None, 60, 120)[(shape // 12) % 3],
        witness=bool(shape // 36),
        readback=choice.pick(4) != 1,
        by_hand=choice.pick(8) == 1,
        address=choice.pick(3) == 1,
        queues=("seen", "unseen", "seen", "never")[choice.pick(4)],
        hints=(10_800, 10_800, 60, None)[choice.pick(4)],
        kinds=kinds,
    )


def _any_host(world, choice, site=None):
    hosts = world.by_site[PAIR[choice.pick(2)] if site is None else site]
    return hosts[choice.pick(len(hosts))]


def _crash(history, choice):
    found = [one for one in history.everybody if one.alive]
    if found:
        one = found[choice.pick(len(found))]
        history.world.met(f"the controller dies in {'a command' if one.phase == 'do' else 'between'}")
        history.say(f"run-{one.owner} dies")
        one.phase = "dead"


def _freeze(history, choice):
    found = [one for one in history.everybody if one.alive and not one.frozen]
    if found:
        one = found[choice.pick(len(found))]
        one.frozen = 4 + choice.pick(40)
        history.world.met("a controller freezes")
        history.say(f"run-{one.owner} freezes")


def _places(world):
    return ("ctl0", "ctl1", *world.sites)


def _cut(history, choice):
    """Everything between one place and another, or one place and all."""
    world = history.world
    site = PAIR[choice.pick(2)]
    places = [one for one in _places(world) if one != site]
    which = choice.pick(len(places) + 1)
    for place in places if which == 0 else [places[which - 1]]:
        world.cuts |= {(place, site), (site, place)}
    history.say(f"{site} is cut off from {'everything' if which == 0 else places[which - 1]}")


def _one_way(history, choice):
    world = history.world
    site = PAIR[choice.pick(2)]
    outwards = choice.pick(2)
    for place in _places(world):
        if place != site:
            world.cuts.add((site, place) if outwards else (place, site))
    world.met("a cut in one direction")
    history.say(f"{site} {'asks nobody' if outwards else 'is asked by nobody'}")


def _heal_cut(history, choice):
    """Links come back, in any order."""
    world = history.world
    left = sorted(world.cuts)
    if left:
        which = choice.pick(len(left) + 1)
        gone = left if which == 0 else [left[which - 1]]
        world.cuts.difference_update(gone)
        history.say(f"links come back: {gone}")
        history.returned()


def _blink(history, choice):
    history.blinking = PAIR[choice.pick(2)]
    history.world.met("a site blinks")


def _kill(history, choice):
    host = _any_host(history.world, choice)
    history.world.kill(host)
    history.say(f"{host.name} dies")


def _boot(history, choice):
    """Whatever is down comes back."""
    del choice
    world = history.world
    for host in world.hosts.values():
        if not host.up:
            world.boot(host)
    history.say("all hosts boot")
    history.returned()


def _hang(history, choice):
    host = _any_host(history.world, choice)
    host.hung = not host.hung
    history.say(f"{host.name} {'hangs' if host.hung else 'answers again'}")


def _rws_refuse(history, choice):
    _each_node(history, choice, "refuses", REFUSED, "RWS refuses")


def _rws_fault(history, choice):
    _each_node(history, choice, "refuses", BROKEN, "RWS answers 500")


def _adopts(history, choice):
    _each_node(history, choice, "adopts", ("never", "late")[choice.pick(2)], "RWS does not adopt")


def _each_node(history, choice, name, value, text):
    world = history.world
    nodes = [one for one in world.rws if one.site == history.to]
    some = nodes if choice.pick(2) == 0 else nodes[:1]
    for node in some:
        setattr(node, name, value)
    history.say(f"{text}: {', '.join(one.name for one in some)}")


def _gax(history, choice):
    history.world.gax = ("read-only", "silent", "writable")[choice.pick(3)]
    history.say(f"Configuration Server is {history.world.gax}")


def _storage(history, choice):
    site = PAIR[choice.pick(2)]
    history.world.full ^= {site}
    history.world.met("a storage is full")
    history.say(f"the storage of {site} is {'full' if site in history.world.full else 'emptier'}")


def _key(history, choice):
    del choice
    history.world.keys[history.to] -= {"third"}
    history.world.met("a key is missing at the target")


def _stuck(history, choice):
    host = _any_host(history.world, choice)
    for one in host.services:
        one.stuck = True
        history.world.met("a service does not stop")


def _by_hand(history, choice):
    host = _any_host(history.world, choice, "dc1")
    for one in host.services:
        one.managed = False
        history.world.met("a service that is not managed")


def _lossy(history, choice):
    del choice
    history.world.lossy = not history.world.lossy


def _symptom(history, choice):
    world = history.world
    for site in PAIR[: 1 + choice.pick(2)]:
        world.symptoms[site] = (("interaction_server",), ("storage",))[choice.pick(2)]
    history.say(f"symptoms {world.symptoms}")


def _witness(history, choice):
    del choice
    if history.world.witness is not None:
        history.world.witness = not history.world.witness


def _second(history, choice):
    history.another(choice, history.to)


def _mistaken(history, choice):
    history.world.met("an operator names the wrong target")
    history.another(choice, "dc1" if history.to == "dc2" else "dc2")


def _broken_lock(history, choice):
    """Somebody breaks the lock of a run that lives."""
    del choice
    world = history.world
    locks = [one.lock for one in world.rws if one.lock is not None]
    if locks:
        world.met("a lock is broken by name")
        for host in world.rws:
            if host.lock is not None and host.lock[0] == locks[0][0]:
                host.lock = None
        history.say(f"the lock {locks[0][0]} is broken")


def _other_verb(history, choice):
    """A run of another verb holds the lock, and has left, or leaves soon."""
    world = history.world
    verb = ("site", "eservices_switch")[choice.pick(2)]
    operation = f"{verb}-{world.steps}"
    for host in world.reached("ctl1", world.rws):
        if host.lock is None:
            host.lock = (operation, verb, False, -1)
    history.verbs.append([operation, 3 + choice.pick(12), choice.pick(2) == 1])
    world.met("another verb holds the lock")
    history.say(f"{verb} holds the lock as {operation}")


def _other_intent(history, choice):
    """Another verb began an operation, and died."""
    _apart(history, choice, "intent")


def _apart(history, choice, state):
    """Somebody writes the ledgers of one site, as far as that one is reached: apart from others it is a fork."""
    world = history.world
    site = PAIR[choice.pick(2)]
    hosts = [one for one in world.reached("ctl1", world.by_site[site]) if one.kind == RWS]
    held = {one.name: one.ledger for one in hosts}
    if not held or any(one.lock is not None for one in hosts) or ledgers.judge(held).question:
        return
    history.apart += 1
    operation = f"apart-{history.apart}"
    known = ledgers.seen(held)
    elsewhere = "dc2" if known.eservices_site == ledgers.site_name("dc1") else "dc1"
    ledger, names = ledgers.begun(held, operation, "eservices_switch", known.active, ledgers.site_name(elsewhere))
    for name in names:
        world.apply(("ledger", name, held[name], ledger))
    if state == "done":
        held = {one.name: one.ledger for one in hosts}
        ledger, names = ledgers.ended(held, operation)
        for name in names:
            world.apply(("ledger", name, held[name], ledger))
    history.say(f"{operation} is {state} on {', '.join(held)}")


def _fork(history, choice):
    _apart(history, choice, "done")


def _clock(history, choice):
    """Clocks are hours apart: the person says that the silence has lasted for three hours."""
    del choice
    history.world.met("clocks are hours apart")


def _record(history, choice):
    world = history.world
    world.record(world.sites[choice.pick(len(world.sites))])


def _rejoin(history, choice):
    """Somebody makes a standby of one of the two."""
    history.rejoins(choice, PAIR[choice.pick(2)])


def _writes(history, choice):
    rejoin_people.writes(history.world, choice)


_FUNCTIONS = (_crash, _freeze, _cut, _one_way, _heal_cut, _blink, _kill, _boot, _hang, _rws_refuse, _rws_fault, _adopts,
              _gax, _storage, _key, _stuck, _by_hand, _lossy, _symptom, _witness, _second, _mistaken, _broken_lock,
              _other_verb, _other_intent, _fork, _clock, _record, _rejoin,
              _writes)  # fmt: skip
BY_KIND = {one.__name__[1:]: one for one in _FUNCTIONS}
KINDS = tuple(BY_KIND)
