# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a controller sees of the world: the product's types, each value made once."""

from functools import cache

from . import ledgers
from .hosts import COMPONENTS, RWS
from .product import CONFIRMED, FAILED, NOT_OBSERVABLE, observed, rejoined, rules, steps

PAIR = ("dc1", "dc2")
_STATES = {True: observed.RUNNING, False: observed.STOPPED}
service = cache(observed.Service)
site = cache(observed.Site)
step = cache(observed.Step)
view = cache(observed.View)
lock_of = cache(observed.Lock)
check = cache(observed.Check)
FREE, NOBODY = observed.Lock(observed.FREE), observed.Lock(observed.NOBODY)
YIELDING = ("site", "upgrade", "remediate", "rejoin")
_OF = {component: kind for kind, components in COMPONENTS.items() for component in components}


def other(site):
    """The other data center of the pair."""
    return PAIR[site == PAIR[0]]


def of_site(world, controller, name, heard, looked_at):
    """One data center as the controller sees it; `heard`: names of hosts that answered."""
    services, nodes, nodes_heard, count, others = [], 0, 0, 0, 0
    for host in world.by_site[name]:
        answers = host.name in heard
        if host.kind == RWS:
            nodes += 1
            nodes_heard += answers
        count += 1
        others += answers
        for one in host.services:
            services.append(_service(host, one, answers))
    return site(name, ledgers.site_name(name), count, others, nodes, nodes_heard, tuple(services),
                views(world, controller, name), world.symptoms.get(name, ()), looked_at)  # fmt: skip


def _service(host, one, answers):
    if not answers:
        return service(one.component, host.name, False)
    if not one.managed:
        return service(one.component, host.name, True, observed.BY_HAND, None, one.active)
    return service(one.component, host.name, True, _STATES[one.running], one.at_boot, one.active)


def views(world, controller, name):
    """What the other sites' first RWS hosts see of a site, as far as the controller reaches them."""
    found = []
    for other in world.sites:
        if other == name or (other in ("dc1", "dc2") and other != controller.to):
            continue
        vantage = next(iter(world.reached(controller.place, [one for one in world.by_site[other] if one.kind == RWS])),
                       None)  # fmt: skip
        if vantage is not None:
            found.append(view(vantage.name, bool(world.reached(other, world.by_site[name]))))
    return tuple(found)


def lock(world, controller, heard):
    """The lock as the RWS hosts that answered say together."""
    held = [one.lock for one in world.rws if one.name in heard]
    if not held:
        return NOBODY
    mine = controller.run.lock
    other = next((one for one in held if one is not None and one[0] != mine), None)
    if other is not None:
        operation, verb, marked, owner = other
        dead = controller.knows_dead(owner)
        return lock_of(observed.HELD, operation, verb, verb in YIELDING, marked, dead, f"{verb} {operation}")
    if not any(held):
        return FREE
    return lock_of(observed.OURS, mine, marked=any(one is not None and one[2] for one in held))


def steps_of(world, controller, target, heard):
    """What each step has left to do, in the order in which the product lists them."""
    hosts = [one for one in world.by_site[target] if one.name in heard]
    wanted = controller.wanted
    found = [step(steps.RWS, _rws(world, hosts, wanted))]
    for component in steps.EXCLUSIVE:
        found.append(step(component, _exclusive(world, target, hosts, component), _why(hosts, component)))
    found.append(_value(world, "settings", target))
    found.append(step(steps.FILES, _files(world, heard, wanted)))
    for name in ("profiles", "desktops"):
        if world.config.by_hand and world.surfaces[name] != target:
            found.append(step(name, observed.PERSON, "import the file"))
        elif world.gax != "writable":
            found.append(step(name, observed.BLOCKED, f"Configuration Server is {world.gax}."))
        else:
            found.append(_value(world, name, target))
    if world.config.address:
        found.append(_value(world, "address", target))
    if controller.asked.planned:
        found.append(_standby(world, target, heard))
    found.append(_value(world, "rest", target))
    if controller.asked.reindex:
        found.append(_value(world, "index_update", target))
        found.append(step("reindex", observed.UNCLEAR))
    return tuple(found)


def _standby(world, target, heard):
    """Muxer and processors of the other data center, as far as it answers."""
    hosts = [one for one in world.by_site[other(target)] if one.name in heard]
    left = [one for host in hosts for one in host.services if one.managed and one.active]
    return step(steps.STANDBY, observed.NEEDED if left else observed.IN_EFFECT)


def _why(hosts, component):
    return "" if any(one.kind == _OF[component] for one in hosts) else "no host of it answers"


def _value(world, name, target):
    return step(name, observed.IN_EFFECT if world.surfaces[name] == target else observed.NEEDED)


def _rws(world, hosts, wanted):
    nodes = [one for one in hosts if one.kind == RWS]
    if not world.config.readback:
        return observed.UNCLEAR
    return observed.IN_EFFECT if nodes and all(one.uses == wanted for one in nodes) else observed.NEEDED


def _files(world, heard, wanted):
    stale = any(one.name in heard and one.file_site != wanted for one in world.rws)
    return observed.NEEDED if stale else observed.IN_EFFECT


def _exclusive(world, target, hosts, component):
    del world, target
    services = [one.service(component) for one in hosts if one.kind == _OF[component]]
    if not services:
        return observed.BLOCKED
    if not all(one.managed for one in services):
        return observed.PERSON
    return observed.IN_EFFECT if all(one.works and one.at_boot for one in services) else observed.NEEDED


def checks(world, target, heard, planned):
    """What the target has to have."""
    found = [check("GIR627", FAILED if target in world.full else CONFIRMED, f"storage of {target}"),
             check("GIR628", _keys(world, target, heard), "keystore")]
    if planned:
        found += _standby_checks(world, target, heard)
    silent = [one.name for one in world.by_site[target] if one.kind == RWS and one.name not in heard]
    if silent:
        found.append(check("GIR626", FAILED, ", ".join(silent)))
    return tuple(found)


class _Status:
    """As much of what `status` sees as rejoined.py asks for."""

    windows = ()

    def __init__(self, world, held):
        self._world = world
        self.ledger = ledgers.judge(held)

    def center_of(self, host):
        return self._world.centers[host]

    def hosts_of(self, center):
        return [one.name for one in self._world.by_site[center]]


_of_standby = {}


def _standby_checks(world, target, heard):
    """The product's own: whether it has rejoined, and answers as a whole."""
    held = {one.name: one.ledger for one in world.rws if one.name in heard}
    away = tuple(one.name for one in world.by_site[target] if one.name not in heard)
    key = (target, away, len(world.hosts), tuple((name, id(one)) for name, one in held.items()))
    found = _of_standby.get(key)
    if found is None:
        found = _of_standby[key] = rejoined.checks(_Status(world, held), (), heard, target, rules.REJOINED)
    return found


def needs_rejoin(world, origin, heard):
    """Whether the ledgers say that a data center is no standby yet."""
    held = {one.name: one.ledger for one in world.rws if one.name in heard}
    return any(one.data_center == origin for one in ledgers.needs(held, world.centers))


def _keys(world, target, heard):
    """A keystore lacks what another one has that is heard."""
    keys = [world.keys[one] for one in world.sites if any(host.name in heard for host in world.by_site[one])]
    if len(keys) < 2:
        return NOT_OBSERVABLE
    return CONFIRMED if all(one <= world.keys[target] for one in keys) else FAILED


def proofs(world, controller, target, heard):
    """What is verified at the end."""
    nodes = [one for one in world.by_site[target] if one.kind == RWS and one.name in heard]
    wanted = controller.wanted
    rws = NOT_OBSERVABLE
    if world.config.readback:
        rws = CONFIRMED if nodes and all(one.uses == wanted for one in nodes) else FAILED
    storage = FAILED if target in world.full else CONFIRMED
    return (check("rws", rws, "RWS"), check("storage", storage, "storage"), check("metadata", NOT_OBSERVABLE, "queue"))
