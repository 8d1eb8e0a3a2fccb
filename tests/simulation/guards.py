# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The site guards of the world: the product's own decision, asked by hosts that look every 30 seconds."""

from . import ledgers
from .product import guard

ACTIVE = guard.ACTIVE
PAIR = ("dc1", "dc2")


def tick(world):
    """Every guard looks, stops what must not run, and starts what it has stopped itself."""
    for site in PAIR:
        heard = None
        for host in world.by_site[site]:
            if host.services and host.up:
                # Hosts of one site hear the same ones, and none starts or stops while they look.
                heard = world.reached(site, world.rws) if heard is None else heard
                _look(world, host, heard)


def may_start(world, host, mode):
    """Whether a unit of this mode may start now."""
    return guard.may_start(mode, _decided(world, host, world.reached(host.site, world.rws)))


def _decided(world, host, heard):
    heard = [] if host.hung else heard
    new = {id(one.ledger) for one in heard if one.ledger is not None}
    if not new <= host.remembers:
        host.remembers |= new
    others = not host.hung and (bool(world.witness) or any(one.site != host.site for one in heard))
    known = ledgers.knowledge(host.remembers)
    if others:
        host.met, host.claimed = world.now, known.claims.get(host.site, "")
    view = guard.View(
        own=host.site,
        actives=known.actives,
        intents=known.intents,
        heard=others,
        silence=None if host.met is None else world.now - host.met,
        watched=world.now - host.booted,
        attested=known.claims.get(host.site, "") not in ("", host.claimed),
        isolation=world.config.guard,
    )
    return guard.decide(view)


def is_attested(host):
    """Whether a person made its data center the active one, and nobody else was heard since."""
    return _claim(host) not in ("", host.claimed)


def _claim(host):
    return ledgers.knowledge(host.remembers).claims.get(host.site, "")


def _look(world, host, heard):
    found = _decided(world, host, heard)
    for service in host.services:
        if service.works and not service.stuck and guard.is_stopped(ACTIVE, found):
            service.running = False
            host.guard_stopped += (service.component,)
            world.met("a guard stops a service")
        elif service.component in host.guard_stopped and found.start:
            service.running = True
            host.guard_stopped = tuple(one for one in host.guard_stopped if one != service.component)
            world.met("a guard starts again what it stopped")
