# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who starts a rejoin, and what a person types once one has ended; and a data center that was left and is back."""

import re
from dataclasses import replace

from . import ledgers, operators, seeing
from .hosts import RWS
from .product import rejoin_asked, rejoin_outcomes
from .rejoin_seeing import BY_A_PERSON, kind_of

_LISTED = re.compile(r"gir_rejoin_listed=([0-9a-f]{16})")
_TAKE_OVER = re.compile(r"gir_rejoin_take_over=([^\s.]+)")


def asks(choice, center):
    """What somebody asks for at first; now and then something that has to be refused."""
    found = rejoin_asked.Asked(center, center, reindex=choice.pick(4) != 1)
    odd = choice.pick(24)
    return replace(found, **_ODD[odd](center)) if odd in _ODD else found


_ODD = {
    1: lambda center: {"confirm": seeing.other(center)},
    2: lambda _center: {"check": True},
    3: lambda _center: {"problems": ("gir_rejoin_accept cannot be used.",)},
    4: lambda _center: {"listed": "0" * 16},
    5: lambda _center: {"repaired_by": "Ada"},
    6: lambda _center: {"data_center": "dc9", "confirm": "dc9"},
}


def answered(history, rejoiner, accepts):
    """What a person asks for next, or None where nothing is left to type. `accepts`: the list that is shown."""
    end = rejoiner.end
    if not end.next:
        return None
    # Who only predicts does so until the prediction is there.
    only = rejoiner.asked.check and end.outcome == rejoin_outcomes.TO_CONFIRM
    was = replace(rejoiner.asked, take_over="", check=only)
    text = f"{' '.join(end.why)} {end.next}"
    found = _TAKE_OVER.search(text)
    if end.outcome == rejoin_outcomes.TO_CONFIRM:
        return _confirmed(history, rejoiner, was, end, accepts)
    if end.outcome == rejoin_outcomes.REFUSED and found:
        return operators.of_lock(history, was, found.group(1))
    if end.outcome == rejoin_outcomes.REFUSED:
        return _of_rules(history, was, end.rules)
    if end.outcome == rejoin_outcomes.QUESTION or end.next.startswith("ansible-playbook gir.multidc.ledger"):
        return was if operators.repair(history) else None
    if end.outcome == rejoin_outcomes.SUPERSEDED:
        history.wait(60)
        return was
    if end.outcome == rejoin_outcomes.STOPPED:
        _mended(history, end)
        return was
    return was if end.outcome == rejoin_outcomes.PREDICTED else None


def _confirmed(history, rejoiner, was, end, accepts):
    world = history.world
    if not accepts:
        world.met("a list is shown, and nobody accepts it")
        return None
    found = _LISTED.search(end.next)
    if "nodetool" in " ".join(end.why):
        world.met("Cassandra was away for longer than its hint window")
        was = replace(was, repaired_by="Ada")
    if found:
        world.met("a list is accepted")
    return replace(was, listed=found.group(1) if found else was.listed)


def _of_rules(history, was, broken):
    # Without the active data center there is nothing to rejoin with.
    if {"GIR642", "GIR644"} & set(broken) or ("GIR653" in broken and history.watch.healing):
        return None
    if "GIR650" in broken:
        history.world.holds = 0
    if "GIR652" in broken:
        accepted = operators.stopped_by_hand(history, was.data_center, was.accepted)
        was = replace(was, accepted=accepted)
    history.wait(30)
    return replace(was, confirm=was.data_center, problems=())


def _mended(history, end):
    """What site does not mend a person does, where the end names it."""
    named = " ".join(one.text for one in end.open_points)
    for host in history.world.hosts.values():
        if host.name in named:
            host.edits = frozenset(one for one in host.edits if kind_of(one) not in BY_A_PERSON)


def left_and_back(world, choice):
    """The first data center was lost, the second one took over, and now the first one is back as it was left."""
    others = {one.name: one.ledger for one in world.rws if one.site != "dc1"}
    ledger, names = ledgers.begun(others, "lost", "failover", "dc2", ledgers.site_name("dc2"), "attested")
    done, _names = ledgers.ended(dict.fromkeys(names, ledger), "lost", "attested")
    for host in world.hosts.values():
        if host.kind == RWS and host.site != "dc1":
            host.ledger, host.uses, host.file_site = done, ledgers.site_name("dc2"), ledgers.site_name("dc2")
        for one in host.services:
            one.active = True
            one.running = one.at_boot = True
    world.surfaces = dict.fromkeys(world.surfaces, "dc2")
    world.begun["lost"] = world.now
    world.advance((300, 30, 7200)[choice.pick(3)])
    for site in world.sites:
        world.record(site)
    for _number in range(choice.pick(4)):
        writes(world, choice)
    world.holds = int(choice.pick(8) == 1)


def writes(world, choice):
    """Somebody writes a file of a host, or makes a key, at one of the two."""
    site = seeing.PAIR[choice.pick(2)]
    what = ("edit", "package", "key", "unreadable")[(0, 0, 1, 2, 2, 2, 3, 3)[choice.pick(8)]]
    name = f"{what}-{world.steps}-{choice.pick(100)}"
    hosts = world.by_site[site]
    if what == "key":
        world.keys[site] |= {f"key-{site}-{name}"}
        world.say(f"{site} makes the key {name}")
        return
    host = hosts[choice.pick(len(hosts))]
    host.edits |= {name}
    world.say(f"somebody writes {name} on {host.name}")
